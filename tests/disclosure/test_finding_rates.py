"""Rates made of sums, of figures by the quarter, odds and index numbers that nobody declared."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from support.undeclared import TWO_YEARS, A, B, gone, measures, observed

C = [40, 37, 55, 61, 48, 52, 44, 39]
LAST = TWO_YEARS[-1]
YEARS = ("2018-19", "2019-20", "2020-21", "2021-22")


def once_else(series: list[float]) -> list[float]:
    """The same, with a little more in the third period."""
    return [number + 0.7 * (place == 2) for place, number in enumerate(series)]


@pytest.mark.parametrize(
    ("unit", "rate"),
    [
        pytest.param("%", lambda a, b, c: 100 * a / (b + c), id="of two others"),
        pytest.param("%", lambda a, b, c: 100 * b / (a + c), id="of it and another"),
        pytest.param("%", lambda a, b, c: 100 * a / (a + b + c), id="of three with itself"),
        pytest.param("per 1,000", lambda a, b, c: 1000 * (a + b) / c, id="of a sum"),
        pytest.param("%", lambda a, b, c: 100 * a / (c - a), id="odds in a hundred, as %"),
        pytest.param("ratio", lambda a, b, c: 100 * a / (c - a), id="odds in a hundred"),
        pytest.param("ratio", lambda a, b, c: 100 * a / c, id="a share in a hundred"),
        pytest.param("index", lambda a, b, c: 100 * a / A[0], id="an index"),
    ],
)
def test_what_a_rate_is_made_of(unit: str, rate: Callable[[int, int, int], float]) -> None:
    """By the rate and the others the last of a is 3; a rate that is once something else is another.

    To one decimal.
    """
    series = {"a": A, "b": B, "c": C}
    made = [round(rate(*some), 1) for some in zip(A, B, C, strict=True)]
    table = measures(r=unit, **dict.fromkeys(series, "number"))
    assert gone(table, observed(TWO_YEARS, r=made, **series)) == {("a", LAST), ("r", LAST)}
    unlike = once_else(made)
    assert gone(table, observed(TWO_YEARS, r=unlike, **series)) == {("a", LAST)}


def test_a_rate_of_a_sum_with_an_id_of_its_own_is_shown() -> None:
    """Beside b and c, t is their total: a per t tells nothing of a small b."""
    series = {"b": A, "c": C, "a": B}
    total = [b + c for b, c in zip(A, C, strict=True)]
    rate = [round(100 * a / t, 1) for a, t in zip(B, total, strict=True)]
    table = measures(r="%", t="number", **dict.fromkeys(series, "number"))
    table["part_of"] = table["id"].map({"b": "t", "c": "t"}).fillna("")
    told = gone(table, observed(TWO_YEARS, t=total, r=rate, **series))
    assert told == {("b", LAST), ("c", LAST)}


@pytest.mark.parametrize("of", [[410, 398, 405, 420], None])
def test_a_yearly_rate_of_what_is_counted_by_the_quarter(of: list[int] | None) -> None:
    """Three quarters and the year's rate leave 3 for the fourth, whoever is counted below it."""
    quarters = [f"{year}-Q{n}" for year in YEARS for n in (1, 2, 3, 4)]
    a = [14, 9, 27, 11, 22, 16, 8, 13, 17, 21, 9, 12, 24, 10, 19, 3]
    b = [101, 99, 107, 95, 98, 104, 110, 93, 97, 102, 108, 94, 105, 96, 103, 100]
    sums = [sum(a[n : n + 4]) for n in range(0, 16, 4)]
    below = of or [sum(b[n : n + 4]) for n in range(0, 16, 4)]
    rate = [round(1000 * top / bottom, 1) for top, bottom in zip(sums, below, strict=True)]
    table = measures(a="number", r="per 1,000", n="number")
    yearly = table["id"].isin(["r", "n"] if of else ["r"])
    table["frequency"] = table["frequency"].mask(yearly, "annual")
    rows = observed(quarters, a=a) if of else observed(quarters, a=a, n=b)
    for expected, some in (({"r"}, rate), (set(), once_else(rate))):
        years = observed(YEARS, r=some, n=of) if of else observed(YEARS, r=some)
        told = gone(table, pd.concat([rows, years], ignore_index=True))
        assert told == {("a", quarters[-1]), *((id_, YEARS[-1]) for id_ in expected)}


@pytest.mark.parametrize("is_recorded", [True, False])
def test_a_rate_marked_c_of_counts_that_are_shown(*, is_recorded: bool) -> None:
    """16 of 39 tell the last rate, whether its value is recorded or not."""
    a = [14, 9, 27, 11, 22, 16, 8, 16]
    rate = [round(100 * top / bottom, 1) for top, bottom in zip(a, C, strict=True)]
    table = measures(a="number", n="number", r="%")
    for expected, some in (({"a"}, rate), (set(), once_else(rate))):
        rows = observed(TWO_YEARS, a=a, n=C, r=some)
        marked = rows["measure"].eq("r") & rows["period"].eq(rows["period"].max())
        rows["marker"] = rows["marker"].mask(marked, "c")
        rows["value"] = rows["value"].mask(marked & ~is_recorded)
        assert gone(table, rows) == {("r", LAST), *((id_, LAST) for id_ in expected)}
