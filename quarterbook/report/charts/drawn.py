"""What a chart shows, apart from how one version of matplotlib writes it as SVG.

Signatures cover what is drawn: figures, words, colours and the reach of axes, not bytes, so that
a newer library or another machine lets none lapse.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.spines import Spine
from matplotlib.text import Text


def drawn(figure: Figure) -> str:
    """Return as JSON what a figure shows that has not been drawn yet.

    Returns nothing where it holds more than lines, points, areas, pictures and words.
    """
    try:
        shown = [list(_figure(figure)), [list(_axes(axes)) for axes in figure.axes]]
    except _UnknownError:
        return ""
    return json.dumps(shown, ensure_ascii=False)


class _UnknownError(Exception):
    """Raised for what is drawn in a way that is not known here."""


def _figure(figure: Figure) -> Iterator[Any]:
    yield _numbers(figure.get_size_inches(), 3)
    own = (figure.patch, *figure.axes)
    yield from (_artist(each) for each in figure.get_children() if each not in own)


def _axes(axes: Axes) -> Iterator[Any]:
    yield [axes.get_title(loc) for loc in ("left", "center", "right")]
    for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        labels = [label.get_text() for label in axis.get_ticklabels()]
        yield [axis.get_label_text(), axis.get_scale(), _numbers(limits, 3), labels]
    for artist in axes.get_children():
        if artist is not axes.patch and not isinstance(artist, Spine | Axis):
            yield _artist(artist)


def _artist(artist: Artist) -> Any:
    if not artist.get_visible():
        return None
    match artist:
        case Axes():
            return list(_axes(artist))
        case Text():
            place = _numbers(artist.get_position(), 3) if artist.get_text() else ""
            return [artist.get_text(), place, _colours([artist.get_color()])]
        case Line2D():
            look = [artist.get_linestyle(), str(artist.get_marker())]
            colours = _colours([artist.get_color(), artist.get_markerfacecolor()])
            return [_numbers(artist.get_xydata()), look, colours]
        case Patch():
            shape = artist.get_patch_transform().transform_path(artist.get_path())
            colours = _colours([artist.get_facecolor(), artist.get_edgecolor()])
            return [_numbers(shape.get_extents().extents), colours, artist.get_hatch()]
        case Collection():
            paths = [_numbers(path.vertices) for path in artist.get_paths()]
            values = artist.get_array()
            return [
                _numbers(artist.get_offsets()),
                paths,
                _numbers([] if values is None else values),
                _colours([*artist.get_facecolor(), *artist.get_edgecolor()]),
            ]
        case AxesImage():
            return [_numbers(artist.get_extent()), _numbers(artist.get_array())]
        case Legend():
            return [_artist(text) for text in (artist.get_title(), *artist.get_texts())] + [
                _colours([_colour_of(handle)]) for handle in artist.legend_handles
            ]
    raise _UnknownError


def _colour_of(handle: Any) -> Any:
    """Return the colour that a legend's sample has."""
    for name in ("get_facecolor", "get_color"):
        if hasattr(handle, name):
            return getattr(handle, name)()
    raise _UnknownError


def _numbers(values: Any, digits: int = 9) -> str:
    """Return numbers so that they differ only where more than their last bits do."""
    flat: list[float] = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan).ravel().tolist()
    least = 1e-12 * max((abs(value) for value in flat if isfinite(value)), default=0.0)
    return " ".join(f"{0.0 if abs(value) <= least else value:.{digits}g}" for value in flat)


def _colours(colours: Iterable[Any]) -> list[str]:
    names: list[str] = []
    for colour in colours:
        if isinstance(colour, str):
            names.append(colour if colour in ("none", "auto") else to_hex(colour))
        else:
            names += [to_hex(row, keep_alpha=True) for row in np.atleast_2d(colour) if len(row)]
    return names
