"""A CSV for readers has no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from quarterbook.storage.csv_lines import as_published_csv


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("https://evil.example","More")',
        "+44 20 7946 0000",
        "-1+cmd|' /C calc'!A0",
        "@SUM(1,1)",
        "\t=1+1",
        "  =1+1",
        "＝1+1",
    ],
)
def test_what_a_spreadsheet_would_run_is_text(cell: str) -> None:
    assert list(csv.reader(StringIO(as_published_csv([[cell]]), newline=""))) == [[f"'{cell}"]]


def test_no_row_ends_within_a_cell() -> None:
    assert as_published_csv([["\r=1+1", "a\r=1+1"]]) == "' =1+1,a =1+1\n"


@pytest.mark.parametrize("cell", ["-5", "-52.3", "+1", "-1e-05", "1=1", "per 1,000", "5 - 9", ""])
def test_figures_and_other_text_stay_as_they_are(cell: str) -> None:
    assert list(csv.reader(StringIO(as_published_csv([[cell, "x"]])))) == [[cell, "x"]]
