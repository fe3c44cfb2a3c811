"""The cells, columns and names that the workbook's sheets are made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Generic, Literal, TypeVar

import pandas as pd

from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import long_date
from quarterbook.ground.rounding import round_half_away
from quarterbook.judge.observations import Goal, Observation
from quarterbook.report.views.measure import markers_of
from quarterbook.report.views.quarter import QuarterView

CellValue = str | float | int | date | None
ColumnKind = Literal["text", "number", "whole", "date"]


MISSING = "[x]"


TAKEN = (
    "Cover", "Contents", "Notes", "Summary", "Comparison", "Benchmarks", "Milestones", "Markers",
)  # fmt: skip


_Record = TypeVar("_Record")


@dataclass(frozen=True)
class Column(Generic[_Record]):
    """A column of a sheet.

    name, width
        its heading, and its width in characters.
    cell
        what it says of a record.
    kind
        how its cells are written.
    is_optional
        whether it is left out where it has nothing to say of any record.
    """

    name: str
    width: int
    cell: Callable[[_Record], CellValue]
    kind: ColumnKind = "text"
    is_optional: bool = False


@dataclass(frozen=True)
class Sheet(Generic[_Record]):
    """A sheet with one table: a row for each record, and the notes that it refers to.

    ``decimals`` has those of each record's numbers; empty where it has none.
    """

    label: str
    name: str
    title: str
    columns: Sequence[Column[_Record]]
    records: Sequence[_Record]
    decimals: Sequence[int] = ()
    subtitle: str = ""
    notes: tuple[str, ...] = ()

    @cached_property
    def rows(self) -> list[list[CellValue]]:
        """Its cells, figures as they are shown: with the decimals of their record."""
        places: Sequence[int | None] = self.decimals or [None] * len(self.records)
        return [
            [_as_shown(column.cell(record), column.kind, own) for column in self.columns]
            for record, own in zip(self.records, places, strict=True)
        ]


def _as_shown(cell: CellValue, kind: ColumnKind, decimals: int | None) -> CellValue:
    if kind != "number" or decimals is None or not isinstance(cell, float | int):
        return cell
    return float(round_half_away(cell, decimals))


def columns_in_use(
    columns: Iterable[Column[_Record]], records: Sequence[_Record]
) -> list[Column[_Record]]:
    """Leave out the optional columns that have nothing to say of any record."""
    return [
        column
        for column in columns
        if not column.is_optional or any(column.cell(record) is not None for record in records)
    ]


def as_at(report: QuarterView) -> str:
    """Return the quarter and its cut-off date in words."""
    quarter = report.quarter
    return f"{quarter.quarter.label}, figures as at {long_date(quarter.cut_off)}"


def figure(observation: Observation | None) -> CellValue:
    """The number, or the marker that stands in its place; never a confidential number."""
    if observation is None:
        return MISSING
    if observation.value is None or observation.marker == Marker.CONFIDENTIAL:
        return f"[{observation.marker or Marker.NOT_AVAILABLE}]"
    return observation.value


def target(goal: Goal) -> CellValue:
    """The target, or that it is not available where there is one that nobody recorded."""
    return MISSING if goal.is_unknown else goal.target


def markers_cell(observation: Observation | None) -> str:
    """Return a figure's markers, or that it has none."""
    if observation is None:
        return "none"
    return " ".join(f"[{mark}]" for mark in markers_of(observation)) or "none"


def day_cell(day: pd.Timestamp) -> date | None:
    """Return a date, or None where there is none."""
    return None if pd.isna(day) else day.date()


def sheet_name(title: str, id_: str, taken: Iterable[str]) -> str:
    """Return a sheet's name: its title or, as Excel allows 31 characters, its id in words.

    Some characters Excel does not allow at all, and no name twice.
    """
    words = " ".join(re.sub(r"[^\w ,.&()’-]", "", title.replace("'", "’")).split())
    if len(words) > 31:
        words = id_.replace("-", " ").capitalize()
    return unused_name(words if 0 < len(words) <= 31 else "Area", taken)


def unused_name(name: str, taken: Iterable[str]) -> str:
    """Return a name that is not taken, small and capital letters being the same."""
    used = {other.lower() for other in taken} | {"history"}
    free, number = name, 2
    while free.lower() in used:
        ending = f" {number}"
        free, number = f"{name[: 31 - len(ending)].strip()}{ending}", number + 1
    return free
