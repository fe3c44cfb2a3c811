"""The rating of a figure, from the chapter "RAG ratings" of docs/judging.md."""

from __future__ import annotations

import re
from fractions import Fraction

from oracle.records import Goal, Known, Measure, comparable

NOT_RATED = "not rated"


def rate(measure: Measure, figure: Known | None) -> tuple[str, str]:
    """The rating of a figure and, where it has none, the reason."""
    rule = measure.rule
    comment = measure.comment
    if figure is not None and figure.withheld:
        return NOT_RATED, "withheld"
    if rule == "none":
        return NOT_RATED, NOT_RATED
    if rule == "judged":
        if comment.get("rag_judgement"):
            return comment["rag_judgement"], comment["rag_reason"]
        return NOT_RATED, "no judgement recorded this quarter"
    if figure is None or figure.value is None:
        return NOT_RATED, "no figure"
    goal = measure.goal(figure.span)
    if rule == "expected_range":
        return _against_range(figure.value, goal)
    if measure.polarity == "none":
        return NOT_RATED, "neither higher nor lower is better"
    year_ago = measure.at(figure.span.moved(-24 if measure.frequency == "biennial" else -12))
    compares = year_ago is not None and year_ago in comparable(measure, figure)
    ago = year_ago.value if year_ago and compares and not year_ago.withheld else None
    return by_goal(measure, figure.value, goal, ago)


def by_goal(
    measure: Measure, value: Fraction, goal: Goal, year_ago: Fraction | None = None
) -> tuple[str, str]:
    """The rating by the target or limits alone, as an outlook has one too."""
    rule = measure.rule
    lower_is_better = measure.polarity == "lower"
    if rule == "bands":
        return _by_bands(value, goal, lower_is_better)
    if goal.target is None:
        return NOT_RATED, "target not recorded" if goal.marker else "no target"
    if rule == "floor":
        return _by_floor(value, goal, lower_is_better), ""
    margin = _margin(measure.setting("tolerance", ""), goal.target)
    if rule == "plan":
        return _by_plan(value, goal, margin), ""
    missed = value - goal.target if lower_is_better else goal.target - value
    if missed <= 0:
        return "green", ""
    if margin is None:
        return NOT_RATED, "no share of zero"
    within = missed <= margin
    if measure.setting("amber_when", "within_tolerance") == "within_tolerance":
        return ("amber" if within else "red"), ""
    if within:
        return "green", ""
    no_worse = year_ago is not None and (
        value <= year_ago if lower_is_better else value >= year_ago
    )
    return ("amber" if no_worse else "red"), ""


def _against_range(value: Fraction, goal: Goal) -> tuple[str, str]:
    if goal.lower is None and goal.upper is None:
        return NOT_RATED, "no expected range"
    if goal.lower is not None and value < goal.lower:
        return "below", ""
    if goal.upper is not None and value > goal.upper:
        return "above", ""
    return "within", ""


def _by_bands(value: Fraction, goal: Goal, lower_is_better: bool) -> tuple[str, str]:
    if goal.lower is None or goal.upper is None:
        return NOT_RATED, "no bands"
    if lower_is_better:
        return ("green" if value <= goal.lower else "amber" if value <= goal.upper else "red"), ""
    return ("green" if value >= goal.upper else "amber" if value >= goal.lower else "red"), ""


def _by_floor(value: Fraction, goal: Goal, lower_is_better: bool) -> str:
    sign = -1 if lower_is_better else 1
    assert goal.target is not None
    if sign * value >= sign * goal.target:
        return "green"
    return "amber" if goal.floor is not None and sign * value >= sign * goal.floor else "red"


def _by_plan(value: Fraction, goal: Goal, margin: Fraction | None) -> str:
    assert goal.target is not None
    margin = margin or Fraction(0)
    if abs(value - goal.target) <= margin:
        return "green"
    lower = goal.target - 2 * margin if goal.lower is None else goal.lower
    upper = goal.target + 2 * margin if goal.upper is None else goal.upper
    return "amber" if lower <= value <= upper else "red"


def _margin(setting: str, target: Fraction) -> Fraction | None:
    """How far off the target a setting reaches; no share of zero is a margin."""
    if not setting:
        return Fraction(0)
    found = re.fullmatch(r"([\d.]+) ?(%|points?)", setting)
    assert found, setting
    if found[2] == "%":
        return abs(target) * Fraction(found[1]) / 100 if target else None
    return Fraction(found[1])


def share_or_points(setting: str, of: Fraction) -> Fraction:
    """A setting such as ``same_within``: a share of an earlier figure, or points."""
    return _margin(setting, of) or Fraction(0)
