"""What readers can work out from published counts by adding and subtracting, and how to stop it.

Every count is a sum of unknowns, each an amount of one thing in one period. Equations that hold
between unknowns whatever their amounts, such as a total and its parts, are known to readers too.
A count follows from what is published when its sum is a linear combination of those.
This is secondary suppression by Gaussian elimination, as in Statistics Norway's GaussSuppression.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from quarterbook.ground.periods import Period

Unknown = tuple[str, int, int]


"""Of what, the first month (12 × year + month - 1) and how many months."""


Sum = Mapping[Unknown, float]


"""Unknowns, each with the factor by which it is taken."""


_Row = npt.NDArray[np.float64]


Part = TypeVar("Part")


_DUST = 1e-6


class Span(NamedTuple):
    """Whole months: the first (12 × year + month - 1), and how many."""

    begin: int
    length: int

    @property
    def last(self) -> int:
        return self.begin + self.length - 1


@dataclass(frozen=True, eq=False)
class Figure:
    """A count of a measure in a period, NaN where nobody recorded it, and what else it tells."""

    measure: str
    period: Period
    span: Span
    sum: Sum
    people: float
    tells: tuple[tuple[Sum, float], ...] = ()

    @property
    def key(self) -> tuple[str, Period]:
        return self.measure, self.period


class Watched(NamedTuple):
    """Something nobody publishes, but which must not come out as a small number."""

    span: Span
    sum: Sum


def joined(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    """Return for each item the smallest of those it is joined to, directly or through others."""
    above: dict[Hashable, Any] = {}

    def top(item: Any) -> Any:
        above.setdefault(item, item)
        while above[item] != item:
            above[item] = item = above[above[item]]
        return item

    for one, other in pairs:
        first, second = sorted((top(one), top(other)))
        above[second] = first
    return {item: top(item) for item in list(above)}


def held_back(
    published: Iterable[Figure],
    secret: Iterable[Figure],
    equations: Iterable[Sum],
    watched: Iterable[Watched],
    threshold: int,
) -> set[tuple[str, Period]]:
    """Return which published figures must be held back so that no secret follows from the rest.

    equations
        sums that are zero.
    watched
        sums that must not come out above 0 and below the threshold.

    The figures are gone through in order of their last month, as they become
    public, so that later ones never change what was decided of earlier ones.
    Of the figures from which a secret would follow, one of its own period goes
    first; among those the smallest that is not below the threshold, else the
    largest; then by measure and period.
    """
    published, secret, watched = list(published), list(secret), list(watched)
    equations = [equation for equation in equations if equation]
    sums = [*equations, *(figure.sum for figure in (*published, *secret))]
    sums += [part.sum for part in watched]
    pairs = [(next(iter(terms)), unknown) for terms in sums for unknown in terms]
    pairs += [
        (next(iter(f.sum)), unknown) for f in published for told, _ in f.tells for unknown in told
    ]
    groups = joined(pairs)

    def grouped(parts: Iterable[Part], of: Callable[[Part], Sum]) -> dict[Unknown, list[Part]]:
        found: dict[Unknown, list[Part]] = {}
        for part in parts:
            found.setdefault(groups[next(iter(of(part)))], []).append(part)
        return found

    shown = grouped(published, lambda figure: figure.sum)
    hidden = grouped(secret, lambda figure: figure.sum)
    rules = grouped(equations, lambda equation: equation)
    minded = grouped(watched, lambda part: part.sum)
    held: set[tuple[str, Period]] = set()
    for group, figures in shown.items():
        rest = (hidden.get(group, []), rules.get(group, []), minded.get(group, []))
        held |= _held_back(figures, *rest, threshold)
    return held


def _held_back(
    published: list[Figure],
    secret: list[Figure],
    equations: list[Sum],
    watched: list[Watched],
    threshold: int,
) -> set[tuple[str, Period]]:
    """Do it for one set of figures that have unknowns in common."""
    published = sorted(published, key=lambda figure: (figure.measure, figure.span))
    secret = sorted(secret, key=lambda figure: (figure.measure, figure.span))
    watched = sorted(watched, key=lambda part: (part.span, sorted(part.sum.items())))
    equations = sorted(equations, key=lambda equation: sorted(equation.items()))
    sums = [*equations, *(figure.sum for figure in (*published, *secret))]
    sums += [part.sum for part in watched]
    sums += [told for figure in published for told, _ in figure.tells]
    places = {name: i for i, name in enumerate(sorted({name for part in sums for name in part}))}

    def row(terms: Sum, amount: float = 0.0) -> _Row:
        made = np.zeros(len(places) + 1)
        for name, factor in terms.items():
            made[places[name]] = factor
        made[-1] = amount
        return made

    known = _Known(len(places)).with_rows([row(equation) for equation in equations])
    told = {
        figure: [row(figure.sum, figure.people), *(row(*more) for more in figure.tells)]
        for figure in published
    }
    hidden = [(figure.span, row(figure.sum)) for figure in secret]
    minded = [(part.span, row(part.sum)) for part in watched]
    everything = known.with_rows([row for rows in told.values() for row in rows])
    if not _given_away(everything, hidden, minded, threshold):
        return set()
    held: set[tuple[str, Period]] = set()
    for last in sorted({figure.span.last for figure in published}):
        now = {figure: rows for figure, rows in told.items() if figure.span.last == last}
        while True:
            after = known.with_rows([row for rows in now.values() for row in rows])
            found = _given_away(after, hidden, minded, threshold)
            giving = _giving_away(known, now, found[1]) if found else []
            if not found or not giving:
                break
            chosen = min(giving, key=lambda figure: _order(figure, found[0], threshold))
            hidden.append((chosen.span, row(chosen.sum)))
            held.add(chosen.key)
            del now[chosen]
        known = after
    return held


class _Known:
    """What follows from the rows learnt so far, kept in reduced echelon form.

    A row holds the factors of the unknowns and, at its end, what their sum is.
    """

    def __init__(self, width: int) -> None:
        self._rows = np.zeros((0, width + 1))
        self._pivots: list[int] = []

    def rest(self, rows: _Row) -> _Row:
        """Return what is left of rows once all that is known has been taken off."""
        left: _Row = rows - rows[:, self._pivots] @ self._rows
        return left

    def with_rows(self, rows: Sequence[_Row]) -> _Known:
        """Return what is known once more rows have been learnt."""
        if not rows:
            return self
        table = np.vstack([self._rows, self.rest(np.array(rows))])
        pivots = [*self._pivots]
        kept = list(range(len(pivots)))
        for at in range(len(pivots), len(table)):
            row = table[at]
            pivot = int(np.argmax(np.abs(row[:-1])))
            if abs(row[pivot]) < _DUST:
                continue
            row /= row[pivot]
            others = np.flatnonzero(table[:, pivot])
            others = others[others != at]
            table[others] -= np.outer(table[others, pivot], row)
            pivots.append(pivot)
            kept.append(at)
        more = _Known(0)
        more._rows, more._pivots = table[kept], pivots
        return more


_Placed = tuple[Span, _Row]


def _given_away(
    known: _Known, hidden: Sequence[_Placed], minded: Sequence[_Placed], threshold: int
) -> _Placed | None:
    """Return the first secret that follows from what is known, or watched sum that is small."""
    both = [*hidden, *minded]
    if not both:
        return None
    left = known.rest(np.array([row for _, row in both]))
    follows = np.abs(left[:, :-1]).max(axis=1) < _DUST
    amount = -left[:, -1]
    is_small = (amount > _DUST) & (amount < threshold - _DUST)
    is_small[: len(hidden)] = True
    at = np.flatnonzero(follows & is_small)
    return both[at[0]] if at.size else None


def _giving_away(known: _Known, now: Mapping[Figure, Sequence[_Row]], secret: _Row) -> list[Figure]:
    """Return those of the newest figures that a secret is worked out from."""
    owners = [figure for figure, rows in now.items() for _ in rows]
    if not owners:
        return []
    new = known.rest(np.array([row for rows in now.values() for row in rows]))[:, :-1]
    goal = known.rest(secret[None])[0, :-1]
    weights = np.linalg.lstsq(new.T, goal, rcond=None)[0]
    return [figure for figure, weight in zip(owners, weights, strict=True) if abs(weight) > _DUST]


def _order(figure: Figure, span: Span, threshold: int) -> tuple[Any, ...]:
    """Return what sorts the figure to be held back first."""
    is_small = figure.people < threshold
    size = -figure.people if is_small else figure.people
    return figure.span != span, is_small, size, figure.measure, figure.span
