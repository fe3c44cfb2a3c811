"""Colours that stand out from what is behind them, by the contrast of WCAG 2."""

from __future__ import annotations

from colorsys import hls_to_rgb, rgb_to_hls

WHITE, BLACK = "#FFFFFF", "#000000"
TEXT = 5.0
"""The contrast that text of a council's colour has, somewhat more than WCAG 2 asks for."""


def readable(colour: str, ground: str, contrast: float) -> str:
    """Return `colour`, or its nearest shade that stands out from `ground` by `contrast`."""
    hue, light, saturation = rgb_to_hls(*(part / 255 for part in parts_of(colour)))
    end = 0.0 if _luminance(ground) > 0.18 else 1.0
    for step in range(101):
        shade = hls_to_rgb(hue, light + (end - light) * step / 100, saturation)
        tried = "#" + "".join(f"{round(part * 255):02X}" for part in shade)
        if contrast_of(tried, ground) >= contrast:
            return tried
    return BLACK if end == 0 else WHITE


def contrast_of(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG 2 defines it, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of ``#RRGGBB`` as WCAG 2 defines it."""
    parts = [part / 255 for part in parts_of(colour)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def parts_of(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of ``#RRGGBB``, from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
