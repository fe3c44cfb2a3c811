"""Wide tables on landscape pages, and what stands between and after them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pypdf
import pytest

from quarterbook.bind.print.council_template import CouncilTemplate
from support.bound_papers import BOOK, COVER, LANDSCAPE, MERESHIRE, accessible, texts, wide


def test_wide_tables_share_landscape_pages_with_what_is_between_them(
    bind: Callable[..., Path],
) -> None:
    path = bind("wide.pdf", text=LANDSCAPE)
    sheets = pypdf.PdfReader(path).pages
    assert [sheet.mediabox.width > sheet.mediabox.height for sheet in sheets] == [False, True, True]
    red = texts(path)[1]
    order = [
        "Appendix A: Exceptions", "Opening words.", "Waste", "Measure", "Short.",
        "Markers: [p] provisional.", "Roads", "Nothing is new here.", "Homes", "A long comment.",
        "Last", "No measure here.",
    ]  # fmt: skip
    at = [red.index(words) for words in order]
    assert at == sorted(at)
    assert red.count("Waste") == 1  # a hidden caption that repeats its heading is left out
    assert accessible(path)


def test_columns_of_kindred_tables_stand_in_the_same_places(bind: Callable[..., Path]) -> None:
    columns = set()
    for table in docx.Document(str(bind("wide.docx", text=LANDSCAPE))).tables:
        if table.cell(0, 0).text == "Measure":
            columns.add(tuple(round((column.width or 0) / 12700) for column in table.columns))
    assert len(columns) == 1
    (widths,) = columns
    assert widths[3] > 2 * max(widths[:3])


def test_a_word_paper_that_ends_on_its_side_has_no_page_after_that(
    bind: Callable[..., Path],
) -> None:
    ends = LANDSCAPE.replace("Opening", "Upright").replace(
        '<section id="start">', '<section id="start">' + wide("d", "End.")
    )
    word = docx.Document(str(bind("ends.docx", look=MERESHIRE, text=ends)))
    assert [int(one.orientation or 0) for one in word.sections][-1] == 1
    assert round(word.sections[-1].page_width.cm, 1) == 29.7
    heads = [one.header._element.xpath("string(.)") for one in word.sections]
    assert len(set(heads)) == 1
    tops = [
        one.first_page_header if one.different_first_page_header_footer else one.header
        for one in word.sections
    ]
    crests = [one._element.xpath(".//wp:docPr/@descr") for one in (*tops, word.sections[0].header)]
    assert crests == [["Mereshire County Council"], *([[]] * len(heads))], "the first page alone"
    stops = {
        int(one.orientation or 0): one.header.paragraphs[0].paragraph_format.tab_stops[0].position
        for one in word.sections
    }
    assert (round(stops[0].cm, 1), round(stops[1].cm, 1)) == (17.0, 25.7)


@pytest.mark.alike(3)
@pytest.mark.parametrize(
    ("head", "with_item", "without"),
    [
        ("{committee} | {item} | {date}", "Cabinet | Item 5 | Monday", "Cabinet | Monday"),
        ("{item}, {council}", "Item 5, Anyshire Council", "Anyshire Council"),
        ("{council} {item}", "Anyshire Council Item 5", "Anyshire Council"),
    ],
)
def test_an_empty_place_takes_its_separator_along(
    head: str, with_item: str, without: str, tmp_path: Path, bind: Callable[..., Path]
) -> None:
    path = tmp_path / "item.docx"
    named = docx.Document()
    named.sections[0].header.paragraphs[0].text = head
    named.save(str(path))
    for cover, words in ((COVER, with_item), (replace(COVER, item=""), without)):
        made = docx.Document(str(bind("item-look.docx", cover, CouncilTemplate(None, path))))
        said = made.sections[0].header.paragraphs[0].text
        assert said.startswith(words)
        assert said == said.strip()


def test_the_page_of_a_bold_link_is_not_bold(bind: Callable[..., Path]) -> None:
    text = BOOK.replace(
        'See <a href="start.html#bins">bins</a>',
        'See <strong><a href="start.html#bins">bins</a></strong>: late',
    )
    assert "See bins (page 2): late" in texts(bind("bold.pdf", text=text))[0]
    word = docx.Document(str(bind("bold.docx", text=text)))
    (line,) = [one for one in word.paragraphs if one.text.startswith("See bins")]
    linked, after = line.hyperlinks[0].runs[0], line._p.xpath("w:hyperlink[1]/following::w:r")
    assert (linked.text, linked.bold) == ("bins", True)
    assert not [run for run in after[:8] if run.xpath("w:rPr/w:b")]
