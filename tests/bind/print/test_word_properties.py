"""Properties of Word's paragraphs, runs and cells: written as python-docx writes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import serialize_for_reading
from docx.shared import Pt, Twips
from docx.text.paragraph import Paragraph

from quarterbook.bind.print.word import properties

LINES = {
    "bare": "",
    "empty properties": "<w:pPr/>",
    "style before": '<w:pPr><w:pStyle w:val="Compact"/></w:pPr>',
    "list before, side and run after": '<w:pPr><w:pStyle w:val="Compact"/><w:numPr/>'
    '<w:jc w:val="right"/><w:rPr><w:b/></w:rPr></w:pPr>',
    "its own": '<w:pPr><w:keepNext w:val="0"/><w:spacing w:before="40" w:line="20"/></w:pPr>',
}
RUNS = {
    "bare": "",
    "style before": '<w:rPr><w:rStyle w:val="Hyperlink"/><w:b/></w:rPr>',
    "language after": '<w:rPr><w:b/><w:vertAlign w:val="superscript"/><w:lang/></w:rPr>',
    "its own": '<w:rPr><w:sz w:val="30"/><w:szCs w:val="30"/></w:rPr>',
}
CELLS = {
    "bare": ("", 1),
    "span after": ('<w:tcPr><w:gridSpan w:val="3"/><w:vAlign w:val="top"/></w:tcPr>', 3),
    "its own": ('<w:tcPr><w:tcW w:type="pct" w:w="5"/><w:vMerge/></w:tcPr>', 1),
}


def element(tag: str, inside: str) -> Any:
    return parse_xml(f"<w:{tag} {nsdecls('w')}>{inside}</w:{tag}>")


def alike(
    tag: str, inside: str, ours: Callable[[Any], None], theirs: Callable[[Any], None]
) -> None:
    """Compare what we make of an element with what python-docx makes of it, twice over."""
    mine, other = element(tag, inside), element(tag, inside)
    for _ in range(2):
        ours(mine)
        theirs(other)
        assert serialize_for_reading(mine) == serialize_for_reading(other)


def _close_up(line: Any) -> None:
    about = Paragraph(line, None).paragraph_format
    about.line_spacing = 1
    about.space_before = about.space_after = Pt(0)


def _keep(line: Any) -> None:
    Paragraph(line, None).paragraph_format.keep_with_next = True


def _set_size(run: Any) -> None:
    run.get_or_add_rPr().sz_val = Pt(9)


def _set_width(cell: Any) -> None:
    cell.width = Twips(1234)


@pytest.mark.parametrize("inside", LINES.values(), ids=LINES)
def test_a_paragraph(inside: str) -> None:
    alike("p", inside, properties.close_up, _close_up)
    alike("p", inside, properties.keep_with_next, _keep)


@pytest.mark.parametrize("inside", RUNS.values(), ids=RUNS)
def test_a_run(inside: str) -> None:
    alike("r", inside, lambda run: properties.set_size(run, 9), _set_size)


@pytest.mark.parametrize(("inside", "columns"), CELLS.values(), ids=CELLS)
def test_a_cell(inside: str, columns: int) -> None:
    assert properties.columns_of(element("tc", inside)) == columns
    alike("tc", inside, lambda cell: properties.set_width(cell, 1234), _set_width)


def test_paragraphs_are_found_by_their_styles() -> None:
    line = '<w:p><w:pPr><w:pStyle w:val="{}"/></w:pPr></w:p>'
    inside = "".join(map(line.format, ("Heading1", "Compact", "Heading2")))
    body = element("body", f"{inside}<w:tbl><w:tr><w:tc>{inside}</w:tc></w:tr></w:tbl><w:p/>")
    found = properties.lines_of_styles(body, {"Heading1", "Heading2"})
    assert [one.style for one in found] == ["Heading1", "Heading2"] * 2
    assert properties.lines_of_styles(body, set()) == []
