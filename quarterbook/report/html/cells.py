"""What stands in the cells of tables: figures, targets, links to measures, what markers mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import pandas as pd
from markupsafe import Markup, escape

from quarterbook.ground.markdown import owners_words
from quarterbook.ground.markers import MARKERS, Marker, meaning
from quarterbook.ground.periods import Period, long_date
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.assessment import Assessment
from quarterbook.judge.direction import DEFINITION_CHANGED
from quarterbook.judge.observations import Goal, Observation
from quarterbook.report.views.measure import MeasureView, markers_of

NONE = Markup('<span class="qb-none">–</span>')


def short_period(period: Period) -> str:
    """Return a period for a narrow column: ``Oct 2020``."""
    if period.kind != "month":
        return period.label
    month, year = period.label.split()
    return f"{month[:3]} {year}"


def markers_words(used: Iterable[str]) -> str:
    """Return what the markers used mean: ``Markers: [p] provisional; [w] no survey.``"""
    chosen = set(used)
    meanings = "; ".join(f"[{mark}] {words}" for mark, words in MARKERS.items() if mark in chosen)
    return f"Markers: {meanings}." if meanings else ""


def observation_cell(observation: Observation | None, format: NumberFormat) -> Markup:
    """Return a figure with its markers as HTML for a table cell."""
    if observation is None:
        return NONE
    figure = escape(format.short(observation.value))
    marks = Markup().join(
        Markup(' <abbr class="qb-marker" title="{}">[{}]</abbr>').format(meaning(mark), mark)
        for mark in markers_of(observation)
    )
    return (figure + marks).strip()


def figure_cell(view: MeasureView) -> Markup:
    """Return a measure's figure, and below it what it was and what has come in since."""
    cell = observation_cell(view.assessment.current, view.format)
    return cell + was_below(view.assessment.current, view.format) + since_below(view)


def was_below(observation: Observation | None, format: NumberFormat) -> Markup:
    """Return what a revised figure was in the report before, in small below it."""
    if observation is None or observation.was is None:
        return Markup()
    was = format.short(observation.was)
    return Markup(' <br><span class="qb-when">was {}</span>').format(was)


def since_below(view: MeasureView) -> Markup:
    """Return what has come in since the quarter's end, in small below a figure, where it has."""
    if not view.since:
        return Markup()
    return Markup(' <br><span class="qb-when">since then {}</span>').format(view.since)


def goal_cell(goal: Goal, format: NumberFormat, *, is_activity: bool = False) -> Markup:
    """Return a target or, of an activity indicator, an expected range for a table cell."""
    if goal.target is not None:
        return escape(format.short(goal.target))
    if goal.lower is not None and goal.upper is not None:
        low, high = (format.short(edge) for edge in (goal.lower, goal.upper))
        return escape(f"{low} to {high}")
    if goal.lower is not None:
        return escape(f"at least {format.short(goal.lower)}")
    if goal.upper is not None:
        return escape(f"at most {format.short(goal.upper)}")
    words = "No expected range" if is_activity else "No target"
    if goal.is_unknown:
        words = "Not recorded"
    return Markup('<span class="qb-none">{}</span>').format(words)


def unit_below(words: str) -> Markup:
    """Return a unit, or what else explains a figure, in small below a measure's name."""
    return Markup(' <br><span class="qb-unit">{}</span>').format(words) if words else Markup()


def year_ago_cell(view: MeasureView) -> Markup:
    """Return the figure of a year ago, with its period where it is of another time."""
    assessment = view.assessment
    before, current = assessment.year_ago, assessment.current
    cell = observation_cell(before, view.format)
    if before and current and before.period != current.period.year_ago():
        when = short_period(before.period)
        cell += Markup(' <br><span class="qb-when">{}</span>').format(when)
    return cell + was_below(before, view.format)


def earlier_cell(
    observation: Observation | None, format: NumberFormat, label: Callable[[Period], str]
) -> Markup:
    """Return an earlier figure, below it its period and, where it was revised, what it was."""
    cell = observation_cell(observation, format)
    if observation:
        when = Markup(' <br><span class="qb-when">{}</span>').format(label(observation.period))
        cell += when + was_below(observation, format)
    return cell


def stated_previous(assessment: Assessment) -> Observation | None:
    """Return the figure before the newest, for a table that has last year's beside it.

    None where it is last year's own, with nothing recorded in between.
    """
    within_year = assessment.rules.frequency in ("monthly", "quarterly")
    return (
        None if within_year and assessment.previous == assessment.year_ago else assessment.previous
    )


def markers_note(
    views: Iterable[MeasureView], *, with_outlook: bool = False, newest_only: bool = False
) -> Markup:
    """Return what the markers in a table of figures mean, those of earlier figures included.

    with_outlook
        whether the table has outlooks, which are left out on paper.
    newest_only
        whether the table has no earlier figures.
    """
    used: set[str] = set()
    has_outlook = False
    for view in views:
        assessment = view.assessment
        shown = (assessment.current, assessment.previous, assessment.year_ago)
        for observation in shown[:1] if newest_only else (*shown, *assessment.later_figures[-1:]):
            used.update(markers_of(observation) if observation else ())
        if with_outlook and assessment.outlook and assessment.outlook.value is not None:
            has_outlook = True
    words = markers_words(used)
    if has_outlook and Marker.FORECAST not in used:
        ahead = markers_words([Marker.FORECAST])
        if not words:
            return Markup('<p class="qb-small qb-web-only">{}</p>').format(ahead)
        more = Markup('<span class="qb-web-only">; {}</span>').format(
            ahead.removeprefix("Markers: ").removesuffix(".")
        )
        return Markup('<p class="qb-small">{}{}.</p>').format(words.removesuffix("."), more)
    return Markup('<p class="qb-small">{}</p>').format(words) if words else Markup()


def commentary_cell(view: MeasureView) -> Markup:
    """Return what the owner says and, where it changed this period, how the measure is defined."""
    words = owners_words(view.commentary)
    definition = " ".join(str(view.row["definition"]).split())
    if view.assessment.direction.reason != DEFINITION_CHANGED or not definition:
        return words or NONE
    return words + Markup(' <p class="qb-when">Definition, which has changed: {}</p>').format(
        definition
    )


def action_cell(view: MeasureView) -> Markup:
    """Return what is being done, or that nothing is recorded, with owner and date below it."""
    done = owners_words(view.action)
    below = answerable(view)
    if not done:
        done = Markup("<p><strong>No action recorded</strong></p>")
        below = f"Owner: {below}" if below else ""
    return done + (Markup(' <p class="qb-when">{}</p>').format(below) if below else Markup())


def answerable(view: MeasureView) -> str:
    """Return who answers for a measure, and by when its action is to be done or when it was set.

    ``Head of Waste and Recycling, by 31 March 2022`` or, without such a day,
    ``Head of Waste and Recycling, recorded 2 February 2022``.
    """
    words = view.words
    owner = str(words.get("owner") or view.row["owner"])
    by, written = _day(words.get("action_by")), _day(words.get("written_on"))
    when = ""
    if view.action.strip():
        when = f"by {long_date(by)}" if by else f"recorded {long_date(written)}" if written else ""
    return ", ".join(filter(None, (" ".join(owner.split()), when)))


def _day(value: object) -> date | None:
    return value.date() if isinstance(value, pd.Timestamp) else None
