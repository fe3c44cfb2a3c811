"""One measure in one quarter: its figures, what they are compared with, and how they are judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, assert_never

from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period
from quarterbook.ground.rule_names import Basis, RagRule, adds_up
from quarterbook.judge import direction, outlook, rag
from quarterbook.judge.direction import Direction
from quarterbook.judge.judging_rules import JudgingRules
from quarterbook.judge.observations import (
    NO_GOAL,
    Goal,
    Observation,
    goal_for,
    is_redefined,
    mark_definition,
    same_time_before,
    window,
)
from quarterbook.judge.outlook import Outlook
from quarterbook.judge.rag import Rag
from quarterbook.judge.spc import Xmr, xmr


@dataclass(frozen=True)
class Assessment:
    """A measure as a quarter's report shows it.

    ``observations`` are its figures in order of period, owners' forecasts apart
    in ``forecasts``; ``targets`` its goals by the period they were set for.
    ``later_figures`` are figures of periods complete only after the quarter, which
    stand beside its own, unrated; ``recalculations`` the periods from which
    its control limits begin anew, with the reason. ``meets_target`` is whether the newest
    figure does, as `rag.meets` tells.
    """

    rules: JudgingRules
    rag: Rag
    direction: Direction
    meets_target: bool | None = None
    long_term: Direction | None = None
    goal: Goal = NO_GOAL
    current: Observation | None = None
    compared_with: Observation | None = None
    previous: Observation | None = None
    year_ago: Observation | None = None
    observations: tuple[Observation, ...] = ()
    forecasts: Mapping[Period, Observation] = field(default_factory=dict)
    later_figures: tuple[Observation, ...] = ()
    targets: Mapping[Period, Goal] = field(default_factory=dict)
    control: Xmr | None = None
    charted: tuple[Observation, ...] = ()
    recalculations: tuple[tuple[Period, str], ...] = ()
    outlook: Outlook | None = None
    outlook_goal: Goal = NO_GOAL
    outlook_rags: tuple[Rag, ...] = ()

    @property
    def rule(self) -> RagRule:
        return self.rules.rag_rule

    @property
    def basis(self) -> Basis:
        return self.rules.basis

    @cached_property
    def goals(self) -> dict[Period, Goal]:
        """The goal that each observation is held against."""
        return {
            observation.period: goal_for(observation.period, self.targets, self.rules.reading)
            for observation in self.observations
        }

    @property
    def comparable_year_ago(self) -> Observation | None:
        """The figure a year ago, where the newest can be compared with it."""
        period = self.current.period if self.current else None
        return _comparable_year_ago(self.rules, self.observations, period)

    def rated_as(self, value: float | None, goal: Goal) -> Rag:
        """Return the rating of another value of this measure against a goal."""
        return _rate(self.rules, value, goal, self.comparable_year_ago)


class _Newest(NamedTuple):
    """The newest observation, the two it may be compared with, and its goal."""

    current: Observation | None
    previous: Observation | None
    year_ago: Observation | None
    goal: Goal


class _Control(NamedTuple):
    """A control chart, the observations it is made of, and where its limits begin anew."""

    chart: Xmr | None = None
    charted: tuple[Observation, ...] = ()
    recalculations: tuple[tuple[Period, str], ...] = ()


def assess(
    rules: JudgingRules,
    observed: Sequence[Observation],
    targets: Mapping[Period, Goal],
    judgements: Mapping[str, str],
    *,
    year: Period | None = None,
    recalculations: Sequence[tuple[Period, str]] = (),
) -> Assessment:
    """Judge one measure.

    observed
        its observations in order of period; those marked ``f`` are the owner's
        forecasts, and those later than the quarter are not judged.
    targets
        its goals by period.
    judgements
        what the owner recorded this quarter: ``rag_judgement, rag_reason,
        direction_judgement``; empty where nothing was.
    year
        the financial year whose end the outlook is for; None for no outlook.
    recalculations
        the periods from which control limits begin anew, with the reason.
    """
    recorded = [one for one in observed if one.marker != Marker.FORECAST]
    observations = mark_definition((o for o in recorded if not o.is_later), rules.definition_from)
    forecasts = {one.period: one for one in observed if one.marker == Marker.FORECAST}
    newest = _newest(rules, observations, targets)
    current, previous, year_ago, goal = newest
    control = _control(rules, observations, recalculations) if rules.is_charted else _Control()

    def moved(basis: Basis) -> Direction:
        match basis:
            case "previous" | "judged":
                return _compared(rules, basis, observations, newest, previous, targets, judgements)
            case "year_ago":
                return _compared(rules, basis, observations, newest, year_ago, targets, judgements)
            case "trend":
                return _by_trend(rules, observations)
            case "spc":
                return _by_control_chart(rules, observations, control)
            case _:
                assert_never(basis)

    ahead, ahead_goal = _outlook(rules, observations, forecasts, targets, year)
    value, marker = (current.value, current.marker) if current else (None, "")
    ago = _comparable_year_ago(rules, observations, current.period if current else None)
    rated = _rate(rules, value, goal, ago, judgements, marker)
    return Assessment(
        rules=rules,
        rag=rated,
        meets_target=rag.meets(value, goal.target, rules.polarity, rated),
        direction=moved(rules.basis),
        long_term=moved(rules.long_term_basis) if rules.long_term_basis else None,
        goal=goal,
        current=current,
        compared_with=year_ago if rules.basis == "year_ago" else previous,
        previous=previous,
        year_ago=year_ago,
        observations=observations,
        forecasts=forecasts,
        later_figures=tuple([one for one in recorded if one.is_later and one.value is not None]),
        targets=targets,
        control=control.chart,
        charted=control.charted,
        recalculations=control.recalculations,
        outlook=ahead,
        outlook_goal=ahead_goal,
        outlook_rags=_outlook_rags(rules, observations, ahead, ahead_goal),
    )


def _newest(
    rules: JudgingRules, observations: Sequence[Observation], targets: Mapping[Period, Goal]
) -> _Newest:
    if not observations:
        return _Newest(None, None, None, NO_GOAL)
    current = observations[-1]
    previous = next((one for one in reversed(observations[:-1]) if one.value is not None), None)
    return _Newest(
        current,
        previous,
        same_time_before(observations, current.period, rules.frequency),
        goal_for(current.period, targets, rules.reading),
    )


def _compared(
    rules: JudgingRules,
    basis: direction.PairBasis,
    observations: Sequence[Observation],
    newest: _Newest,
    earlier: Observation | None,
    targets: Mapping[Period, Goal],
    judgements: Mapping[str, str],
) -> Direction:
    before = goal_for(earlier.period, targets, rules.reading) if earlier else NO_GOAL
    return direction.travel(
        newest.current.value if newest.current else None,
        earlier.value if earlier else None,
        polarity=rules.polarity,
        basis=basis,
        seasonal=rules.seasonal,
        same_within=rules.same_within,
        target=newest.goal.target,
        earlier_target=before.target,
        obstacle=_obstacle(rules, basis, observations, earlier),
        judgement=judgements.get("direction_judgement", ""),
    )


def _rate(
    rules: JudgingRules,
    value: float | None,
    goal: Goal,
    year_ago: Observation | None = None,
    judgements: Mapping[str, str] | None = None,
    marker: str = "",
) -> Rag:
    """Rate a value by a measure's rules against a goal; ``judgements`` as for `assess`."""
    owner = judgements or {}
    return rag.judge(
        value,
        *goal,
        rule=rules.rag_rule,
        polarity=rules.polarity,
        tolerance=rules.tolerance,
        amber_when=rules.amber_when,
        year_ago=year_ago.value if year_ago else None,
        marker=marker,
        judgement=owner.get("rag_judgement", ""),
        reason=owner.get("rag_reason", ""),
    )


def _obstacle(
    rules: JudgingRules,
    basis: Basis,
    observations: Sequence[Observation],
    earlier: Observation | None,
) -> str:
    """Why the newest figure and an earlier one cannot be compared, if they cannot."""
    if not observations:
        return ""
    current = observations[-1]
    if current.marker == Marker.CONFIDENTIAL:
        return direction.NOW_WITHHELD
    if basis == "judged" and observations[-2:][0].marker == Marker.CONFIDENTIAL:
        return direction.BEFORE_WITHHELD
    if earlier is None:
        return ""
    if earlier.marker == Marker.CONFIDENTIAL:
        return direction.YEAR_AGO_WITHHELD
    if is_redefined(earlier.period, current.period, rules.definition_from):
        return direction.DEFINITION_CHANGED
    after = (one for one in observations if earlier.period.start < one.period.start)
    if any(one.marker == Marker.BREAK for one in after):
        return direction.BREAK_IN_SERIES
    return ""


def comparable(rules: JudgingRules, observations: Sequence[Observation]) -> tuple[Observation, ...]:
    """Return the observations from the last break in the series or change of definition on.

    Nothing that is said of a measure compares a figure with one before these.
    """
    start = 0
    for place, (before, observation) in enumerate(pairwise(observations), 1):
        if observation.marker == Marker.BREAK or is_redefined(
            before.period, observation.period, rules.definition_from
        ):
            start = place
    return tuple(observations[start:])


def _comparable_year_ago(
    rules: JudgingRules, observations: Sequence[Observation], period: Period | None
) -> Observation | None:
    if period is None:
        return None
    return same_time_before(comparable(rules, observations), period, rules.frequency)


def _overlapping(rules: JudgingRules, observations: Sequence[Observation]) -> str:
    """Why a series cannot be read as one of separate figures, if it cannot."""
    if rules.seasonal:
        return "seasonal"
    if any(before.period.shares_years(one.period) for before, one in pairwise(observations)):
        return "figures overlap"
    return "figures add up over the year" if adds_up(rules.reading) else ""


def _by_trend(rules: JudgingRules, observations: Sequence[Observation]) -> Direction:
    shown = comparable(rules, observations[-window(rules.frequency) :])
    start = shown[0].period if shown else None
    months = [
        (one.period.year - start.year) * 12 + one.period.month - start.month
        for one in shown
        if start
    ]
    first = next((one.period for one in shown if one.value is not None), None)
    withheld = direction.NOW_WITHHELD if shown and shown[-1].marker == Marker.CONFIDENTIAL else ""
    return direction.by_trend(
        months,
        [one.value for one in shown],
        polarity=rules.polarity,
        significance=rules.significance,
        since=first,
        obstacle=withheld or _overlapping(rules, shown),
    )


def _control(
    rules: JudgingRules,
    observations: Sequence[Observation],
    recalculations: Sequence[tuple[Period, str]],
) -> _Control:
    charted = comparable(rules, observations)
    begun, places = [], []
    for since, reason in sorted(recalculations):
        place = next((n for n, one in enumerate(charted) if one.period.start >= since.start), None)
        if place:
            begun.append((since, reason))
            places.append(place)
    chart = xmr(
        [one.value for one in charted],
        drop_outlying_ranges=rules.drop_outlying_ranges,
        recalculate=places,
    )
    return _Control(chart, charted, tuple(begun))


def _by_control_chart(
    rules: JudgingRules, observations: Sequence[Observation], control: _Control
) -> Direction:
    assert control.chart
    obstacle = _overlapping(rules, observations)
    if not obstacle and rules.reading == "rolling_12":
        obstacle = "figures overlap"
    if not observations or observations[-1].value is None:
        obstacle = (
            direction.NOW_WITHHELD
            if observations and observations[-1].marker == Marker.CONFIDENTIAL
            else rag.NO_FIGURE
        )
    stretches = control.chart.stretches
    newest = control.charted[stretches[-1].start :] if stretches else ()
    since = next((one.period for one in newest if one.value is not None), None)
    return direction.by_control_chart(
        control.chart, polarity=rules.polarity, since=since, obstacle=obstacle
    )


def _outlook(
    rules: JudgingRules,
    observations: Sequence[Observation],
    forecasts: Mapping[Period, Observation],
    targets: Mapping[Period, Goal],
    year: Period | None,
) -> tuple[Outlook | None, Goal]:
    """The outlook of a measure with a year-end target, and that target."""
    newest = observations[-1].period if observations else next(iter(forecasts), None)
    if year is None or newest is None or newest.kind in ("calendar", "academic", "span"):
        return None, NO_GOAL
    end = outlook.year_end(year, rules.frequency)
    goal = targets.get(end) or targets.get(year) or NO_GOAL
    if goal.target is None and (rules.rag_rule != "bands" or goal == NO_GOAL):
        return None, NO_GOAL
    ahead = outlook.outlook(
        comparable(rules, observations),
        forecasts,
        end,
        reading=rules.reading,
        seasonal=rules.seasonal,
        unit=rules.unit,
    )
    return ahead, goal


def _outlook_rags(
    rules: JudgingRules, observations: Sequence[Observation], ahead: Outlook | None, goal: Goal
) -> tuple[Rag, ...]:
    """The ratings that an outlook, its lower and its upper end would have."""
    if ahead is None:
        return ()
    ago = _comparable_year_ago(rules, observations, ahead.period)
    return tuple(
        _rate(rules, value, goal, ago) for value in (ahead.value, ahead.lower, ahead.upper)
    )
