"""What a chart shows, apart from how one version of matplotlib writes it as SVG.

Signatures cover what is drawn: figures, words, colours, sizes, widths, opacity, what is cut off,
what lies over what, and the reach of axes; not bytes, so that a newer library or another machine
lets none lapse.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.collections import Collection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Patch
from matplotlib.patheffects import AbstractPathEffect
from matplotlib.spines import Spine
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Transform

from quarterbook.report.charts.drawing.drawn_places import (
    counted_in,
    numbers,
    place,
    reach,
    samples,
    shares,
)

_Artist = TypeVar("_Artist", bound=Artist)


def drawn(figure: Figure) -> str:
    """Return as JSON what a figure shows that has not been drawn yet.

    Returns nothing where it holds more than lines, points, areas, pictures and words.
    """
    try:
        shown = [list(_figure(figure)), [list(_axes(axes)) for axes in _in_order(figure.axes)]]
        return _json(shown)
    except (_UnknownError, AttributeError, TypeError, ValueError):
        return ""  # of what an artist keeps in a way of its own every byte counts


class _UnknownError(Exception):
    """Raised for what is drawn in a way that is not known here."""


def _json(shown: Any) -> str:
    return json.dumps(shown, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    raise _UnknownError


def _figure(figure: Figure) -> Iterator[Any]:
    yield numbers(figure.get_size_inches(), 3)
    yield [figure.frameon, _artist(figure.patch, figure)]
    own = (figure.patch, *figure.axes)
    for artist in _in_order(figure.get_children()):
        if artist not in own:
            yield _artist(artist, figure)


def _axes(axes: Axes) -> Iterator[Any]:
    yield [axes.get_visible(), axes.axison, axes.get_frame_on(), _overlaps(axes)]
    yield [axes.get_title(loc) for loc in ("left", "center", "right")]
    for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        yield [*_axis(axis), axis.get_scale(), reach(limits)]
    yield from samples(axes)
    for artist in _in_order(axes.get_children()):
        if isinstance(artist, Axis):
            yield type(artist).__name__  # where in the order grid and ticks are drawn
        else:
            yield _artist(artist, axes)


def _in_order(artists: Iterable[_Artist]) -> list[_Artist]:
    """Return artists as they are drawn: who comes later hides who came before."""
    return sorted(artists, key=lambda artist: artist.get_zorder())


def _overlaps(axes: Axes) -> list[Any]:
    """Return what of axes is hidden by their place, whatever the exact one is.

    That is whether they are too small or reach out of the picture, and which others they overlap
    by more than a fiftieth of the picture, in the order of drawing. Layouts fit axes to words, a
    little otherwise with each version of a font's engine.
    """
    box, slack = axes.get_position(), 0.02
    others = _in_order(axes.figure.axes)
    return [
        min(box.width, box.height) < 2 * slack,
        min(box.x0, box.y0, 1 - box.x1, 1 - box.y1) < -slack,
        [
            at
            for at, other in enumerate(others)
            if other is not axes and other.get_visible()
            if min(box.x1, other.get_position().x1) - max(box.x0, other.get_position().x0) > slack
            if min(box.y1, other.get_position().y1) - max(box.y0, other.get_position().y0) > slack
        ],
        others.index(axes) if axes in others else None,
    ]


def _axis(axis: Axis) -> Iterator[Any]:
    """Yield an axis's words, where its ticks are, and how words, ticks and grid look."""
    labels = [*axis.get_ticklabels(), *axis.get_ticklabels(minor=True)]
    ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
    lines = [line for tick in ticks for line in (tick.gridline, tick.tick1line, tick.tick2line)]
    yield [axis.get_visible(), axis.get_label_text(), [label.get_text() for label in labels]]
    yield [axis.get_label_position(), [label.get_url() for label in (axis.label, *labels)]]
    yield [numbers(axis.get_majorticklocs()), axis.get_major_formatter().get_offset()]
    yield [_text_look(text) for text in (axis.label, axis.get_offset_text())]
    looks = [*map(_text_look, labels), *map(_line_look, lines)]
    yield list({_json(look): look for look in looks}.values())


def _artist(artist: Artist, within: Axes | Figure) -> Any:
    """Return what an artist shows, where it is cut off and by what it is placed."""
    if not artist.get_visible() and not isinstance(artist, Axes):
        return None
    shown = _shown(artist, within)
    if isinstance(artist, Axes):
        return shown
    opacity = artist.get_alpha()
    effects = [_effect(effect) for effect in artist.get_path_effects() or ()]
    if sketched := artist.get_sketch_params():
        effects.append(["sketch", numbers(sketched, 3)])
    rest = [None if opacity is None else numbers(opacity), effects, _clip(artist, within)]
    return [shown, *rest, _frame(artist, within), artist.get_url()]


def _effect(effect: AbstractPathEffect) -> list[Any]:
    """Return what an effect is and how strong; a shadow that is a drawing of its own is unknown."""
    rest = [value for value in vars(effect).values() if isinstance(value, Artist)]
    if rest:
        raise _UnknownError
    return [type(effect).__name__, [f"{name}={value}" for name, value in vars(effect).items()]]


def _shown(artist: Artist, within: Axes | Figure) -> Any:
    match artist:
        case Axes():
            return list(_axes(artist))
        case Text():
            return _drawn_text(artist, within)
        case Line2D():
            look = [artist.get_drawstyle(), artist.get_markevery(), _line_look(artist)]
            return [numbers(artist.get_xydata()), *look]
        case Spine() if artist.spine_type in _SIDES:
            return [str(artist.get_position()), artist.get_bounds(), _area_look(artist)]
        case Patch():
            shape = artist.get_patch_transform().transform_path(artist.get_path())
            is_exact = not isinstance(artist, FancyArrowPatch | FancyBboxPatch)
            reached = shape.vertices if is_exact else shape.get_extents().extents
            return [numbers(reached), _area_look(artist)]
        case Collection():
            return _collection(artist)
        case AxesImage():
            return [numbers(artist.get_extent()), artist.origin, _mapped(artist)]
        case Legend():
            return _legend(artist, within)
    raise _UnknownError


# Those of a colour bar and of a circle have no position, and are shapes like others.
_SIDES = ("left", "right", "top", "bottom")


def _drawn_text(text: Text, within: Axes | Figure) -> list[Any]:
    box, arrow = text.get_bbox_patch(), getattr(text, "arrow_patch", None)
    if not text.get_text() and arrow is None:
        return []
    around = [_area_look(patch) for patch in (box, arrow) if patch is not None]
    if arrow is not None:
        around.append(_arrow(arrow))
    if isinstance(text, Annotation):
        ends = ((text.xycoords, text.xy), (text.anncoords, text.xyann))
        places: list[Any] = [
            [
                counted_in(coords, within) if isinstance(coords, Transform) else coords,
                place(text, point, coords, within),
            ]
            for coords, point in ends
        ]
    else:
        places = [place(text, text.get_position(), text.get_transform(), within)]
    stands = [text.get_rotation(), text.get_horizontalalignment(), text.get_verticalalignment()]
    return [text.get_text(), places, stands, _text_look(text), around]


def _arrow(arrow: FancyArrowPatch) -> list[str]:
    """Return which way an arrow points and how it bends."""
    kinds = (arrow.get_arrowstyle(), arrow.get_connectionstyle())
    looks = [
        f"{type(kind).__name__} {name}={value}"
        for kind in kinds
        for name, value in sorted(vars(kind).items())
    ]
    names = [type(kind).__name__ for kind in kinds]
    return [*names, *looks, numbers(arrow.get_mutation_scale(), 3)]


def _collection(artist: Collection) -> list[Any]:
    if type(artist).__module__ != Collection.__module__:
        raise _UnknownError  # such as a quiver, whose arrows are worked out as it is drawn
    sizes: Any = getattr(artist, "get_sizes", list)()
    dashes = [str(style) for style in np.atleast_1d(artist.get_linestyle()).ravel().tolist()]
    return [
        numbers(artist.get_offsets()),
        [numbers(path.vertices) for path in artist.get_paths()],
        _mapped(artist),
        _colours([*artist.get_facecolor(), *artist.get_edgecolor()]),
        [numbers(sizes), numbers(artist.get_linewidth()), dashes, artist.get_hatch()],
    ]


def _mapped(artist: Collection | AxesImage) -> list[Any]:
    """Return values that are shown by colours, and which colour each has."""
    values = artist.get_array()
    if values is None:
        return []
    different: Any = np.unique(np.ma.filled(np.ma.asarray(values, dtype=float), np.nan))
    shades = [*artist.to_rgba(np.ma.masked_invalid(different))]
    return [numbers(values), numbers(different), _colours(shades), numbers(artist.get_clim())]


def _legend(legend: Legend, within: Axes | Figure) -> list[Any]:
    frame = [legend.get_frame_on(), _area_look(legend.get_frame())]
    words = [_drawn_text(text, within) for text in (legend.get_title(), *legend.get_texts())]
    handles = [
        [
            _colours([_colour_of(handle)]),
            handle.get_visible(),
            handle.get_alpha(),
            _line_look(handle) if isinstance(handle, Line2D) else None,
        ]
        for handle in legend.legend_handles
        if handle is not None
    ]
    anchor = shares(legend.get_bbox_to_anchor().corners(), within, 2)
    return [words, handles, frame, anchor, str(getattr(legend, "_loc", None))]


def _text_look(text: Text) -> list[Any]:
    font = [numbers([text.get_fontsize()], 3), str(text.get_fontweight()), text.get_fontstyle()]
    return [
        *font,
        text.get_fontfamily(),
        _colours([text.get_color()]),
        text.get_visible(),
        text.get_alpha(),
        text.get_url(),
    ]


def _line_look(line: Line2D) -> list[Any]:
    marker = [line.get_marker(), line.get_markersize(), line.get_markeredgewidth()]
    colours = [line.get_color(), line.get_markerfacecolor(), line.get_markeredgecolor()]
    return [
        line.get_visible(),
        line.get_alpha(),
        [line.get_linestyle(), line.get_linewidth(), _dashes(line)],
        [str(part) for part in (*marker, line.get_fillstyle())],
        _colours(colours),
    ]


def _area_look(patch: Patch) -> list[Any]:
    edge = [patch.get_linewidth(), str(patch.get_linestyle()), patch.get_hatch(), patch.get_fill()]
    colours = _colours([patch.get_facecolor(), patch.get_edgecolor()])
    return [patch.get_visible(), patch.get_alpha(), colours, *edge]


class _Dashes(RendererBase):
    """Draws nothing, and notes how a line is broken: no getter of a line tells."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def draw_path(self, gc: GraphicsContextBase, *_: Any, **__: Any) -> None:
        _offset, lengths = gc.get_dashes()
        self.seen.append(numbers([] if lengths is None else lengths, 3))

    def draw_markers(self, *_: Any, **__: Any) -> None:
        return


def _dashes(line: Line2D) -> list[str]:
    if line.get_linestyle() in ("-", "None"):
        return []
    renderer = _Dashes()
    line.draw(renderer)
    return renderer.seen


def _clip(artist: Artist, within: Axes | Figure) -> list[str]:
    """Return by what an artist is cut off: corners, as shares of what it stands in."""
    if not artist.get_clip_on():
        return []
    box = artist.get_clip_box()
    path, affine = artist.get_transformed_clip_path_and_affine()
    return [
        "" if box is None else shares(box.corners(), within),
        "" if path is None or affine is None else shares(path.transformed(affine).vertices, within),
    ]


def _frame(artist: Artist, within: Axes | Figure) -> str:
    """Return what an artist's places are counted in: data, shares of the axes or something else."""
    match artist:
        case Patch():
            return counted_in(artist.get_data_transform(), within)
        case Line2D() | AxesImage() | Text():
            return counted_in(artist.get_transform(), within)
        case Collection():
            are_points = np.size(np.asarray(artist.get_offsets())) > 0
            placed = artist.get_offset_transform() if are_points else artist.get_transform()
            return counted_in(placed, within)
    return ""


def _colour_of(handle: Any) -> Any:
    """Return the colour that a legend's sample has."""
    for name in ("get_facecolor", "get_color"):
        if hasattr(handle, name):
            return getattr(handle, name)()
    raise _UnknownError


def _colours(colours: Iterable[Any]) -> list[str]:
    names: list[str] = []
    for colour in colours:
        if isinstance(colour, str):
            names.append(colour if colour in ("none", "auto") else to_hex(colour))
        else:
            names += [to_hex(row, keep_alpha=True) for row in np.atleast_2d(colour) if len(row)]
    return names
