"""Sums of areas: a country is its regions, a region its councils, a council what it was made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product

import pandas as pd

from quarterbook.disclosure.cells import Cell, Key, Span
from quarterbook.disclosure.links import (
    DUST,
    LinkedSum,
    State,
    Sum,
    added,
    amount_in,
    count_of,
    denominator_of,
)

_ENGLAND, _WALES, _SCOTLAND, _NORTHERN_IRELAND = "E92000001", "W92000004", "S92000003", "N92000002"
_ENGLAND_AND_WALES, _GREAT_BRITAIN, _UNITED_KINGDOM = "K04000001", "K03000001", "K02000001"
_COUNTRIES = {"E": _ENGLAND, "W": _WALES, "S": _SCOTLAND, "N": _NORTHERN_IRELAND}
_MADE_OF: dict[str, list[Sequence[str]]] = {
    _ENGLAND_AND_WALES: [(_ENGLAND, _WALES)],
    _GREAT_BRITAIN: [(_ENGLAND, _WALES, _SCOTLAND), (_ENGLAND_AND_WALES, _SCOTLAND)],
    _UNITED_KINGDOM: [
        (_ENGLAND, _WALES, _SCOTLAND, _NORTHERN_IRELAND),
        (_ENGLAND_AND_WALES, _SCOTLAND, _NORTHERN_IRELAND),
        (_GREAT_BRITAIN, _NORTHERN_IRELAND),
    ],
}
_DISTRICTS, _COUNTIES = "E07", "E10"  # where a figure has both, they overlap


def benchmark_links(
    newest: Mapping[Key, Cell],
    state: State,
    council: str,
    areas: pd.DataFrame,
    cells: list[Cell],
) -> Iterator[LinkedSum]:
    """Return what holds between a council's figures, its benchmarks, and those of other areas.

    The council's own benchmark is its figure for the period that ends on the
    same day, or what its figures come to in the benchmark's period. An area is
    the sum of those that it consists of where their figures come to it, however
    far down a figure has to be looked for: a country of the regions that have
    one and of the councils of those that have none.
    """
    ends: dict[tuple[str, int], Cell] = {}
    by_period: dict[tuple[str, Span], dict[str, Cell]] = {}
    for (measure, _, area), cell in newest.items():
        if cell.is_forecast:
            continue
        if area:
            by_period.setdefault((measure, cell.span), {})[area] = cell
        else:
            ends[measure, cell.span.end] = cell
    made_of = _made_of(areas)
    for (measure, span), shown in by_period.items():
        mine = ends.get((measure, span.end))
        own = [count_of(mine)] if mine else []
        total = state.amount(measure, span)
        if total and total[1] and total[0] not in own:
            own.append(total[0])
        if council in shown:
            yield from _same(shown[council], own, mine, cells)
            own = [count_of(shown[council])]
        figures = {area: [count_of(cell)] for area, cell in shown.items()}
        if own:
            figures[council] = own
        for area in sorted(made_of.keys() & figures.keys()):
            for parts in made_of[area]:
                for tier in (_all, _without_districts, _without_counties):
                    yield from _whole(figures[area], parts, tier, figures, made_of, cells)


def _made_of(areas: pd.DataFrame) -> dict[str, list[Sequence[str]]]:
    """Return in which ways areas consist of others.

    A council that went is part of its successor, any other of its region, and of its country where
    it has none.
    """
    parts: dict[str, dict[str, None]] = {}
    for row in areas.itertuples():
        code, whole = str(row.code), str(row.successor or row.region)
        if not whole and row.kind in ("council", "region"):
            whole = _COUNTRIES.get(code[:1], "")
        if whole and whole != code:
            parts.setdefault(whole, {})[code] = None
    made_of: dict[str, list[Sequence[str]]] = {}
    for area, some in parts.items():
        made_of[area] = [tuple(some)]
    return made_of | _MADE_OF


def _all(area: str) -> bool:
    return True


def _without_districts(area: str) -> bool:
    return not area.startswith(_DISTRICTS)


def _without_counties(area: str) -> bool:
    return not area.startswith(_COUNTIES)


def _whole(
    whole: Sequence[Sum],
    parts: Iterable[str],
    tier: Callable[[str], bool],
    figures: Mapping[str, Sequence[Sum]],
    made_of: Mapping[str, list[Sequence[str]]],
    cells: list[Cell],
) -> Iterator[LinkedSum]:
    """An area's figure is those of its parts, where they come to it."""
    below = partial(_below, tier=tier, figures=figures, made_of=made_of)
    areas = dict.fromkeys(area for part in parts for area in below(part, frozenset()))
    if not areas:
        return
    ways = product(*(figures[area] for area in areas))
    sums = [added(*((one, 1.0) for one in some)) for some in ways]
    for figure in whole:
        for some in sums:
            rest = added((figure, 1.0), (some, -1.0))
            if len(rest) > 1 and abs(amount_in(rest, cells)) < DUST:
                yield LinkedSum(rest, why="region")


def _below(
    area: str,
    above: frozenset[str],
    *,
    tier: Callable[[str], bool],
    figures: Mapping[str, Sequence[Sum]],
    made_of: Mapping[str, list[Sequence[str]]],
) -> Iterator[str]:
    """Yield the area, or where it has no figure those below it that have one."""
    if area in figures:
        if tier(area):
            yield area
    elif area not in above:
        for parts in made_of.get(area, [])[:1]:
            for part in parts:
                yield from _below(part, above | {area}, tier=tier, figures=figures, made_of=made_of)


def _same(
    benchmark: Cell, own: Iterable[Sum], mine: Cell | None, cells: list[Cell]
) -> Iterator[LinkedSum]:
    """The council's benchmark is what its own figures come to, where it is."""
    pairs = [(count_of(benchmark), figure) for figure in own]
    if mine:
        pairs.append((denominator_of(benchmark), denominator_of(mine)))
    for one, other in pairs:
        terms = added((one, 1.0), (other, -1.0))
        if terms and abs(amount_in(terms, cells)) < DUST:
            yield LinkedSum(terms, why="the same figure")
