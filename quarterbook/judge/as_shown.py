"""A measure judged by its figures as recorded, and handed on with those that are shown.

Rating and direction are decided once, by the figures as recorded. Everything that has a number,
a change, a control chart's limits, an outlook, is worked out from the figures as shown, so that
nobody learns more of a figure from what is made of it, and who adds up what is shown gets the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from quarterbook.ground.periods import Period
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.assessment import Assessment, assess
from quarterbook.judge.direction import Direction
from quarterbook.judge.judging_rules import JudgingRules
from quarterbook.judge.observations import Goal, Observation
from quarterbook.judge.spc import Xmr


def assess_as_shown(
    rules: JudgingRules,
    format: NumberFormat | None,
    observed: Sequence[Observation],
    shown: Sequence[Observation],
    targets: Mapping[Period, Goal],
    judgements: Mapping[str, str],
    *,
    year: Period | None = None,
    recalculations: Sequence[tuple[Period, str]] = (),
) -> Assessment:
    """Judge one measure by ``observed``, and return that with the figures of ``shown``.

    observed, shown
        its observations in order of period, as recorded and as readers get
        them; equal where nothing is rounded.
    format
        how its figures are written: its outlook has no more decimals. None for
        a measure whose figures are shown as recorded.

    The others are those of `assess`. A change too small to be shown is half of
    the last decimal, up or down.
    """
    by_recorded = assess(
        rules, observed, targets, judgements, year=year, recalculations=recalculations
    )
    if format is None:
        return by_recorded
    if list(shown) == list(observed):
        return _with_rounded_outlook(by_recorded, format)
    least = 0.5 * 10.0**-format.decimals
    again = assess(rules, shown, targets, judgements, year=year, recalculations=recalculations)
    again = replace(
        again,
        rag=by_recorded.rag,
        meets_target=by_recorded.meets_target,
        direction=_decided(again.direction, by_recorded.direction, least),
        long_term=again.long_term
        and by_recorded.long_term
        and _decided(again.long_term, by_recorded.long_term, least),
        control=again.control
        and by_recorded.control
        and _flagged(again.control, by_recorded.control),
        outlook_rags=by_recorded.outlook_rags if _has_outlook(by_recorded) else again.outlook_rags,
    )
    return _with_rounded_outlook(again, format)


def _decided(shown: Direction, recorded: Direction, least: float) -> Direction:
    """Return a direction as judged, with the change between the figures as shown."""
    change = shown.change
    if not math.isnan(recorded.change) and _sign(change) != _sign(recorded.change):
        change = _sign(recorded.change) * least
    return replace(recorded, change=change)


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _flagged(shown: Xmr, recorded: Xmr) -> Xmr:
    """Return a control chart of the figures as shown, with the signals of those recorded."""
    return replace(shown, flags=recorded.flags, sides=recorded.sides, length=recorded.length)


def _has_outlook(assessment: Assessment) -> bool:
    return assessment.outlook is not None and assessment.outlook.value is not None


def _with_rounded_outlook(assessment: Assessment, format: NumberFormat) -> Assessment:
    ahead = assessment.outlook
    if ahead is None or ahead.value is None:
        return assessment
    value, lower, upper = map(format.rounded, (ahead.value, ahead.lower, ahead.upper))
    return replace(assessment, outlook=replace(ahead, value=value, lower=lower, upper=upper))
