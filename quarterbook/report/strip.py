"""The strip of all councils: a dot each, shaded by quartile, with those singled out labelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quarterbook.measure.standing import limits
from quarterbook.report.charts import WIDTH, axis_figure
from quarterbook.report.style import BAND, DARK_BLUE, GREY, ORANGE, drawing, svg
from quarterbook.report.values import short


@dataclass(frozen=True)
class Marked:
    """An area singled out in a chart of all councils."""

    label: str
    value: float
    is_own: bool = False


def standing(values: pd.Series, marked: Sequence[Marked], unit: str, decimals: int) -> str:
    """Return the SVG of all councils as a strip with quartile bands.

    values
        one figure per council, in the measure's unit, NaN where missing.
    marked
        the council and its comparators, each drawn and labelled.
    """
    there = values.dropna()
    with drawing():
        figure = Figure(figsize=(WIDTH, 2.6))
        axes = figure.subplots()
        edges = limits(there)
        low, high = _reach(there, marked)
        for index, (begin, end) in enumerate(zip([low, *edges], [*edges, high], strict=True)):
            axes.axvspan(begin, end, color=BAND if index % 2 == 0 else "#F4F4F4", linewidth=0)
        sns.swarmplot(
            pd.DataFrame({"value": there.to_numpy(), "row": 0}),
            x="value",
            y="row",
            orient="h",
            size=4.6,
            color="#8F9BA6",
            ax=axes,
            warn_thresh=1,
        )
        _mark(axes, marked, low, high, unit, decimals)
        axes.set(xlim=(low, high), ylim=(0.42, -1.12), xlabel="", ylabel="", yticks=[])
        axes.locator_params(axis="x", nbins=6)
        edge = (high - low) * 0.03
        axes.set_xticks([x for x in axes.get_xticks() if low + edge < x < high - edge])
        axes.xaxis.set_major_formatter(lambda value, _: axis_figure(value, unit, decimals))
        axes.tick_params(length=3, color=GREY)
        axes.grid(False)
        figure.subplots_adjust(left=0.015, right=0.985, top=0.985, bottom=0.13)
    return svg(figure)


def _reach(there: pd.Series, marked: Sequence[Marked]) -> tuple[float, float]:
    every = [*there, *(m.value for m in marked)]
    low, high = min(every), max(every)
    space = (high - low) * 0.05 or abs(high) * 0.05 or 1
    return low - space, high + space


def _mark(
    axes: Axes, marked: Sequence[Marked], low: float, high: float, unit: str, decimals: int
) -> None:
    """Draw each on a level of its own, comparators outward from the council where there is room."""
    own = next((one.value for one in marked if one.is_own), high)
    left = sorted((m for m in marked if not m.is_own and m.value <= own), key=lambda m: m.value)
    right = sorted((m for m in marked if not m.is_own and m.value > own), key=lambda m: -m.value)
    for level, one in enumerate([*right, *left, *(m for m in marked if m.is_own)]):
        height = -0.42 - 0.17 * level
        colour = ORANGE if one.is_own else DARK_BLUE
        axes.plot(
            [one.value, one.value],
            [0, height],
            color=colour,
            linewidth=1.6,
            linestyle="-" if one.is_own else (0, (2, 1.5)),
            zorder=4,
        )
        axes.plot(
            [one.value],
            [0],
            "D" if one.is_own else "|",
            color=colour,
            markeredgecolor="black" if one.is_own else colour,
            markersize=8 if one.is_own else 14,
            zorder=5,
        )
        text = f"{one.label} {short(one.value, unit, decimals)}"
        place, width = (one.value - low) / (high - low), 0.0118 * len(text)
        to_right = one.value > own or (one.is_own and place < 0.5) or place < width
        if to_right and place + width > 1:
            to_right = False
        axes.annotate(
            text,
            (one.value, height),
            xytext=(4 if to_right else -4, 0),
            textcoords="offset points",
            ha="left" if to_right else "right",
            va="center",
            color="black",
            fontsize=10,
            fontweight=700 if one.is_own else 400,
            bbox={"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 0.8},
            zorder=6,
        )
