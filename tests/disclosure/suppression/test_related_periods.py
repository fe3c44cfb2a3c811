"""What is withheld of months, quarters and running totals, by hand."""

from __future__ import annotations

import pandas as pd

from quarterbook.ground.periods import parse
from support.tables import COUNT, TO_DATE, gone, measures, observed


def test_a_quarter_and_its_months() -> None:
    """May is the quarter less April and June: the older of them goes."""
    table = measures({"id": "t"}, {"id": "m", "frequency": "monthly", "part_of": "t"})
    assert gone(table, observed(t=[30], m=[10, 5, 15])) == {}
    assert gone(table, observed(t=[29], m=[10, 4, 15])) == {"m": ["2021-04", "2021-05"]}


def test_the_months_of_a_part_that_reports_by_quarter() -> None:
    """May's total less the other part is 4; once 17 is gone, the quarter must not bring it back."""
    table = measures(
        {"id": "mt", "frequency": "monthly"},
        {"id": "m", "frequency": "monthly", "part_of": "mt"},
        {"id": "q", "part_of": "mt"},
    )
    rows = observed(mt=[20, 21, 22], m=[10, 17, 12], q=[24])
    assert gone(table, rows) == {"m": ["2021-04", "2021-05"]}
    assert gone(table, observed(mt=[20, 22, 22], m=[10, 17, 12], q=[25])) == {}


def test_a_year_and_its_quarters() -> None:
    table = measures({"id": "y", "frequency": "annual"}, {"id": "q", "part_of": "y"})
    rows = observed(y=[64], q=[20, 4, 30, 10])
    assert gone(table, rows) == {"q": ["2021-22-Q1", "2021-22-Q2"]}


def test_a_cumulative_figure_is_withheld_beside_one_that_is_too_near() -> None:
    """Of two the older one goes; of 10, 12, 14 and 15 the middle two: any pair else is too near."""
    assert gone(TO_DATE, observed(a=[10, 12, 20])) == {"a": ["2021-22-Q1"]}
    assert gone(TO_DATE, observed(a=[10, 15, 20])) == {}
    assert gone(TO_DATE, observed(a=[10, 10, 20])) == {}
    assert gone(TO_DATE, observed(a=[10, None, 12, 20])) == {"a": ["2021-22-Q1"]}
    assert gone(TO_DATE, observed(a=[10, 12, 14, 15])) == {"a": ["2021-22-Q2", "2021-22-Q3"]}
    assert gone(TO_DATE, observed(a=[10, 20, 30, 40, 6])) == {}
    assert gone(TO_DATE, observed(a=[10, 20, 30, 40, 4])) == {"a": ["2022-23-Q1"]}
    assert gone(COUNT, observed(a=[10, 12, 20])) == {}


def test_the_months_of_a_cumulative_figure() -> None:
    """May's 3 falls out of the running totals for April and May, and out of May's with April's."""
    table = measures(
        {"id": "mt", "frequency": "monthly", "reading": "year_to_date"},
        {"id": "m", "frequency": "monthly", "part_of": "mt"},
    )
    rows = observed(mt=[10, 13, 25, 40], m=[10, 3, 12, 15])
    assert gone(table, rows) == {"m": ["2021-04", "2021-05"], "mt": ["2021-04"]}
    assert gone(table, observed(mt=[10, 15, 27], m=[10, 5, 12])) == {}


def test_a_period_without_figure_between_two_cumulative_ones() -> None:
    """The months say 10 in April and 12 in June; the running total of 24 leaves 2 for May."""
    table = measures(
        {"id": "mt", "frequency": "monthly", "reading": "year_to_date"},
        {"id": "m", "frequency": "monthly", "part_of": "mt"},
    )
    rows = observed(mt=[10, None, 24], m=[10, None, 12])
    assert gone(table, rows) == {"m": ["2021-06"]}
    assert gone(table, observed(mt=[10, None, 27], m=[10, None, 12])) == {}


def test_the_months_of_a_rolling_year() -> None:
    """Two rolling years a month apart differ by the month that came and the one that went."""
    table = measures(
        {"id": "r", "frequency": "monthly", "reading": "rolling_12"},
        {"id": "m", "frequency": "monthly", "part_of": "r"},
    )
    begin = parse("2019-04")
    months = [begin.back(-place) for place in range(27)]
    counts = [10.0 + place % 3 for place in range(27)]
    counts[20] = 4

    def rows(rolling: list[int]) -> pd.DataFrame:
        found = [("m", months[at], count) for at, count in enumerate(counts)]
        found += [("r", months[at], sum(counts[at - 11 : at + 1])) for at in rolling]
        blank = {"numerator": float("nan"), "denominator": float("nan"), "marker": ""}
        return pd.DataFrame(found, columns=["measure", "period", "value"]).assign(**blank)

    december = "2020-12"
    assert gone(table, rows([])) == {"m": [december]}
    assert gone(table, rows([20])) == {"m": ["2020-01", december]}
    # The year to November would give January 2020 away: the year to December goes instead.
    assert gone(table, rows([19, 20])) == {"m": [december], "r": [december]}
    assert gone(table, rows([19])) == {"m": [december]}
