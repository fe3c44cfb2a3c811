"""What control charts show, as icons: a shape and a word, never colour alone."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from markupsafe import Markup

from quarterbook.judge.spc import Assurance, Variation, VariationKind


@dataclass(frozen=True)
class PointStyle:
    """How points of a kind look: the NHS's colour, a shape that tells them apart without it."""

    colour: str
    marker: str
    size: float
    words: str


POINT_STYLES: dict[VariationKind, PointStyle] = {
    "common_cause": PointStyle("#a6a6a6", "o", 5.0, "grey circle"),
    "improvement": PointStyle("#00b0f0", "P", 7.6, "blue plus sign"),
    "concern": PointStyle("#e46c0a", "D", 6.0, "orange diamond"),
    "neutral": PointStyle("#490092", "s", 6.2, "purple square"),
}


KINDS: dict[VariationKind, str] = {
    "concern": "Concern",
    "neutral": "Change, neither better nor worse",
    "common_cause": "Common cause",
    "improvement": "Improvement",
}


ASSURANCES: dict[Assurance, str] = {
    "failing": "Consistently missed",
    "hit_and_miss": "Met or missed",
    "passing": "Consistently met",
}


# In a circle 20 units wide; and what stands for it in Word, where a picture would need words.
_SHAPES: dict[str, tuple[str, str]] = {
    "common_cause": ('<circle cx="10" cy="10" r="4"/>', "○"),
    "improvement": ('<path d="M8.2 4.8h3.6v3.4h3.4v3.6h-3.4v3.4H8.2v-3.4H4.8V8.2h3.4z"/>', "✚"),
    "concern": ('<path d="M10 4.4l5.6 5.6-5.6 5.6L4.4 10z"/>', "◆"),
    "neutral": ('<path d="M6 6h8v8H6z"/>', "■"),
}


_LETTERS: dict[Assurance, tuple[str, str, str]] = {
    "passing": ("M7.8 14.6V5.4h3a2.6 2.6 0 0 1 0 5.2h-3", "#00b0f0", "(P)"),
    "failing": ("M8 14.6V5.4h4.8M8 9.9h4", "#e46c0a", "(F)"),
    "hit_and_miss": (
        "M7.4 7.6a2.6 2.6 0 1 1 4 2.2c-1 .6-1.4 1.1-1.4 2.2M10 14.7v.1",
        "#a6a6a6",
        "(?)",
    ),
}


def variation_icon(variation: Variation) -> Markup:
    """Return the shape of the chart's points in a circle; it needs `variation_words` beside it."""
    inside, text = _SHAPES[variation.kind]
    colour = POINT_STYLES[variation.kind].colour
    return _icon(
        f'<g fill="{colour}" stroke="#3D3D3D" stroke-width=".9">{inside}</g>', "#3D3D3D", text
    )


def assurance_icon(assurance: Assurance) -> Markup:
    """Return P, F or a question mark in a circle; it needs its word beside it."""
    path, colour, text = _LETTERS[assurance]
    letter = (
        f'<path d="{path}" fill="none" stroke="#222" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )
    return _icon(letter, colour, text)


def _icon(inside: str, ring: str, text: str) -> Markup:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" viewBox="0 0 20 20">'
        f'<circle cx="10" cy="10" r="8.9" fill="#fff" stroke="{ring}" stroke-width="1.8"/>'
        f"{inside}</svg>"
    )
    return Markup(
        '<img class="qb-icon" alt="" role="presentation" aria-hidden="true" width="20" '
        'height="20" data-mark="{}" '
        'src="data:image/svg+xml;base64,{}">'
    ).format(text, b64encode(svg.encode()).decode())


def variation_words(variation: Variation) -> str:
    """Return ``Common cause``, ``Improvement (high)``, ``Concern (low)`` and so on."""
    word = KINDS[variation.kind]
    return f"{word} ({variation.side})" if variation.side else word


def variation_mark(variation: Variation) -> Markup:
    """Return icon and word of a variation for a table cell or a line of text."""
    return mark(variation_icon(variation), variation_words(variation))


def assurance_mark(assurance: Assurance) -> Markup:
    """Return icon and word of an assurance for a table cell or a line of text."""
    return mark(assurance_icon(assurance), ASSURANCES[assurance])


def mark(icon: Markup, word: str) -> Markup:
    """Return an icon and its word."""
    return Markup('<span class="qb-spc">{} {}</span>').format(icon, word)
