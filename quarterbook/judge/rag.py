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
from functools import cached_property
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
NO_EARLIER_TARGET = "the figure before has no target"
_NO_NEARNESS = "no tolerance about its plan"
TARGET_UNKNOWN = "target not recorded"
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


WITHHELD_RATING = Rag("not_rated", "withheld")


class PlanLimits(NamedTuple):
    """Where a rating by plan changes: the lowest and the highest figure of each colour."""

    green: tuple[float, float]
    amber: tuple[float, float]


@dataclass(frozen=True)
class RatingRule:
    """How figures are rated: one of `ground.rule_names.RAG_RULES`, and what it needs.

    ``higher`` or ``lower`` is better; with any other polarity only ``plan``, ``expected_range``
    and ``judged`` give more than not rated. ``tolerance`` is ``"10%"`` of the target or
    ``"2 points"`` in the measure's unit, for ``tolerance`` and ``plan``. Amber is
    ``within_tolerance`` or Havering's ``no_worse_than_year_ago``.

    Raises ``ValueError`` for an unknown rule or polarity, and for ``tolerance`` or ``plan`` without
    a tolerance.
    """

    rule: RagRule = "floor"
    polarity: Polarity = "higher"
    tolerance: Tolerance | str | None = None
    amber_when: AmberWhen = "within_tolerance"

    def __post_init__(self) -> None:
        if self.rule not in RAG_RULES:
            raise ValueError(f'"{self.rule}" is not a RAG rule')
        if self.amber_when not in AMBER_WHEN:
            raise ValueError(f'"{self.amber_when}" is not a rule for amber')
        if self.polarity not in POLARITIES:
            raise ValueError(f'"{self.polarity}" is not a polarity')
        if self.rule in ("tolerance", "plan") and self.margin is None:
            raise ValueError(f'the rule "{self.rule}" needs a tolerance')

    @cached_property
    def margin(self) -> Tolerance | None:
        """The tolerance as an amount."""
        text = self.tolerance
        return parse_tolerance(text) if isinstance(text, str) else text


_BY_FLOOR = RatingRule()


class RatedCase(NamedTuple):
    """A figure, what it is held against (None where not set), and what its owner recorded.

    All is in the measure's own unit. ``year_ago`` is the figure of the same period last year, where
    it compares with this one. The marker ``c`` tells a withheld figure from a missing one; no
    rating is shown of it, not even a recorded one.
    """

    value: Figure
    target: Figure = None
    floor: Figure = None
    lower: Figure = None
    upper: Figure = None
    year_ago: Figure = None
    marker: str = ""
    judgement: str = ""
    reason: str = ""


@overload
def judge(
    value: Figure,
    target: Figure = None,
    floor: Figure = None,
    lower: Figure = None,
    upper: Figure = None,
    *,
    year_ago: Figure = None,
    by: RatingRule = _BY_FLOOR,
) -> Rag: ...


@overload
def judge(
    value: pd.Series,
    target: Figure | pd.Series = None,
    floor: Figure | pd.Series = None,
    lower: Figure | pd.Series = None,
    upper: Figure | pd.Series = None,
    *,
    year_ago: Figure | pd.Series = None,
    by: RatingRule = _BY_FLOOR,
) -> pd.DataFrame: ...


def judge(
    value: Figure | pd.Series,
    target: Figure | pd.Series = None,
    floor: Figure | pd.Series = None,
    lower: Figure | pd.Series = None,
    upper: Figure | pd.Series = None,
    *,
    year_ago: Figure | pd.Series = None,
    by: RatingRule = _BY_FLOOR,
) -> Rag | pd.DataFrame:
    """Rate one figure, or each figure of a Series, as `rate` does.

    Figures and what they are held against are in the measure's own unit; None or NaN where there
    is none. Returns a `Rag`; for a Series a frame with its index and the columns ``outcome`` and
    ``reason``.
    """

    def one(*parts: Any) -> Rag:
        return rate(RatedCase(*map(none_if_missing, parts)), by)

    index, rated = apply_to_each(one, (value, target, floor, lower, upper, year_ago))
    if index is None:
        return rated[0]
    return pd.DataFrame(
        {"outcome": [r.outcome for r in rated], "reason": [r.reason for r in rated]}, index=index
    )


def rate(case: RatedCase, by: RatingRule) -> Rag:
    """Rate one figure by its rule.

    It is rated as it was recorded, before it is rounded; a figure on a limit is on its better side.
    Without a floor a missed target is red. A percentage of a target of zero is no tolerance: a
    missed target of zero is then not rated, and a plan of zero never is.
    """
    rule, value = by.rule, case.value
    if rule == "none":
        return Rag("not_rated", "not rated")
    if case.marker == Marker.CONFIDENTIAL:
        return WITHHELD_RATING
    if rule == "judged":
        return _recorded(case.judgement, case.reason)
    if value is None:
        return Rag("not_rated", NO_FIGURE)
    if rule == "expected_range":
        return _expected_range(value, case.lower, case.upper)
    if rule == "plan":
        return _plan(value, case, by.margin)
    better = better_end(by.polarity)
    if better is None:
        return Rag("not_rated", _NO_NEARNESS if by.polarity == "plan" else BLIND)
    match rule:
        case "floor":
            return _floor(value, case.target, case.floor, better)
        case "tolerance":
            return _tolerance(value, case, better, by)
        case "bands":
            return _bands(value, case.lower, case.upper, better)
        case _:
            assert_never(rule)


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


def _plan(value: float, case: RatedCase, tolerance: Tolerance | None) -> Rag:
    assert tolerance
    target = case.target
    if target is None:
        return Rag("not_rated", NO_TARGET)
    if tolerance.is_share and target == 0:
        return Rag("not_rated", _TARGET_IS_ZERO)
    distance = abs(value - target)
    if tolerance.covers(distance, target):
        return Rag("green")
    limit = case.lower if value < target else case.upper
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


def _tolerance(value: float, case: RatedCase, better: Better, by: RatingRule) -> Rag:
    target, year_ago, tolerance = case.target, case.year_ago, by.margin
    assert tolerance
    if target is None:
        return Rag("not_rated", NO_TARGET)
    if _reaches(value, target, better):
        return Rag("green")
    if tolerance.is_share and target == 0:
        return Rag("not_rated", _TARGET_IS_ZERO)
    is_near = tolerance.covers(abs(target - value), target)
    match by.amber_when:
        case "within_tolerance":
            return Rag("amber" if is_near else "red")
        case "no_worse_than_year_ago":
            if is_near:
                return Rag("green")
            if year_ago is None:
                return Rag("red", "no comparable figure a year ago")
            return Rag("amber" if _reaches(value, year_ago, better) else "red")
        case _:
            assert_never(by.amber_when)


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
