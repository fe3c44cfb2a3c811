"""Targets that are easier to meet than a year ago."""

from __future__ import annotations

from quarterbook.ground.periods import Period
from quarterbook.ground.rule_names import better_end
from quarterbook.judge.assessment import Assessment


def harder_target(assessment: Assessment) -> tuple[Period, float] | None:
    """Return the period a year ago and its target, where that was harder to meet than today's.

    None across a break in the series or a change of definition, and where neither end is better.
    """
    ago, better = assessment.comparable_year_ago, better_end(assessment.rules.polarity)
    target = assessment.goal.target
    if ago is None or better is None or target is None:
        return None
    before = assessment.goals[ago.period].target
    if before is None or not (before > target if better == "higher" else before < target):
        return None
    return ago.period, before
