"""RAG, direction of travel and milestone status: always a shape and a word, never colour alone."""

from __future__ import annotations

from html import escape

from quarterbook.measure.direction import BASES, Direction
from quarterbook.measure.judgement import Judged
from quarterbook.measure.rag import Rag

RAG_MARKS: dict[str, tuple[str, str]] = {
    "red": ("◆", "Red"),
    "amber": ("▲", "Amber"),
    "green": ("●", "Green"),
    "not_rated": ("–", "Not rated"),
    "within": ("○", "Within range"),
    "above": ("△", "Above range"),
    "below": ("▽", "Below range"),
}

DIRECTION_MARKS: dict[str, tuple[str, str]] = {
    "improved": ("↗", "Improved"),
    "same": ("→", "Same"),
    "declined": ("↘", "Declined"),
    "not_comparable": ("–", "Not compared"),
}

STATUS_MARKS: dict[str, tuple[str, str]] = {
    "completed": ("●", "Completed"),
    "on_track": ("●", "On track"),
    "at_risk": ("▲", "At risk"),
    "off_track": ("◆", "Off track"),
    "not_started": ("○", "Not started"),
}

PERIOD_WORDS = {
    "month": "month",
    "quarter": "quarter",
    "year": "year",
    "calendar": "year",
    "academic": "year",
}


def mark(kind: str, name: str, shape: str, word: str) -> str:
    """Return a shape, hidden from screen readers, and its word."""
    return (
        f'<span class="qb-{kind} qb-{name.replace("_", "-")}">'
        f'<span class="qb-shape" aria-hidden="true">{shape}</span> {escape(word)}</span>'
    )


def rag_mark(rag: Rag) -> str:
    """Return a rating; for an unrated figure the reason stands in its place."""
    shape, word = RAG_MARKS[rag.outcome]
    if rag.outcome == "not_rated" and rag.reason:
        word = rag.reason[0].upper() + rag.reason[1:]
    return mark("rag", rag.outcome, shape, word)


def direction_words(direction: Direction) -> tuple[str, str]:
    """Return the arrow and the word of a direction."""
    if direction.outcome != "not_comparable":
        return DIRECTION_MARKS[direction.outcome]
    if direction.reason == "neither higher nor lower is better" and direction.change:
        return ("↑", "Higher") if direction.change > 0 else ("↓", "Lower")
    if direction.reason == "neither higher nor lower is better":
        return ("→", "Same")
    return DIRECTION_MARKS["not_comparable"]


def _gap(judged: Judged) -> str:
    """Return the label of the period compared with where it is not the one right before."""
    current, against = judged.current, judged.against
    if judged.direction.basis != "previous" or not current or not against:
        return ""
    return "" if against.period == current.period.back() else against.period.label


def basis_words(judged: Judged) -> str:
    """Return what a direction is compared with: ``compared with the previous quarter``."""
    if gap := _gap(judged):
        return f"compared with {gap}"
    basis = judged.direction.basis
    word = PERIOD_WORDS[judged.current.period.kind] if judged.current else "period"
    if basis == "year_ago" and word == "year":
        return "compared with the year before"
    return BASES[basis].format(period=word)


def direction_mark(judged: Judged) -> str:
    """Return a direction of travel with its basis or, where not compared, the reason."""
    direction = judged.direction
    shape, word = direction_words(direction)
    if word == "Not compared":
        detail = direction.reason
    elif gap := _gap(judged):
        detail = f"on {gap}"
    else:
        kind = PERIOD_WORDS[judged.current.period.kind] if judged.current else "period"
        detail = _SHORT_BASES.get(direction.basis, "").format(period=kind)
    return (
        f"{mark('dot', direction.outcome, shape, word)}"
        f' <br><span class="qb-basis">{escape(detail)}</span>'
    )


_SHORT_BASES = {
    "previous": "on previous {period}",
    "year_ago": "on a year ago",
    "judged": "as recorded",
}


def status_mark(status: str) -> str:
    """Return a milestone's status."""
    shape, word = STATUS_MARKS[status]
    return mark("status", status, shape, word)
