"""What nobody declared but the figures show: one count under two names, sums that always hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from quarterbook.disclosure.cells import Cell, Key
from quarterbook.disclosure.links import (
    DUST,
    LinkedSum,
    Measures,
    State,
    Unknown,
    added,
    family_links,
)

_Series = dict[int, float]


class Name(NamedTuple):
    """The counts of a measure, or its denominators."""

    measure: str
    is_of: bool


class Family(NamedTuple):
    """A total and parts that make it up in all periods they share; one part: the same figure."""

    total: Name
    parts: tuple[Name, ...]


def families(state: State, measures: Measures, around: set[str]) -> list[Family]:
    """Return what the figures of one state show of the measures in ``around``, and of their kin.

    Two series are one where they are equal in every period that both have:
    in three at least or, where one is a rate, in two, or in the only one.
    A sum of two or three counts holds in three periods at least. _Series
    that are nothing, or always the same, show nothing.
    """
    series = _series(state)
    found = [*_equal(series, measures, around), *_sums(series, measures, around)]
    return [family for family in found if not _is_declared(family, measures)]


def links(
    found: list[Family], state: State, cells: list[Cell], threshold: int
) -> Iterator[LinkedSum]:
    """Return what families come to in one state, where they hold."""
    for total, parts in found:
        if len(parts) > 1:
            names = [part.measure for part in parts]
            yield from family_links(
                state, total.measure, names, cells, threshold, "sum", exact_only=True
            )
            continue
        one, other = state.rows.get(total.measure, {}), state.rows.get(parts[0].measure, {})
        for begin in one.keys() & other.keys():
            first, second = one[begin], other[begin]
            a, b = _number(first, total), _number(second, parts[0])
            is_blank = (a != a and first.rule) or (b != b and second.rule)
            if is_blank or abs(a - b) < DUST:
                terms = added(
                    (((Unknown(first.number, total.is_of), 1.0),), 1.0),
                    (((Unknown(second.number, parts[0].is_of), 1.0),), -1.0),
                )
                yield LinkedSum(terms, why="the same figure")


def same_rates(newest: Mapping[Key, Cell], measures: Measures) -> Iterator[tuple[Cell, Cell]]:
    """Return pairs of figures of two measures whose rates are equal in all periods they share.

    In three at least, not always the same: one rate under two names, whatever
    else is known of either.
    """
    values: dict[str, dict[int, Cell]] = {}
    for (measure, _, area), cell in sorted(newest.items()):
        is_value = cell.value == cell.value and not cell.is_forecast and not area
        if is_value and not (cell.is_counted and cell.base != cell.base):
            values.setdefault(measure, {})[cell.span.begin] = cell
    for one, other in combinations(values, 2):
        if measures.kind(one) != measures.kind(other):
            continue
        common = values[one].keys() & values[other].keys()
        pairs = [(values[one][begin], values[other][begin]) for begin in sorted(common)]
        if len({a.value for a, _ in pairs}) > 2 and all(
            abs(a.value - b.value) <= DUST * abs(a.value) for a, b in pairs
        ):
            yield from pairs


def _number(cell: Cell, name: Name) -> float:
    return cell.of if name.is_of else cell.count


def _series(state: State) -> dict[Name, _Series]:
    series: dict[Name, _Series] = {}
    for measure, rows in sorted(state.rows.items()):
        for name in (Name(measure, False), Name(measure, True)):
            known = {begin: _number(cell, name) for begin, cell in rows.items()}
            known = {begin: number for begin, number in known.items() if number == number}
            if any(known.values()):
                series[name] = known
    return series


def _equal(
    series: Mapping[Name, _Series], measures: Measures, around: set[str]
) -> Iterator[Family]:
    holders: dict[tuple[tuple[int, str], int, float], list[Name]] = {}
    for name, known in series.items():
        for begin, number in known.items():
            if number:
                holders.setdefault((measures.kind(name.measure), begin, number), []).append(name)
    near = {pair for names in holders.values() for pair in combinations(names, 2)}
    rates = {name.measure for name in series if name.is_of}
    for one, other in sorted(near):
        if one.measure == other.measure or (one.is_of and other.is_of):
            continue
        if not {one.measure, other.measure} & around:
            continue
        common = series[one].keys() & series[other].keys()
        if any(series[one][begin] != series[other][begin] for begin in common):
            continue
        some = [series[one][begin] for begin in common if series[one][begin]]
        only = len(series[one]) == len(series[other]) == 1
        is_rate = bool({one.measure, other.measure} & rates)
        if (is_rate and (len(some) > 1 or only)) or (len(set(some)) > 1 and len(some) > 2):
            yield Family(one, (other,))


def _sums(series: Mapping[Name, _Series], measures: Measures, around: set[str]) -> Iterator[Family]:
    counts = {name: known for name, known in series.items() if len(known) > 2}
    for kind in sorted({measures.kind(name.measure) for name in counts}):
        alike = [n for n in counts if measures.kind(n.measure) == kind and not n.is_of]
        if len(alike) <= 40:
            for size in (2, 3):
                yield from _sums_of(alike, counts, size, around)


def _sums_of(
    names: list[Name], series: Mapping[Name, _Series], size: int, around: set[str]
) -> Iterator[Family]:
    holders: dict[tuple[int, float], list[Name]] = {}
    for name in names:
        for begin, number in series[name].items():
            holders.setdefault((begin, number), []).append(name)
    for parts in combinations(names, size):
        begins = set.intersection(*(set(series[part]) for part in parts))
        if len(begins) < 3:
            continue
        sums = {begin: sum(series[part][begin] for part in parts) for begin in begins}
        totals = {total for at in sums.items() for total in holders.get(at, ())}
        for total in sorted(totals - set(parts)):
            if not {total.measure, *(part.measure for part in parts)} & around:
                continue
            common = series[total].keys() & begins
            if len(common) < 3 or any(series[total][at] != sums[at] for at in common):
                continue
            if len({sums[begin] for begin in common}) > 1 and all(
                any(series[part][begin] for begin in common) for part in parts
            ):
                yield Family(total, parts)


def _is_declared(family: Family, measures: Measures) -> bool:
    declared = set(measures.parts.get(family.total.measure, ()))
    return len(family.parts) > 1 and {part.measure for part in family.parts} == declared
