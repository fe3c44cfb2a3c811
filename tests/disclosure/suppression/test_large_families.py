"""What is decided of large families takes a time about in proportion to their figures."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.deciding.decided_record import suppression_of
from quarterbook.disclosure.deciding.suppression import Suppression
from quarterbook.disclosure.solver.programme import Programme
from support.records import counts, record

QUARTER = "2020-21-Q4"


def decided(amounts: dict[str, int], whole_of: dict[str, str]) -> Suppression:
    usual = {"unit": "number", "frequency": "quarterly", "reading": "snapshot"}
    table = pd.DataFrame(
        [
            {**usual, "id": id_, "small_numbers": "", "part_of": whole_of.get(id_, "")}
            for id_ in amounts
        ]
    )
    rows = [(id_, QUARTER, float(value), "2021-01-01") for id_, value in amounts.items()]
    book: Recorded = record(table, counts(rows))
    return suppression_of(book, next(iter(book.quarters)))


def chain(length: int) -> Suppression:
    """Each total of one part is one more than it: all the rests are 1, and nobody may know."""
    names = [f"c{number:03}" for number in range(length + 1)]
    whole_of = dict(pairwise(names))
    return decided({name: 5 + number for number, name in enumerate(names)}, whole_of)


@pytest.fixture
def columns(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The columns of each programme that is solved."""
    solved: list[int] = []
    solve = Programme.solve

    def counted(self: Programme) -> list[float] | None:
        solved.append(len(self))
        return solve(self)

    monkeypatch.setattr(Programme, "solve", counted)
    return solved


def kept(suppression: Suppression) -> list[int]:
    """The numbers of what is shown of a chain."""
    shown = suppression.cells.keys() - suppression.withheld.keys()
    return sorted(int(suppression.cells[number].measure[1:]) for number in shown)


def test_a_chain_of_totals_is_decided_in_proportion(columns: list[int]) -> None:
    """50 totals of one part once took 4.8 seconds and 100 took 20.6; now half a second and 1.

    By hand: each of the rests between two that are shown can be 4 only where these lie 4 apart.
    """
    sizes = {}
    for length in (50, 100):
        columns.clear()
        shown = kept(chain(length))
        sizes[length] = sum(columns)
        assert max(columns) <= 2500
        assert all(after - before >= 4 for before, after in pairwise(shown))
        assert len(shown) >= 0.9 * (length // 4 + 1)
    assert sizes[100] < 2.5 * sizes[50]


def test_a_short_chain_shows_its_ends() -> None:
    """By hand: 5, 6, 7, 8, 9, of which 5 and 9 lie far enough apart."""
    assert kept(chain(4)) == [0, 4]


def test_parts_in_several_breakdowns_are_sought_in_time() -> None:
    """40 parts that come to 9 more than their total: 760,098 sums of up to five once took minutes.

    By hand: two of 20 make up the total of 40, and one of 3 is a small count.
    """
    parts = {f"p{number:02}": 100 + 2**number for number in range(38)}
    suppression = decided(
        {"t": 40, "a": 37, "b": 3, **parts}, dict.fromkeys(["a", "b", *parts], "t")
    )
    withheld = {suppression.cells[number].measure for number in suppression.withheld}
    assert withheld in ({"a", "b"}, {"t", "b"})
