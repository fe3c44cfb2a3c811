"""Where something is drawn in a chart, told so that it differs where a reader sees a difference.

Places are told as shares of the axes, as a layout fits axes to words a little otherwise with each
version of a font's engine, and a year or a large figure differs in its last digits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor, isfinite, log10
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Transform


def numbers(values: Any, digits: int = 9) -> str:
    """Return numbers so that they differ only where more than their last bits do."""
    flat: list[float] = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan).ravel().tolist()
    least = 1e-12 * max((abs(value) for value in flat if isfinite(value)), default=0.0)
    return " ".join(f"{0.0 if abs(value) <= least else value:.{digits}g}" for value in flat)


def shares(points: Any, within: Axes | Figure, digits: int = 6) -> str:
    """Return points of the picture as shares of the axes, or of the figure."""
    frame = within.transAxes if isinstance(within, Axes) else within.transFigure
    return numbers(np.round(frame.inverted().transform(points), digits))


def reach(limits: Sequence[float]) -> str:
    """Return an axis's two ends to a hundredth of what lies between them, or more exactly."""
    width = abs(limits[1] - limits[0])
    digits = 2 - floor(log10(width)) if width and isfinite(width) else 9
    return numbers([round(end, digits) for end in limits], 12)


def samples(axes: Axes) -> Iterator[str]:
    """Yield where five points between the axes' ends lie: scales, directions and turns show."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    at = np.linspace(0, 1, 5)
    points = np.column_stack([left + at * (right - left), low + at * (high - low)])
    yield shares(axes.transData.transform(points), axes, 3)


def place(artist: Artist, point: Any, coords: Any, within: Axes | Figure) -> str:
    """Return where a point lies: what is counted in data as shares of the axes.

    ``coords`` is a transform, or what an annotation calls its coordinates. Dates and categories
    count where their axis has them.
    """
    if not isinstance(within, Axes):
        return numbers(point, 3)
    are_data = _are_data(coords, within)
    converted = (artist.convert_xunits(point[0]), artist.convert_yunits(point[1]))
    middle = (np.mean(within.get_xlim()), np.mean(within.get_ylim()))
    in_data = [
        one if is_data else other
        for one, other, is_data in zip(converted, middle, are_data, strict=True)
    ]
    shown = (within.transData - within.transAxes).transform(np.array([in_data], dtype=float))[0]
    return numbers(
        [
            round(share, 3) if is_data else value
            for share, value, is_data in zip(shown, point, are_data, strict=True)
        ],
        6,
    )


def _are_data(coords: Any, within: Axes) -> tuple[bool, bool]:
    """Return of both directions whether a place is counted in data."""
    if isinstance(coords, Transform):
        across, up = coords.contains_branch_seperately(within.transData)
        return across, up
    across, up = coords if isinstance(coords, tuple) else (coords, coords)
    return across == "data", up == "data"


def counted_in(transform: Transform, within: Axes | Figure) -> str:
    """Return what places are counted in: data, shares of the axes or of the figure, or a move."""
    if not isinstance(within, Axes):
        return ""
    named = {
        "data": within.transData,
        "axes": within.transAxes,
        "x": within.get_xaxis_transform(),
        "y": within.get_yaxis_transform(),
        "figure": within.figure.transFigure,
    }
    for name, named_transform in named.items():
        if transform == named_transform:
            return name
    are_data = transform.contains_branch_seperately(within.transData)
    limits = (within.get_xlim(), within.get_ylim())
    reaches = [
        ends if is_data else (0.0, 1.0) for ends, is_data in zip(limits, are_data, strict=True)
    ]
    points = [[low + at * (high - low) for low, high in reaches] for at in (0.5, 0.75)]
    return shares(transform.transform(np.array(points)), within, 2)
