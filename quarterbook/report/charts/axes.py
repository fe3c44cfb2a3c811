"""What charts over time share: where a period stands, what it is called, a line with its gaps."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from quarterbook.ground.periods import MONTH_NAMES, MONTHS, Period


def position(start: Period, period: Period) -> int:
    """Return how many periods of its kind a period lies after the first of a chart."""
    months = (period.year - start.year) * 12 + period.month - start.month
    return months // MONTHS[start.kind]


def tick(period: Period) -> str:
    """Return a period as it stands below an axis."""
    if period.kind == "month":
        return f"{MONTH_NAMES[period.month - 1][:3]}\n{period.year}"
    return period.label.replace(" academic year", "").replace(" ", "\n")


def draw_runs(axes: Axes, frame: pd.DataFrame, **look: Any) -> None:
    """Draw figures (``x, value, run``) as a line for each unbroken run, not joined between them.

    As seaborn's ``lineplot`` draws them by their units, in a tenth of its time.
    """
    edges: dict[str, Any] = {"markeredgewidth": 0.75, "markeredgecolor": "white"}
    for _, run in frame.groupby("run"):
        axes.plot(run["x"], run["value"], **edges, **look)
