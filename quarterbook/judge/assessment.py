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

    control: Xmr | None = None
    charted: tuple[Observation, ...] = ()
    recalculations: tuple[tuple[Period, str], ...] = ()


class _Ahead(NamedTuple):
    """An outlook, the year end's goal, and the ratings that it and its range would have."""

    outlook: Outlook | None = None
    outlook_goal: Goal = NO_GOAL
    outlook_rags: tuple[Rag, ...] = ()


class _Judged(NamedTuple):
    """What a direction of travel is told from: a measure's figures, goals and control chart."""

    rules: JudgingRules
    observations: tuple[Observation, ...]
    targets: Mapping[Period, Goal]
    judgements: Mapping[str, str]
    newest: _Newest
    control: _Control

    def direction(self, basis: Basis) -> Direction:
        """Return the direction of travel on a basis."""
        match basis:
            case "previous" | "judged":
                return _compared(self, basis, self.newest.previous)
            case "year_ago":
                return _compared(self, basis, self.newest.year_ago)
            case "trend":
                return _by_trend(self.rules, self.observations)
            case "spc":
                return _by_control_chart(self.rules, self.observations, self.control)
            case _:
                assert_never(basis)


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
    control = _control(rules, observations, recalculations) if rules.is_charted else _Control()
    judged = _Judged(rules, observations, targets, judgements, newest, control)
    rated = _rate_newest(judged)
    value = newest.current.value if newest.current else None
    return Assessment(
        rules=rules,
        rag=rated,
        meets_target=rag.meets(value, newest.goal.target, rules.polarity, rated),
        direction=judged.direction(rules.basis),
        long_term=judged.direction(rules.long_term_basis) if rules.long_term_basis else None,
        compared_with=newest.year_ago if rules.basis == "year_ago" else newest.previous,
        observations=observations,
        forecasts=forecasts,
        later_figures=tuple([one for one in recorded if one.is_later and one.value is not None]),
        targets=targets,
        **newest._asdict(),
        **control._asdict(),
        **_ahead(rules, observations, forecasts, targets, year)._asdict(),
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
    judged: _Judged, basis: direction.PairBasis, earlier: Observation | None
) -> Direction:
    rules, newest = judged.rules, judged.newest
    before = goal_for(earlier.period, judged.targets, rules.reading) if earlier else NO_GOAL
    pair = direction.ComparedPair(
        newest.current.value if newest.current else None,
        earlier.value if earlier else None,
        newest.goal.target,
        before.target,
        _obstacle(rules, basis, judged.observations, earlier),
        judged.judgements.get("direction_judgement", ""),
    )
    return direction.compare_pair(pair, rules.direction(basis))


def _rate_newest(judged: _Judged) -> Rag:
    current = judged.newest.current
    value, marker, period = (
        (current.value, current.marker, current.period) if current else (None, "", None)
    )
    ago = _comparable_year_ago(judged.rules, judged.observations, period)
    return _rate(judged.rules, value, judged.newest.goal, ago, judged.judgements, marker)


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
    case = rag.RatedCase(
        value,
        *goal.limits,
        year_ago=year_ago.value if year_ago else None,
        marker=marker,
        judgement=owner.get("rag_judgement", ""),
        reason=owner.get("rag_reason", ""),
    )
    rated = rag.rate(case, rules.rating)
    if goal.is_unknown and rated.outcome == "not_rated" and rated.reason == rag.NO_TARGET:
        return rag.Rag("not_rated", rag.TARGET_UNKNOWN)
    return rated


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
    for index, (before, observation) in enumerate(pairwise(observations), 1):
        if observation.marker == Marker.BREAK or is_redefined(
            before.period, observation.period, rules.definition_from
        ):
            start = index
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
        index = next((n for n, one in enumerate(charted) if one.period.start >= since.start), None)
        if index:
            begun.append((since, reason))
            places.append(index)
    chart = xmr(
        [one.value for one in charted],
        drop_outlying_ranges=rules.drop_outlying_ranges,
        recalculate=places,
    )
    return _Control(chart, charted, tuple(begun))


def _by_control_chart(
    rules: JudgingRules, observations: Sequence[Observation], control: _Control
) -> Direction:
    assert control.control
    obstacle = _overlapping(rules, observations)
    if not obstacle and rules.reading == "rolling_12":
        obstacle = "figures overlap"
    if not observations or observations[-1].value is None:
        obstacle = (
            direction.NOW_WITHHELD
            if observations and observations[-1].marker == Marker.CONFIDENTIAL
            else rag.NO_FIGURE
        )
    stretches = control.control.stretches
    newest = control.charted[stretches[-1].start :] if stretches else ()
    since = next((one.period for one in newest if one.value is not None), None)
    return direction.by_control_chart(
        control.control, polarity=rules.polarity, since=since, obstacle=obstacle
    )


def _ahead(
    rules: JudgingRules,
    observations: Sequence[Observation],
    forecasts: Mapping[Period, Observation],
    targets: Mapping[Period, Goal],
    year: Period | None,
) -> _Ahead:
    """Look ahead to the end of a year for which a target is set."""
    newest = observations[-1].period if observations else next(iter(forecasts), None)
    if year is None or newest is None or newest.kind in ("calendar", "academic", "span"):
        return _Ahead()
    end = outlook.year_end(year, rules.frequency)
    goal = targets.get(end) or targets.get(year) or NO_GOAL
    if goal.target is None and (rules.rag_rule != "bands" or goal == NO_GOAL):
        return _Ahead()
    ahead = outlook.outlook(
        comparable(rules, observations),
        forecasts,
        end,
        reading=rules.reading,
        seasonal=rules.seasonal,
        unit=rules.unit,
    )
    if ahead is None:
        return _Ahead(outlook_goal=goal)
    ago = _comparable_year_ago(rules, observations, ahead.period)
    rags = [_rate(rules, value, goal, ago) for value in (ahead.value, ahead.lower, ahead.upper)]
    return _Ahead(ahead, goal, tuple(rags))
