"""What charts over time share: where periods and points stand, what they say, lines with gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from quarterbook.ground.markers import meaning
from quarterbook.ground.periods import MONTH_NAMES, MONTHS, Period
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.observations import Observation
from quarterbook.report.html.block import ChartPoint
from quarterbook.report.views.measure import markers_of


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


def points_of(
    axes: Axes, xs: Iterable[float], observations: Sequence[Observation], format: NumberFormat
) -> tuple[ChartPoint, ...]:
    """Return the points of axes whose limits and place are set: ``Q3 2021/22: 52.0% [p] …``.

    xs
        where each observation stands; one without a figure has no point.
    """
    axes.get_xlim(), axes.get_ylim()
    width, height = axes.figure.bbox.size
    points = []
    for x, observation in zip(xs, observations, strict=True):
        if observation.value is None:
            continue
        across, up = axes.transData.transform((x, observation.value))
        marks = "".join(f" [{mark}] {meaning(mark)}" for mark in markers_of(observation))
        words = f"{observation.period.label}: {format.full(observation.value)}{marks}"
        shares = round(100 * float(across / width), 1), round(100 * float(1 - up / height), 1)
        points.append(ChartPoint(*shares, words))
    return tuple(points)
