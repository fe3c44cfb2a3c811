"""A council's colours, moved towards black or white until text in them can be read."""

from __future__ import annotations

from quarterbook.report.html.contrast import BLACK, TEXT, WHITE, parts_of, readable

# The darkest ground of the light pages and the lightest of the dark ones, as in quarterbook.css.
_LIGHT_GROUND, _DARK_GROUND = "#E9EDF1", "#2B333C"

_GRAPHICS = 3.0


def page_colours(primary: str, accent: str) -> dict[str, str]:
    """Return the colours of a page, light and dark, by what they are for.

    ``brand`` stands behind white text, ``link`` is text on the page's grounds,
    ``accent`` is for rules and bars, which need less contrast than text.
    """
    return {
        "brand": readable(primary, WHITE, TEXT),
        "link": readable(primary, _LIGHT_GROUND, TEXT),
        "accent": readable(accent, _LIGHT_GROUND, _GRAPHICS),
        "dark_brand": _mixed(readable(primary, WHITE, TEXT), BLACK, 0.45),
        "dark_link": readable(primary, _DARK_GROUND, TEXT),
        "dark_accent": readable(accent, _DARK_GROUND, _GRAPHICS),
    }


def _mixed(colour: str, other: str, share: float) -> str:
    """Return `colour` with `share` of `other` mixed in."""
    pairs = zip(parts_of(colour), parts_of(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)
