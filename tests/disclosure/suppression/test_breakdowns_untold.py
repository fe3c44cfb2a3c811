"""A total of two breakdowns that are not told apart in part_of: both are kept, and asked about."""

from __future__ import annotations

import pandas as pd

from quarterbook.disclosure.account import account_of
from quarterbook.disclosure.blank import blanked
from support.records import counts, record

QUARTERS = ("2020-21-Q4", "2021-22-Q1")


def shown(figures: dict[str, tuple[int, int]]) -> tuple[set[tuple[str, str]], list[str]]:
    usual = {"unit": "number", "frequency": "quarterly", "reading": "snapshot"}
    table = pd.DataFrame(
        [
            {**usual, "id": id_, "small_numbers": "", "part_of": "" if id_ == "t" else "t"}
            for id_ in figures
        ]
    )
    rows = [
        (id_, quarter, float(value), "2021-01-01")
        for id_, values in figures.items()
        for quarter, value in zip(QUARTERS, values, strict=True)
    ]
    book = record(table, counts(rows))
    (quarter,) = book.quarters
    left = blanked(book, quarter).tables["observations"].dropna(subset="value")
    pairs = {(m, p.code) for m, p in zip(left["measure"], left["period"], strict=True)}
    return pairs, [one for one in account_of(book, quarter).notes if "come to more" in one]


def test_both_breakdowns_are_kept() -> None:
    """By hand: a and b make up t, and so do x and y; 53 less 50 is 3."""
    twice = {"a": (13, 3), "b": (41, 50), "x": (20, 30), "y": (34, 23), "t": (54, 53)}
    left, notes = shown(twice)
    assert ("a", QUARTERS[1]) not in left
    assert len({("b", QUARTERS[1]), ("t", QUARTERS[1])} - left) == 1
    assert {("x", QUARTERS[1]), ("y", QUARTERS[1])} <= left
    assert notes[0].startswith('data/measures.csv:4: the parts of "t" come to more than it is.')


def test_a_slip_in_one_period_leaves_the_other_kept() -> None:
    """Parts of 60 make up 54 by a slip; in the next quarter 53 less 50 is 3 all the same."""
    left, notes = shown({"a": (19, 3), "b": (41, 50), "t": (54, 53)})
    assert len({("a", QUARTERS[1]), ("b", QUARTERS[1]), ("t", QUARTERS[1])} & left) == 1
    assert len(notes) == 1


def test_one_breakdown_is_what_it_is() -> None:
    left, notes = shown({"a": (13, 3), "b": (41, 50), "t": (54, 53)})
    assert notes == []
    assert len(left) == 4
    assert ("a", QUARTERS[1]) not in left


def test_parts_that_make_up_nothing_are_asked_about_and_shown() -> None:
    left, notes = shown({"a": (30, 3), "b": (41, 52), "t": (54, 53)})
    assert len(notes) == 1
    assert len(left) == 5
