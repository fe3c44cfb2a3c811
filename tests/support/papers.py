"""What both files of a paper say, and the tables in data/ that it is counted from."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html

from quarterbook.build.built import Built
from support.books import ROOT
from support.paper_text import (
    paper_text,
    pdf_pages,
    squashed,
    word_tables,
)

ENDINGS = (".pdf", ".docx")


def says(built: Built, paper: str, *words: str) -> None:
    """Both files of a paper say these words, one after another."""
    for ending in ENDINGS:
        text = paper_text(built.folder / f"{paper}{ending}")
        at = 0
        for one in words:
            found = text.find(squashed(one), at)
            assert found >= 0, f"{paper}{ending} does not say {one!r} where it should"
            at = found


def rows_of(name: str, folder: Path = ROOT / "data") -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def site_page(built: Built, page: str) -> lxml.html.HtmlElement:
    return lxml.html.parse(built.folder / "site" / f"{page}.html").getroot()


def table_of(built: Built, paper: str, *headers: str) -> list[list[str]]:
    """The rows of the tables of the Word file that begin with these headers."""
    return [
        row
        for table in word_tables(built.folder / f"{paper}.docx")
        if table[0][: len(headers)] == list(headers)
        for row in table[1:]
    ]


def page_references(paper: Path, start: str, end: str) -> Iterator[tuple[str, int]]:
    """The entries of a list that name a page, between two headings, with the page."""
    text = " ".join("\n".join(pdf_pages(paper)).split())
    part = text[text.index(start) : text.index(end, text.index(start))]
    for match in re.finditer(r"(?<= )[a-z]\. (.*?) \(page (\d+)\)", part):
        yield match[1], int(match[2])
