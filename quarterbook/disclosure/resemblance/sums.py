"""Sums and means of counts that always hold, found by trying all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from math import comb, prod

import numpy as np
import numpy.typing as npt

from quarterbook.disclosure.linked_sums import DUST, Measures
from quarterbook.disclosure.resemblance.series import (
    CHANCE,
    FEW,
    FEWEST_SPANS,
    Family,
    Name,
    Series,
    alike,
    by_chance,
)

_Numbers = npt.NDArray[np.int64]

_SCALE = 1000

_WEIGHTS = ((2, 1, 1), (3, 1, 1), (4, 1, 1), (3, 2, 1), (2, 1, 2))
"""How many times one part counts, how many times the others do, and how many these are."""


def sums(series: Mapping[Name, Series], measures: Measures, around: set[str]) -> Iterator[Family]:
    """Yield the sums of two to five counts, and the means of two or three, of all that is few.

    And the sums of two where one is a denominator, of another rate. In three periods at least; one
    of the parts, or the total, may be a change, from which one count may have been taken. One of
    two or three parts, or all, may be of the period before, and
    one may count several times.
    """
    numbers = {
        name: some
        for name, some in series.items()
        if not name.is_of_a_year_before and name.what != "run"
    }
    for names in alike(numbers, measures):
        yield from sums_among(names, numbers, around)


def sums_among(
    names: Sequence[Name], series: Mapping[Name, Series], around: set[str]
) -> Iterator[Family]:
    """Yield the sums among series for the same months, nothing where there are too many."""
    names = [name for name in names if len(series[name]) >= FEWEST_SPANS]
    if not 0 < sum(name.what == "count" for name in names) <= FEW:
        return
    choices = _Choices(names, series)
    seen = set()
    for window, there in _windows(names, series):
        for family in _candidates(there, series, window, choices):
            if family in seen or not family.measures & around:
                continue
            seen.add(family)
            shared = _shared_sums(family, series)
            chance = choices.by_chance(family, shared)
            if shared and chance < 1.0:
                yield family._replace(is_certain=chance < CHANCE)


def _windows(
    names: Sequence[Name], series: Mapping[Name, Series]
) -> Iterator[tuple[list[int], list[Name]]]:
    """Yield periods, three at least, with the series that have a number for all of them.

    Such as had one for others together already are left out.
    """
    begins = sorted(set().union(*(series[name] for name in names)))
    done: list[set[Name]] = []
    for first in range(len(begins) - FEWEST_SPANS + 1):
        window = begins[first : first + FEWEST_SPANS]
        there = [name for name in names if series[name].keys() >= set(window)]
        if there and not any(set(there) <= before for before in done):
            done.append(set(there))
            yield sorted(set.intersection(*(set(series[name]) for name in there))), there


def _candidates(
    names: Sequence[Name],
    series: Mapping[Name, Series],
    window: Sequence[int],
    choices: _Choices,
) -> Iterator[Family]:
    """Yield the sums, and means, that hold in some periods.

    Each series is one number, its numbers added up in weights of their own: what
    holds of the series holds of these, and hardly ever anything else.
    """
    weights = np.random.default_rng(0).integers(1, 2**40, len(window))
    numbers = np.array([[series[name][at] for at in window] for name in names])
    hashed = np.round(numbers * _SCALE).astype(np.int64) @ weights
    counts, changes, totals = (
        np.array([i for i, name in enumerate(names) if name.what in what], dtype=int)
        for what in (("count",), ("change",), ("count", "denominator", "change"))
    )
    parts = {
        size: np.array(list(combinations(counts, size)), dtype=int).reshape(-1, size)
        for size in (1, 2, 3)
    }
    made = {size: hashed[rows].sum(axis=1) for size, rows in parts.items()}
    for size in (2, 3):
        some = choices.worth(names, totals, size)
        for at, row in _same(hashed[some], made[size]):
            yield from _named(names, some[at], parts[size][row], 1)
        some = choices.worth(names, counts, size)
        for at, row in _same(size * hashed[some], made[size]):
            yield from _named(names, some[at], parts[size][row], size)
        some = choices.worth(names, totals, size + 2)
        less_pair = hashed[some][:, None] - made[2]
        for at, row in _same(less_pair.ravel(), made[size]):
            total, pair = divmod(at, len(parts[2]))
            yield from _named(names, some[total], [*parts[2][pair], *parts[size][row]], 1)
    some = choices.worth(names, changes, 3, is_derived=True)
    and_left = hashed[some][:, None] + hashed[counts]
    for at, row in _same(and_left.ravel(), made[2]):
        change, left = divmod(at, len(counts))
        yield from _named(names, some[change], parts[2][row], 1, [counts[left]])
    for size in (1, 2):
        some = choices.worth(names, counts, size + 1, is_derived=True)
        less_change = hashed[some][:, None] - hashed[changes]
        for at, row in _same(less_change.ravel(), made[size]):
            total, change = divmod(at, len(changes))
            yield from _named(names, some[total], [changes[change], *parts[size][row]], 1)
    yield from _of_denominators(names, hashed, choices)
    yield from _late(names, hashed, parts, choices)
    yield from _weighted(names, hashed, parts, choices)


def _of_denominators(
    names: Sequence[Name], hashed: _Numbers, choices: _Choices
) -> Iterator[Family]:
    """Yield the sums of two of which one is a denominator: all, and those who are no girls."""
    recorded = [i for i, name in enumerate(names) if name.is_recorded]
    below = {i for i in recorded if names[i].what == "denominator"}
    if not 0 < len(below) <= FEW:
        return
    rows = [pair for pair in combinations(recorded, 2) if below & {*pair}]
    pairs = np.array(rows, dtype=int).reshape(-1, 2)
    some = choices.worth(names, np.array(recorded, dtype=int), 2, is_derived=True)
    for at, row in _same(hashed[some], hashed[pairs].sum(axis=1)):
        yield from _named(names, some[at], pairs[row], 1)


def _late(
    names: Sequence[Name], hashed: _Numbers, parts: Mapping[int, _Numbers], choices: _Choices
) -> Iterator[Family]:
    """Yield the sums of two or three counts of which one, or all, are of the period before."""
    counts = parts[1].ravel()
    late = np.array([i for i, name in enumerate(names) if name.what == "before"], dtype=int)
    for size in (1, 2):
        some = choices.worth(names, counts, size + 1, is_derived=True)
        less_late = hashed[some][:, None] - hashed[late]
        for at, row in _same(less_late.ravel(), hashed[parts[size]].sum(axis=1)):
            total, one = divmod(at, len(late))
            yield from _named(names, some[total], [late[one], *parts[size][row]], 1)
        rows = np.array(list(combinations(late, size + 1)), dtype=int).reshape(-1, size + 1)
        for at, row in _same(hashed[some], hashed[rows].sum(axis=1)):
            yield from _named(names, some[at], rows[row], 1)


def _weighted(
    names: Sequence[Name], hashed: _Numbers, parts: Mapping[int, _Numbers], choices: _Choices
) -> Iterator[Family]:
    """Yield the sums of two or three counts of which one counts several times."""
    counts = parts[1].ravel()
    for times, own, size in _WEIGHTS:
        some = choices.worth(names, counts, size + 1, is_derived=True, often=times)
        less_often = hashed[some][:, None] - times * hashed[counts]
        for at, row in _same(less_often.ravel(), own * hashed[parts[size]].sum(axis=1)):
            total, one = divmod(at, len(counts))
            often = [counts[one]] * times + [*parts[size][row]] * own
            yield from _named(names, some[total], often, 1)


def _same(some: _Numbers, others: _Numbers) -> Iterator[tuple[int, int]]:
    """The places of numbers that are the same."""
    order = np.argsort(others, kind="stable")
    first = np.searchsorted(others[order], some, "left")
    last = np.searchsorted(others[order], some, "right")
    for index in np.flatnonzero(last > first):
        for other in order[first[index] : last[index]]:
            yield int(index), int(other)


def _named(
    names: Sequence[Name], total: int, parts: Iterable[int], times: int, less: Sequence[int] = ()
) -> Iterator[Family]:
    """Name a total, its parts and what is taken off them, where each measure is there once."""
    own, some = names[total], tuple(names[part] for part in sorted(parts))
    off = tuple(names[index] for index in less)
    measures = [name.measure for name in {*some, *off}]
    is_own = own.what == "denominator" or own.measure not in measures
    if len(set(measures)) == len(measures) and is_own:
        yield Family(own, some, float(times), less=off)


def _shared_sums(family: Family, series: Mapping[Name, Series]) -> list[float]:
    """What the parts come to in the periods that all have, nothing if that isn't the total."""
    total, parts = series[family.total], [series[part] for part in family.parts]
    off = [series[name] for name in family.less]
    common = sorted(set(total).intersection(*parts, *off))
    shared = [sum(part[at] for part in parts) - sum(one[at] for one in off) for at in common]
    wrong = any(
        abs(family.times * total[at] - s) > DUST for at, s in zip(common, shared, strict=True)
    )
    is_some = all(any(part[at] for at in common) for part in (*parts, *off))
    if wrong or len(common) < FEWEST_SPANS or len(set(shared)) < 2 or not is_some:
        return []
    return shared


class _Choices:
    """Among how many series for the same months sums are looked for, and how much these move."""

    def __init__(self, names: Sequence[Name], series: Mapping[Name, Series]) -> None:
        self._series = series
        self._moves = {name: _moves(series[name]) for name in names}
        self._most = sorted(self._moves.values(), reverse=True)
        self._counts = sum(name.what == "count" for name in names)

    def by_chance(self, family: Family, shared: Sequence[float]) -> float:
        """How many times sums may be expected to agree by chance among all choices of series."""
        others = family.parts + family.less
        size = len(set(others))
        is_derived = size < len(others) or any(not name.is_recorded for name in family.names)
        is_derived |= any(name.what == "denominator" for name in others)
        moves = sum(self._moves[part] for part in others)
        return self._chance(shared, size, moves, is_derived=is_derived)

    def worth(
        self,
        names: Sequence[Name],
        places: _Numbers,
        size: int,
        *,
        is_derived: bool = False,
        often: int = 1,
    ) -> _Numbers:
        """Return the places of totals that so many parts, so often each, hardly make by chance."""
        most = often * sum(self._most[:size])
        some = [
            index
            for index in places
            if self._chance(
                list(self._series[names[index]].values()),
                size,
                most,
                is_derived=is_derived or not names[index].is_recorded,
            )
            < 1.0
        ]
        return np.array(some, dtype=int)

    def _chance(
        self, shared: Sequence[float], size: int, moves: float, *, is_derived: bool
    ) -> float:
        """The same for sums of so many parts, which move so much together from one to the next.

        Of more than three parts, of changes, of what came before and of what counts several
        times, there are so many that they soon come near a total and stay there: a further period
        counts for as much as they move.
        """
        if size <= 3 and not is_derived:
            return by_chance(list(shared), self._counts, size + 1)
        agree = prod(1.0 / (1.0 + min(moves, abs(amount))) for amount in shared)
        return comb(self._counts * (1 + is_derived), size + 1) * agree


def _moves(series: Series) -> float:
    """By how much the numbers of a series differ from one to the next, on average."""
    numbers = [series[at] for at in sorted(series)]
    steps = [abs(after - before) for before, after in pairwise(numbers)]
    return sum(steps) / len(steps)
