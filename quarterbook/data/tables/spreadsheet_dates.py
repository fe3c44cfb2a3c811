"""Dates and months as a spreadsheet saves them in a CSV, and what stood there before.

Excel takes ``2025-07-20`` for a date and ``2025-04`` for its first day, and saves them as the
machine shows dates: ``20/07/2025`` and ``Apr-25``.
"""

from __future__ import annotations

import re
from calendar import month_abbr
from collections.abc import Iterable

import pandas as pd

from quarterbook.data.tables.schemas import Table
from quarterbook.ground.days import day_fault

_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/((?:19|20|21)\d\d)(?: 0?0:00(?::00)?)?", re.ASCII)

_MONTH = re.compile(r"([A-Z][a-z]{2})t?-(\d\d)", re.ASCII)

_MONTHS = {name: number for number, name in enumerate(month_abbr) if name}

_PLAIN = {"day": r"\d{4}-\d\d-\d\d", "period": r"\d{4}-\d\d"}  # what would be changed

_FEWEST = 2  # cells of a table: one alone is somebody's own


def respelt_cells(table: Table, cells: pd.DataFrame) -> dict[tuple[int, str], str]:
    """Return the cells that a spreadsheet has changed, by line and column, as they were before.

    ``cells`` are a table's, as text indexed by line. A column counts of whose dates (months, where
    it has periods) the half or more are changed. What was before is blank where it cannot be told:
    day and month may be either way round (``03/04/2025``), and no date of the table tells which
    way that machine writes them.
    """
    changed: dict[tuple[int, str], str] = {}
    for field in table.fields:
        if field.kind not in ("day", "period") or field.name not in cells:
            continue
        column = cells[field.name]
        respelt = column[column.map(_is_respelt)]
        if len(respelt) >= column.str.fullmatch(_PLAIN[field.kind]).sum():
            changed |= {(int(str(line)), field.name): cell for line, cell in respelt.items()}
    if len(changed) < _FEWEST:
        return {}
    day_first = _day_first(changed.values())
    kinds = {field.name: field.kind for field in table.fields}
    return {
        place: _month(cell) if kinds[place[1]] == "period" else _day(cell, day_first)
        for place, cell in changed.items()
    }


def _is_respelt(cell: str) -> bool:
    month = _MONTH.fullmatch(cell)
    return bool((month and month[1] in _MONTHS) or _DAY.fullmatch(cell))


def _day_first(cells: Iterable[str]) -> bool | None:
    """Return whether the day comes before the month, None where that cannot be told."""
    days = [match for cell in cells if (match := _DAY.fullmatch(cell))]
    first, second = (any(int(match[part]) > 12 for match in days) for part in (1, 2))
    return None if first == second else first


def _day(cell: str, day_first: bool | None) -> str:
    match = _DAY.fullmatch(cell)
    if not match or (day_first is None and match[1] != match[2]):
        return ""
    day, month = (match[1], match[2]) if day_first else (match[2], match[1])
    text = f"{match[3]}-{int(month):02}-{int(day):02}"
    return "" if day_fault(text) else text


def _month(cell: str) -> str:
    """Return the month whose first day it is, which ever way round."""
    named = _MONTH.fullmatch(cell)
    if named:
        return f"20{named[2]}-{_MONTHS[named[1]]:02}"
    match = _DAY.fullmatch(cell)
    one, other = (int(match[1]), int(match[2])) if match else (0, 0)
    if not match or 1 not in (one, other) or max(one, other) > 12:
        return ""
    return f"{match[3]}-{max(one, other):02}"
