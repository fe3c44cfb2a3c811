"""RAG, direction of travel and milestone status: always a shape and a word, never colour alone."""

from __future__ import annotations

from typing import assert_never

from markupsafe import Markup

from quarterbook.ground.markers import Marker, meaning
from quarterbook.ground.periods import PERIOD_WORDS
from quarterbook.ground.rule_names import Basis
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.assessment import Assessment, comparable
from quarterbook.judge.direction import Direction, DirectionOutcome
from quarterbook.judge.outlook import Outlook
from quarterbook.judge.rag import Rag, RagOutcome

RAG_MARKS: dict[RagOutcome, tuple[str, str]] = {
    "red": ("◆", "Red"),
    "amber": ("▲", "Amber"),
    "green": ("●", "Green"),
    "not_rated": ("–", "Not rated"),
    "within": ("○", "Within range"),
    "above": ("△", "Above range"),
    "below": ("▽", "Below range"),
}


DIRECTION_MARKS: dict[DirectionOutcome, tuple[str, str]] = {
    "improved": ("↗", "Improved"),
    "same": ("→", "Same"),
    "declined": ("↘", "Declined"),
    "not_comparable": ("–", "Not compared"),
}


STATUS_MARKS: dict[str, tuple[str, str]] = {
    "completed": ("✓", "Completed"),
    "on_track": ("►", "On track"),
    "at_risk": ("◐", "At risk"),
    "off_track": ("✕", "Off track"),
    "not_started": ("□", "Not started"),
}


DECISION_MARKS: dict[str, tuple[str, str, str]] = {
    "open": ("not_started", "◔", "Open"),
    "overdue": ("off_track", "⚑", "Overdue"),
    "closed": ("completed", "✓", "Closed"),
}


def mark(kind: str, name: str, shape: str, word: str) -> Markup:
    """Return a shape, hidden from screen readers, and its word."""
    return Markup(
        '<span class="qb-{} qb-{}"><span class="qb-shape" aria-hidden="true">{}</span> {}</span>'
    ).format(kind, name.replace("_", "-"), shape, word)


def rag_mark(rag: Rag) -> Markup:
    """Return a rating; for an unrated figure the reason stands in its place."""
    shape, word = RAG_MARKS[rag.outcome]
    if rag.outcome == "not_rated" and rag.reason:
        word = rag.reason[0].upper() + rag.reason[1:]
    return mark("rag", rag.outcome, shape, word)


def direction_words(direction: Direction) -> tuple[str, str]:
    """Return the arrow and the word of a direction."""
    if direction.outcome != "not_comparable":
        return DIRECTION_MARKS[direction.outcome]
    if direction.is_blind and direction.way:
        return ("↑", "Higher") if direction.way > 0 else ("↓", "Lower")
    if direction.is_blind:
        return ("→", "Same")
    return DIRECTION_MARKS["not_comparable"]


def _kind(assessment: Assessment) -> str:
    return PERIOD_WORDS[assessment.current.period.kind] if assessment.current else "period"


def _gap(assessment: Assessment, direction: Direction) -> str:
    """Return the label of the period compared with where it is not the one right before.

    Of several years that share some with the newest, this is said as well.
    """
    current = assessment.current
    against = assessment.year_ago if direction.basis == "year_ago" else assessment.previous
    if direction.basis not in ("previous", "year_ago") or not current or not against:
        return ""
    usual = current.period.back()
    if direction.basis == "year_ago":
        usual = current.period.year_ago()
    if current.period.shares_years(against.period):
        return f"{against.period.label}, which overlaps"
    return "" if against.period == usual else against.period.label


def basis_words(assessment: Assessment, direction: Direction | None = None) -> str:
    """Return what a direction is compared with: ``compared with the previous quarter``."""
    direction = direction or assessment.direction
    if gap := _gap(assessment, direction):
        return f"compared with {gap}"
    kind = _kind(assessment)
    if direction.basis == "year_ago" and kind == "year":
        return "compared with the year before"
    since = direction.since.label if direction.since else ""
    match direction.basis:
        case "previous":
            return f"compared with the previous {kind}"
        case "year_ago":
            return f"compared with the same {kind} last year"
        case "trend":
            return f"by its trend since {since}" if since else "by its trend"
        case "spc":
            figures = f" of figures since {since}" if since else ""
            return f"by its control chart{figures}"
        case "judged":
            return "as recorded by the service"
        case _:
            assert_never(direction.basis)


def direction_mark(assessment: Assessment) -> Markup:
    """Return the direction of travel and, where there is one, that of the long term."""
    marks = [_direction_mark(assessment, assessment.direction)]
    if longer := long_term_compared(assessment):
        marks.append(Markup("Long term: ") + _direction_mark(assessment, longer))
    return Markup(" <br>").join(marks)


def long_term_compared(assessment: Assessment) -> Direction | None:
    """Return the direction of the long term where there is one.

    Why there is none stands once, beside the measure's chart.
    """
    longer = assessment.long_term
    return longer if longer and longer.is_compared else None


def short_direction_mark(assessment: Assessment) -> Markup:
    """Return the direction of travel with what it goes by below it.

    That of the long term follows only where it points the other way.
    """
    shown, longer = _direction_mark(assessment, assessment.direction), long_term_shown(assessment)
    if longer is None:
        return shown
    return Markup("{} <br>Long term: {}").format(shown, _direction_mark(assessment, longer))


def long_term_shown(assessment: Assessment) -> Direction | None:
    """Return the direction of the long term where it points the other way than the newest one."""
    longer = assessment.long_term
    if longer is None or {assessment.direction.outcome, longer.outcome} != {"improved", "declined"}:
        return None
    return longer


def judged_rag_mark(assessment: Assessment) -> Markup:
    """Return a rating; below it, where no rule made it, that the service recorded it."""
    rating, recorded = rag_mark(assessment.rag), recorded_words(assessment)
    if not recorded:
        return rating
    return Markup('{} <br><span class="qb-basis">{}</span>').format(rating, recorded)


def recorded_words(assessment: Assessment) -> str:
    """Return ``as recorded`` of a rating that no rule made."""
    return "as recorded" if assessment.rule == "judged" and assessment.rag.is_rated else ""


def _direction_mark(assessment: Assessment, direction: Direction) -> Markup:
    shape, word = direction_words(direction)
    kind = _kind(assessment)
    since = direction.since.label if direction.since else ""
    if not direction.is_compared:
        detail = direction.reason
        if direction.basis in ("trend", "spc"):
            detail = f"{_short_basis(direction.basis, kind)}: {detail}"
    elif gap := _gap(assessment, direction):
        detail = f"on {gap}"
    else:
        detail = _short_basis(direction.basis, kind)
        figures = " of figures" if direction.basis == "spc" else ""
        detail += f"{figures} since {since}" if since else ""
    return Markup('{} <br><span class="qb-basis">{}</span>').format(
        mark("dot", direction.outcome, shape, word), detail
    )


def alone_words(assessment: Assessment, direction: Direction) -> str:
    """Return that a recorded direction has no earlier figure beside it, where it has none."""
    is_given = direction.basis == "judged" and direction.outcome != "not_comparable"
    if not is_given or not assessment.current or assessment.current.value is None:
        return ""
    every, like = assessment.observations, comparable(assessment.rules, assessment.observations)
    if all(one.value is None for one in every[:-1]):
        return "; no earlier figure"
    if all(one.value is None for one in like[:-1]):
        return "; earlier figures not comparable"
    return ""


def _short_basis(basis: Basis, kind: str) -> str:
    match basis:
        case "previous":
            return f"on previous {kind}"
        case "year_ago":
            return "on a year ago"
        case "trend":
            return "trend"
        case "spc":
            return "control chart"
        case "judged":
            return "as recorded"
        case _:
            assert_never(basis)


def status_mark(status: str) -> Markup:
    """Return a milestone's status."""
    shape, word = STATUS_MARKS[status]
    return mark("status", status, shape, word)


def decision_mark(state: str) -> Markup:
    """Return how a committee's request stands."""
    return mark("status", *DECISION_MARKS[state])


def outlook_mark(outlook: Outlook, rag: Rag, format: NumberFormat) -> Markup:
    """Return the outlook, figure and rating, for a table cell; "" without a figure."""
    if outlook.value is None:
        return Markup()
    rating = Markup(" <br>{}").format(rag_mark(rag)) if rag.outcome != "not_rated" else ""
    figure = format.short(outlook.value)
    marker = Markup('<abbr class="qb-marker" title="{}">[{}]</abbr>').format(
        meaning(Marker.FORECAST), Marker.FORECAST
    )
    words = Markup('<span class="qb-when">Year end: {} {}</span>').format(figure, marker)
    return Markup('<span class="qb-outlook">{}{}</span>').format(words, rating)
