"""The exception report: what is red or amber, and what is being done."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from num2words import num2words

from quarterbook.ground import wording
from quarterbook.ground.markdown import rich
from quarterbook.judge.counts import ratings
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, join_blocks
from quarterbook.report.html.cells import (
    NONE,
    goal_cell,
    markers_note,
    observation_cell,
    short_period,
    year_ago_cell,
)
from quarterbook.report.html.links import linked_titles, row_link
from quarterbook.report.html.marks import judged_rag_mark, short_direction_mark
from quarterbook.report.html.tables import table
from quarterbook.report.sentences import counts
from quarterbook.report.sentences.method import FREQUENCY_WORDS
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView

_HEADERS = (
    "Indicator",
    "Service",
    "Period",
    "Unit",
    "Frequency",
    "Value",
    "RAG",
    "Direction of travel",
    "Target",
    "Last year",
    "Commentary",
    "Action",
)


def _in_year(report: QuarterView) -> tuple[list[MeasureView], list[MeasureView]]:
    """Return the measures with a figure for the quarter's financial year, and those without."""
    start = report.quarter.quarter.financial_year.start
    seen: tuple[list[MeasureView], list[MeasureView]] = ([], [])
    for view in report.measures:
        current = view.assessment.current
        seen[current is None or current.period.end < start].append(view)
    return seen


def _exceptions(report: QuarterView) -> list[MeasureView]:
    """Return the measures that are red, then those that are amber, as last reported in the year."""
    reported, _ = _in_year(report)
    return [view for colour in ("red", "amber") for view in reported if view.rag == colour]


def summary(report: QuarterView) -> Block:
    """How many measures have which rating, which red ones lack an action, which are unreported."""
    year = report.quarter.quarter.financial_year
    reported, missing = _in_year(report)
    if not reported:
        parts = [f"No measure has been reported in {year.label}."]
    else:
        rated = counts.ratings_sentence(ratings(view.assessment.rag.outcome for view in reported))
        each = wording.verb(len(reported), "The rating is", "Ratings are")
        parts = [f"{rated} {each} as last reported in {year.label}."]
        parts.append(_actions([view for view in reported if view.rag == "red"]))
    if missing:
        has = wording.verb(len(missing), "has", "have")
        some = wording.count(len(missing), "measure", start=True)
        parts.append(f"{some} {has} not been reported in {year.label}: {linked_titles(missing)}.")
    elif reported:
        parts.append(f"Every measure has been reported in {year.label}.")
    return join_blocks(*(block.markdown_paragraph(part) for part in parts))


def _actions(red: Sequence[MeasureView]) -> str:
    if not red:
        return "No measure is red."
    without = [view for view in red if not view.action.strip()]
    if not without:
        return wording.verb(
            len(red),
            "The red measure has an action recorded.",
            "Every red measure has an action recorded.",
        )
    if len(without) == len(red) == 1:
        return f"No action is recorded for the red measure: {linked_titles(without)}."
    of = wording.count(len(red), "red measure")
    if len(without) == len(red):
        return f"No action is recorded for any of the {of}: {linked_titles(without)}."
    how_many = num2words(len(without))
    return f"No action is recorded for {how_many} of the {of}: {linked_titles(without)}."


def exceptions_table(report: QuarterView) -> Block:
    """The twelve columns of every measure that is red or amber, red first."""
    views = _exceptions(report)
    year = report.quarter.quarter.financial_year
    if not views:
        return block.markdown_paragraph("No measure is red or amber.")
    caption = f"Measures rated red or amber as last reported in {year.label}"
    shown = table(
        caption,
        _HEADERS,
        map(_row, views),
        numeric=(5, 8, 9),
        css="qb-wide qb-landscape qb-exceptions",
    )
    return join_blocks(block.html(shown), block.html(markers_note(views)))


def _row(view: MeasureView) -> list[str]:
    judged, row = view.assessment, view.row
    current = judged.current
    assert current
    return [
        row_link(view),
        str(row["service"]) or NONE,
        short_period(current.period),
        view.format.unit_in_column,
        FREQUENCY_WORDS[view.frequency],
        observation_cell(current, view.format),
        judged_rag_mark(judged),
        short_direction_mark(judged),
        goal_cell(judged.goal, view.format),
        year_ago_cell(view),
        rich(view.commentary) or NONE,
        _action(view),
    ]


def _action(view: MeasureView) -> str:
    done = rich(view.action)
    if not done and view.rag == "red":
        return Markup("<strong>No action recorded</strong>")
    return done or NONE
