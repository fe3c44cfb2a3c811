"""The figures of each measure as series by period, and what some of them come to: a family."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import comb, nan, prod
from typing import Literal, NamedTuple

from quarterbook.disclosure.cells import Cell
from quarterbook.disclosure.linked_sums import Measures, State, Sum, Unknown, added

CHANCE = 1e-3
"""How likely it may be that what is taken for certain holds by chance."""

FEWEST_SPANS = 3
"""For how many periods a relation has to hold before it is taken for one."""

FEW = 40
"""Of how many measures all sums, and their changes, are looked at."""

_RUNS = {1: (2, 3, 6, 12), 3: (2, 4), 12: (2, 3)}
"""How many months, quarters or years of a measure up to the last one are added up."""

Series = dict[int, float]
"""A number for each period, by its first month."""


_What = Literal["count", "denominator", "change", "before", "year change", "year before", "run"]


class Name(NamedTuple):
    """A series of a measure: its counts, its denominators, its changes, its counts of before.

    ``change`` is what came since the period before, ``before`` that period's count; the others are
    the same of the period a year before. ``run`` is what so many ``periods`` up to this one come
    to.
    """

    measure: str
    what: _What = "count"
    periods: int = 1

    @property
    def is_recorded(self) -> bool:
        """Whether its numbers are recorded, and do not follow from two of them."""
        return self.what in ("count", "denominator")

    @property
    def is_of_a_year_before(self) -> bool:
        return self.what in ("year change", "year before")

    @property
    def is_change(self) -> bool:
        return self.what in ("change", "year change")

    def begins(self, begin: int, length: int) -> list[int]:
        """Return the first months of the periods of which its number for one is made."""
        if self.is_recorded:
            return [begin]
        if self.what == "run":
            return [begin - length * n for n in range(self.periods)]
        before = begin - (12 if self.is_of_a_year_before else length)
        return [begin, before] if self.is_change else [before]

    def __str__(self) -> str:
        own = f'"{self.measure}"'
        return {
            "count": own,
            "denominator": f"the denominator of {own}",
            "change": f"the change of {own}",
            "before": f"{own} of the period before",
            "year change": f"the change of {own} in a year",
            "year before": f"{own} of a year before",
            "run": f"{own} of the last {self.periods} periods",
        }[self.what]


def series_of(state: State, measures: Measures) -> dict[Name, Series]:
    """Return all series of a state that are not nothing throughout.

    Changes are those of counts of which a period has few besides; they are
    looked at no further where there are more.
    """
    series: dict[Name, Series] = {}
    kinds = [measures.kind(measure) for measure in state.rows]
    for measure, rows in sorted(state.rows.items()):
        names = [Name(measure), Name(measure, "denominator")]
        kind = measures.kind(measure)
        if kinds.count(kind) <= FEW and kind[1] == "snapshot":
            names += [Name(measure, "change"), Name(measure, "before")]
            if kind[0] < 12:
                names += [Name(measure, "year change"), Name(measure, "year before")]
            names += [Name(measure, "run", periods) for periods in _RUNS.get(kind[0], ())]
        for name in names:
            last = name.begins(0, kind[0])[0]
            begins = [at - last for at in rows]
            numbers = {at: number_of(name, cells_at(name, rows, at, kind[0])) for at in begins}
            numbers = {at: number for at, number in numbers.items() if number == number}
            if any(numbers.values()):
                series[name] = numbers
    return series


def number_of(name: Name, cells: Sequence[Cell]) -> float:
    """Return the number of a series that is made of these cells, NaN where nobody knows it."""
    if not cells:
        return nan
    if name.what == "denominator":
        return cells[0].of
    if name.is_change:
        return _count(cells[0]) - _count(cells[1])
    return sum(map(_count, cells))


def is_count(cell: Cell) -> bool:
    """Whether a cell counts something: it is no rate of which nobody knows what it counts."""
    return cell.base != cell.base or cell.is_counted


def _count(cell: Cell) -> float:
    """The count of a cell, NaN where it counts nothing."""
    return cell.count if is_count(cell) else nan


def cells_at(name: Name, rows: Mapping[int, Cell], begin: int, length: int) -> list[Cell]:
    """Return the cells that a number of a series is made of, none where one is missing."""
    own = name.begins(begin, length)
    return [rows[at] for at in own] if rows.keys() >= set(own) else []


def sum_of(name: Name, cells: Sequence[Cell]) -> Sum:
    """Return the number of a series, made of these cells, as a sum of what readers want to know."""
    unknowns = [((Unknown(cell.number, name.what == "denominator"), 1.0),) for cell in cells]
    factors = (1.0, -1.0) if name.is_change else (1.0,) * len(cells)
    return added(*zip(unknowns, factors, strict=True))


class Family(NamedTuple):
    """A total and parts that make it up in all periods they share; one part: the same figure.

    parts
        one that counts twice is there twice.
    less
        what is taken off the parts: of a stock's change, what left.
    times
        how many times the total the parts make up: of a mean as many as there are parts.
    is_certain
        that is hardly by chance, so many figures agree.
    """

    total: Name
    parts: tuple[Name, ...]
    times: float = 1.0
    is_certain: bool = False
    less: tuple[Name, ...] = ()

    @property
    def names(self) -> tuple[Name, ...]:
        return (self.total, *self.parts, *self.less)

    @property
    def factors(self) -> tuple[float, ...]:
        """By what each name is taken so that all come to nothing."""
        return (self.times, *(-1.0 for _ in self.parts), *(1.0 for _ in self.less))

    @property
    def measures(self) -> frozenset[str]:
        return frozenset(name.measure for name in self.names)

    @property
    def claim(self) -> str:
        """What it says, in words."""
        times = {part: self.parts.count(part) for part in self.parts}
        others = ", ".join(f"{n} times {part}" if n > 1 else str(part) for part, n in times.items())
        if len(self.parts) > 1:
            whole = "mean" if self.times > 1.0 else "sum"
            off = f" less {', '.join(str(name) for name in self.less)}" if self.less else ""
            return f"{self.total} is the {whole} of {others}{off} in every period"
        if self.times != 1.0:
            return f"{self.total} is {1 / self.times:g} times {others} in every period"
        return f"{self.total} and {others} are the same in every period"


def alike(series: Mapping[Name, Series], measures: Measures) -> Iterator[list[Name]]:
    """The series for the same months together, where they are few."""
    groups: dict[tuple[int, str], list[Name]] = {}
    for name in series:
        groups.setdefault(measures.kind(name.measure), []).append(name)
    for _, names in sorted(groups.items()):
        if sum(name.what == "count" for name in names) <= FEW:
            yield names


def by_chance(amounts: list[float], series: int, size: int) -> float:
    """How many times amounts may be expected to agree by chance among all choices of series.

    An amount agrees with another of its size once in as many times.
    """
    agree = prod(1.0 / (1.0 + abs(amount)) for amount in set(amounts))
    return comb(series, size) * agree
