"""Counts rounded so that totals still add up: the field's other method beside suppression.

Controlled rounding: each count becomes one of the two multiples of a base around it, a multiple
stays, and sums of rounded counts hold. What is out already keeps the figure that was shown.

Which of the two it is must not tell more of the count than that. The nearer one would: shown as 0 a
count could only be 0 to 2. So each figure has a preference, up or down, by its name alone, and the
sums that have to hold decide where not all can have theirs. Whoever knows the names knows the
preferences: of a count that is shown as 5 he knows that it is 1 to 5 or that it is 5 to 9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from math import floor
from typing import NamedTuple

from quarterbook.disclosure.linked_sums import LinkedSum
from quarterbook.disclosure.solver.programme import Programme

_Terms = Sequence[tuple[int, float]]


class Rounded(NamedTuple):
    """The multiple of a base that is shown of a count, and between what it is known to lie."""

    rounded_to: float
    low: float
    high: float
    base: int


def preference(*names: str) -> float:
    """Return a number from 0 to 1 for a figure: rounded up from a half on, if it may be.

    names
        the figure's measure, area and period.
    """
    digest = sha256("\n".join(names).encode()).digest()
    return int.from_bytes(digest[:4]) / 2**32


def rounded_to_base(
    counts: Mapping[int, float],
    links: Iterable[LinkedSum],
    shown: Mapping[int, float],
    base: int,
    preferences: Mapping[int, float],
) -> dict[int, Rounded]:
    """Return for the count of each cell the multiple of the base that is shown instead.

    counts
        by the cell's number, whole.
    links
        those between these cells alone are kept, where all can be; else those
        that come first, and the others hold in the true figures only.
    shown
        what stands for some of the cells already, of this base or another.
    preferences
        of each cell, as `preference` gives it.

    As few as can be are rounded against their preference. How large a count is counts for
    nothing in that, only between which multiples it lies or whether it is one.
    """
    kept: list[_Terms] = []
    rounded = _solve(counts, kept, shown, base, preferences)
    assert rounded is not None
    for link in links:
        terms = [(unknown.cell, times) for unknown, times in link.sum]
        inside = all(not u.is_of and u.cell in counts for u, _ in link.sum)
        if link.is_at_least or not inside:
            continue
        if abs(sum(times * rounded[cell] for cell, times in terms)) < 0.5:
            kept.append(terms)
            continue
        other = _solve(counts, [*kept, terms], shown, base, preferences)
        if other is not None:
            kept.append(terms)
            rounded = other
    tied = _tied_to_exceptions(counts, rounded, kept, preferences)
    return {
        cell: Rounded(rounded[cell], count, count, base)
        if cell in tied and rounded[cell] == count
        else as_known(count, rounded[cell], base, preferences[cell])
        for cell, count in counts.items()
    }


def as_known(count: float, shown: float, base: int, preferred: float) -> Rounded:
    """Return what a reader knows of a count of which a multiple is shown.

    He knows the way it was rounded, and of a multiple the way that it would have been.
    """
    if shown > count or (shown == count and preferred >= 0.5):
        return Rounded(shown, shown - base + 1.0, shown, base)
    return Rounded(shown, shown, shown + base - 1.0, base)


def _tied_to_exceptions(
    counts: Mapping[int, float],
    rounded: Mapping[int, float],
    kept: Sequence[_Terms],
    preferences: Mapping[int, float],
) -> set[int]:
    """Return the cells whose sums hang together with one that is rounded against its preference.

    There a multiple shows that it is one: otherwise it might have been
    rounded the other way in that one's place.
    """
    tied = {
        cell
        for cell, count in counts.items()
        if rounded[cell] != count and (rounded[cell] > count) != (preferences[cell] >= 0.5)
    }
    size = -1
    while tied and size != len(tied):
        size = len(tied)
        for terms in kept:
            cells = {cell for cell, _ in terms}
            if tied & cells:
                tied |= cells
    return tied


def _solve(
    counts: Mapping[int, float],
    links: Iterable[_Terms],
    shown: Mapping[int, float],
    base: int,
    preferences: Mapping[int, float],
) -> dict[int, float] | None:
    """Choose for each count whether it is rounded up, so that the sums hold."""
    programme = Programme()
    below = {cell: base * floor(count / base) for cell, count in counts.items()} | dict(shown)
    columns = {}
    for cell, count in counts.items():
        if cell in shown:
            continue
        up = float(count > below[cell])
        weight = 1.0 + 2.0 * preferences[cell] % 1.0  # so that no two ways are as good
        cost = -weight if preferences[cell] >= 0.5 else weight
        columns[cell] = programme.column(0.0, up, cost=cost)
    for terms in links:
        constant = sum(times * below[cell] for cell, times in terms) / base
        free = [(columns[cell], times) for cell, times in terms if cell in columns]
        programme.row(free, -constant, -constant)
    solution = programme.solve()
    if solution is None:
        return None
    chosen = {cell: below[cell] + base * solution[columns[cell]] for cell in columns}
    return below | chosen
