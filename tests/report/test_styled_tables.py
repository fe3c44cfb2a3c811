"""A Styler is a table of the house, with the colours of its cells."""

from __future__ import annotations

from typing import Any

import lxml.html
import pandas as pd
import pytest
from pandas.io.formats.style import Styler

from quarterbook.report.html.contrast import contrast_of
from quarterbook.report.pandas_tables import frame_html, index_left_out
from quarterbook.report.styled_tables import has_bars, styler_html

WARDS = pd.DataFrame({"Ward": ["Northgate", "Kirkton"], "Share": [12.5, 71.0], "Homes": [3, 2000]})


def table_of(styler: Styler) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(str(styler_html(styler))).xpath("//table")[0]


def rows(styler: Styler) -> list[list[str]]:
    return [[cell.text_content() for cell in row] for row in table_of(styler).xpath(".//tr")]


def colours(cell: lxml.html.HtmlElement) -> tuple[str, str]:
    ground, ink = (part.partition(": ")[2] for part in cell.get("style").split("; "))
    return ground, ink


def test_it_looks_as_a_frame_does() -> None:
    """Its counted index is left out, and floats without a format are as short as they can be."""
    assert rows(WARDS.style.set_caption("Litter by ward")) == [
        ["Ward", "Share", "Homes"],
        ["Northgate", "12.5", "3"],
        ["Kirkton", "71.0", "2000"],
    ]
    table = table_of(WARDS.style.set_caption("Litter by ward"))
    assert "qb-table" in table.get("class")
    assert table.xpath("string(caption)") == "Litter by ward"
    assert [cell.get("class") for cell in table.xpath(".//tbody/tr[1]/*")] == [None, "num", "num"]
    assert table.xpath(".//tbody/tr[1]/th[@scope='row']")


def test_formats_hidden_columns_and_a_named_index_are_kept() -> None:
    styler = WARDS.set_index("Ward").style.format({"Share": "{:.2f}%"}).hide(["Homes"], axis=1)
    assert rows(styler) == [["Ward", "Share"], ["Northgate", "12.50%"], ["Kirkton", "71.00%"]]
    assert rows(styler.hide()) == [["Share"], ["12.50%"], ["71.00%"]]


def test_headers_and_rows_of_several_levels() -> None:
    frame = pd.DataFrame(
        [[1, 2.5], [3, float("nan")]],
        index=pd.MultiIndex.from_tuples([("North", "A"), ("North", "B")], names=["Part", "Ward"]),
        columns=pd.MultiIndex.from_tuples([("Homes", "new"), ("Homes", "old")]),
    )
    assert rows(frame.style) == [
        ["Part", "Ward", "Homes, new", "Homes, old"],
        ["North", "A", "1", "2.5"],
        ["North", "B", "3", ""],
    ]


@pytest.mark.parametrize(
    "styler",
    [
        WARDS.style.background_gradient(subset=["Share"]),
        WARDS.style.highlight_max(subset=["Share"], color="yellow"),
        WARDS.style.map(lambda value: "color: #999; background: rgb(250, 240, 10)", ["Share"]),
        WARDS.style.map(lambda value: "color: lime", ["Share"]),
        WARDS.style.set_properties(subset=["Share"], **{"background-color": "#123"}),
    ],
)
def test_the_colour_of_a_cell_is_kept_and_its_words_can_be_read(styler: Styler) -> None:
    cell = table_of(styler).xpath(".//tbody/tr[2]/td[1]")[0]
    assert "qb-shade" in cell.get("class")
    assert contrast_of(*colours(cell)) >= 4.5
    assert not table_of(styler).xpath(".//td[2][@style]")


def test_the_colours_are_those_given() -> None:
    styler = WARDS.style.highlight_max(subset=["Share"], color="yellow")
    assert colours(table_of(styler).xpath(".//tbody/tr[2]/td[1]")[0]) == ("#FFFF00", "#000000")
    given = WARDS.style.map(lambda value: "color: #ffffff; background-color: #00008b", ["Homes"])
    assert colours(table_of(given).xpath(".//td[2]")[0]) == ("#00008B", "#FFFFFF")


@pytest.mark.parametrize(
    ("index", "is_shown"),
    [
        ([2, 0], False),  # sorted
        ([5, 17], False),  # filtered
        ([0, 0], False),  # put together
        ([2019, 2020], True),
        ([-1, 1], True),
        (pd.Index([2, 0], name="Quartile"), True),
        (["A", "B"], True),
    ],
)
def test_an_index_that_only_counts_rows_is_left_out(index: Any, is_shown: bool) -> None:
    frame = WARDS.set_index(pd.Index(index))
    for html in (frame_html(frame), styler_html(frame.style)):
        header = lxml.html.fromstring(str(html)).xpath("//thead/tr/th")
        assert (len(header) == 4) == is_shown


@pytest.mark.parametrize(
    ("years", "is_noted"), [([2020, 2021], False), ([2020, 2020], False), ([16, 17], True)]
)
def test_what_a_filter_leaves_is_left_out(years: list[int], is_noted: bool) -> None:
    """As of ``wards[wards["ward"] == "Meir"]``; beside numbers it may be meant, which is noted."""
    frame = pd.DataFrame({"Year": years, "Reports": [5, 7]}, index=[35, 36])
    header = lxml.html.fromstring(str(frame_html(frame))).xpath("//thead/tr/th")
    assert len(header) == 2
    assert ("(35, 36)" in index_left_out(frame)) == is_noted
    assert not index_left_out(frame.rename_axis("Age"))
    assert not index_left_out(frame.reset_index(drop=True))


def test_parts_of_a_frame_are_shown_alike() -> None:
    """``for w in wards: display(df[df.ward == w].head(2))``"""
    frame = pd.DataFrame({"ward": list("aaabbb"), "n": range(6)})
    parts = [frame[frame["ward"] == ward].head(2) for ward in "ab"]
    for part in parts:
        assert len(lxml.html.fromstring(str(frame_html(part))).xpath("//thead/tr/th")) == 2
        assert not index_left_out(part)


def test_a_series_by_number_keeps_its_numbers() -> None:
    assert "<th" in frame_html(pd.Series([3.5, 4.0], index=[4, 7], name="Score"))
    assert ">4</th>" in frame_html(pd.Series([3.5, 4.0], index=[4, 7], name="Score"))


def test_bars_are_told_apart_from_colours() -> None:
    assert has_bars(WARDS.style.bar(subset=["Share"]))
    assert not has_bars(WARDS.style.background_gradient(subset=["Share"]))
