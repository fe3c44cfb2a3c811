"""Charts drawn with seaborn: lines labelled directly, horizontal text, no title in the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quarterbook.measure.judgement import Goal, Judged, Reading
from quarterbook.measure.standing import limits
from quarterbook.periods import Period
from quarterbook.report.style import BAND, DARK_BLUE, GREY, ORANGE, drawing, svg
from quarterbook.report.values import short

WINDOWS = {"monthly": 25, "quarterly": 13, "annual": 10, "biennial": 6}
_WIDTH, _HEIGHT = 5.6, 2.9
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "calendar": 12, "academic": 12}


def trend(judged: Judged, unit: str, decimals: int, window: int) -> str:
    """Return the SVG of a measure over time with its target or expected range.

    Periods without a figure are gaps; provisional figures are hollow; the
    first and the last figure are written beside their points.
    """
    readings = judged.readings[-window:]
    start = readings[0].period
    step = _MONTHS[start.kind]
    frame = pd.DataFrame(
        {
            "x": [_months(start, r.period) // step for r in readings],
            "value": [r.value if r.value is not None else math.nan for r in readings],
        }
    )
    frame["run"] = _runs(frame, readings)
    with drawing():
        figure = Figure(figsize=(_WIDTH, _HEIGHT))
        axes = figure.subplots()
        _expected_range(axes, judged, readings, frame)
        sns.lineplot(
            frame.dropna(),
            x="x",
            y="value",
            units="run",
            estimator=None,
            color=DARK_BLUE,
            ax=axes,
            zorder=3,
        )
        solid = [r.marker not in ("p", "e") for r in readings]
        for chosen, face in ((True, DARK_BLUE), (False, "white")):
            points = frame[[s == chosen for s in solid]]
            axes.plot(
                points["x"],
                points["value"],
                "o",
                color=DARK_BLUE,
                markerfacecolor=face,
                markersize=4.5 if len(frame) < 16 else 3.5,
                zorder=4,
            )
        _target(axes, judged, readings, frame)
        _finish(axes, judged, frame, readings, unit, decimals)
        _end_labels(axes, judged, readings, frame.dropna(), unit, decimals)
    return svg(figure)


def _months(start: Period, period: Period) -> int:
    return (period.year - start.year) * 12 + period.month - start.month


def _runs(frame: pd.DataFrame, readings: Sequence[Reading]) -> list[int]:
    """Number the unbroken runs: a period left out, a missing figure or a break ends one."""
    runs, run, before = [], 0, None
    every = frame["x"].diff().dropna().min() if len(frame) > 1 else 1
    for x, value, reading in zip(frame["x"], frame["value"], readings, strict=True):
        broken = before is not None and x - before > every
        if broken or pd.isna(value) or reading.marker == "b":
            run += 1
        runs.append(run)
        before = x
    return runs


def _target(axes: Axes, judged: Judged, readings: Sequence[Reading], frame: pd.DataFrame) -> None:
    goals = [judged.goals[r.period].target for r in readings]
    there = [(x, goal) for x, goal in zip(frame["x"], goals, strict=True) if goal is not None]
    if not there:
        return
    xs, ys = zip(*there, strict=True)
    if len(there) == 1:
        xs, ys = (xs[0] - 0.5, xs[0] + 0.5), (ys[0], ys[0])
    axes.plot(xs, ys, color=ORANGE, linestyle=(0, (4, 2)), linewidth=1.8, zorder=2)


def _expected_range(
    axes: Axes, judged: Judged, readings: Sequence[Reading], frame: pd.DataFrame
) -> None:
    edges = [
        (x, goal.lower, goal.upper)
        for x, goal in zip(frame["x"], (judged.goals[r.period] for r in readings), strict=True)
        if goal.target is None and goal.lower is not None and goal.upper is not None
    ]
    if not edges:
        return
    xs, lows, highs = zip(*edges, strict=True)
    if len(edges) == 1:
        xs, lows, highs = (xs[0] - 0.5, xs[0] + 0.5), lows * 2, highs * 2
    axes.fill_between(xs, lows, highs, color=BAND, linewidth=0, zorder=1)


def _end_labels(
    axes: Axes,
    judged: Judged,
    readings: Sequence[Reading],
    there: pd.DataFrame,
    unit: str,
    decimals: int,
) -> None:
    """Write the first figure at its point, the last and the target to the right of the lines."""
    if len(there) > 1:
        first, second = there.iloc[0], there.iloc[1]
        above = second["value"] <= first["value"]
        _label(
            axes,
            short(float(first["value"]), unit, decimals),
            (first["x"], first["value"]),
            (0, 7 if above else -7),
            ha="center",
            va="bottom" if above else "top",
        )
    last = there.iloc[-1]
    held = _held_against(judged.goals[readings[int(there.index[-1])].period], unit, decimals)
    up = 0.0
    if held:
        text, at = held
        low, high = axes.get_ylim()
        apart = (at - last["value"]) / (high - low)
        far = 0.1 + 0.05 * text.count("\n")
        up = 0.0 if abs(apart) >= far else 6.5 if apart <= 0 else -6.5
        down = -up - (4 * up / abs(up) if up and "\n" in text else 0)
        x = max(last["x"], _frame_end(axes))
        _label(axes, text, (x, at), (8, down), color=GREY, fontweight=400)
    _label(axes, short(float(last["value"]), unit, decimals), (last["x"], last["value"]), (8, up))


def _held_against(goal: Goal, unit: str, decimals: int) -> tuple[str, float] | None:
    """Return the words for a target or an expected range, and where they stand."""
    if goal.target is not None:
        return f"Target {short(goal.target, unit, decimals)}", goal.target
    if goal.lower is not None and goal.upper is not None:
        return "Expected\nrange", (goal.lower + goal.upper) / 2
    return None


def _frame_end(axes: Axes) -> float:
    """Return the x of the last point drawn."""
    ends = [np.asarray(line.get_xdata(), dtype=float) for line in axes.lines]
    return max(float(xs.max()) for xs in ends if xs.size)


def _label(
    axes: Axes,
    text: str,
    at: tuple[float, float],
    offset: tuple[float, float],
    *,
    ha: str = "left",
    va: str = "center",
    color: str = DARK_BLUE,
    fontweight: int = 700,
) -> None:
    axes.annotate(
        text,
        at,
        xytext=offset,
        textcoords="offset points",
        ha=ha,
        va=va,
        color=color,
        fontweight=fontweight,
        zorder=6,
        annotation_clip=False,
    )


def _finish(
    axes: Axes,
    judged: Judged,
    frame: pd.DataFrame,
    readings: Sequence[Reading],
    unit: str,
    decimals: int,
) -> None:
    last = int(frame["x"].iloc[-1])
    span = max(last, 1)
    axes.set_xlim(-0.045 * span - 0.25, last + 0.045 * span + 0.05)
    axes.margins(y=0.18)
    axes.autoscale(axis="y")
    if axes.get_ylim()[0] < 0 <= frame["value"].min(skipna=True):
        axes.set_ylim(bottom=0)
    axes.set(xlabel="", ylabel="")
    every = max(1, math.ceil((last + 1) / 5))
    at = range(last, -1, -every)
    by_x = {int(x): r.period for x, r in zip(frame["x"], readings, strict=True)}
    labelled = [x for x in at if x in by_x]
    axes.set_xticks(labelled, [_tick(by_x[x]) for x in labelled])
    axes.locator_params(axis="y", nbins=4)
    axes.yaxis.set_major_formatter(lambda value, _: _axis_figure(value, unit, decimals))
    axes.tick_params(length=0)
    axes.tick_params(axis="x", length=3, color=GREY)
    last_reading = next(r for r in reversed(readings) if r.value is not None)
    ends = [short(last_reading.value, unit, decimals)]
    if held := _held_against(judged.goals[last_reading.period], unit, decimals):
        ends += held[0].split("\n")
    right = 0.975 - 0.0155 * max(len(end) for end in ends)
    _frame_of(axes, [_axis_figure(v, unit, decimals) for v in axes.get_yticks()], right)


def _axis_figure(value: float, unit: str, decimals: int) -> str:
    places = decimals if value != round(value) else 0
    return short(value, unit, max(places, 1) if value != round(value) else 0)


def _tick(period: Period) -> str:
    if period.kind == "month":
        return f"{period.start:%b}\n{period.year}"
    return period.label.replace(" academic year", "").replace(" ", "\n")


def _frame_of(axes: Axes, labels: Sequence[str], right: float) -> None:
    longest = max((len(label) for label in labels), default=0)
    left = 0.03 + 0.0165 * longest
    axes.get_figure().subplots_adjust(left=left, right=right, top=0.965, bottom=0.165)  # type: ignore[union-attr]


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
        figure = Figure(figsize=(_WIDTH, 2.6))
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
        axes.xaxis.set_major_formatter(lambda value, _: _axis_figure(value, unit, decimals))
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


def spark(readings: Sequence[Reading]) -> str:
    """Return the SVG of a line without axes for a table cell, or "" with fewer than two figures."""
    points = [(i, r.value) for i, r in enumerate(readings) if r.value is not None]
    if len(points) < 2:
        return ""
    values = [value for _, value in points]
    low, span = min(values), (max(values) - min(values)) or 1
    last = points[-1][0] or 1
    runs: list[list[str]] = []
    before = -2
    for index, value in points:
        at = f"{3 + 80 * index / last:.1f},{20 - 16 * (value - low) / span:.1f}"
        if index != before + 1:
            runs.append([])
        runs[-1].append(at)
        before = index
    lines = "".join(
        f'<polyline points="{" ".join(run if len(run) > 1 else run * 2)}"/>' for run in runs
    )
    x, y = runs[-1][-1].split(",")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="24" viewBox="0 0 90 24">'
        '<g fill="none" stroke="#5B7FA3" stroke-width="1.8" stroke-linejoin="round" '
        f'stroke-linecap="round">{lines}</g>'
        f'<circle cx="{x}" cy="{y}" r="2.8" fill="#F46A25"/></svg>'
    )
