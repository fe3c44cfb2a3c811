"""RAG: red, amber or green against a target, or within an expected range.

The rule with a floor is Kent County Council's: green when the target is met,
amber when the floor is met and the target is not, red when the floor is
missed. Activity indicators have an expected range and no RAG.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["green", "amber", "red", "not_rated", "within", "above", "below"]


@dataclass(frozen=True)
class Rag:
    """A rating and, where there is none, why; for a recorded one, the owner's reason."""

    outcome: Outcome
    reason: str = ""

    @property
    def is_rated(self) -> bool:
        return self.outcome in ("green", "amber", "red")


def judge(
    value: float | None,
    target: float | None = None,
    floor: float | None = None,
    lower: float | None = None,
    upper: float | None = None,
    *,
    rule: str = "floor",
    polarity: str = "higher",
    judgement: str = "",
    reason: str = "",
) -> Rag:
    """Rate one figure.

    value, target, floor, lower, upper
        in the measure's own unit; None or NaN where there is none.
    rule
        ``floor``, ``expected_range`` (lower and upper, both inclusive),
        ``judged`` (``judgement`` is the rating the owner recorded and
        ``reason`` why) or ``none``.
    polarity
        ``higher`` or ``lower`` is better. With any other the floor rule
        cannot rate.

    Without a floor a figure that misses its target is red. Raises
    ``ValueError`` for an unknown rule.
    """
    if rule not in ("floor", "expected_range", "judged", "none"):
        raise ValueError(f'"{rule}" is not a RAG rule')
    if rule == "judged":
        if judgement in ("green", "amber", "red"):
            return Rag(judgement, reason)  # type: ignore[arg-type]
        return Rag("not_rated", "no judgement recorded this quarter")
    if rule == "none":
        return Rag("not_rated", "not rated")
    if _missing(value):
        return Rag("not_rated", "no figure")
    assert value is not None
    if rule == "expected_range":
        return _in_range(value, lower, upper)
    if _missing(target):
        return Rag("not_rated", "no target")
    assert target is not None
    if polarity not in ("higher", "lower"):
        return Rag("not_rated", "neither higher nor lower is better")
    sign = 1 if polarity == "higher" else -1
    if sign * value >= sign * target:
        return Rag("green")
    if floor is not None and not _missing(floor) and sign * value >= sign * floor:
        return Rag("amber")
    return Rag("red")


def _in_range(value: float, lower: float | None, upper: float | None) -> Rag:
    if _missing(lower) and _missing(upper):
        return Rag("not_rated", "no expected range")
    if lower is not None and not _missing(lower) and value < lower:
        return Rag("below")
    if upper is not None and not _missing(upper) and value > upper:
        return Rag("above")
    return Rag("within")


def _missing(value: float | None) -> bool:
    return value is None or math.isnan(value)
