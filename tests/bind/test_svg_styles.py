"""What a style in a picture may not take in, and what is only like it."""

from __future__ import annotations

import pytest

from quarterbook.bind.pictures.svg import clean_svg

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path style="{}" d="M 1 2 L -3.5 4 z"/></svg>'


@pytest.mark.parametrize(
    "style",
    [
        "fill: url(https://a.example/x)", "fill: URL( x.svg)", "@import x", "width: expression(x)",
        "-MOZ-binding: x", "-/* */moz-binding: x", "fill: im/**/age-set(x)", "fill: s/**/rc(x)",
        "fill: java/**/script:x", "fill: \\75rl(x)", "a: javascript:x",
    ],
)  # fmt: skip
def test_what_fetches_is_taken_out(style: str) -> None:
    assert b"style" not in clean_svg(SVG.format(style).encode())


@pytest.mark.parametrize(
    "style",
    [
        "fill: url(#a)", "fill: url( '#a')", "stroke: #12436d; stroke-width: 1.3", "fill: -moz",
        "transform: scale(2) rotate(3)", "/* as drawn */ fill: red", "", "margin: -m -2",
    ],
)  # fmt: skip
def test_what_is_like_it_stays(style: str) -> None:
    data = SVG.format(style).encode()
    assert clean_svg(data) == data
