"""The CSV file of all figures of a measure."""

from __future__ import annotations

import pytest

from quarterbook.report.blocks.figures import charted_figures
from quarterbook.report.views.measure import MeasureView
from support.measures import judged

MEASURE = {"id": "m", "title": "Visits", "unit": "number", "decimals": 0, "kind": "measure"}


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (1e12, "1000000000000"),
        (2.5e12, "2500000000000"),
        (999999999999.0, "999999999999"),
        (0.00001, "0.00001"),
        (12.5, "12.5"),
    ],
)
def test_a_figure_has_no_exponent_however_large_or_small(value: float, cell: str) -> None:
    block = charted_figures(MeasureView(MEASURE, judged({"2021-22-Q2": value})))
    (text,) = (file for name, file in block.files.items() if name.endswith(".csv"))
    assert f"2021-22-Q2,{cell}," in str(text)


@pytest.mark.parametrize(
    ("reading", "covers"),
    [
        ("snapshot", "the period"),
        ("year_to_date", "the year to date"),
        ("rolling_12", "the last twelve months"),
    ],
)
def test_who_adds_figures_up_is_told_what_each_covers(reading: str, covers: str) -> None:
    """Four quarters of what adds up over the year would count some homes four times."""
    result = judged({"2021-22-Q2": 12.5}, reading=reading)
    block = charted_figures(MeasureView(MEASURE, result))
    (text,) = (file for name, file in block.files.items() if name.endswith(".csv"))
    assert f",number,{covers},2021-22-Q2,12.5," in str(text)
