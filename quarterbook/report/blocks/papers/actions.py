"""What is being done about each measure that is red or amber, by whom and by when."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from quarterbook.report.html import block
from quarterbook.report.html.block import Block
from quarterbook.report.html.cells import (
    NONE,
    action_cell,
    goal_cell,
    observation_cell,
    short_period,
    unit_below,
)
from quarterbook.report.html.marks import judged_rag_mark
from quarterbook.report.html.tables import table
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView


def actions(report: QuarterView, link: Callable[[MeasureView], Markup]) -> Block:
    """Every measure that is red or amber, red first, with its action, owner and date.

    link
        how a measure's title is linked to its section from where the table stands.
    """
    views = [view for colour in ("red", "amber") for view in report.measures if view.rag == colour]
    if not views:
        return block.markdown_paragraph("No measure is red or amber.")
    rows = [
        [
            link(view) + unit_below(view.format.unit_beside),
            judged_rag_mark(view.assessment),
            _figure(view),
            goal_cell(view.assessment.goal, view.format),
            action_cell(view),
        ]
        for view in views
    ]
    headers = ["Measure", "RAG", "Figure", "Target", "Action"]
    css = "qb-wide qb-actions qb-below-1"
    return block.html(
        table("Action on red and amber measures", headers, rows, numeric=(2, 3), css=css)
    )


def _figure(view: MeasureView) -> Markup:
    current = view.assessment.current
    if current is None:  # judged all the same
        return Markup(NONE)
    return Markup('{} <br><span class="qb-when">{}</span>').format(
        observation_cell(current, view.format), short_period(current.period)
    )
