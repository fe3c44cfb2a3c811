"""Small multiples: a small chart for each of several measures, each with a scale of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import wrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from quarterbook.ground.rule_names import adds_up
from quarterbook.report.charts.axes import position, tick
from quarterbook.report.charts.style import at_both_widths, drawing, is_narrow, points, svg, width
from quarterbook.report.charts.trend import unbroken_runs
from quarterbook.report.html.block import Chart
from quarterbook.report.views.measure import MeasureView

_ACROSS, _ROW = 2, 1.75
_LETTERS = 30


@at_both_widths
def multiples(views: Sequence[MeasureView]) -> Chart:
    """Return the SVG of several measures, their first and last figures written.

    Each has one figure at least. They stand two in a row, on a small screen one.
    """
    across = 1 if is_narrow() else _ACROSS
    down = math.ceil(len(views) / across)
    with drawing():
        figure = Figure(figsize=(width(), _ROW * down))
        grid = figure.subplots(down, across, squeeze=False)
        for number, axes in enumerate(grid.flat):
            if number < len(views):
                _draw(axes, views[number])
            else:
                axes.set_visible(False)
        figure.subplots_adjust(
            left=0.02, right=0.98, top=1 - 0.36 / (_ROW * down), bottom=0.36 / (_ROW * down),
            hspace=0.95, wspace=0.12,
        )  # fmt: skip
    return svg(figure)


def _draw(axes: Axes, view: MeasureView) -> None:
    observations, goals = view.recent, view.assessment.goals
    xs = [position(observations[0].period, one.period) for one in observations]
    values = [math.nan if one.value is None else one.value for one in observations]
    targets = [goals[one.period].target for one in observations]
    frame = pd.DataFrame({"x": xs, "value": values, "target": targets}, dtype=float)
    frame["run"] = unbroken_runs(frame, observations, view.assessment.rules)
    is_slope = adds_up(view.assessment.rules.reading)
    for _, run in frame.groupby("run") if is_slope else [(0, frame)]:
        style = "default" if is_slope else "steps-mid"
        axes.plot(run["x"], run["target"], color="C1", ls=(0, (4, 2)), lw=1.5, drawstyle=style)
    for _, run in frame.groupby("run"):
        axes.plot(run["x"], run["value"], "o-", color="C0", markersize=2.5, linewidth=1.8)
    there = [n for n, value in enumerate(values) if not math.isnan(value)]
    for n in {there[0], there[-1]}:
        axes.annotate(
            view.format.short(values[n]),
            (xs[n], values[n]),
            xytext=(0, 5),
            textcoords="offset points",
            ha="left" if n == there[0] else "right",
            color="C0",
            fontsize=points(10.5),
            fontweight=700,
            path_effects=[withStroke(linewidth=3, foreground="white")],
        )
    title = "\n".join(wrap(view.title, _LETTERS)[:2])
    axes.set_title(title, loc="left", fontsize=points(10.5), fontweight=400, color="black")
    ends = dict.fromkeys((0, len(xs) - 1))
    axes.set_xticks(
        [xs[n] for n in ends], [tick(observations[n].period) for n in ends], fontsize=points(10.5)
    )
    first, *_, last = axes.get_xticklabels() * 2
    first.set_horizontalalignment("left")
    last.set_horizontalalignment("right")
    axes.set_yticks([])
    axes.margins(x=0.02, y=0.25)
    axes.tick_params(length=0)
