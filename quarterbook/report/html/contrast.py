"""Colours that stand out from what is behind them, by the contrast of WCAG 2."""

from __future__ import annotations

from collections.abc import Iterator
from colorsys import hls_to_rgb, rgb_to_hls
from math import dist

WHITE, BLACK = "#FFFFFF", "#000000"
TEXT = 5.0
"""The contrast that text of a council's colour has, somewhat more than WCAG 2 asks for."""


def readable(colour: str, ground: str, contrast: float) -> str:
    """Return `colour`, or its nearest shade that stands out from `ground` by `contrast`."""
    hue, light, saturation = rgb_to_hls(*(part / 255 for part in parts_of(colour)))
    end = 0.0 if _luminance(ground) > 0.18 else 1.0
    for step in range(101):
        shade = hls_to_rgb(hue, light + (end - light) * step / 100, saturation)
        tried = _written(shade)
        if contrast_of(tried, ground) >= contrast:
            return tried
    return BLACK if end == 0 else WHITE


def contrast_of(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG 2 defines it, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


# How far two colours lie apart in OKLab, and their lightnesses, where readers tell them apart.
_APART, _APART_IN_GREY = 0.12, 0.05


def are_apart(one: str, other: str) -> bool:
    """Whether two colours are told from each other, in print without colour too."""
    here, there = _oklab(one), _oklab(other)
    return dist(here, there) >= _APART and abs(here[0] - there[0]) >= _APART_IN_GREY


def shades_of(colour: str) -> Iterator[str]:
    """Yield a colour, then ever darker and lighter shades of it, the nearest ones first."""
    hue, light, saturation = rgb_to_hls(*(part / 255 for part in parts_of(colour)))
    yield colour
    for step in range(1, 51):
        for shade in (light - step / 50, light + step / 50):
            if 0 <= shade <= 1:
                yield _written(hls_to_rgb(hue, shade, saturation))


def _written(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02X}" for part in parts)


def _oklab(colour: str) -> tuple[float, float, float]:
    """Return lightness and two axes of colour in OKLab, where equal distances look alike."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _luminance(colour: str) -> float:
    """Return the relative luminance of ``#RRGGBB`` as WCAG 2 defines it."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> tuple[float, float, float]:
    """Return how much light red, green and blue of ``#RRGGBB`` are, from 0 to 1."""
    parts = (part / 255 for part in parts_of(colour))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def parts_of(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of ``#RRGGBB``, from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
