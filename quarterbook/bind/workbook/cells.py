"""The cells, columns and names that the workbook's sheets are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import long_date
from quarterbook.judge.observations import Observation
from quarterbook.report.views.measure import markers_of
from quarterbook.report.views.quarter import QuarterView

Cell = str | float | int | date | None


MISSING = "[x]"


TAKEN = (
    "Cover", "Contents", "Notes", "Summary", "Comparison", "Benchmarks", "Milestones", "Markers",
)  # fmt: skip


SMALL_WORDS = {"a", "and", "any", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"}


@dataclass(frozen=True)
class Column:
    """A column: its heading, its width in characters and what its cells hold."""

    name: str
    width: int
    kind: str = "text"


@dataclass(frozen=True)
class Sheet:
    """A sheet with one table: the decimals of each row, and the notes it refers to."""

    label: str
    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    decimals: Sequence[int] = ()
    subtitle: str = ""
    notes: tuple[str, ...] = ()


def as_at(report: QuarterView) -> str:
    """Return the quarter and its cut-off date in words."""
    quarter = report.quarter
    return f"{quarter.quarter.label}, figures as at {long_date(quarter.cut_off)}"


def figure(observation: Observation | None) -> Cell:
    """The number, or the marker that stands in its place; never a confidential number."""
    if observation is None:
        return MISSING
    if observation.value is None or observation.marker == Marker.CONFIDENTIAL:
        return f"[{observation.marker or Marker.NOT_AVAILABLE}]"
    return observation.value


def markers_cell(observation: Observation | None) -> str:
    """Return a figure's markers, or that it has none."""
    if observation is None:
        return "none"
    return " ".join(f"[{mark}]" for mark in markers_of(observation)) or "none"


def day_cell(day: pd.Timestamp) -> date | None:
    """Return a date, or None where there is none."""
    return None if pd.isna(day) else day.date()


def without_unused(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], optional: Iterable[str]
) -> tuple[list[Column], list[list[Cell]]]:
    """Leave out the optional columns that have nothing in any row."""
    optional = set(optional)
    kept = [
        number
        for number, column in enumerate(columns)
        if column.name not in optional or any(row[number] is not None for row in rows)
    ]
    return [columns[number] for number in kept], [[row[number] for number in kept] for row in rows]


def sheet_name(title: str, taken: Iterable[str]) -> str:
    """Return a sheet's name: Excel allows 31 characters, some not at all, and none twice."""
    words = re.sub(r"[^\w ,.&()’-]", "", title.replace("'", "’")).split()
    while len(" ".join(words)) > 31 and len(words) > 1:
        words.pop()
        while len(words) > 1 and words[-1].lower() in SMALL_WORDS:
            words.pop()
    return once(" ".join(words)[:31].strip() or "Area", taken)


def once(name: str, taken: Iterable[str]) -> str:
    """Return a name that is not taken, small and capital letters being the same."""
    known = {other.lower() for other in taken} | {"history"}
    found, number = name, 2
    while found.lower() in known:
        ending = f" {number}"
        found, number = f"{name[: 31 - len(ending)].strip()}{ending}", number + 1
    return found
