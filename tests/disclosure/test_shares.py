"""Shares of one whole, of which nobody says of how many they are: the others leave the last."""

from __future__ import annotations

from typing import Any

import pytest

from quarterbook.disclosure.account import account_of
from support.records import record
from support.undeclared import TWO_YEARS, gone, measures, observed

C = [7, 9, 6, 11, 8, 12, 5, 3]
ALL = [100, 120, 96, 110, 105, 118, 92, 100]
MET = [60, 71, 66, 52, 63, 74, 49, 60]
LAST = TWO_YEARS[-1]


def percent(counts: list[int], of: list[int], decimals: int = 1) -> list[float]:
    return [round(100 * a / b, decimals) for a, b in zip(counts, of, strict=True)]


PARTLY = [n - c - m for n, c, m in zip(ALL, C, MET, strict=True)]
SHARE = percent(C, ALL)
A, B = percent(MET, ALL), percent(PARTLY, ALL)
UNLIKE = [b + 2.0 * (place == 2) for place, b in enumerate(B)]
WITH_COUNTS: list[Any] = list(zip(SHARE, C, ALL, strict=True))


def test_shares_without_numerators_leave_no_small_one() -> None:
    """60% and 37% are out, so the third is 3% of 100: one of them goes with it."""
    table = measures(a="%", b="%", c="%")
    told = gone(table, observed(TWO_YEARS, a=A, b=B, c=WITH_COUNTS))
    assert told == {("b", LAST), ("c", LAST)}
    assert gone(table, observed(TWO_YEARS, a=A, b=UNLIKE, c=WITH_COUNTS)) == {("c", LAST)}


def test_a_count_that_two_shares_leave_of_another() -> None:
    """100 less 60% and 37% of 100 are 3."""
    table = measures(a="%", b="%", c="number", n="number")
    told = gone(table, observed(TWO_YEARS, a=A, b=B, c=C, n=ALL))
    assert told == {("b", LAST), ("c", LAST)}
    assert gone(table, observed(TWO_YEARS, a=A, b=UNLIKE, c=C, n=ALL)) == {("c", LAST)}


def test_a_share_of_few_by_the_denominator_of_another() -> None:
    """b is 2% of as many as c says, 2 of 100, whatever else is withheld in that quarter."""
    c, b = [3, 28, 35, 31, 27, 33, 29, 38], [11, 9, 12, 8, 10, 14, 7, 2]
    a = [n - x - y for n, x, y in zip(ALL, b, c, strict=True)]
    known: list[Any] = list(zip(percent(c, ALL), c, ALL, strict=True))
    table = measures(a="%", b="%", c="%")
    told = gone(table, observed(TWO_YEARS, a=percent(a, ALL), b=percent(b, ALL), c=known))
    assert told == {("c", TWO_YEARS[0]), ("b", TWO_YEARS[0]), ("b", LAST), ("c", LAST)}


@pytest.mark.parametrize("quarters", [1, 8])
def test_parts_of_one_total_make_up_a_whole_in_one_quarter_too(quarters: int) -> None:
    table = measures(a="%", b="%", c="%", t="number")
    last = {"a": A[-quarters:], "b": B[-quarters:], "c": WITH_COUNTS[-quarters:]}
    rows = observed(TWO_YEARS[-quarters:], t=ALL[-quarters:], **last)
    table["part_of"] = ["t", "t", "t", ""]
    assert gone(table, rows) == {("b", LAST), ("c", LAST)}
    table["part_of"] = ""
    if quarters == 1:
        assert gone(table, rows) == {("c", LAST)}


def test_nothing_is_shown_beside_what_is_held_back_for_a_share() -> None:
    """Zero is about nobody, and says nothing of the others."""
    a = [60.0, 58.0, 49.0, 55.0, 61.0, 57.0, 63.0, 60.0]
    e = [4.0, 9.0, 0.0, 6.0, 11.0, 3.0, 7.0, 0.0]
    d = [round(100 - x - y - z, 1) for x, y, z in zip(a, e, SHARE, strict=True)]
    table = measures(a="%", c="%", d="%", e="%")
    told = gone(table, observed(TWO_YEARS, a=a, c=WITH_COUNTS, d=d, e=e))
    assert {("c", LAST), ("d", LAST)} <= told
    assert not {("a", LAST), ("e", LAST)} & told


def test_rates_that_make_up_a_whole_three_times_by_whole_numbers_are_shown() -> None:
    """That is to be expected of three rates among some, and says nothing."""
    table = measures(a="%", b="%", c="%", d="%", e="%")
    c: list[Any] = [(5, 5, 100), (4, 8, 200), (3, 3, 100)]
    rows = observed(
        TWO_YEARS[-3:], a=[60, 61, 59], b=[35, 35, 38], c=c, d=[41, 44, 40], e=[20, 23, 19]
    )
    assert gone(table, rows) == {("c", LAST)}


@pytest.mark.parametrize(("last", "is_asked"), [(41, True), (44, False)])
def test_shares_that_may_be_chance_are_asked_about(last: int, *, is_asked: bool) -> None:
    """Whole numbers over a year: too seldom by chance not to ask, too often to withhold."""
    a, b = [60, 55, 59, 52], [35, 41, 38, last]
    c: list[Any] = [(5, 5, 100), (4, 8, 200), (3, 3, 100), (7, 14, 200)]
    table, rows = measures(a="%", b="%", c="%"), observed(TWO_YEARS[:4], a=a, b=b, c=c)
    assert gone(table, rows) == {("c", TWO_YEARS[2])}
    made = record(table, rows)
    notes = account_of(made, max(made.quarters)).notes
    assert any('"c" and "a" and "b" make up 100%' in note for note in notes) == is_asked
