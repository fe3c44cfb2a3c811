"""The shapes of words in charts, each worked out once however many charts have them.

Shaping a word takes matplotlib a millisecond, most of the time that charts take, and a chart is
drawn at two widths, with words that other charts have too.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple, cast

import matplotlib.text
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.path import Path
from matplotlib.textpath import TextPath, TextToPath

FONT = "Fira Sans"
FAMILIES = (FONT, "DejaVu Sans")
"""The typefaces of charts: the first that has a letter."""

_MOST = 8192  # words that are known


@contextmanager
def known_words() -> Iterator[None]:
    """Let what matplotlib draws inside this block take the shapes of words that are known."""
    before = matplotlib.text.TextToPath
    matplotlib.text.TextToPath = _KnownWords  # type: ignore[misc]
    try:
        yield
    finally:
        matplotlib.text.TextToPath = before  # type: ignore[misc]


class _KnownWords(TextToPath):
    """matplotlib's own, but that what a font makes of a word, and which it is, is asked once."""

    def _get_font(self, prop: FontProperties) -> Any:
        families = tuple(prop.get_family())
        if prop.get_file() or not {*families} <= {*FAMILIES}:
            return super()._get_font(prop)  # type: ignore[misc]
        look = (prop.get_style(), prop.get_variant(), prop.get_weight(), prop.get_stretch())
        font = get_font(_font_files(families, *look, count=len(fontManager.ttflist)))
        font.set_size(self.FONT_SCALE, self.DPI)
        return font

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        whole = prop.copy()
        whole.set_size(self.FONT_SCALE)
        wide, high, below = _measured(_font_of(prop), s, whole)
        scale = prop.get_size_in_points() / self.FONT_SCALE
        return wide * scale, high * scale, below * scale

    def get_glyphs_with_font(  # type: ignore[override]
        self,
        font: Any,
        s: str,
        glyph_map: OrderedDict[str, Any] | None = None,
        return_new_glyphs_only: bool = False,
        **how: Any,
    ) -> Any:
        if any(how.values()):
            return super().get_glyphs_with_font(font, s, glyph_map, return_new_glyphs_only, **how)
        letters, outlines = _shaped(font, s)
        new = OrderedDict((k, v) for k, v in outlines.items() if k not in (glyph_map or ()))
        if glyph_map is None or return_new_glyphs_only:
            return [*letters], new, []
        glyph_map.update(new)
        return [*letters], glyph_map, []


_KNOWN = _KnownWords()


def _font_of(prop: FontProperties) -> Any:
    cached: Any = _KNOWN  # its stubs do not tell of the function by which renderers ask
    return cached._get_font(prop)


@lru_cache(maxsize=64)
def _font_files(families: tuple[str, ...], *look: Any, count: int) -> Any:
    """Return the files of typefaces in a look, which are the same at any size.

    ``count`` is how many fonts matplotlib knows: with one more it may be another.
    """
    finding, prop = cast(Any, fontManager), FontProperties([*families], *look)
    return finding._find_fonts_by_props(prop)


@lru_cache(maxsize=_MOST)
def _measured(font: Any, text: str, prop: FontProperties) -> tuple[float, float, float]:
    """Return width, height and what is below the line of words at the size that fonts are read."""
    return TextToPath.get_text_width_height_descent(_KNOWN, text, prop, ismath=False)


@lru_cache(maxsize=_MOST)
def _shaped(font: Any, text: str) -> tuple[list[tuple[str, float, float, float]], dict[str, Any]]:
    """Return the letters of a text and where they stand, and their outlines."""
    letters, outlines, _ = TextToPath.get_glyphs_with_font(_KNOWN, font, text)
    return letters, outlines


def width_of_words(text: str, prop: FontProperties, size: float) -> float:
    """Return how wide what is drawn of words is, as `TextPath` has it, in points."""
    if "$" in text:  # may be a formula
        return float(TextPath((0, 0), text, size=size, prop=prop).get_extents().width)
    letters, outlines = _shaped(_font_of(prop), text)
    reaches = [
        (x + reach.left * scale, x + reach.right * scale)
        for letter, x, _, scale in letters
        if (reach := _reach(letter, *outlines[letter]))
    ]
    lefts, rights = zip(*reaches, strict=True)
    return float((max(rights) - min(lefts)) * size / TextToPath.FONT_SCALE)


class _Reach(NamedTuple):
    """From where to where across a letter is drawn."""

    left: float
    right: float


_reaches: dict[str, _Reach | None] = {}


def _reach(letter: str, vertices: Any, codes: Any) -> _Reach | None:
    """Return how far a letter's outline reaches; None of a space."""
    if letter not in _reaches:
        box = Path(vertices, codes).get_extents() if len(vertices) else None
        _reaches[letter] = _Reach(box.x0, box.x1) if box else None
    return _reaches[letter]
