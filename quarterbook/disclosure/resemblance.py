"""What nobody declared but the figures show: one count under two names, sums that always hold."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product
from math import comb, nan, prod
from typing import NamedTuple

from quarterbook.disclosure.cells import Cell, Key, Span
from quarterbook.disclosure.counts import half_unit
from quarterbook.disclosure.links import (
    DUST,
    LinkedSum,
    Measures,
    State,
    Unknown,
    added,
    exact_links,
)

_CHANCE = 1e-3
"""How likely it may be that what is taken for certain holds by chance."""

_FEWEST_SPANS = 3

_LAST = chr(sys.maxunicode)

_Series = dict[int, float]


class Name(NamedTuple):
    """The counts of a measure, or its denominators."""

    measure: str
    is_of: bool


class Family(NamedTuple):
    """A total and parts that make it up in all periods they share; one part: the same figure.

    is_certain
        that is hardly by chance, so many figures agree.
    """

    total: Name
    parts: tuple[Name, ...]
    is_certain: bool


def families(state: State, measures: Measures, around: set[str]) -> list[Family]:
    """Return what the figures of one state show of the measures in ``around``, and of their kin.

    Two series are one where they are equal in every period that both have:
    in three at least, or in two where neither has more or one is a rate; a
    rate's even in the only one. A sum of two or three counts holds in three
    periods at least. Series that are nothing, or always the same, show nothing;
    nor does what is to be expected of so many series by chance.
    """
    series = _series(state)
    found = [*_equal(series, measures, around), *_sums(series, measures, around)]
    return [family for family in found if not _is_declared(family, measures)]


def families_over_time(
    state: State, measures: Measures, around: set[str], cells: Sequence[Cell]
) -> list[Family]:
    """Return the pairs of measures that count the same, with figures for other spans of time.

    Of each pair one is in ``around``: a year and its quarters, a quarter and its
    months, the year to date, a rolling year. They are the same where all the
    amounts agree that follow from both for one span, three different ones at least.
    """
    found: dict[frozenset[str], Family] = {}
    for one, other in product(sorted(around & state.rows.keys()), sorted(state.rows)):
        pair = frozenset((one, other))
        if pair in found or measures.kind(one) == measures.kind(other):
            continue
        spans = sorted(state.windows(one) | state.windows(other))
        first, second = (_amounts(state, id_, spans, cells) for id_ in (one, other))
        common = first.keys() & second.keys()
        some = {first[span] for span in common if first[span]}
        chance = _by_chance(some, len(state.rows), 2)
        is_same = all(abs(first[span] - second[span]) < DUST for span in common)
        if is_same and len(some) >= _FEWEST_SPANS and chance < 1.0:
            parts = (Name(other, False),)
            found[pair] = Family(Name(one, False), parts, chance < _CHANCE)
    return list(found.values())


def _amounts(
    state: State, measure: str, spans: Sequence[Span], cells: Sequence[Cell]
) -> dict[Span, float]:
    """What a measure comes to in each of these spans in which all of it is recorded."""
    found = {}
    for span in spans:
        amount = state.amount(measure, span)
        if amount and amount[1]:
            total = sum(times * cells[unknown.cell].count for unknown, times in amount[0])
            if total == total:
                found[span] = total
    return found


def _by_chance(amounts: Iterable[float], series: int, size: int) -> float:
    """How many times amounts may be expected to agree by chance among all choices of series.

    An amount agrees with another of its size once in as many times.
    """
    agree = prod(1.0 / (1.0 + abs(amount)) for amount in set(amounts))
    return comb(series, size) * agree


def links(
    found: list[Family], state: State, measures: Measures, cells: list[Cell]
) -> Iterator[LinkedSum]:
    """Return what families come to in one state, where they hold."""
    for total, parts, is_certain in found:
        names = [part.measure for part in parts]
        if len(parts) > 1 or measures.kind(total.measure) != measures.kind(names[0]):
            for link in exact_links(state, total.measure, names, cells, "sum"):
                yield replace(link, is_guess=not is_certain)
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
                yield LinkedSum(terms, is_guess=not is_certain, why="the same figure")


def same_rates(
    newest: Mapping[Key, Cell], measures: Measures, secret: set[str]
) -> Iterator[tuple[Cell, Cell]]:
    """Return the figures of rates in ``secret`` with those of rates that equal them in all periods.

    In three at least, not always the same: one rate under two names, whatever
    else is known of either.
    """
    values: dict[str, dict[int, Cell]] = {}
    for (measure, _, area), cell in newest.items():
        is_value = cell.value == cell.value and not cell.is_forecast and not area
        if is_value and not (cell.is_counted and cell.base != cell.base):
            values.setdefault(measure, {})[cell.span.begin] = cell
    for one, other in product(sorted(secret & values.keys()), sorted(values)):
        if one == other or measures.kind(one) != measures.kind(other):
            continue
        common = values[one].keys() & values[other].keys()
        pairs = [(values[one][begin], values[other][begin]) for begin in sorted(common)]
        if len({a.value for a, _ in pairs}) > 2 and all(
            abs(a.value - b.value) <= DUST * abs(a.value) for a, b in pairs
        ):
            yield from pairs


class Rate(NamedTuple):
    """A figure that is, as rounded, the numerator over the denominator, times 100 or what it is of.

    secret, other
        one of the two, which is withheld, and the figure that the rate makes it follow from.
    """

    rate: Cell
    secret: Cell
    other: Cell


def rates(newest: Mapping[Key, Cell], measures: Measures, secret: set[str]) -> Iterator[Rate]:
    """Return the rates that are made of a measure in ``secret`` and of another, as figures show.

    In three periods at least, in all that the three share, not always of the
    same, and hardly by chance: a rate of few digits is near many. Neither is
    recorded with the rate; each has an id of its own.
    """
    amounts, quotients = _amounts_and_rates(newest)
    sizes = _sizes(amounts, measures)
    for one, rate in product(sorted(secret & amounts.keys()), sorted(quotients)):
        kind = measures.kind(one)
        own, made = amounts[one], quotients[rate]
        common = [at for at in sorted(own.keys() & made.keys()) if own[at].count > 0]
        is_series = len(common) > 2 and len({made[at].value for at in common}) > 1
        if one == rate or measures.kind(rate) != kind or not is_series:
            continue
        for is_numerator in (True, False):
            near = _other(own[common[-1]].count, made[common[-1]], is_numerator)
            others = {*_between(sizes[kind, common[-1]], *near)} - {one, rate}
            for other in _makers(own, made, amounts, sorted(others), common, is_numerator):
                yield from (Rate(made[at], own[at], amounts[other][at]) for at in common)


_BySpan = dict[str, dict[int, Cell]]


def _amounts_and_rates(newest: Mapping[Key, Cell]) -> tuple[_BySpan, _BySpan]:
    """What of the newest figures has an amount, and what can be made of two, by measure."""
    amounts: _BySpan = {}
    quotients: _BySpan = {}
    for (measure, _, area), cell in newest.items():
        if area or cell.is_forecast:
            continue
        if cell.count == cell.count:
            amounts.setdefault(measure, {})[cell.span.begin] = cell
        if cell.value > 0 and (cell.base == cell.base or not cell.is_counted):
            quotients.setdefault(measure, {})[cell.span.begin] = cell
    return amounts, quotients


def _makers(
    own: Mapping[int, Cell],
    rate: Mapping[int, Cell],
    amounts: _BySpan,
    others: Sequence[str],
    common: Sequence[int],
    is_numerator: bool,
) -> Iterator[str]:
    """Return those of other measures that make a rate with one's own, and not by chance."""
    if not others:
        return
    between = {at: _other(own[at].count, rate[at], is_numerator) for at in common}
    if prod(high / low - 1.0 for low, high in between.values()) < _CHANCE:
        for other in others:
            rest = amounts[other]
            if all(
                at in rest and low <= rest[at].count <= high for at, (low, high) in between.items()
            ):
                yield other


_Sizes = dict[tuple[tuple[int, str], int], list[tuple[float, str]]]


def _sizes(amounts: _BySpan, measures: Measures) -> _Sizes:
    """The amounts of a period by size, each with its measure."""
    sizes: _Sizes = {}
    for measure, series in amounts.items():
        for begin, cell in series.items():
            sizes.setdefault((measures.kind(measure), begin), []).append((cell.count, measure))
    for some in sizes.values():
        some.sort()
    return sizes


def _between(sizes: list[tuple[float, str]], low: float, high: float) -> list[str]:
    """Return the measures of amounts between two."""
    first = bisect_left(sizes, (low, ""))
    return [measure for _, measure in sizes[first : bisect_right(sizes, (high, _LAST))]]


def _other(amount: float, rate: Cell, is_numerator: bool) -> tuple[float, float]:
    """Between what the denominator, or the numerator, lies that goes with an amount and a rate."""
    base = rate.base if rate.base == rate.base else 1.0
    half = half_unit(rate.value) + 1e-9 * rate.value
    low, high = max(rate.value - half, 1e-12), rate.value + half
    if is_numerator:
        return base * amount / high, base * amount / low
    return low * amount / base, high * amount / base


def _number(cell: Cell, name: Name) -> float:
    if cell.base == cell.base and not (cell.is_counted or name.is_of):
        return nan  # a rate of which nobody knows the count
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
        both = {one.measure, other.measure}
        if len(both) < 2 or (one.is_of and other.is_of) or not both & around:
            continue
        agreed = _agreed(series[one], series[other], is_rate=bool(both & rates))
        chance = _by_chance(agreed, len(series), 2)
        if agreed and chance < 1.0:
            yield Family(one, (other,), chance < _CHANCE)


def _agreed(one: _Series, other: _Series, *, is_rate: bool) -> list[float]:
    """In what two series agree that are equal wherever they meet, nothing if that says little."""
    common = one.keys() & other.keys()
    some = [one[begin] for begin in common if one[begin]]
    is_whole = len(one) == len(other) == len(common)
    enough = len(set(some)) > 1 and (len(some) > 2 or is_whole)
    if is_rate:
        enough = len(some) > 1 or (is_whole and len(common) == 1)
    return some if enough and all(one[begin] == other[begin] for begin in common) else []


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
    holders = _holders(names, series)
    for parts in combinations(names, size):
        begins = set.intersection(*(set(series[part]) for part in parts))
        if len(begins) < 3:
            continue
        sums = {begin: sum(series[part][begin] for part in parts) for begin in begins}
        for total in sorted({name for at in sums.items() for name in holders.get(at, ())}):
            own = {total.measure, *(part.measure for part in parts)}
            if total in parts or not own & around:
                continue
            if _adds_up(series[total], [series[part] for part in parts], sums):
                chance = _by_chance(sums.values(), len(names), size + 1)
                if chance < 1.0:
                    yield Family(total, parts, chance < _CHANCE)


def _holders(
    names: list[Name], series: Mapping[Name, _Series]
) -> dict[tuple[int, float], list[Name]]:
    holders: dict[tuple[int, float], list[Name]] = {}
    for name in names:
        for begin, number in series[name].items():
            holders.setdefault((begin, number), []).append(name)
    return holders


def _adds_up(total: _Series, parts: Sequence[_Series], sums: _Series) -> bool:
    """Whether a total is the sum of parts in all of three periods or more, and not always alike."""
    common = total.keys() & sums.keys()
    if len(common) < 3 or any(total[at] != sums[at] for at in common):
        return False
    return len({sums[at] for at in common}) > 1 and all(
        any(part[at] for at in common) for part in parts
    )


def _is_declared(family: Family, measures: Measures) -> bool:
    declared = set(measures.parts.get(family.total.measure, ()))
    return len(family.parts) > 1 and {part.measure for part in family.parts} == declared
