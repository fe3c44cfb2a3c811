"""The look of charts: the Analysis Function's style, one font on every machine, the same bytes."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import fontpkg
import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from quarterbook.report.charts.drawn import drawn
from quarterbook.report.html.block import Chart

FONT = "Fira Sans"


DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE, GREY = (
    "#12436D",
    "#28A197",
    "#801650",
    "#F46A25",
    "#3D3D3D",
)


BAND = "#E6E6E6"


_OURS = {
    "font.family": [FONT, "DejaVu Sans"],
    "font.size": 10.5,
    "axes.edgecolor": "#767676",
    "lines.linewidth": 2.2,
    "svg.fonttype": "path",
    "svg.hashsalt": "quarterbook",
}


@cache
def _settings() -> dict[str, Any]:
    for weight in (400, 700):
        font_manager.fontManager.addfont(str(fontpkg.path("fira-sans", weight=weight)))
    package = find_spec("afcharts")
    assert package is not None
    assert package.origin is not None
    settings: dict[Any, Any] = dict(
        mpl.rc_params_from_file(Path(package.origin).with_name("afcharts.mplstyle"))
    )
    settings.pop("backend", None)
    return {**settings, **_OURS}


@contextmanager
def drawing() -> Iterator[None]:
    """Draw with the house style, and without seaborn's warnings, inside this block."""
    with mpl.rc_context(_settings()), warnings.catch_warnings():  # type: ignore[arg-type]
        warnings.filterwarnings("ignore", module="seaborn")
        yield


def svg(figure: Figure) -> Chart:
    """Return a figure as SVG text; two runs give the same bytes."""
    out = io.BytesIO()
    with drawing():
        shows = drawn(figure)
        FigureCanvasSVG(figure).print_svg(out, metadata={"Date": None, "Creator": None})
    text = out.getvalue().decode()
    return Chart(text, shows or text)
