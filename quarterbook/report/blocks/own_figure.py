"""A chart that an analyst drew: with a name for its file and words for who cannot see it."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, Formatter, FuncFormatter
from numpy.typing import NDArray
from seaborn.axisgrid import Grid, JointGrid

from quarterbook.ground.errors import CommandError
from quarterbook.ground.wording import file_name
from quarterbook.report.argument_types import short_form
from quarterbook.report.charts.style import svg
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, Chart

_LACKING = r"Glyph \d+ "  # how matplotlib begins to say so
_AS_CHARTS = 6.0  # inches: as wide as the site shows a measure's chart, at 96 pixels each
_ON_PAPER = 4.84  # inches: as wide as a chart is printed
_LEAST = 6.0  # points of words on paper


def own_figure(
    figure: Figure | Axes | Grid | JointGrid | NDArray[Any], name: str, alt: str, caption: str
) -> Block:
    """A matplotlib figure as a chart of the page; it is closed, so that it is not shown twice.

    ``figure`` may be what was drawn on or was drawn, too: axes, several in an array as ``subplots``
    gives them, a grid of seaborn's, bars, or pyplot itself for its newest figure. Raises
    `CommandError` for a name without a letter or digit, and for words that say no more than the
    chart's title, its caption or its name do, and for what is no figure.
    """
    whole = _whole(figure)
    picture = _drawn_whole(whole)
    plt.close(whole)
    file = file_name(name)
    if not file:
        raise CommandError(
            f'name="{name}" cannot be the name of a file. Write letters or digits, such as '
            'name="jobs-by-year".'
        )
    titles = [caption, name, whole.get_suptitle(), *(axes.get_title() for axes in whole.axes)]
    if _bare(alt) in {"", *map(_bare, titles)}:
        raise CommandError(
            f'alt="{alt}" only repeats what the chart is called. Say what it shows to who cannot '
            'see it: alt="Jobs rose from 1,200 in 2019 to 1,450 in 2024."'
        )
    words = "\n\n".join([alt, caption, *_words_of(whole)])
    is_wide = whole.get_size_inches()[0] > _AS_CHARTS
    shown = block.chart(file, picture, alt, caption, is_wide_on_site=is_wide)
    chart = block.with_given(shown, words)
    return replace(chart, notes=_small_words(whole, name))


def _drawn_whole(figure: Figure) -> Chart:
    """Draw a figure; raises `CommandError` for letters that its typefaces lack."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message=_LACKING)
            return svg(figure, is_whole=True)
    except UserWarning as warned:
        code = re.search(r"\d+", str(warned))
        letter = chr(int(code[0])) if code else "?"
        raise CommandError(
            f'the chart says "{letter}" ({unicodedata.name(letter, "no sign").lower()}), which its '
            "typeface lacks: readers would see a box. Write a word for it."
        ) from None


def _small_words(figure: Figure, name: str) -> tuple[str, ...]:
    """Return a note where a figure is so wide that its words are too small once it is on paper."""
    across = figure.get_size_inches()[0]
    sizes = [
        text.get_fontsize()
        for text in figure.findobj(Text)
        if isinstance(text, Text) and text.get_visible() and text.get_text().strip()
    ]
    smallest = min(sizes, default=_LEAST) * min(1, _ON_PAPER / across)
    if smallest >= _LEAST:
        return ()
    most = max(1, int(across * smallest / _LEAST))
    return (
        f'shows "{name}", which is {across:.3g} inches wide: on paper its words are '
        f"{smallest:.1f} points high. Draw it at most {most} inches wide, "
        f"plt.subplots(figsize=({most}, …))",
    )


def _words_of(figure: Figure) -> Iterator[str]:
    """Yield the words of a figure that has been drawn, but for the numbers along its axes.

    Labels along an axis that code has set are words, and so is what a marker such as ``$3$`` says.
    """
    along = {id(label) for axis in _counted(figure) for label in axis.get_ticklabels(which="both")}
    for text in figure.findobj(Text):
        words = text.get_text().strip() if isinstance(text, Text) and text.get_visible() else ""
        if words and (id(text) not in along or re.search(r"[^\W\d_]{2}", words)):
            yield words
    yield from _written_markers(figure)


def _written_markers(figure: Figure) -> Iterator[str]:
    for line in figure.findobj(Line2D):
        marker = line.get_marker() if isinstance(line, Line2D) and line.get_visible() else ""
        if isinstance(marker, str) and len(marker) > 2 and marker[0] == marker[-1] == "$":
            yield marker.strip("$")


def _counted(figure: Figure) -> Iterator[Axis]:
    """Yield the axes along which matplotlib counts by itself."""
    axes = (axis for one in figure.axes for axis in (one.xaxis, one.yaxis))
    yield from (axis for axis in axes if not _are_set(axis.get_major_formatter()))


def _are_set(formatter: Formatter) -> bool:
    """Whether code has said each label of an axis, which matplotlib keeps in one of two ways."""
    is_looked_up = isinstance(formatter, FuncFormatter) and isinstance(formatter.func, partial)
    return is_looked_up or isinstance(formatter, FixedFormatter)


def _whole(figure: object) -> Figure:
    whole = _of_pyplot() if figure is plt else _drawn_on(figure)
    if whole is None:
        raise CommandError(
            f"report.figure was given {short_form(figure)}. Give it a matplotlib figure, or the "
            "axes that are drawn on."
        )
    return whole


def _of_pyplot() -> Figure:
    if not plt.get_fignums():
        raise CommandError("report.figure was given pyplot, and no chart is open. Draw one first.")
    return plt.gcf()


def _drawn_on(thing: object) -> Figure | None:
    """Return the figure that something was drawn on, or the first of several; None of no such."""
    own = getattr(thing, "figure", None)
    if isinstance(own, Figure | SubFigure):
        return own.get_figure(root=True)
    if isinstance(thing, Mapping | pd.Series):
        thing = list(thing.values()) if isinstance(thing, Mapping) else thing.tolist()
    several = thing.flat if isinstance(thing, np.ndarray) else thing
    if isinstance(several, str | bytes) or not isinstance(several, Iterable):
        return None
    return next(filter(None, map(_drawn_on, several)), None)


def _bare(text: str) -> str:
    """Return text as its letters and digits alone, so that a full stop makes no difference."""
    return re.sub(r"[\W_]+", " ", text).strip().casefold()
