"""Where the points of a chart over time stand, and what each of them says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes

from quarterbook.ground.markers import meaning
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.observations import Observation
from quarterbook.report.html.block import ChartPoint
from quarterbook.report.views.measure import markers_of


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
        place = round(100 * float(across / width), 1), round(100 * float(1 - up / height), 1)
        points.append(ChartPoint(*place, words))
    return tuple(points)
