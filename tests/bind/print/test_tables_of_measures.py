"""Tables of measures on paper: what an arrow goes by, what markers mean, names and their units."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import docx.document
import pypdf
from docx.table import Table

from quarterbook import Report
from quarterbook.report.blocks import overview
from quarterbook.report.blocks.papers.actions import actions
from quarterbook.report.html.links import link
from support.books import ROOT
from support.bound_papers import BOOK, texts


def paper(html: str) -> str:
    return BOOK.replace("<p>Many.</p>", html)


def rows_of(word: docx.document.Document, head: str) -> Table:
    """The one table that has a column of that name."""
    (found,) = [one for one in word.tables if head in [cell.text for cell in one.rows[0].cells]]
    return found


def test_an_area_says_what_an_arrow_goes_by_and_explains_only_its_markers(
    bind: Callable[..., Path],
) -> None:
    """348.1 after 236.4 improved on a year ago; the outlook is left out, and so is its marker."""
    area = overview.page(Report(book=ROOT, outcome="healthy-environment").view).html
    assert "[f] forecast" in area
    pdf = " ".join(texts(bind("area.pdf", text=paper(area))))
    word = docx.Document(str(bind("area.docx", text=paper(area))))
    table = rows_of(word, "Direction of travel")
    rows = {row.cells[0].text.splitlines()[0]: row.cells[4].text for row in table.rows}
    assert "↗ Improved on a year ago" in pdf
    assert rows["Residual household waste per household"] == ("↗ Improved\non a year ago")
    assert rows["Fly-tipping cleared within three working days"] == "↘ Declined"
    assert rows["Missed bin collections"] == (
        "↗ Improved\nLong term: ↘ Declined\ncontrol chart of figures since April 2018"
    )
    for said in (pdf, " ".join(one.text for one in word.paragraphs)):
        assert "[p] provisional; [r] revised." in said
        assert "[f]" not in said


def test_names_have_the_room_that_short_lines_leave(bind: Callable[..., Path]) -> None:
    """RAG and figure are as wide as their longest line, and units are lighter than names."""
    view = Report(book=ROOT).view
    table = actions(view, link).html
    path = bind("actions.pdf", text=paper(table))
    fonts: dict[str, str] = {}

    def note(text: str, _cm: object, _tm: object, font: dict[str, str], _size: object) -> None:
        for words in ("Children", "10,000"):
            if words in text and font:
                fonts.setdefault(words, font["/BaseFont"])

    for sheet in pypdf.PdfReader(path).pages:
        sheet.extract_text(visitor_text=note)
    assert fonts["Children"] != fonts["10,000"], fonts
    word = docx.Document(str(bind("actions.docx", text=paper(table))))
    found = rows_of(word, "Action")
    name, rag, figure, *_ = [column.width or 0 for column in found.columns]
    assert name > 1.4 * rag  # which has "as recorded" below it, also in a wider typeface
    assert name > 1.2 * figure


def test_a_period_keeps_its_line_in_a_wider_typeface(bind: Callable[..., Path]) -> None:
    """2021/22 is six figures of 0.64 em and a stroke of 0.34 em in DejaVu Sans: 4.18 em."""
    heads = ("Measure", "Period", "Figure", "Target", "RAG", "Direction of travel", "Previous")
    name = "Adults with a learning disability living in their own home or with family"
    cells = (name, "Q3 2021/22", "86.7%", "82.0%", "Amber", "Improved on previous quarter", "86.3%")
    rows = "".join(f"<td>{cell}</td>" for cell in cells)
    head = "".join(f"<th>{cell}</th>" for cell in heads)
    comment = "A comment of the service's own that is long and goes on, " * 4
    filled = f"<tr>{rows}<td>{comment}</td></tr>" * 12
    table = f"<table><thead><tr>{head}<th>Comment</th></tr></thead><tbody>{filled}</tbody></table>"
    word = docx.Document(str(bind("period.docx", text=paper(table))))
    _, period, *_ = [column.width or 0 for column in rows_of(word, "Period").columns]
    beside = 0.18  # cm, of a cell
    assert period / 360_000 >= 4.18 * 9 * 0.0353 + beside
