"""Targets that repeat figures: who sees the target of a year knows the figure of the year before.

Taken for so where a measure's targets, or one of its limits, are its figures of a year before, or
of the period before, in all of three periods or more, and differ among each other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
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
        rows = figures[figures["measure"] == measure]
        values = dict(zip(rows["period"], rows["value"], strict=True))
        for column in _COLUMNS:
            goals = own[["period", column]].dropna().itertuples(index=False)
            goal_of = dict(goals)
            for before, earlier in _BEFORE.items():
                pairs = {p: values.get(earlier(p)) for p in goal_of}
                known = {p: value for p, value in pairs.items() if value == value and value}
                telling = {p for p in known if (measure, earlier(p)) in secret}
                is_repeated = all(goal_of[p] == value for p, value in known.items())
                varies = len({goal_of[p] for p in known}) > 1
                if telling and is_repeated and varies and len(known) >= _FEWEST:
                    yield Repeated(measure, column, before, frozenset(telling))
