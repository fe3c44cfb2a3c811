"""A rate that is out gives the count away once its denominator is out: that is held back."""

from __future__ import annotations

import pandas as pd
import pytest

from quarterbook.disclosure.blank import blanked
from support.records import CUT_OFFS, counts, record

QUARTERS = ("2020-21-Q4", "2021-22-Q1", "2021-22-Q2", "2021-22-Q3")
FIRST, SECOND = "2022-04-20", "2022-07-20"


def shown(last: float, of_last: float) -> list[set[tuple[str, float]]]:
    """What editions show of a percentage, bare at first, and of what it is of, recorded later."""
    usual = {"frequency": "quarterly", "reading": "snapshot", "small_numbers": "", "part_of": ""}
    table = pd.DataFrame(
        [{"id": "r", "unit": "%", **usual}, {"id": "b", "unit": "number", **usual}]
    )
    numerators, bases = (300, 420, 510, last), (3100, 4200, 4050, of_last)
    made = list(zip(QUARTERS, numerators, bases, strict=True))
    first = counts([("r", q, round(100 * n / of, 3), FIRST) for q, n, of in made])
    second = counts([("r", q, round(100 * n / of, 3), SECOND) for q, n, of in made])
    second = second.assign(numerator=numerators, denominator=bases).astype({"numerator": float})
    base = counts([("b", q, float(of), SECOND) for q, _, of in made])
    book = record(table, pd.concat([first, second, base]), 5, CUT_OFFS)
    return [
        set(rows.dropna(subset="value")[["measure", "value"]].itertuples(index=False, name=None))
        for rows in (blanked(book, quarter).tables["observations"] for quarter in book.quarters)
    ]


def test_the_denominator_is_held_back_where_the_rate_is_out() -> None:
    """By hand: 0.075% is out, and of 4,000 that is 3."""
    first, _, last = shown(3, 4000)
    assert ("r", 0.075) in first
    assert ("b", 4000.0) not in last
    assert {("b", 3100.0), ("b", 4200.0), ("b", 4050.0)} <= last


@pytest.mark.parametrize(("count", "of"), [(30, 4000), (0, 4000)])
def test_it_is_shown_where_no_small_count_follows(count: float, of: float) -> None:
    assert ("b", of) in shown(count, of)[-1]
