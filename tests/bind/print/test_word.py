"""The Word paper as Word has it: colours and shapes of ratings, charts under their headings."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt
from markupsafe import Markup

from quarterbook.bind.print.council_template import CouncilTemplate
from quarterbook.report.html.tables import shaded, table
from support.bound_papers import BOOK, DORSET, MERESHIRE, texts

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


def test_each_of_several_charts_stays_with_its_caption_and_with_no_other(
    bind: Callable[..., Path],
) -> None:
    """Where all of them are kept with the next, no page holds them and any may be parted."""
    svg = quote('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    charts = "".join(
        f'<figure><img alt="A line" src="data:image/svg+xml,{svg}">'
        f"<figcaption>Chart {n}</figcaption></figure>"
        for n in (1, 2)
    )
    text = BOOK.replace("<p>Many.</p>", f"<h4>Lorries</h4>{charts}")
    word = docx.Document(str(bind("paper.docx", text=text)))
    own = [line.paragraph_format.keep_with_next for line in word.paragraphs]
    styled = [line.style and line.style.paragraph_format.keep_with_next for line in word.paragraphs]
    kept = [one if one is not None else bool(other) for one, other in zip(own, styled, strict=True)]
    words = [line.text for line in word.paragraphs]
    first, second = words.index("Chart 1"), words.index("Chart 2")
    assert kept[first - 1 : second + 2] == [True, True, False, True, False]


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


def test_a_chart_beside_another_is_no_wider_than_its_column(bind: Callable[..., Path]) -> None:
    """Half of the 17 cm between the margins, less the room in a cell and 2 mm to spare."""
    charts = [chart(width) for width in (340, 150)]
    pair = f'<div class="qb-pair">{charts[0]}{charts[1]}</div>'
    word = docx.Document(str(bind("paper.docx", text=BOOK.replace("<p>Many.</p>", pair))))
    (layout,) = [one for one in word.tables if one._tbl.xpath(".//w:drawing")]
    wide, narrow = (int(cx) / 360_000 for cx in layout._tbl.xpath(".//wp:extent/@cx"))
    margins = [int(one) / 567 for one in layout._tbl.xpath("w:tblPr/w:tblCellMar/*/@w:w")]
    assert wide == pytest.approx(8.3 - sum(margins), abs=0.01)
    assert narrow < 6  # 150 points, as drawn


def chart(width: int) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="9"/>'
    return (
        f'<figure class="qb-chart"><img alt="A line" src="data:image/svg+xml,{quote(svg)}">'
        "<figcaption>By year</figcaption></figure>"
    )


def test_a_row_and_the_words_below_it_stay_on_one_page(bind: Callable[..., Path]) -> None:
    """A comment of some lines stays with its row; one of a page's length may go on over it."""
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Indicator", "Value", "Comment"))
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td>1</td><td>{words}</td></tr>'
        for name, words in (("Bins", "Some words. " * 60), ("Roads", "Many words. " * 300))
    )
    table = (
        f'<table class="qb-table qb-wide qb-upright qb-below-1"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
    text = BOOK.replace("<p>Many.</p>", f'<div class="qb-scroll">{table}</div>')
    word = docx.Document(str(bind("rows.docx", text=text)))
    (shown,) = [one for one in word.tables if one.rows[0].cells[0].text == "Indicator"]
    found = [
        (
            bool(row._tr.xpath("w:trPr/w:cantSplit")),
            all(line.paragraph_format.keep_with_next for line in row.cells[-1].paragraphs),
        )
        for row in shown.rows
    ]
    assert found == [(True, False), (True, True), (True, False), (True, True), (False, False)]


def test_no_line_touches_what_stands_above_or_below_every_page(bind: Callable[..., Path]) -> None:
    for name, look in (("ours.docx", None), ("theirs.docx", DORSET)):
        (section, *_) = docx.Document(str(bind(name, look=look))).sections
        below = section.header.paragraphs[-1].paragraph_format.space_after
        above = section.footer.paragraphs[0].paragraph_format.space_before
        assert (below, above) == (Pt(8), Pt(8))


@pytest.mark.parametrize("look", [MERESHIRE, DORSET], ids=["mereshire", "dorset"])
def test_page_x_of_y_stands_in_the_councils_own_look(look: CouncilTemplate) -> None:
    footer = docx.Document(str(look.word)).sections[-1].footer
    fields = [one.get(qn("w:instr")).strip() for one in footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


# Widths of letters of Helvetica bold by Adobe's metrics, in thousandths: Arial's are the same.
BOLD = dict(zip("HEouseptmy", (722, 667, 611, 611, 556, 556, 611, 333, 889, 556), strict=True))


def test_no_header_is_broken_in_a_word(bind: Callable[..., Path]) -> None:
    """A column holds the longest word of its header, bold at 9 pt, and both margins of a cell."""
    short = table(
        "Empty houses",
        ["Ward", "Houses", "Empty"],
        [["Kirkton", "120", "7"], ["Letham", "12", "8"]],
        numeric=(1, 2),
    )
    word = docx.Document(str(bind("paper.docx", text=BOOK.replace("<p>Many.</p>", str(short)))))
    made = next(one for one in word.tables if one.cell(0, 1).text == "Houses")
    for at, header in ((1, "Houses"), (2, "Empty")):
        needed = sum(BOLD[letter] for letter in header) / 1000 * 9 * 20 + 2 * 51
        assert made.columns[at].width.twips >= needed
        assert {row.cells[at].width for row in made.rows} == {made.columns[at].width}


def test_columns_are_as_wide_as_their_table_on_the_page_it_stands_on(
    bind: Callable[..., Path],
) -> None:
    """A4 has 11,906 twips across, 16,838 on its side, and a margin of 1,134 left and right."""
    wide = [f"Longer name of column {number}" for number in range(14)]
    tables = [table("All", wide, [["Words of some length"] * 14] * 3)]
    tables.append(table("Some", ["Name", "What it is"], [["A", "Many words. " * 30]] * 2))
    tables.append(table("Many", [f"Column {number}" for number in range(25)], [["1"] * 25] * 2))
    text = BOOK.replace("<p>Many.</p>", "".join(map(str, tables)))
    word = docx.Document(str(bind("paper.docx", text=text)))
    made = {one.cell(0, 0).text: one for one in word.tables}
    pages = {"Longer name of column 0": 16838, "Column 0": 16838, "Name": 11906}
    for name, across in pages.items():
        total = sum(column.width.twips for column in made[name].columns)
        assert -60 < total - (across - 2 * 1134) < 20
        assert made[name]._tbl.xpath("w:tblPr/w:tblW/@w:type") == ["dxa"]


@pytest.mark.parametrize("count", [25, 6])
def test_headers_of_many_columns_do_not_touch(bind: Callable[..., Path], count: int) -> None:
    """Between the words of two headers there is room on paper; of many they are hyphenated."""
    names = [f"Quarter {number}" for number in range(count)]
    many = table("Many", names, [["1"] * count] * 2)
    pdf = pypdfium2.PdfDocument(bind("paper.pdf", text=BOOK.replace("<p>Many.</p>", str(many))))
    lines: dict[tuple[int, int], list[tuple[float, float, str]]] = {}
    for number, one in enumerate(pdf):
        page = one.get_textpage()
        for at in range(page.count_chars()):
            sign = page.get_text_range(at, 1)
            left, _, right, top = page.get_charbox(at)
            if sign in "Quarte":
                lines.setdefault((number, round(top / 12)), []).append((left, right, sign))
    gaps = [
        after[0] - before[1]
        for line in lines.values()
        for before, after in pairwise(sorted(line))
        if after[2] == "Q"
    ]
    assert len(gaps) >= count - 1
    assert min(gaps) > 1


def test_the_colours_of_a_cell_are_those_given_on_paper_and_in_word(
    bind: Callable[..., Path],
) -> None:
    cell = shaded(Markup("71.0"), "#FFFF00", "#400000")
    own = table("Shares", ["Ward", "Share"], [["Kirkton", cell], ["Letham", "12.5"]], numeric=[1])
    text = BOOK.replace("<p>Many.</p>", str(own))
    word = docx.Document(str(bind("paper.docx", text=text)))
    made = next(one for one in word.tables if one.cell(0, 1).text == "Share")
    fills = [row.cells[1]._tc.xpath("w:tcPr/w:shd/@w:fill") for row in made.rows]
    assert fills == [[], ["FFFF00"], []]
    colours = [row.cells[1].paragraphs[0].runs[0].font.color.rgb for row in made.rows]
    assert [str(one) for one in colours] == ["None", "400000", "None"]
    assert [row.cells[1].text for row in made.rows] == ["Share", "71.0", "12.5"]
    pages = pypdfium2.PdfDocument(bind("paper.pdf", text=text))
    drawn = {colour for one in pages for _, colour in one.render().to_pil().getcolors(1 << 24)}
    assert (255, 255, 0) in drawn


def test_a_unit_stands_before_the_page_of_its_measure(bind: Callable[..., Path]) -> None:
    name = Markup('<a href="#cars">Days to let a house</a> <br><span class="qb-unit">days</span>')
    rows = [[name, "3"], [Markup('<a href="#cars">Cars</a>'), "4"]]
    measures = table("Measures: homes", ["Measure", "Figure"], rows, css="qb-wide qb-measures")
    text = BOOK.replace("<p>Many.</p>", f"<p>Many.</p>{measures}")
    words = " ".join(texts(bind("paper.pdf", text=text)))
    assert "Days to let a house (days), p. " in words
    assert "Cars, p. " in words


def test_a_reference_in_word_names_the_place_which_is_right_before_fields_are_asked(
    bind: Callable[..., Path],
) -> None:
    """A page is known when Word is asked for it; a number or a heading always is."""
    see = 'See <a href="start.html#bins">bins</a>, <a href="#here">this</a> and'
    text = BOOK.replace("See <a", f"{see} <a", 1)
    word = docx.Document(str(bind("paper.docx", text=text)))
    (line,) = [one for one in word.paragraphs if one.text.startswith("See bins")]
    assert line.text.startswith("See bins (Appendix A), this (paragraph 1.3) and")
    assert "cars (Appendix B" in line.text
    assert not [one for one in word.paragraphs if "…" in one.text or "page" in one.text]


def test_a_reference_within_its_chapter_names_the_heading_alone(bind: Callable[..., Path]) -> None:
    inside = '<section id="lorries"><h4>Lorries</h4><p>Two.</p></section>'
    back = f'<p>More than <a href="#lorries">trailers</a>.</p>{inside}'
    word = docx.Document(str(bind("paper.docx", text=BOOK.replace("<p>Many.</p>", back))))
    assert any(one.text == "More than trailers (Cars)." for one in word.paragraphs)
