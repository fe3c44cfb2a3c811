"""The top of an outcome area's page, and the tables that several pages share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from quarterbook.data.tables.rows import rows_of
from quarterbook.ground.periods import Period
from quarterbook.judge.observations import Observation
from quarterbook.judge.rag import RagOutcome
from quarterbook.judge.rating_counts import ratings
from quarterbook.report.blocks import trend
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, join_blocks
from quarterbook.report.html.cells import (
    earlier_cell,
    goal_cell,
    markers_note,
    observation_cell,
    since_below,
    stated_previous,
    unit_below,
    was_below,
    year_ago_cell,
)
from quarterbook.report.html.element import element
from quarterbook.report.html.links import milestone_link
from quarterbook.report.html.marks import (
    RAG_MARKS,
    direction_mark,
    judged_rag_mark,
    outlook_mark,
    rag_mark,
)
from quarterbook.report.html.tables import table
from quarterbook.report.sentences import rating_counts, since_last_report
from quarterbook.report.sentences.method import READING_WORDS
from quarterbook.report.sentences.trend import rounding_sentence
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView

LINKED_TILES: tuple[RagOutcome, ...] = ("red", "amber", "not_rated", "green")
"""The ratings of which a summary names every measure, in its order."""


def page(report: QuarterView) -> Block:
    """What the area is about, how it stands in words and tiles, and its tables."""
    views = report.views_shown
    performance = [view for view in views if not view.is_activity]
    activities = [view for view in views if view.is_activity]
    quarter = report.quarter.quarter
    area = report.outcome.title if report.outcome else "all outcome areas"
    summary = report.outcome.summary if report.outcome else ""
    parts = [
        block.paragraph(summary, "qb-lead"),
        block.paragraph(_sentence(report)),
        block.html(rating_tiles(views)),
    ]
    if performance:
        parts.append(block.html(_measures_table(f"Measures: {area}", performance, quarter)))
    if activities:
        parts.append(
            block.html(_activities_table(f"Activity indicators: {area}", activities, quarter))
        )
    parts.append(block.html(markers_note(views, with_outlook=True)))
    if report.outcome:
        sentences = (_milestones(report), _in_development(report))
        parts += [block.html(element("p", words)) for words in sentences if words]
    return join_blocks(*parts)


def _milestones(report: QuarterView) -> Markup:
    """Return how each milestone with a new state stands: ``Milestones: Depot roof (at risk).``"""
    stand = [
        Markup("{} ({})").format(milestone_link(row), row.status.replace("_", " "))
        for row in rows_of(report.new_milestones)
    ]
    return _listed("Milestone", stand)


def _in_development(report: QuarterView) -> Markup:
    """Return which of an area's measures are to come: ``Measure in development: Verges.``"""
    assert report.outcome
    frame = report.in_development
    titles = frame.loc[frame["outcome"] == report.outcome.id, "title"]
    return _listed("Measure in development", [" ".join(title.split()) for title in titles])


def _listed(what: str, names: Sequence[str]) -> Markup:
    if not names:
        return Markup()
    first, _, rest = what.partition(" ")
    plural = " ".join(filter(None, (f"{first}s", rest)))
    return Markup("{}: {}.").format(what if len(names) == 1 else plural, Markup("; ").join(names))


def _sentence(report: QuarterView) -> str:
    """What is new, how it moved and how it is rated."""
    parts = [
        rating_counts.counts_sentence(report),
        *since_last_report.recorded_without_figure(report, lambda view: view.title),
        rating_counts.ratings_sentence(report.rated),
    ]
    return " ".join(part for part in parts if part)


def rating_tiles(views: Sequence[MeasureView], *, linked: bool = False) -> Markup:
    """How many are red, amber, green and not rated; nothing where none has a colour.

    linked
        whether those of `LINKED_TILES` lead to ``#red-measures`` and so on.
    """
    rated = ratings(view.assessment.rag.outcome for view in views if not view.is_activity)
    if not rated.rated:
        return Markup()
    tiles: list[tuple[RagOutcome, int]] = [
        ("red", rated.red),
        ("amber", rated.amber),
        ("green", rated.green),
        ("not_rated", rated.total - rated.rated),
    ]
    items = Markup().join(
        _tile(name, number, *RAG_MARKS[name], linked=linked and number > 0 and name in LINKED_TILES)
        for name, number in tiles
    )
    return Markup('<div class="qb-tiles">{}</div>').format(items)


def _tile(name: str, number: int, shape: str, word: str, *, linked: bool) -> Markup:
    to = Markup('<a href="#{}-measures" class="qb-name">{}</a>').format(
        name.replace("_", "-"), word
    )
    label = to if linked else word
    return Markup(
        '<div class="qb-tile qb-{}"><span class="qb-number">{}</span> '
        '<span class="qb-label"><span class="qb-shape" aria-hidden="true">{}</span> '
        "{}</span></div>"
    ).format(name.replace("_", "-"), number, shape, label)


def _name(view: MeasureView) -> Markup:
    link = Markup('<a href="#{}">{}</a>').format(view.id, view.title)
    covers = READING_WORDS[view.assessment.rules.reading]
    return link + unit_below(", ".join(filter(None, (view.format.unit_beside, covers))))


def _figure(view: MeasureView, observation: Observation | None) -> Markup:
    cell = observation_cell(observation, view.format) + was_below(observation, view.format)
    if observation and observation is view.assessment.current and rounding_sentence(view):
        figure = f"{observation.value:.15g}"
        rated = "rated" if observation.value == view.format.rounded(observation.value) else figure
        cell += Markup(' <br><span class="qb-when">{} before rounding</span>').format(rated)
    return cell + since_below(view) if observation is view.assessment.current else cell


def _rating(view: MeasureView) -> Markup:
    """The rating and, where there is an outlook, what it would be at the year end."""
    assessment = view.assessment
    cell = judged_rag_mark(assessment)
    if assessment.outlook and assessment.outlook.value is not None:
        cell += Markup(" <br>{}").format(
            outlook_mark(assessment.outlook, assessment.outlook_rags[0], view.format)
        )
    return cell


def _period(observation: Observation | None) -> str:
    return observation.period.label if observation else "–"


def _period_of(view: MeasureView, quarter: Period) -> str:
    """Return when a figure is of; print keeps of these what is of before ``quarter``."""
    current = view.assessment.current
    label = _period(current)
    if current is None or current.period.end >= quarter.start:
        return label
    return Markup('<span class="qb-earlier">{}</span>').format(label)


def _measures_table(caption: str, views: Iterable[MeasureView], quarter: Period) -> Markup:
    """The table of measures: figure, target, rating, direction, earlier figures, trend."""
    rows = []
    for view in views:
        assessment = view.assessment
        current = assessment.current
        rows.append(
            [
                _name(view),
                _figure(view, current),
                _period_of(view, quarter),
                goal_cell(assessment.goal, view.format),
                _rating(view),
                direction_mark(assessment),
                earlier_cell(stated_previous(assessment), view.format, lambda period: period.label),
                year_ago_cell(view),
                trend.spark(view),
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
    return table(
        caption, headers, rows, numeric=(1, 3, 6, 7), css="qb-wide qb-measures", once=(3, 4)
    )


def _activities_table(caption: str, views: Iterable[MeasureView], quarter: Period) -> Markup:
    """The table of activity indicators: figure and expected range."""
    rows = []
    for view in views:
        assessment = view.assessment
        rows.append(
            [
                _name(view),
                _figure(view, assessment.current),
                _period_of(view, quarter),
                goal_cell(assessment.goal, view.format, is_activity=True),
                rag_mark(assessment.rag),
                _figure(view, stated_previous(assessment)),
                year_ago_cell(view),
                trend.spark(view),
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
