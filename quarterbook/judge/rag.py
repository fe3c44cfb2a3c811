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
from typing import Literal, overload

import pandas as pd

from quarterbook.ground.rule_names import AMBER_WHEN, RAG_RULES
from quarterbook.ground.tolerance import Tolerance, parse_tolerance
from quarterbook.judge.observations import each, missing

Outcome = Literal["green", "amber", "red", "not_rated", "within", "above", "below"]


BLIND = "neither higher nor lower is better"


@dataclass(frozen=True)
class Rag:
    """A rating and, where there is none, why; for a recorded one, the owner's reason."""

    outcome: Outcome
    reason: str = ""

    @property
    def is_rated(self) -> bool:
        return self.outcome in ("green", "amber", "red")


Figure = float | None


@overload
def judge(
    value: Figure,
    target: Figure = None,
    floor: Figure = None,
    lower: Figure = None,
    upper: Figure = None,
    *,
    rule: str = "floor",
    polarity: str = "higher",
    tolerance: Tolerance | str | None = None,
    amber_when: str = "within_tolerance",
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
    rule: str = "floor",
    polarity: str = "higher",
    tolerance: Tolerance | str | None = None,
    amber_when: str = "within_tolerance",
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
    rule: str = "floor",
    polarity: str = "higher",
    tolerance: Tolerance | str | None = None,
    amber_when: str = "within_tolerance",
    year_ago: Figure | pd.Series = None,
    marker: str | pd.Series = "",
    judgement: str | pd.Series = "",
    reason: str | pd.Series = "",
) -> Rag | pd.DataFrame:
    """Rate one figure, or each figure of a Series.

    value, target, floor, lower, upper, year_ago
        in the measure's own unit; None or NaN where there is none.
    rule, polarity
        one of `quarterbook.rules.RAG_RULES`; ``higher`` or ``lower`` is better. With any other
        polarity only ``plan``, ``expected_range`` and ``judged`` give more
        than not rated.
    tolerance
        ``"10%"`` of the target or ``"2 points"`` in the measure's unit, for
        ``tolerance`` and ``plan``.
    amber_when
        ``within_tolerance`` or Havering's ``no_worse_than_year_ago``, which
        needs ``year_ago``: the figure of the same period last year.
    marker
        the figure's marker: ``c`` tells a withheld figure from a missing one.
    judgement, reason
        what the owner recorded, for ``judged``.

    Every figure is rated as it was recorded, before it is rounded; a figure
    on a limit is on its better side. Without a floor a missed target is red.
    A percentage of a target of zero is no tolerance: a missed target of zero
    is then not rated.

    Returns a `Rag`; for a Series a frame with its index and the columns
    ``outcome`` and ``reason``. Raises ``ValueError`` for an unknown rule, or
    for ``tolerance`` or ``plan`` without a tolerance.
    """
    if rule not in RAG_RULES:
        raise ValueError(f'"{rule}" is not a RAG rule')
    if amber_when not in AMBER_WHEN:
        raise ValueError(f'"{amber_when}" is not a rule for amber')
    if rule in ("tolerance", "plan") and tolerance is None:
        raise ValueError(f'the rule "{rule}" needs a tolerance')
    margin = parse_tolerance(tolerance) if isinstance(tolerance, str) else tolerance

    def one(
        value: Figure,
        target: Figure,
        floor: Figure,
        lower: Figure,
        upper: Figure,
        year_ago: Figure,
        marker: str,
        judgement: str,
        reason: str,
    ) -> Rag:
        if rule == "none":
            return Rag("not_rated", "not rated")
        if rule == "judged":
            if judgement in ("green", "amber", "red"):
                return Rag(judgement, reason)  # type: ignore[arg-type]
            return Rag("not_rated", "no judgement recorded this quarter")
        if value is None or missing(value):
            return Rag("not_rated", "withheld" if marker == "c" else "no figure")
        if rule == "expected_range":
            return _in_range(value, lower, upper)
        if rule != "plan" and polarity not in ("higher", "lower"):
            return Rag("not_rated", BLIND)
        if rule == "bands":
            return _banded(value, lower, upper, polarity)
        if target is None or missing(target):
            return Rag("not_rated", "no target")
        if rule == "plan":
            assert margin
            return _near_plan(value, target, lower, upper, margin)
        sign = 1 if polarity == "higher" else -1
        if sign * value >= sign * target:
            return Rag("green")
        if rule == "floor":
            met = floor is not None and not missing(floor) and sign * value >= sign * floor
            return Rag("amber" if met else "red")
        assert margin
        if margin.is_share and target == 0:
            return Rag("not_rated", "target is zero")
        is_near = margin.covers(sign * (target - value), target)
        if amber_when == "within_tolerance":
            return Rag("amber" if is_near else "red")
        if is_near:
            return Rag("green")
        if year_ago is None or missing(year_ago):
            return Rag("red", "no figure a year ago")
        return Rag("amber" if sign * value >= sign * year_ago else "red")

    given = (value, target, floor, lower, upper, year_ago, marker, judgement, reason)
    index, rated = each(one, given)
    if index is None:
        return rated[0]
    return pd.DataFrame(
        {"outcome": [r.outcome for r in rated], "reason": [r.reason for r in rated]}, index=index
    )


def _in_range(value: float, lower: Figure, upper: Figure) -> Rag:
    if (lower is None or missing(lower)) and (upper is None or missing(upper)):
        return Rag("not_rated", "no expected range")
    if lower is not None and not missing(lower) and value < lower:
        return Rag("below")
    if upper is not None and not missing(upper) and value > upper:
        return Rag("above")
    return Rag("within")


def _banded(value: float, lower: Figure, upper: Figure, polarity: str) -> Rag:
    if lower is None or upper is None or missing(lower) or missing(upper):
        return Rag("not_rated", "no limits")
    good, bad = (upper, lower) if polarity == "higher" else (lower, upper)
    sign = 1 if polarity == "higher" else -1
    if sign * value >= sign * good:
        return Rag("green")
    return Rag("amber" if sign * value >= sign * bad else "red")


def _near_plan(value: float, target: float, lower: Figure, upper: Figure, margin: Tolerance) -> Rag:
    if margin.is_share and target == 0:
        return Rag("not_rated", "target is zero")
    distance = abs(value - target)
    if margin.covers(distance, target):
        return Rag("green")
    edge = lower if value < target else upper
    if edge is None or missing(edge):
        twice = margin._replace(amount=2 * margin.amount)
        return Rag("amber" if twice.covers(distance, target) else "red")
    return Rag("amber" if (value >= edge if value < target else value <= edge) else "red")
