"""The control chart drawn: figures, mean and limits, and a symbol for each kind of point."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quarterbook.ground.markers import Marker
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.observations import Observation
from quarterbook.judge.spc import Stretch, VariationKind, Xmr
from quarterbook.report.charts.axes import points_of, position, tick
from quarterbook.report.charts.labels import LEADER_GREY, margin_label, spread
from quarterbook.report.charts.style import (
    GREY,
    TOP,
    at_both_widths,
    bottom,
    drawing,
    height,
    share,
    svg,
    width,
)
from quarterbook.report.html.block import Chart
from quarterbook.report.html.icons import POINT_STYLES, PointStyle
from quarterbook.report.views.control_chart import ControlChart

_LINE = 12.0  # from one label to the next, in points


_LEADER = 0.022  # from the axes to the labels, of the picture's width


@at_both_widths
def control(chart: ControlChart) -> Chart:
    """Return the SVG of a control chart; it has one figure at least.

    The target is drawn for the newest stretch. Limits step where they are
    recalculated, and are left out of a stretch of fewer than twelve figures.
    """
    observations, xmr, target = chart.observations, chart.xmr, chart.target
    xs = [position(observations[0].period, observation.period) for observation in observations]
    with drawing():
        figure = Figure(figsize=(width(), height()))
        axes = figure.subplots()
        end = _width(axes, xs)
        for stretch in xmr.stretches:
            _stretch(axes, chart, stretch, xs, end)
        if target is not None:
            begin = _edges(xmr.stretches[-1], xs, end)[0]
            axes.plot(
                [begin, end],
                [target, target],
                color="C1",
                linestyle=(0, (4, 2)),
                linewidth=1.8,
                zorder=2,
            )
        _line(axes, observations, xs)
        _points(axes, xmr, chart.kinds, xs)
        _axes(axes, chart.format)
        texts = _label_texts(chart)
        across = _frame(figure, axes, [text for _, text in texts])
        _periods(axes, observations, xs, across)
        assert xmr.last is not None
        _labels(axes, texts, xs[xmr.last], across)
    return svg(figure, points_of(axes, xs, observations, chart.format))


def _width(axes: Axes, xs: Sequence[int]) -> float:
    """Set how far the axis reaches; return where lines end that run on to their label."""
    space = 0.045 * max(xs[-1], 1)
    axes.set_xlim(-space - 0.25, xs[-1] + space + 0.05)
    return xs[-1] + space + 0.05


def _edges(stretch: Stretch, xs: Sequence[int], end: float) -> tuple[float, float]:
    """Return where the lines of a stretch begin and end: half-way to its neighbours."""
    begin = -0.25 if stretch.start == 0 else (xs[stretch.start - 1] + xs[stretch.start]) / 2
    until = end if stretch.end == len(xs) - 1 else (xs[stretch.end] + xs[stretch.end + 1]) / 2
    return begin, until


def _stretch(
    axes: Axes, chart: ControlChart, stretch: Stretch, xs: Sequence[int], end: float
) -> None:
    edges = _edges(stretch, xs, end)
    if stretch.start:
        axes.axvline(edges[0], color="#9A9A9A", linestyle=(0, (1, 2)), linewidth=1, zorder=1)
    if not chart.has_limits(stretch):
        return
    axes.plot(edges, [stretch.mean] * 2, color=GREY, linewidth=1.1, zorder=2)
    for limit in (stretch.lower, stretch.upper):
        axes.plot(edges, [limit] * 2, color=GREY, linestyle=(0, (5, 3)), linewidth=1.1, zorder=2)


def _line(axes: Axes, observations: Sequence[Observation], xs: Sequence[int]) -> None:
    """Join the figures; a period left out, a missing figure or a break ends the line."""
    every = min(np.diff(xs), default=1)
    at: list[float] = []
    line: list[float] = []
    for x, observation in zip(xs, observations, strict=True):
        if at and (x - at[-1] > every or observation.marker == Marker.BREAK):
            at.append(at[-1])
            line.append(math.nan)
        at.append(x)
        line.append(math.nan if observation.value is None else observation.value)
    axes.plot(at, line, color="C0", linewidth=1.5, solid_joinstyle="round", zorder=3)


def _points(axes: Axes, xmr: Xmr, shown: Sequence[VariationKind | None], xs: Sequence[int]) -> None:
    scale = min(1.0, 30 / len(xs)) ** 0.5
    values = tuple(xmr.values)
    plain = PointStyle("C0", "o", 4.5, "")
    for kind, style in [*POINT_STYLES.items(), (None, plain)]:
        chosen = [i for i, one in enumerate(shown) if one == kind and not math.isnan(values[i])]
        axes.plot(
            [xs[i] for i in chosen],
            [values[i] for i in chosen],
            style.marker,
            color=style.colour,
            markeredgecolor="C0",
            markeredgewidth=0.8,
            markersize=style.size * scale,
            zorder=4 if kind == "common_cause" else 5,
        )


def _axes(axes: Axes, format: NumberFormat) -> None:
    axes.margins(y=0.1)
    axes.autoscale(axis="y")
    drawn = [value for line in axes.lines for value in np.asarray(line.get_ydata(), dtype=float)]
    if axes.get_ylim()[0] < 0 <= min(value for value in drawn if not math.isnan(value)):
        axes.set_ylim(bottom=0)
    axes.set(xlabel="", ylabel="")
    axes.locator_params(axis="y", nbins=4)
    axes.yaxis.set_major_formatter(lambda value, _: format.on_axis(value))
    axes.tick_params(length=0)
    axes.tick_params(axis="x", length=3, color=GREY)


def _frame(figure: Figure, axes: Axes, texts: Sequence[str]) -> float:
    """Leave room for figures on the left and labels on the right; return the width between."""
    left = 0.03 + share(0.0924) * max(len(label.get_text()) for label in axes.get_yticklabels())
    right = 0.985 - _LEADER - share(0.0795) * max(len(text) for text in texts)
    figure.subplots_adjust(left=left, right=right, top=TOP, bottom=bottom())
    return right - left


def _periods(
    axes: Axes, observations: Sequence[Observation], xs: Sequence[int], across: float
) -> None:
    """Write the last period and some before it at even distances, as many as have room."""
    periods = {x: observation.period for x, observation in zip(xs, observations, strict=True)}
    most = min(5, 1 + int(across * width() / 0.75))
    every = max(1, math.ceil((xs[-1] + 1) / most))
    at = [x for x in range(xs[-1], -1, -every) if x in periods]
    axes.set_xticks(at, [tick(periods[x]) for x in at])


def _label_texts(chart: ControlChart) -> list[tuple[float, str]]:
    """Return what is written to the right of the lines, at which value; the last figure first."""
    xmr, target, format = chart.xmr, chart.target, chart.format
    assert xmr.last is not None
    value = tuple(xmr.values)[xmr.last]
    texts = [(value, format.short(value))]
    if target is not None:
        texts.append((target, f"Target {format.short(target)}"))
    if xmr.is_enough:
        finer = chart.limit_format
        lines = [("Lower limit", xmr.lower), ("Mean", xmr.mean), ("Upper limit", xmr.upper)]
        if finer.short(xmr.lower) == finer.short(xmr.upper):
            lines = [("Mean and limits", xmr.mean)]
        texts += [(at, f"{name} {finer.short(at)}") for name, at in lines]
    return texts


def _labels(axes: Axes, texts: Sequence[tuple[float, str]], at: int, across: float) -> None:
    """Write the labels one above the other, each with a thin line to what it names.

    ``at`` is where the last figure stands on the axis of time.
    """
    low, high = axes.get_ylim()
    begin, end = axes.get_xlim()
    heights = [(value - low) / (high - low) for value, _ in texts]
    shown = spread(heights, _LINE / (72 * height() * (TOP - bottom())))
    point = (at - begin) / (end - begin) + 5 / (72 * width() * across)
    stop = 1 + (_LEADER - 0.004) / across
    for (_, text), here, there in zip(texts, heights, shown, strict=True):
        is_figure = text is texts[0][1]
        margin_label(
            axes,
            text,
            xs=(point if is_figure else 1.0, stop, 1 + _LEADER / across),
            ys=(here, there),
            is_own=is_figure,
            size=10.5 if is_figure else 9.5,
            leader="C0" if is_figure else LEADER_GREY,
        )
