"""A service's return in Excel: a quarter merged over its months, other headers merged downwards."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
import yaml

from quarterbook.publishers.inspecting.draft_map import draft_map
from quarterbook.publishers.layouts.table import MappedTable
from quarterbook.publishers.reading.layout import RequestedSeries
from quarterbook.publishers.reading.text_cells import beginnings
from quarterbook.publishers.table_map import Map
from quarterbook.publishers.table_rows import below_its_quarter
from support.published_files import AREAS, SHROPSHIRE, figures

MONTHS = [date(2025, month, 1) for month in (4, 5, 6, 7, 8, 9)]


def a_return(path: Path) -> Path:
    """Write one as services do: title, quarters over months, comments and a year to date."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Street scene monthly return 2025/26"])
    sheet.merge_cells("A1:J1")
    sheet.append(["Measure", "Unit", "Quarter 1", "", "", "Quarter 2", "", "", "To date", "Notes"])
    sheet.append(["", "", *MONTHS])
    for cells in ("A2:A3", "B2:B3", "C2:E2", "F2:H2", "I2:I3", "J2:J3"):
        sheet.merge_cells(cells)
    sheet.append(["Fly-tips", "No.", 212, 198, 240, 251, "-", "-", 901, "Hot summer"])
    sheet.append(["Missed bins", "Rate", 61.2, 58.4, 72.9, 80.1, "-", "-", "", ""])
    book.save(path)
    return path


def test_the_month_counts_and_not_the_quarter_above_it(tmp_path: Path) -> None:
    """By hand: April to July of a return; a dash stands for what is not known yet."""
    path = a_return(tmp_path / "return.xlsx")
    drafted = draft_map(path, beginnings(path, "a service"), lambda _: False)
    keys = yaml.safe_load(drafted.text)
    assert keys["across"] == "period"
    assert keys["header_rows"] == 2
    assert sorted(keys["ignore"]) == ["Notes", "To date", "Unit"]
    layout = Map.model_validate(keys | {"area_is": SHROPSHIRE})
    asked = [RequestedSeries("fly-tips", "Fly-tips", frequency="monthly")]
    taken = figures(MappedTable(layout).read(path, asked, AREAS))
    assert [(period, cells[0]) for (period, _), cells in taken.items()] == [
        ("2025-04", 212), ("2025-05", 198), ("2025-06", 240), ("2025-07", 251),
        ("2025-08", None), ("2025-09", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "below"),
    [
        ("Quarter 1 - 2025-04-01", "2025-04-01"),
        ("Q1 2025/26 - Apr-25", "Apr-25"),
        ("First quarter - April 2025", "April 2025"),
        ("Quarter 1 - 2025", "Quarter 1 - 2025"),
        ("Number - Apr-25", "Number - Apr-25"),
        ("Quarter 1", "Quarter 1"),
        ("Apr 2021 - Mar 2022", "Apr 2021 - Mar 2022"),
    ],
)
def test_what_is_no_month_below_its_quarter_stays(header: str, below: str) -> None:
    assert below_its_quarter(header) == below
