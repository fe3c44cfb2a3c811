"""The control chart (XmR), from the chapter "Control charts" of docs/judging.md."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from oracle.records import Known, Measure, comparable
from oracle.spans import Span

NEEDED = 12
TO_LIMIT = Fraction("2.66")
OUTLYING = Fraction("3.267")


class Chart(NamedTuple):
    """Mean and limits of the newest figures, and what the last of them tells.

    ``last`` is the rule that flags it and whether it is high or low, both blank where none does.
    """

    mean: Fraction
    lower: Fraction
    upper: Fraction
    last: tuple[str, str]
    values: list[Fraction]
    since: Span


def control_chart(measure: Measure, newest: Known) -> Chart | None:
    """The chart of a measure up to its newest figure, or None where figures are too few."""
    since_break = comparable(measure, newest)
    figures = [one for one in since_break if one.value is not None and not one.withheld]
    if len(figures) < NEEDED:
        return None
    begun = [span for span in measure.recalculated if span <= newest.span]
    part = [one for one in figures if not begun or one.span >= max(begun)]
    values = [measure.shown(one.value) for one in part if one.value is not None]
    drop = str(measure.defaults.get("drop_outlying_ranges", True)) != "False"
    mean, lower, upper = limits(values, drop=drop)
    flag = flag_of_last(values, mean, lower, upper)
    return Chart(mean, lower, upper, flag, values, part[0].span)


def limits(values: list[Fraction], *, drop: bool) -> tuple[Fraction, Fraction, Fraction]:
    """Mean, lower and upper limit: 2.66 mean moving ranges from the mean.

    Ranges of 3.267 or more times their mean are dropped once, if ``drop``.
    """
    mean = sum(values, Fraction(0)) / len(values)
    ranges = [abs(new - old) for old, new in pairwise(values)]
    if not ranges:
        return mean, mean, mean
    average = sum(ranges, Fraction(0)) / len(ranges)
    if drop and average:
        ranges = [one for one in ranges if one < OUTLYING * average]
        average = sum(ranges, Fraction(0)) / len(ranges)
    return mean, mean - TO_LIMIT * average, mean + TO_LIMIT * average


def flag_of_last(
    values: list[Fraction], mean: Fraction, lower: Fraction, upper: Fraction
) -> tuple[str, str]:
    """The rule by which the last figure is a special cause, in their order of precedence."""
    last = values[-1]
    if last > upper or last < lower:
        return "outside", "high" if last > upper else "low"
    steps = [new - old for old, new in pairwise(values[-7:])]
    if len(values) >= 7 and len(steps) == 6:
        if all(step > 0 for step in steps):
            return "trend", "high"
        if all(step < 0 for step in steps):
            return "trend", "low"
    near = (upper - mean) * 2 / 3
    three = values[-3:]
    for sign, word in ((1, "high"), (-1, "low")):
        distances = [sign * (one - mean) for one in three]
        close = sum(one > near for one in distances)
        if close >= 2 and distances[-1] > near and len(three) == 3 and min(distances) > 0:
            return "two of three", word
        if len(values) >= 7 and all(sign * (one - mean) > 0 for one in values[-7:]):
            return "run", word
    return "", ""


def is_of_several_levels(chart: Chart) -> bool:
    """Whether a third of the figures or more lie outside the limits, so that nothing is shown."""
    third = Fraction(len(chart.values), 3)
    outside = sum(not chart.lower <= value <= chart.upper for value in chart.values)
    return outside >= third


def variation(measure: Measure, chart: Chart) -> str:
    """The variation icon's words: common cause, or a special cause, high or low."""
    rule, side = chart.last
    if not rule:
        return "Common cause"
    if measure.polarity == "none":
        return f"Change, neither better nor worse ({side})"
    better = (side == "high") == (measure.polarity == "higher")
    return f"{'Improvement' if better else 'Concern'} ({side})"


def assurance(measure: Measure, chart: Chart, target: Fraction | None) -> str:
    """Whether figures within the limits meet the target always, never or by chance.

    By chance, too, where a figure of the newest stretch has done what the limits rule out.
    """
    if target is None or measure.polarity not in ("higher", "lower"):
        return "Not held against one"
    if chart.lower <= target <= chart.upper:
        return "Met or missed"
    passing = (target < chart.lower) == (measure.polarity == "higher")
    sign = 1 if measure.polarity == "higher" else -1
    met = [sign * (value - target) >= 0 for value in chart.values]
    if not all(met) if passing else any(met):
        return "Met or missed"
    return "Consistently met" if passing else "Consistently missed"
