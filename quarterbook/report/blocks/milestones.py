"""Milestones: the table of a page, and the cells that papers share with it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from quarterbook.data.tables.rows import rows_of
from quarterbook.ground.markdown import owners_words
from quarterbook.ground.wording import count, verb
from quarterbook.report.blocks.decisions import day_label
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, markdown_text
from quarterbook.report.html.marks import status_mark
from quarterbook.report.html.tables import table
from quarterbook.report.views.quarter import QuarterView

_UPDATED = Markup('<span class="qb-hidden">, </span> <span class="qb-new">updated</span>')


LATE = ("off_track", "at_risk")
"""The states of a milestone about which something has to be done, the worse first."""


def milestones(report: QuarterView) -> Block:
    """The table of milestones, soonest due first."""
    frame = report.milestones
    if frame.empty:
        return block.paragraph("No milestones are recorded.")
    titles = {outcome.id: outcome.title for outcome in report.council.outcomes}
    is_first = report.vintage.previous is None
    rows = []
    for row in rows_of(frame):
        new = _UPDATED if row.is_new and not is_first else ""
        name, *rest = milestone_cells(row)
        place = Markup('<span id="milestone-{}"></span>').format(row.id)
        rows.append(
            [place + name + new, titles[row.outcome], *rest],
        )
    headers = ["Milestone", "Outcome area", "Due", "Forecast or completed", "Status", "Comment"]
    css = "qb-wide qb-upright qb-milestones qb-below-1"
    return block.html(table("Milestones, soonest due first", headers, rows, css=css))


def _late(report: QuarterView) -> pd.DataFrame:
    """Return the milestones that are off track, then those at risk, however old their state."""
    frame = report.milestones
    parts = [frame[frame["status"] == status] for status in LATE]
    return pd.concat(parts)


def late_sentence(report: QuarterView) -> str:
    """Return which milestones are off track or at risk, in Markdown; "" where none is."""
    parts = []
    for status, words in (("off_track", "off track"), ("at_risk", "at risk")):
        frame = report.milestones
        titles = [markdown_text(title) for title in frame.loc[frame["status"] == status, "title"]]
        if titles:
            some = count(len(titles), "milestone", start=True)
            are = verb(len(titles), "is", "are")
            parts.append(f"{some} {are} {words}: {'; '.join(titles)}.")
    return " ".join(parts)


def late_table(report: QuarterView) -> Block:
    """The table of milestones that are off track or at risk; nothing where none is."""
    rows = [milestone_cells(row) for row in rows_of(_late(report))]
    headers = ["Milestone", "Due", "Forecast", "Status", "Comment"]
    css = "qb-wide qb-upright qb-new-milestones qb-below-1"
    caption = "Milestones that are off track or at risk"
    return block.html(table(caption, headers, rows, css=css)) if rows else Block()


def milestone_cells(row: Any) -> list[str]:
    """Return a milestone as cells: title, due, forecast or completed, status, what is said of it.

    That is the comment, the action and who answers for it; of one that is off track or at risk
    also that no action is recorded.
    """
    return [
        row.title,
        _day(row.due),
        _day(row.completed_on if row.status == "completed" else row.forecast),
        status_mark(row.status) + _moved(row.status, row.status_before),
        owners_words(row.commentary) + _action(row),
    ]


def _action(row: Any) -> Markup:
    done, owner = owners_words(row.action), " ".join(row.owner.split())
    if done:
        by = "" if pd.isna(row.action_by) else f"by {day_label(row.action_by)}"
        below = ", ".join(filter(None, (owner, by)))
        action = Markup(" <p><strong>Action:</strong> {}").format(done.removeprefix("<p>"))
    else:
        below = f"Owner: {owner}" if owner else ""
        is_late = row.status in LATE
        action = Markup(" <p><strong>No action recorded</strong></p>") if is_late else Markup()
    return action + (Markup(' <p class="qb-when">{}</p>').format(below) if below else Markup())


def _day(day: pd.Timestamp) -> str:
    return "–" if pd.isna(day) else day_label(day)


def _moved(status: str, before: str) -> str:
    if not before or before == status:
        return ""
    return Markup(' <br><span class="qb-basis">was {}</span>').format(before.replace("_", " "))
