"""Goals and days that contradict themselves: limits exchanged, a day in years to come."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import Any

import pandas as pd

from quarterbook.data.params.council import Council
from quarterbook.data.tables.rows import rows_of
from quarterbook.ground.errors import Problem
from quarterbook.ground.markers import Marker
from quarterbook.ground.tolerance import Tolerance, parse_tolerance


def check_goals(council: Council, measures: pd.DataFrame, targets: pd.DataFrame) -> list[Problem]:
    """Goals of which one limit lies on the wrong side of another: no figure could meet them.

    These are ``target``, ``floor``, ``lower`` and ``upper`` of targets.csv, on the side that
    ``polarity`` and ``rag_rule`` of measures.csv ask for. Nor is one given that ``marker`` says
    is not known.
    """
    by_id = {row.id: row for row in rows_of(measures)}
    return [
        Problem(
            "data/targets.csv",
            int(str(row.Index)),
            "D318",
            f'the goals of "{row.measure}" contradict each other: {fault}.',
        )
        for row in rows_of(targets)
        if row.measure in by_id
        for fault in _contradictions(council, by_id[row.measure], row)
    ]


def _contradictions(council: Council, measure: Any, goal: Any) -> Iterator[str]:
    if goal.marker and not all(map(isnan, (goal.target, goal.floor, goal.lower, goal.upper))):
        yield (
            'the marker "x" says that they are not known, and the row has some. Take out the '
            "marker, or leave target, floor, lower and upper blank"
        )
    if goal.lower > goal.upper:
        yield (
            f"lower is {goal.lower:.12g} and upper {goal.upper:.12g}, so that no figure lies "
            "between them. Exchange them"
        )
        return
    if measure.polarity == "higher" and goal.floor > goal.target:
        yield _beyond(goal, "above", "higher", "at or below")
    if measure.polarity == "lower" and goal.floor < goal.target:
        yield _beyond(goal, "below", "lower", "at or above")
    tolerance = _plan_tolerance(council, measure)
    if tolerance:
        near = tolerance.of(goal.target)
        for name, limit, edge, is_inside in (
            ("lower", goal.lower, goal.target - near, goal.lower > goal.target - near),
            ("upper", goal.upper, goal.target + near, goal.upper < goal.target + near),
        ):
            if is_inside:
                yield (
                    f"{name} is {limit:.12g}, where amber ends, but green reaches to "
                    f"{round(edge, 10):.12g} (within {tolerance} of the plan of "
                    f"{goal.target:.12g}). Give a limit further from the plan"
                )


def _beyond(goal: Any, side: str, better: str, where: str) -> str:
    return (
        f"the floor of {goal.floor:.12g} is {side} the target of {goal.target:.12g}, but {better} "
        f"is better, so that amber would be better than green. Give a floor {where} the target"
    )


def _plan_tolerance(council: Council, measure: Any) -> Tolerance | None:
    """Return the tolerance of a measure that is rated by its plan."""
    is_near_better = not measure.rag_rule and measure.polarity == "plan"
    if measure.kind == "activity" or not (measure.rag_rule == "plan" or is_near_better):
        return None
    return parse_tolerance(measure.tolerance) if measure.tolerance else council.defaults.tolerance


def check_publication(benchmarks: pd.DataFrame, faulty: set[tuple[str, int]]) -> list[Problem]:
    """Benchmarks published before their period had begun, and not marked as a forecast.

    By ``period``, ``published_on`` and ``marker`` of benchmarks.csv; ``faulty`` are files and lines
    told of already.
    """
    return [
        Problem(
            "data/benchmarks.csv",
            int(str(row.Index)),
            "D319",
            f'"{row.measure}" for {row.period.label} was published on {row.published_on.date()}, '
            f"before that period had begun ({row.period.start}). Correct the period or the date, "
            'or mark the figure "f" (forecast).',
        )
        for row in rows_of(benchmarks)
        if ("data/benchmarks.csv", int(str(row.Index))) not in faulty
        and row.published_on.date() < row.period.start
        and row.marker != Marker.FORECAST
    ]


def check_milestones(milestones: pd.DataFrame) -> list[Problem]:
    """Milestones completed without a day, with one and not completed, or on a day yet to come.

    By ``status``, ``completed_on`` and ``recorded_on`` of milestones.csv.
    """
    problems = []
    for row in rows_of(milestones):
        fault = ""
        has_day = not pd.isna(row.completed_on)
        if row.status == "completed" and not has_day:
            fault = "is completed, but completed_on is blank. Give the day"
        elif row.status != "completed" and has_day:
            fault = "has a day in completed_on, but is not completed. Take it out, or say completed"
        elif row.completed_on > row.recorded_on:
            fault = (
                f"was completed on {row.completed_on.date()}, but that was recorded before, on "
                f"{row.recorded_on.date()}. Correct one of the days"
            )
        if fault:
            where = int(str(row.Index))
            text = f'"{row.id}" {fault}.'
            problems.append(Problem("data/milestones.csv", where, "D324", text))
    return problems
