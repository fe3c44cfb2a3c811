"""The publications of quarters in order: what each shows of the record, or has shown.

A publication is what a quarter's report shows at the cut-off, what that was at the cut-off of the
report before, and what its papers name as newer. Who reads has them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from quarterbook.data.disclosed import (
    ENDING,
    EXEMPT,
    WITHHELD,
    Disclosed,
    RoundedCount,
    is_shown_as,
    is_withheld,
    row_name,
)
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.totals import parts_by_whole
from quarterbook.disclosure.cells import Cell, DatedRow, Key, TableLine, dated_rows
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period


@dataclass(frozen=True)
class Publication:
    """What one quarter publishes: its cells, and the states of the record that it shows.

    as_published
        where that is done and kept with the book: by cell how it was published, as `Disclosed`
        has it. Nothing else counts then, and nothing can be withheld any more.
    """

    quarter: Quarter
    exempt: frozenset[str]
    states: list[dict[Key, Cell]]
    cells: list[Cell]
    lines: frozenset[TableLine]
    as_published: Mapping[int, str] | None


@dataclass(frozen=True)
class Published:
    """All publications in order up to a quarter's, and the cell of each row that they show."""

    publications: list[Publication]
    cell_of: dict[TableLine, Cell]


def published(recorded: Recorded, period: Period, *, with_exempt: bool) -> Published:
    """Return what is published before a quarter, and then it, by order of cut-off dates.

    A quarter that keeps what it disclosed stands there as it was published, a later one too where
    an older one is built again: it is out already. The last is the quarter itself as it would be
    now. Raises `BookError` where the record is no longer what was published.

    with_exempt
        whether the reader sees what is exempt, too.
    """
    last = recorded.quarters[period]
    rows = _Rows(recorded)
    publications = []
    for quarter in sorted(recorded.quarters.values(), key=_order):
        previous = recorded.previous_quarter(quarter.quarter)
        disclosed = recorded.disclosed.get(quarter.quarter)
        if disclosed:
            out = rows.published_rows(quarter.quarter, disclosed)
            publications.append(rows.publication(quarter, previous, out, with_exempt=with_exempt))
        elif _order(quarter) < _order(last):
            publications.append(rows.publication(quarter, previous, None, with_exempt=with_exempt))
    previous = recorded.previous_quarter(period)
    publications.append(rows.publication(last, previous, None, with_exempt=with_exempt))
    return Published(publications, rows.cell_of)


def check_disclosed(recorded: Recorded) -> None:
    """Raise `BookError` where the record is no longer what was published of it."""
    if recorded.disclosed:
        rows = _Rows(recorded)
        for period, disclosed in sorted(recorded.disclosed.items()):
            rows.published_rows(period, disclosed)


_Shown = tuple[dict[Key, Cell], dict[TableLine, Cell]]
"""The newest cell of each key on a day, and the newest rows."""


class _Rows:
    """All rows of the record by day, with their cells."""

    def __init__(self, recorded: Recorded) -> None:
        self._rows = recorded.once(dated_rows)
        self._measures = recorded.tables["measures"]
        self._states: dict[tuple[date, frozenset[TableLine] | None], _Shown] = {}
        self.cell_of: dict[TableLine, Cell] = {}

    def publication(
        self,
        quarter: Quarter,
        previous: Quarter | None,
        out: Mapping[TableLine, str] | None,
        *,
        with_exempt: bool,
    ) -> Publication:
        """Return what a quarter publishes, or has published where ``out`` says of which rows."""
        only = None if out is None else frozenset(out)
        newer = newer_days(quarter, with_exempt=with_exempt)
        both = [self._state(previous.cut_off, only, benchmarks=False)] if previous else []
        for day in (quarter.cut_off, *newer):
            both.append(self._state(day, only, benchmarks=True))
        states = [state for state, _ in both]
        numbered = {cell.number: cell for state in states for cell in state.values()}
        return Publication(
            quarter,
            frozenset() if with_exempt else _exempt(quarter),
            states,
            [numbered[n] for n in sorted(numbered)],
            frozenset(line for _, lines in both for line in lines),
            None if out is None else self._by_cell(out),
        )

    def published_rows(self, period: Period, disclosed: Disclosed) -> dict[TableLine, str]:
        """Return how rows were published; raises `BookError` where one has changed since."""
        out = {}
        problems = []
        for table, rows in self._rows.items():
            states = dict(disclosed.of(table))
            for day, line, cell in rows if states else ():
                as_shown = states.pop(row_name(*cell.key[:2], cell.area, day), "")
                if not as_shown:
                    continue
                out[line] = as_shown
                self.cell_of[line] = cell
                if not self._is_as_it_was(cell, as_shown):
                    problems.append(_changed(period, line, cell))
            problems += [_gone(period, table, name) for name in states]
        problems += _no_longer_declared(self._measures, period, disclosed)
        if problems:
            raise BookError(problems)
        return out

    def _is_as_it_was(self, cell: Cell, as_shown: str) -> bool:
        if as_shown == EXEMPT or is_withheld(as_shown):
            return True
        if rounded := RoundedCount.read(as_shown):
            return abs(cell.count - rounded.rounded_to) < rounded.base
        return is_shown_as(cell.figures, as_shown)

    def _by_cell(self, out: Mapping[TableLine, str]) -> dict[int, str]:
        """How each cell was published: as openly as any row that records it."""
        by_number: dict[int, str] = {}
        for line, as_shown in sorted(out.items()):
            number = self.cell_of[line].number
            before = by_number.get(number, WITHHELD)
            if is_withheld(before) or (before == EXEMPT and not is_withheld(as_shown)):
                by_number[number] = as_shown
        return by_number

    def _state(self, day: date, only: frozenset[TableLine] | None, *, benchmarks: bool) -> _Shown:
        """The newest cells and rows on a day, of all rows or of some."""
        if (day, only) not in self._states:
            self._states[day, only] = _newest(self._rows["observations"], day, only)
        cells, lines = self._states[day, only]
        if benchmarks:
            more, more_lines = _newest(self._rows["benchmarks"], day, only)
            cells, lines = cells | more, lines | more_lines
        self.cell_of.update(lines)
        return cells, lines


def newer_days(quarter: Quarter, *, with_exempt: bool) -> list[date]:
    """Return up to which days a quarter's papers name what came in after the cut-off.

    with_exempt
        whether exempt papers, which the public does not see, count too.
    """
    papers = [paper for paper in quarter.editions if with_exempt or not paper.is_exempt]
    return sorted({paper.newer_to for paper in papers if paper.newer_to})


def shows_more_apart(quarter: Quarter) -> bool:
    """Whether who sees a quarter's exempt papers sees figures in them that no public one has."""
    days = [newer_days(quarter, with_exempt=among) for among in (False, True)]
    return bool(_exempt(quarter)) or days[0] != days[1]


def _exempt(quarter: Quarter) -> frozenset[str]:
    return frozenset(item.measure for item in quarter.exempt if item.measure)


def _changed(period: Period, line: TableLine, cell: Cell) -> Problem:
    area = f" of {cell.area}" if cell.area else ""
    return Problem(
        f"data/{line[0]}.csv",
        line[1],
        "D403",
        f'this row of "{cell.measure}" for {cell.key[1].label}{area} was published in '
        f"{period.label} and has been changed since. What is out stays out: restore the row, and "
        "record the correction as a new row with its own date.",
    )


def _gone(period: Period, table: str, name: str) -> Problem:
    return Problem(
        f"params/{period.slug}{ENDING}",
        0,
        "D403",
        f'the row "{name}" was published in {period.label}, and data/{table}.csv has it no more. '
        "Restore the row; to correct or withdraw a figure, record a new row with its own date.",
    )


def _no_longer_declared(
    measures: pd.DataFrame, period: Period, disclosed: Disclosed
) -> Iterator[Problem]:
    """Yield a problem for each measure that was published as a part of a total and no longer is.

    Parts of one breakdown stay in one, whatever it is called now.
    """
    lines = dict(zip(measures["id"], measures.index, strict=True))
    now = measures["part_of"] if "part_of" in measures else [""] * len(measures)
    present = parts_by_whole(measures["id"], now)
    of_all = {**dict.fromkeys(measures["id"], ""), **disclosed.part_of}
    for whole, parts in parts_by_whole(of_all, of_all.values()).items():
        among = [{*now} for one, now in present.items() if one.total == whole.total]
        most = max(among, key=lambda now: len(now.intersection(parts)), default=set())
        for part in parts:
            if part in lines and part not in most:
                yield Problem(
                    "data/measures.csv",
                    int(lines[part]),
                    "D403",
                    f'part_of of "{part}" was "{disclosed.part_of[part]}" when {period.label} was '
                    "published. Its readers know what adds up, and could work out what is withheld "
                    "now: put it back. What counts something else from now on is a measure with an "
                    "id of its own.",
                )


def _order(quarter: Quarter) -> tuple[date, Period]:
    return quarter.cut_off, quarter.quarter


def _newest(rows: list[DatedRow], day: date, only: frozenset[TableLine] | None) -> _Shown:
    newest: dict[Key, tuple[TableLine, Cell]] = {}
    for recorded_on, line, cell in rows:
        if recorded_on > day:
            break
        if only is None or line in only:
            newest[cell.key] = (line, cell)
    return {key: cell for key, (_, cell) in newest.items()}, dict(newest.values())
