"""Rolling years of one measure: each is what its months or quarters counted, which nobody has.

Two that follow one another share all but their ends. What is between them is no less than nothing,
and that can tell one that is withheld from those around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf, nan

from quarterbook.disclosure.cells import Cell
from quarterbook.disclosure.linked_sums import LinkedSum, Measures, State, Unknown
from quarterbook.disclosure.solver.programme import Programme


@dataclass(frozen=True)
class RollingYears:
    """The figures of one measure as some publication shows them, and what they are sums of."""

    figures: frozenset[int]
    links: tuple[LinkedSum, ...]


def rolling_years(
    state: State, measures: Measures, measure: str, cells: list[Cell]
) -> RollingYears | None:
    """Return the rolling years of a measure in one state, nothing where it has none.

    Months or quarters are added to ``cells``, each as it could have been.
    Figures that are no sums of whole numbers, however taken, are left out.
    """
    length, reading = measures.kind(measure)
    rows = {at: cell for at, cell in state.rows[measure].items() if cell.count == cell.count}
    amounts = _amounts(rows, length) if reading == "rolling_12" and len(rows) > 1 else {}
    return _years(rows, amounts, length, cells) if amounts else None


def _amounts(rows: Mapping[int, Cell], length: int) -> dict[int, float]:
    """What each month or quarter could have counted, nothing where the figures are no such sums."""
    if any(not cell.is_counted or cell.is_signed or cell.count % 1 for cell in rows.values()):
        return {}
    programme = Programme()
    begins = sorted({begin for at in rows for begin in _begins(at, length)})
    places = {begin: programme.column(0.0, inf) for begin in begins}
    for at, cell in rows.items():
        terms = [(places[begin], 1.0) for begin in _begins(at, length)]
        programme.row(terms, cell.count, cell.count)
    solved = programme.solve()
    return {} if solved is None else {begin: solved[column] for begin, column in places.items()}


def _begins(last: int, length: int) -> range:
    """The first months of the months or quarters of a rolling year, the last of which is given."""
    return range(last + length - 12, last + length, length)


def _years(
    rows: Mapping[int, Cell], amounts: Mapping[int, float], length: int, cells: list[Cell]
) -> RollingYears:
    """Make a cell for each amount, which anybody can think of and nobody knows."""
    like = next(iter(rows.values()))
    unknowns = {}
    for begin, amount in amounts.items():
        cell = replace(
            like,
            number=len(cells),
            figures=(None, None, None),
            span=like.span._replace(begin=begin),
            value=nan,
            count=amount,
            of=nan,
            count_range=(0.0, inf),
            of_range=(nan, nan),
            base=nan,
            rule="",
            is_shown_small=True,
            is_rounded=False,
            lines=[],
        )
        unknowns[begin] = Unknown(len(cells), False)
        cells.append(cell)
    sums = (
        ((Unknown(cell.number, False), -1.0), *((unknowns[b], 1.0) for b in _begins(at, length)))
        for at, cell in rows.items()
    )
    figures = frozenset(cell.number for cell in rows.values())
    return RollingYears(
        figures, tuple(LinkedSum(tuple(sorted(terms)), why="rolling year") for terms in sums)
    )
