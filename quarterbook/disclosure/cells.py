"""Every figure that any publication shows, once: its counts and its rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from math import nan
from typing import Literal, NamedTuple

from quarterbook.data.disclosed import Figures
from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.rows import rows_of
from quarterbook.disclosure.figures_behind import with_counts
from quarterbook.disclosure.small_counts import (
    counted,
    measures_shown_small,
    rounded_measures,
    rules_of,
)
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period
from quarterbook.ground.rule_names import WithholdingRule

Key = tuple[str, Period, str]
"""Measure, period, and the area of a benchmark (nothing for an observation)."""

TableLine = tuple[str, int]
"""The name of a table and the line of a row."""


_NOBODY_KNOWS = (nan, nan)


class Span(NamedTuple):
    """Whole months: the first (12 × year + month - 1), and how many."""

    begin: int
    length: int

    @property
    def end(self) -> int:
        """The month after the last."""
        return self.begin + self.length


@dataclass(frozen=True, eq=False, slots=True)
class Cell:
    """A figure, however often it is recorded alike.

    count, of
        the count behind it and its denominator, NaN where nobody knows.
    count_range, of_range
        what of them a reader knows who sees the figure.
    half
        half a unit of the last place in which readers take its value to be said.
    rule
        why it is withheld by itself, as in `rules_of`, or nothing.
    is_shown_small
        it is shown though its count is small.
    is_signed
        the measure has figures below nothing: it is a balance.
    is_rounded
        its count is shown rounded, if it is shown.
    figures
        value, numerator and denominator as recorded.
    lines
        the rows that record it.
    """

    number: int
    key: Key
    span: Span
    figures: Figures
    value: float
    count: float
    of: float
    count_range: tuple[float, float]
    of_range: tuple[float, float]
    base: float
    half: float
    rule: WithholdingRule | Literal[""]
    is_forecast: bool
    is_counted: bool
    is_shown_small: bool
    is_signed: bool
    is_rounded: bool
    lines: list[TableLine] = field(default_factory=list)

    @property
    def measure(self) -> str:
        return self.key[0]

    @property
    def area(self) -> str:
        return self.key[2]


CellsByNumber = Mapping[int, Cell]
"""The cells that publications show, by `Cell.number`: not every number has one."""

DatedRow = tuple[date, TableLine, Cell]
"""A row's day, its line and the cell that it records."""


def dated_rows(recorded: Recorded) -> dict[str, list[DatedRow]]:
    """Return the rows of observations and benchmarks by day; equal figures of a key share a cell.

    Not so those of measures that are exempt in some quarter: that an exempt
    figure is what it was before is nobody's to know.
    """
    cells: dict[object, Cell] = {}
    dated = {"observations": "recorded_on", "benchmarks": "published_on"}
    return {table: [*_rows_by_day(recorded, table, day, cells)] for table, day in dated.items()}


def _rows_by_day(
    recorded: Recorded, table: str, dated: str, cells: dict[object, Cell]
) -> Iterator[DatedRow]:
    """Yield the rows of a table; cells that are not among ``cells`` yet are added to them."""
    measures, threshold = recorded.tables["measures"], recorded.council.suppression_threshold
    rows = recorded.tables[table]
    rows = rows[rows["measure"].isin(measures["id"])]
    if rows.empty:
        return
    counts = counted(measures, recorded.tables["observations"])
    rows = with_counts(measures, rows, counts)
    rows = rows.assign(rule=rules_of(measures, rows, threshold))
    is_shown_small, is_rounded = measures_shown_small(measures), rounded_measures(measures)
    is_signed = set(rows.loc[rows["value"] < 0, "measure"])
    exempt = {item.measure for q in recorded.quarters.values() for item in q.exempt}
    for row in rows_of(rows.sort_values(dated, kind="stable")):
        key = (row.measure, row.period, getattr(row, "area", ""))
        figures = (_figure(row.value), _figure(row.numerator), _figure(row.denominator))
        is_forecast = row.marker == Marker.FORECAST
        is_confidential = row.rule == "confidential"
        day = getattr(row, dated).date()
        same = (key, figures, is_forecast, is_confidential, day if row.measure in exempt else None)
        cell = cells.get(same)
        if cell is None:
            is_count = row.measure in counts or row.count == row.count
            value, of = _one_nan(row.value), _one_nan(row.of)
            amount = row.count if row.count == row.count else value
            low, high = (row.count_low, row.count_high) if is_count else (amount, amount)
            cell = cells[same] = Cell(
                number=len(cells),
                key=key,
                span=_span_of(row.period),
                figures=figures,
                value=value,
                count=amount,
                of=of,
                count_range=(low, high),
                of_range=_range(row.of_low, row.of_high),
                base=_one_nan(row.base),
                half=_one_nan(row.half),
                rule=row.rule,
                is_forecast=is_forecast,
                is_counted=is_count,
                is_shown_small=row.measure in is_shown_small,
                is_signed=row.measure in is_signed,
                is_rounded=row.measure in is_rounded and not is_forecast and amount == amount,
            )
        line = (table, int(row.Index))
        cell.lines.append(line)
        yield day, line, cell


def with_own_benchmarks(newest: Mapping[Key, Cell], council: str) -> Mapping[Key, Cell]:
    """Take the council's benchmarks for its figures where it has no others.

    That is for periods of which its observations leave some months open: it may have published
    there what it never recorded here.
    """
    observed: dict[str, list[Span]] = {}
    for (measure, _, area), cell in newest.items():
        if not area and not cell.is_forecast:
            observed.setdefault(measure, []).append(cell.span)
    own = {
        (measure, period, ""): cell
        for (measure, period, area), cell in newest.items()
        if area == council and _fills_a_gap(cell.span, observed.get(measure, []))
    }
    return {**newest, **own} if own else newest


def _fills_a_gap(span: Span, observed: Sequence[Span]) -> bool:
    """Whether some months of a period are in none of those observed, and it is no part of one."""
    if any(one.length > span.length for one in observed):
        return False
    inside = [one for one in observed if span.begin <= one.begin and one.end <= span.end]
    return sum(one.length for one in inside) < span.length


def _one_nan(number: float) -> float:
    """Return a number; what nobody told is held once for all figures."""
    return number if number == number else nan


def _range(low: float, high: float) -> tuple[float, float]:
    return _NOBODY_KNOWS if low != low and high != high else (low, high)


def _figure(number: float) -> float | None:
    return None if number != number else float(number)


@lru_cache(maxsize=4096)
def _span_of(period: Period) -> Span:
    """Return the months of a period."""
    return Span(period.year * 12 + period.month - 1, period.months)
