"""Targets that repeat figures: who sees the target of a year knows the figure of the year before.

Taken for so where a measure's targets, or one of its limits, are its figures of a year before, or
of the period before, in all of three periods or more, and differ among each other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import product
from typing import NamedTuple

import pandas as pd

from quarterbook.ground.periods import Period

_FEWEST = 3
_COLUMNS = ("target", "floor", "lower", "upper")
_BEFORE: Mapping[str, Callable[[Period], Period]] = {
    "a year before": Period.year_ago,
    "the period before": Period.back,
}


class Repeated(NamedTuple):
    """Targets of a measure that are its figures of before: of which periods, and of when."""

    measure: str
    column: str
    before: str
    telling: frozenset[Period]

    @property
    def claim(self) -> str:
        """What it says, in words."""
        return f'each {self.column} of "{self.measure}" is its figure of {self.before}'


def repeated_targets(
    targets: pd.DataFrame, figures: pd.DataFrame, secret: Collection[tuple[str, Period]]
) -> Iterator[Repeated]:
    """Yield what targets repeat, as far as they tell a secret figure.

    targets, figures
        the newest row of each measure and period.
    secret
        measures and periods of which the figure is withheld. ``telling`` are the periods whose
        targets are such a figure.
    """
    for measure in sorted({measure for measure, _ in secret}):
        own = targets[targets["measure"] == measure]
        if len(own) < _FEWEST:
            continue
        rows = figures[figures["measure"] == measure]
        figure_of = dict(zip(rows["period"], rows["value"], strict=True))
        for column, (before, earlier) in product(_COLUMNS, _BEFORE.items()):
            goals = zip(own["period"], own[column], strict=True)
            goal_of = {period: goal for period, goal in goals if goal == goal}
            repeating = _repeating(goal_of, {p: figure_of.get(earlier(p), 0.0) for p in goal_of})
            telling = frozenset(p for p in repeating if (measure, earlier(p)) in secret)
            if telling:
                yield Repeated(measure, column, before, telling)


def _repeating(goals: Mapping[Period, float], figures: Mapping[Period, float]) -> list[Period]:
    """Return the periods whose goals are the figures, none where one is not or all are alike."""
    there = [period for period in goals if figures[period] == figures[period] != 0]
    is_repeated = all(goals[period] == figures[period] for period in there)
    varies = len({goals[period] for period in there}) > 1
    return there if is_repeated and varies and len(there) >= _FEWEST else []
