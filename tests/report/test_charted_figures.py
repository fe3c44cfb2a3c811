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
