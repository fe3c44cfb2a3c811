"""Direction of travel, always against a stated basis.

============  ================================================================================
basis         what a figure is compared with
============  ================================================================================
``previous``  the figure before (Havering)
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
from functools import cached_property
from typing import Any, Literal, NamedTuple, assert_never, get_args, overload

import pandas as pd

from quarterbook.ground.periods import Period
from quarterbook.ground.rule_names import POLARITIES, Basis, Polarity, better_end
from quarterbook.ground.tolerance import Tolerance, parse_tolerance
from quarterbook.judge.observations import Figure, apply_to_each, is_missing, none_if_missing
from quarterbook.judge.rag import BLIND, NO_EARLIER_TARGET, NO_FIGURE, NO_TARGET
from quarterbook.judge.spc import LEAST_CHARTED, Xmr
from quarterbook.judge.trend import LEAST_SLOPED, slope

DirectionOutcome = Literal["improved", "same", "declined", "not_comparable"]


PairBasis = Literal["previous", "year_ago", "judged"]
"""A basis that needs no more than two figures; the others need the whole series."""


DEFINITION_CHANGED = "definition changed"
BREAK_IN_SERIES = "break in series"
NOT_RECORDED = "no direction recorded"
NOW_WITHHELD = "withheld"
BEFORE_WITHHELD = "figure before withheld"
YEAR_AGO_WITHHELD = "figure a year ago withheld"
TO_BE_RECALCULATED = "limits to be recalculated"


_RECORDED: dict[str, DirectionOutcome] = {
    "improved": "improved",
    "same": "same",
    "declined": "declined",
}


@dataclass(frozen=True)
class Direction:
    """How a figure moved.

    ``change`` is current less earlier figure in the measure's unit, for a
    trend the change per period (NaN where there is none, and of a control
    chart); ``reason`` says why a movement cannot be compared; ``since`` is
    where a trend, or what a control chart's limits are made of, begins;
    ``side`` on which side of common cause variation the last figure of a
    control chart lies: above (1), below (-1) or neither.
    """

    outcome: DirectionOutcome
    basis: Basis
    change: float = math.nan
    reason: str = ""
    since: Period | None = None
    side: int = 0

    @property
    def is_blind(self) -> bool:
        """Whether it cannot be compared for the one reason that neither end is better."""
        return self.reason == BLIND

    @property
    def is_compared(self) -> bool:
        """Whether it says how the figure moved: better, worse, the same, or which way if blind."""
        return self.outcome != "not_comparable" or self.is_blind

    @property
    def way(self) -> int:
        """Which way figures went, for better or worse: up (1), down (-1) or neither."""
        return self.side if self.basis == "spc" else (self.change > 0) - (self.change < 0)


@dataclass(frozen=True)
class DirectionRule:
    """How two figures are compared.

    ``higher``, ``lower`` or ``plan`` is better; on plan means nearer to its target than the earlier
    figure was to its own. ``basis`` says what the earlier figure is, or that the direction is as
    its owner ``judged``. A ``seasonal`` figure is not compared with the period before. A change
    of no more than ``same_within`` is none: ``"1%"`` of the earlier figure or ``"0.5 points"`` in
    the measure's unit.

    Raises ``ValueError`` for an unknown polarity and for another basis: a trend and a control
    chart need the whole series, see `by_trend` and `by_control_chart`.
    """

    polarity: Polarity = "higher"
    basis: PairBasis = "previous"
    seasonal: bool = False
    same_within: Tolerance | str | None = None

    def __post_init__(self) -> None:
        if self.basis not in get_args(PairBasis):
            raise ValueError(f'"{self.basis}" is not a basis for comparing two figures')
        if self.polarity not in POLARITIES:
            raise ValueError(f'"{self.polarity}" is not a polarity')

    @cached_property
    def band(self) -> Tolerance | None:
        """How large a change is still none."""
        text = self.same_within
        return parse_tolerance(text) if isinstance(text, str) else text


_ON_PREVIOUS = DirectionRule()


class ComparedPair(NamedTuple):
    """A figure and an earlier one, with their targets; None or "" of what there is not.

    ``obstacle`` is why the two cannot be compared, such as ``break in series``; of figures that are
    ``withheld`` (or ``figure before withheld``, ``figure a year ago withheld``) not even the
    direction that the owner recorded (``judgement``: improved, same or declined) is shown.
    """

    current: Figure
    earlier: Figure
    target: Figure = None
    earlier_target: Figure = None
    obstacle: str = ""
    judgement: str = ""


@overload
def travel(
    current: Figure,
    earlier: Figure,
    target: Figure = None,
    earlier_target: Figure = None,
    *,
    by: DirectionRule = _ON_PREVIOUS,
) -> Direction: ...


@overload
def travel(
    current: pd.Series,
    earlier: Figure | pd.Series,
    target: Figure | pd.Series = None,
    earlier_target: Figure | pd.Series = None,
    *,
    by: DirectionRule = _ON_PREVIOUS,
) -> pd.DataFrame: ...


def travel(
    current: Figure | pd.Series,
    earlier: Figure | pd.Series,
    target: Figure | pd.Series = None,
    earlier_target: Figure | pd.Series = None,
    *,
    by: DirectionRule = _ON_PREVIOUS,
) -> Direction | pd.DataFrame:
    """Compare a figure with an earlier one, or each figure of a Series.

    Figures and targets are in the measure's own unit; None or NaN where there is none. Returns a
    `Direction`; for a Series a frame with its index and the columns ``outcome``, ``change`` and
    ``reason``.
    """

    def one(*parts: Any) -> Direction:
        return compare_pair(ComparedPair(*map(none_if_missing, parts)), by)

    index, moved = apply_to_each(one, (current, earlier, target, earlier_target))
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


def compare_pair(pair: ComparedPair, by: DirectionRule) -> Direction:
    """Compare two figures on their basis."""
    match by.basis:
        case "judged":
            return _recorded(pair)
        case "previous":
            obstacle = "seasonal" if by.seasonal else pair.obstacle
            return _compared(pair, by, obstacle, "first figure")
        case "year_ago":
            return _compared(pair, by, pair.obstacle, "no figure a year ago")
        case _:
            assert_never(by.basis)


def _recorded(pair: ComparedPair) -> Direction:
    if pair.obstacle in (NOW_WITHHELD, BEFORE_WITHHELD, YEAR_AGO_WITHHELD):
        return Direction("not_comparable", "judged", reason=pair.obstacle)
    change = _difference(pair.current, pair.earlier)
    if outcome := _RECORDED.get(pair.judgement):
        return Direction(outcome, "judged", change)
    return Direction("not_comparable", "judged", change, NOT_RECORDED)


def _compared(pair: ComparedPair, by: DirectionRule, obstacle: str, no_earlier: str) -> Direction:
    """Compare a figure with an earlier one; ``no_earlier`` says why there is none of these."""
    current, earlier, basis, band = pair.current, pair.earlier, by.basis, by.band
    if current is None:
        return Direction("not_comparable", basis, reason=pair.obstacle or NO_FIGURE)
    change = _difference(current, earlier)
    if obstacle:
        return Direction("not_comparable", basis, change, obstacle)
    if earlier is None:
        return Direction("not_comparable", basis, reason=no_earlier)
    match by.polarity:
        case "higher":
            gain = change
        case "lower":
            gain = -change
        case "plan":
            if pair.target is None or pair.earlier_target is None:
                lacking = NO_TARGET if pair.target is None else NO_EARLIER_TARGET
                return Direction("not_comparable", basis, change, lacking)
            gain = round(abs(earlier - pair.earlier_target) - abs(current - pair.target), 10)
        case "none":
            return Direction("not_comparable", basis, change, BLIND)
        case _:
            assert_never(by.polarity)
    if band.covers(abs(gain), earlier) if band else gain == 0:
        return Direction("same", basis, change)
    return Direction("improved" if gain > 0 else "declined", basis, change)


def by_trend(
    positions: list[int],
    values: list[Figure],
    *,
    polarity: Polarity = "higher",
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
    there = [value for value in values if value is not None and not is_missing(value)]
    if not there or values[-1] is None or is_missing(values[-1]):
        return Direction("not_comparable", "trend", reason=obstacle or NO_FIGURE)
    if obstacle:
        return Direction("not_comparable", "trend", reason=obstacle)
    if len(there) < LEAST_SLOPED:
        return Direction("not_comparable", "trend", reason="too few figures for a trend")
    line = slope(positions, values)
    better = better_end(polarity)
    if better is None:
        steep = line.per_step if line.p_value <= significance else 0.0
        return Direction("not_comparable", "trend", steep, BLIND, since)
    if line.p_value > significance:
        return Direction("same", "trend", line.per_step, since=since)
    improves = (line.per_step > 0) == (better == "higher")
    return Direction("improved" if improves else "declined", "trend", line.per_step, since=since)


def by_control_chart(
    chart: Xmr, *, polarity: Polarity = "higher", since: Period | None = None, obstacle: str = ""
) -> Direction:
    """Return the direction that the last point of a control chart shows.

    Improvement and concern are improved and declined; common cause variation
    is the same. Fewer than twelve figures show nothing, nor do limits that a third
    of the figures lie outside.
    """
    if obstacle:
        return Direction("not_comparable", "spc", reason=obstacle)
    if not chart.is_enough:
        return Direction(
            "not_comparable", "spc", reason=f"fewer than {LEAST_CHARTED} figures for limits"
        )
    if chart.is_of_several_levels:
        return Direction("not_comparable", "spc", reason=TO_BE_RECALCULATED)
    shown = chart.variation(polarity)
    side = (1 if shown.side == "high" else -1) if shown.side else 0
    if better_end(polarity) is None:
        return Direction("not_comparable", "spc", reason=BLIND, since=since, side=side)
    outcome: dict[str, DirectionOutcome] = {"improvement": "improved", "concern": "declined"}
    return Direction(outcome.get(shown.kind, "same"), "spc", since=since, side=side)


def _difference(current: Figure, earlier: Figure) -> float:
    if current is None or earlier is None:
        return math.nan
    return round(current - earlier, 10)
