"""The strip of all councils: a dot each, shaded by quartile, with those singled out labelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quarterbook.ground.rule_names import Polarity
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.ranking import QUARTILES, quartile_limits
from quarterbook.report.charts.labels import width_of
from quarterbook.report.charts.style import (
    BAND,
    GREY,
    at_both_widths,
    drawing,
    is_narrow,
    points,
    svg,
    width,
)
from quarterbook.report.html.block import Chart

_DOTS, _LEVEL, _BANDS, _AXIS = (0.9, 2.0), 0.17, 0.22, 0.33  # heights in inches
_LEAST = 0.6  # of the dots in a narrow picture


_SIDE = 0.015  # from the edge of the picture to the axes, of its width


_SIZES = (4.6, 4.0, 3.4, 2.8, 2.2, 1.7, 1.2)  # of dots, in points


_SHORT = {"second": "2nd", "third": "3rd"}  # of a narrow band


_GAP = 4.0  # from a line to its label, in points


@dataclass(frozen=True)
class Marked:
    """An area singled out in a chart of all councils."""

    label: str
    value: float
    is_own: bool = False


@at_both_widths
def strip_plot(
    values: pd.Series, marked: Sequence[Marked], format: NumberFormat, polarity: Polarity
) -> Chart:
    """Return the SVG of all councils as a strip with quartile bands.

    values
        one figure per council, in the measure's unit, NaN where missing; one
        at least.
    marked
        the council and its comparators, each drawn and labelled.
    polarity
        ``higher`` or ``lower`` is better; there are bands with these alone.
    """
    there = values.dropna()
    ranked = polarity in ("higher", "lower")
    low, high = reach([*there, *(one.value for one in marked)], 0.05)
    above = _LEVEL * (len(marked) + 0.5)
    below = _BANDS if ranked else 0.0
    size, dots = dot_size_and_height(there, low, high)
    height = above + dots + below + _AXIS
    rows = (0.5 + below / dots, -0.5 - above / dots)
    with drawing():
        figure = Figure(figsize=(width(), height))
        axes = figure.subplots()
        figure.subplots_adjust(
            left=_SIDE, right=1 - _SIDE, top=0.995, bottom=_AXIS / height, hspace=0
        )
        edges = [low, *quartile_limits(there), high] if ranked else [low, high]
        for index, (begin, end) in enumerate(pairwise(edges)):
            axes.axvspan(begin, end, color=BAND if index % 2 == 0 else "#F4F4F4", linewidth=0)
        axes.set(xlabel=" ", ylabel=" ")  # else seaborn names them, and lays out all ticks for it
        sns.swarmplot(
            pd.DataFrame({"value": there.to_numpy(), "row": 0}),
            x="value",
            y="row",
            orient="h",
            size=size,
            color="#707C87",
            ax=axes,
            warn_thresh=1,
        )
        if ranked:
            _name_bands(axes, edges, polarity, 0.5 + below / dots / 2)
        _mark(axes, marked, low, high, format, _LEVEL / dots)
        axes.set(xlim=(low, high), ylim=rows, xlabel="", ylabel="", yticks=[])
        figures_along(axes, format)
        axes.grid(False)
    return svg(figure)


def figures_along(axes: Axes, format: NumberFormat) -> None:
    """Write figures under a chart that has its place and reach: as many as have room.

    None stands near an edge, and none is one that rounding would belie.
    """
    axes.locator_params(axis="x", nbins=6)
    low, high = axes.get_xlim()
    edge, places = (high - low) * 0.04, max(format.decimals, 1)
    inside = [float(x) for x in axes.get_xticks() if low + edge < x < high - edge]
    exact = [x for x in inside if abs(round(x, places) - x) < 1e-9] or inside[:1]
    wide = max(width_of(format.on_axis(x), points(10.5)) for x in exact) + 10
    scale = axes.get_position().width * 72 * width() / (high - low)
    while len(exact) > 1 and (exact[1] - exact[0]) * scale < wide:
        exact = exact[::2]
    axes.set_xticks(exact)
    axes.xaxis.set_major_formatter(lambda value, _: format.on_axis(value))
    axes.tick_params(axis="x", length=3, color=GREY)


def reach(values: Sequence[float], space: float) -> tuple[float, float]:
    """Return from where to where an axis goes: the values, and a share of their span beyond."""
    low, high = min(values), max(values)
    beyond = (high - low) * space or abs(high) * 0.05 or 1
    return low - beyond, high + beyond


def dot_size_and_height(there: pd.Series, low: float, high: float) -> tuple[float, float]:
    """Return the size of a dot in points, and how high the strip is in inches.

    Dots of like values stand one above the other: they are smaller where there
    are many, and the strip is higher before they are too small to see.
    """
    along = 72 * width() * (1 - 2 * _SIDE)
    for height in _DOTS:
        for size in _SIZES:
            bins = np.floor((there - low) / (high - low) * along / size)
            needed = bins.value_counts().max() * size / 0.8 / 72
            if needed < height and (size >= 2.8 or height == _DOTS[1]):
                return size, max(needed, _LEAST if is_narrow() else _DOTS[0])
    return _SIZES[-1], _DOTS[1]


def _name_bands(axes: Axes, edges: Sequence[float], polarity: Polarity, y: float) -> None:
    """Name the bands below the dots, in full or in short, where there is room."""
    order = QUARTILES if polarity == "lower" else QUARTILES[::-1]
    scale = 72 * width() * (1 - 2 * _SIDE) / (edges[-1] - edges[0])
    for name, begin, end in zip(order, edges, edges[1:], strict=False):
        for text in (f"{name.capitalize()} quartile", name.capitalize(), _SHORT.get(name, "")):
            if text and width_of(text, points(8.5)) + 4 < (end - begin) * scale:
                axes.text(
                    (begin + end) / 2,
                    y,
                    text,
                    ha="center",
                    va="center",
                    color=GREY,
                    fontsize=points(8.5),
                )
                break


def _mark(
    axes: Axes,
    marked: Sequence[Marked],
    low: float,
    high: float,
    format: NumberFormat,
    apart: float,
) -> None:
    """Draw each with its label on a level of its own, so that lines cross no other's label."""
    scale = 72 * width() * (1 - 2 * _SIDE) / (high - low)
    texts = {one: f"{one.label} {format.short(one.value)}" for one in marked}
    spans = {
        one: list(label_spans((one.value - low) * scale, text, one.is_own, (high - low) * scale))
        for one, text in texts.items()
    }
    for level, (one, (begin, _)) in enumerate(label_levels(spans, low, scale)):
        y = -0.5 - apart * (level + 0.5)
        colour = "C0" if one.is_own else GREY
        axes.plot(
            [one.value, one.value],
            [0 if one.is_own else 0.5, y - 0.4 * apart],
            color=colour,
            linewidth=2.0 if one.is_own else 1.5,
            linestyle="-" if one.is_own else (0, (2, 1.5)),
            zorder=4,
        )
        if one.is_own:
            axes.plot(
                [one.value],
                [0],
                "D",
                color=colour,
                markeredgecolor="white",
                markersize=9,
                zorder=5,
            )
        axes.text(
            low + begin / scale,
            y,
            texts[one],
            va="center",
            color="black",
            fontsize=points(10),
            fontweight=700 if one.is_own else 400,
            bbox={"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 0.8},
            zorder=6,
        )


def label_spans(x: float, text: str, is_own: bool, room: float) -> Iterator[tuple[float, float]]:
    """Where a label may stand, in points: right of its line, left of it, else where it fits."""
    wide = width_of(text, points(10), bold=is_own) + 2
    fits = False
    if x + _GAP + wide <= room:
        fits = True
        yield x + _GAP, x + _GAP + wide
    if x - _GAP - wide >= 0:
        fits = True
        yield x - _GAP - wide, x - _GAP
    if not fits:
        begin = max(0.0, min(x + _GAP, room - wide))
        yield begin, begin + wide


def label_levels(
    spans: dict[Marked, list[tuple[float, float]]], low: float, scale: float
) -> Iterator[tuple[Marked, tuple[float, float]]]:
    """Choose who is labelled on which level, the lowest first, and on which side.

    A line runs up to its label, so a label must not lie across the lines of
    those above it, the council's least of all; the council comes as late as it can.
    """
    left = dict(spans)
    own = next((one.value for one in left if one.is_own), low)
    while left:
        choices = []
        for order, (one, sides) in enumerate(left.items()):
            for side, (begin, end) in enumerate(sides):
                across = sum(
                    (3 if other.is_own else 1) * (begin - 2 < (other.value - low) * scale < end + 2)
                    for other in left
                    if other is not one
                )
                inward = (one.value > own) == (side == 1)
                choices.append((across, one.is_own, inward, -abs(one.value - own), order, side))
        *_, order, side = min(choices)
        one = list(left)[order]
        yield one, left.pop(one)[side]
