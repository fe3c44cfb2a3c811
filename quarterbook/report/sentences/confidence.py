"""How sure a comparison is, the numbers behind it and what is missing from it, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from quarterbook.ground.markers import Marker, meaning
from quarterbook.ground.units import NumberFormat
from quarterbook.ground.wording import listed, number_style, verb
from quarterbook.judge.comparison import Compared, Other
from quarterbook.judge.observations import Point
from quarterbook.judge.ranking import Against, Interval, lead_over, whole_percentage
from quarterbook.report.sentences.change import rose_or_fell
from quarterbook.report.sentences.ranking import YEARS, in_sentence
from quarterbook.report.sentences.trend import when

# Fewer than these leave a 95% interval of five percentage points, or a fifth of a count, to
# either side.
_FEW_CASES = 400
_FEW_EVENTS = 100


class InSentence(NamedTuple):
    """A measure's name and how it stands to a comparator."""

    title: str
    against: Against


def interval_sentence(compared: Compared, format: NumberFormat) -> str:
    """Return ``Allowing for chance (95% confidence interval 69.0 to 83.1), it is worse than
    England and similar to North Marches.``; nothing where the figure has no interval.
    """
    interval = compared.interval
    if interval is None:
        return ""
    parts: dict[Against, list[str]] = {}
    for other in compared.others:
        if other.now.value is not None and (how := compared.against(other.now.value)):
            parts.setdefault(how, []).append(in_sentence(other.title))
    span = _span(interval, format)
    if not parts:
        return f"Its 95% confidence interval is {span}."
    clauses = [
        f"{how} {_JOINED[how]} {listed(parts[how], 'and')}" for how in _JOINED if how in parts
    ]
    return f"Allowing for chance (95% confidence interval {span}), it is {listed(clauses, 'and')}."


_JOINED: dict[Against, str] = {
    "better": "than",
    "higher": "than",
    "similar": "to",
    "lower": "than",
    "worse": "than",
}


def _span(interval: Interval, format: NumberFormat) -> str:
    return f"{format.short(interval.low)} to {format.short(interval.high)}"


def numerator_sentence(compared: Compared, format: NumberFormat) -> str:
    """Return ``The number behind the rate fell from 297 to 277 (down 7%).``

    Nothing for percentages, nor without the numbers.
    """
    now = compared.now.numerator
    if format.unit == "%" or now is None or now != round(now) or compared.own is None:
        return ""
    previous = compared.previous
    before = previous.numerator if previous and compared.is_comparable else None
    if previous is None or not before or before != round(before):
        return f"The number behind the rate is {now:,.0f}."
    how = rose_or_fell(before, now, "{:,.0f}".format)
    if not how:
        return f"The number behind the rate is {now:,.0f}, as in {when(previous.period)}."
    share = whole_percentage(round(abs(now - before)), round(before))
    way = "up" if how == "rose" else "down"
    size = f"{way} {share}%" if share else f"{way} less than 1%"
    return f"The number behind the rate {how} from {before:,.0f} to {now:,.0f} ({size})."


def few_sentence(compared: Compared, format: NumberFormat) -> str:
    """Return that the figure rests on few cases, where its own counts make its interval wide."""
    part, whole = compared.now.numerator, compared.now.denominator
    if compared.interval is None or part is None or whole is None:
        return ""
    is_share = format.unit == "%"
    if not (whole < _FEW_CASES if is_share else part < _FEW_EVENTS):
        return ""
    numbers = f"{part:,.0f} of {whole:,.0f}" if is_share else f"{part:,.0f}"
    return (
        f"Please note: the figure rests on few cases ({numbers}), so it may move from year to year "
        "by chance alone."
    )


def missing_sentences(points: Sequence[Point]) -> list[str]:
    """Return why years have no figure, where the publisher's row says so: ``No survey in 2020/21:
    it was not held because of the pandemic.``
    """
    sentences = []
    for point in points[-YEARS:]:
        note = " ".join(point.note.split()).rstrip(".")
        if point.value is None and note:
            why = meaning(point.marker or Marker.NOT_AVAILABLE)
            sentences.append(f"{why[0].upper()}{why[1:]} in {when(point.period)}: {note}.")
    return sentences


def stands_to(compared: Compared, other: Other) -> Against | None:
    """Say how the council's figure stands to another's: by its interval or, without one, as is."""
    own, theirs = compared.own, other.now.value
    if own is None or theirs is None:
        return None
    if how := compared.against(theirs):
        return how
    ahead = lead_over(own, theirs, compared.polarity)
    if ahead is None:
        return "higher" if own > theirs else "lower" if own < theirs else "similar"
    return "better" if ahead > 0 else "worse" if ahead < 0 else "similar"


def standing_sentence(several: Sequence[InSentence], other: str, *, named: bool = True) -> str:
    """Return ``Against England, one of three measures is better (Re-referrals) and two are
    similar (Plans; Care leavers).``; the names only where they are asked for.
    """
    if not several:
        return ""
    groups = {
        how: [one.title for one in several if one.against == how]
        for how in _JOINED
        if any(one.against == how for one in several)
    }
    where = f"Against {in_sentence(other)},"
    if len(several) == 1:
        how = several[0].against
        return f"{several[0].title} is {how} {_JOINED[how]} {in_sentence(other)}."
    if len(groups) == 1:
        every = "both" if len(several) == 2 else f"all {number_style(len(several))(len(several))}"
        return f"{where} {every} measures are {next(iter(groups))}."
    written = number_style(len(several))
    of = f" of {written(len(several))} measures"
    parts = []
    for how, titles in groups.items():
        names = f" ({'; '.join(titles)})" if named else ""
        parts.append(f"{written(len(titles))}{of} {verb(len(titles), 'is', 'are')} {how}{names}")
        of = ""
    return f"{where} {listed(parts, 'and')}."


def as_it_is_sentence(titles: Sequence[str], total: int) -> str:
    """Return of which of ``total`` measures the publisher gives no confidence interval.

    ``Median weekly pay is compared as it stands, without allowing for chance: the figure has no
    confidence interval.``
    """
    if not titles:
        return ""
    if len(titles) == 1:
        subject = "It" if total == 1 else titles[0]
        return (
            f"{subject} is compared as it stands, without allowing for chance: the figure has no "
            "confidence interval."
        )
    named = f" ({'; '.join(titles)})" if len(titles) < total else ""
    return (
        f"{number_style(total)(len(titles)).capitalize()} are compared as they stand{named}, "
        "without allowing for chance: their figures have no confidence interval."
    )
