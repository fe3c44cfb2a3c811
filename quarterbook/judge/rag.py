"""RAG: red, amber or green, or within an expected range.

==================  ==========================================================================
rule                what it says
==================  ==========================================================================
``floor``           Kent County Council's: green when the target is met, amber when the floor is
                    met and the target is not, red when the floor is missed
``tolerance``       green when the target is met, amber when it is missed by no more than the
                    tolerance, red beyond (Maidstone and many others). Or Havering's: green up
                    to the tolerance and, beyond it, amber if no worse than a year ago
``bands``           amber from ``lower`` to ``upper``; the better of the two limits is green
``plan``            near is good, on either side: green within the tolerance of the target,
                    amber up to ``lower`` and ``upper`` or, where not set, twice the tolerance
``expected_range``  an activity indicator is within, above or below, and has no colour (Kent)
``judged``          as its owner recorded it, with the reason
``none``            not rated
==================  ==========================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, assert_never, overload

import pandas as pd

from quarterbook.ground.markers import Marker
from quarterbook.ground.rule_names import (
    AMBER_WHEN,
    POLARITIES,
    RAG_RULES,
    AmberWhen,
    Better,
    Polarity,
    RagRule,
    better_end,
)
from quarterbook.ground.tolerance import Tolerance, parse_tolerance
from quarterbook.judge.observations import Figure, apply_to_each, none_if_missing

RagOutcome = Literal["green", "amber", "red", "not_rated", "within", "above", "below"]


BLIND = "neither higher nor lower is better"
NO_FIGURE = "no figure"
NO_TARGET = "no target"
_TARGET_IS_ZERO = "target is zero"


_EXACT = 10  # decimals of a limit: what binary arithmetic adds lies beyond


_RECORDED: dict[str, RagOutcome] = {"green": "green", "amber": "amber", "red": "red"}


@dataclass(frozen=True)
class Rag:
    """A rating and, where there is none, why; for a recorded one, the owner's reason."""

    outcome: RagOutcome
    reason: str = ""

    @property
    def is_rated(self) -> bool:
        return self.outcome in ("green", "amber", "red")


class PlanLimits(NamedTuple):
    """Where a rating by plan changes: the lowest and the highest figure of each colour."""

    green: tuple[float, float]
    amber: tuple[float, float]


class _RatedCase(NamedTuple):
    """A figure, what it is held against (None where not set), and what its owner recorded."""

    value: Figure
    target: Figure
    floor: Figure
    lower: Figure
    upper: Figure
    year_ago: Figure
    marker: str
    judgement: str
    reason: str


@overload
def judge(
    value: Figure,
    target: Figure = None,
    floor: Figure = None,
    lower: Figure = None,
    upper: Figure = None,
    *,
    rule: RagRule = "floor",
    polarity: Polarity = "higher",
    tolerance: Tolerance | str | None = None,
    amber_when: AmberWhen = "within_tolerance",
    year_ago: Figure = None,
    marker: str = "",
    judgement: str = "",
    reason: str = "",
) -> Rag: ...


@overload
def judge(
    value: pd.Series,
    target: Figure | pd.Series = None,
    floor: Figure | pd.Series = None,
    lower: Figure | pd.Series = None,
    upper: Figure | pd.Series = None,
    *,
    rule: RagRule = "floor",
    polarity: Polarity = "higher",
    tolerance: Tolerance | str | None = None,
    amber_when: AmberWhen = "within_tolerance",
    year_ago: Figure | pd.Series = None,
    marker: str | pd.Series = "",
    judgement: str | pd.Series = "",
    reason: str | pd.Series = "",
) -> pd.DataFrame: ...


def judge(
    value: Figure | pd.Series,
    target: Figure | pd.Series = None,
    floor: Figure | pd.Series = None,
    lower: Figure | pd.Series = None,
    upper: Figure | pd.Series = None,
    *,
    rule: RagRule = "floor",
    polarity: Polarity = "higher",
    tolerance: Tolerance | str | None = None,
    amber_when: AmberWhen = "within_tolerance",
    year_ago: Figure | pd.Series = None,
    marker: str | pd.Series = "",
    judgement: str | pd.Series = "",
    reason: str | pd.Series = "",
) -> Rag | pd.DataFrame:
    """Rate one figure, or each figure of a Series.

    value, target, floor, lower, upper, year_ago
        in the measure's own unit; None or NaN where there is none.
    rule, polarity
        one of `ground.rule_names.RAG_RULES`; ``higher`` or ``lower`` is better.
        With any other polarity only ``plan``, ``expected_range`` and ``judged``
        give more than not rated.
    tolerance
        ``"10%"`` of the target or ``"2 points"`` in the measure's unit, for
        ``tolerance`` and ``plan``.
    amber_when
        ``within_tolerance`` or Havering's ``no_worse_than_year_ago``, which
        needs ``year_ago``: the figure of the same period last year that
        compares with this one.
    marker
        the figure's marker: ``c`` tells a withheld figure from a missing one,
        and no rating is shown of it, not even a recorded one.
    judgement, reason
        what the owner recorded, for ``judged``.

    Every figure is rated as it was recorded, before it is rounded; a figure
    on a limit is on its better side. Without a floor a missed target is red.
    A percentage of a target of zero is no tolerance: a missed target of zero
    is then not rated, and a plan of zero never is.

    Returns a `Rag`; for a Series a frame with its index and the columns
    ``outcome`` and ``reason``. Raises ``ValueError`` for an unknown rule or
    polarity, and for ``tolerance`` or ``plan`` without a tolerance.
    """
    if rule not in RAG_RULES:
        raise ValueError(f'"{rule}" is not a RAG rule')
    if amber_when not in AMBER_WHEN:
        raise ValueError(f'"{amber_when}" is not a rule for amber')
    if polarity not in POLARITIES:
        raise ValueError(f'"{polarity}" is not a polarity')
    margin = parse_tolerance(tolerance) if isinstance(tolerance, str) else tolerance
    if rule in ("tolerance", "plan") and margin is None:
        raise ValueError(f'the rule "{rule}" needs a tolerance')

    def one(*parts: Any) -> Rag:
        return _rate(_RatedCase(*map(none_if_missing, parts)), rule, polarity, margin, amber_when)

    parts = (value, target, floor, lower, upper, year_ago, marker, judgement, reason)
    index, rated = apply_to_each(one, parts)
    if index is None:
        return rated[0]
    return pd.DataFrame(
        {"outcome": [r.outcome for r in rated], "reason": [r.reason for r in rated]}, index=index
    )


def tolerance_limit(target: float, tolerance: Tolerance, polarity: Polarity) -> float:
    """Return the last figure within the tolerance of a target, in the measure's unit.

    With ``higher`` it lies below the target, with ``lower`` above it. It is
    without binary dust: 3% short of 50 is 48.5.
    """
    margin = tolerance.of(target)
    return round(target - margin if polarity == "higher" else target + margin, _EXACT)


def plan_limits(target: float, lower: Figure, upper: Figure, tolerance: Tolerance) -> PlanLimits:
    """Return where a rating by plan changes, in the measure's unit and without binary dust.

    ``lower`` and ``upper`` bound amber; where they are not set, twice the
    tolerance does. Amber never ends before green does.
    """
    near = tolerance.of(target)
    green = target - near, target + near
    low = target - 2 * near if lower is None else min(lower, green[0])
    high = target + 2 * near if upper is None else max(upper, green[1])
    return PlanLimits(
        (round(green[0], _EXACT), round(green[1], _EXACT)),
        (round(low, _EXACT), round(high, _EXACT)),
    )


def _rate(
    case: _RatedCase,
    rule: RagRule,
    polarity: Polarity,
    tolerance: Tolerance | None,
    amber_when: AmberWhen,
) -> Rag:
    """Rate one figure by its rule."""
    if rule == "none":
        return Rag("not_rated", "not rated")
    if case.marker == Marker.CONFIDENTIAL:
        return Rag("not_rated", "withheld")
    if rule == "judged":
        return _recorded(case.judgement, case.reason)
    value = case.value
    if value is None:
        return Rag("not_rated", NO_FIGURE)
    if rule == "expected_range":
        return _expected_range(value, case.lower, case.upper)
    if rule == "plan":
        return _plan(value, case.target, case.lower, case.upper, tolerance)
    better = better_end(polarity)
    if better is None:
        return Rag("not_rated", BLIND)
    match rule:
        case "floor":
            return _floor(value, case.target, case.floor, better)
        case "tolerance":
            return _tolerance(value, case.target, case.year_ago, better, tolerance, amber_when)
        case "bands":
            return _bands(value, case.lower, case.upper, better)
        case _:
            assert_never(rule)


def _recorded(judgement: str, reason: str) -> Rag:
    if outcome := _RECORDED.get(judgement):
        return Rag(outcome, reason)
    return Rag("not_rated", "no judgement recorded this quarter")


def _expected_range(value: float, lower: Figure, upper: Figure) -> Rag:
    if lower is None and upper is None:
        return Rag("not_rated", "no expected range")
    if lower is not None and value < lower:
        return Rag("below")
    if upper is not None and value > upper:
        return Rag("above")
    return Rag("within")


def _plan(
    value: float, target: Figure, lower: Figure, upper: Figure, tolerance: Tolerance | None
) -> Rag:
    assert tolerance
    if target is None:
        return Rag("not_rated", NO_TARGET)
    if tolerance.is_share and target == 0:
        return Rag("not_rated", _TARGET_IS_ZERO)
    distance = abs(value - target)
    if tolerance.covers(distance, target):
        return Rag("green")
    limit = lower if value < target else upper
    if limit is None:
        twice = tolerance._replace(amount=2 * tolerance.amount)
        return Rag("amber" if twice.covers(distance, target) else "red")
    better: Better = "higher" if value < target else "lower"
    return Rag("amber" if _reaches(value, limit, better) else "red")


def _floor(value: float, target: Figure, floor: Figure, better: Better) -> Rag:
    if target is None:
        return Rag("not_rated", NO_TARGET)
    if _reaches(value, target, better):
        return Rag("green")
    return Rag("amber" if floor is not None and _reaches(value, floor, better) else "red")


def _tolerance(
    value: float,
    target: Figure,
    year_ago: Figure,
    better: Better,
    tolerance: Tolerance | None,
    amber_when: AmberWhen,
) -> Rag:
    assert tolerance
    if target is None:
        return Rag("not_rated", NO_TARGET)
    if _reaches(value, target, better):
        return Rag("green")
    if tolerance.is_share and target == 0:
        return Rag("not_rated", _TARGET_IS_ZERO)
    is_near = tolerance.covers(abs(target - value), target)
    match amber_when:
        case "within_tolerance":
            return Rag("amber" if is_near else "red")
        case "no_worse_than_year_ago":
            if is_near:
                return Rag("green")
            if year_ago is None:
                return Rag("red", "no comparable figure a year ago")
            return Rag("amber" if _reaches(value, year_ago, better) else "red")
        case _:
            assert_never(amber_when)


def _bands(value: float, lower: Figure, upper: Figure, better: Better) -> Rag:
    if lower is None or upper is None:
        return Rag("not_rated", "no limits")
    good, bad = (upper, lower) if better == "higher" else (lower, upper)
    if _reaches(value, good, better):
        return Rag("green")
    return Rag("amber" if _reaches(value, bad, better) else "red")


def meets(value: Figure, target: Figure, polarity: Polarity, rated: Rag) -> bool | None:
    """Whether a figure meets its target, as recorded; None where one of the two is missing.

    Where a plan is to be kept to, on either side, it does if it is rated green.
    """
    if value is None or target is None:
        return None
    better = better_end(polarity)
    return rated.outcome == "green" if better is None else _reaches(value, target, better)


def _reaches(value: float, limit: float, better: Better) -> bool:
    """Whether a figure is on a limit or on its better side."""
    return value >= limit if better == "higher" else value <= limit
