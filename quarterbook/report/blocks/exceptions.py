"""The exception report: what is red or amber, and how old each figure is when members meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from num2words import num2words

from quarterbook.ground.markdown import rich
from quarterbook.ground.periods import Period, long_date
from quarterbook.ground.wording import listed
from quarterbook.judge.counts import ratings
from quarterbook.judge.observations import Observation
from quarterbook.report.blocks.measure import FREQUENCIES, MeasureView
from quarterbook.report.html.block import Block, together
from quarterbook.report.html.cells import (
    goal_cell,
    markers_of,
    markers_words,
    observation_cell,
    short_period,
)
from quarterbook.report.html.marks import rag_mark, short_direction_mark
from quarterbook.report.html.tables import table

if TYPE_CHECKING:
    from quarterbook.report.notebook import Report
from quarterbook.ground import wording
from quarterbook.report.html import block
from quarterbook.report.sentences import counts

NONE = '<span class="qb-none">–</span>'


HEADERS = (
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


def row_link(view: MeasureView) -> str:
    """Return a measure's title as HTML, linked to its section and a place to link to itself."""
    return f'<span id="in-table-{view.id}"></span>{link(view)}'


def link(view: MeasureView) -> str:
    """Return a measure's title as HTML, linked to its section."""
    return f'<a href="#{view.id}">{escape(view.title, quote=False)}</a>'


def told(view: MeasureView) -> str:
    """Return a measure's title in Markdown, linked to its section.

    An exempt measure has none that Markdown could find.
    """
    if any(item.measure == view.id for item in view.vintage.quarter.exempt):
        return f'<a href="#{view.id}">{block.markdown_text(view.title)}</a>'
    return block.link(view.title, f"#{view.id}")


def named(views: Iterable[MeasureView]) -> str:
    """Return measures by their linked titles, in Markdown."""
    return listed(map(told, views), "and")


def in_year(report: Report) -> tuple[list[MeasureView], list[MeasureView]]:
    """Return the measures with a figure for the quarter's financial year, and those without."""
    start = report.quarter.quarter.financial_year.start
    seen: tuple[list[MeasureView], list[MeasureView]] = ([], [])
    for view in report.measures:
        current = view.judged.current
        seen[current is None or current.period.end < start].append(view)
    return seen


def exceptions(report: Report) -> list[MeasureView]:
    """Return the measures that are red, then those that are amber, as last reported in the year."""
    reported, _ = in_year(report)
    return [view for colour in ("red", "amber") for view in reported if view.rag == colour]


def summary(report: Report) -> Block:
    """How many measures have which rating, which red ones lack an action, which are unreported."""
    year = report.quarter.quarter.financial_year
    reported, missing = in_year(report)
    if not reported:
        parts = [f"No measure has been reported in {year.label}."]
    else:
        rated = counts.ratings_sentence(ratings(view.judged.rag.outcome for view in reported))
        each = wording.verb(len(reported), "The rating is", "Ratings are")
        parts = [f"{rated} {each} as last reported in {year.label}."]
        parts.append(_actions([view for view in reported if view.rag == "red"]))
    if missing:
        has = wording.verb(len(missing), "has", "have")
        some = wording.count(len(missing), "measure", start=True)
        parts.append(f"{some} {has} not been reported in {year.label}: {named(missing)}.")
    elif reported:
        parts.append(f"Every measure has been reported in {year.label}.")
    return together(*(block.said(part) for part in parts))


def _actions(red: Sequence[MeasureView]) -> str:
    if not red:
        return "No measure is red."
    without = [view for view in red if not _has_action(view)]
    if not without:
        return wording.verb(
            len(red),
            "The red measure has an action recorded.",
            "Every red measure has an action recorded.",
        )
    if len(without) == len(red) == 1:
        return f"No action is recorded for the red measure: {named(without)}."
    of = wording.count(len(red), "red measure")
    if len(without) == len(red):
        return f"No action is recorded for any of the {of}: {named(without)}."
    return f"No action is recorded for {num2words(len(without))} of the {of}: {named(without)}."


def _has_action(view: MeasureView) -> bool:
    return bool(str(view.words.get("action", "")).strip())


def exceptions_table(report: Report) -> Block:
    """The twelve columns of every measure that is red or amber, red first."""
    views = exceptions(report)
    year = report.quarter.quarter.financial_year
    if not views:
        return block.said("No measure is red or amber.")
    caption = f"Measures rated red or amber as last reported in {year.label}"
    shown = table(
        caption,
        HEADERS,
        map(_row, views),
        numeric=(5, 8, 9),
        css="qb-wide qb-landscape qb-exceptions",
    )
    return together(block.html(shown), markers_note(views))


def markers_note(views: Iterable[MeasureView]) -> Block:
    """What the markers in a table of figures mean, earlier ones included."""
    said = markers_words(
        mark
        for view in views
        for observation in (view.judged.current, view.judged.previous, view.judged.year_ago)
        if observation
        for mark in markers_of(observation)
    )
    return block.html(f'<p class="qb-small">{said}</p>' if said else "")


def _row(view: MeasureView) -> list[str]:
    judged, row = view.judged, view.row
    current = judged.current
    assert current
    return [
        row_link(view),
        escape(str(row["service"]), quote=False) or NONE,
        escape(short_period(current.period), quote=False),
        escape(view.format.unit_in_column, quote=False),
        FREQUENCIES[str(row["frequency"])],
        observation_cell(current, view.format),
        rag_mark(judged.rag),
        short_direction_mark(judged.direction),
        goal_cell(judged.goal, view.format),
        year_ago_cell(view),
        rich(str(view.words.get("commentary", ""))) or NONE,
        _action(view),
    ]


def year_ago_cell(view: MeasureView) -> str:
    """Return the figure of a year ago, with its period where it is of another time."""
    judged = view.judged
    cell = observation_cell(judged.year_ago, view.format)
    if judged.year_ago and judged.current:
        period = judged.year_ago.period
        if period != judged.current.period.year_ago():
            cell += f' <br><span class="qb-when">{escape(short_period(period))}</span>'
    return cell


def _action(view: MeasureView) -> str:
    done = rich(str(view.words.get("action", "")))
    if not done and view.rag == "red":
        return "<strong>No action recorded</strong>"
    return done or NONE


def ages(report: Report, on: date | None, note_older_than: int, later: Report | None) -> Block:
    """How old each figure is on the day of the meeting, and what has been recorded since.

    on
        that day; without one, the age is that on the cut-off.
    later
        the same quarter with what was recorded after the cut-off.
    """
    dated = [
        ((on or report.quarter.cut_off) - view.judged.current.period.end, view)
        for view in report.measures
        if view.judged.current
    ]
    if not dated:
        return block.said("No measure has a figure.")
    aged = sorted(((age.days, view) for age, view in dated), key=lambda pair: -pair[0])
    newer = _newer([view for _, view in aged], later) if later else {}
    rows = []
    for days, view in aged:
        current = view.judged.current
        assert current
        rows.append(
            [
                link(view),
                escape(short_period(current.period), quote=False),
                str(days),
                f"Older than {note_older_than} days" if days > note_older_than else NONE,
                *([_newer_cell(view, newer.get(view.id))] if later else []),
            ]
        )
    day = f"the day of the meeting, {long_date(on)}" if on else "the cut-off date"
    headers = ["Measure", "Figure for", "Age in days", "Note"]
    headers += ["Recorded since"] if later else []
    return together(
        block.said(_aged_sentence([days for days, _ in aged], note_older_than, day)),
        block.said(_newer_sentence(aged, newer)) if later else Block(),
        block.html(table(f"Age of each figure on {day}", headers, rows, numeric=(2,))),
    )


def _aged_sentence(days: Sequence[int], limit: int, day: str) -> str:
    old = sum(age > limit for age in days)
    each = wording.verb(len(days), "the one figure is", "the figures are")
    span = f"between {days[-1]} and {days[0]} days" if days[0] != days[-1] else f"{days[0]} days"
    some = wording.count(old, "figure", start=True)
    return (
        f"On {day}, {each} {span} old, counted from the end of the period. "
        f"{some} {wording.verb(old, 'is', 'are')} older than {limit} days."
    )


def _newer(views: Iterable[MeasureView], later: Report) -> dict[str, MeasureView]:
    """Return the later views of the measures whose newest figure is another one now."""
    found = {view.id: view for view in later.everything}
    return {
        view.id: found[view.id]
        for view in views
        if view.id in found and _figure(found[view.id]) != _figure(view)
    }


def _figure(view: MeasureView) -> tuple[Period, float | None] | None:
    current = view.judged.current
    return (current.period, current.value) if current else None


def _newer_cell(view: MeasureView, newer: MeasureView | None) -> str:
    if newer is None or newer.judged.current is None or view.judged.current is None:
        return NONE
    observation: Observation = newer.judged.current
    figure = observation_cell(observation, view.format)
    unit = view.format.unit_beside
    period = short_period(observation.period)
    revised = observation.period == view.judged.current.period
    when = f"{period}, revised" if revised else period
    said = f"{figure} {escape(unit, quote=False)}".strip()
    return f"{said} ({escape(when, quote=False)}) <br>{rag_mark(newer.judged.rag)}"


def _newer_sentence(aged: Iterable[tuple[int, MeasureView]], newer: dict[str, MeasureView]) -> str:
    if not newer:
        return "No newer figure has been recorded since the cut-off."
    has = wording.verb(len(newer), "has", "have")
    text = f"{wording.count(len(newer), 'measure', start=True)} {has} a newer figure."
    changed = [
        f"{told(view)} was {view.rag} and is now {newer[view.id].rag}"
        for _, view in aged
        if view.id in newer and newer[view.id].rag != view.rag
    ]
    if not changed:
        return f"{text} No rating has changed with it."
    return f"{text} {'; '.join(changed)}."
