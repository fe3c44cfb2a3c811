"""What a figure counts, of how many, and what a rate tells of either, by hand."""

from __future__ import annotations

from math import nan

import numpy as np
import pandas as pd
import pytest

from quarterbook.disclosure.figures_behind import (
    bases_from_figures,
    counts_from_rates,
    denominators_from_rates,
    half_unit,
    with_counts,
)
from quarterbook.disclosure.small_counts import counted

NONE = (nan, nan, nan)


def array(number: float) -> np.ndarray:
    return np.array([number], dtype=float)


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "base"),
    [
        (7, nan, 4, 1),  # an average of 4, whatever of
        (7, 28, 4, nan),  # all three are there: nothing is to be told
        (7, nan, nan, nan),
        (7.5, 30, nan, 1),  # 30 days are 7.5 for 4
        (7.5, 31, nan, nan),  # for 4 they are 7.8, for 5 they are 6.2
        (0.4, 3, nan, 1),  # of 7 it is 0.43, of 8 it is 0.38
        (0, 3, nan, nan),
        (7, 3, nan, nan),  # of 1 it is 3
        (nan, 30, nan, nan),
    ],
)
def test_an_average_is_told_by_its_figures(
    value: float, numerator: float, denominator: float, base: float
) -> None:
    half = array(half_unit(value))
    found = bases_from_figures(array(value), half, array(numerator), array(denominator))
    assert [*found] == pytest.approx([base], nan_ok=True)


@pytest.mark.parametrize(
    ("value", "half", "denominator", "base", "told"),
    [
        (4.4, 0.05, 90, 100, (4, 4, 4)),  # 3.92 to 4.0
        (40, 0.5, 1000, 100, (400, 395, 405)),
        (40, 0.05, 1000, 100, (400, 400, 400)),  # 399.5 to 400.5
        (2.5, 0.05, 12000, 1000, (30, 30, 30)),  # 29.4 to 30.6
        (250, 0.5, 12000, 100000, (30, 30, 30)),  # 29.94 to 30.06
        (7, 0.5, 4, 1, (28, 26, 30)),  # 7 days each of 4
        # More than nothing is somebody, less than all is not everybody.
        (0.1, 0.05, 90, 100, (1, 1, 1)),  # 0.09
        (0.4, 0.05, 90, 100, (1, 1, 1)),  # 0.32 to 0.41
        (99.9, 0.05, 90, 100, (89, 89, 89)),  # 89.91
        (0, 0.5, 90, 100, (0, 0, 0)),
        (0, 0.5, 1000, 100, (0, 0, 5)),
        (100, 0.5, 90, 100, (90, 90, 90)),
        (100, 0.5, 1000, 100, (1000, 995, 1005)),
        (120, 0.5, 90, 100, (108, 108, 108)),  # 107.55 to 108.45
        # What the ends are by hand, they are: 28.5 and 29.5 of 200 are 57 and 59 exactly.
        (29, 0.5, 200, 100, (58, 57, 59)),
        (0.29, 0.005, 200, 1, (58, 57, 59)),
        # Nothing is told of these.
        (-4, 0.5, 90, 100, NONE),
        (4, 0.5, 0, 100, NONE),
        (4, 0.5, nan, 100, NONE),
        (4, 0.5, 90, nan, NONE),
        (nan, nan, 90, 100, NONE),
    ],
)
def test_a_rate_with_its_denominator_tells_the_count(
    value: float, half: float, denominator: float, base: float, told: tuple[float, ...]
) -> None:
    of = (array(denominator), array(base))
    found = counts_from_rates(array(value), array(half), array(nan), *of)
    assert [float(one[0]) for one in found] == pytest.approx(told, nan_ok=True)
    with_one = counts_from_rates(array(value), array(half), array(4), *of)
    assert np.isnan(with_one).all(), "a numerator is there"


@pytest.mark.parametrize(
    ("value", "half", "numerator", "base", "told"),
    [
        (40, 0.5, 8, 100, (20, 20, 20)),  # 19.75 to 20.25
        (0.5, 0.05, 8, 100, (1600, 1455, 1777)),  # 1454.5 to 1777.8
        (1, 0.5, 8, 100, (800, 534, 1600)),  # 533.3 to 1600
        (2.5, 0.05, 30, 1000, (12000, 11765, 12244)),  # 11764.7 to 12244.9
        (7.5, 0.05, 30, 1, (4, 4, 4)),  # 3.97 to 4.03
        (3, 0.5, 4, 100, (133, 115, 160)),  # 114.3 to 160
        # Nothing is told of these.
        (0, 0.5, 0, 100, NONE),
        (0, 0.5, 8, 100, NONE),
        (40, 0.5, 0, 100, NONE),
        (-40, 0.5, 8, 100, NONE),
        (40, 0.5, nan, 100, NONE),
        (40, 0.5, 8, nan, NONE),
        (nan, nan, 8, 100, NONE),
    ],
)
def test_a_rate_with_its_numerator_tells_of_how_many(
    value: float, half: float, numerator: float, base: float, told: tuple[float, ...]
) -> None:
    of = (array(value), array(half), array(numerator))
    found = denominators_from_rates(*of, array(nan), array(base))
    assert [float(one[0]) for one in found] == pytest.approx(told, nan_ok=True)
    with_one = denominators_from_rates(*of, array(90), array(base))
    assert np.isnan(with_one).all(), "a denominator is there"


def test_a_value_rounded_to_nothing_leaves_its_denominator_open() -> None:
    """1 of anything from 2 on can be less than half a unit: there is no most."""
    nearest, least, most = denominators_from_rates(*map(array, (0.5, 0.5, 1, nan, 1)))
    assert (nearest[0], least[0]) == (2, 1)
    assert most[0] > 1e8


COLUMNS = ["base", "half", "count", "count_low", "count_high", "of", "of_low", "of_high"]


@pytest.mark.parametrize(
    ("unit", "figures", "behind"),
    [
        # A count is its own value; with a numerator and a denominator it is the numerator.
        ("number", (7, nan, nan), (nan, 0.5, 7, 7, 7, nan, nan, nan)),
        ("", (7, 6, nan), (nan, 0.5, 7, 7, 7, nan, nan, nan)),
        ("people", (7, nan, 90), (nan, 0.5, 7, 7, 7, 90, 90, 90)),
        ("people", (7, 6, 90), (nan, 0.5, 6, 6, 6, 90, 90, 90)),
        ("people", (nan, 6, nan), (nan, nan, 6, 6, 6, nan, nan, nan)),
        # A rate has of numerator and denominator what is recorded, or what it tells.
        ("%", (4.4, 4, 90), (100, 0.05, 4, 4, 4, 90, 90, 90)),
        ("%", (40, nan, 1000), (100, 0.5, 400, 395, 405, 1000, 1000, 1000)),
        ("%", (1, 8, nan), (100, 0.5, 8, 8, 8, 800, 534, 1600)),
        ("%", (4.4, nan, nan), (100, 0.05, nan, nan, nan, nan, nan, nan)),
        ("%", (nan, 4, 90), (100, nan, 4, 4, 4, 90, 90, 90)),
        ("per 1,000", (2.5, nan, 12000), (1000, 0.05, 30, 30, 30, 12000, 12000, 12000)),
        # What is measured is an average where the figures make it one, and counts nothing else.
        ("days", (7, nan, 4), (1, 0.5, 28, 26, 30, 4, 4, 4)),
        ("days", (7.5, 30, nan), (1, 0.05, 30, 30, 30, 4, 4, 4)),
        ("days", (7.5, 31, nan), (nan, 0.05, 31, 31, 31, nan, nan, nan)),
        ("days", (7, 28, 4), (nan, 0.5, 28, 28, 28, 4, 4, 4)),
        ("days", (7, nan, nan), (nan, 0.5, nan, nan, nan, nan, nan, nan)),
        # Thousands are counts too, once nothing else is said.
        ("thousands", (12.3, nan, nan), (nan, 0.05, 12300, 12300, 12300, nan, nan, nan)),
        ("thousands of people", (0.004, nan, nan), (nan, 0.0005, 4, 4, 4, nan, nan, nan)),
        ("thousands of tonnes", (12.3, nan, nan), (nan, 0.05, nan, nan, nan, nan, nan, nan)),
        ("thousands", (12.3, 5, nan), (nan, 0.05, 5, 5, 5, nan, nan, nan)),
    ],
)
def test_of_value_numerator_and_denominator_two_tell_the_third(
    unit: str, figures: tuple[float, ...], behind: tuple[float, ...]
) -> None:
    assert _behind(unit, [figures]) == [pytest.approx(behind, nan_ok=True)]


def test_a_value_is_read_with_as_many_places_as_others_of_its_measure() -> None:
    """40 beside 26.35 reads as 40.00; alone it is any of 39.5 to 40.5."""
    first, _ = _behind("%", [(40, nan, 1000), (26.35, nan, nan)])
    assert first[:5] == (100, 0.005, 400, 400, 400)


def test_a_value_is_read_with_the_places_that_its_measure_is_shown_with() -> None:
    (only,) = _behind("%", [(40, nan, 1000)], decimals=1)
    assert only[:5] == (100, 0.05, 400, 400, 400)


def _behind(
    unit: str, figures: list[tuple[float, ...]], **measure: object
) -> list[tuple[float, ...]]:
    measures = pd.DataFrame([{"id": "a", "unit": unit, **measure}])
    rows = pd.DataFrame(figures, columns=["value", "numerator", "denominator"], dtype=float)
    rows.insert(0, "measure", "a")
    found = with_counts(measures, rows, counted(measures, rows))[COLUMNS]
    return [*found.itertuples(index=False, name=None)]
