"""Cells of a table that a map describes: errors, symbols in place of figures, limits beside."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from quarterbook.publishers.layouts.table import MappedTable
from quarterbook.publishers.reading.layout import RequestedSeries
from quarterbook.publishers.table_map import Map
from support.published_files import (
    AREAS,
    DORSET,
    SOUTH_WEST,
    figures,
    limits,
    reasons,
    values,
    written,
)


def test_errors_in_a_wide_workbook_are_told_row_by_row(tmp_path: Path) -> None:
    """A blank cell there is no figure; one that went wrong is, and so is a nameless row."""
    book = openpyxl.Workbook()
    for row in (
        ("Measure", "2018/19", "2019/20"),
        ("Homes", "#N/A", 3),
        ("Homes", None, "#DIV/0!"),
        ("#REF!", 1, None),
    ):
        book.active.append(row)
    book.save(tmp_path / "wide.xlsx")
    layout = Map(indicator="Measure", across="period", area_is=DORSET)
    taken = MappedTable(layout).read(tmp_path / "wide.xlsx", [RequestedSeries("h", "Homes")], AREAS)
    assert values(taken) == {("2019-20", DORSET): 3.0}
    assert reasons(taken) == {
        2: '2018/19 is "#N/A", an error of the spreadsheet and no figure',
        3: '2019/20 is "#DIV/0!", an error of the spreadsheet and no figure',
        4: "Measure is #REF!",
    }
    assert taken.rows == 3


@pytest.mark.parametrize(
    ("cell", "value", "marker"),
    [
        ("12.5p", 12.5, "p"),
        ("12.5 r", 12.5, "r"),
        ("1,204e", 1204, "e"),
        ("45%p", 45, "p"),
        ("12.5 [u]", 12.5, "u"),
        ("12.5\u2020", 12.5, "b"),
        ("12.5", 12.5, ""),
        ("1e2", 100, ""),
        ("*", None, "c"),
        ("<5", None, "c"),
        ("fewer than 10", None, "c"),
        ("< 0.5", None, "low"),
        ("<1%", None, "low"),
        ("c", None, "c"),
        ("z", None, "z"),
        (":", None, "x"),
        ("(z)", None, "z"),
        ("~", None, "w"),
        ("\u2013", None, "z"),
    ],
)
def test_what_symbols_of_publishers_mean(
    tmp_path: Path, cell: str, value: float | None, marker: str
) -> None:
    path = written(tmp_path / "t.csv", [("When", "Rate"), ("2018/19", cell), ("2019/20", "1")])
    layout = Map(
        indicator_is="r", area_is=DORSET, period="When", value="Rate",
        symbols={"~": "w", "\u2020": "b", "\u2013": "z"},
    )  # fmt: skip
    taken = MappedTable(layout).read(path, [RequestedSeries("r", "r")], AREAS)
    assert figures(taken)["2018-19", DORSET] == (value, None, None, marker)


@pytest.mark.parametrize(
    ("cell", "mend"),
    [
        ("-", ' in place of one, say so in the map, such as symbols: {"-": x}'),
        ("nil", ' in place of one, say so in the map, such as symbols: {"nil": x}'),
        ("12.5*", ' behind one, say so in the map, such as symbols: {"*": r}'),
        ("1.2b", ""),
        ("12k", ""),
        ("12.5c", ""),
        ("<50%", ""),
        ("<5.5", ""),
        ("about 5", ""),
    ],
)
def test_a_symbol_that_is_not_known_is_refused_with_how_to_name_it(
    tmp_path: Path, cell: str, mend: str
) -> None:
    """1.2b may be billions, 12k thousands, and a confidential figure is not shown."""
    path = written(tmp_path / "t.csv", [("When", "Rate"), ("2018/19", cell), ("2019/20", "1")])
    layout = Map(indicator_is="r", area_is=DORSET, period="When", value="Rate")
    taken = MappedTable(layout).read(path, [RequestedSeries("r", "r")], AREAS)
    more = f"; if that is what stands{mend}" if mend else ""
    assert reasons(taken) == {2: f'Rate is "{cell}", no figure{more}'}


def test_a_row_without_a_figure_and_without_a_period_is_told(tmp_path: Path) -> None:
    """Of the period of the whole table; a title and a note at its end are no rows."""
    path = written(
        tmp_path / "t.csv",
        [
            ("Series", "Council", "Rate"),
            ("Table 1", "", ""),
            ("Homes", "Dorset", ""),
            ("Homes", "South West", "4"),
            ("Source: councils", "", ""),
        ],
    )
    layout = Map(indicator="Series", area="Council", period_is="2021/22", value="Rate")
    taken = MappedTable(layout).read(path, [RequestedSeries("h", "Homes")], AREAS)
    assert values(taken) == {("2021-22", SOUTH_WEST): 4.0}
    assert reasons(taken) == {3: "Rate is blank, and no marker says why"}
    assert taken.rows == 2


def test_confidence_limits_in_columns_of_their_own(tmp_path: Path) -> None:
    path = written(
        tmp_path / "long.csv",
        [
            ("Council", "Year", "Rate", "LCL", "UCL"),
            ("Dorset", "2020/21", "59.8%", "57.1%", "62.4%"),
            ("Dorset", "2021/22", "c", "57", "62"),
            ("Dorset", "2019/20", "60", "", "[x]"),
        ],
    )
    layout = Map(
        indicator_is="r", area="Council", period="Year", value="Rate", lower="LCL", upper="UCL"
    )
    assert limits(MappedTable(layout).read(path, [RequestedSeries("r", "r")], AREAS)) == {
        ("2020-21", DORSET): (57.1, 62.4),
        ("2021-22", DORSET): (None, None),
        ("2019-20", DORSET): (None, None),
    }
    path = written(
        tmp_path / "wide.csv",
        [
            ("Council", "2020/21", "2020/21 lower", "2020/21 upper", "2021/22"),
            ("Dorset", "59.8", "57.1", "62.4", "60"),
        ],
    )
    layout = Map(
        indicator_is="r", area="Council", across="period", lower="{period} lower",
        upper="{period} upper",
    )  # fmt: skip
    taken = MappedTable(layout).read(path, [RequestedSeries("r", "r")], AREAS)
    assert limits(taken) == {
        ("2020-21", DORSET): (57.1, 62.4),
        ("2021-22", DORSET): (None, None),
    }
    assert reasons(taken) == {}
