"""Several years together in a measure of single years: their sum, or their mean.

A count of two years less that of one is the other's. Whether a measure adds years up or takes
their mean stands nowhere, but its figures show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from quarterbook.disclosure.cells import Cell, CellsByNumber
from quarterbook.disclosure.linked_sums import (
    DUST,
    LinkedSum,
    State,
    Sum,
    Unknown,
    added,
    amount_in,
)

_YEAR = 12  # months


class _Pooled(NamedTuple):
    """A figure for several years and figures inside it that share no month."""

    cell: Cell
    pieces: Sequence[Cell]

    @property
    def is_whole(self) -> bool:
        """Whether the pieces make up all of the years."""
        return sum(piece.span.length for piece in self.pieces) == self.cell.span.length

    def less(self, *, is_mean: bool = False, is_of: bool = False) -> Sum:
        """Return what the pieces leave, of a mean as many times as it has years."""
        some = [(self.cell, 1.0), *((piece, -1.0) for piece in self.pieces)]
        return added(
            *(
                (
                    ((Unknown(cell.number, is_of), 1.0),),
                    sign * cell.span.length / _YEAR if is_mean else sign,
                )
                for cell, sign in some
            )
        )


def pooled_links(state: State, cells: CellsByNumber, threshold: int) -> Iterator[LinkedSum]:
    """Yield what holds between several years and the years in them, in one state of the record.

    Years that have no figure are a rest, of which nobody publishes anything.
    """
    for measure, pooled in state.pooled.items():
        inside: dict[int, list[Cell]] = {}
        for cell in (*state.rows[measure].values(), *pooled.values()):
            inside.setdefault(cell.span.begin, []).append(cell)
        some = [
            _Pooled(cell, pieces)
            for cell in pooled.values()
            for pieces in _rows_of_pieces(inside, cell.span.begin, cell)
            if pieces
        ]
        is_sum = any(_holds(one.less(), cells) for one in some if one.is_whole)
        is_mean = any(_holds(one.less(is_mean=True), cells) for one in some if one.is_whole)
        for one in some:
            yield from _links(one, cells, threshold, is_mean=is_mean and not is_sum)


def _rows_of_pieces(
    inside: Mapping[int, Sequence[Cell]], begin: int, whole: Cell
) -> Iterator[list[Cell]]:
    """Each way to fill the years of a figure by others; years without one are passed over."""
    if begin >= whole.span.end:
        yield []
        return
    own = [
        cell for cell in inside.get(begin, ()) if cell.span.end <= whole.span.end and cell != whole
    ]
    for cell in own:
        for others in _rows_of_pieces(inside, cell.span.end, whole):
            yield [cell, *others]
    if not own:
        yield from _rows_of_pieces(inside, begin + _YEAR, whole)


def _holds(terms: Sum, cells: CellsByNumber) -> bool:
    return abs(amount_in(terms, cells)) < DUST


def _links(
    pooled: _Pooled, cells: CellsByNumber, threshold: int, *, is_mean: bool
) -> Iterator[LinkedSum]:
    """Yield what one figure says of its years: where it tells neither, it is taken for a sum."""
    whole, pieces = pooled
    total = sum(piece.count for piece in pieces if piece.count == piece.count)
    is_mean = is_mean or whole.count < total - DUST
    terms = pooled.less(is_mean=is_mean)
    amount = amount_in(terms, cells)
    of = pooled.less(is_of=True)
    if pooled.is_whole and _holds(of, cells):
        yield LinkedSum(of, why="several years")
    if pooled.is_whole and (abs(amount) < DUST or amount != amount):
        yield LinkedSum(terms, why="several years")
    elif whole.is_counted and not whole.is_signed and not amount < -DUST:
        small = DUST < amount < threshold and not whole.is_shown_small and not pooled.is_whole
        yield LinkedSum(terms, is_at_least=True, is_small=small, why="several years")
