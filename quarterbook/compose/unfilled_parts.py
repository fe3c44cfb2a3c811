"""Parts that a paper's page asks for and its params do not give: readers are told of the gap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quarterbook.compose.staged_papers import StagedPaper
from quarterbook.data.params.quarter_files import quarter_files
from quarterbook.ground.errors import Problem
from quarterbook.ground.myst import without_literals
from quarterbook.report.substitutions.figure_names import PAPER_SUBSTITUTION
from quarterbook.report.views.quarter import QuarterView
from quarterbook.storage.book import Book


def unfilled_parts(
    book: Book, report: QuarterView, papers: Iterable[StagedPaper]
) -> Iterator[Problem]:
    """Yield a note for each synopsis or list of appendices that a page has and no reader gets."""
    params = book.relative(quarter_files(book)[report.quarter.quarter])
    for paper in papers:
        edition = paper.edition
        is_there = {
            "synopsis": bool(report.synopsis_of(paper.staged_edition).strip()),
            "appendices": bool(edition.appendices),
        }
        for source in dict.fromkeys(paper.sources.values()):
            path = book.root / f"{source}.md"
            text = without_literals(path.read_text(encoding="utf-8-sig"))
            for match in PAPER_SUBSTITUTION.finditer(text):
                if not is_there.get(match[1], True):
                    yield Problem(
                        book.relative(path),
                        text.count("\n", 0, match.start()) + 1,
                        "B119",
                        f'note: the edition "{edition.name}" has no {match[1]}, and its readers '
                        f"are told so. Write {match[1]}: into {params}, or take the line out.",
                    )
