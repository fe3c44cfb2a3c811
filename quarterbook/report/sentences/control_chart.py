"""What a control chart finds, in plain sentences."""

from __future__ import annotations

import math

from quarterbook.ground.wording import number_style
from quarterbook.judge.spc import LEAST_CHARTED, SEVERAL_LEVELS, Variation, VariationKind, Xmr
from quarterbook.report.views.control_chart import ControlChart

SHOWN: dict[VariationKind, str] = {
    "concern": "a cause for concern",
    "neutral": "a change that is neither better nor worse",
    "common_cause": "common cause variation",
    "improvement": "an improvement",
}


_ANEW = (
    " The figures seem to have come to another level, and the limits still take in those from "
    "before. They are recalculated from there once its owner has recorded when it began, and why."
)

_LEVELS = (
    " As these are a third or more, no one pair of limits fits all figures: they have been at "
    "different levels or have kept rising or falling. The chart shows nothing until its limits "
    "are recalculated, for which the owner records from when, and why."
)

_BEYOND = {"high": (1, "higher"), "low": (-1, "lower")}  # by the side of a special cause


def finding(chart: ControlChart) -> str:
    """Return what a control chart finds, in plain sentences.

    ``Recycling rate: common cause variation. The last figure, 52.0% in Q2
    2021/22, lies within the limits of 48.1% and 55.3% around a mean of 51.7%.
    The target of 50.0% lies within the limits, so it will be met and missed by
    chance.`` With fewer than twelve figures it says so and no more.
    """
    anew = "".join(
        f" The limits are recalculated from {since.label}: {clause(reason)}."
        for since, reason in chart.recalculations
    )
    if not chart.has_enough:
        return (
            f"A control chart needs at least {LEAST_CHARTED} figures; "
            f"this measure has {how_many(chart)}.{anew}"
        )
    if chart.xmr.is_of_several_levels:
        return f"{chart.title}: limits to be recalculated. {_outside(chart)}.{_LEVELS}{anew}"
    shown = SHOWN[chart.variation.kind]
    if chart.variation.kind != "common_cause":
        shown = f"special cause variation, {shown}"
    rule = _rule(chart.xmr, _Words(chart), chart.variation)
    return f"{chart.title}: {shown}. {rule}.{_before(chart)}{_target(chart)}{anew}"


def _before(chart: ControlChart) -> str:
    """Return that many figures lay beyond the last one, where it has a special cause."""
    every, side = chart.newest_stretch, chart.variation.side
    if chart.variation.kind == "common_cause" or side not in _BEYOND:
        return ""
    sign, comparative = _BEYOND[side]
    values = [one.value for one in every if one.value is not None]
    beyond = sum((value - values[-1]) * sign > 0 for value in values)
    if beyond < SEVERAL_LEVELS * len(values):
        return ""
    since = every[0].period.label
    return (
        f" Yet {beyond} of the {len(values)} figures since {since} were {comparative} "
        "than the last one."
    )


def _outside(chart: ControlChart) -> str:
    """Return ``Of the 45 figures since April 2018, 27 lie outside the limits of 10 and 20 …``."""
    every, words = chart.newest_stretch, _Words(chart)
    return (
        f"Of the {len(every)} figures since {every[0].period.label}, {chart.xmr.outside} lie "
        f"outside the {words.limits} around a mean of {chart.limit_format.full(chart.xmr.mean)}"
    )


def clause(reason: str) -> str:
    """Return a reason so that it can end a sentence."""
    return " ".join(reason.split()).rstrip(".")


def how_many(chart: ControlChart) -> str:
    """Return ``7 since April 2021``, by the newest stretch."""
    xmr, observations = chart.xmr, chart.observations
    if not xmr.stretches:
        return "none yet"
    newest = observations[xmr.stretches[-1].start :]
    first = next((r.period for r in newest if r.value is not None), None)
    if first is None:
        return "none yet" if len(xmr.stretches) == 1 else f"none since {newest[0].period.label}"
    return f"{xmr.count} since {first.label}"


class _Words:
    """The numbers of a chart as its sentences have them: the last figure alone with its unit."""

    def __init__(self, chart: ControlChart) -> None:
        xmr, observations, format = chart.xmr, chart.observations, chart.format
        assert xmr.last is not None
        last = observations[xmr.last]
        finer = chart.limit_format
        self.value, self.shown = format.full(last.value), format.short(last.value)
        self.last = f"{self.value} in {last.period.label}"
        self.mean, self.lower, self.upper = (
            finer.short(number) for number in (xmr.mean, xmr.lower, xmr.upper)
        )
        self.limits = f"limits of {self.lower} and {self.upper}"
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
        just = "just " if words.shown == limit else ""
        return (
            f"The last figure, {words.last}, lies {just}{above} the {which} limit of {limit}; "
            f"the mean is {words.mean}"
        )
    if flag == "two_of_three":
        return (
            f"At least two of the last three figures, the newest {words.last}, lie close to the "
            f"{which} limit of {limit}, and all three {above} the mean of {words.mean}"
        )
    several = f"The last {number_style(xmr.length)(xmr.length)} figures, the newest {words.last},"
    if flag == "trend":
        moves = "rise" if variation.side == "high" else "fall"
        return f"{several} {moves} without a break; the mean is {words.mean}, with {words.limits}"
    if flag == "run":
        return f"{several} all lie {above} the mean of {words.mean}, with {words.limits}"
    if words.is_still:
        return f"Every figure since {words.since} is {words.value}"
    around = f"the {words.limits} around a mean of {words.mean}"
    return f"The last figure, {words.last}, lies within {around}"


def _target(chart: ControlChart) -> str:
    """Return whether limits and target leave it to chance that the target is met."""
    assurance, target = chart.by_limits, chart.format.exact_short(chart.target)
    if assurance == "hit_and_miss":
        is_chance = chart.variation.kind == "common_cause"
        so = ", so it will be met and missed by chance" if is_chance else ""
        return f" The target of {target} lies within the limits{so}."
    if assurance is None:
        return ""
    meet, met = ("meet", "met") if assurance == "passing" else ("miss", "missed")
    against, every = chart.against_limits, chart.newest_stretch
    both = f" Both limits {meet} the target of {target}"
    if against:
        did = "missed" if assurance == "passing" else "met"
        count = f"{len(against)} of the {len(every)} figures"
        newest = f", the newest in {against[-1].period.label}" if len(against) > 1 else ""
        when = newest or f", that of {against[-1].period.label}"
        sentence = f"{both}, but {count} since {every[0].period.label} {did} it{when}."
        return sentence if chart.variation.kind == "common_cause" else sentence + _ANEW
    if chart.variation.kind != "common_cause":
        return f"{both}, and every figure since {every[0].period.label} has {met} it."
    return f"{both}, so it will be {met} every time unless something changes."
