"""The parts of committee papers: what each says, and its tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import lxml.html

from quarterbook import Report
from quarterbook.data.params.editions import Edition
from quarterbook.data.recorded import read_recorded
from quarterbook.report.html.block import Block
from quarterbook.report.substitutions.papers import paper_names
from quarterbook.report.views.quarter import quarter_view
from quarterbook.storage.book import Book

LITTER = '<a href="#litter" class="qb-name">Litter</a>'
BINS = r'<a href="#missed-bins" class="qb-name">Missed \<bins\> \& \*boxes\*</a>'


def add(book: Book, table: str, rows: str) -> None:
    lines = "".join(f"{line.strip()}\n" for line in rows.strip().splitlines())
    with (book.data / f"{table}.csv").open("a", encoding="utf-8") as file:
        file.write(lines)


def says(
    book: Book | Path, edition: Edition | None = None, until: date | None = None
) -> Callable[[str], str]:
    """Return what a name says, as Markdown."""
    root = book.root if isinstance(book, Book) else book
    report = Report(book=root).view
    if edition and edition.is_exempt:  # which shows what no notebook has
        report = quarter_view(read_recorded(Book(root)), report.quarter.quarter)
    later = None
    if until:
        recorded = read_recorded(Book(root))
        asked = report.quarter.model_copy(update={"cut_off": until})
        quarters = {**recorded.quarters, asked.quarter: asked}
        later = quarter_view(replace(recorded, quarters=quarters), report.quarter.quarter)
    names = paper_names(
        report,
        edition or Edition(name="x", committee="scrutiny"),
        sign_offs=(),
        later=lambda: later,
    )

    def said(name: str) -> str:
        text = names[name]
        return text.markdown if isinstance(text, Block) else text

    return said


def cells(markdown: str) -> list[list[str]]:
    """Return the rows of the tables of a block, header rows apart, as text."""
    root = lxml.html.fragment_fromstring(markdown, create_parent="div")
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("th | td")]
        for row in root.xpath(".//tbody/tr")
    ]


def block_of(names: Mapping[str, str | Block], name: str) -> str:
    found = names[name]
    assert isinstance(found, Block)
    return found.markdown


def cells_of(section: str) -> list[list[str]]:
    found = re.search(r"<table.*</table>", section, re.DOTALL)
    return cells(found[0]) if found else []
