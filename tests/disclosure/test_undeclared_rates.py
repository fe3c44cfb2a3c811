"""Rates made of sums, of figures by the quarter, odds and index numbers that nobody declared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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


WHOLE = [a + b + c for a, b, c in zip(A, B, C, strict=True)]


@pytest.mark.parametrize("decimals", [0, 1])
@pytest.mark.parametrize(("unit", "base"), [("%", 100), ("per 1,000", 1000)])
def test_rates_of_one_whole_whose_size_nobody_says(unit: str, base: int, decimals: int) -> None:
    """Beside b, its share and a's, the last of a is 3; not where a share is once of others."""
    series = {"a": A, "b": B}
    ra, rb = (
        [round(base * n / of, decimals) for n, of in zip(some, WHOLE, strict=True)]
        for some in (A, B)
    )
    table = measures(ra=unit, rb=unit, a="number", b="number")
    told = gone(table, observed(TWO_YEARS, ra=ra, rb=rb, **series))
    assert told == {("a", LAST), ("ra", LAST)}
    unlike = [1.6 * one if place == 2 else one for place, one in enumerate(rb)]
    assert gone(table, observed(TWO_YEARS, ra=ra, rb=unlike, **series)) == {("a", LAST)}
    alone = measures(ra=unit, rb=unit, a="number")
    assert gone(alone, observed(TWO_YEARS, ra=ra, rb=rb, a=A)) == {("a", LAST)}


def test_rates_of_one_whole_beside_rounded_counts() -> None:
    """A count shown as 0 or 5 was 3 beside another and what part of one whole each is."""
    shares = {
        f"r{id_}": [round(100 * n / of, 1) for n, of in zip(some, WHOLE, strict=True)]
        for id_, some in (("a", A), ("b", B))
    }
    table = measures(ra="%", rb="%", a="number", b="number")
    table["small_numbers"] = table["id"].map({"a": "round", "b": "round"}).fillna("")
    told = gone(table, observed(TWO_YEARS, a=A, b=B, **shares))
    assert told == {("ra", LAST)}
    shares["rb"][2] = 1.6 * shares["rb"][2]
    assert gone(table, observed(TWO_YEARS, a=A, b=B, **shares)) == set()


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


@pytest.mark.parametrize("is_once_else", [False, True])
@pytest.mark.parametrize("case", ["two denominators", "a count and a rate", "all are rates"])
def test_denominators_add_up_as_counts_do(case: str, *, is_once_else: bool) -> None:
    """All but the others are 3: one of the two goes with these, unless once it is not so."""
    others = [30 + n for n in B]
    total = [a + n + 9 * (is_once_else and n == 42) for a, n in zip(A, others, strict=True)]
    rates = {"r": of_many([n // 2 for n in others], others)}
    rates["t"] = of_many([n - 7 for n in total], total)
    series: dict[str, list[Any]] = {"a": A, **rates}
    if case == "a count and a rate":
        series["t"] = total
    if case == "all are rates":
        series["a"] = of_many([(n + 1) // 2 for n in A], A)
    units = {id_: "%" if isinstance(own[0], tuple) else "number" for id_, own in series.items()}
    told = {id_ for id_, code in gone(measures(**units), observed(TWO_YEARS, **series))}
    assert told == {"a"} if is_once_else else len(told) == 2


def of_many(top: list[int], below: list[int]) -> list[tuple[float, int, int]]:
    return [(round(100 * n / of, 1), n, of) for n, of in zip(top, below, strict=True)]


def test_a_rate_of_a_denominator_recorded_with_another() -> None:
    """r is a per what b is counted of, who stand with b alone."""
    series = {"a": A, "b": of_many(B, [n + 100 for n in B])}
    made = [round(100 * a / (100 + b), 1) for a, b in zip(A, B, strict=True)]
    table = measures(a="number", b="%", r="%")
    for some, expected in ((made, {("a", LAST), ("r", LAST)}), (once_else(made), {("a", LAST)})):
        assert gone(table, observed(TWO_YEARS, r=some, **series)) == expected


def test_two_rates_that_make_up_all_are_one() -> None:
    """3% are late of 100, 97% in time; a third rate makes up all in all periods but one."""
    late = [(float(n), n, 100) for n in A]
    in_time = [100.0 - n for n in A]
    for some, expected in ((in_time, {"late", "on"}), (once_else(in_time), {"late"})):
        told = gone(measures(late="%", on="%"), observed(TWO_YEARS, late=late, on=some))
        assert told == {(id_, LAST) for id_ in expected}


def test_a_yearly_denominator_of_what_is_counted_by_the_quarter() -> None:
    """Three quarters and of how many a yearly rate is leave 3 for the fourth."""
    quarters = [f"{year}-Q{n}" for year in YEARS[1:] for n in (1, 2, 3, 4)]
    a = [14, 9, 27, 11, 22, 16, 8, 13, 17, 21, 9, 3]
    below = [sum(a[n : n + 4]) for n in range(0, 12, 4)]
    table = measures(a="number", r="%")
    table["frequency"] = table["frequency"].mask(table["id"] == "r", "annual")
    for some, is_told in ((below, True), ([below[0] + 1, *below[1:]], False)):
        rates = observed(YEARS[1:], r=of_many([n // 2 for n in some], some))
        rows = pd.concat([observed(quarters, a=a), rates], ignore_index=True)
        told = gone(table, rows)
        assert ("a", quarters[-1]) in told
        assert (len(told) > 1) is is_told
