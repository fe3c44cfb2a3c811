"""The corporate performance appendix: all that is new in the quarter, area by area."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from quarterbook.data.params.council import Outcome
from quarterbook.data.tables.rows import rows_of
from quarterbook.ground import wording
from quarterbook.ground.wording import listed
from quarterbook.judge.rating_counts import ratings
from quarterbook.report.blocks.milestones import LATE, milestone_cells
from quarterbook.report.blocks.papers.key import better_below, key
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, join_blocks
from quarterbook.report.html.cells import (
    NONE,
    commentary_cell,
    earlier_cell,
    figure_cell,
    goal_cell,
    markers_note,
    short_period,
    stated_previous,
    unit_below,
    year_ago_cell,
)
from quarterbook.report.html.links import row_link
from quarterbook.report.html.marks import judged_rag_mark, short_direction_mark
from quarterbook.report.html.tables import table
from quarterbook.report.sentences import rating_counts
from quarterbook.report.sentences.method import READING_WORDS
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView

_HEADERS = (
    "Measure",
    "Period",
    "Figure",
    "Target",
    "RAG",
    "Direction of travel",
    "Previous",
    "Last year",
    "Comment",
)


def performance(report: QuarterView) -> Block:
    """Every measure and activity indicator with new data, and every milestone updated.

    Measures that are red or amber, and milestones that are off track or at risk, are there too
    where nothing is new of them.
    """
    views = [view for view in report.views_shown if view.is_updated or view.rag in ("red", "amber")]
    milestones = report.milestones
    late = milestones["status"].isin(LATE)
    milestones = milestones[milestones["is_new"].astype(bool) | late]
    if not views and milestones.empty:
        return block.markdown_paragraph(
            rating_counts.updated_sentence(0, 0, report.quarter.quarter)
        )
    without_rag = _none_is_rated(views)
    parts = [
        block.markdown_paragraph(_lead(report, views, milestones, without_rag=without_rag)),
        key(views),
    ]
    reported = {view.outcome for view in report.views_shown} | set(report.milestones["outcome"])
    for outcome in report.council.outcomes:
        if outcome.id in reported:
            own = [view for view in views if view.outcome == outcome.id]
            updated = milestones[milestones["outcome"] == outcome.id]
            parts.append(_area(report, outcome, own, updated, without_rag=without_rag))
    return join_blocks(*parts)


def _lead(
    report: QuarterView,
    views: Sequence[MeasureView],
    milestones: pd.DataFrame,
    *,
    without_rag: bool,
) -> str:
    """Return how much is new, in words, what else is shown, and where nothing is rated that."""
    label = report.quarter.quarter.label
    new = [view for view in views if view.is_updated]
    old = [view for view in views if not view.is_updated]
    new_milestones = int(milestones["is_new"].sum())
    activities = sum(view.is_activity for view in new)
    added = _numbers(
        (len(new) - activities, "measure"),
        (activities, "activity indicator"),
        (new_milestones, "milestone"),
    )
    if not added:
        lead = f"Nothing is new in {label}."
    elif report.vintage.previous is None:
        lead = f"What is reported for {label} is shown by outcome area: {added}."
    else:
        lead = f"What is new in {label} is shown by outcome area: {added}."
    if old:
        are = wording.verb(len(old), "is", "are")
        some = wording.count(len(old), "measure", start=True)
        lead += f" {some} {are} shown without a new figure, being red or amber."
    if more := len(milestones) - new_milestones:
        are = wording.verb(more, "is", "are")
        some = wording.count(more, "milestone", start=True)
        lead += f" {some} {are} shown without a new state, being off track or at risk."
    if report.vintage.previous is not None:
        lead += " Whatever else has no new figure is left out."
    if not without_rag:
        return lead
    rated = ratings(view.assessment.rag.outcome for view in views)
    return f"{lead} {rating_counts.ratings_sentence(rated)}"


def _numbers(*numbers: tuple[int, str]) -> str:
    """Return ``54 measures, 11 activity indicators and 9 milestones``; "" where all are none."""
    written = wording.number_style(max(number for number, _ in numbers))
    there = [
        f"{written(number)} {wording.verb(number, thing, f'{thing}s')}"
        for number, thing in numbers
        if number
    ]
    return listed(there, "and")


def _none_is_rated(views: Sequence[MeasureView]) -> bool:
    """Whether there are measures and every one of them is not rated, so that no table says it."""
    return bool(views) and all(view.assessment.rag.outcome == "not_rated" for view in views)


def _area(
    report: QuarterView,
    outcome: Outcome,
    views: Sequence[MeasureView],
    milestones: pd.DataFrame,
    *,
    without_rag: bool,
) -> Block:
    parts = [block.heading(2, outcome.title)]
    for sub, title in [*((sub.id, sub.title) for sub in outcome.sub_outcomes), ("", "")]:
        own = [view for view in views if view.sub_outcome == sub]
        if own:
            rest = "Other measures" if outcome.sub_outcomes else "Measures"
            title = title or f"{rest}: {outcome.title}"
            parts += [block.heading(3, title), _measures(title, own, without_rag=without_rag)]
    if not views:
        label = report.quarter.quarter.label
        has_some = any(view.outcome == outcome.id for view in report.views_shown)
        is_ahead = outcome.id in set(report.in_development["outcome"])
        some = f"No measure of this area has a new figure in {label}."
        none = "The measures of this area are under development." if is_ahead else ""
        parts.append(block.markdown_paragraph(some if has_some else none))
    if not milestones.empty:
        title = f"Milestones: {outcome.title}"
        parts += [block.heading(3, title), _milestones(title, milestones)]
    return join_blocks(*parts)


def _measures(title: str, views: Sequence[MeasureView], *, without_rag: bool) -> Block:
    rows = [_row(view) for view in views]
    if without_rag:
        rows = [
            ["" if head == "RAG" else cell for head, cell in zip(_HEADERS, row, strict=True)]
            for row in rows
        ]
    shown = table(
        title,
        _HEADERS,
        rows,
        numeric=(2, 3, 6, 7),
        css="qb-wide qb-upright qb-performance qb-below-1",
        caption_hidden=True,
    )
    return join_blocks(block.html(shown), block.html(markers_note(views)))


def _row(view: MeasureView) -> list[str]:
    assessment = view.assessment
    current = assessment.current
    small = [view.format.unit_beside, READING_WORDS[assessment.rules.reading]]
    small.append("activity indicator" if view.is_activity else better_below(view))
    period: str = short_period(current.period) if current else NONE
    if not view.is_updated:
        period += Markup(' <br><span class="qb-when">not new</span>')
    return [
        row_link(view) + unit_below(", ".join(filter(None, small))),
        period,
        figure_cell(view),
        goal_cell(assessment.goal, view.format, is_activity=view.is_activity),
        judged_rag_mark(assessment),
        short_direction_mark(assessment),
        earlier_cell(stated_previous(assessment), view.format, short_period),
        year_ago_cell(view),
        commentary_cell(view),
    ]


def _milestones(title: str, milestones: pd.DataFrame) -> Block:
    rows = []
    for row in rows_of(milestones):
        name, *rest = milestone_cells(row)
        rows.append(
            [Markup('<span id="in-table-milestone-{}"></span>{}').format(row.id, name), *rest]
        )
    headers = ["Milestone", "Due", "Forecast or completed", "Status", "Comment"]
    css = "qb-wide qb-upright qb-new-milestones qb-below-1"
    return block.html(table(title, headers, rows, css=css, caption_hidden=True))
