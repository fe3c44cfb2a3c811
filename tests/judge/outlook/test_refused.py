"""What no method of the year-end outlook works round, and the limits of its figures."""

from __future__ import annotations

from typing import Any

import pytest

from support.outlooks import RISING, Values, given_for, series, spread


@pytest.mark.parametrize("how", [{}, {"seasonal": True}, {"reading": "year_to_date"}])
def test_without_a_figure_of_this_year_there_is_no_outlook(how: dict[str, Any]) -> None:
    last_year: Values = [1, 2, 3, 4] * 3
    found = given_for(series("2018-19-Q1", last_year), **how)
    assert (found.value, found.reason) == (None, "no figure this year yet")
    gap = series("2018-19-Q1", [*last_year, None], {"2021-22-Q1": "x"})
    assert given_for(gap, **how).reason == "no figure this year yet"
    assert given_for([], **how).reason == "no figure yet"


@pytest.mark.parametrize("how", [{}, {"seasonal": True}, {"reading": "year_to_date"}])
def test_a_withheld_figure_is_not_worked_round(how: dict[str, Any]) -> None:
    values: Values = [1, 2, 3, 4] * 3
    newest = series("2018-19-Q1", [*values, 1, None], {"2021-22-Q2": "c"})
    assert given_for(newest, **how).reason == "withheld"
    then_a_gap = series(
        "2018-19-Q1", [*values, 1, None, None], {"2021-22-Q2": "c", "2021-22-Q3": "x"}
    )
    assert given_for(then_a_gap, **how).reason == "withheld"
    low = series("2018-19-Q1", [*values, 1, None], {"2021-22-Q2": "low"})
    assert given_for(low, **how).reason == "below rounding"


def test_a_figure_withheld_earlier_is_a_gap() -> None:
    values: Values = [None, *RISING[1:]]
    found = given_for(series("2019-20-Q2", values, {"2019-20-Q2": "c"}))
    assert found.reason == "too few figures"


def test_a_withheld_figure_is_not_read_even_if_it_is_there() -> None:
    found = given_for(series("2020-21-Q1", [50, 51, 53, 52, 54, 55], {"2021-22-Q2": "c"}))
    assert (found.value, found.reason) == (None, "withheld")


def test_only_figures_from_the_last_break_on_are_used() -> None:
    """The break's own figure counts."""
    values: Values = [900, 1, *RISING]
    assert given_for(series("2018-19-Q4", values, {"2019-20-Q2": "b"})).value == 68
    later = {"2019-20-Q3": "b"}
    assert given_for(series("2018-19-Q4", values, later)).reason == "too few figures"


# Limits


def test_percentages_stay_between_0_and_100() -> None:
    up: Values = [64, 68, 72, 76, 80, 84, 88, 92, 96]
    assert spread(given_for(series("2019-20-Q2", up), unit="%")) == (100, 100, 100)
    assert given_for(series("2019-20-Q2", up), unit="number").value == 104
    down: Values = [100 - value for value in up if value]
    for unit in ("%", "number"):
        assert given_for(series("2019-20-Q2", down), unit=unit).value == 0


def test_a_profile_cannot_exceed_100_per_cent_either() -> None:
    """Every year had half by Q2: 60 would become 120."""
    years: Values = [10, 20, 30, 40, 10, 40, 60, 80, 10, 20, 30, 40]
    observations = series("2018-19-Q1", [*years, 30, 60])
    assert spread(given_for(observations, reading="year_to_date", unit="%")) == (100, 100, 100)


def test_figures_that_have_been_beyond_a_limit_may_be_so_again() -> None:
    over: Values = [value + 40 for value in RISING if value]
    assert given_for(series("2019-20-Q2", over), unit="%").value == 108
    under: Values = [44 - value for value in RISING if value]
    for unit in ("%", "£m"):
        assert given_for(series("2019-20-Q2", under), unit=unit).value == -24
