"""XmR control charts: what is chance in a series of figures, and what is not.

The rules are those of NHS England's Making Data Count, as its R package
NHSRplotthedots applies them. Where both are silent:

* A gap is left out: the figures on either side of it are neighbours, in moving
  ranges, runs and trends alike, as in the NHS's spreadsheet tool.
* Moving ranges are not screened where nothing but standstill would be left: a
  series of noughts and a single one has no limits of nought.
* A turning point between two trends belongs to the later.
* Figures that agree to twelve significant digits of the largest are the same,
  so that rounding in binary (0.1 + 0.2) decides nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from quarterbook.ground.rounding import exact_mean
from quarterbook.ground.rule_names import Polarity, better_end

LEAST_CHARTED = 12


RUN = 7


SEVERAL_LEVELS = Fraction(1, 3)


LIMIT, SCREEN = 2.66, 3.267


_BINARY_ERROR = 1e-12


Flag = Literal["", "outside", "trend", "two_of_three", "run"]


HighOrLow = Literal["", "high", "low"]


VariationKind = Literal["common_cause", "improvement", "concern", "neutral"]


Assurance = Literal["passing", "failing", "hit_and_miss"]


_FLAGS = np.array(["", "outside", "trend", "two_of_three", "run"], dtype=object)


_OUTSIDE, _TREND, _TWO, _RUN = 1, 2, 3, 4


_SIDES = np.array(["", "high", "low"], dtype=object)  # by sign: 0, 1 and, from the end, -1


_Floats = NDArray[np.float64]


_Signs = NDArray[np.int8]


@dataclass(frozen=True)
class Stretch:
    """Figures with limits of their own.

    ``start`` and ``end`` are positions in the values, the end included;
    ``mean``, ``lower`` and ``upper`` are in the measure's unit, NaN where they
    cannot be worked out: the limits need two figures, the mean one.
    """

    start: int
    end: int
    mean: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Variation:
    """What the last figure tells, and for a special cause whether it is ``high`` or ``low``."""

    kind: VariationKind
    side: HighOrLow


@dataclass(frozen=True, eq=False)
class Xmr:
    """An XmR chart in numbers.

    ``mean``, ``lower`` and ``upper`` are those of the newest stretch. For each
    point ``flags`` holds the rule it breaks, or "" (gaps too), and ``sides``
    whether that is ``high`` or ``low``; a rising trend is high. ``values`` are
    the figures, NaN for gaps. These three are Series with the index of the
    Series given, and tuples otherwise. ``length`` is how many of the newest
    figures are in the last one's run or trend, 0 without one.
    """

    mean: float
    lower: float
    upper: float
    flags: tuple[Flag, ...] | pd.Series
    sides: tuple[HighOrLow, ...] | pd.Series
    values: tuple[float, ...] | pd.Series
    stretches: tuple[Stretch, ...]
    length: int

    @property
    def count(self) -> int:
        """How many figures the newest stretch has."""
        return len(self._figures(self.stretches[-1])) if self.stretches else 0

    @property
    def is_enough(self) -> bool:
        """Whether the newest stretch has the 12 figures that limits need to be relied on."""
        return self.count >= LEAST_CHARTED

    @property
    def last(self) -> int | None:
        """The position of the last figure; None where there is none."""
        values = tuple(self.values)
        return next((i for i in reversed(range(len(values))) if not math.isnan(values[i])), None)

    @property
    def last_flag(self) -> Flag:
        """The rule that the last figure breaks, or ""."""
        return "" if self.last is None else tuple(self.flags)[self.last]

    @property
    def outside(self) -> int:
        """How many figures of the newest stretch lie outside its limits."""
        begin = self.stretches[-1].start if self.stretches else 0
        return tuple(self.flags)[begin:].count("outside")

    @property
    def is_of_several_levels(self) -> bool:
        """Whether a third of the newest stretch or more lies outside its limits.

        One pair of limits fits no such figures, and wants recalculating.
        """
        return 0 < self.outside >= SEVERAL_LEVELS * self.count

    def variation(self, polarity: Polarity) -> Variation:
        """Judge the last figure.

        polarity
            ``higher`` or ``lower`` is better; with any other a special cause
            is ``neutral``.

        Common cause where the last figure breaks no rule, or there is none.
        """
        side: HighOrLow = "" if self.last is None else tuple(self.sides)[self.last]
        return Variation(_kind(side, polarity), side)

    def kinds(self, polarity: Polarity) -> tuple[VariationKind, ...]:
        """Judge each point as `variation` judges the last; a gap is common cause."""
        return tuple(_kind(side, polarity) for side in self.sides)

    def assurance(self, target: float | None, polarity: Polarity) -> Assurance | None:
        """Say whether the newest limits leave it to chance that a target is met.

        target
            in the measure's unit; None or NaN where there is none.
        polarity
            ``higher`` or ``lower`` is better.

        ``passing`` or ``failing`` where the target lies strictly outside the
        limits, as in NHSRplotthedots; a target on a limit is ``hit_and_miss``.
        Figures that never vary and are all on target pass. None without a
        target, without limits or with any other polarity.
        """
        better = better_end(polarity)
        if target is None or math.isnan(target) or better is None or math.isnan(self.lower):
            return None
        error = _BINARY_ERROR * max(abs(target), abs(self.lower), abs(self.upper))
        above, below = self.lower > target + error, self.upper < target - error
        if above or below:
            return "passing" if above == (better == "higher") else "failing"
        return "passing" if self.upper - self.lower <= error else "hit_and_miss"

    def _figures(self, stretch: Stretch) -> list[float]:
        inside = tuple(self.values)[stretch.start : stretch.end + 1]
        return [value for value in inside if not math.isnan(value)]


def _kind(side: HighOrLow, polarity: Polarity) -> VariationKind:
    if not side:
        return "common_cause"
    better = better_end(polarity)
    if better is None:
        return "neutral"
    return "improvement" if (side == "high") == (better == "higher") else "concern"


def xmr(
    values: Sequence[float | None] | pd.Series,
    drop_outlying_ranges: bool = True,
    recalculate: Iterable[int] = (),
) -> Xmr:
    """Work out mean, limits and special causes of a series of figures.

    values
        one figure per period, oldest first, in any unit; None or NaN for a gap.
    drop_outlying_ranges
        leave moving ranges of 3.267 times their mean or more out of the mean
        moving range, once.
    recalculate
        positions in ``values``, counted from 0, from which mean and limits are
        recalculated; no run, trend or moving range crosses one.

    The centre is the mean; the limits are 2.66 mean moving ranges away from it.
    In this order a point is flagged that is strictly ``outside`` the limits; in
    a ``trend`` of seven or more, each strictly above the one before or each
    strictly below; one of ``two_of_three`` that lie beyond two thirds of the
    way to a limit, and not outside it, with all three on one side of the mean;
    in a ``run`` of seven or more on one side of the mean, which a point on the
    mean ends. Without figures all numbers are NaN; a single figure has a mean
    and no limits.

    Source: NHS England, Making Data Count. Raises ``ValueError`` for an
    infinite figure and for a position that is none.
    """
    numbers = _floats(values)
    starts = sorted({0, *recalculate})
    if starts[0] < 0 or starts[-1] >= max(numbers.size, 1):
        raise ValueError(f"there is no position {starts[0] if starts[0] < 0 else starts[-1]}")
    places = np.flatnonzero(~np.isnan(numbers))
    figures = numbers[places]
    error = _binary_error(figures)
    rules, sides = np.zeros(numbers.size, np.int8), np.zeros(numbers.size, np.int8)
    stretches = []
    for start, end in zip(starts, [*starts[1:], numbers.size], strict=True):
        if start == end:
            continue
        first, last = np.searchsorted(places, (start, end))
        part = figures[first:last]
        mean, reach = _limits(part, drop_outlying_ranges, error)
        rules[places[first:last]], sides[places[first:last]] = _judge(part - mean, reach, error)
        stretches.append(Stretch(start, end - 1, mean, mean - reach, mean + reach))
    newest = stretches[-1] if stretches else Stretch(0, 0, math.nan, math.nan, math.nan)
    flags, shown, kept = (
        pd.Series(column, index=values.index)
        if isinstance(values, pd.Series)
        else tuple(column.tolist())
        for column in (_FLAGS[rules], _SIDES[sides], numbers)
    )
    limits = (newest.mean, newest.lower, newest.upper)
    length = _length(figures, places, rules, stretches, error)
    return Xmr(*limits, flags, shown, kept, tuple(stretches), length)


def _length(
    figures: _Floats,
    places: NDArray[np.intp],
    rules: _Signs,
    stretches: Sequence[Stretch],
    error: float,
) -> int:
    """Return how many of the newest figures are in the last one's run or trend; 0 without one."""
    rule = rules[places[-1]] if places.size else 0
    if rule not in (_RUN, _TREND):
        return 0
    at = next(s for s in stretches if s.start <= places[-1] <= s.end)
    part = figures[np.searchsorted(places, at.start) :]
    moves = part - at.mean if rule == _RUN else np.diff(part)
    *_, (begin, end) = _spells(_signs(moves, error), RUN if rule == _RUN else RUN - 1)
    return end - begin + int(rule == _TREND)


def _floats(values: Sequence[float | None] | pd.Series) -> _Floats:
    if isinstance(values, pd.Series):
        return values.to_numpy(dtype=float, na_value=math.nan)
    return np.asarray(values, dtype=float)


def _binary_error(figures: _Floats) -> float:
    """Return the difference up to which two figures are the same."""
    largest = float(np.fmax.reduce(np.abs(figures), initial=0.0))
    if math.isinf(largest):
        raise ValueError("a figure is infinite")
    return _BINARY_ERROR * largest


def _limits(figures: _Floats, drop_outlying_ranges: bool, error: float) -> tuple[float, float]:
    """Return the mean, and how far the limits are from it."""
    if figures.size < 2:
        return (float(figures[0]) if figures.size else math.nan), math.nan
    moving = np.abs(figures[1:] - figures[:-1])
    average = moving.sum() / moving.size
    if drop_outlying_ranges:
        kept = moving[moving < SCREEN * average - error]
        screened = kept.sum() / kept.size if kept.size else 0.0
        average = screened if screened > error else average
    return exact_mean(figures.tolist()), float(LIMIT * average)


def _judge(apart: _Floats, reach: float, error: float) -> tuple[_Signs, _Signs]:
    """Return for each point the rule it breaks and its side: 1 high, -1 low.

    ``apart`` is how far points are from the mean, ``reach`` how far the limits.
    """
    where = _signs(apart, error)
    rules, sides = np.zeros(apart.size, np.int8), np.zeros(apart.size, np.int8)
    for begin, end in _spells(where, RUN):
        rules[begin:end], sides[begin:end] = _RUN, where[begin]
    if apart.size >= 2:
        outside = _signs(apart, reach + error)
        close = np.where(outside, 0, _signs(apart, reach * 2 / 3 + error))
        two = _two_of_three(where, close)
        rules[two], sides[two] = _TWO, close[two]
        steps = _signs(apart[1:] - apart[:-1], error)
        for begin, end in _spells(steps, RUN - 1):
            rules[begin : end + 1], sides[begin : end + 1] = _TREND, steps[begin]
        beyond = outside != 0
        rules[beyond], sides[beyond] = _OUTSIDE, outside[beyond]
    return rules, sides


def _signs(numbers: _Floats, least: float) -> _Signs:
    """Return 1 and -1 for what is more than ``least`` above and below nought, 0 for the rest."""
    high, low = numbers > least, numbers < -least
    return high.view(np.int8) - low.view(np.int8)


def _spells(signs: _Signs, least: int) -> Iterator[tuple[int, int]]:
    """Yield start and end, excluded, of unbroken rows of one sign, at least so many long."""
    if signs.size < least:
        return
    edges = [0, *(np.flatnonzero(signs[1:] != signs[:-1]) + 1).tolist(), signs.size]
    for begin, end in pairwise(edges):
        if end - begin >= least and signs[begin]:
            yield begin, end


def _two_of_three(where: _Signs, close: _Signs) -> NDArray[np.bool_]:
    """Return which points are close, with another such in three on one side of the mean."""
    sided = np.abs(where[:-2] + where[1:-1] + where[2:]) == 3
    flagged = sided & (np.abs(close[:-2] + close[1:-1] + close[2:]) >= 2)
    among = np.zeros(where.size, np.bool_)
    for shift in range(3):
        among[shift : shift + flagged.size] |= flagged
    return among & (close != 0)
