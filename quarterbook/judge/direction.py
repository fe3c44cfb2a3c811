"""Direction of travel, always against a stated basis.

============  ================================================================================
basis         what a figure is compared with
============  ================================================================================
``previous``  the figure before (Kent, Havering)
``year_ago``  the same period last year (Havering)
``trend``     the slope over the charted window, where it differs from none at a level of
              significance (Kent)
``spc``       the measure's own limits of common cause variation (NHS England, Making Data Count)
``judged``    as its owner recorded it
============  ================================================================================
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, overload

import pandas as pd

from quarterbook.ground.periods import Period
from quarterbook.ground.tolerance import Tolerance, parse_tolerance
from quarterbook.judge.observations import each, missing
from quarterbook.judge.rag import BLIND
from quarterbook.judge.spc import LEAST as LEAST_CHARTED
from quarterbook.judge.spc import Xmr
from quarterbook.judge.trend import LEAST as LEAST_SLOPED
from quarterbook.judge.trend import slope

Outcome = Literal["improved", "same", "declined", "not_comparable"]


@dataclass(frozen=True)
class Direction:
    """How a figure moved.

    ``change`` is current less earlier figure in the measure's unit, for a
    trend the change per period (NaN where there is none); ``reason`` says why
    a movement cannot be compared; ``since`` is where a trend begins.
    """

    outcome: Outcome
    basis: str
    change: float = math.nan
    reason: str = ""
    since: Period | None = None


Figure = float | None


@overload
def travel(
    current: Figure,
    earlier: Figure,
    *,
    polarity: str = "higher",
    basis: str = "previous",
    seasonal: bool = False,
    same_within: Tolerance | str | None = None,
    target: Figure = None,
    earlier_target: Figure = None,
    obstacle: str = "",
    judgement: str = "",
) -> Direction: ...


@overload
def travel(
    current: pd.Series,
    earlier: Figure | pd.Series,
    *,
    polarity: str = "higher",
    basis: str = "previous",
    seasonal: bool = False,
    same_within: Tolerance | str | None = None,
    target: Figure | pd.Series = None,
    earlier_target: Figure | pd.Series = None,
    obstacle: str | pd.Series = "",
    judgement: str | pd.Series = "",
) -> pd.DataFrame: ...


def travel(
    current: Figure | pd.Series,
    earlier: Figure | pd.Series,
    *,
    polarity: str = "higher",
    basis: str = "previous",
    seasonal: bool = False,
    same_within: Tolerance | str | None = None,
    target: Figure | pd.Series = None,
    earlier_target: Figure | pd.Series = None,
    obstacle: str | pd.Series = "",
    judgement: str | pd.Series = "",
) -> Direction | pd.DataFrame:
    """Compare a figure with an earlier one, or each figure of a Series.

    current, earlier
        in the measure's own unit; None or NaN where there is none.
    polarity
        ``higher``, ``lower`` or ``plan`` is better. On plan means nearer to
        ``target`` than the earlier figure was to ``earlier_target``.
    basis
        ``previous`` or ``year_ago``: what ``earlier`` is; ``judged``:
        ``judgement`` is the direction the owner recorded (improved, same or
        declined).
    seasonal
        such a figure is not compared with the period before.
    same_within
        a change no larger is none: ``"1%"`` of the earlier figure or
        ``"0.5 points"`` in the measure's unit.
    obstacle
        why the two cannot be compared, such as ``break in series``.

    Returns a `Direction`; for a Series a frame with its index and the columns
    ``outcome``, ``change`` and ``reason``. Raises ``ValueError`` for another
    basis: a trend and a control chart need the whole series, see `along` and
    `controlled`.
    """
    if basis not in ("previous", "year_ago", "judged"):
        raise ValueError(f'"{basis}" is not a basis for comparing two figures')
    band = parse_tolerance(same_within) if isinstance(same_within, str) else same_within

    def one(
        current: Figure,
        earlier: Figure,
        target: Figure,
        earlier_target: Figure,
        obstacle: str,
        judgement: str,
    ) -> Direction:
        change = _difference(current, earlier)
        if basis == "judged":
            if judgement in ("improved", "same", "declined"):
                return Direction(judgement, basis, change)  # type: ignore[arg-type]
            return Direction("not_comparable", basis, change, "no direction recorded")
        if current is None or missing(current):
            return Direction("not_comparable", basis, reason=obstacle or "no figure")
        if seasonal and basis == "previous":
            return Direction("not_comparable", basis, change, "seasonal")
        if obstacle:
            return Direction("not_comparable", basis, change, obstacle)
        if earlier is None or missing(earlier):
            reason = "first figure" if basis == "previous" else "no figure a year ago"
            return Direction("not_comparable", basis, reason=reason)
        is_same = band.covers(abs(change), earlier) if band else change == 0
        if polarity == "plan":
            if target is None or earlier_target is None or missing(target + earlier_target):
                return Direction("not_comparable", basis, change, "no target")
            nearer = round(abs(earlier - earlier_target) - abs(current - target), 10)
            is_same = band.covers(abs(nearer), earlier) if band else nearer == 0
            better = nearer > 0
        elif polarity in ("higher", "lower"):
            better = change > 0 if polarity == "higher" else change < 0
        else:
            return Direction("not_comparable", basis, change, BLIND)
        if is_same:
            return Direction("same", basis, change)
        return Direction("improved" if better else "declined", basis, change)

    given = (current, earlier, target, earlier_target, obstacle, judgement)
    index, moved = each(one, given)
    if index is None:
        return moved[0]
    return pd.DataFrame(
        {
            "outcome": [m.outcome for m in moved],
            "change": [m.change for m in moved],
            "reason": [m.reason for m in moved],
        },
        index=index,
    )


def along(
    positions: list[int],
    values: list[Figure],
    *,
    polarity: str = "higher",
    significance: float = 0.05,
    since: Period | None = None,
    obstacle: str = "",
) -> Direction:
    """Return the direction of a series: improved or declined where its slope is no accident.

    positions
        where each figure stands in time, in any even unit.
    values
        in the measure's unit; None where there is none.
    significance
        the slope counts where a line as steep would come about by chance in
        no more than this share of cases.
    """
    there = [value for value in values if value is not None and not missing(value)]
    if not there or values[-1] is None or missing(values[-1]):
        return Direction("not_comparable", "trend", reason=obstacle or "no figure")
    if obstacle:
        return Direction("not_comparable", "trend", reason=obstacle)
    if len(there) < LEAST_SLOPED:
        return Direction("not_comparable", "trend", reason="too few figures for a trend")
    line = slope(positions, values)
    if polarity not in ("higher", "lower"):
        steep = line.per_step if line.p_value <= significance else 0.0
        return Direction("not_comparable", "trend", steep, BLIND, since)
    if line.p_value > significance:
        return Direction("same", "trend", line.per_step, since=since)
    better = (line.per_step > 0) == (polarity == "higher")
    return Direction("improved" if better else "declined", "trend", line.per_step, since=since)


def controlled(chart: Xmr, *, polarity: str = "higher", obstacle: str = "") -> Direction:
    """Return the direction that the last point of a control chart shows.

    Improvement and concern are improved and declined; common cause variation
    is the same. Fewer than twelve figures show nothing.
    """
    if obstacle:
        return Direction("not_comparable", "spc", reason=obstacle)
    if not chart.is_enough:
        return Direction(
            "not_comparable", "spc", reason=f"fewer than {LEAST_CHARTED} figures for limits"
        )
    shown = chart.variation(polarity)
    side = 1.0 if shown.side == "high" else -1.0
    if shown.kind == "neutral" or polarity not in ("higher", "lower"):
        change = 0.0 if shown.kind == "common_cause" else side
        return Direction("not_comparable", "spc", change, BLIND)
    outcome: dict[str, Outcome] = {"improvement": "improved", "concern": "declined"}
    return Direction(outcome.get(shown.kind, "same"), "spc")


def _difference(current: Figure, earlier: Figure) -> float:
    if current is None or earlier is None:
        return math.nan
    return round(current - earlier, 10)
