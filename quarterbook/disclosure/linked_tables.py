"""How the counts of measures hang together: parts of a total, one count under two names.

A count goes by the id of its measure; the denominators of a measure are a count as well, by its id
and a slash.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from quarterbook.disclosure.differencing import Figure, Span, Sum, Unknown, Watched, joined
from quarterbook.ground.periods import Period
from quarterbook.ground.rule_names import Frequency

Numbers = npt.NDArray[np.float64]


COUNTED = ("number", "")


_LENGTHS: dict[Frequency, int] = {"monthly": 1, "quarterly": 3, "annual": 12, "biennial": 12}


@dataclass(frozen=True, eq=False)
class Counts:
    """Counts in order of measure and period; ``rows`` says where those of a measure stand.

    ``begin`` is the first month of a period (12 × year + month - 1), ``length``
    its months, ``people`` the count and ``of`` its denominator, NaN where
    there is none.
    """

    rows: dict[str, range]
    period: Sequence[Period]
    begin: npt.NDArray[np.int64]
    length: npt.NDArray[np.int64]
    people: Numbers
    of: Numbers

    def without(self, secret: npt.NDArray[np.bool_]) -> Counts:
        """Return what readers see."""
        people, of = (np.where(secret, np.nan, numbers) for numbers in (self.people, self.of))
        return Counts(self.rows, self.period, self.begin, self.length, people, of)

    def known(self, name: str) -> dict[int, float]:
        """Return the counts of a name by first month."""
        rows = self.rows[owner(name)]
        at = slice(rows.start, rows.stop)
        numbers = self.of if name.endswith("/") else self.people
        pairs = zip(self.begin[at].tolist(), numbers[at].tolist(), strict=True)
        return {begin: number for begin, number in pairs if number == number}


def owner(name: str) -> str:
    """Return the measure whose count or denominator goes by a name."""
    return name.removesuffix("/")


class Facts(NamedTuple):
    """What is known of measures: months of a period, reading, rate or not, parts of each total.

    ``is_open`` are those whose small numbers are shown.
    """

    length: dict[str, int]
    reading: dict[str, str]
    is_rate: set[str]
    is_open: set[str]
    parts: dict[str, list[str]]

    @property
    def relatives(self) -> list[tuple[str, str]]:
        """Pairs of a total and a part."""
        return [(total, part) for total, parts in self.parts.items() for part in parts]

    def kind(self, measure: str) -> tuple[int, str]:
        """What two measures have in common whose figures stand for the same months."""
        length = self.length[measure]
        return length, self.reading[measure] if length < 12 else "snapshot"


def facts_of(measures: pd.DataFrame, counts: Counts) -> Facts:
    """Return what is known of measures.

    measures
        ``id, unit, frequency, reading`` and, where they are there,
        ``small_numbers`` and ``part_of``. A measure is a rate by its unit or
        where a count has a denominator.
    """
    ids = list(measures["id"])
    parts: dict[str, list[str]] = {}
    if "part_of" in measures:
        for part, total in sorted(zip(ids, measures["part_of"], strict=True)):
            if total in counts.rows and total != part:
                parts.setdefault(total, []).append(part)
    rates = set(measures.loc[~measures["unit"].isin(COUNTED), "id"])
    return Facts(
        length={i: _LENGTHS[f] for i, f in zip(ids, measures["frequency"], strict=True)},
        reading=dict(zip(ids, measures["reading"], strict=True)),
        is_rate=rates | {name for name in ids if counts.known(f"{name}/")},
        is_open=open_measures(measures),
        parts=parts,
    )


def open_measures(measures: pd.DataFrame) -> set[str]:
    """Return the measures whose small numbers are shown, because they count no people."""
    if "small_numbers" not in measures:
        return set()
    return set(measures.loc[measures["small_numbers"] == "show", "id"])


def families(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return measures that are connected, each set in order."""
    found: dict[str, list[str]] = {}
    for measure, first in sorted(joined(pairs).items()):
        found.setdefault(first, []).append(measure)
    return list(found.values())


def loud(family: Sequence[str], shown: Counts, facts: Facts, threshold: int) -> list[int]:
    """Return the rows of a family without the periods from which nothing can follow.

    Those for which all is published and no total has a small rest; told only
    where all measures stand for the same months and cumulate over a year at most.
    """
    rows = [at for measure in family for at in shown.rows[measure]]
    kinds = {facts.kind(measure) for measure in family}
    length, reading = min(kinds)
    if len(kinds) > 1 or reading == "rolling_12":
        return rows
    amounts = {measure: _amounts(shown.known(measure), length, reading) for measure in family}
    begins = sorted({int(shown.begin[at]) for at in rows})
    table = {
        measure: np.array([known.get(begin, np.nan) for begin in begins])
        for measure, known in amounts.items()
    }
    still = np.isnan(sum(table.values()))
    for total, parts in facts.parts.items():
        if total in table and total not in facts.is_open:
            for some in _taken_off(parts):
                rest = table[total] - sum(table[part] for part in some)
                still |= (rest > 0) & (rest < threshold)

    def together(begin: int) -> int:
        return year_of(begin) if reading == "year_to_date" else begin

    noisy = {together(begin) for begin, is_loud in zip(begins, still, strict=True) if is_loud}
    return [at for at in rows if together(int(shown.begin[at])) in noisy]


def _taken_off(parts: Sequence[str]) -> list[tuple[str, ...]]:
    """What readers take off a total: each part, and all of them."""
    return [*((part,) for part in parts), *([tuple(parts)] if len(parts) > 1 else [])]


def counting_the_same(counts: Counts, start: set[str], facts: Facts) -> set[tuple[str, str]]:
    """Return pairs of names whose counts are equal wherever both are known, one of a rate.

    Known and not zero twice at least, or in the only period for which both
    have a row; not two denominators. Looked for from the measures in ``start``
    on, and from what is found there.
    """
    names = [*counts.rows, *(f"{measure}/" for measure in counts.rows if measure in facts.is_rate)]
    known = {name: counts.known(name) for name in names}
    holders: dict[tuple[bool, tuple[int, str], int, float], list[str]] = {}
    for name in names:
        is_of, kind = name.endswith("/"), facts.kind(owner(name))
        for begin, number in known[name].items():
            holders.setdefault((is_of, kind, begin, number), []).append(name)
    pairs: set[tuple[str, str]] = set()
    seen: set[str] = set()
    while new := start - seen:
        seen |= new
        equal: Counter[tuple[str, str]] = Counter()
        for name in names:
            if owner(name) not in new:
                continue
            kind = facts.kind(owner(name))
            for begin, number in known[name].items():
                for is_of in (False,) if name.endswith("/") else (False, True):
                    for other in holders.get((is_of, kind, begin, number), ()):
                        if other != name:
                            equal[name, other] += 1
        pairs |= {
            (min(pair), max(pair))
            for pair, times in equal.items()
            if _can_be_one(*pair, facts) and _are_one(*pair, times, known, counts)
        }
        family = joined([*((owner(one), owner(other)) for one, other in pairs), *facts.relatives])
        tops = {family[measure] for measure in seen if measure in family}
        start = seen | {measure for measure, top in family.items() if top in tops}
    return pairs


def _can_be_one(one: str, other: str, facts: Facts) -> bool:
    first, second = owner(one), owner(other)
    return first != second and (first in facts.is_rate or second in facts.is_rate)


def _are_one(
    one: str, other: str, times: int, known: Mapping[str, Mapping[int, float]], counts: Counts
) -> bool:
    """Whether two names that are equal so many times are never unequal, and not by chance."""
    common = known[one].keys() & known[other].keys()
    not_zero = sum(known[one][begin] != 0 for begin in common)
    if times < len(common) or not not_zero:
        return False
    if not_zero > 1:
        return True
    first, second = (
        {int(counts.begin[at]) for at in counts.rows[owner(name)]} for name in (one, other)
    )
    return len(first & second) == 1


def is_made_up(
    total: str, facts: Facts, rests: Sequence[float], published: Sequence[float]
) -> bool:
    """Whether a total is to be taken for the sum of its parts; ``rests`` as in `rests_of`.

    It is where they are equal whenever all are known. Where they are never
    published together it is too, but for a single part of the same kind: that
    is part of something else besides.
    """
    if any(some and not any(some) for some in (rests, published)):
        return True
    names = (total, *facts.parts[total])
    return not published and (len(names) > 2 or len({facts.kind(name) for name in names}) > 1)


def rests_of(total: str, facts: Facts, counts: Counts) -> list[float]:
    """Return a total less its parts for every period in which all are known."""
    names = (total, *facts.parts[total])
    rolling = all(facts.kind(name)[1] == "rolling_12" for name in names)
    amounts = {
        name: counts.known(name) if rolling else _amounts(counts.known(name), *facts.kind(name))
        for name in names
    }
    longest = max(facts.length[name] for name in names)
    rests = []
    for begin in {b for name in names if facts.length[name] == longest for b in amounts[name]}:
        sums = [
            [amounts[name].get(at) for at in _within(begin, longest, facts.length[name])]
            for name in names
        ]
        if all(part and None not in part for part in sums):
            whole, *parts = (sum(amount for amount in part if amount is not None) for part in sums)
            rest = whole - sum(parts)
            rests.append(rest if abs(rest) > 1e-6 else 0.0)
    return rests


def _amounts(known: Mapping[int, float], length: int, reading: str) -> Mapping[int, float]:
    """The amounts within single periods, by first month, as far as they are plain to see."""
    if reading == "snapshot":
        return known
    if reading == "rolling_12":
        return {}
    before = {b: 0.0 if b == year_of(b) else known.get(b - length) for b in known}
    return {begin: known[begin] - last for begin, last in before.items() if last is not None}


def _within(begin: int, length: int, step: int) -> range:
    """The first months of the periods that make up a longer one; none where they do not."""
    if step == 3 and begin % 3:
        return range(0)
    return range(begin, begin + length, step)


def year_of(begin: int, starts_in: int = 3) -> int:
    """Return the first month of the year around a month; years start in April (3) unless told."""
    return (begin - starts_in) // 12 * 12 + starts_in


def figure_of(
    measure: str, at: int, counts: Counts, facts: Facts, names: Mapping[str, str]
) -> Figure:
    """Return a row as a figure; ``names`` gives each count the first name it goes by."""
    span = Span(int(counts.begin[at]), int(counts.length[at]))
    reading = facts.kind(measure)[1]
    first = span.begin
    if reading == "year_to_date":
        first = year_of(span.begin)
    elif reading == "rolling_12":
        first = span.begin + span.length - 12

    def added(name: str) -> Sum:
        return {(name, at, span.length): 1.0 for at in range(first, span.begin + 1, span.length)}

    of = float(counts.of[at])
    denominator = names.get(f"{measure}/")
    return Figure(
        measure,
        counts.period[at],
        span,
        added(names[measure]),
        float(counts.people[at]),
        tells=((added(denominator), of),) if denominator and of == of else (),
    )


def totals(
    figures: Iterable[Figure], names: Mapping[str, str], facts: Facts, whole: set[str]
) -> tuple[list[Sum], list[Watched]]:
    """Return totals less their parts: those that are nothing, and those that must not be small."""
    begins: dict[tuple[str, int], set[int]] = {}
    by_span: dict[tuple[str, Span], Figure] = {}
    for figure in figures:
        by_span[figure.measure, figure.span] = figure
        for name, begin, length in figure.sum:
            begins.setdefault((name, length), set()).add(begin)
    equations: list[Sum] = []
    watched: list[Watched] = []
    for total, parts in facts.parts.items():
        if total not in names:
            continue
        lengths = {facts.length[measure] for measure in (total, *parts)}
        for length in sorted(lengths):
            shorter = [part for part in parts if facts.length[part] <= length]
            if length < facts.length[total] or not shorter:
                continue
            starts = {b for m in (total, *shorter) for b in begins.get((names[m], length), ())}
            for begin in sorted(starts):
                inside = {m: _inside(m, begin, length, names, facts) for m in (total, *shorter)}
                if not all(inside.values()):
                    continue
                if total in whole and len(shorter) == len(parts):
                    equations.append(_less(inside[total], [inside[part] for part in parts]))
                for some in () if total in facts.is_open else _taken_off(shorter):
                    rest = _less(inside[total], [inside[part] for part in some])
                    watched.append(Watched(Span(begin, length), rest))
        for (measure, span), figure in by_span.items():
            if measure != total or total in facts.is_open or len(figure.sum) == 1:
                continue
            for some in _taken_off(parts):
                taken = [by_span[part, span] for part in some if (part, span) in by_span]
                if len(taken) == len(some):
                    rest = _less(figure.sum, [part.sum for part in taken])
                    watched.append(Watched(span, rest))
    return equations, [part for part in watched if part.sum]


def _inside(measure: str, begin: int, length: int, names: Mapping[str, str], facts: Facts) -> Sum:
    """A measure's amounts within a period that is no shorter than its own."""
    step = facts.length[measure]
    return {(names[measure], at, step): 1.0 for at in _within(begin, length, step)}


def _less(total: Sum, parts: Iterable[Sum]) -> Sum:
    """Return a sum less others, without what cancels out."""
    rest: dict[Unknown, float] = dict(total)
    for part in parts:
        for unknown, factor in part.items():
            rest[unknown] = rest.get(unknown, 0.0) - factor
    return {unknown: factor for unknown, factor in rest.items() if factor}


def hidden_together(hidden: Iterable[Figure], facts: Facts) -> list[Watched]:
    """Return what a total's hidden parts of one period come to.

    A small sum of theirs would give each of them away.
    """
    found: dict[tuple[str, Span], list[Sum]] = {}
    wholes = {part: total for total, part in facts.relatives}
    for figure in hidden:
        if total := wholes.get(figure.measure):
            longest = max(facts.length[name] for name in (total, *facts.parts[total]))
            for span in _around(figure, longest):
                found.setdefault((total, span), []).append(figure.sum)
    return [
        Watched(span, _less(sums[0], [_less({}, [more]) for more in sums[1:]]))
        for (_, span), sums in found.items()
        if len(sums) > 1
    ]


def _around(figure: Figure, longest: int) -> list[Span]:
    """The periods of a length that a figure lies in, whatever month its years begin with."""
    begin = figure.span.begin
    if figure.span.length == longest:
        return [figure.span]
    if len(figure.sum) > 1:
        return []
    if longest == 3:
        return [Span(begin // 3 * 3, 3)]
    return [Span(year_of(begin, month), 12) for month in (0, 3, 8)]
