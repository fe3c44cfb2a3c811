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
    judged = assess(rules, observed, targets, judgements, year=year, recalculations=recalculations)
    if format is None:
        return judged
    if list(shown) == list(observed):
        return _with_rounded_outlook(judged, format)
    least = 0.5 * 10.0**-format.decimals
    again = assess(rules, shown, targets, judgements, year=year, recalculations=recalculations)
    again = replace(
        again,
        rag=judged.rag,
        meets_target=judged.meets_target,
        direction=_decided(again.direction, judged.direction, least),
        long_term=again.long_term
        and judged.long_term
        and _decided(again.long_term, judged.long_term, least),
        control=again.control and judged.control and _flagged(again.control, judged.control),
        outlook_rags=judged.outlook_rags if _has_outlook(judged) else again.outlook_rags,
    )
    return _with_rounded_outlook(again, format)


def _decided(shown: Direction, judged: Direction, least: float) -> Direction:
    """Return a direction as judged, with the change between the figures as shown."""
    change = shown.change
    if not math.isnan(judged.change) and _sign(change) != _sign(judged.change):
        change = _sign(judged.change) * least
    return replace(judged, change=change)


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _flagged(shown: Xmr, judged: Xmr) -> Xmr:
    """Return a control chart of the figures as shown, with the signals of those recorded."""
    return replace(shown, flags=judged.flags, sides=judged.sides, length=judged.length)


def _has_outlook(judged: Assessment) -> bool:
    return judged.outlook is not None and judged.outlook.value is not None


def _with_rounded_outlook(judged: Assessment, format: NumberFormat) -> Assessment:
    ahead = judged.outlook
    if ahead is None or ahead.value is None:
        return judged
    value, lower, upper = map(format.rounded, (ahead.value, ahead.lower, ahead.upper))
    return replace(judged, outlook=replace(ahead, value=value, lower=lower, upper=upper))
