"""One rounding: halves away from zero, of the figures as they were recorded."""

from __future__ import annotations

import pandas as pd
import pytest

from quarterbook.ground.rounding import exact_mean
from quarterbook.ground.units import NumberFormat
from quarterbook.report.pandas_tables import frame_html


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (50.5, 0, "51"),
        (2.5, 0, "3"),
        (3.15, 1, "3.2"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (-2.5, 0, "−3"),
        (-0.5, 0, "−1"),
        (1234567.5, 0, "1,234,568"),
        # What is no half is rounded as ever.
        (50.4, 0, "50"),
        (3.149, 1, "3.1"),
        (2.4999, 0, "2"),
        (-0.4, 0, "0"),
        (123456789012.44, 1, "123,456,789,012.4"),
    ],
)
def test_halves_go_away_from_zero(value: float, decimals: int, shown: str) -> None:
    format = NumberFormat("number", decimals)
    assert format.number(value) == shown
    assert format.rounded(value) == float(shown.replace(",", "").replace("−", "-"))


def test_a_mean_is_of_the_figures_as_recorded() -> None:
    """Binary sums give 0.14999999999999999 for the first, which would be shown as 0.1."""
    assert NumberFormat("", 1).number(exact_mean([0.1, 0.2])) == "0.2"
    figures = [10.1, 20.2, 30.3, 40.0, 0.15, 0.15]  # 100.9 in sum
    assert exact_mean(figures) == pytest.approx(100.9 / 6, abs=1e-12)
    assert NumberFormat("", 2).number(exact_mean([8.7, 8.71])) == "8.71"  # 8.705


def test_a_notebook_s_own_table_rounds_so_too() -> None:
    html = frame_html(pd.DataFrame({"rate": [0.12345, 0.5]}))
    assert "0.1235" in html
    assert "0.5000" in html
