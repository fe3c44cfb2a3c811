"""What holds between figures in each state of the record: sums, differences, and small rests.

Declared by ``part_of`` and by time: parts make up a total in a month, a quarter or a year, a figure
for the year to date is the last one and what came since, a rolling year is its months. Whatever is
said here holds in the recorded figures, and a reader can see or guess it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from quarterbook.data.tables.totals import parts_by_whole
from quarterbook.disclosure.cells import Cell, CellsByNumber, Key, Span
from quarterbook.ground.rule_names import Reading, adds_up

_MOST_PARTS = 6  # of one breakdown among several that are not told apart
_MOST_TRIED = 700_000  # sets of parts of a size: all those of five of 40, and of three of 160
_AT_ONCE = 5_000
DUST = 1e-6


class Unknown(NamedTuple):
    """What a reader may want to know: the count (``of`` false) or the denominator of a cell."""

    cell: int
    is_of: bool


Sum = tuple[tuple[Unknown, float], ...]
"""Unknowns in order, each with the factor by which it is taken."""


@dataclass(frozen=True)
class LinkedSum:
    """A sum that is nothing, or at least nothing where ``is_at_least``.

    is_small
        the sum is itself a count above 0 and below the threshold, which
        nobody publishes and nobody may learn.
    is_guess
        it was found in the figures and may hold by chance.
    lacking
        the measures that it lacks: it holds as long as nobody records them.
    """

    sum: Sum
    is_at_least: bool = False
    is_small: bool = False
    is_guess: bool = False
    why: str = ""
    lacking: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Measures:
    """What is known of measures: months of a period, reading, and what totals are made of.

    A total has its parts once for each way in which it is broken down.
    """

    length: Mapping[str, int]
    reading: Mapping[str, Reading]
    parts: Sequence[tuple[str, list[str]]]

    def kind(self, measure: str) -> tuple[int, Reading]:
        """What two measures have in common whose figures stand for the same months."""
        length = self.length[measure]
        return length, self.reading[measure] if length < 12 else "snapshot"


_LENGTHS = {"monthly": 1, "quarterly": 3, "annual": 12, "biennial": 12}


def measures_of(measures: pd.DataFrame) -> Measures:
    """Return what rows of measures.csv say of them (``id, frequency, reading, part_of``)."""
    ids = list(measures["id"])
    parts = parts_by_whole(ids, measures["part_of"]) if "part_of" in measures else {}
    return Measures(
        {i: _LENGTHS[f] for i, f in zip(ids, measures["frequency"], strict=True)},
        dict(zip(ids, measures["reading"], strict=True)),
        [(whole.total, own) for whole, own in parts.items()],
    )


def added(*sums: tuple[Sum, float]) -> Sum:
    """Return sums added up, each taken by a factor, without what cancels out."""
    total: dict[Unknown, float] = {}
    for terms, factor in sums:
        for unknown, times in terms:
            total[unknown] = total.get(unknown, 0.0) + factor * times
    return tuple(sorted((unknown, times) for unknown, times in total.items() if times))


def count_of(cell: Cell) -> Sum:
    """Return the count of a cell as a sum."""
    return ((Unknown(cell.number, False), 1.0),)


def denominator_of(cell: Cell) -> Sum:
    """Return the denominator of a cell as a sum."""
    return ((Unknown(cell.number, True), 1.0),)


class State:
    """The newest figures of observations on one day, and what amounts they are sums of.

    rows
        of each measure its figures, by the month they begin with, all for as long.
    pooled
        its figures for more years than those, by their months.
    """

    def __init__(self, newest: Mapping[Key, Cell], measures: Measures) -> None:
        self._measures = measures
        self.rows: dict[str, dict[int, Cell]] = {}
        self.pooled: dict[str, dict[Span, Cell]] = {}
        some = [
            cell
            for (_, _, area), cell in newest.items()
            if not area and not cell.is_forecast and (cell.count == cell.count or cell.rule)
        ]
        for cell in sorted(some, key=lambda cell: cell.span.length):
            rows = self.rows.setdefault(cell.measure, {})
            if rows and cell.span.length > next(iter(rows.values())).span.length:
                self.pooled.setdefault(cell.measure, {})[cell.span] = cell
            else:
                rows[cell.span.begin] = cell

    def kind(self, measure: str) -> tuple[int, Reading]:
        """What measures have in common whose figures stand for the same months, or years."""
        length, reading = self._measures.kind(measure)
        one = next(iter(self.rows.get(measure, {}).values()), None)
        return max(length, one.span.length if one else 0), reading

    def windows(self, measure: str) -> set[Span]:
        """Return the periods for which the figures of a measure say something."""
        length, reading = self.kind(measure)
        spans = set(self.pooled.get(measure, ()))
        for begin in self.rows.get(measure, ()):
            spans.add(Span(begin, length))
            if adds_up(reading):
                first = _year_of(begin)
                spans.add(Span(first, begin + length - first))
            elif reading == "rolling_12":
                spans.add(Span(begin + length - 12, 12))
        return spans

    def amount(self, measure: str, window: Span) -> tuple[Sum, bool] | None:
        """Return a measure's amount in a period, and whether all of it is known to the record."""
        pooled = self.pooled.get(measure, {}).get(window)
        if pooled:
            return count_of(pooled), True
        length, reading = self.kind(measure)
        rows = self.rows.get(measure, {})
        if reading == "rolling_12":
            cell = rows.get(window.end - length) if window.length == 12 else None
            return (count_of(cell), True) if cell else None
        if adds_up(reading):
            return self._since(rows, window, length)
        if length > window.length or (length == 3 and window.begin % 3):
            return None
        begins = range(window.begin, window.end, length)
        cells = [rows[begin] for begin in begins if begin in rows]
        if not cells:
            return None
        return added(*((count_of(cell), 1.0) for cell in cells)), len(cells) == len(begins)

    def made_up(
        self, measure: str, window: Span, above: frozenset[str] = frozenset()
    ) -> tuple[Sum, bool] | None:
        """Return the same, of a measure that has no figure what its parts come to."""
        own = self.amount(measure, window)
        if own or measure in above:
            return own
        for parts in (parts for total, parts in self._measures.parts if total == measure):
            some = [self.made_up(part, window, above | {measure}) for part in parts]
            there = [amount for amount in some if amount]
            if there:
                is_whole = len(there) == len(some) and all(all_ for _, all_ in there)
                return added(*((terms, 1.0) for terms, _ in there)), is_whole
        return own

    def _since(
        self, rows: Mapping[int, Cell], window: Span, length: int
    ) -> tuple[Sum, bool] | None:
        """The difference of two figures for the year to date, by years."""
        sums: list[tuple[Sum, float]] = []
        begin = window.begin
        while begin < window.end:
            first = _year_of(begin)
            end = min(window.end, first + 12)
            last = rows.get(end - length)
            before = rows.get(begin - length) if begin > first else None
            if last is None or (begin > first and before is None):
                return None
            sums.append((count_of(last), 1.0))
            if before:
                sums.append((count_of(before), -1.0))
            begin = end
        return added(*sums), True


def _year_of(begin: int) -> int:
    """Return the first month of the financial year around a month."""
    return (begin - 3) // 12 * 12 + 3


def amount_in(terms: Sum, cells: CellsByNumber) -> float:
    """Return what a sum comes to, NaN where nobody knows."""
    return sum(
        times * (cells[unknown.cell].of if unknown.is_of else cells[unknown.cell].count)
        for unknown, times in terms
    )


def declared_links(
    state: State, measures: Measures, cells: CellsByNumber, threshold: int
) -> Iterator[LinkedSum]:
    """Yield what holds by ``part_of`` and by time in one state of the record."""
    for total, parts in measures.parts:
        yield from _family_links(state, total, parts, cells, threshold)
    for measure, rows in state.rows.items():
        if adds_up(measures.kind(measure)[1]):
            yield from _steps(rows, cells, threshold)


def _family_links(
    state: State, total: str, parts: Sequence[str], cells: CellsByNumber, threshold: int
) -> Iterator[LinkedSum]:
    """Yield what holds between a total and its parts, for every period that any of them has.

    Where some parts have no figures at all, the others make up the total as
    long as nobody records them.
    """
    if total not in state.rows:
        return
    is_counted = _counts_something(state, total)
    recorded = [
        part
        for part in parts
        if part in state.rows and _counts_something(state, part) >= is_counted
    ]
    if not recorded:
        return
    if comes_to_more(state, total, recorded, cells):
        yield from _breakdown_links(state, total, recorded, cells)
    lacking = frozenset(parts) - frozenset(recorded)
    exact, others = _parted(list(_rests(state, total, recorded, cells)), len(recorded))
    for rest in exact:
        yield LinkedSum(rest, why="part_of", lacking=lacking)
    first = next(iter(state.rows[total].values()))
    if lacking:
        others += [(rest, 0.0) for rest in exact]
    for rest, amount in others if first.is_counted else ():
        if not amount < -DUST:
            small = DUST < amount < threshold and not first.is_shown_small
            yield LinkedSum(rest, is_at_least=True, is_small=small, why="part_of")


def _counts_something(state: State, measure: str) -> bool:
    """Whether figures of a measure count something: its shares of nobody knows how many do not."""
    return any(cell.is_counted for cell in state.rows[measure].values())


def comes_to_more(state: State, total: str, parts: Sequence[str], cells: CellsByNumber) -> bool:
    """Whether parts of a total come to more than it is: it is broken down in several ways."""
    rows = [*state.rows[total].values(), *(c for part in parts for c in state.rows[part].values())]
    if not all(cell.is_counted and not cell.is_signed for cell in rows):
        return False
    rests = _rests(state, total, parts, cells)
    return any(amount < -DUST for _, is_whole, amount in rests if is_whole)


def _breakdown_links(
    state: State, total: str, parts: Sequence[str], cells: CellsByNumber
) -> Iterator[LinkedSum]:
    """Yield what holds between a total and those of its parts that make it up in all periods."""
    breakdowns: list[set[str]] = []
    for some in _made_up_of(state, total, parts, cells):
        if not any(whole <= set(some) for whole in breakdowns):
            breakdowns.append(set(some))
            for rest, is_whole, _ in _rests(state, total, some, cells):
                if is_whole:
                    yield LinkedSum(rest, why="part_of")


def _made_up_of(
    state: State, total: str, parts: Sequence[str], cells: CellsByNumber
) -> Iterator[tuple[str, ...]]:
    """Yield the parts, few first, that make up a total in all periods in which all have figures."""
    whole, amounts, is_there = _by_window(state, total, parts, cells)
    for size in range(1, min(len(parts), _MOST_PARTS)):
        tried = combinations(range(len(parts)), size)
        while comb(len(parts), size) <= _MOST_TRIED and (bit := [*islice(tried, _AT_ONCE)]):
            some = np.array(bit)
            are_there = is_there[some].all(axis=1)
            agrees = np.abs(amounts[some].sum(axis=1) - whole) < DUST
            is_one = (agrees | ~are_there).all(axis=1) & are_there.any(axis=1)
            yield from (tuple(parts[at] for at in bit[place]) for place in np.flatnonzero(is_one))


def _by_window(
    state: State, total: str, parts: Sequence[str], cells: CellsByNumber
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Return a total and its parts by periods that the total has, and whether they are whole."""
    windows = sorted(set().union(*(state.windows(measure) for measure in (total, *parts))))
    wholes = {w: own for w in windows if (own := state.amount(total, w)) and own[1]}
    whole = np.array([amount_in(terms, cells) for terms, _ in wholes.values()])
    nothing: tuple[Sum, bool] = ((), False)
    rows = [[state.made_up(part, window) or nothing for window in wholes] for part in parts]
    is_there = np.array([[is_whole for _, is_whole in row] for row in rows])
    amounts = np.array([[amount_in(terms, cells) for terms, _ in row] for row in rows])
    return whole, amounts, is_there


def exact_links(
    state: State, total: str, parts: Sequence[str], cells: CellsByNumber, why: str
) -> Iterator[LinkedSum]:
    """Yield where a total is the sum of parts, for every period that any of them has."""
    if {total, *parts} <= state.rows.keys():
        for rest in _parted(list(_rests(state, total, parts, cells)), len(parts))[0]:
            yield LinkedSum(rest, why=why)


_Rest = tuple[Sum, bool, float]
"""What parts leave of a total, whether all of them are there, and what it comes to."""


def _parted(wholes: list[_Rest], parts: int) -> tuple[list[Sum], list[tuple[Sum, float]]]:
    """Return the rests that are nothing, and the others with what they come to."""
    is_sum = _adds_up(wholes, parts)
    exact, others = [], []
    for rest, is_whole, amount in wholes:
        if is_whole and (abs(amount) < DUST or (amount != amount and is_sum)):
            exact.append(rest)
        else:
            others.append((rest, amount))
    return exact, others


def _adds_up(wholes: Iterable[_Rest], parts: int) -> bool:
    """Whether parts make up their total somewhere or, where nobody knows, there are several."""
    amounts = [amount for _, is_whole, amount in wholes if is_whole and amount == amount]
    return any(abs(amount) < DUST for amount in amounts) or (not amounts and parts > 1)


def _rests(state: State, total: str, parts: Sequence[str], cells: CellsByNumber) -> Iterator[_Rest]:
    """What parts leave of a total, by period."""
    for window in sorted(set().union(*(state.windows(measure) for measure in (total, *parts)))):
        whole = state.amount(total, window)
        inside = [amount for part in parts if (amount := state.made_up(part, window))]
        if not whole or not whole[1] or not inside:
            continue
        rest = added((whole[0], 1.0), *((terms, -1.0) for terms, _ in inside))
        if rest:
            is_whole = len(inside) == len(parts) and all(all_ for _, all_ in inside)
            yield rest, is_whole, amount_in(rest, cells)


def _steps(rows: Mapping[int, Cell], cells: CellsByNumber, threshold: int) -> Iterator[LinkedSum]:
    """What came between two figures for the year to date: not less than nothing, maybe small."""
    years: dict[int, list[Cell]] = {}
    for begin, cell in sorted(rows.items()):
        if cell.is_counted:
            years.setdefault(_year_of(begin), []).append(cell)
    for year in years.values():
        for one, other in combinations(range(len(year)), 2):
            terms = added((count_of(year[other]), 1.0), (count_of(year[one]), -1.0))
            amount = amount_in(terms, cells)
            small = 0 < amount < threshold and not year[one].is_shown_small
            if small or (other == one + 1 and amount >= 0):
                yield LinkedSum(terms, is_at_least=True, is_small=small, why="year to date")
