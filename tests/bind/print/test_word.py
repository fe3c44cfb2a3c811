"""The Word paper as Word has it: colours and shapes of ratings, charts under their headings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import docx
from docx.oxml.ns import qn

from support.books import ROOT
from support.bound_papers import BOOK

RATED = """<p class="qb-standfirst">52% <span class="qb-rag qb-red"><span class="qb-shape"
aria-hidden="true">◆</span> Red</span> and <span class="qb-rag qb-not-rated"><span
class="qb-shape" aria-hidden="true">–</span> Not rated</span></p>"""


def test_a_rating_has_its_shape_in_its_colour_and_its_word(bind: Callable[..., Path]) -> None:
    text = BOOK.replace("<p>Many.</p>", RATED)
    word = docx.Document(str(bind("paper.docx", text=text)))
    (line,) = [one for one in word.paragraphs if one.text.startswith("52%")]
    assert line.text == "52% ◆ Red and – Not rated"
    coloured = {run.text: str(run.font.color.rgb) for run in line.runs if run.font.color.rgb}
    assert coloured == {"◆": "B10E1E"}


def test_a_heading_stays_with_its_chart_and_what_is_between_them(
    bind: Callable[..., Path],
) -> None:
    svg = quote('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    chart = (
        "<h4>Lorries</h4><p>They rose.</p><p>And fell.</p>"
        f'<figure><img alt="A line" src="data:image/svg+xml,{svg}">'
        "<figcaption>By year</figcaption></figure><p>That is all.</p>"
    )
    word = docx.Document(str(bind("paper.docx", text=BOOK.replace("<p>Many.</p>", chart))))
    kept = {
        line.text: line.paragraph_format.keep_with_next
        or line.style.paragraph_format.keep_with_next
        for line in word.paragraphs
        if line.style
    }
    assert all(kept[words] for words in ("Lorries", "They rose.", "And fell.", "By year"))
    assert not kept["That is all."]


def test_a_measures_chart_stands_beside_what_is_said_of_it(bind: Callable[..., Path]) -> None:
    svg = quote('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    measure = (
        '<section id="lorries"><h4>Lorries</h4><p class="qb-standfirst">Nine in May</p>'
        f'<figure class="qb-chart"><img alt="A line" src="data:image/svg+xml,{svg}">'
        "<figcaption>By year</figcaption></figure>"
        '<div class="qb-commentary"><p>They rose.</p></div>'
        '<dl class="qb-method"><dt>Source</dt><dd>Records</dd></dl></section>'
    )
    word = docx.Document(str(bind("paper.docx", text=BOOK.replace("<p>Many.</p>", measure))))
    (layout,) = [one for one in word.tables if one._tbl.xpath(".//w:drawing")]
    chart, words = layout.rows[0].cells
    assert chart._tc.xpath(".//w:drawing")
    assert "They rose." in words.text
    assert not layout._tbl.xpath("w:tblPr/w:tblStyle")  # and so without lines
    lines = {line.text: line for line in word.paragraphs}
    assert lines["Source: Records."].style.name == "Table Note"  # type: ignore[union-attr]
    assert lines["Nine in May"].paragraph_format.keep_with_next


def test_page_x_of_y_stands_in_the_councils_own_look() -> None:
    footer = docx.Document(str(ROOT / "book" / "_templates" / "mereshire.docx")).sections[-1].footer
    fields = [one.get(qn("w:instr")).strip() for one in footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
