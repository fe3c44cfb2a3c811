"""A council's colours, moved towards black or white until text in them can be read."""

from __future__ import annotations

from colorsys import hls_to_rgb, rgb_to_hls

WHITE, _BLACK = "#FFFFFF", "#000000"


# The darkest ground of the light pages and the lightest of the dark ones, as in quarterbook.css.
_LIGHT_GROUND, _DARK_GROUND = "#E9EDF1", "#2B333C"


TEXT, _GRAPHICS = 5.0, 3.0


def page_colours(primary: str, accent: str) -> dict[str, str]:
    """Return the colours of a page, light and dark, by what they are for.

    ``brand`` stands behind white text, ``link`` is text on the page's grounds,
    ``accent`` is for rules and bars, which need less contrast than text.
    """
    return {
        "brand": readable(primary, WHITE, TEXT),
        "link": readable(primary, _LIGHT_GROUND, TEXT),
        "accent": readable(accent, _LIGHT_GROUND, _GRAPHICS),
        "dark_brand": _mixed(readable(primary, WHITE, TEXT), _BLACK, 0.45),
        "dark_link": readable(primary, _DARK_GROUND, TEXT),
        "dark_accent": readable(accent, _DARK_GROUND, _GRAPHICS),
    }


def readable(colour: str, ground: str, contrast: float) -> str:
    """Return `colour`, or its nearest shade that stands out from `ground` by `contrast`."""
    hue, light, saturation = rgb_to_hls(*(part / 255 for part in _parts(colour)))
    end = 0.0 if _luminance(ground) > 0.18 else 1.0
    for step in range(101):
        shade = hls_to_rgb(hue, light + (end - light) * step / 100, saturation)
        tried = "#" + "".join(f"{round(part * 255):02X}" for part in shade)
        if _contrast_of(tried, ground) >= contrast:
            return tried
    return _BLACK if end == 0 else WHITE


def _contrast_of(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG 2 defines it, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of ``#RRGGBB`` as WCAG 2 defines it."""
    parts = [part / 255 for part in _parts(colour)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: str, other: str, share: float) -> str:
    """Return `colour` with `share` of `other` mixed in."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
