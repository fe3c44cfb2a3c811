"""A measure as bars: its figures period by period, or the newest one against its target."""

from __future__ import annotations

import math
from itertools import pairwise

from matplotlib.figure import Figure

from quarterbook.ground.markers import PRELIMINARY
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.observations import Goal
from quarterbook.report.charts.axes import position, tick
from quarterbook.report.charts.style import (
    BAND,
    GREY,
    TOP,
    at_both_widths,
    bottom,
    drawing,
    height,
    is_narrow,
    share,
    svg,
    width,
)
from quarterbook.report.html.block import Chart
from quarterbook.report.views.measure import MeasureView

_BULLET = 0.95  # inches
_MOST_TICKS = 6


@at_both_widths
def bars(view: MeasureView) -> Chart:
    """Return the SVG of a measure's charted figures as bars from nought, with its target.

    A provisional figure is an outline; a period without a figure has no bar.
    """
    observations, format, goals = view.recent, view.format, view.assessment.goals
    start = observations[0].period
    xs = [position(start, one.period) for one in observations]
    step = min((b - a for a, b in pairwise(xs)), default=1)
    with drawing():
        figure = Figure(figsize=(width(), height()))
        axes = figure.subplots()
        for x, one in zip(xs, observations, strict=True):
            if one.value is not None:
                face = "white" if one.marker in PRELIMINARY else "C0"
                axes.bar(x, one.value, 0.7 * step, color=face, edgecolor="C0", linewidth=1.4)
            target = goals[one.period].target
            if target is not None:
                ends = [x - 0.5 * step, x + 0.5 * step]
                axes.plot(ends, [target] * 2, color="C1", linestyle=(0, (4, 2)), linewidth=1.8)
        newest = max(n for n, one in enumerate(observations) if one.value is not None)
        value = observations[newest].value or 0.0
        axes.annotate(
            format.short(value),
            (xs[newest], value),
            xytext=(0, 4 if value >= 0 else -4),
            textcoords="offset points",
            ha="center",
            va="bottom" if value >= 0 else "top",
            color="C0",
            fontweight=700,
        )
        every = math.ceil(len(xs) / _MOST_TICKS)
        chosen = range(len(xs) - 1, -1, -every)
        axes.set_xticks([xs[n] for n in chosen], [tick(observations[n].period) for n in chosen])
        axes.axhline(0, color=GREY, linewidth=0.8)
        axes.margins(y=0.3 if is_narrow() else 0.12)
        axes.set(xlabel="", ylabel="")
        axes.locator_params(axis="y", nbins=4)
        axes.yaxis.set_major_formatter(lambda number, _: format.on_axis(number))
        axes.tick_params(length=0)
        figure.subplots_adjust(left=share(0.73), right=0.97, top=TOP, bottom=bottom())
    return svg(figure)


@at_both_widths
def bullet(value: float, goal: Goal, format: NumberFormat) -> Chart:
    """Return the SVG of a figure as a bar, its target a line across it.

    The band behind it reaches from the floor to the target, or over the expected range; one of
    them is set.
    """
    edges = [end for end in (goal.floor, goal.target, goal.lower, goal.upper) if end is not None]
    with drawing():
        figure = Figure(figsize=(width(), _BULLET))
        axes = figure.subplots()
        axes.axvspan(min(edges), max(edges), color=BAND, linewidth=0)
        axes.barh(0, value, 0.4, color="C0")
        words = format.short(value)
        if goal.target is not None:
            axes.plot([goal.target] * 2, [-0.42, 0.42], color="C1", linewidth=3)
            words += f", target {format.short(goal.target)}"
        low, high = min(0.0, value, *edges), max(0.0, value, *edges)
        axes.set_xlim(low - 0.02 * (high - low), high + 0.05 * (high - low))
        axes.set_ylim(-0.5, 1.1)
        axes.annotate(words, (min(0.0, value), 0.55), va="bottom", color="C0", fontweight=700)
        axes.set_yticks([])
        axes.grid(False)
        axes.spines[:].set_visible(False)
        axes.locator_params(axis="x", nbins=5)
        axes.xaxis.set_major_formatter(lambda number, _: format.on_axis(number))
        axes.tick_params(length=0)
        figure.subplots_adjust(left=0.03, right=0.96, top=0.97, bottom=0.3)
    return svg(figure)
