"""The figures of each measure as series by period, and what some of them come to: a family."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import comb, nan, prod
from typing import Literal, NamedTuple

from quarterbook.disclosure.cells import Cell
from quarterbook.disclosure.links import Measures, State, Sum, Unknown, added

CHANCE = 1e-3
"""How likely it may be that what is taken for certain holds by chance."""

_FEW = 40
"""Of how many measures all sums, and their changes, are looked at."""

Series = dict[int, float]
"""A number for each period, by its first month."""


class Name(NamedTuple):
    """A series of a measure: its counts, its denominators, its changes, its counts of before.

    ``change`` is what came since the period before, ``before`` that period's count.
    """

    measure: str
    what: Literal["count", "denominator", "change", "before"] = "count"

    @property
    def is_recorded(self) -> bool:
        """Whether its numbers are recorded, and do not follow from two of them."""
        return self.what in ("count", "denominator")

    def __str__(self) -> str:
        own = f'"{self.measure}"'
        return {
            "count": own,
            "denominator": f"the denominator of {own}",
            "change": f"the change of {own}",
            "before": f"{own} of the period before",
        }[self.what]


def series_of(state: State, measures: Measures) -> dict[Name, Series]:
    """Return all series of a state that are not nothing throughout.

    Changes are those of counts of which a period has few besides; they are
    looked at no further where there are more.
    """
    found: dict[Name, Series] = {}
    kinds = [measures.kind(measure) for measure in state.rows]
    for measure, rows in sorted(state.rows.items()):
        names = [Name(measure), Name(measure, "denominator")]
        kind = measures.kind(measure)
        if kinds.count(kind) <= _FEW and kind[1] == "snapshot":
            names += [Name(measure, "change"), Name(measure, "before")]
        for name in names:
            begins = {at + kind[0] if name.what == "before" else at for at in rows}
            numbers = {at: number_of(name, cells_at(name, rows, at, kind[0])) for at in begins}
            numbers = {at: number for at, number in numbers.items() if number == number}
            if any(numbers.values()):
                found[name] = numbers
    return found


def number_of(name: Name, cells: Sequence[Cell]) -> float:
    """Return the number of a series that is made of these cells, NaN where nobody knows it."""
    if not cells:
        return nan
    if name.what == "denominator":
        return cells[0].of
    return _count(cells[0]) - (_count(cells[1]) if name.what == "change" else 0.0)


def _count(cell: Cell) -> float:
    """The count of a cell, NaN for a rate of which nobody knows it."""
    return nan if cell.base == cell.base and not cell.is_counted else cell.count


def cells_at(name: Name, rows: Mapping[int, Cell], begin: int, length: int) -> list[Cell]:
    """Return the cells that a number of a series is made of, none where one is missing."""
    begins = {"change": (begin, begin - length), "before": (begin - length,)}
    own = begins.get(name.what, (begin,))
    return [rows[at] for at in own] if rows.keys() >= set(own) else []


def sum_of(name: Name, cells: Sequence[Cell]) -> Sum:
    """Return the number of a series, made of these cells, as a sum of what readers want to know."""
    unknowns = [((Unknown(cell.number, name.what == "denominator"), 1.0),) for cell in cells]
    return added(*zip(unknowns, (1.0, -1.0), strict=False))


class Family(NamedTuple):
    """A total and parts that make it up in all periods they share; one part: the same figure.

    times
        how many times the total the parts make up: of a mean as many as there are parts.
    is_certain
        that is hardly by chance, so many figures agree.
    """

    total: Name
    parts: tuple[Name, ...]
    times: float = 1.0
    is_certain: bool = False

    @property
    def measures(self) -> frozenset[str]:
        return frozenset(name.measure for name in (self.total, *self.parts))

    @property
    def claim(self) -> str:
        """What it says, in words."""
        others = ", ".join(str(part) for part in self.parts)
        if len(self.parts) > 1:
            whole = "mean" if self.times > 1.0 else "sum"
            return f"{self.total} is the {whole} of {others} in every period"
        if self.times != 1.0:
            return f"{self.total} is {1 / self.times:g} times {others} in every period"
        return f"{self.total} and {others} are the same in every period"


def alike(series: Mapping[Name, Series], measures: Measures) -> Iterator[list[Name]]:
    """The series for the same months together, where they are few."""
    groups: dict[tuple[int, str], list[Name]] = {}
    for name in series:
        groups.setdefault(measures.kind(name.measure), []).append(name)
    for _, names in sorted(groups.items()):
        if sum(name.what == "count" for name in names) <= _FEW:
            yield names


def by_chance(amounts: list[float], series: int, size: int) -> float:
    """How many times amounts may be expected to agree by chance among all choices of series.

    An amount agrees with another of its size once in as many times.
    """
    agree = prod(1.0 / (1.0 + abs(amount)) for amount in set(amounts))
    return comb(series, size) * agree
