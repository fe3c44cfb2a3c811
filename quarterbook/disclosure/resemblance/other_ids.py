"""A council's figure under one id, its region and the others in it under another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from quarterbook.disclosure.cells import Cell, CellsByNumber, Key, Span
from quarterbook.disclosure.linked_sums import DUST, LinkedSum, State, Sum, added, amount_in
from quarterbook.disclosure.resemblance.areas import left_for_council
from quarterbook.disclosure.resemblance.series import CHANCE, FEWEST_SPANS, by_chance


class LeftFor(NamedTuple):
    """What an area leaves for the council of one measure, which is its figure of another."""

    measure: str
    area: str
    other: str
    is_certain: bool

    @property
    def measures(self) -> frozenset[str]:
        return frozenset((self.measure, self.other))

    @property
    def claim(self) -> str:
        """What it says, in words."""
        rest = f'what the others in {self.area} leave of "{self.other}"'
        return f'"{self.measure}" is {rest} in every period'


def left_for(
    newest: Mapping[Key, Cell],
    state: State,
    council: str,
    areas: pd.DataFrame,
    around: set[str],
    cells: CellsByNumber,
) -> list[LeftFor]:
    """Return the measures in ``around`` that are what an area leaves of another measure.

    In three periods at least, of different figures, and not to be expected by chance. ``areas`` is
    areas.csv, as for `benchmark_links`.
    """
    followers = []
    rests = left_for_council(newest, state, council, areas)
    for (other, area), by_span in sorted(rests.items()):
        left = {span: amount_in(rest, cells) for span, rest in by_span.items()}
        for measure in sorted(around & state.rows.keys() - {other}):
            own = {span: _amount(state, measure, span, cells) for span in by_span}
            some = [left[span] for span in by_span if own[span] is not None]
            is_same = all(own[span] in (None, left[span]) for span in by_span)
            chance = by_chance([one for one in some if one], len(state.rows) + len(rests), 2)
            if is_same and len(set(some) - {0.0}) >= FEWEST_SPANS and chance < 1.0:
                followers.append(LeftFor(measure, area, other, is_certain=chance < CHANCE))
    return followers


def links_left_for(
    left: Sequence[LeftFor],
    newest: Mapping[Key, Cell],
    state: State,
    council: str,
    areas: pd.DataFrame,
    cells: CellsByNumber,
) -> Iterator[LinkedSum]:
    """Yield what they come to in one state.

    ``areas`` is as for `left_for`, areas.csv.
    """
    rests = left_for_council(newest, state, council, areas) if left else {}
    for one in left:
        for span, rest in rests.get((one.other, one.area), {}).items():
            own = state.amount(one.measure, span)
            if own and own[1]:
                terms = added((own[0], 1.0), (rest, -1.0))
                gap = amount_in(terms, cells)
                if gap != gap or abs(gap) < DUST:
                    yield LinkedSum(terms, is_guess=not one.is_certain, why="region")


def _amount(state: State, measure: str, span: Span, cells: CellsByNumber) -> float | None:
    own: tuple[Sum, bool] | None = state.amount(measure, span)
    if not own or not own[1]:
        return None
    amount = amount_in(own[0], cells)
    return amount if amount == amount else None
