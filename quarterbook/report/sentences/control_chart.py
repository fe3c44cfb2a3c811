"""What a control chart finds, in plain sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

from num2words import num2words

from quarterbook.ground.periods import Period
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.observations import Observation
from quarterbook.judge.spc import LEAST, Kind, Variation, Xmr

SHOWN: dict[Kind, str] = {
    "concern": "a cause for concern",
    "neutral": "a change that is neither better nor worse",
    "common_cause": "common cause variation",
    "improvement": "an improvement",
}


def finding(
    title: str,
    xmr: Xmr,
    observations: Sequence[Observation],
    polarity: str,
    format: NumberFormat,
    target: float | None,
    recalculations: Sequence[tuple[Period, str]] = (),
) -> str:
    """Return what a control chart finds, in plain sentences.

    ``Recycling rate: common cause variation. The last figure, 52.0% in Q2
    2021/22, lies within the limits of 48.1% and 55.3% around a mean of 51.7%.
    The target of 50.0% lies within the limits, so it will be hit and missed by
    chance.`` With fewer than twelve figures it says so and no more.
    """
    anew = "".join(
        f" The limits are worked out anew from {since.label}: {clause(reason)}."
        for since, reason in recalculations
    )
    if not xmr.is_enough:
        return (
            f"A control chart needs at least {LEAST} figures; "
            f"this measure has {how_many(xmr, observations)}.{anew}"
        )
    words = _Words(xmr, observations, format)
    variation = xmr.variation(polarity)
    shown = SHOWN[variation.kind]
    if variation.kind != "common_cause":
        shown = f"special cause variation, {shown}"
    text = f"{title}: {shown}. {_rule(xmr, words, variation)}."
    return f"{text}{_target(xmr, target, polarity, format)}{anew}"


def limit_format(xmr: Xmr, format: NumberFormat) -> NumberFormat:
    """Return how mean and limits are written: with a decimal more where these lie close."""
    apart = xmr.upper - xmr.lower
    is_close = 1e-9 < apart < 10 * 10.0**-format.decimals
    return format.with_decimals(format.decimals + 1) if is_close else format


def clause(reason: str) -> str:
    """Return a reason so that it can end a sentence."""
    return " ".join(reason.split()).rstrip(".")


def how_many(xmr: Xmr, observations: Sequence[Observation]) -> str:
    """Return ``7 since April 2021``, by the newest stretch."""
    if not xmr.stretches:
        return "none yet"
    newest = observations[xmr.stretches[-1].start :]
    first = next((r.period for r in newest if r.value is not None), None)
    if first is None:
        return "none yet" if len(xmr.stretches) == 1 else f"none since {newest[0].period.label}"
    return f"{xmr.count} since {first.label}"


class _Words:
    """The numbers of a chart as its sentences have them."""

    def __init__(self, xmr: Xmr, observations: Sequence[Observation], format: NumberFormat) -> None:
        assert xmr.last is not None
        last = observations[xmr.last]
        finer = limit_format(xmr, format)
        self.value = format.full(last.value)
        self.last = f"{self.value} in {last.period.label}"
        self.mean, self.lower, self.upper = (
            finer.full(number) for number in (xmr.mean, xmr.lower, xmr.upper)
        )
        self.limits = f"limits of {finer.short(xmr.lower)} and {self.upper}"
        newest = xmr.stretches[-1]
        values = tuple(xmr.values)[newest.start :]
        self.is_still = len({value for value in values if not math.isnan(value)}) == 1
        self.since = observations[newest.start].period.label


def _rule(xmr: Xmr, words: _Words, variation: Variation) -> str:
    """Return which rule the last figure breaks, or that it breaks none."""
    above, limit = ("above", words.upper) if variation.side == "high" else ("below", words.lower)
    which = "upper" if variation.side == "high" else "lower"
    flag = xmr.last_flag
    if flag == "outside":
        just = "just " if words.value == limit else ""
        return (
            f"The last figure, {words.last}, lies {just}{above} the {which} limit of {limit}; "
            f"the mean is {words.mean}"
        )
    if flag == "two_of_three":
        return (
            f"At least two of the last three figures, the newest {words.last}, lie close to the "
            f"{which} limit of {limit}, and all three {above} the mean of {words.mean}"
        )
    several = f"The last {num2words(xmr.length)} figures, the newest {words.last},"
    if flag == "trend":
        moves = "rise" if variation.side == "high" else "fall"
        return f"{several} {moves} without a break; the mean is {words.mean}, with {words.limits}"
    if flag == "run":
        return f"{several} all lie {above} the mean of {words.mean}, with {words.limits}"
    if words.is_still:
        return f"Every figure since {words.since} is {words.value}"
    around = f"the {words.limits} around a mean of {words.mean}"
    return f"The last figure, {words.last}, lies within {around}"


def _target(xmr: Xmr, target: float | None, polarity: str, format: NumberFormat) -> str:
    """Return whether limits and target leave it to chance that the target is met."""
    assurance = xmr.assurance(target, polarity)
    said = format.exact(target)
    if assurance == "hit_and_miss":
        return (
            f" The target of {said} lies within the limits, so it will be hit and missed by chance."
        )
    if assurance is None:
        return ""
    meet, met = ("meet", "met") if assurance == "passing" else ("miss", "missed")
    return (
        f" Both limits {meet} the target of {said}, so it will be {met} every time unless "
        "something changes."
    )
