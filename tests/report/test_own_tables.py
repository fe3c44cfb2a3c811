"""A frame of an analyst's own as a table: what names its rows, and how its values are written."""

from __future__ import annotations

import lxml.html
import numpy as np
import pandas as pd
import pytest

from quarterbook.report.pandas_tables import frame_html
from quarterbook.report.styled_tables import styler_html


def rows(data: pd.DataFrame | pd.Series, **asked: object) -> list[list[str]]:
    """What stands in the table, without its header."""
    table = lxml.html.fromstring(str(frame_html(data, **asked)))  # type: ignore[arg-type]
    return [[cell.text_content() for cell in row] for row in table.xpath("//tbody/tr")]


def test_years_and_ages_name_rows_though_the_index_has_no_name() -> None:
    reports = pd.DataFrame({"reports": [1, 2]}, index=[2023, 2024])
    assert rows(reports) == [["2023", "1"], ["2024", "2"]]
    assert rows(pd.DataFrame({"n": [3, 1]}, index=[16, 17])) == [["16", "3"], ["17", "1"]]
    counted = pd.Series([16, 16, 17]).value_counts().to_frame()
    assert rows(counted) == [["16", "2"], ["17", "1"]]
    assert rows(pd.Series([0, 0, 1]).value_counts()) == [["0", "2"], ["1", "1"]]


def test_places_left_by_a_filter_are_shown_unless_words_name_the_rows() -> None:
    frame = pd.DataFrame({"ward": list("abcde"), "n": [5, 3, 9, 8, 7]})
    assert rows(frame.query("n > 7")) == [["c", "9"], ["d", "8"]]
    assert rows(frame.sort_values("n")[["n"]].head(2)) == [["1", "3"], ["0", "5"]]
    assert rows(frame.query("n > 7")[["n"]]) == [["2", "9"], ["3", "8"]]
    counts = frame.assign(cleared=1).drop(columns="ward")
    assert rows(counts.query("n == 8")) == [["8", "1"]]
    assert rows(counts.query("n == 8").set_axis([2024])) == [["2024", "8", "1"]]


@pytest.mark.parametrize(
    ("name", "values", "cells"),
    [
        ("opened", [1998, 2004], ["1998", "2004"]),
        ("opened", [1998.0, None], ["1998", ""]),
        ("n of homes", [1998, 2004], ["1,998", "2,004"]),
        ("homes", [1998, 12004], ["1,998", "12,004"]),
        ("uprn", [100012345678, 2], ["100012345678", "2"]),
        ("site_id", [1234, 56], ["1234", "56"]),
        ("phone", [7946000000, None], ["7946000000", ""]),
        ("Phone", [6434, 43264], ["6,434", "43,264"]),  # calls by how they came
        ("change", [-1.25, np.inf], ["−1.25", ""]),
        ("p", [1e-7, 0.5], ["<0.0001", "0.5000"]),
        ("p", [-1e-7, 0.0], ["−0.0000001", "0.0000000"]),
        ("change", [-1e-7, 0.5], [">−0.0001", "0.5000"]),
        ("grams", [1e-7, 3e-7], ["0.0000001", "0.0000003"]),
        ("dust", [0.1 + 0.2 - 0.3, 0.5], ["0.0", "0.5"]),
        ("day", pd.to_datetime(["2025-07-31", None]), ["31 July 2025", ""]),
        (
            "time",
            pd.to_datetime(["2025-04-01 13:05", "2025-04-02 00:00"]),
            ["1 April 2025, 13:05", "2 April 2025, 00:00"],
        ),
    ],
)
def test_values_are_written_as_the_house_does(name: str, values: object, cells: list[str]) -> None:
    frame = pd.DataFrame({"ward": ["a", "b"], name: values})
    assert [row[1] for row in rows(frame)] == cells


@pytest.mark.parametrize(
    ("option", "value", "cells"),
    [
        ("display.float_format", "£{:,.2f}".format, ["£1,234.50", "£−0.25"]),
        ("display.float_format", "{:.1%}".format, ["123450.0%", "−25.0%"]),
        ("display.precision", 1, ["1,234.5", "−0.3"]),
        ("display.precision", 6, ["1,234.50", "−0.25"]),  # as pandas has it: nobody set it
    ],
)
def test_what_pandas_is_set_to_write_is_written(
    option: str, value: object, cells: list[str]
) -> None:
    """Of floats alone, and not of what is given decimals: that is said of this table."""
    frame = pd.DataFrame({"ward": ["a", "b"], "cost": [1234.5, -0.25], "n": [1234, 5]})
    with pd.option_context(option, value):
        assert rows(frame) == [["a", cells[0], "1,234"], ["b", cells[1], "5"]]
        assert rows(frame, decimals={"cost": 1})[0] == ["a", "1,234.5", "1,234"]


def test_days_name_rows_and_styled_tables_too() -> None:
    days = pd.to_datetime(["2025-07-31", "2025-08-01"])
    assert [row[0] for row in rows(pd.DataFrame({"n": [1, 2]}, index=days))] == [
        "31 July 2025",
        "1 August 2025",
    ]
    assert "31 July 2025" in styler_html(pd.DataFrame({"ward": ["a", "b"], "day": days}).style)


def test_a_frame_turned_over_or_described_has_its_years_and_counts_whole() -> None:
    frame = pd.DataFrame({"year": [2025, 2026], "homes": [1234, 1235], "rate": [1.5, 2.25]})
    assert rows(frame.T)[0] == ["year", "2025", "2026"]
    described = dict(rows(pd.DataFrame({"n": np.linspace(0, 7, 195)}).describe()))
    assert described["count"] == "195"
    assert described["mean"] == "3.5000"


@pytest.mark.parametrize(
    ("name", "values", "cells"),
    [
        (
            "year",
            [2020, 2021, 2024],
            ["3", "2021.6667", "2.0817", "2020", "2020.5", "2021", "2022.5", "2024"],
        ),
        (  # three figures that happen to lie there
            "total",
            [2020, 2021, 2024],
            [
                "3",
                "2,021.6667",
                "2.0817",
                "2,020.0000",
                "2,020.5000",
                "2,021.0000",
                "2,022.5000",
                "2,024.0000",
            ],
        ),
        (
            "rate",
            [2020.5, 2021, 2024],
            [
                "3",
                "2,021.8333",
                "1.8930",
                "2,020.5000",
                "2,020.7500",
                "2,021.0000",
                "2,022.5000",
                "2,024.0000",
            ],
        ),
    ],
)
def test_years_that_are_described_stay_years(
    name: str, values: list[float], cells: list[str]
) -> None:
    assert [row[1] for row in rows(pd.DataFrame({name: values}).describe())] == cells


def test_every_level_of_an_index_names_the_row() -> None:
    wards = pd.MultiIndex.from_tuples([("North", "A"), ("North", "B")], names=["Part", "Ward"])
    frame = pd.DataFrame({"homes": [1, 2]}, index=wards)
    for html in (frame_html(frame), styler_html(frame.style)):
        table = lxml.html.fromstring(html)
        assert [one.text for one in table.xpath("//tbody//th")] == ["North", "A", "North", "B"]
        assert [one.text for one in table.xpath("//tbody//td")] == ["1", "2"]
    flat = lxml.html.fromstring(frame_html(frame.reset_index()))
    assert [one.text for one in flat.xpath("//tbody//th")] == ["North", "North"]


def test_rows_that_only_speak_of_a_number_keep_their_decimals() -> None:
    frame = pd.DataFrame({"ward": ["Row number 1", "Count Street"], "rate": [3.0, 1.5]})
    assert [row[1] for row in rows(frame)] == ["3.0", "1.5"]


def test_units_and_decimals_may_be_one_for_all_numbers_but_years_and_codes() -> None:
    frame = pd.DataFrame({"ward": ["a"], "year": [2025], "rate": [1.25], "share": [12.0]})
    assert rows(frame, units="%", decimals=1) == [["a", "2025", "1.3%", "12.0%"]]
    assert rows(frame, decimals={"year": 0})[0][1] == "2,025"
