"""The direction of travel, from the chapter of that name in docs/judging.md."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

from oracle.control import control_chart, is_of_several_levels
from oracle.ratings import share_or_points
from oracle.records import Known, Measure, comparable
from oracle.spans import Span

CHARTED = {"monthly": 25, "quarterly": 13, "annual": 10, "biennial": 6}
NAMES = {"monthly": "month", "quarterly": "quarter", "annual": "year", "biennial": "survey"}


class Travel(NamedTuple):
    """Improved, same, declined or not comparable; why not; and the basis as readers have it."""

    word: str
    reason: str
    basis: str


def travel(measure: Measure, figure: Known | None) -> Travel:
    return _by(measure, figure, measure.setting("direction_basis", "previous"))


def second(measure: Measure, figure: Known | None) -> Travel | None:
    """The direction for the long term, where the measure has a basis for one."""
    basis = measure.long_term_basis
    return _by(measure, figure, basis) if basis else None


def _by(measure: Measure, figure: Known | None, basis: str) -> Travel:
    if basis == "judged":
        return _judged(measure, figure)
    if figure is None or figure.value is None or figure.withheld:
        withheld = figure is not None and figure.withheld
        return Travel("not comparable", "withheld" if withheld else "no figure", "")
    if basis == "trend":
        return _by_slope(measure, figure)
    if basis == "spc":
        return _by_chart(measure, figure)
    return _by_figure(measure, figure, basis)


def _judged(measure: Measure, figure: Known | None) -> Travel:
    if figure is not None and figure.withheld:
        return Travel("not comparable", "withheld", "")
    word = measure.comment.get("direction_judgement")
    if not word:
        return Travel("not comparable", "no direction recorded", "")
    return Travel(word, "", "as recorded")


def _by_figure(measure: Measure, figure: Known, basis: str) -> Travel:
    back = 24 if measure.frequency == "biennial" else 12
    a_year_ago = figure.span.moved(-back)
    if measure.reading == "year_to_date" or measure.seasonal == "yes":
        is_stated = bool(measure.row.get("direction_basis"))
        if measure.reading != "year_to_date" and is_stated and basis == "previous":
            return Travel("not comparable", "seasonal", "")
        basis = "year_ago"
    if basis == "year_ago":
        other = measure.at(a_year_ago)
        if other is None or other.value is None or other.withheld:
            return Travel("not comparable", "no figure a year ago", "")
        said = f"same {NAMES[measure.frequency]} last year"
        if measure.step >= 12:
            said = "previous year" if back == 12 else other.span.label
    else:
        earlier = [
            one
            for one in measure.figures
            if one.span < figure.span and one.value is not None and not one.withheld
        ]
        if not earlier:
            return Travel("not comparable", "first figure", "")
        other = earlier[-1]
        beside = other.span.is_at(figure.span.moved(-measure.step))
        said = f"previous {NAMES[measure.frequency]}" if beside else other.span.label
        if measure.frequency == "biennial":
            said = other.span.label
    between = [one for one in comparable(measure, figure) if one.span.is_at(other.span)]
    if not between:
        broken = any(
            one.marker == "b" for one in measure.figures if other.span < one.span <= figure.span
        )
        return Travel("not comparable", "break in series" if broken else "definition changed", "")
    assert figure.value is not None
    assert other.value is not None
    return Travel(_moved(measure, figure.value, other.value, figure.span, other.span), "", said)


def _moved(measure: Measure, new: Fraction, old: Fraction, now: Span, then: Span) -> str:
    """Improved, same or declined; of a measure without a better side, higher or lower."""
    near = share_or_points(measure.same_within, old) if measure.same_within else Fraction(0)
    if abs(new - old) <= near:
        return "same"
    if measure.polarity == "none":
        return "higher" if new > old else "lower"
    if measure.polarity == "plan":
        plan, before = measure.goal(now).target, measure.goal(then).target
        if plan is None:
            return "not comparable"
        distance, past = abs(new - plan), abs(old - (plan if before is None else before))
        if distance == past:
            return "same"
        return "improved" if distance < past else "declined"
    return "improved" if (new > old) == (measure.polarity == "higher") else "declined"


def _better(measure: Measure, up: bool) -> str:
    if measure.polarity == "none":
        return "higher" if up else "lower"
    return "improved" if up == (measure.polarity == "higher") else "declined"


def _by_slope(measure: Measure, figure: Known) -> Travel:
    if measure.reading == "year_to_date":
        return Travel("not comparable", "figures add up over the year", "")
    if measure.seasonal == "yes":
        return Travel("not comparable", "seasonal", "")
    start = figure.span.first - (CHARTED[measure.frequency] - 1) * measure.step
    points = [
        (one.span.first // measure.step, float(one.value))
        for one in comparable(measure, figure)
        if one.span.first >= start and one.value is not None and not one.withheld
    ]
    if len(points) < 4:
        return Travel("not comparable", "too few figures for a trend", "")
    first = next(one for one in comparable(measure, figure) if one.span.first >= start)
    basis = f"by its trend since {first.span.label}"
    slope, chance = slope_and_chance(points)
    limit = float(measure.setting("significance", "0.05"))
    if slope == 0 or chance > limit:
        return Travel("same", "", basis)
    return Travel(_better(measure, slope > 0), "", basis)


def slope_and_chance(points: list[tuple[int, float]]) -> tuple[float, float]:
    """The slope of the least-squares line, and Student's t on two sides for it."""
    count = len(points)
    mean_x = sum(x for x, _ in points) / count
    mean_y = sum(y for _, y in points) / count
    xx = sum((x - mean_x) ** 2 for x, _ in points)
    xy = sum((x - mean_x) * (y - mean_y) for x, y in points)
    yy = sum((y - mean_y) ** 2 for _, y in points)
    if yy == 0:
        return 0.0, 1.0
    freedom = count - 2
    left = max(yy - xy * xy / xx, 0.0)
    if left <= 1e-12 * yy:
        return xy / xx, 0.0
    square = (xy * xy / xx) / (left / freedom)
    return xy / xx, _tail(square, freedom)


def _tail(square: float, freedom: int) -> float:
    """The share of chance beyond t on both sides: 2/B times the integral over the angle.

    With t = sqrt(n) tan(a), it is the integral of cos(a)^(n-1) from the angle of t to a right
    angle over that from nothing to a right angle, taken here by Simpson's rule.
    """
    angle = math.atan(math.sqrt(square / freedom))
    return _area(angle, math.pi / 2, freedom - 1) / _area(0.0, math.pi / 2, freedom - 1)


def _area(start: float, stop: float, power: int, steps: int = 2000) -> float:
    width = (stop - start) / steps
    total = 0.0
    for step in range(steps + 1):
        weight = 1 if step in (0, steps) else 4 if step % 2 else 2
        total += weight * max(math.cos(start + step * width), 0.0) ** power
    return total * width / 3


def _by_chart(measure: Measure, figure: Known) -> Travel:
    if measure.reading == "rolling_12":
        return Travel("not comparable", "figures overlap", "")
    if measure.reading == "year_to_date":
        return Travel("not comparable", "figures add up over the year", "")
    chart = control_chart(measure, figure)
    if chart is None:
        return Travel("not comparable", "fewer than 12 figures for limits", "")
    if is_of_several_levels(chart):
        return Travel("not comparable", "limits to be recalculated", "")
    rule, side = chart.last
    basis = f"by its control chart of figures since {chart.since.label}"
    if not rule:
        return Travel("same", "", basis)
    return Travel(_better(measure, side == "high"), "", basis)
