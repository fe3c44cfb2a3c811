"""What is being done about each measure that is red or amber, by whom and by when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from markupsafe import Markup

from quarterbook.ground.periods import long_date
from quarterbook.ground.wording import verb
from quarterbook.report.blocks.decisions import open_requests
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, join_blocks
from quarterbook.report.html.cells import (
    NONE,
    action_cell,
    goal_cell,
    markers_note,
    observation_cell,
    short_period,
    unit_below,
)
from quarterbook.report.html.links import markdown_link
from quarterbook.report.html.marks import judged_rag_mark
from quarterbook.report.html.tables import table
from quarterbook.report.sentences import outlook
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView


def actions(
    report: QuarterView,
    link: Callable[[MeasureView], Markup],
    day: date | None = None,
    *,
    with_requests: bool = False,
) -> Block:
    """Every measure that is red or amber, red first, with its age, action, owner and date.

    Below the table it says which measures would be red at the year end.

    link
        how a measure's title is linked to its section from where the table stands.
    day
        on which the age counts; by default the cut-off date.
    with_requests
        whether under an action stands what committees have asked of the measure and not closed,
        which a measure's own section has.
    """
    views = [view for colour in ("red", "amber") for view in report.measures if view.rag == colour]
    if not views:
        return block.markdown_paragraph("No measure is red or amber.")
    on = day or report.quarter.cut_off
    rows = [
        [
            link(view) + unit_below(view.format.unit_beside),
            judged_rag_mark(view.assessment),
            _figure(view, on),
            goal_cell(view.assessment.goal, view.format),
            action_cell(view) + (open_requests(report.vintage, view.id) if with_requests else ""),
        ]
        for view in views
    ]
    headers = ["Measure", "RAG", "Figure", "Target", "Action"]
    css = "qb-wide qb-actions qb-below-1"
    shown = block.html(
        table(
            f"Action on red and amber measures, and how old their figures are on {long_date(on)}",
            headers,
            rows,
            numeric=(2, 3),
            css=css,
        )
    )
    ahead = outlook.red_sentence(report.measures, markdown_link)
    return join_blocks(
        shown,
        block.html(markers_note(views, newest_only=True)),
        block.markdown_paragraph(ahead),
    )


def _figure(view: MeasureView, on: date) -> Markup:
    current = view.assessment.current
    if current is None:  # judged all the same
        return Markup(NONE)
    days = (on - current.period.end).days
    return Markup(
        '{} <br><span class="qb-when">{}</span> <br><span class="qb-when">{:,} {}</span>'
    ).format(
        observation_cell(current, view.format),
        short_period(current.period),
        days,
        verb(days, "day old", "days old"),
    )
