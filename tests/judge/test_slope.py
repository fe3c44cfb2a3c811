"""Slopes and how likely chance makes them, by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterbook.judge.trend import Slope, slope


def test_the_p_value_with_two_degrees_of_freedom() -> None:
    """x 0 to 3, y 0, 1, 1, 2: Sxx 5, Sxy 3, Syy 2, so the slope is 0.6 and r² is 9/10.

    With two degrees of freedom the two-sided p is 1 - |t|/√(2 + t²), which is
    1 - |r| (Abramowitz and Stegun, 26.7.4).
    """
    found = slope([0, 1, 2, 3], [0, 1, 1, 2])
    assert (found.per_step, found.count) == (pytest.approx(0.6), 4)
    assert found.p_value == pytest.approx(1 - math.sqrt(0.9))


def test_the_p_value_with_four_degrees_of_freedom() -> None:
    """x 1 to 6, y 0, 0, 0, 1, 1, 1: Sxx 17.5, Sxy 4.5, Syy 1.5, so r² is 27/35.

    p = 1 - |r| (1 + (1 - r²)/2) (Abramowitz and Stegun, 26.7.4, with sin θ = r).
    """
    found = slope([1, 2, 3, 4, 5, 6], [0, 0, 0, 1, 1, 1])
    assert found.per_step == pytest.approx(4.5 / 17.5)
    assert found.p_value == pytest.approx(1 - math.sqrt(27 / 35) * (1 + (1 - 27 / 35) / 2))


def test_a_line_and_a_level() -> None:
    assert slope([0, 1, 3, 4], [0.1, 0.2, 0.4, 0.5]) == Slope(pytest.approx(0.1), 0.0, 4)
    assert slope([0, 1, 2, 3], [1, 2, 2, 1]) == Slope(0.0, 1.0, 4)
    assert slope(range(4), [0.3, 0.1 + 0.2, 0.3, 0.1 + 0.2]) == Slope(0.0, 1.0, 4)
    assert slope(range(30), [0.1] * 30) == Slope(0.0, 1.0, 30)


def test_a_gap_counts_as_long_as_it_is() -> None:
    assert slope([0, 1, 2, 3, 9, 10], [0, 1, None, 3, 9, math.nan]).per_step == pytest.approx(1)


def test_too_few_figures_have_no_p_value() -> None:
    found = slope([0, 1, 2, 3], [1, 2, 4, None])
    assert (found.per_step, found.count) == (pytest.approx(1.5), 3)
    assert math.isnan(found.p_value)
    for values in ([], [1.0]):
        assert math.isnan(slope(range(len(values)), values).per_step)
    assert math.isnan(slope([5, 5, 5, 5], [1, 2, 3, 4]).per_step)


def test_what_slope_refuses() -> None:
    with pytest.raises(ValueError, match="3 positions for 2 values"):
        slope([1, 2, 3], [1, 2])
    with pytest.raises(ValueError, match="infinite"):
        slope(range(4), [1, 2, 3, math.inf])


@given(st.lists(st.integers(-1000, 1000), min_size=4, max_size=40), st.floats(0.001, 1000))
def test_a_slope_knows_no_unit_and_turns_with_its_figures(values: list[int], factor: float) -> None:
    one = slope(range(len(values)), values)
    other = slope(range(len(values)), [-v * factor for v in values])
    assert 0 <= one.p_value <= 1
    assert other.p_value == pytest.approx(one.p_value, abs=1e-9)
    assert other.per_step == pytest.approx(-one.per_step * factor)
