"""Sums of areas: a country is its regions, a region its councils, a council what it was made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product

import pandas as pd

from quarterbook.data.nations import (
    ENGLAND,
    ENGLAND_AND_WALES,
    GREAT_BRITAIN,
    NATIONS,
    NORTHERN_IRELAND,
    SCOTLAND,
    UNITED_KINGDOM,
    WALES,
)
from quarterbook.data.tables.rows import rows_of
from quarterbook.disclosure.cells import Cell, CellsByNumber, Key, Span
from quarterbook.disclosure.linked_sums import (
    DUST,
    LinkedSum,
    State,
    Sum,
    added,
    amount_in,
    count_of,
    denominator_of,
)

_MADE_OF: dict[str, list[Sequence[str]]] = {
    ENGLAND_AND_WALES: [(ENGLAND, WALES)],
    GREAT_BRITAIN: [(ENGLAND, WALES, SCOTLAND), (ENGLAND_AND_WALES, SCOTLAND)],
    UNITED_KINGDOM: [
        (ENGLAND, WALES, SCOTLAND, NORTHERN_IRELAND),
        (ENGLAND_AND_WALES, SCOTLAND, NORTHERN_IRELAND),
        (GREAT_BRITAIN, NORTHERN_IRELAND),
    ],
}
_DISTRICTS, _COUNTIES = "E07", "E10"  # where a figure has both, they overlap


def benchmark_links(
    newest: Mapping[Key, Cell],
    state: State,
    council: str,
    areas: pd.DataFrame,
    cells: CellsByNumber,
) -> Iterator[LinkedSum]:
    """Yield what holds between a council's figures, its benchmarks, and those of other areas.

    The council's own benchmark is its figure for the period that ends on the
    same day, or what its figures come to in the benchmark's period. An area is
    the sum of those that it consists of where their figures come to it, however
    far down a figure has to be looked for: a country of the regions that have
    one and of the councils of those that have none.

    areas
        areas.csv, whose ``kind``, ``region`` and days say what an area consists of.
    """
    ends: dict[tuple[str, int], Cell] = {
        (measure, cell.span.end): cell
        for (measure, _, area), cell in newest.items()
        if not area and not cell.is_forecast
    }
    by_period = _by_period(newest)
    made_of = _made_of(areas)
    for (measure, span), shown in by_period.items():
        mine = ends.get((measure, span.end))
        own = [count_of(mine)] if mine else []
        total = state.made_up(measure, span)
        if total and total[1] and total[0] not in own:
            own.append(total[0])
        figures = _with_sums(measure, span, by_period, state)
        if council in shown:
            yield from _same(shown[council], own, mine, cells)
        elif own:
            figures[council] = own
        for area in sorted(made_of.keys() & figures.keys()):
            for parts in made_of[area]:
                for tier in (_all, _without_districts, _without_counties):
                    yield from _whole(figures[area], parts, tier, figures, made_of, cells)


def own_benchmark_links(
    newest: Mapping[Key, Cell], council: str, cells: CellsByNumber
) -> Iterator[LinkedSum]:
    """Yield that the council's own benchmark is its figure of the same period, where it is."""
    for (measure, period, area), benchmark in newest.items():
        if area == council and (mine := newest.get((measure, period, ""))):
            yield from _same(benchmark, [count_of(mine)], mine, cells)


def left_for_council(
    newest: Mapping[Key, Cell], state: State, council: str, areas: pd.DataFrame
) -> dict[tuple[str, str], dict[Span, Sum]]:
    """Return what areas around a council leave for it in periods that it has no figure of.

    By measure and area: the area's figure less those of all others in it. ``areas`` is as for
    `benchmark_links`.
    """
    rests: dict[tuple[str, str], dict[Span, Sum]] = {}
    by_period = _by_period(newest)
    observed = {(m, cell.span) for (m, _, area), cell in newest.items() if area in ("", council)}
    made_of = _made_of(areas)
    around = [area for area in made_of if council in _inside(area, made_of, frozenset())]
    for measure, span in by_period if around else ():
        if (measure, span) in observed:
            continue
        figures = _with_sums(measure, span, by_period, state)
        for area in around:
            below = partial(_below, tier=_all, figures=figures, made_of=made_of)
            others = [other for part in made_of[area][0] for other in below(part, frozenset())]
            if area in figures and others:
                inside = (figures[other][0] for other in dict.fromkeys(others))
                rest = added((figures[area][0], 1.0), *((one, -1.0) for one in inside))
                rests.setdefault((measure, area), {})[span] = rest
    return rests


_ByPeriod = dict[tuple[str, Span], dict[str, Cell]]


def _by_period(newest: Mapping[Key, Cell]) -> _ByPeriod:
    """The figures of areas by measure and months."""
    cells_of: _ByPeriod = {}
    for (measure, _, area), cell in newest.items():
        if area and not cell.is_forecast:
            cells_of.setdefault((measure, cell.span), {})[area] = cell
    return cells_of


def _with_sums(
    measure: str, span: Span, by_period: _ByPeriod, state: State
) -> dict[str, list[Sum]]:
    """The figures of areas for some months, or what theirs for parts of them come to."""
    figures = {area: [count_of(cell)] for area, cell in by_period[measure, span].items()}
    reading = state.kind(measure)[1]
    for length in (6, 3, 1):
        if length >= span.length:
            continue
        first = span.begin if reading == "snapshot" else span.end - length
        parts = [
            by_period.get((measure, Span(begin, length)), {})
            for begin in range(first, span.end, length)
        ]
        for area in sorted(set.intersection(*(set(part) for part in parts)) - figures.keys()):
            figures[area] = [added(*((count_of(part[area]), 1.0) for part in parts))]
    return figures


def _inside(
    area: str, made_of: Mapping[str, list[Sequence[str]]], above: frozenset[str]
) -> set[str]:
    """All that an area consists of."""
    parts = {part for way in made_of.get(area, []) for part in way} - above
    return parts.union(*(_inside(part, made_of, above | {area}) for part in parts))


def _made_of(areas: pd.DataFrame) -> dict[str, list[Sequence[str]]]:
    """Return in which ways areas consist of others.

    A council that went is part of its successor, any other of its region, and of its country where
    it has none.
    """
    parts: dict[str, dict[str, None]] = {}
    for row in rows_of(areas):
        code, whole = str(row.code), str(row.successor or row.region)
        if not whole and row.kind in ("council", "region"):
            whole = NATIONS.get(code[:1], "")
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
    cells: CellsByNumber,
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
    benchmark: Cell, own: Iterable[Sum], mine: Cell | None, cells: CellsByNumber
) -> Iterator[LinkedSum]:
    """The council's benchmark is what its own figures come to, where it is."""
    pairs = [(count_of(benchmark), figure) for figure in own]
    if mine:
        pairs.append((denominator_of(benchmark), denominator_of(mine)))
    for one, other in pairs:
        terms = added((one, 1.0), (other, -1.0))
        if terms and abs(amount_in(terms, cells)) < DUST:
            yield LinkedSum(terms, why="the same figure")
