"""The sheets of milestones and of markers."""

from __future__ import annotations

from typing import Any

from quarterbook.bind.workbook.cells import MISSING, CellValue, Column, Sheet, as_at, day_cell
from quarterbook.data.tables.rows import rows_of
from quarterbook.ground.markdown import plain
from quarterbook.ground.markers import MARKERS, Marker
from quarterbook.report.blocks.milestones import LATE
from quarterbook.report.html.marks import STATUS_MARKS
from quarterbook.report.views.quarter import QuarterView


def _forecast(row: Any) -> CellValue:
    """Return the day forecast, `MISSING` where one is due and not known."""
    return day_cell(row.forecast) or (None if row.status == "completed" else MISSING)


def _action(row: Any) -> CellValue:
    """What is being done; of a milestone that is late also that nothing is recorded."""
    return plain(row.action) or ("No action recorded" if row.status in LATE else None)


def milestones(report: QuarterView) -> Sheet[Any]:
    """The newest state of each milestone."""
    titles = {outcome.id: outcome.title for outcome in report.council.outcomes}
    columns: list[Column[Any]] = [
        Column("Milestone", 50, lambda row: row.title),
        Column("Milestone id", 30, lambda row: row.id),
        Column("Outcome area", 30, lambda row: titles[row.outcome]),
        Column("Owner", 30, lambda row: row.owner),
        Column("Due", 20, lambda row: day_cell(row.due) or MISSING, "date"),
        Column("Forecast", 20, _forecast, "date"),
        Column("Completed", 20, lambda row: day_cell(row.completed_on), "date"),
        Column("Status", 14, lambda row: STATUS_MARKS[row.status][1]),
        Column(
            "Status last quarter",
            16,
            lambda row: STATUS_MARKS[row.status_before][1] if row.status_before else None,
        ),
        Column("New this quarter", 12, lambda row: "Yes" if row.is_new else "No"),
        Column("Comment", 80, lambda row: plain(row.commentary)),
        Column("Action", 80, _action),
        Column("Action by", 20, lambda row: day_cell(row.action_by), "date", is_optional=True),
    ]
    return Sheet(
        "Milestones",
        "milestones",
        "Milestones, soonest due first",
        columns,
        list(rows_of(report.milestones)),
        subtitle=as_at(report),
        notes=("shorthand",),
    )


def markers() -> Sheet[Marker]:
    """Each marker and what it means."""
    return Sheet(
        "Markers",
        "markers",
        "Markers and what they mean",
        [
            Column("Marker", 16, lambda mark: f"[{mark}]"),
            Column("Meaning", 60, lambda mark: MARKERS[mark][0].upper() + MARKERS[mark][1:]),
        ],
        list(MARKERS),
    )
