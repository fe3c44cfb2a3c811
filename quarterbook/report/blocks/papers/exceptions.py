"""The exception report: what is red or amber, and what is being done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup
from num2words import num2words

from quarterbook.ground import wording
from quarterbook.ground.periods import Period, long_date
from quarterbook.judge.observations import Observation
from quarterbook.judge.rating_counts import ratings
from quarterbook.report.blocks.method import by_rule
from quarterbook.report.blocks.milestones import late_sentence, late_table
from quarterbook.report.blocks.papers.key import better_below, key
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, join_blocks
from quarterbook.report.html.cells import (
    NONE,
    action_cell,
    commentary_cell,
    figure_cell,
    goal_cell,
    markers_note,
    short_period,
    unit_below,
    year_ago_cell,
)
from quarterbook.report.html.links import linked_titles, paper_link, row_link
from quarterbook.report.html.marks import judged_rag_mark, short_direction_mark
from quarterbook.report.html.tables import table
from quarterbook.report.sentences import rating_counts
from quarterbook.report.sentences.method import FREQUENCY_WORDS, READING_WORDS
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView

_HEADERS = (
    "Measure",
    "Service",
    "Period",
    "Figure",
    "RAG",
    "Direction of travel",
    "Target",
    "Last year",
    "Comment",
    "Action",
)


_FEW = 5  # measures that are still named in a sentence


def _exceptions(report: QuarterView) -> list[MeasureView]:
    """Return the measures that are red, then those that are amber, however old their figures."""
    return [view for colour in ("red", "amber") for view in report.measures if view.rag == colour]


def summary(report: QuarterView) -> Block:
    """How many measures have which rating, which are red or lack an action, which are old."""
    views = [view for view in report.measures if view.assessment.current]
    if not views:
        return block.markdown_paragraph("No measure has a figure.")
    each = wording.verb(len(views), "The rating is that", "Ratings are those")
    of = wording.verb(len(views), "its newest figure", "the newest figures")
    rated = rating_counts.ratings_sentence(ratings(view.assessment.rag.outcome for view in views))
    parts = [
        f"{rated} {each} of {of} on the cut-off date, {long_date(report.quarter.cut_off)}.",
        _reds([view for view in views if view.rag == "red"]),
        *_amber_actions([view for view in views if view.rag == "amber"]),
        *_of_earlier_years(views, report.quarter.quarter.financial_year),
        *by_rule.differing(report.council, _exceptions(report), paper_link),
    ]
    parts.append(late_sentence(report))
    missing = [view for view in report.measures if view not in views]
    if missing:
        has = wording.verb(len(missing), "has", "have")
        some = wording.count(len(missing), "measure", start=True)
        parts.append(f"{some} {has} no figure yet: {linked_titles(missing)}.")
    return join_blocks(*(block.markdown_paragraph(part) for part in parts if part))


def _of_earlier_years(views: Sequence[MeasureView], year: Period) -> list[str]:
    """Which of the measures have no figure for a period that lies within this financial year."""
    old = [
        view
        for view in views
        if view.assessment.current and view.assessment.current.period.start < year.start
    ]
    if not old:
        return []
    some, begun = wording.count(len(old), "measure"), long_date(year.start)
    figure = wording.verb(len(old), "figure of {} is", "figures of {} are").format(some)
    return [f"The newest {figure} for a period that began before {begun}: {linked_titles(old)}."]


def _reds(red: Sequence[MeasureView]) -> str:
    """Which measures are red, by name, and for which of them no action is recorded."""
    if not red:
        return "No measure is red."
    are = wording.verb(len(red), "is", "are")
    named = f"{wording.count(len(red), 'measure', start=True)} {are} red: {linked_titles(red)}."
    without = [view for view in red if not view.action.strip()]
    if not without:
        return f"{named} {wording.verb(len(red), 'It', 'Each')} has an action recorded."
    if len(without) == len(red):
        of = {1: "it", 2: "either"}.get(len(red), "any of them")
        return f"{named} No action is recorded for {of}."
    some = f"{num2words(len(without))} of them: {linked_titles(without)}"
    return f"{named} No action is recorded for {some}."


def _amber_actions(amber: Sequence[MeasureView]) -> list[str]:
    """How many of the amber measures have no action, a few by name; nothing where each has one."""
    without = [view for view in amber if not view.action.strip()]
    if not without:
        return []
    written = wording.number_style(len(amber))
    of = f"{written(len(without))} of the {written(len(amber))} amber measures"
    named = f": {linked_titles(without)}" if len(without) <= _FEW else ""
    return [f"No action is recorded for {of if len(amber) > 1 else 'the amber measure'}{named}."]


def exceptions_table(report: QuarterView, day: date | None = None) -> Block:
    """Every measure that is red or amber, red first, in ten columns; milestones below it.

    A unit without a sign stands below the name, how often there is a figure below its period:
    paper has no room for whole words in twelve columns. Ages count to the day, by default the
    cut-off date.
    """
    views, late = _exceptions(report), late_table(report)
    if not views:
        return join_blocks(block.markdown_paragraph("No measure is red or amber."), late)
    cut_off = report.quarter.cut_off
    then = f"on {long_date(day)}" if day else "then"
    shown = table(
        f"Measures rated red or amber by their newest figure on {long_date(cut_off)}, "
        f"with its age {then}",
        _HEADERS,
        [_row(view, day or cut_off) for view in views],
        numeric=(3, 6, 7),
        css="qb-wide qb-upright qb-exceptions qb-below-2",
        once=(6,),
    )
    return join_blocks(key(views), block.html(shown), block.html(markers_note(views)), late)


def _row(view: MeasureView, on: date) -> list[str]:
    assessment, row = view.assessment, view.row
    reading = READING_WORDS[assessment.rules.reading]
    small = [view.format.unit_beside, reading, better_below(view)]
    return [
        row_link(view) + unit_below(", ".join(filter(None, small))),
        str(row["service"]) or NONE,
        _when(assessment.current, FREQUENCY_WORDS[view.frequency], on),
        figure_cell(view),
        judged_rag_mark(assessment),
        short_direction_mark(assessment),
        goal_cell(assessment.goal, view.format),
        year_ago_cell(view),
        commentary_cell(view),
        action_cell(view),
    ]


def _when(current: Observation | None, often: str, on: date) -> str:
    """Return a figure's period, how often there is one, and its age.

    A measure that is judged may have no figure.
    """
    small = Markup(' <br><span class="qb-when">{}</span>').format
    if current is None:
        return NONE + small(often)
    age = small(f"{_age(current.period, on)} old")
    return Markup("{}{}{}").format(short_period(current.period), small(often), age)


def _age(period: Period, on: date) -> str:
    days = (on - period.end).days
    return f"{days:,} {wording.verb(days, 'day', 'days')}"
