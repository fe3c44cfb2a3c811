"""Words of charts are as wide, and drawn as, matplotlib has them, though each is shaped once."""

from __future__ import annotations

import io
from itertools import product

import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from quarterbook.report.charts.labels import width_of
from quarterbook.report.charts.style import drawing
from quarterbook.report.charts.text_shapes import FAMILIES, FONT, known_words

WORDS = ("Target 45.2%", "AVA fi ffl", "£1,204 [p]", "Expected", "½–¾ °C", "a $5m to $6m b", "▲ 3")


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("words", WORDS)
def test_words_are_as_wide_as_their_outlines_are(words: str, bold: bool) -> None:
    with drawing():
        font = FontProperties(family=FONT, weight=700 if bold else 400)
        outlines = TextPath((0, 0), words, size=10.5, prop=font)
        assert width_of(words, 10.5, bold=bold) == pytest.approx(outlines.get_extents().width)


def test_what_has_nothing_to_draw_has_no_width() -> None:
    assert width_of("  ", 10.5) == 0.0


def as_svg(words: str) -> bytes:
    """A chart whose axis, text, formula and edged label have some words."""
    with drawing():
        figure = Figure(figsize=(4, 3))
        axes = figure.subplots()
        axes.set_xticks([0, 1], [words, words])
        axes.text(0.2, 0.5, f"{words}\n{words}", weight=700, fontfamily="serif")
        axes.text(0.2, 0.2, r"$\frac{1}{2}$")
        out = io.BytesIO()
        FigureCanvasSVG(figure).print_svg(out, metadata={"Date": None, "Creator": None})
    return out.getvalue()


@pytest.mark.parametrize("words", WORDS)
def test_a_chart_of_known_words_is_drawn_as_without(words: str) -> None:
    plain = as_svg(words)
    with known_words():
        assert as_svg(words) == plain
        assert as_svg(words) == plain
    assert as_svg(words) == plain


def test_a_typeface_is_matplotlibs_at_any_size_and_weight() -> None:
    families = [FONT, [*FAMILIES], "DejaVu Sans", "serif"]
    looks = [*product(families, ("normal", "italic"), (400, 700, "bold"), (6, 10.5))]

    def drawn() -> bytes:
        with drawing():
            figure, out = Figure(), io.BytesIO()
            for at, (family, style, weight, size) in enumerate(looks):
                look = FontProperties(family, style, weight=weight, size=size)
                figure.text(0, at / len(looks), "Ag ▲ 1", fontproperties=look)
            FigureCanvasSVG(figure).print_svg(out, metadata={"Date": None, "Creator": None})
        return out.getvalue()

    plain = drawn()
    with known_words():
        assert drawn() == drawn() == plain
