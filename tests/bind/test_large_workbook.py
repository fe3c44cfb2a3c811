"""A workbook of more figures than a spreadsheet opens, and one of which each cell is told once."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from quarterbook import Report
from quarterbook.bind.workbook.benchmarks import newest_that_fit
from quarterbook.bind.workbook.cells import Column, Sheet
from quarterbook.bind.workbook.sheets import contents, sheets
from quarterbook.bind.workbook.workbook import workbook_inputs
from quarterbook.ground.periods import parse
from support.books import ROOT


@pytest.mark.parametrize(
    ("most", "kept", "periods"),
    [(5, 5, None), (4, 3, 1), (3, 3, 1), (1, 3, 1)],
)
def test_of_more_benchmarks_than_a_sheet_should_hold_the_newest_periods_are_there(
    most: int, kept: int, periods: int | None
) -> None:
    """Two councils in 2021 and two in 2020 of one measure, one in 2015 of another: five rows."""
    years = ("2021", "2021", "2020", "2020", "2015")
    rows = pd.DataFrame({"measure": list("aaaab"), "period": [parse(y, "annual") for y in years]})
    found, newest = newest_that_fit(rows, most)
    assert (len(found), newest) == (kept, periods)
    assert set(found["measure"]) == {"a", "b"}


def test_a_cell_is_told_once_however_often_its_sheet_is_read() -> None:
    asked: list[str] = []

    def cell(record: str) -> str:
        asked.append(record)
        return record

    sheet = Sheet("One", "one", "One", [Column("Name", 9, cell)], ["a", "b"])
    assert sheet.rows == sheet.rows == [["a"], ["b"]]
    assert asked == ["a", "b"]


def test_sheets_are_told_once_for_a_quarter_and_anew_for_another() -> None:
    report = Report(book=ROOT / "examples" / "dorset").view
    part = report.for_page(None, [report.views_shown[0].id])
    whole, before = contents(report), workbook_inputs(report)
    assert sheets(report) is sheets(report)
    assert contents(part) != whole
    assert workbook_inputs(part) != before
    assert contents(replace(report)) == contents(report) == whole
