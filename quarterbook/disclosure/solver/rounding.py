"""Counts rounded so that totals still add up: the field's other method beside suppression.

Controlled rounding: each count becomes one of the two multiples of a base around it, a multiple
stays, and sums of rounded counts hold. What is out already keeps the figure that was shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import floor

from quarterbook.disclosure.links import LinkedSum
from quarterbook.disclosure.solver.programme import Programme


def rounded(
    counts: Mapping[int, float],
    links: Iterable[LinkedSum],
    shown: Mapping[int, float],
    base: int,
) -> dict[int, float]:
    """Return for the count of each cell the multiple of the base that is shown instead.

    counts
        by the cell's number, whole.
    links
        those between these cells alone are kept, where all can be; else those
        that come first, and the others hold in the true figures only.
    shown
        what stands for some of the cells already.

    The sum of the differences from the true counts is the smallest there is;
    among equals the first cells are rounded to the nearer multiple.
    """
    kept: list[Sequence[tuple[int, float]]] = []
    found = _solve(counts, kept, shown, base)
    assert found is not None
    for link in links:
        terms = [(unknown.cell, times) for unknown, times in link.sum]
        inside = all(not u.is_of and u.cell in counts for u, _ in link.sum)
        if link.is_rest or not inside:
            continue
        if abs(sum(times * found[cell] for cell, times in terms)) < 0.5:
            kept.append(terms)
            continue
        other = _solve(counts, [*kept, terms], shown, base)
        if other is not None:
            kept.append(terms)
            found = other
    return found


def reach(shown: float, base: int) -> tuple[float, float]:
    """Return between what a reader knows a count to lie of which a multiple is shown."""
    return max(0.0, shown - base + 1.0), shown + base - 1.0


def _solve(
    counts: Mapping[int, float],
    links: Iterable[Sequence[tuple[int, float]]],
    shown: Mapping[int, float],
    base: int,
) -> dict[int, float] | None:
    """Choose for each count whether it is rounded up, so that the sums hold."""
    programme = Programme()
    below = {cell: base * floor(count / base) for cell, count in counts.items()}
    place = {}
    tie = 1e-4 / (len(counts) + 1)
    for number, (cell, count) in enumerate(counts.items()):
        up = float(count > below[cell])
        least = 0.0
        if cell in shown:
            least = up = (shown[cell] - below[cell]) / base
        cost = base - 2 * (count - below[cell]) + tie * number
        place[cell] = programme.column(least, up, cost=cost)
    for terms in links:
        constant = sum(times * below[cell] for cell, times in terms) / base
        programme.row([(place[cell], times) for cell, times in terms], -constant, -constant)
    found = programme.solve()
    if found is None:
        return None
    return {cell: below[cell] + base * found[place[cell]] for cell in counts}
