"""Direction of travel, always against a stated basis."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["improved", "same", "declined", "not_comparable"]

BASES: dict[str, str] = {
    "previous": "compared with the previous {period}",
    "year_ago": "compared with the same {period} last year",
    "judged": "as recorded by the service",
}


@dataclass(frozen=True)
class Direction:
    """How a figure moved.

    ``change`` is current less earlier figure in the measure's unit (NaN where
    one is missing); ``reason`` says why a movement cannot be compared.
    """

    outcome: Outcome
    basis: str
    change: float = math.nan
    reason: str = ""


def travel(
    current: float | None,
    earlier: float | None,
    *,
    polarity: str = "higher",
    basis: str = "previous",
    seasonal: bool = False,
    judgement: str = "",
) -> Direction:
    """Compare a figure with an earlier one.

    current, earlier
        in the measure's own unit; None or NaN where there is none.
    basis
        ``previous`` or ``year_ago``: what ``earlier`` is, or ``judged``:
        ``judgement`` is the direction the owner recorded (improved, same or
        declined).

    A seasonal measure is not compared with the period before. Raises
    ``ValueError`` for an unknown basis.
    """
    if basis not in BASES:
        raise ValueError(f'"{basis}" is not a basis for a direction of travel')
    change = _difference(current, earlier)
    if basis == "judged":
        if judgement in ("improved", "same", "declined"):
            return Direction(judgement, basis, change)  # type: ignore[arg-type]
        return Direction("not_comparable", basis, change, "no direction recorded")
    if _missing(current):
        return Direction("not_comparable", basis, reason="no figure")
    if seasonal and basis == "previous":
        return Direction("not_comparable", basis, change, "seasonal")
    if _missing(earlier):
        reason = "first figure" if basis == "previous" else "no figure a year ago"
        return Direction("not_comparable", basis, reason=reason)
    if polarity not in ("higher", "lower"):
        return Direction("not_comparable", basis, change, "neither higher nor lower is better")
    if change == 0:
        return Direction("same", basis, change)
    better = change > 0 if polarity == "higher" else change < 0
    return Direction("improved" if better else "declined", basis, change)


def _missing(value: float | None) -> bool:
    return value is None or math.isnan(value)


def _difference(current: float | None, earlier: float | None) -> float:
    if current is None or earlier is None:
        return math.nan
    return round(current - earlier, 10)
