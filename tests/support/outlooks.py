"""Series whose outlook is worked by hand."""

from __future__ import annotations

from typing import Any

from quarterbook.ground.periods import Period, parse
from quarterbook.judge.observations import Observation
from quarterbook.judge.outlook import Outlook, outlook

Values = list[float | None]


def series(first: str, values: Values, markers: dict[str, str] | None = None) -> list[Observation]:
    """Readings of consecutive periods, with markers by period."""
    start, marked = parse(first), markers or {}
    periods = [start.back(-i) for i in range(len(values))]
    return [
        Observation(period, value, marked.get(period.code, ""))
        for period, value in zip(periods, values, strict=True)
    ]


def ahead(
    observations: list[Observation],
    end: str = "2021-22-Q4",
    forecasts: dict[Period, Observation] | None = None,
    **how: Any,
) -> Outlook | None:
    settings = {"reading": "snapshot", "seasonal": False, "unit": "number", **how}
    return outlook(observations, forecasts or {}, parse(end), **settings)


def given_for(observations: list[Observation], end: str = "2021-22-Q4", **how: Any) -> Outlook:
    found = ahead(observations, end, **how)
    assert found is not None
    return found


def spread(found: Outlook) -> tuple[float | None, float | None, float | None]:
    return found.lower, found.value, found.upper


# The average change

RISING: Values = [48, 50, 52, 54, 56, 58, 60, 62, 64]


# Last year's figure and the change since

SEASONS: Values = [10, 20, 30, 40, 12, 22, 33, 43, 13, 25, 35, 44, 18, 28]


# The profile of earlier years

JOBS: Values = [55, 113, 177, 231, 57, 116, 185, 246, 52, 108, 158, 214, 71, 138]
