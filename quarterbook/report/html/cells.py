"""Figures as readers see them."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from quarterbook.ground.markers import MARKERS, Marker, meaning
from quarterbook.ground.periods import Period
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.observations import Goal, Observation


def short_period(period: Period) -> str:
    """Return a period for a narrow column: ``Oct 2020``."""
    if period.kind != "month":
        return period.label
    month, year = period.label.split()
    return f"{month[:3]} {year}"


def markers_of(observation: Observation) -> tuple[str, ...]:
    """Return the markers an observation is shown with; a changed past figure is always revised."""
    marks = [observation.marker] if observation.marker else []
    if observation.was is not None and Marker.REVISED not in marks:
        marks.append(Marker.REVISED)
    return tuple(marks)


def markers_words(used: Iterable[str]) -> str:
    """Return what the markers used mean: ``Markers: [p] provisional; [w] no survey.``"""
    chosen = set(used)
    said = "; ".join(f"[{mark}] {words}" for mark, words in MARKERS.items() if mark in chosen)
    return f"Markers: {said}." if said else ""


def observation_cell(observation: Observation | None, format: NumberFormat) -> str:
    """Return a figure with its markers as HTML for a table cell."""
    if observation is None:
        return '<span class="qb-none">–</span>'
    figure = escape(format.short(observation.value))
    marks = "".join(
        f' <abbr class="qb-marker" title="{meaning(mark)}">[{mark}]</abbr>'
        for mark in markers_of(observation)
    )
    return f"{figure}{marks}".strip()


def goal_cell(goal: Goal, format: NumberFormat) -> str:
    """Return a target or an expected range for a table cell."""
    if goal.target is not None:
        return escape(format.short(goal.target))
    if goal.lower is not None and goal.upper is not None:
        low, high = (format.short(edge) for edge in (goal.lower, goal.upper))
        return escape(f"{low} to {high}")
    if goal.lower is not None:
        return escape(f"at least {format.short(goal.lower)}")
    if goal.upper is not None:
        return escape(f"at most {format.short(goal.upper)}")
    return '<span class="qb-none">No target</span>'


def unit_below(words: str) -> str:
    """Return a unit, or what else explains a figure, in small below a measure's name."""
    return f' <br><span class="qb-unit">{escape(words, quote=False)}</span>' if words else ""
