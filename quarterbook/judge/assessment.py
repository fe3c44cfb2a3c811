"""One measure in one quarter: its figures, what they are compared with, and how they are judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from quarterbook.ground.periods import Period
from quarterbook.judge import direction, outlook, rag
from quarterbook.judge.direction import Direction
from quarterbook.judge.observations import WINDOWS, Goal, Observation
from quarterbook.judge.outlook import Outlook
from quarterbook.judge.rag import Rag
from quarterbook.judge.settings import Rules
from quarterbook.judge.spc import Xmr, xmr

NO_GOAL = Goal()


@dataclass(frozen=True)
class Assessment:
    """A measure as a quarter's report shows it.

    ``observations`` are its figures in order of period, owners' forecasts apart
    in ``forecasts``; ``targets`` its goals by the period they were set for.
    ``recalculations`` are the periods from which its control limits begin
    anew, with the reason.
    """

    rules: Rules
    rag: Rag
    direction: Direction
    long_term: Direction | None = None
    goal: Goal = NO_GOAL
    current: Observation | None = None
    against: Observation | None = None
    previous: Observation | None = None
    year_ago: Observation | None = None
    observations: tuple[Observation, ...] = ()
    forecasts: Mapping[Period, Observation] = field(default_factory=dict)
    targets: Mapping[Period, Goal] = field(default_factory=dict)
    control: Xmr | None = None
    charted: tuple[Observation, ...] = ()
    recalculations: tuple[tuple[Period, str], ...] = ()
    outlook: Outlook | None = None
    outlook_goal: Goal = NO_GOAL
    outlook_rags: tuple[Rag, ...] = ()

    @property
    def rule(self) -> str:
        return self.rules.rag_rule

    @property
    def basis(self) -> str:
        return self.rules.basis

    @cached_property
    def goals(self) -> dict[Period, Goal]:
        """The goal that each observation is held against."""
        return {
            r.period: goal_for(r.period, self.targets, self.rules.reading)
            for r in self.observations
        }

    def rated_as(self, value: float | None, goal: Goal) -> Rag:
        """Return the rating of another value of this measure against a goal."""
        return rate(self.rules, value, goal, self.year_ago)


def assess(
    rules: Rules,
    observed: Iterable[Observation],
    targets: Mapping[Period, Goal],
    words: Mapping[str, Any],
    *,
    year: Period | None = None,
    recalculations: Sequence[tuple[Period, str]] = (),
) -> Assessment:
    """Judge one measure.

    observed
        its observations in order of period; those marked ``f`` are the owner's
        forecasts.
    targets
        its goals by period.
    words
        what the owner recorded this quarter: ``rag_judgement, rag_reason,
        direction_judgement``; empty where nothing was.
    year
        the financial year whose end the outlook is for; None for no outlook.
    recalculations
        the periods from which control limits begin anew, with the reason.
    """
    everything = tuple(observed)
    observations = tuple([r for r in everything if r.marker != "f"])
    forecasts = {r.period: r for r in everything if r.marker == "f"}
    current = observations[-1] if observations else None
    previous = next((r for r in reversed(observations[:-1]) if r.value is not None), None)
    year_ago = _year_ago(observations, previous, rules.frequency)
    goal = goal_for(current.period, targets, rules.reading) if current else NO_GOAL
    against = year_ago if rules.basis == "year_ago" else previous
    chart: Xmr | None = None
    charted: tuple[Observation, ...] = ()
    begun: tuple[tuple[Period, str], ...] = ()
    if rules.is_charted:
        chart, charted, begun = _control(rules, observations, recalculations)

    def moved(basis: str) -> Direction:
        if basis == "trend":
            return _along(rules, observations)
        if basis == "spc":
            assert chart
            return _controlled(rules, observations, chart)
        earlier = year_ago if basis == "year_ago" else previous
        before = goal_for(earlier.period, targets, rules.reading) if earlier else NO_GOAL
        return direction.travel(
            current.value if current else None,
            earlier.value if earlier else None,
            polarity=rules.polarity,
            basis=basis,
            seasonal=rules.seasonal,
            same_within=rules.same_within,
            target=goal.target,
            earlier_target=before.target,
            obstacle=_obstacle(rules, observations, earlier),
            judgement=words.get("direction_judgement", ""),
        )

    ahead, ahead_goal = _outlook(rules, observations, forecasts, targets, year)
    ago = _at(observations, ahead.period.year_ago()) if ahead else None
    return Assessment(
        rules=rules,
        rag=rate(
            rules,
            current.value if current else None,
            goal,
            year_ago,
            words,
            current.marker if current else "",
        ),
        direction=moved(rules.basis),
        long_term=moved(rules.long_term_basis) if rules.long_term_basis else None,
        goal=goal,
        current=current,
        against=against,
        previous=previous,
        year_ago=year_ago,
        observations=observations,
        forecasts=forecasts,
        targets=targets,
        control=chart,
        charted=charted,
        recalculations=begun,
        outlook=ahead,
        outlook_goal=ahead_goal,
        outlook_rags=tuple(
            rate(rules, value, ahead_goal, ago) for value in (ahead.value, ahead.lower, ahead.upper)
        )
        if ahead
        else (),
    )


def rate(
    rules: Rules,
    value: float | None,
    goal: Goal,
    year_ago: Observation | None = None,
    words: Mapping[str, Any] | None = None,
    marker: str = "",
) -> Rag:
    """Rate a value by a measure's rules against a goal; ``words`` as for `assess`."""
    said = words or {}
    return rag.judge(
        value,
        *goal,
        rule=rules.rag_rule,
        polarity=rules.polarity,
        tolerance=rules.tolerance,
        amber_when=rules.amber_when,
        year_ago=year_ago.value if year_ago else None,
        marker=marker,
        judgement=said.get("rag_judgement", ""),
        reason=said.get("rag_reason", ""),
    )


def goal_for(period: Period, goals: Mapping[Period, Goal], reading: str) -> Goal:
    """Return the goal of a period: its own, else its financial year's.

    A year-to-date figure is only ever held against its own period's target.
    """
    own = goals.get(period)
    if own is None and reading != "year_to_date":
        own = goals.get(period.financial_year)
    return own or NO_GOAL


def _year_ago(
    observations: Sequence[Observation], previous: Observation | None, frequency: str
) -> Observation | None:
    """The figure of the same period last year; for a survey every two years the one before."""
    if not observations or frequency == "biennial":
        return previous
    return _at(observations, observations[-1].period.year_ago())


def _at(observations: Sequence[Observation], period: Period) -> Observation | None:
    return next((r for r in reversed(observations) if r.period == period), None)


def _obstacle(
    rules: Rules, observations: Sequence[Observation], earlier: Observation | None
) -> str:
    """Why the newest figure and an earlier one cannot be compared, if they cannot."""
    if not observations:
        return ""
    current = observations[-1]
    if current.marker == "c":
        return "withheld"
    if earlier is None:
        return ""
    if earlier.marker == "c":
        return "figure a year ago withheld"
    between = [r for r in observations if earlier.period < r.period]
    if any(r.marker == "b" for r in between):
        return "break in series"
    if rules.definition_from and earlier.period < rules.definition_from <= current.period:
        return "definition changed"
    return ""


def comparable(rules: Rules, observations: Sequence[Observation]) -> tuple[Observation, ...]:
    """Return the observations from the last break in the series or change of definition on."""
    start = 0
    for place, (before, observation) in enumerate(pairwise(observations), 1):
        since = rules.definition_from
        if observation.marker == "b" or (since and before.period < since <= observation.period):
            start = place
    return tuple(observations[start:])


def _overlapping(rules: Rules) -> str:
    """Why a series cannot be read as one of separate figures, if it cannot."""
    if rules.seasonal:
        return "seasonal"
    if rules.reading == "year_to_date":
        return "figures add up over the year"
    return ""


def _along(rules: Rules, observations: Sequence[Observation]) -> Direction:
    shown = comparable(rules, observations[-WINDOWS[rules.frequency] :])
    start = shown[0].period if shown else None
    months = [
        (r.period.year - start.year) * 12 + r.period.month - start.month for r in shown if start
    ]
    first = next((r.period for r in shown if r.value is not None), None)
    withheld = "withheld" if shown and shown[-1].marker == "c" else ""
    return direction.along(
        months,
        [r.value for r in shown],
        polarity=rules.polarity,
        significance=rules.significance,
        since=first,
        obstacle=withheld or _overlapping(rules),
    )


def _control(
    rules: Rules, observations: Sequence[Observation], recalculations: Sequence[tuple[Period, str]]
) -> tuple[Xmr, tuple[Observation, ...], tuple[tuple[Period, str], ...]]:
    """The control chart, the observations it is made of, and where its limits begin anew."""
    charted = comparable(rules, observations)
    begun, places = [], []
    for since, reason in sorted(recalculations):
        place = next((i for i, r in enumerate(charted) if r.period >= since), None)
        if place:
            begun.append((since, reason))
            places.append(place)
    chart = xmr([r.value for r in charted], screen=rules.screen, recalculate=places)
    return chart, charted, tuple(begun)


def _controlled(rules: Rules, observations: Sequence[Observation], chart: Xmr) -> Direction:
    obstacle = _overlapping(rules)
    if not obstacle and rules.reading == "rolling_12":
        obstacle = "figures overlap"
    if not observations or observations[-1].value is None:
        obstacle = "withheld" if observations and observations[-1].marker == "c" else "no figure"
    return direction.controlled(chart, polarity=rules.polarity, obstacle=obstacle)


def _outlook(
    rules: Rules,
    observations: Sequence[Observation],
    forecasts: Mapping[Period, Observation],
    targets: Mapping[Period, Goal],
    year: Period | None,
) -> tuple[Outlook | None, Goal]:
    """The outlook of a measure with a year-end target, and that target."""
    newest = observations[-1].period if observations else next(iter(forecasts), None)
    if year is None or newest is None or newest.kind in ("calendar", "academic"):
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
