"""Where labels stand: in a chart over time, clear of each other, of dots and lines; in its margin.

Places are worked out in points (1/72 inch) from the lower left corner of the axes, whose limits
and place are set before. The same chart has its labels in the same places on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patheffects import withStroke

from quarterbook.report.charts.style import GREY, drawing, points
from quarterbook.report.charts.text_shapes import FONT, width_of_words

LEADER_GREY = "#8A8A8A"

_LINE = 1.25  # from one line of words to the next, of their size
_FROM_DOT = 6.0  # from the middle of a dot to its label, in points
_DOT = 3.5  # from the middle of a dot to its edge, in points
_STEP = 1.5  # along a line, in points, from one place that labels keep clear of to the next
_NEAR = 8.0  # from a label to a dot that it could be taken to belong to, in points
_MEASURED = 100.0  # the size at which the width of words is measured
_MARKER = 8.5  # the size of a marker's letters, in points
_OUTSIDE, _TEXT, _ON_DOT, _ON_LINE, _BY_DOT, _LATER = 1000.0, 100.0, 10.0, 0.5, 1.0, 0.2


@dataclass(frozen=True)
class _Box:
    left: float
    low: float
    wide: float
    high: float

    def overlaps(self, other: _Box) -> bool:
        return (
            self.left < other.left + other.wide
            and other.left < self.left + self.wide
            and self.low < other.low + other.high
            and other.low < self.low + self.high
        )

    def holds(self, places: np.ndarray, beyond: float) -> int:
        """Return how many of the places lie inside, or no further than this from it."""
        x, y = places[:, 0] - self.left, places[:, 1] - self.low
        inside = (x > -beyond) & (x < self.wide + beyond) & (y > -beyond) & (y < self.high + beyond)
        return int(inside.sum())


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide text is in a chart, in points."""
    return _width_measured(text, bold) * size / _MEASURED if text.strip() else 0.0


@cache  # one word stands in many charts, and at two sizes in each
def _width_measured(text: str, bold: bool) -> float:
    return width_of_words(text, _font(bold), _MEASURED)


@cache
def _font(bold: bool) -> FontProperties:
    with drawing():
        return FontProperties(family=FONT, weight=700 if bold else 400)


def make_room(axes: Axes, *, with_markers: bool) -> None:
    """Set how far the figures go up, so that a label fits above the highest and below is air.

    with_markers
        whether a row of markers stands just above the axis.
    """
    axes.margins(y=0)
    axes.autoscale(axis="y")
    low, high = axes.get_ylim()
    above = _FROM_DOT + _LINE * points(10.5) + 2
    below = _LINE * points(_MARKER) + _DOT + 3 if with_markers else 10.0
    each = (high - low) / (_size(axes)[1] - above - below)
    bottom = low - below * each
    axes.set_ylim(0.0 if bottom < 0 <= low else bottom, high + above * each)


def drop_cut_ticks(axes: Axes) -> None:
    """Leave out figures on the axis so near to its top that the picture's edge would cut them."""
    low, high = axes.get_ylim()
    most = high - (high - low) * 3 / _size(axes)[1]
    axes.set_yticks([float(y) for y in axes.get_yticks() if low <= y <= most])


class Labels:
    """The labels of axes, each of which keeps clear of those written before it."""

    def __init__(self, axes: Axes, dots: Iterable[tuple[float, float]]) -> None:
        """Take axes with all lines drawn, and the dots that labels must not cover."""
        self._axes = axes
        self._wide, self._high = _size(axes)
        self._right = (1 - axes.get_position().x0) * 72 * axes.figure.get_size_inches()[0] - 1  # type: ignore[union-attr]
        there = [(x, y) for x, y in dots if not (np.isnan(x) or np.isnan(y))]
        self._dots = self._places(np.array(there, dtype=float).reshape(-1, 2))
        lines = [self._along(np.asarray(line.get_xydata(), dtype=float)) for line in axes.lines]
        self._lines = np.concatenate([np.empty((0, 2)), *lines])
        self._taken: list[_Box] = []

    def at_end(
        self, at: tuple[float, float], text: str, held: tuple[float, float, str] | None
    ) -> None:
        """Write the last figure to the right of its point, and what it is held against.

        held
            where the target's line ends, at which value, and its words.
        """
        x, y = self._places(np.array([at]))[0]
        size = points(10.5)
        own = _box(text, size, bold=True)
        if held is None:
            self._write(text, _Box(x + 8, self._inside(y, own), own.wide, own.high), is_own=True)
            return
        end, goal = self._places(np.array([held[:2]]))[0]
        other = _box(held[2], size, bold=False)
        apart = (own.high + other.high) / 2
        between = y - goal
        if abs(between) < apart:
            part = (apart - abs(between)) / 2
            up = 1 if between >= 0 else -1
            y, goal = y + up * part, goal - up * part
            lowest = min(y - own.high / 2, goal - other.high / 2, 0.0)
            highest = max(y + own.high / 2, goal + other.high / 2, self._high) - self._high
            y, goal = y - lowest - highest, goal - lowest - highest
        self._write(text, _Box(x + 8, self._inside(y, own), own.wide, own.high), is_own=True)
        beside_goal = _Box(end + 8, self._inside(goal, other), other.wide, other.high)
        self._write(held[2], beside_goal, is_own=False)

    def beside(
        self, at: tuple[float, float], text: str, *, above: bool, to_right: bool = False
    ) -> None:
        """Write a figure by its dot, inside the axes: where least lies in the way.

        above
            whether it stands above its dot rather than below, where both will do.
        to_right
            whether it first tries the right of its dot, as the last of a year's line does.
        """
        x, y = self._places(np.array([at]))[0]
        size = _box(text, points(10.5), bold=True)
        over, under = y + _FROM_DOT - 1, y - _FROM_DOT + 1 - size.high
        levels = (over, under) if above else (under, over)
        middle = min(max(x - size.wide / 2, 1.0), self._wide - size.wide)
        right, left = x + _FROM_DOT, x - _FROM_DOT - size.wide
        lefts = (right, middle, left) if to_right else (middle, right, left)
        tried = [(across, level) for across in lefts for level in levels]
        tried += [(right, y - size.high / 2), (left, y - size.high / 2)]
        tried += [
            (middle, over + 5),
            (middle, under - 5),
            (middle, over + 10),
            (middle, under - 10),
        ]
        boxes = [_Box(*origin, size.wide, size.high) for origin in tried]
        self._write(text, self._best(boxes), is_own=True)

    def marker(self, x: float, text: str) -> None:
        """Write a marker just above the axis, or as little higher as dots and labels allow."""
        across = self._places(np.array([[x, self._axes.get_ylim()[0]]]))[0][0]
        size = _box(text, points(_MARKER), bold=False)
        left = across - size.wide / 2
        steps = np.arange(1.0, max(self._high - size.high, 2.0), 2.0)
        boxes = [_Box(left, float(low), size.wide, size.high) for low in steps]
        clear = (box for box in boxes if self._is_clear(box))
        self._write(text, next(clear, boxes[0]), is_own=False, size=points(_MARKER))

    def _is_clear(self, box: _Box) -> bool:
        return not box.holds(self._dots, _DOT) and not any(box.overlaps(b) for b in self._taken)

    def _best(self, boxes: Sequence[_Box]) -> _Box:
        """Return the box with least in its way, the earliest of like ones."""
        costs = [self._cost(box) + _LATER * order for order, box in enumerate(boxes)]
        return boxes[int(np.argmin(np.round(costs, 6)))]

    def _cost(self, box: _Box) -> float:
        outside = (
            box.left < 0
            or box.low < 0
            or box.left + box.wide > self._right
            or box.low + box.high > self._high + 2
        )
        return (
            _OUTSIDE * outside
            + _TEXT * sum(box.overlaps(other) for other in self._taken)
            + _ON_DOT * box.holds(self._dots, _DOT - 1)
            + _ON_LINE * box.holds(self._lines, 0.5)
            + _BY_DOT * box.holds(self._dots, _NEAR)
        )

    def _inside(self, middle: float, box: _Box) -> float:
        """Return the lower edge of a box around a height, so that it lies beside the axes."""
        return float(min(max(middle - box.high / 2, 0.0), self._high + 2 - box.high))

    def _write(self, text: str, box: _Box, *, is_own: bool, size: float | None = None) -> None:
        self._taken.append(box)
        self._axes.annotate(
            text,
            (box.left / self._wide, (box.low + box.high / 2) / self._high),
            xycoords="axes fraction",
            ha="left",
            va="center",
            color="C0" if is_own else GREY,
            fontweight=700 if is_own else 400,
            fontsize=size or points(10.5),
            annotation_clip=False,
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
            zorder=6,
        )

    def _places(self, data: np.ndarray) -> np.ndarray:
        """Return where data stand, in points."""
        (left, right), (low, high) = self._axes.get_xlim(), self._axes.get_ylim()
        part = (data - [left, low]) / [right - left, high - low]
        return np.asarray(part * [self._wide, self._high])

    def _along(self, data: np.ndarray) -> np.ndarray:
        """Return places close together along a line, none in its gaps."""
        places = self._places(data)
        parts = [np.empty((0, 2))]
        for begin, end in pairwise(places):
            far = float(np.hypot(*(end - begin)))
            if not np.isnan(far):
                share = np.linspace(0, 1, max(2, int(far / _STEP)))[:, None]
                parts.append(begin + share * (end - begin))
        return np.concatenate(parts)


def _size(axes: Axes) -> tuple[float, float]:
    """Return how wide and high axes are, in points."""
    box = axes.get_position()
    wide, high = axes.figure.get_size_inches()  # type: ignore[union-attr]
    return 72 * float(box.width * wide), 72 * float(box.height * high)


def _box(text: str, size: float, *, bold: bool) -> _Box:
    lines = text.split("\n")
    wide = max(width_of(line, size, bold=bold) for line in lines) + 1
    return _Box(0.0, 0.0, wide, _LINE * size * len(lines))


def margin_label(
    axes: Axes,
    text: str,
    *,
    xs: tuple[float, float, float],
    ys: tuple[float, float],
    is_own: bool,
    size: float,
    leader: str = LEADER_GREY,
    dotted: bool = False,
) -> None:
    """Write a label in the margin: the council's own bold and in its colour, others grey.

    xs, ys
        shares of the axes' width and height: where its line begins and ends and where the words
        begin; how high that is which it names, and how high the words stand.
    dotted
        whether its line crosses years without a figure, where a drawn one would look like one.
    """
    axes.plot(
        [xs[0], 1.0, xs[1]],
        [ys[0], ys[0], ys[1]],
        color=leader,
        linestyle=":" if dotted else "-",
        linewidth=0.7,
        transform=axes.transAxes,
        clip_on=False,
        zorder=2,
    )
    axes.annotate(
        text,
        (xs[2], ys[1]),
        xycoords="axes fraction",
        va="center",
        color="C0" if is_own else GREY,
        fontsize=points(size),
        fontweight=700 if is_own else 400,
        annotation_clip=False,
        zorder=6,
    )


def spread(
    heights: Sequence[float], apart: float, lines: Sequence[float] | None = None
) -> list[float]:
    """Return heights from 0 to 1, as near to those wanted as ``apart`` from each other allows.

    What is too close moves apart evenly around its middle, in its order. What has several
    ``lines``, or parts of one, takes as many times ``apart``.
    """
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    high = [lines[index] if lines else 1 for index in order]
    steps = accumulate(((one + other) / 2 for one, other in pairwise(high)), initial=0.0)
    below = [step * apart for step in steps]
    groups: list[list[float]] = []
    for rank, index in enumerate(order):
        groups.append([heights[index] - below[rank]])
        while len(groups) > 1 and np.mean(groups[-2]) > np.mean(groups[-1]):
            last = groups.pop()
            groups[-1] += last
    bases = [float(np.mean(group)) for group in groups for _ in group]
    top = max(1 - below[-1], 0) if order else 0
    out = [0.0] * len(order)
    for rank, index in enumerate(order):
        out[index] = min(max(bases[rank], 0), top) + below[rank]
    return out


def centred(heights: Sequence[float], tall: Sequence[float]) -> list[float]:
    """Return heights for the middles of labels so tall, none of which leaves the axes by much."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    rising = [tall[index] for index in order]
    low, high = rising[0] / 2, rising[-1] / 2
    room = max(1 - low - high, 1e-9)
    inner = spread([(heights[index] - low) / room for index in order], 1 / room, rising)
    return [low + inner[order.index(index)] * room for index in range(len(heights))]
