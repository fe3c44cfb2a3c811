"""What the search page looks through: every section of every page, with the figure of a measure.

It is made from the pages as written, so that nothing is found that no page shows. Words are
compared in the reader's browser (``search.js``), which has no other file to ask for: the search
works from a folder, too.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from lxml import html as markup
from lxml.html import HtmlElement

from quarterbook.bind.outputs import output_of

_Kind = Literal["measure", "page", "paper", "download"]

# What nobody searches for: the rule of a measure names all three colours, whatever its own is.
_SKIPPED = (
    './/a[@class="headerlink"] | .//script | .//style | .//nav | .//*[local-name()="svg"]'
    ' | .//*[@aria-hidden="true"] | .//*[contains(@class, "qb-figures")] | .//summary'
    ' | .//figcaption | .//*[@class="qb-csv"] | .//p[@class="qb-standfirst" or @class="qb-outlook"]'
    ' | .//dt[text()="How this is judged" or text()="Outlook"]'
    ' | .//dd[preceding-sibling::dt[1][text()="How this is judged" or text()="Outlook"]]'
)
_BLOCKS = {"p", "li", "td", "th", "dt", "dd", "div", "caption", "figcaption", "section", "br"}
_ENDS = {"p": ".", "li": ".", "dd": ".", "dt": ":"}  # of blocks whose words end without one
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def search_index(
    site: Path, papers: Collection[str], alike: Sequence[Sequence[str]]
) -> dict[str, Any]:
    """Return the parts of a site's pages as the search page reads them.

    papers
        the pages that are papers, which come last among what is found.
    alike
        words and phrases that mean the same, group by group.
    """
    pages: list[dict[str, Any]] = []
    files: list[dict[str, Any]] = []
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).with_suffix("").as_posix()
        if name.startswith("_") or name in ("index", "search"):
            continue
        text = path.read_text(encoding="utf-8")
        kind: _Kind = "paper" if name in papers else "page"
        parts = _parts_of_page(text, kind)
        if parts is not None:
            pages.append({"page": name, "kind": kind, "parts": parts})
            folder = path.parent.relative_to(site).as_posix()
            files = files or list(_downloads(markup.fromstring(text), folder))
    return {"pages": pages + files, "alike": [list(group) for group in alike]}


@lru_cache(maxsize=128)
def _parts_of_page(text: str, kind: _Kind) -> Sequence[dict[str, Any]] | None:
    """Return the sections of a page, or None where it has no article."""
    article = markup.fromstring(text).find(".//article")
    return None if article is None else tuple(_parts(article, kind))


def _downloads(page: HtmlElement, folder: str) -> Iterator[dict[str, Any]]:
    """Yield the files that a page offers in its footer, each by what its link says."""
    for link in page.xpath('.//*[@id="downloads"]/following-sibling::ul//a'):
        path = posixpath.normpath(posixpath.join(folder, link.get("href")))
        kind = "Download paper" if output_of(path).is_of_each_paper else "Download"
        part = {"id": "", "title": _text(link), "text": kind}
        yield {"page": path, "kind": "download", "parts": [part]}


def write_search_index(path: Path, index: dict[str, Any]) -> None:
    """Write an index as the script that hands it to the search page."""
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    path.write_text(f"quarterbookSearch({text});\n", encoding="utf-8")


def _parts(article: HtmlElement, kind: _Kind) -> Iterator[dict[str, Any]]:
    """Yield the sections of a page in order, each with its own words and not those inside it."""
    marks = {section: _measure(section) for section in article.iter("section")}
    for element in article.xpath(_SKIPPED):
        element.drop_tree()
    for section in list(article.iter("section")):
        heading = next((child for child in section if child.tag in _HEADINGS), None)
        if heading is None:
            continue
        own = (child for child in section if child.tag != "section" and child is not heading)
        words = [_text(child, _ENDS) for child in own]
        part = {
            "id": "" if heading.tag == "h1" else str(section.get("id") or ""),
            "title": _text(heading),
            "text": " ".join(filter(None, words)),
        }
        if kind == "page" and marks[section]:
            part |= marks[section]
        yield part


def _measure(section: HtmlElement) -> dict[str, str]:
    """Return figure, period, rating and direction of a section about a measure; else nothing."""
    line = section.find('p[@class="qb-standfirst"]')
    if line is None:
        return {}
    marks: dict[str, tuple[str, str, str]] = {}
    for mark in line.xpath(
        './span[starts-with(@class, "qb-rag ") or starts-with(@class, "qb-dot ")]'
    ):
        kind, colour = mark.get("class").split(" ", 1)
        shape = _text(mark[0]) if len(mark) else ""
        marks.setdefault(kind, (colour, shape, _text(mark).removeprefix(shape).strip()))
    figure = _text(line)
    if "qb-rag" not in marks:
        return {"figure": figure}
    colour, shape, rating = marks["qb-rag"]
    return {
        "figure": figure.partition(f" · {shape}")[0].replace(" · ", ", "),
        "colour": colour,
        "shape": shape,
        "rating": rating,
        "direction": marks.get("qb-dot", ("", "", ""))[2],
    }


def _text(element: HtmlElement, ends: Mapping[str, str] | None = None) -> str:
    """Return the text of an element on one line, blocks apart by a space and their ends."""
    pieces: list[str] = []

    def gather(one: HtmlElement) -> None:
        is_block = one.tag in _BLOCKS
        pieces.append(" " if is_block else "")
        pieces.append(one.text or "" if isinstance(one.tag, str) else "")
        for child in one:
            gather(child)
            pieces.append(child.tail or "")
        if ends and one.tag in ends:
            text = "".join(pieces).rstrip()
            pieces[:] = [text, ends[one.tag] if text[-1:].isalnum() else ""]
        pieces.append(" " if is_block else "")

    gather(element)
    return " ".join("".join(pieces).split())
