"""The house style for an analyst's charts: typeface, the council's colours, direct labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from textwrap import wrap
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.text import Annotation
from matplotlib.transforms import Affine2D, Transform, blended_transform_factory

from quarterbook.data.params.council import Colours
from quarterbook.report.charts.labels import spread
from quarterbook.report.charts.style import council_colours, drawing, palette, width
from quarterbook.report.html.contrast import WHITE, readable

_TEXT = 4.5  # contrast with white that WCAG 2 asks for
_LETTERS = 22  # of a label, before it goes on to another line
_GAP = 6  # points between a line and its label
_LABEL = "line-label"
_APART = 0.075  # of the height of a chart, from one label to the next


@dataclass(frozen=True)
class HouseStyle:
    """What ``with report.style() as style`` gives; ``palette`` are its colours, ``#RRGGBB``."""

    palette: tuple[str, ...]

    def label_lines(self, axes: Axes) -> None:
        """Write the name of each line at its end, in its colour, instead of a legend.

        The legend stays where it alone tells lines of one colour apart.
        """
        lines = [(line, end) for line in axes.get_lines() if (end := _end(line))]
        names = _names_of([line for line, _ in lines], axes)
        ends = {name: (*end, _colour(line)) for line, end in lines if (name := names[line])}
        legend = axes.get_legend()
        if legend and None not in names.values():
            legend.remove()
        low, high = axes.get_ylim()
        for name, (x, y, colour) in ends.items():
            axes.annotate(
                "\n".join(wrap(name, _LETTERS)),
                (x, (y - low) / (high - low)),
                xycoords=axes.get_xaxis_transform(),
                xytext=(_GAP, 0),
                textcoords="offset points",
                va="center",
                color=readable(colour, WHITE, _TEXT),
                annotation_clip=False,
                gid=_LABEL,
            )
        _place_labels(axes)


def _end(line: Line2D) -> tuple[float, float] | None:
    """Return the last point that a line has, None where it has none."""
    xs = np.asarray(line.get_xdata(orig=False), dtype=float)
    ys = np.asarray(line.get_ydata(orig=False), dtype=float)
    there = np.flatnonzero(~np.isnan(ys))
    return (xs[there[-1]], ys[there[-1]]) if there.size else None


def _names_of(lines: Sequence[Line2D], axes: Axes) -> dict[Line2D, str | None]:
    """Return the names of lines: "" of one that has none, None of one that may be several.

    A line's own name is what the legend has for it. seaborn draws samples for the legend instead,
    as many as lines and in their order, or one for each colour.
    """
    legend = zip(*axes.get_legend_handles_labels(), strict=True)
    samples = {handle: name for handle, name in legend if isinstance(handle, Line2D)}
    names: dict[Line2D, str | None] = {line: samples.pop(line, "") for line in lines}
    left = [line for line in lines if not names[line]]
    if [*map(_colour, left)] == [*map(_colour, samples)]:
        return names | dict(zip(left, samples.values(), strict=True))
    for line in left:
        alike = [name for sample, name in samples.items() if _colour(sample) == _colour(line)]
        kinds = {other.get_linestyle() for other in left if _colour(other) == _colour(line)}
        names[line] = None if len(alike) > 1 or (alike and len(kinds) > 1) else "".join(alike)
    return names


def _colour(line: Line2D) -> str:
    return to_hex(line.get_color())


def _plot(axes: Axes) -> list[Axes]:
    """Return the axes that lie over each other, as ``twinx`` makes them, these among them."""
    return [one for one in axes.figure.axes if one.bbox.bounds == axes.bbox.bounds]


def _place_labels(axes: Axes) -> None:
    """Move the labels of all lines of a plot clear of each other."""
    plot = _plot(axes)
    texts = [text for one in plot for text in one.texts if isinstance(text, Annotation)]
    labels = [text for text in texts if text.get_gid() == _LABEL]
    heights = [text.xy[1] for text in labels]
    counts = [text.get_text().count("\n") + 1 for text in labels]
    for text, height in zip(labels, spread(heights, _APART, counts), strict=True):
        text.xy = (text.xy[0], height)
        if len(plot) > 1:
            text.set_anncoords(partial(_beyond_numbers, axes))
            text.set_position((_GAP, height))


def _beyond_numbers(axes: Axes, renderer: RendererBase) -> Transform:
    """Return where labels stand: at their height, beyond the numbers of a second axis."""
    boxes = [one.yaxis.get_tightbbox(renderer) for one in _plot(axes)]
    across = max([axes.bbox.x1, *(box.x1 for box in boxes if box)])
    points = Affine2D().scale(axes.figure.dpi / 72).translate(across, 0)
    return blended_transform_factory(points, axes.transAxes)


@contextmanager
def house_style(colours: Colours) -> Iterator[HouseStyle]:
    """Draw in the house style: its typeface, and the council's two colours first.

    A colour that does not stand out from white by 3 to 1 is darkened until it does. Where pyplot is
    first used within, what it then settles with the notebook stays: that figures are shown.
    """
    settings: Any = {
        "figure.figsize": (width(), 2.9),
        "figure.constrained_layout.use": True,  # labels beside lines and axes have room
        "date.converter": "concise",
        "legend.frameon": True,  # over areas and bars its words have white behind them
        "legend.framealpha": 0.9,
        "legend.edgecolor": "none",
    }
    is_interactive = mpl.is_interactive()
    try:
        with council_colours(colours), drawing(), mpl.rc_context(settings):
            try:
                yield HouseStyle(palette(colours))
            finally:
                is_interactive = mpl.is_interactive()
    finally:
        mpl.interactive(is_interactive)
