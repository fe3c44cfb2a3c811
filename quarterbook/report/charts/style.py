"""The look of charts: the Analysis Function's style, one font on every machine, the same bytes.

Inside `drawing`, matplotlib's ``C0`` is the council's own colour and ``C1`` its second one, which
targets have; ``C2`` to ``C4`` are for others.
"""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, wraps
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, ParamSpec

import fontpkg
import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.rcsetup import cycler
from matplotlib.transforms import Bbox

from quarterbook.data.params.council import Colours
from quarterbook.report.charts.drawing.drawn import drawn
from quarterbook.report.charts.text_shapes import FAMILIES, known_words
from quarterbook.report.html.block import Chart, ChartPoint
from quarterbook.report.html.contrast import (
    BLACK,
    WHITE,
    are_apart,
    contrast_of,
    readable,
    shades_of,
)

_FONT_FILES = [str(fontpkg.path("fira-sans", weight=weight)) for weight in (400, 700)]


_DARK_BLUE, _TURQUOISE, _DARK_PINK, _ORANGE, GREY = (
    "#12436D",
    "#28A197",
    "#801650",
    "#F46A25",
    "#3D3D3D",
)


BAND = "#E6E6E6"

TOP = 0.965  # of a chart over time, where its axes end

_GRAPHICS, _TEXT = 3.0, 4.5  # contrast with white that WCAG 2 asks for
_OFF_BLACK = 1.2  # contrast with black, of which darker shades all look alike
_MOST = 5  # colours that readers can tell apart


_Given = ParamSpec("_Given")


@dataclass(frozen=True)
class _Canvas:
    """How wide a chart is, in inches, how large its words are, in points, and its two colours."""

    width: float = 5.6
    text: float = 10.5
    is_narrow: bool = False
    colours: Colours = field(default_factory=Colours)


_WIDE = _Canvas()
_CANVAS: ContextVar[_Canvas] = ContextVar("canvas", default=_WIDE)


def width() -> float:
    """Return how wide the chart is that is drawn, in inches."""
    return _CANVAS.get().width


def is_narrow() -> bool:
    """Whether the chart that is drawn is for half a page of paper or a small screen."""
    return _CANVAS.get().is_narrow


def points(size: float) -> float:
    """Return the size, in points, of words that have this one in a wide chart."""
    return _CANVAS.get().text if is_narrow() else size


def height() -> float:
    """Return how high a chart over time is, in inches."""
    return 1.25 if is_narrow() else 2.9


def bottom() -> float:
    """Return where the axes of a chart over time begin: above two lines of words."""
    return 0.307 if is_narrow() else 0.165


def share(inches: float) -> float:
    """Return which share of the picture's width a length has that grows with its words."""
    canvas = _CANVAS.get()
    return inches / canvas.width * canvas.text / _WIDE.text


@cache
def palette(colours: Colours) -> tuple[str, ...]:
    """Return the colours of charts, the council's two first; each stands out from white.

    Each is told from all before it, in grey too: where it is not it is a shade of itself, or, if
    none is, another colour stands in its place.
    """
    chosen = [readable(colours.primary.upper(), WHITE, _TEXT)]
    for colour in (colours.accent, _DARK_PINK, _ORANGE, _DARK_BLUE, _TURQUOISE, GREY):
        shades = shades_of(readable(colour.upper(), WHITE, _GRAPHICS))
        fitting = (one for one in shades if _fits(one, chosen))
        chosen += islice(fitting, 1)
    return tuple(chosen[:_MOST])


def _fits(colour: str, beside: Sequence[str]) -> bool:
    stands_out = (
        contrast_of(colour, WHITE) >= _GRAPHICS and contrast_of(colour, BLACK) >= _OFF_BLACK
    )
    return stands_out and all(are_apart(colour, other) for other in beside)


def own_colour() -> str:
    """Return the council's own colour, in which its figures are drawn."""
    return palette(_CANVAS.get().colours)[0]


@contextmanager
def council_colours(colours: Colours) -> Iterator[None]:
    """Draw charts in a council's colours inside this block."""
    before = _CANVAS.set(replace(_CANVAS.get(), colours=colours))
    try:
        yield
    finally:
        _CANVAS.reset(before)


def at_both_widths(draw: Callable[_Given, Chart]) -> Callable[_Given, Chart]:
    """Let a function draw its chart twice: for the site, and for paper and small screens.

    The narrow one is as wide as half a page of paper, or as a small screen of 320 pixels.
    """

    @wraps(draw)
    def both(*args: _Given.args, **kwargs: _Given.kwargs) -> Chart:
        wide = draw(*args, **kwargs)
        before = _CANVAS.set(replace(_CANVAS.get(), width=3.33, text=9.0, is_narrow=True))
        try:
            return replace(wide, narrow=draw(*args, **kwargs))
        finally:
            _CANVAS.reset(before)

    return both


_HAIR = 0.03  # inches by which letters may reach over an edge


_OURS = {
    "font.family": [*FAMILIES],
    "font.size": 10.5,
    "axes.edgecolor": "#767676",
    "lines.linewidth": 2.2,
    "svg.fonttype": "path",
    "svg.hashsalt": "quarterbook",
}


@cache
def _settings() -> dict[str, Any]:
    for file in _FONT_FILES:
        font_manager.fontManager.addfont(file)
    package = find_spec("afcharts")
    assert package is not None
    assert package.origin is not None
    settings: dict[Any, Any] = dict(
        mpl.rc_params_from_file(Path(package.origin).with_name("afcharts.mplstyle"))
    )
    settings.pop("backend", None)
    _look_at_ipython()
    return {**settings, **_OURS}


def _look_at_ipython() -> None:
    """Let matplotlib look at IPython, as it does once: not while another thread imports it."""
    for name in {"IPython"} & sys.modules.keys():
        import_module(name)  # waits until it is there
    FigureCanvasSVG(Figure())


@contextmanager
def drawing() -> Iterator[None]:
    """Draw with the house style, and without seaborn's warnings, inside this block."""
    canvas = _CANVAS.get()
    settings = _checked_settings(canvas.text, palette(canvas.colours))
    settings_before: dict[Any, Any] = dict.copy(mpl.rcParams)
    del settings_before["backend"]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="seaborn")
        try:  # as mpl.rc_context does, which sorts and checks them each time
            dict.update(mpl.rcParams, settings)
            yield
        finally:
            dict.update(mpl.rcParams, settings_before)


@lru_cache(maxsize=64)
def _checked_settings(text: float, colours: Sequence[str]) -> dict[Any, Any]:
    """Return the settings of charts as matplotlib holds them once it has checked them."""
    settings: dict[Any, Any] = {
        **_settings(),
        "font.size": text,
        "xtick.labelsize": text,
        "ytick.labelsize": text,
        "axes.prop_cycle": cycler(color=colours),
    }
    with mpl.rc_context(settings):
        return {name: mpl.rcParams[name] for name in settings}


def svg(figure: Figure, shown: Sequence[ChartPoint] = (), *, is_whole: bool = False) -> Chart:
    """Return a figure as SVG text, and what its points say; two runs give the same bytes.

    ``is_whole``: what reaches beyond its edges, such as long names at an axis, is not cut off.
    """
    out = io.BytesIO()
    with drawing(), known_words():
        shows = drawn(figure)
        canvas = FigureCanvasSVG(figure)
        about = {"Date": None, "Creator": None}
        if is_whole and (box := _beyond(figure)):
            canvas.print_figure(out, format="svg", bbox_inches=box, metadata=about)
        else:
            canvas.print_svg(out, metadata=about)
    text = out.getvalue().decode()
    return Chart(text, shows or text, tuple(shown))


def _beyond(figure: Figure) -> Bbox | None:
    """Return figure and what reaches beyond its edges, in inches; None where nothing does."""
    figure.draw_without_rendering()
    across, up = figure.get_size_inches()
    page = Bbox([[0, 0], [across, up]])
    drawn_on = figure.get_tightbbox()
    sides = [drawn_on.x0, drawn_on.y0, across - drawn_on.x1, up - drawn_on.y1]
    return None if min(sides) > -_HAIR else Bbox.union([page, drawn_on]).padded(2 * _HAIR)
