"""The markers of the Government Statistical Service that stand beside a figure, or in its place."""

from __future__ import annotations

MARKERS: dict[str, str] = {
    "p": "provisional",
    "r": "revised",
    "e": "estimated",
    "f": "forecast",
    "b": "break in series: not comparable with the figures before it",
    "c": "confidential: withheld so that nobody can be identified",
    "low": "below rounding: more than zero, but rounds to zero",
    "u": "low reliability",
    "w": "no survey",
    "x": "not available",
    "z": "not applicable",
}


def meaning(marker: str) -> str:
    """Return what a marker means in a few words, such as ``break in series``."""
    return MARKERS[marker].split(":")[0]
