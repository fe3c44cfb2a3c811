"""The markers of the Government Statistical Service that stand beside a figure, or in its place."""

from __future__ import annotations

from enum import StrEnum


class Marker(StrEnum):
    """A marker as tables and pages have it, in square brackets on pages."""

    PROVISIONAL = "p"
    REVISED = "r"
    ESTIMATED = "e"
    FORECAST = "f"
    BREAK = "b"
    CONFIDENTIAL = "c"
    LOW = "low"
    UNRELIABLE = "u"
    NO_SURVEY = "w"
    NOT_AVAILABLE = "x"
    NOT_APPLICABLE = "z"


MARKERS: dict[Marker, str] = {
    Marker.PROVISIONAL: "provisional",
    Marker.REVISED: "revised",
    Marker.ESTIMATED: "estimated",
    Marker.FORECAST: "forecast",
    Marker.BREAK: "break in series: not comparable with the figures before it",
    Marker.CONFIDENTIAL: "confidential: withheld so that nobody can be identified",
    Marker.LOW: "below rounding: more than zero, but rounds to zero",
    Marker.UNRELIABLE: "low reliability",
    Marker.NO_SURVEY: "no survey",
    Marker.NOT_AVAILABLE: "not available",
    Marker.NOT_APPLICABLE: "not applicable",
}

# Beside a figure that is still to be settled.
PRELIMINARY = (Marker.PROVISIONAL, Marker.ESTIMATED)

# In the place of a figure that exists all the same.
FIGURE_NOT_SHOWN = (Marker.CONFIDENTIAL, Marker.LOW)

# In the place of a figure.
WITHOUT_FIGURE = (
    *FIGURE_NOT_SHOWN,
    Marker.UNRELIABLE,
    Marker.NO_SURVEY,
    Marker.NOT_AVAILABLE,
    Marker.NOT_APPLICABLE,
)


def meaning(marker: str) -> str:
    """Return what a marker means in a few words, such as ``break in series``."""
    return MARKERS[Marker(marker)].split(":")[0]
