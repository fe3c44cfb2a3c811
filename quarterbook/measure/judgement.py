"""One measure in one quarter: its figures, what they are compared with, and how they are judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from quarterbook.measure import direction, rag
from quarterbook.measure.direction import Direction
from quarterbook.measure.rag import Rag
from quarterbook.periods import Period


@dataclass(frozen=True)
class Reading:
    """A figure for a period: None where there is none; ``was`` is the value before revision."""

    period: Period
    value: float | None
    marker: str = ""
    was: float | None = None


@dataclass(frozen=True)
class Goal:
    """What a figure is held against, in the measure's unit; None where not set."""

    target: float | None = None
    floor: float | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Judged:
    """A measure as a quarter's report shows it."""

    rag: Rag
    direction: Direction
    rule: str
    basis: str
    goal: Goal = Goal()
    current: Reading | None = None
    against: Reading | None = None
    previous: Reading | None = None
    year_ago: Reading | None = None
    readings: tuple[Reading, ...] = ()
    goals: Mapping[Period, Goal] = field(default_factory=dict)


def judge_measure(
    measure: Mapping[str, Any],
    observations: pd.DataFrame,
    targets: pd.DataFrame,
    words: Mapping[str, Any],
    defaults: tuple[str, str],
) -> Judged:
    """Judge one measure.

    measure
        a row of measures.csv.
    observations
        its rows in order of period: ``period, value, marker, was``.
    targets
        its rows: ``period, target, floor, lower, upper``.
    words
        what the owner recorded this quarter: ``rag_judgement, rag_reason,
        direction_judgement``; empty where nothing was.
    defaults
        the council's RAG rule and direction basis.

    A figure that adds up over the year is compared with a year ago, never with
    the period before, from which it can only rise.
    """
    rule = measure["rag_rule"] or (
        "expected_range" if measure["kind"] == "activity" else defaults[0]
    )
    basis = measure["direction_basis"] or defaults[1]
    if basis == "previous" and measure["reading"] == "year_to_date":
        basis = "year_ago"
    readings = tuple(
        Reading(row.period, _number(row.value), row.marker, _number(row.was))
        for row in observations.itertuples()
        if row.marker != "f"
    )
    set_for = goals_of(targets)
    goals = {r.period: goal_for(r.period, set_for, measure["reading"]) for r in readings}
    current = readings[-1] if readings else None
    previous = next((r for r in reversed(readings[:-1]) if r.value is not None), None)
    year_ago = None
    if current:
        ago = current.period.year_ago()
        year_ago = next((r for r in readings if r.period == ago), None)
    goal = goals[current.period] if current else Goal()
    value = current.value if current else None
    against = year_ago if basis == "year_ago" else previous
    return Judged(
        rag=rag.judge(
            value,
            goal.target,
            goal.floor,
            goal.lower,
            goal.upper,
            rule=rule,
            polarity=measure["polarity"],
            judgement=words.get("rag_judgement", ""),
            reason=words.get("rag_reason", ""),
        ),
        direction=direction.travel(
            value,
            against.value if against else None,
            polarity=measure["polarity"],
            basis=basis,
            seasonal=measure["seasonal"] == "yes",
            judgement=words.get("direction_judgement", ""),
        ),
        rule=rule,
        basis=basis,
        goal=goal,
        current=current,
        against=against,
        previous=previous,
        year_ago=year_ago,
        readings=readings,
        goals=goals,
    )


def goals_of(targets: pd.DataFrame) -> dict[Period, Goal]:
    """Return a measure's goals by the period they were set for.

    targets
        its rows: ``period, target, floor, lower, upper``.
    """
    columns = ("target", "floor", "lower", "upper")
    values = [[_number(value) for value in targets[name]] for name in columns]
    return {
        period: Goal(*limits) for period, *limits in zip(targets["period"], *values, strict=True)
    }


def goal_for(period: Period, goals: Mapping[Period, Goal], reading: str) -> Goal:
    """Return the goal of a period: its own, else its financial year's.

    A year-to-date figure is only ever held against its own period's target.
    """
    own = goals.get(period)
    if own is None and reading != "year_to_date":
        own = goals.get(period.financial_year)
    return own or Goal()


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
