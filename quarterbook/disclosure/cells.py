"""Every figure that any edition shows, once: its counts, its rule, and which edition has it first.

An edition is a quarter's publication: what its report shows at the cut-off, what that was at the
cut-off of the report before, and what its papers name as newer. Who reads has them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from quarterbook.data.params.quarter import Quarter
from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.counts import (
    counted,
    open_measures,
    rounded_measures,
    rules_of,
    with_counts,
)
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import MONTHS, Period

Key = tuple[str, Period, str]
"""Measure, period, and the area of a benchmark (nothing for an observation)."""

Line = tuple[str, int]
"""The name of a table and the line of a row."""


class Span(NamedTuple):
    """Whole months: the first (12 × year + month - 1), and how many."""

    begin: int
    length: int

    @property
    def end(self) -> int:
        """The month after the last."""
        return self.begin + self.length


@dataclass(frozen=True, eq=False)
class Cell:
    """A figure, however often it is recorded alike.

    count, of
        the count behind it and its denominator, NaN where nobody knows.
    count_range, of_range
        what of them a reader knows who sees the figure.
    rule
        why it is withheld by itself, as in `rules_of`, or nothing.
    is_rounded
        its count is shown rounded, if it is shown.
    lines
        the rows that record it.
    """

    number: int
    key: Key
    span: Span
    value: float
    count: float
    of: float
    count_range: tuple[float, float]
    of_range: tuple[float, float]
    base: float
    rule: str
    is_forecast: bool
    is_counted: bool
    is_open: bool
    is_rounded: bool
    lines: list[Line] = field(default_factory=list)

    @property
    def measure(self) -> str:
        return self.key[0]

    @property
    def area(self) -> str:
        return self.key[2]


@dataclass(frozen=True)
class Publication:
    """What one quarter publishes: its cells, and the states of the record that it shows."""

    quarter: Quarter
    exempt: frozenset[str]
    states: list[dict[Key, Cell]]
    cells: list[Cell]
    lines: frozenset[Line]


@dataclass(frozen=True)
class Published:
    """All editions in order up to a quarter's, and the cell of each row that they show."""

    editions: list[Publication]
    cell_of: dict[Line, Cell]


def published(recorded: Recorded, period: Period, *, with_exempt: bool) -> Published:
    """Return what is published up to a quarter, by order of cut-off dates.

    with_exempt
        whether the reader sees what is exempt, too.
    """
    last = recorded.quarters[period]
    quarters = [q for q in recorded.quarters.values() if _order(q) <= _order(last)]
    cells: dict[object, Cell] = {}
    cell_of: dict[Line, Cell] = {}
    editions = []
    own = list(_rows(recorded, "observations", "recorded_on", cells))
    others = list(_rows(recorded, "benchmarks", "published_on", cells))
    shown_rows: dict[date, tuple[dict[Key, Cell], dict[Line, Cell]]] = {}

    def state(day: date, *, benchmarks: bool) -> tuple[dict[Key, Cell], dict[Line, Cell]]:
        if day not in shown_rows:
            shown_rows[day] = _state(own, day)
        known, lines = shown_rows[day]
        if benchmarks:
            more, more_lines = _state(others, day)
            known, lines = known | more, lines | more_lines
        cell_of.update(lines)
        return known, lines

    for quarter in sorted(quarters, key=_order):
        newer = {edition.newer_to for edition in quarter.editions if edition.newer_to}
        both = [state(quarter.cut_off, benchmarks=True)]
        if previous := recorded.previous_quarter(quarter.quarter):
            both.insert(0, state(previous.cut_off, benchmarks=False))
        both += [state(day, benchmarks=True) for day in sorted(newer)]
        states = [known for known, _ in both]
        lines = frozenset(line for _, some in both for line in some)
        numbered = {cell.number: cell for known in states for cell in known.values()}
        hidden = () if with_exempt else (item.measure for item in quarter.exempt if item.measure)
        editions.append(
            Publication(
                quarter, frozenset(hidden), states, [numbered[n] for n in sorted(numbered)], lines
            )
        )
    return Published(editions, cell_of)


def _order(quarter: Quarter) -> tuple[date, Period]:
    return quarter.cut_off, quarter.quarter


def _rows(
    recorded: Recorded, table: str, dated: str, cells: dict[object, Cell]
) -> Iterator[tuple[date, Line, Cell]]:
    """Each row's day, line and cell, by day; equal figures of one key share a cell.

    Not so those of measures that are exempt in some quarter: that an exempt
    figure is what it was before is nobody's to know.
    """
    measures, threshold = recorded.tables["measures"], recorded.council.suppression_threshold
    rows = recorded.tables[table]
    rows = rows[rows["measure"].isin(measures["id"])]
    if rows.empty:
        return
    counts = counted(measures, recorded.tables["observations"])
    rows = with_counts(measures, rows, counts)
    rows = rows.assign(rule=rules_of(measures, rows, threshold))
    is_open, is_rounded = open_measures(measures), rounded_measures(measures)
    exempt = {item.measure for q in recorded.quarters.values() for item in q.exempt}
    for row in rows.sort_values(dated, kind="stable").itertuples():
        key = (row.measure, row.period, getattr(row, "area", ""))
        figures = tuple(
            None if number != number else float(number)
            for number in (row.value, row.numerator, row.denominator)
        )
        is_forecast = row.marker == Marker.FORECAST
        is_confidential = row.rule == "confidential"
        day = getattr(row, dated).date()
        same = (key, figures, is_forecast, is_confidential, day if row.measure in exempt else None)
        cell = cells.get(same)
        if cell is None:
            is_count = row.measure in counts or row.count == row.count
            amount = row.count
            if amount != amount and row.base != row.base:
                amount = row.value
            low, high = (row.count_low, row.count_high) if is_count else (amount, amount)
            cell = cells[same] = Cell(
                len(cells),
                key,
                _span_of(row.period),
                row.value,
                amount,
                row.of,
                (low, high),
                (row.of_low, row.of_high),
                row.base,
                row.rule,
                is_forecast,
                is_count,
                row.measure in is_open,
                row.measure in is_rounded and not is_forecast and amount == amount,
            )
        line = (table, int(row.Index))
        cell.lines.append(line)
        yield day, line, cell


def _span_of(period: Period) -> Span:
    """Return the months of a period."""
    return Span(period.year * 12 + period.month - 1, MONTHS[period.kind])


def _state(
    rows: list[tuple[date, Line, Cell]], day: date
) -> tuple[dict[Key, Cell], dict[Line, Cell]]:
    """The newest cell of each key on a day, and the newest rows."""
    newest: dict[Key, tuple[Line, Cell]] = {}
    for recorded_on, line, cell in rows:
        if recorded_on > day:
            break
        newest[cell.key] = (line, cell)
    return {key: cell for key, (_, cell) in newest.items()}, dict(newest.values())
