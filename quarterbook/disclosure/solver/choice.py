"""Which figures to hold back so that no secret is narrowed, at the least loss to readers.

One integer programme decides it: beside what is held back it holds, for each thing that must remain
possible, a copy of all that an attacker knows in which it is so. A figure that is shown has to be
in each copy what it is; one that is held back may differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from math import inf

from quarterbook.disclosure.linked_sums import Sum, Unknown
from quarterbook.disclosure.solver.intervals import Attacker, Demand, placed
from quarterbook.disclosure.solver.programme import Programme

_LARGE = 2500
"""Columns of a programme that is solved as a whole; larger ones are solved bit by bit."""


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
    for group in _groups(attacker, demands, {*hidden, *candidates}):
        for number in _fewest(attacker, group, hidden, candidates):
            chosen[number] = group[0]
    return chosen


def _groups(
    attacker: Attacker, demands: Sequence[Demand], free: Collection[int]
) -> list[list[Demand]]:
    """Return demands that have unknowns in common together."""
    groups: list[tuple[set[Unknown], list[Demand]]] = []
    reach: dict[Sum, set[Unknown]] = {}
    for demand in demands:
        around = demand.secret.sum
        if around not in reach:
            rows = attacker.rows(free, around)
            names = {u for terms, _, _ in rows for u, _ in terms} | {u for u, _ in around}
            reach[around] = {u for u in names if attacker.is_free(u, free)}
        names, members = set(reach[around]), [demand]
        for other in [group for group in groups if group[0] & names]:
            groups.remove(other)
            names, members = names | other[0], other[1] + members
        groups.append((names, members))
    return [members for _, members in groups]


def _fewest(
    attacker: Attacker,
    demands: list[Demand],
    hidden: Collection[int],
    candidates: Sequence[int],
) -> list[int]:
    frozen: set[int] = set()
    batch, is_whole = _first(demands), True
    while True:
        problem = _Choice(attacker, batch, {*hidden, *frozen}, candidates)
        if len(problem.programme) > _LARGE and len(batch) > 1:
            batch, is_whole = batch[: len(batch) // 2], False
            continue
        chosen_now = problem.solve()
        is_whole = is_whole and chosen_now is not None
        chosen = frozen | set(problem.open if chosen_now is None else chosen_now)
        left = attacker.unmet(demands, {*hidden, *chosen})
        if not left:
            break
        more = [demand for demand in _first(left) if demand not in batch]
        is_whole = is_whole and bool(more)
        if is_whole:
            batch = batch + more
        elif more:
            frozen, batch = chosen, more
        else:
            frozen, batch = {*chosen, *candidates}, _first(left)
    ordered = [number for number in candidates if number in chosen]
    return ordered if is_whole else _needed(attacker, demands, hidden, ordered)


def _first(demands: list[Demand]) -> list[Demand]:
    """The outermost demand of each secret: where it is met, the others mostly are."""
    by_sum: dict[Sum, Demand] = {}
    for demand in demands:
        by_sum.setdefault(demand.secret.sum, demand)
    return list(by_sum.values())


def _needed(
    attacker: Attacker, demands: list[Demand], hidden: Collection[int], chosen: Iterable[int]
) -> list[int]:
    """Return what of the chosen figures has to be held back; those missed most are tried first."""
    left = list(chosen)
    for number in reversed(list(chosen)):
        without = [other for other in left if other != number]
        if not attacker.unmet(demands, {*hidden, *without}):
            left = without
    return left


class _Choice:
    """The integer programme of what is held back and what is possible then."""

    def __init__(
        self,
        attacker: Attacker,
        demands: Sequence[Demand],
        hidden: Collection[int],
        candidates: Sequence[int],
    ) -> None:
        self._attacker, self._hidden = attacker, hidden
        self.open = [n for n in candidates if n not in hidden]
        free = {*hidden, *self.open}
        reached = {d: attacker.rows(free, d.secret.sum) for d in demands}
        near = {u.cell for rows in reached.values() for terms, _, _ in rows for u, _ in terms}
        near |= {u.cell for d in demands for u, _ in d.secret.sum}
        self.open = [n for n in self.open if n in near]
        self.programme = Programme()
        step = 0.4 / (len(self.open) + 1) ** 2
        self._is_held = {
            number: self.programme.column(0.0, 1.0, cost=1.0 + step * place)
            for place, number in enumerate(self.open)
        }
        widest = max([d.secret.width for d in demands], default=0.0)
        self._away = max(8.0 * attacker.threshold, 4.0 * widest)
        for demand, rows in reached.items():
            self._demand(demand, rows)

    def solve(self) -> list[int] | None:
        """Return what is to be held back, or nothing where that is not found."""
        solution = self.programme.solve()
        if solution is None:
            return None
        return [number for number, place in self._is_held.items() if solution[place] > 0.5]

    def _demand(self, demand: Demand, rows: Sequence[tuple[Sum, float, float]]) -> None:
        secret = demand.secret
        terms, constant = self._copy(secret.sum, rows)
        if not secret.width:
            amount = demand.amount - constant
            self.programme.row(terms, amount, amount)
            return
        others, _ = self._copy(secret.sum, rows)
        both = [*terms, *((place, -times) for place, times in others)]
        self.programme.row(both, secret.width, inf)

    def _copy(
        self, around: Sum, rows: Sequence[tuple[Sum, float, float]]
    ) -> tuple[list[tuple[int, float]], float]:
        """Add all that is known once more; return the terms of a sum in it and its constant."""
        attacker = self._attacker
        unknowns = {u for terms, _, _ in rows for u, _ in terms} | {u for u, _ in around}
        most = attacker.most(unknowns)
        places: dict[Unknown, int] = {}
        for unknown in sorted(unknowns):
            if unknown.cell in self._hidden:
                domain = attacker.domain(unknown)
                places[unknown] = attacker.hidden_column(self.programme, domain, most)
            elif unknown.cell in self._is_held:
                places[unknown] = self._column(unknown)
            elif attacker.is_free(unknown, ()):
                places[unknown] = self.programme.column(*attacker.range_shown(unknown))
        for terms, low, high in rows:
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
