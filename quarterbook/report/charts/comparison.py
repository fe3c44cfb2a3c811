"""The council beside its comparators: lines over the years, or a dot each for one year."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.observations import Point
from quarterbook.report.charts.axes import draw_runs, position, tick
from quarterbook.report.charts.labels import Labels, centred, margin_label, width_of
from quarterbook.report.charts.strip_plot import figures_along, reach
from quarterbook.report.charts.style import (
    GREY,
    at_both_widths,
    drawing,
    is_narrow,
    points,
    svg,
    width,
)
from quarterbook.report.html.block import Chart
from quarterbook.report.sentences.ranking import YEARS

_HEIGHT, _LOW, _TOP, _BOTTOM = (
    2.3,
    1.65,
    0.1,
    0.48,
)  # inches: the picture, wide and narrow; above and below the axes


_LINE = 12.5  # from one line of a label to the next, in points


_BETWEEN = 4.0  # from one label to the next, in points


_LEADER = 14.0  # from the axes to the labels, in points


_LETTERS, _FEW_LETTERS = 24, 16  # of a label, before it goes on to another line


@dataclass(frozen=True)
class Line:
    """One area's figures, oldest first; all lines of a chart have the same periods."""

    label: str
    points: tuple[Point, ...]
    is_own: bool = False

    @property
    def there(self) -> list[Point]:
        return [point for point in self.points if point.value is not None]


@dataclass(frozen=True)
class _Look:
    colour: str
    marker: str
    dashes: tuple[float, ...] = ()


# No more than four colours at once; lines are told apart by shape and dashes too.
_OWN = _Look("C0", "o")


_OTHERS = (
    _Look("C1", "s", (5, 1.5)),
    _Look("C2", "^", (1.2, 1.2)),
    _Look("C3", "D", (5, 1.5, 1.2, 1.5)),
)


_MORE = tuple(_Look(GREY, marker, (3, 2)) for marker in ("v", "P", "X", "<", ">", "p"))


@at_both_widths
def over_years(lines: Sequence[Line], format: NumberFormat) -> Chart:
    """Return the SVG of the council against its comparators over the last ten years.

    lines
        the council and those it is compared with; one figure at least.

    A year without a figure is a gap, with the marker that says why above the
    axis where it is the council's. Figures are not joined across a break in a
    series; a dotted line stands where the council's has one.
    """
    recent = [Line(line.label, line.points[-YEARS:], line.is_own) for line in lines]
    pairs = zip(recent, _looks(recent), strict=True)
    looks = {line: look for line, look in pairs if line.there}
    drawn = list(looks)
    periods = [point.period for point in drawn[0].points]
    xs = [position(periods[0], period) for period in periods]
    labels = [_wrapped(_end_label(line, format)) for line in drawn]
    tall = [(label.count("\n") + 1) * _LINE + _BETWEEN for label in labels]
    height = max(_LOW if is_narrow() else _HEIGHT, sum(tall) / 72 + _TOP + _BOTTOM)
    with drawing():
        figure = Figure(figsize=(width(), height))
        axes = figure.subplots()
        step = int(min(np.diff(xs), default=1))
        for line, look in looks.items():
            _draw(axes, line, look, xs, step)
        _years(axes, drawn, xs, step)
        _figures_up(axes, drawn, format)
        across = _frame(figure, axes, drawn, labels, format, height)
        _ticks(axes, xs, periods, step, across)
        _markers(axes, drawn, xs)
        shares = [one / (72 * (height - _TOP - _BOTTOM)) for one in tall]
        _labels(axes, drawn, labels, xs, shares, across)
    return svg(figure)


def _looks(lines: Sequence[Line]) -> list[_Look]:
    """The council's own look, and those of the others in their order."""
    others = iter([*_OTHERS, *_MORE * len(lines)])
    return [_OWN if line.is_own else next(others) for line in lines]


def _wrapped(text: str) -> str:
    return "\n".join(wrap(text, _FEW_LETTERS if is_narrow() else _LETTERS, break_long_words=False))


def _end_label(line: Line, format: NumberFormat) -> str:
    """Name and last figure; its year too where the newest has none."""
    last = line.there[-1]
    when = "" if last is line.points[-1] else f" ({last.period.label})"
    return f"{line.label} {format.short(last.value)}{when}"


def _draw(axes: Axes, line: Line, look: _Look, xs: Sequence[int], step: int) -> None:
    """Draw one line: joined only between figures of neighbouring years without a break."""
    run, before, rows = 0, None, []
    for x, point in zip(xs, line.points, strict=True):
        if point.value is None:
            continue
        if before is not None and (x - before > step or point.broken):
            run += 1
        rows.append({"x": x, "value": point.value, "run": run})
        before = x
    frame = pd.DataFrame(rows)
    level = 4 if line.is_own else 3
    draw_runs(
        axes,
        frame,
        linewidth=2.4 if line.is_own else 1.6,
        dashes=look.dashes or (None, None),
        color=look.colour,
        zorder=level,
    )
    size = 6.0 if line.is_own else 4.6
    axes.plot(
        frame["x"], frame["value"], look.marker, markersize=size, color=look.colour, zorder=level
    )


def _years(axes: Axes, lines: Sequence[Line], xs: Sequence[int], step: int) -> None:
    """Set how far the years reach; a line stands at breaks of the council's figures."""
    space = 0.04 * max(xs[-1] - xs[0], 1) + 0.15
    axes.set_xlim(xs[0] - space, xs[-1] + space)
    own = next((line for line in lines if line.is_own), None)
    if own is None:
        return
    for x, point in zip(xs, own.points, strict=True):
        if point.broken and x > xs[0]:
            at = x - step / 2
            axes.axvline(at, color="#767676", linestyle=(0, (1, 2)), linewidth=1.2, zorder=1)


def _markers(axes: Axes, lines: Sequence[Line], xs: Sequence[int]) -> None:
    """Mark the council's years without a figure, and its breaks, clear of all dots."""
    own = next((line for line in lines if line.is_own), None)
    if own is None:
        return
    places = [
        (float(x), point.value)
        for line in lines
        for x, point in zip(xs, line.points, strict=True)
        if point.value is not None
    ]
    labels = Labels(axes, places)
    for x, point in zip(xs, own.points, strict=True):
        marker = Marker.BREAK if point.broken else point.marker if point.value is None else ""
        if marker:
            labels.marker(float(x), f"[{marker}]")


def _figures_up(axes: Axes, lines: Sequence[Line], format: NumberFormat) -> None:
    values = [point.value for line in lines for point in line.there if point.value is not None]
    low, high = min(values), max(values)
    space = (high - low) or abs(high) * 0.1 or 1.0
    bottom = low - 0.2 * space
    axes.set_ylim(0.0 if bottom < 0 <= low else bottom, high + 0.12 * space)
    axes.set(xlabel="", ylabel="")
    axes.locator_params(axis="y", nbins=4)
    places = max(format.decimals, 1)
    bottom, top = axes.get_ylim()
    inside = [y for y in axes.get_yticks() if bottom <= y <= top]
    exact = [y for y in inside if abs(round(y, places) - y) < 1e-9]
    axes.set_yticks(exact or inside[:1])
    axes.yaxis.set_major_formatter(lambda value, _: format.on_axis(value))
    axes.tick_params(length=0)
    axes.tick_params(axis="x", length=3, color=GREY)


def _frame(
    figure: Figure,
    axes: Axes,
    lines: Sequence[Line],
    labels: Sequence[str],
    format: NumberFormat,
    height: float,
) -> float:
    """Leave room for the figures on the left and the labels on the right; the width between."""
    ticks = [format.on_axis(float(y)) for y in axes.get_yticks()]
    left = max(width_of(text, points(10.5)) for text in ticks) + 12
    right = _LEADER + 6
    right += max(
        width_of(part, points(10), bold=line.is_own)
        for line, label in zip(lines, labels, strict=True)
        for part in label.split("\n")
    )
    total = 72 * width()
    figure.subplots_adjust(
        left=left / total, right=1 - right / total, top=1 - _TOP / height, bottom=_BOTTOM / height
    )
    return total - left - right


def _ticks(
    axes: Axes, xs: Sequence[int], periods: Sequence[Period], step: int, across: float
) -> None:
    """Write the last year and some before it at even distances, as many as have room."""
    begin, end = axes.get_xlim()
    wide = max(width_of(part, points(10.5)) for p in periods for part in tick(p).split("\n")) + 8
    every = step * max(1, math.ceil(wide / (across / (end - begin) * step)))
    at = [x for x in xs if (xs[-1] - x) % every == 0]
    names = dict(zip(xs, periods, strict=True))
    axes.set_xticks(at, [tick(names[x]) for x in at])


def _labels(
    axes: Axes,
    lines: Sequence[Line],
    labels: Sequence[str],
    xs: Sequence[int],
    tall: Sequence[float],
    across: float,
) -> None:
    """Write the labels one above the other, each with a thin line to its last point.

    ``tall`` is how much of the axes' height each of them takes.
    """
    low, high = axes.get_ylim()
    begin, end = axes.get_xlim()
    last = [line.there[-1] for line in lines]
    heights = [((point.value or 0.0) - low) / (high - low) for point in last]
    shown = centred(heights, tall)
    for line, label, point, here, there in zip(lines, labels, last, heights, shown, strict=True):
        x = (xs[list(line.points).index(point)] - begin) / (end - begin)
        margin_label(
            axes,
            label,
            xs=(x + 5 / across, 1 + (_LEADER - 3) / across, 1 + _LEADER / across),
            ys=(here, there),
            is_own=line.is_own,
            size=10,
            dotted=point is not line.points[-1],
        )


@at_both_widths
def dots(lines: Sequence[Line], format: NumberFormat) -> Chart:
    """Return the SVG of one year's figures: a row each, the council's first.

    lines
        the council and those it is compared with, each by its last point; one
        figure at least.
    """
    rows = [line for line in lines if line.points[-1].value is not None]
    values = [float(line.points[-1].value or 0.0) for line in rows]
    names = [_wrapped(line.label) for line in rows]
    texts = [format.short(value) for value in values]
    row_heights = [0.12 + 0.17 * (name.count("\n") + 1) for name in names]
    height = max(row_heights) * len(rows) + 0.1 + 0.35
    left = 12 + max(
        width_of(part, points(10.5), bold=line.is_own)
        for line, name in zip(rows, names, strict=True)
        for part in name.split("\n")
    )
    right = 14 + max(width_of(text, points(10.5), bold=True) for text in texts)
    with drawing():
        figure = Figure(figsize=(width(), height))
        axes = figure.subplots()
        _row_points(axes, rows, values)
        _row_labels(axes, rows, names, texts)
        total = 72 * width()
        figure.subplots_adjust(
            left=left / total, right=1 - right / total, top=1 - 0.1 / height, bottom=0.35 / height
        )
        figures_along(axes, format)
    return svg(figure)


def _row_points(axes: Axes, rows: Sequence[Line], values: Sequence[float]) -> None:
    """Draw a point in each row, the council's own apart."""
    frame = pd.DataFrame({"value": values, "row": range(len(rows)), "own": "no"})
    frame.loc[[line.is_own for line in rows], "own"] = "yes"
    sns.scatterplot(
        frame,
        x="value",
        y="row",
        hue="own",
        style="own",
        palette={"yes": "C0", "no": "#707C87"},
        markers={"yes": "D", "no": "o"},
        s=62,
        edgecolor="black",
        linewidth=0.8,
        legend=False,
        ax=axes,
        zorder=4,
    )
    axes.set(xlim=reach(values, 0.15), ylim=(len(rows) - 0.5, -0.5), xlabel="", ylabel="")
    axes.grid(False)


def _row_labels(
    axes: Axes, rows: Sequence[Line], names: Sequence[str], texts: Sequence[str]
) -> None:
    """Write the name to the left of each row and the figure to the right."""
    for row, (line, text) in enumerate(zip(rows, texts, strict=True)):
        weight = 700 if line.is_own else 400
        axes.axhline(row, color="#C8C8C8", linewidth=0.8, zorder=1)
        axes.annotate(
            text,
            (1, row),
            xycoords=axes.get_yaxis_transform(),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            color="black",
            fontweight=weight,
            annotation_clip=False,
        )
    axes.set_yticks(range(len(rows)), names)
    for line, label in zip(rows, axes.get_yticklabels(), strict=True):
        label.set(color="black", fontweight=700 if line.is_own else 400)
    axes.tick_params(axis="y", length=0)
