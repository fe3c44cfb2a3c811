"""Dates and months as a spreadsheet saves them in a CSV, and what stood there before.

Excel takes ``2025-07-20`` for a date and ``2025-04`` for its first day, and saves them as the
machine shows dates: ``20/07/2025`` and ``Apr-25``; as numbers it counts days from 1899-12-30.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import pandas as pd

from quarterbook.data.tables.schemas import Table
from quarterbook.ground.days import day_fault
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import MONTH_NAMES, PeriodError, parse

# A cell of a table: its line and its column.
CellPlace = tuple[int, str]

_DAY = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2((?:19|20|21)?\d\d)(?: 0?0:00(?::00)?)?", re.ASCII)

_NAMED_DAY = re.compile(r"(\d{1,2})([- ])([A-Z][a-z]{2})[a-z]*\2((?:19|20|21)?\d\d)", re.ASCII)

_MONTH = re.compile(r"([A-Z][a-z]{2})t?[- ]((?:19|20|21)?\d\d)", re.ASCII)

_SERIAL = re.compile(r"[34]\d{4}|5[0-4]\d{3}", re.ASCII)

_BEGAN = date(1899, 12, 30)

_MONTHS = {name[:3]: number for number, name in enumerate(MONTH_NAMES, 1)}


def respelt_cells(table: Table, cells: pd.DataFrame) -> dict[CellPlace, str]:
    """Return the cells of dates and periods that are as a spreadsheet writes them.

    ``cells`` are a table's in the columns of `TABLES`, as text indexed by line.
    """
    return {
        (int(str(line)), field.name): cell
        for field in table.fields
        if field.kind in ("day", "period") and field.name in cells
        for line, cell in zip(cells.index, cells[field.name].tolist(), strict=True)
        if _is_respelt(cell, field.kind)
    }


def put_back(
    table: Table, cells: pd.DataFrame, respelt: Mapping[CellPlace, str], last: date | None
) -> dict[CellPlace, str]:
    """Return the cells of `respelt_cells` as they were before, blank where that cannot be told.

    Of ``03/04/2025`` day and month may be either way round. Which way that machine writes them is
    told by dates of the table that exist one way only (``20/07/2025``); where there are none, by
    observations that were recorded neither before they could be known nor after ``last``, the
    newest day up to which figures are taken in.
    """
    kinds = {field.name: field.kind for field in table.fields}
    before = {place: _month(cell) for place, cell in respelt.items() if kinds[place[1]] == "period"}
    days = {place: cell for place, cell in respelt.items() if place not in before}
    readings = {place: _readings(cell) for place, cell in days.items()}
    fitting = readings
    if table.file == "observations.csv" and not _only_one_way(readings.values()):
        fitting = {
            place: _in_time(both, cells.loc[place[0]], before.get((place[0], "period"), ""), last)
            for place, both in readings.items()
        }
    ways = _only_one_way(fitting.values())
    for place, both in readings.items():
        possible = set(both.values())
        way = next(iter(ways)) if len(ways) == 1 else None
        if len(possible) == 1:
            before[place] = possible.pop()
        else:
            before[place] = both.get(way, "") if way else ""
    return before


def _is_respelt(cell: str, kind: str) -> bool:
    named = _MONTH.fullmatch(cell) if kind == "period" else None
    day = _NAMED_DAY.fullmatch(cell)
    return bool(
        (named and named[1] in _MONTHS)
        or (day and day[3] in _MONTHS)
        or _DAY.fullmatch(cell)
        or _SERIAL.fullmatch(cell)
    )


def _readings(cell: str) -> dict[str, str]:
    """Return the days that a cell may be, by which of day and month comes first."""
    if _SERIAL.fullmatch(cell):
        day = (_BEGAN + timedelta(days=int(cell))).isoformat()
        return {"day": day, "month": day}
    named, match = _NAMED_DAY.fullmatch(cell), _DAY.fullmatch(cell)
    if named:
        pairs = {way: (int(named[1]), _MONTHS[named[3]], named[4]) for way in ("day", "month")}
    elif match:
        one, other = int(match[1]), int(match[3])
        pairs = {"day": (one, other, match[4]), "month": (other, one, match[4])}
    else:
        return {}
    days = {way: f"{_year(year)}-{month:02}-{day:02}" for way, (day, month, year) in pairs.items()}
    return {way: day for way, day in days.items() if not day_fault(day)}


def _year(text: str) -> str:
    return text if len(text) == 4 else f"20{text}"


def _only_one_way(readings: Iterable[Mapping[str, str]]) -> set[str]:
    """Return the ways round in which some day can be read, and not in the other."""
    return {way for both in readings if len(both) == 1 for way in both}


def _in_time(
    both: Mapping[str, str], row: pd.Series, period: str, last: date | None
) -> dict[str, str]:
    """Return the readings of the day on which an observation can have been recorded."""
    try:
        covered = parse(period or row["period"], "annual")
    except PeriodError:
        return dict(both)
    # a figure of a year may be a survey's, which is taken within it
    earliest = covered.end if covered.months < 12 else covered.start
    if row["marker"] == Marker.FORECAST:
        return dict(both)
    return {
        way: day
        for way, day in both.items()
        if earliest.isoformat() <= day and (last is None or day <= last.isoformat())
    }


def _month(cell: str) -> str:
    """Return the month whose first day it is, which ever way round."""
    named = _MONTH.fullmatch(cell)
    if named:
        return f"{_year(named[2])}-{_MONTHS[named[1]]:02}"
    firsts = {day.removesuffix("-01") for day in _readings(cell).values() if day.endswith("-01")}
    return firsts.pop() if len(firsts) == 1 else ""
