"""What is judged and what it is held against: plain values of one measure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from quarterbook.ground.periods import Period

WINDOWS = {"monthly": 25, "quarterly": 13, "annual": 10, "biennial": 6}


"""How many periods a chart of a measure shows, by its frequency."""


class Observation(NamedTuple):
    """A figure for a period: None where there is none; ``was`` is the value before revision."""

    period: Period
    value: float | None
    marker: str = ""
    was: float | None = None


class Goal(NamedTuple):
    """What a figure is held against, in the measure's unit; None where not set."""

    target: float | None = None
    floor: float | None = None
    lower: float | None = None
    upper: float | None = None


def observations_of(observations: pd.DataFrame) -> dict[str, list[Observation]]:
    """Return the observations of each measure, in the order of the rows.

    observations
        ``measure, period, value, marker, was``; NaN where there is no value.
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
        )
    )
    found: dict[str, list[Observation]] = {}
    ids = observations["measure"].tolist()
    starts = [n for n, id_ in enumerate(ids) if n == 0 or id_ != ids[n - 1]]
    for start, end in zip(starts, [*starts[1:], len(ids)], strict=False):
        found.setdefault(ids[start], []).extend(every[start:end])
    return found


def goals_of(targets: pd.DataFrame) -> dict[str, dict[Period, Goal]]:
    """Return each measure's goals by the period they were set for.

    targets
        ``measure, period, target, floor, lower, upper``; NaN where not set.
    """
    found: dict[str, dict[Period, Goal]] = {}
    limits = (
        [None if number != number else number for number in targets[name].tolist()]
        for name in Goal._fields
    )
    for measure, period, *goal in zip(
        targets["measure"].tolist(), targets["period"].tolist(), *limits, strict=True
    ):
        found.setdefault(measure, {})[period] = Goal(*goal)
    return found


def missing(value: float | None) -> bool:
    """Whether there is no figure: None or NaN."""
    return value is None or math.isnan(value)


def each(function: Callable[..., Any], given: Sequence[Any]) -> tuple[pd.Index | None, list[Any]]:
    """Call a function once, or for each label of the first Series among what is given.

    Returns the labels, None where no Series was given, and the results.
    """
    index = next((part.index for part in given if isinstance(part, pd.Series)), None)
    if index is None:
        return None, [function(*given)]
    columns = [
        part.reindex(index).tolist() if isinstance(part, pd.Series) else [part] * len(index)
        for part in given
    ]
    return index, [function(*row) for row in zip(*columns, strict=True)]
