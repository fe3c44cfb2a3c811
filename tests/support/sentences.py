"""Every distinct sentence that the package makes for the three books, one a line.

Read it aloud in review: a changed sentence is a changed line. After a change that is meant:

    make sentences
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import lxml.html

from quarterbook import Report
from quarterbook.report.html.block import Block
from quarterbook.report.sentences import control_chart, method, outlook, trend
from quarterbook.report.substitutions import pages
from quarterbook.report.substitutions.papers import paper_names
from quarterbook.report.views.measure import MeasureView
from support.books import ROOT

BOOKS = (".", "examples/dorset", "examples/somerset")
GOLDEN = ROOT / "tests" / "report" / "sentences.txt"

# Names of a paper that make sentences; charts, which are slow, and what somebody wrote are not.
_PAPER = ("counts", "exceptions_summary", "exceptions", "ages", "decisions", "performance")
_PAPER += ("other_decisions", "actions", "benchmarks", "forward_plan", "sign_offs")
_MADE = "//p | //li[not(p)] | //dd | //caption"
_OTHERS_WORDS = "//table//td | //*[contains(@class, 'qb-lead')]"


def sentences() -> list[str]:
    """Return the distinct sentences of the newest quarter of each book, in order."""
    return sorted({one for book in BOOKS for one in _of_book(ROOT / book)})


def _of_book(book: Path) -> Iterator[str]:
    report = Report(book=book)
    view = report.view
    for measure in view.views_shown:
        for text in _of_measure(measure):
            yield from _split(text)
    blocks: list[str | Block] = [report.headline(), report.areas()]
    for edition in view.quarter.editions:
        names = paper_names(view, edition, sign_offs=())
        blocks += [names[name] for name in _PAPER]
    for block in blocks:
        yield from _made(block.html if isinstance(block, Block) else block)
    yield from _made("".join(str(one) for one in pages.page_names(view)["method"].values()))


def _of_measure(view: MeasureView) -> Iterator[str]:
    judged = view.assessment
    yield trend.finding(view)
    yield trend.rounding_sentence(view)
    yield method.how_judged(judged, view.format)
    if judged.outlook:
        target = judged.outlook_goal.target
        yield outlook.sentence(judged.outlook, judged.outlook_rags, target, view.format)
        yield outlook.method(judged.outlook, view.format)
    if view.control_chart:
        yield control_chart.finding(view.control_chart)


def _made(html: str) -> Iterator[str]:
    """Yield the sentences of some HTML that nobody but the package wrote."""
    if not html.strip():
        return
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    for element in root.xpath(_OTHERS_WORDS):
        element.drop_tree()
    for element in root.xpath(_MADE):
        yield from _split(element.text_content())


def _split(text: str) -> Iterator[str]:
    for sentence in re.split(r"(?<=[.?!]) +(?=[A-Z])", " ".join(text.split())):
        if re.search(r"[a-z] [a-z]", sentence):
            yield sentence


if __name__ == "__main__":
    GOLDEN.write_text("\n".join(sentences()) + "\n", encoding="utf-8")
    sys.stdout.write(f"{GOLDEN}\n")
