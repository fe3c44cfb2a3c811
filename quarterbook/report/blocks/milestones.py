"""Milestones: the table of a page, and the cells that papers share with it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from quarterbook.data.tables.rows import rows_of
from quarterbook.ground.markdown import rich
from quarterbook.report.blocks.decisions import day_label
from quarterbook.report.html import block
from quarterbook.report.html.block import Block
from quarterbook.report.html.marks import status_mark
from quarterbook.report.html.tables import table
from quarterbook.report.views.quarter import QuarterView


def milestones(report: QuarterView) -> Block:
    """The table of milestones, soonest due first."""
    frame = report.milestones
    if frame.empty:
        return block.paragraph("No milestones are recorded.")
    titles = {outcome.id: outcome.title for outcome in report.council.outcomes}
    rows = []
    for row in rows_of(frame):
        new = Markup(' <span class="qb-new">updated</span>') if row.is_new else ""
        name, *rest = milestone_cells(row)
        place = Markup('<span id="milestone-{}"></span>').format(row.id)
        rows.append(
            [place + name + new, titles[row.outcome], *rest],
        )
    headers = ["Milestone", "Outcome area", "Due", "Forecast or completed", "Status", "Commentary"]
    css = "qb-wide qb-upright qb-milestones qb-below-1"
    return block.html(table("Milestones, soonest due first", headers, rows, css=css))


def milestone_cells(row: Any) -> list[str]:
    """Return a milestone as cells: title, due, forecast or completed, status, comment and owner."""
    return [
        row.title,
        _day(row.due),
        _day(row.completed_on if row.status == "completed" else row.forecast),
        status_mark(row.status) + _moved(row.status, row.status_before),
        rich(row.commentary) + _owner(row.owner),
    ]


def _owner(owner: str) -> Markup:
    named = " ".join(owner.split())
    return Markup(' <p class="qb-when">Owner: {}</p>').format(named) if named else Markup()


def _day(day: pd.Timestamp) -> str:
    return "–" if pd.isna(day) else day_label(day)


def _moved(status: str, before: str) -> str:
    if not before or before == status:
        return ""
    return Markup(' <br><span class="qb-basis">was {}</span>').format(before.replace("_", " "))
