"""Charts drawn with seaborn: lines labelled directly, horizontal text, no title in the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quarterbook.measure.judgement import Judged, Reading
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
        _target(axes, judged, readings, frame, unit, decimals)
        _end_labels(axes, frame.dropna(), unit, decimals)
        _finish(axes, frame, readings, unit, decimals)
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


def _target(
    axes: Axes,
    judged: Judged,
    readings: Sequence[Reading],
    frame: pd.DataFrame,
    unit: str,
    decimals: int,
) -> None:
    goals = [judged.goals[r.period].target for r in readings]
    there = [(x, goal) for x, goal in zip(frame["x"], goals, strict=True) if goal is not None]
    if not there:
        return
    xs, ys = zip(*there, strict=True)
    if len(there) == 1:
        xs, ys = (xs[0] - 0.5, xs[0] + 0.5), (ys[0], ys[0])
    axes.plot(xs, ys, color=ORANGE, linestyle=(0, (4, 2)), linewidth=1.8, zorder=2)
    low, high = frame["value"].min(), frame["value"].max()
    last = frame["value"].dropna().iloc[-1] if frame["value"].notna().any() else ys[-1]
    above = ys[-1] >= last and not (low <= ys[-1] <= high and ys[-1] < last)
    axes.annotate(
        f"Target {short(ys[-1], unit, decimals)}",
        (xs[-1], ys[-1]),
        xytext=(0, 5 if above else -5),
        textcoords="offset points",
        ha="right",
        va="bottom" if above else "top",
        color=GREY,
        fontsize=10,
        zorder=5,
    )


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
    axes.annotate(
        "Expected range",
        (xs[0], highs[0]),
        xytext=(3, -3),
        textcoords="offset points",
        ha="left",
        va="top",
        color=GREY,
        fontsize=9.5,
        zorder=2,
    )


def _end_labels(axes: Axes, there: pd.DataFrame, unit: str, decimals: int) -> None:
    if there.empty:
        return
    for row, align in ((there.iloc[0], "center"), (there.iloc[-1], "left")):
        if align == "center" and len(there) < 2:
            continue
        axes.annotate(
            short(float(row["value"]), unit, decimals),
            (row["x"], row["value"]),
            xytext=(0, 8) if align == "center" else (7, 0),
            textcoords="offset points",
            ha=align,
            va="bottom" if align == "center" else "center",
            color=DARK_BLUE,
            fontweight=700,
            zorder=6,
        )


def _finish(
    axes: Axes, frame: pd.DataFrame, readings: Sequence[Reading], unit: str, decimals: int
) -> None:
    last = int(frame["x"].iloc[-1])
    span = max(last, 1)
    axes.set_xlim(-0.045 * span - 0.25, last + 0.13 * span + 0.35)
    axes.margins(y=0.18)
    axes.autoscale(axis="y")
    if axes.get_ylim()[0] < 0 <= frame["value"].min(skipna=True):
        axes.set_ylim(bottom=0)
    axes.set(xlabel="", ylabel="")
    every = max(1, math.ceil((last + 1) / 5))
    at = [x for x in range(last, -1, -every)]
    by_x = {int(x): r.period for x, r in zip(frame["x"], readings, strict=True)}
    labelled = [x for x in at if x in by_x]
    axes.set_xticks(labelled, [_tick(by_x[x]) for x in labelled])
    axes.locator_params(axis="y", nbins=4)
    axes.yaxis.set_major_formatter(lambda value, _: _axis_figure(value, unit, decimals))
    axes.tick_params(length=0)
    axes.tick_params(axis="x", length=3, color=GREY)
    _frame_of(axes, [_axis_figure(v, unit, decimals) for v in axes.get_yticks()])


def _axis_figure(value: float, unit: str, decimals: int) -> str:
    places = decimals if value != round(value) else 0
    return short(value, unit, max(places, 1) if value != round(value) else 0)


def _tick(period: Period) -> str:
    if period.kind == "month":
        return f"{period.start:%b}\n{period.year}"
    return period.label.replace(" academic year", "").replace(" ", "\n")


def _frame_of(axes: Axes, labels: Sequence[str]) -> None:
    longest = max((len(label) for label in labels), default=0)
    left = 0.035 + 0.0165 * longest
    axes.get_figure().subplots_adjust(left=left, right=0.985, top=0.965, bottom=0.165)  # type: ignore[union-attr]


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
        for index, (begin, end) in enumerate(
            zip([low, *edges], [*edges, high], strict=True)
        ):
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
    """Draw each on a level of its own, so that labels never meet."""
    for level, one in enumerate(sorted(marked, key=lambda m: (m.is_own, m.value))):
        height = -0.42 - 0.17 * level
        colour = ORANGE if one.is_own else DARK_BLUE
        left_half = one.value < (low + high) / 2
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
        axes.annotate(
            f"{one.label} {short(one.value, unit, decimals)}",
            (one.value, height),
            xytext=(4 if left_half else -4, 0),
            textcoords="offset points",
            ha="left" if left_half else "right",
            va="center",
            color="black",
            fontsize=10,
            fontweight=700 if one.is_own else 400,
            zorder=6,
        )


def spark(readings: Sequence[Reading]) -> str:
    """Return the SVG of a line without axes, 90 by 24, for a table cell; "" with fewer than two figures."""
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
        f'stroke-linecap="round">{lines}</g><circle cx="{x}" cy="{y}" r="2.8" fill="#F46A25"/></svg>'
    )
