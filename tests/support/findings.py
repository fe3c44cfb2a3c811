"""What a page says of a measure, as data: findings, no two of which may contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from quarterbook.ground.periods import Period
from quarterbook.ground.rule_names import Polarity, better_end
from quarterbook.judge.direction import DirectionOutcome
from quarterbook.judge.judging_rules import JudgingRules
from quarterbook.judge.observations import Observation
from quarterbook.judge.rag import Rag
from quarterbook.report.views.control_chart import ControlChart
from quarterbook.report.views.measure import MeasureView, with_figures

Source = Literal["rating", "direction", "outlook", "control chart", "trend"]
Way = Literal["better", "worse", "same"]

_WAYS: dict[DirectionOutcome, Way | None] = {
    "improved": "better",
    "same": "same",
    "declined": "worse",
    "not_comparable": None,
}


@dataclass(frozen=True)
class Finding:
    """One thing that a page says of a measure; what it says nothing of is None.

    figure, period
        the figure that it speaks of, in the measure's unit, and of which period.
    target, met
        what that is held against, and whether it meets it.
    moved, since
        which way it has moved, and since which period; since None by the limits of its chart.
    always
        whether figures are said to meet the target every time, or to miss it every time (False).
    """

    source: Source
    figure: float | None = None
    period: Period | None = None
    target: float | None = None
    met: bool | None = None
    moved: Way | None = None
    since: Period | None = None
    always: bool | None = None


def findings(view: MeasureView) -> list[Finding]:
    """Return what a measure's page says: rating, direction, outlook, control chart and trend."""
    judged = view.assessment
    current = judged.current
    found = []
    if current:
        target = judged.goal.target
        figure, period = current.value, current.period
        found.append(
            Finding("rating", figure, period, target, _rated_met(judged.rag, judged.rules))
        )
        against = judged.compared_with.period if judged.compared_with else None
        moved = _WAYS[judged.direction.outcome]
        if judged.direction.basis in ("previous", "year_ago", "spc"):
            found.append(Finding("direction", figure, period, moved=moved, since=against))
    ahead = judged.outlook
    if ahead and ahead.value is not None:
        met = _rated_met(judged.outlook_rags[0], judged.rules)
        target = judged.outlook_goal.target
        found.append(Finding("outlook", ahead.value, ahead.period, target, met))
    chart = view.control_chart
    if chart and chart.has_enough and not chart.xmr.is_of_several_levels:
        found.append(_of_chart(chart))
    shown = with_figures(view)
    if shown:
        found.append(_of_trend(view, shown))
    return found


def _rated_met(rag: Rag, rules: JudgingRules) -> bool | None:
    """Return whether a rating says that the target is met; None where its rule does not."""
    is_plain = rules.rag_rule == "floor" or (
        rules.rag_rule == "tolerance" and rules.amber_when == "within_tolerance"
    )
    return rag.outcome == "green" if rag.is_rated and is_plain else None


def _of_chart(chart: ControlChart) -> Finding:
    assert chart.xmr.last is not None
    last = chart.observations[chart.xmr.last]
    ways: dict[str, Way] = {"improvement": "better", "concern": "worse"}
    promises: dict[str | None, bool] = {"passing": True, "failing": False}
    return Finding(
        "control chart",
        last.value,
        last.period,
        chart.target,
        moved=ways.get(chart.variation.kind),
        always=promises.get(chart.assurance),
    )


def _of_trend(view: MeasureView, shown: Sequence[Observation]) -> Finding:
    first, last = shown[0], shown[-1]
    goal = view.assessment.goals.get(last.period)
    target = goal.target if goal else None
    polarity = view.assessment.rules.polarity
    moved = _way(first.value, last.value, polarity) if len(shown) > 1 else None
    side = None if target is None else _way(target, last.value, polarity)
    met = None if side is None else side != "worse"
    return Finding("trend", last.value, last.period, target, met, moved, first.period)


def _way(before: float | None, now: float | None, polarity: Polarity) -> Way | None:
    """Return which way a figure lies from another; None where neither side is better."""
    better = better_end(polarity)
    if before is None or now is None or better is None:
        return None
    if before == now:
        return "same"
    return "better" if (now > before) == (better == "higher") else "worse"


def contradictions(found: Sequence[Finding]) -> Iterator[str]:
    """Yield what two findings on the same measure say against each other, in a few words."""
    for one, other in combinations(found, 2):
        pair = f"{one.source} and {other.source}"
        if one.period == other.period:
            if _differ(one.figure, other.figure):
                yield f"{pair}: figures of {one.figure} and {other.figure}"
            if one.target == other.target and _differ(one.met, other.met):
                yield f"{pair}: the target is met and missed"
            if one.since == other.since and _differ(one.moved, other.moved):
                yield f"{pair}: {one.moved} and {other.moved}"
        if one.target == other.target and (
            _differ(one.always, other.met) or _differ(one.met, other.always)
        ):
            yield f"{pair}: what is said of every time is not so"


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other
