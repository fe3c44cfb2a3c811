"""The top of an outcome area's page, and the tables that several pages share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from quarterbook.ground.markdown import rich
from quarterbook.ground.markers import MARKERS, Marker
from quarterbook.ground.periods import long_date
from quarterbook.judge.counts import ratings
from quarterbook.judge.observations import Observation
from quarterbook.report.blocks.measure import FREQUENCIES, MeasureView
from quarterbook.report.html.block import Block, together
from quarterbook.report.html.cells import (
    goal_cell,
    markers_of,
    markers_words,
    observation_cell,
    unit_below,
)
from quarterbook.report.html.marks import (
    DIRECTION_MARKS,
    RAG_MARKS,
    direction_mark,
    mark,
    rag_mark,
    status_mark,
)
from quarterbook.report.html.tables import table

if TYPE_CHECKING:
    from quarterbook.report.notebook import Report
from quarterbook.report.html import block
from quarterbook.report.sentences import counts, outlook


def page(report: Report) -> Block:
    """What the area is about, how it stands in words and tiles, and its tables."""
    views = list(report)
    judged = [view for view in views if not view.is_activity]
    activities = [view for view in views if view.is_activity]
    area = report.outcome.title if report.outcome else "all outcome areas"
    summary = report.outcome.summary if report.outcome else ""
    parts = [
        block.paragraph(summary, "qb-lead"),
        block.paragraph(sentence(report)),
        block.html(rating_tiles(views)),
    ]
    if judged:
        parts.append(block.html(measures_table(f"Measures: {escape(area, quote=False)}", judged)))
    if activities:
        parts.append(
            block.html(
                activities_table(f"Activity indicators: {escape(area, quote=False)}", activities)
            )
        )
    parts.append(block.html(markers_note(views)))
    return together(*parts)


def sentence(report: Report) -> str:
    """What is new, how it moved and how it is rated."""
    new = int(report.milestones["is_new"].sum())
    rated = ratings(view.judged.rag.outcome for view in report.measures)
    return " ".join(
        part
        for part in (
            counts.updated_sentence(len(report.updated), new, report.quarter.quarter),
            *report.moved_sentences,
            counts.ratings_sentence(rated),
        )
        if part
    )


def rating_tiles(views: Sequence[MeasureView]) -> str:
    """How many are red, amber, green and not rated, and how many activity indicators there are."""
    rated = ratings(view.judged.rag.outcome for view in views if not view.is_activity)
    tiles = [
        ("red", rated.red),
        ("amber", rated.amber),
        ("green", rated.green),
        ("not_rated", rated.total - rated.rated),
    ]
    items = "".join(_tile(name, number, *RAG_MARKS[name]) for name, number in tiles)
    return f'<div class="qb-tiles">{items}</div>'


def _tile(name: str, number: int, shape: str, word: str) -> str:
    return (
        f'<div class="qb-tile qb-{name.replace("_", "-")}"><span class="qb-number">{number}</span> '
        f'<span class="qb-label"><span class="qb-shape" aria-hidden="true">{shape}</span> '
        f"{word}</span></div>"
    )


def _name(view: MeasureView) -> str:
    link = f'<a href="#{view.id}">{escape(view.title, quote=False)}</a>'
    return link + unit_below(view.format.unit_beside)


def _figure(view: MeasureView, observation: Observation | None) -> str:
    cell = observation_cell(observation, view.format)
    if observation and observation.was is not None:
        was = escape(view.format.short(observation.was))
        cell += f' <br><span class="qb-when">was {was}</span>'
    if observation and observation is view.judged.current and view.rounding:
        cell += f' <br><span class="qb-when">{observation.value:.12g} before rounding</span>'
    return cell


def _rating(view: MeasureView) -> str:
    """The rating and, where there is an outlook, what it would be at the year end."""
    judged = view.judged
    cell = rag_mark(judged.rag)
    if judged.outlook and judged.outlook.value is not None:
        cell += f" <br>{outlook.mark(judged.outlook, judged.outlook_rags[0], view.format)}"
    return cell


def _period(observation: Observation | None) -> str:
    return escape(observation.period.label) if observation else "–"


def measures_table(caption: str, views: Iterable[MeasureView]) -> str:
    """The table of measures: figure, target, rating, direction, earlier figures, trend."""
    rows = []
    for view in views:
        judged = view.judged
        current = judged.current
        previous = _figure(view, judged.previous)
        if judged.previous:
            previous += f' <br><span class="qb-when">{_period(judged.previous)}</span>'
        rows.append(
            [
                _name(view),
                _figure(view, current),
                _period(current),
                goal_cell(judged.goal, view.format),
                _rating(view),
                direction_mark(judged),
                previous,
                _figure(view, judged.year_ago),
                view.spark(),
            ]
        )
    headers = [
        "Measure",
        "Figure",
        "Period",
        "Target",
        "RAG",
        "Direction of travel",
        "Previous",
        "Same time last year",
        "Trend",
    ]
    return table(caption, headers, rows, numeric=(1, 3, 6, 7), css="qb-wide qb-measures")


def activities_table(caption: str, views: Iterable[MeasureView]) -> str:
    """The table of activity indicators: figure and expected range."""
    rows = []
    for view in views:
        judged = view.judged
        rows.append(
            [
                _name(view),
                _figure(view, judged.current),
                _period(judged.current),
                goal_cell(judged.goal, view.format).replace("No target", "No expected range"),
                rag_mark(judged.rag),
                _figure(view, judged.previous),
                _figure(view, judged.year_ago),
                view.spark(),
            ]
        )
    headers = [
        "Activity indicator",
        "Figure",
        "Period",
        "Expected range",
        "Against the range",
        "Previous",
        "Same time last year",
        "Trend",
    ]
    return table(caption, headers, rows, numeric=(1, 3, 5, 6), css="qb-wide qb-activities")


def markers_note(views: Sequence[MeasureView]) -> str:
    """What the markers used in the tables above mean."""
    used = {
        marker
        for view in views
        for observation in (view.judged.current, view.judged.previous, view.judged.year_ago)
        if observation
        for marker in markers_of(observation)
    }
    if any(view.judged.outlook and view.judged.outlook.value is not None for view in views):
        used.add(Marker.FORECAST)
    said = markers_words(used)
    return f'<p class="qb-small">{said}</p>' if said else ""


def milestones(report: Report) -> Block:
    """The table of milestones, soonest due first."""
    frame = report.milestones
    if frame.empty:
        return block.paragraph("No milestones are recorded.")
    titles = {outcome.id: outcome.title for outcome in report.council.outcomes}
    rows = []
    for row in frame.itertuples():
        new = ' <span class="qb-new">updated</span>' if row.is_new else ""
        name, *rest = milestone_cells(row)
        place = f'<span id="milestone-{row.id}"></span>'
        rows.append(
            [f"{place}{name}{new}", escape(titles[row.outcome], quote=False), *rest],
        )
    headers = ["Milestone", "Outcome area", "Due", "Forecast or completed", "Status", "Commentary"]
    return block.html(table("Milestones, soonest due first", headers, rows, css="qb-milestones"))


def milestone_cells(row: Any) -> list[str]:
    """Return a milestone as cells: title, due, forecast or completed, status and commentary."""
    return [
        escape(row.title, quote=False),
        _day(row.due),
        _day(row.completed_on if row.status == "completed" else row.forecast),
        status_mark(row.status) + _moved(row.status, row.status_before),
        rich(row.commentary),
    ]


def _day(day: pd.Timestamp) -> str:
    return "–" if pd.isna(day) else long_date(day.date())


def _moved(status: str, before: str) -> str:
    if not before or before == status:
        return ""
    return f' <br><span class="qb-basis">was {before.replace("_", " ")}</span>'


def in_development(report: Report) -> str:
    """The table of measures that have no figures yet."""
    frame = report.in_development
    if frame.empty:
        return "<p>No measure is in development.</p>"
    titles = {outcome.id: outcome.title for outcome in report.council.outcomes}
    rows = [
        [
            escape(row["title"], quote=False),
            escape(titles[row["outcome"]], quote=False),
            escape(row["definition"], quote=False),
            escape(row["owner"], quote=False),
        ]
        for row in frame.to_dict("records")
    ]
    headers = ["Measure", "Outcome area", "Definition", "Owner"]
    return table("Measures in development", headers, rows)


def rules(report: Report) -> str:
    """How each measure is judged, one row each, made from what judges it."""
    rows = [
        [
            escape(view.title, quote=False),
            FREQUENCIES[str(view.row["frequency"])],
            escape(view.how_judged, quote=False),
        ]
        for view in report
    ]
    return table("How each measure is judged", ["Measure", "Reported", "Rule"], rows)


def definitions(report: Report) -> str:
    """What each measure is and where its figures come from."""
    rows = [
        [
            escape(view.title, quote=False),
            escape(str(view.row["definition"]), quote=False),
            escape(str(view.row["source"]), quote=False),
        ]
        for view in report
    ]
    return table("Definitions and sources", ["Measure", "Definition", "Source"], rows)


def markers() -> str:
    """All markers and what they mean."""
    rows = [[f"[{key}]", word[0].upper() + word[1:]] for key, word in MARKERS.items()]
    return table("Markers", ["Marker", "Meaning"], rows)


def symbols() -> str:
    """The shapes of ratings and of directions of travel, and what they mean."""
    meanings = [
        (
            mark("rag", "red", *RAG_MARKS["red"]),
            "The target is missed by more than the measure's own rule allows",
        ),
        (
            mark("rag", "amber", *RAG_MARKS["amber"]),
            "The target is missed, but by no more than that rule allows",
        ),
        (mark("rag", "green", *RAG_MARKS["green"]), "The target is met"),
        (mark("rag", "within", *RAG_MARKS["within"]), "An activity indicator is as expected"),
        (
            mark("rag", "above", *RAG_MARKS["above"]),
            "An activity indicator is higher than expected",
        ),
        (mark("rag", "below", *RAG_MARKS["below"]), "An activity indicator is lower than expected"),
        (mark("dot", "improved", *DIRECTION_MARKS["improved"]), "Performance is better"),
        (mark("dot", "same", *DIRECTION_MARKS["same"]), "The figure is the same"),
        (mark("dot", "declined", *DIRECTION_MARKS["declined"]), "Performance is worse"),
    ]
    return table("Symbols", ["Symbol", "Meaning"], meanings)
