"""The outlook for the year end, from the chapter of that name in docs/judging.md."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from oracle.ratings import by_goal
from oracle.records import Goal, Known, Measure, comparable
from oracle.spans import Span

ENOUGH = Fraction(4, 5)


class Outlook(NamedTuple):
    span: Span
    value: Fraction
    low: Fraction | None
    high: Fraction | None
    rating: str
    by: str


def outlook(measure: Measure, newest: Known | None) -> Outlook | None:
    """The figure to expect for the end of the year, where one is given."""
    if newest is None or newest.value is None or newest.withheld or measure.step >= 12:
        return None
    end = _year_end(measure, newest.span)
    goal = _goal_of_year_end(measure, end)
    if newest.span.is_at(end) or (goal.target is None and measure.rule != "bands"):
        return None
    by, drawn = _drawn(measure, newest, end)
    if drawn is None:
        return None
    value, low, high = (
        None if one is None else measure.shown(_kept(measure, one)) for one in drawn
    )
    assert value is not None
    return Outlook(end, value, low, high, by_goal(measure, value, goal)[0], by)


def _year_end(measure: Measure, span: Span) -> Span:
    last = (int(span.financial_year[:4]) + 1) * 12 + 2
    return Span(last - measure.step + 1, measure.step, "")


def _goal_of_year_end(measure: Measure, end: Span) -> Goal:
    """Of a year-to-date measure a row for the whole year is the year end's."""
    goal = measure.goal(end)
    return goal if goal != Goal() else measure.goals.get(end.financial_year, Goal())


def _kept(measure: Measure, value: Fraction) -> Fraction:
    """A percentage keeps between 0 and 100, and what was never below nothing stays there."""
    if measure.unit == "%":
        return min(max(value, Fraction(0)), Fraction(100))
    if all(one.value is None or one.value >= 0 for one in measure.figures):
        return max(value, Fraction(0))
    return value


Drawn = tuple[Fraction, Fraction | None, Fraction | None] | None


def _drawn(measure: Measure, newest: Known, end: Span) -> tuple[str, Drawn]:
    owners = next((one for one in measure.forecasts if one.span.is_at(end)), None)
    if owners is not None and owners.value is not None:
        return "owner", (owners.value, None, None)
    figures = {
        one.span.first: measure.shown(one.value)
        for one in comparable(measure, newest)
        if one.value is not None and not one.withheld
    }
    if measure.reading == "year_to_date":
        return "profile", _by_profile(figures, newest.span, end)
    if measure.seasonal == "yes":
        return "seasonal", _by_season(figures, newest.span, end)
    return "drift", _by_drift(figures, newest.span, end, measure.step)


def _by_profile(figures: dict[int, Fraction], now: Span, end: Span) -> Drawn:
    value = figures[now.first]

    def share(years: int) -> Fraction | None:
        part, whole = figures.get(now.first - 12 * years), figures.get(end.first - 12 * years)
        return part / whole if part and whole else None

    shares = [one for years in range(1, 6) if (one := share(years)) is not None]
    last = share(1)
    if last is None:
        return None
    missed, unchanged = [], []
    years = 1
    while (part := figures.get(now.first - 12 * years)) is not None:
        whole, before = (
            figures.get(end.first - 12 * years),
            figures.get(end.first - 12 * (years + 1)),
        )
        past = share(years + 1)
        if whole is not None and before is not None and past is not None:
            missed.append(abs(part / past - whole))
            unchanged.append(abs(before - whole))
        years += 1
    if len(missed) < 2 or not _is_better(missed, unchanged):
        return None
    ends = [value / one for one in shares]
    return value / last, min(ends), max(ends)


def _by_season(figures: dict[int, Fraction], now: Span, end: Span) -> Drawn:
    ahead = end.first - now.first

    def change(first: int) -> Fraction | None:
        new, old = figures.get(first), figures.get(first - 12)
        return None if new is None or old is None else new - old

    own, last_end = change(now.first), figures.get(end.first - 12)
    if own is None or last_end is None:
        return None
    missed, unchanged, newest = [], [], []
    for first in sorted(figures):
        then, later = change(first - ahead), change(first)
        if then is not None and later is not None:
            missed.append(abs(later - then))
            unchanged.append(abs(later))
            newest.append(abs(figures[first] - figures[first - ahead]))
    if len(missed) < 4 or not all(_is_better(missed, one) for one in (unchanged, newest)):
        return None
    value = last_end + own
    return value, value - _four_in_five(missed), value + _four_in_five(missed)


def _by_drift(figures: dict[int, Fraction], now: Span, end: Span, step: int) -> Drawn:
    firsts = sorted(figures)
    ahead = (end.first - now.first) // step

    def carried(first: int) -> Fraction:
        steps = (first - firsts[0]) // step
        return figures[first] + (figures[first] - figures[firsts[0]]) / steps * ahead

    missed, unchanged = [], []
    for first in firsts[3:]:
        later = figures.get(first + ahead * step)
        if later is not None:
            missed.append(abs(carried(first) - later))
            unchanged.append(abs(figures[first] - later))
    if len(missed) < 4 or not _is_better(missed, unchanged):
        return None
    value = carried(now.first)
    return value, value - _four_in_five(missed), value + _four_in_five(missed)


def _is_better(missed: list[Fraction], unchanged: list[Fraction]) -> bool:
    """Whether it missed by at least a fifth less on average than to expect no change."""
    return sum(missed) <= ENOUGH * sum(unchanged)


def _four_in_five(missed: list[Fraction]) -> Fraction:
    """What four in five of the errors were no larger than."""
    place = -(-len(missed) * 4 // 5)
    return sorted(missed)[place - 1]
