"""Figures as readers see them."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from quarterbook.markers import MARKERS, meaning
from quarterbook.measure.readings import Goal, Reading
from quarterbook.periods import Period

MINUS = "−"


def number(value: float, decimals: int) -> str:
    """Return ``1,234.5`` with a real minus sign."""
    text = f"{value:,.{decimals}f}"
    if text.strip("-0.,") == "":
        return text.lstrip("-")
    return text.replace("-", MINUS)


def short(value: float | None, unit: str, decimals: int) -> str:
    """Return a figure for a table: with a sign for per cent or money, without other units."""
    if value is None:
        return ""
    text = number(value, decimals)
    if unit == "%":
        return f"{text}%"
    if unit in ("£", "£m"):
        sign = MINUS if text.startswith(MINUS) else ""
        return f"{sign}£{text.lstrip(MINUS)}{unit[1:]}"
    return text


def full(value: float | None, unit: str, decimals: int) -> str:
    """Return a figure for a sentence, with its unit."""
    text = short(value, unit, decimals)
    return f"{text} {unit}" if text and words_for_unit(unit) else text


def exact(value: float | None, unit: str, decimals: int) -> str:
    """Return a limit for a sentence: with up to two decimals more, where it has them."""
    if value is None:
        return ""
    places = next(
        (n for n in (decimals, decimals + 1) if abs(round(value, n) - value) < 1e-9), decimals + 2
    )
    return full(value, unit, places)


def short_period(period: Period) -> str:
    """Return a period for a narrow column: ``Oct 2020``."""
    if period.kind != "month":
        return period.label
    month, year = period.label.split()
    return f"{month[:3]} {year}"


def words_for_unit(unit: str) -> str:
    """Return the unit where it is written in words beside a figure, else nothing."""
    return "" if unit in ("%", "£", "£m", "number", "") else unit


def markers_of(reading: Reading) -> tuple[str, ...]:
    """Return the markers a reading is shown with; a changed past figure is always revised."""
    marks = [reading.marker] if reading.marker else []
    if reading.was is not None and "r" not in marks:
        marks.append("r")
    return tuple(marks)


def markers_words(used: Iterable[str]) -> str:
    """Return what the markers used mean: ``Markers: [p] provisional; [w] no survey.``"""
    chosen = set(used)
    said = "; ".join(f"[{mark}] {words}" for mark, words in MARKERS.items() if mark in chosen)
    return f"Markers: {said}." if said else ""


def reading_cell(reading: Reading | None, unit: str, decimals: int) -> str:
    """Return a figure with its markers as HTML for a table cell."""
    if reading is None:
        return '<span class="qb-none">–</span>'
    figure = escape(short(reading.value, unit, decimals))
    marks = "".join(
        f' <abbr class="qb-marker" title="{meaning(mark)}">[{mark}]</abbr>'
        for mark in markers_of(reading)
    )
    return f"{figure}{marks}".strip()


def goal_cell(goal: Goal, unit: str, decimals: int) -> str:
    """Return a target or an expected range for a table cell."""
    if goal.target is not None:
        return escape(short(goal.target, unit, decimals))
    if goal.lower is not None and goal.upper is not None:
        low, high = (short(edge, unit, decimals) for edge in (goal.lower, goal.upper))
        return escape(f"{low} to {high}")
    if goal.lower is not None:
        return escape(f"at least {short(goal.lower, unit, decimals)}")
    if goal.upper is not None:
        return escape(f"at most {short(goal.upper, unit, decimals)}")
    return '<span class="qb-none">No target</span>'
