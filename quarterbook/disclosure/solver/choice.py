"""Which figures to hold back so that no secret is narrowed, at the least loss to readers.

One integer programme decides it: beside what is held back it holds, for each thing that must remain
possible, a copy of all that an attacker knows in which it is so. A figure that is shown has to be
in each copy what it is; one that is held back may differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from math import inf

from quarterbook.disclosure.linked_sums import Sum, Unknown
from quarterbook.disclosure.solver.intervals import Attacker, Reach, placed
from quarterbook.disclosure.solver.programme import Programme
from quarterbook.disclosure.solver.secrets import Demand

_LARGE = 2500
"""Columns of a programme that is solved as a whole; larger ones are solved bit by bit."""

_BIT = 500
"""Columns of the programme of one bit."""

_NEAR = 2
"""Steps from a secret within which what to hold back is looked for first, bit by bit."""


def fewest_to_withhold(
    attacker: Attacker,
    demands: Sequence[Demand],
    hidden: Collection[int],
    candidates: Sequence[int],
) -> dict[int, Demand]:
    """Return what to hold back so that all demands are met, and which asked for it.

    demands
        none is met where ``hidden`` is withheld, each is where ``candidates`` are too.
    candidates
        cells that may be held back, those that are missed least first.

    It is the smallest number of figures and, among those, the ones missed
    least. Beyond a size it is chosen bit by bit, and what turns out not to be
    needed is shown after all.
    """
    chosen: dict[int, Demand] = {}
    for reached, group in _groups(attacker, demands, {*hidden, *candidates}):
        is_large = len(_first(group)) * len(reached) > _LARGE
        some = None if is_large else _fewest(attacker, group, hidden, candidates)
        if some is None:
            some = _bit_by_bit(attacker, group, hidden, candidates)
        for number in some:
            chosen[number] = group[0]
    return chosen


def _groups(
    attacker: Attacker, demands: Sequence[Demand], free: Collection[int]
) -> list[tuple[set[Unknown], list[Demand]]]:
    """Return demands that have unknowns in common together, with all these."""
    groups: list[tuple[set[Unknown], list[Demand]]] = []
    for demand in demands:
        around = demand.secret.sum
        own = {u for u, _ in around if attacker.is_free(u, free)}
        joined = [group for group in groups if not own.isdisjoint(group[0])]
        names, members = own, [demand]
        if not own.issubset({name for some, _ in joined for name in some}):
            names = attacker.reach(free, around).free
        for other in joined:
            groups.remove(other)
            names, members = other[0] | names, other[1] + members
        groups.append((names, members))
    return groups


def _fewest(
    attacker: Attacker,
    demands: list[Demand],
    hidden: Collection[int],
    candidates: Sequence[int],
) -> list[int] | None:
    """Return the smallest choice by a single programme, or nothing where that is too large."""
    batch = _first(demands)
    while True:
        problem = _Choice(attacker, batch, hidden, candidates)
        chosen = problem.solve() if len(problem.programme) <= _LARGE or len(batch) == 1 else None
        if chosen is None:
            return None
        left = attacker.unmet(demands, {*hidden, *chosen})
        if not left:
            return [number for number in candidates if number in chosen]
        more = [demand for demand in _first(left) if demand not in batch]
        if not more:
            return None
        batch = batch + more


def _bit_by_bit(
    attacker: Attacker,
    demands: list[Demand],
    hidden: Collection[int],
    candidates: Sequence[int],
) -> list[int]:
    """Return a choice of figures near what asks for them, without those that are not needed."""
    chosen: set[int] = set()
    left, most, steps = demands, len(demands), _NEAR
    while left:
        batch = _first(left)[:most]
        problem = _Choice(attacker, batch, {*hidden, *chosen}, candidates, steps)
        some = problem.solve() if len(problem.programme) <= _BIT or len(batch) == 1 else None
        if not some and len(batch) > 1:
            most = len(batch) // 2
            continue
        if not some and not problem.is_whole:
            steps *= 4
            continue
        chosen |= {*(some or problem.open or candidates)}
        steps = _NEAR
        left = attacker.unmet(left, {*hidden, *chosen})
    ordered = [number for number in candidates if number in chosen]
    return _needed(attacker, demands, hidden, ordered)


def _first(demands: list[Demand]) -> list[Demand]:
    """The outermost demand of each secret: where it is met, the others mostly are."""
    by_sum: dict[Sum, Demand] = {}
    for demand in demands:
        by_sum.setdefault(demand.secret.sum, demand)
    return list(by_sum.values())


def _needed(
    attacker: Attacker, demands: list[Demand], hidden: Collection[int], chosen: Iterable[int]
) -> list[int]:
    """Return what of the chosen figures has to be held back; those missed most are tried first.

    What is possible while a figure is as recorded stays so where it is shown.
    """
    left = list(chosen)
    moved = attacker.met(demands, {*hidden, *left})
    for number in reversed(list(chosen)):
        key = attacker.cells[number].key
        asking = [
            demand
            for demand, numbers in moved.items()
            if any(attacker.cells[one].key == key for one in numbers)
        ]
        without = [other for other in left if other != number]
        met = attacker.met(asking, {*hidden, *without})
        if len(met) == len(asking):
            left, moved = without, moved | met
    return left


class _Choice:
    """The integer programme of what is held back and what is possible then."""

    def __init__(
        self,
        attacker: Attacker,
        demands: Sequence[Demand],
        hidden: Collection[int],
        candidates: Sequence[int],
        steps: float = inf,
    ) -> None:
        self._attacker, self._hidden = attacker, hidden
        self.open = [n for n in candidates if n not in hidden]
        free = {*hidden, *self.open}
        reached = {d: attacker.reach(free, d.secret.sum, steps) for d in demands}
        self.is_whole = all(reach.is_whole for reach in reached.values())
        near = {unknown.cell for reach in reached.values() for unknown in reach.free}
        self.open = [n for n in self.open if n in near]
        self.programme = Programme()
        step = 0.4 / (len(self.open) + 1) ** 2
        self._is_held = {
            number: self.programme.column(0.0, 1.0, cost=1.0 + step * place)
            for place, number in enumerate(self.open)
        }
        widest = max([d.secret.width for d in demands], default=0.0)
        self._away = max(8.0 * attacker.threshold, 4.0 * widest)
        for demand, reach in reached.items():
            self._demand(demand, reach)

    def solve(self) -> list[int] | None:
        """Return what is to be held back, or nothing where that is not found."""
        solution = self.programme.solve()
        if solution is None:
            return None
        return [number for number, place in self._is_held.items() if solution[place] > 0.5]

    def _demand(self, demand: Demand, reach: Reach) -> None:
        secret = demand.secret
        terms, constant = self._copy(secret.sum, reach)
        if not secret.width:
            amount = demand.amount - constant
            self.programme.row(terms, amount, amount)
            return
        others, _ = self._copy(secret.sum, reach)
        both = [*terms, *((place, -times) for place, times in others)]
        self.programme.row(both, secret.width, inf)

    def _copy(self, around: Sum, reach: Reach) -> tuple[list[tuple[int, float]], float]:
        """Add all that is known once more; return the terms of a sum in it and its constant."""
        attacker = self._attacker
        most = attacker.most(
            {u for terms, _, _ in reach.rows for u, _ in terms} | {u for u, _ in around}
        )
        places: dict[Unknown, int] = {}
        for unknown in sorted(reach.free):
            if unknown.cell in self._hidden:
                domain = attacker.domain(unknown)
                places[unknown] = attacker.hidden_column(self.programme, domain, most)
            elif unknown.cell in self._is_held:
                places[unknown] = self._column(unknown)
            elif attacker.is_free(unknown, ()):
                places[unknown] = self.programme.column(*attacker.range_shown(unknown))
        for terms, low, high in reach.rows:
            constant = attacker.constant(terms, places)
            self.programme.row(placed(terms, places), low - constant, high - constant)
        return placed(around, places), attacker.constant(around, places)

    def _column(self, unknown: Unknown) -> int:
        """Add an unknown that is what it is unless its figure is held back."""
        low, high = self._attacker.range_shown(unknown)
        domain = self._attacker.domain(unknown)
        is_held, away, programme = self._is_held[unknown.cell], self._away, self.programme
        least, most = max(min(0.0, domain.low), low - away), high + away
        has_gap = domain.has_gap and low >= domain.low
        if not has_gap:
            least = max(least, min(domain.low, low))
        elif least > 0:
            least = max(least, domain.low)
        place = programme.column(least, most, is_whole=domain.is_whole)
        programme.row([(place, 1.0), (is_held, -away)], -inf, high)
        programme.row([(place, 1.0), (is_held, away)], low, inf)
        if has_gap and least == 0:
            programme.nothing_or_between(place, domain.low, most)
        return place
