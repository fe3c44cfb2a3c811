"""What charts over time share: where a period stands, what it is called."""

from __future__ import annotations

from quarterbook.ground.periods import MONTHS, Period


def position(start: Period, period: Period) -> int:
    """Return how many periods of its kind a period lies after the first of a chart."""
    months = (period.year - start.year) * 12 + period.month - start.month
    return months // MONTHS[start.kind]


def tick(period: Period) -> str:
    """Return a period as it stands below an axis."""
    if period.kind == "month":
        return f"{period.start:%b}\n{period.year}"
    return period.label.replace(" academic year", "").replace(" ", "\n")
