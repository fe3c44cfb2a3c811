"""What is judged and what it is held against: plain values of one measure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, assert_never

import pandas as pd

from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period
from quarterbook.ground.rule_names import Frequency, Reading, adds_up

Figure = float | None


def same_time_before(
    observations: Sequence[Observation], period: Period, frequency: Frequency
) -> Observation | None:
    """Return the figure of the same time the year before, of a two-yearly survey the one before."""
    match frequency:
        case "biennial":
            figures = (one for one in reversed(observations) if one.value is not None)
            return next((one for one in figures if one.period.start < period.start), None)
        case "monthly" | "quarterly" | "annual":
            same = period.year_ago()
            return next((one for one in reversed(observations) if one.period == same), None)
        case _:
            assert_never(frequency)


def window(frequency: Frequency) -> int:
    """Return how many periods a chart of a measure shows."""
    match frequency:
        case "monthly":
            return 25
        case "quarterly":
            return 13
        case "annual":
            return 10
        case "biennial":
            return 6
        case _:
            assert_never(frequency)


class Observation(NamedTuple):
    """A figure for a period: None where there is none; ``was`` is the value before revision.

    ``is_later`` says that the period was complete only after the quarter.
    """

    period: Period
    value: Figure
    marker: str = ""
    was: Figure = None
    is_later: bool = False


class Goal(NamedTuple):
    """What a figure is held against, in the measure's unit; None where not set.

    ``marker`` is x where something is set, but nobody has recorded what.
    """

    target: Figure = None
    floor: Figure = None
    lower: Figure = None
    upper: Figure = None
    marker: str = ""

    @property
    def limits(self) -> tuple[Figure, Figure, Figure, Figure]:
        """What a figure is held against: target, floor, lower and upper."""
        return self.target, self.floor, self.lower, self.upper

    @property
    def is_unknown(self) -> bool:
        """Whether something is set that is not recorded."""
        return self.marker == Marker.NOT_AVAILABLE


NO_GOAL = Goal()


def observations_of(observations: pd.DataFrame) -> dict[str, list[Observation]]:
    """Return the observations of each measure, in the order of the rows.

    observations
        ``measure, period, value, marker, was, is_later``; NaN where there is no value.
    """
    value, was = (
        observations[name].astype(object).where(observations[name].notna(), None).tolist()
        for name in ("value", "was")
    )
    every = list(
        map(
            Observation,
            observations["period"].tolist(),
            value,
            observations["marker"].tolist(),
            was,
            observations["is_later"].tolist(),
        )
    )
    by_measure: dict[str, list[Observation]] = {}
    ids = observations["measure"].tolist()
    starts = [n for n, id_ in enumerate(ids) if n == 0 or id_ != ids[n - 1]]
    for start, end in zip(starts, [*starts[1:], len(ids)], strict=False):
        by_measure.setdefault(ids[start], []).extend(every[start:end])
    return by_measure


def goals_of(targets: pd.DataFrame) -> dict[str, dict[Period, Goal]]:
    """Return each measure's goals by the period they were set for.

    targets
        ``measure, period, target, floor, lower, upper, marker``; NaN where not set.
    """
    by_measure: dict[str, dict[Period, Goal]] = {}
    limits = (
        [None if cell != cell else cell for cell in targets[name].tolist()] for name in Goal._fields
    )
    for measure, period, *goal in zip(
        targets["measure"].tolist(), targets["period"].tolist(), *limits, strict=True
    ):
        by_measure.setdefault(measure, {})[period] = Goal(*goal)
    return by_measure


def goal_for(period: Period, goals: Mapping[Period, Goal], reading: Reading) -> Goal:
    """Return the goal of a period: its own, else its financial year's.

    A year-to-date figure is only ever held against its own period's target.
    """
    own = goals.get(period)
    if own is None and not adds_up(reading):
        own = goals.get(period.financial_year)
    return own or NO_GOAL


def mark_definition(
    observations: Iterable[Observation], definition_from: Period | None
) -> tuple[Observation, ...]:
    """Mark the figure with which a new definition begins as a break in the series, which it is."""
    return tuple(
        one._replace(marker=Marker.BREAK)
        if definition_from and one.period.start == definition_from.start and not one.marker
        else one
        for one in observations
    )


def is_redefined(before: Period, period: Period, definition_from: Period | None) -> bool:
    """Whether a new definition has begun after one period, with or before another."""
    return definition_from is not None and before.start < definition_from.start <= period.start


def is_missing(value: Figure) -> bool:
    """Whether there is no figure: None or NaN."""
    return value is None or math.isnan(value)


def none_if_missing(cell: Any) -> Any:
    """Return what a cell holds, None for NaN."""
    return None if cell != cell else cell  # NaN equals nothing


def apply_to_each(
    function: Callable[..., Any], arguments: Sequence[Any]
) -> tuple[pd.Index | None, list[Any]]:
    """Call a function once, or for each label of the first Series among what is given.

    Returns the labels, None where no Series was given, and the results.
    """
    index = next((part.index for part in arguments if isinstance(part, pd.Series)), None)
    if index is None:
        return None, [function(*arguments)]
    columns = [
        part.reindex(index).tolist() if isinstance(part, pd.Series) else [part] * len(index)
        for part in arguments
    ]
    return index, [function(*row) for row in zip(*columns, strict=True)]


@dataclass(frozen=True)
class Point:
    """A year's figure; ``value`` is None where there is none, and ``marker`` says why.

    ``council`` names the council it is of, where that was a predecessor;
    ``mean_of`` counts the figures that it is the simple mean of (0: as
    published). ``broken`` says why it cannot be compared with any figure
    before it, and is blank where it can. ``numerator`` and ``denominator`` are
    the numbers it was made from, where they are published; ``note`` is what
    its publisher says of it.
    """

    period: Period
    value: float | None = None
    marker: str = ""
    area: str = ""
    council: str = ""
    mean_of: int = 0
    broken: str = ""
    numerator: float | None = None
    denominator: float | None = None
    note: str = ""


def broken_series(
    points: Sequence[Point], definition_from: Any, breaks: Sequence[Period] = ()
) -> tuple[Point, ...]:
    """Return the figures of a series, oldest first, each with why it cannot be compared with
    those before it, where it cannot.

    breaks
        the periods at which the council has recorded a break in the series of its own.
    """
    out: list[Point] = []
    before: Point | None = None
    marked = False
    for point in points:
        marked = marked or point.marker == Marker.BREAK
        if point.value is None:
            out.append(point)
            continue
        if before:
            start, end = before.period.end, point.period.end
            marked = marked or any(start < one.end <= end for one in breaks)
        why = _break(before, point, definition_from, marked) if before else ""
        out.append(replace(point, broken=why))
        before, marked = point, False
    return tuple(out)


def _break(before: Point, point: Point, definition_from: Any, marked: bool) -> str:
    """Return why a figure begins anew: another council, base or definition, or as marked."""
    if bool(before.mean_of) != bool(point.mean_of):
        return "one is as published, the other a mean"
    if before.area != point.area:
        return f"{before.council} was the council then"
    begins = definition_from.start if isinstance(definition_from, Period) else None
    if begins and before.period.end < begins <= point.period.end:
        return "its definition has changed"
    return "break in series" if marked else ""
