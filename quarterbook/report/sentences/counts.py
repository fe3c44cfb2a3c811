"""How many measures are new, moved and are rated, and what a trend shows, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from num2words import num2words

from quarterbook.ground.periods import Period
from quarterbook.ground.units import NumberFormat
from quarterbook.ground.wording import count, verb
from quarterbook.judge.assessment import Assessment
from quarterbook.judge.counts import Movements, Ratings
from quarterbook.judge.observations import Observation
from quarterbook.report.html.cells import markers_of


def updated_sentence(measures: int, milestones: int, quarter: Period) -> str:
    """Return how much of the report is new this quarter."""
    if measures == milestones == 0:
        return f"No measure or milestone has a new figure in {quarter.label}."
    parts = [count(measures, "measure"), count(milestones, "milestone")]
    text = " and ".join(parts if milestones else parts[:1])
    if not measures:
        text = parts[1]
    one = measures + milestones == 1
    return (
        f"{text[0].upper()}{text[1:]} {'has' if one else 'have'} been updated for {quarter.label}."
    )


def movement_sentences(moved: Movements, reasons: Iterable[str] = ()) -> list[str]:
    """Return one sentence for each direction of travel; together they account for every measure.

    ``reasons`` says why each of those that cannot be compared cannot.
    """
    if not moved.total:
        return []
    sentences = []
    if moved.improved:
        sentences.append(
            f"{count(moved.improved, 'measure', start=True)} "
            f"{verb(moved.improved, 'shows', 'show')} an improvement in performance."
        )
    if moved.same:
        sentences.append(
            f"{count(moved.same, 'measure', start=True)} "
            f"{verb(moved.same, 'has', 'have')} stayed at the same level."
        )
    if moved.declined:
        sentences.append(
            f"{count(moved.declined, 'measure', start=True)} "
            f"{verb(moved.declined, 'shows', 'show')} a decline."
        )
    if moved.not_comparable:
        sentences.append(
            f"For {count(moved.not_comparable, 'measure')} no direction of travel is "
            f"given{_because(reasons)}."
        )
    return sentences


def _because(reasons: Iterable[str]) -> str:
    """Return `` (two seasonal, one first figure)``, most frequent first."""
    seen = Counter(reason for reason in reasons if reason)
    if len(seen) < 2:
        return f" ({next(iter(seen))})" if seen else ""
    ordered = sorted(seen.items(), key=lambda item: (-item[1], item[0]))
    return f" ({', '.join(f'{num2words(number)} {reason}' for reason, number in ordered)})"


def ratings_sentence(rated: Ratings) -> str:
    """Return ``Of eleven measures six are green, three amber and one red; one is not rated.``"""
    measures, unrated = rated.total, rated.total - rated.rated
    if not measures:
        return ""
    if not rated.rated:
        return (
            "The one measure is not rated."
            if measures == 1
            else (f"None of {count(measures, 'measure')} is rated.")
        )
    parts = [
        (rated.green, "green"),
        (rated.amber, "amber"),
        (rated.red, "red"),
    ]
    there = [(n, colour) for n, colour in parts if n]
    if len(there) == 1 and there[0][0] == measures:
        subject = {1: "The one measure is", 2: "Both measures are"}.get(
            measures, f"All {num2words(measures)} measures are"
        )
        return f"{subject} {there[0][1]}."
    first, *rest = there
    said = [f"{num2words(first[0])} {verb(first[0], 'is', 'are')} {first[1]}"]
    said += [f"{num2words(n)} {colour}" for n, colour in rest]
    text = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    tail = ""
    if unrated:
        tail = f"; {num2words(unrated)} {verb(unrated, 'is', 'are')} not rated"
    return f"Of {count(measures, 'measure')} {text}{tail}."


def finding(title: str, judged: Assessment, format: NumberFormat, window: int) -> str:
    """Return what a trend chart shows, for its alt text.

    ``Recycling rate rose from 48.1% in Q1 2020/21 to 52.3% in Q2 2021/22,
    above the 50% target``.
    """
    there = [r for r in judged.observations[-window:] if r.value is not None]
    if not there:
        return f"{title}: no figure yet"
    first, last = there[0], there[-1]
    goal = judged.goals.get(last.period)
    now = f"{_value(last, format)} in {last.period.label}"
    if len(there) == 1:
        text = f"{title} was {now}"
    else:
        assert first.value is not None
        assert last.value is not None
        moved = last.value - first.value
        how = "rose" if moved > 0 else "fell"
        began = format.short(first.value)
        text = f"{title} {how} from {began} in {first.period.label} to {now}"
        if began == format.short(last.value):
            text = f"{title} was {now}, as in {first.period.label}"
    if goal is None or last.value is None:
        return text
    return f"{text}{_against(last.value, goal.target, goal.lower, goal.upper, format)}"


def _against(
    value: float,
    target: float | None,
    lower: float | None,
    upper: float | None,
    format: NumberFormat,
) -> str:
    if target is not None:
        shown = format.short(target)
        if value == target:
            return f", on the target of {shown}"
        side = "above" if value > target else "below"
        if format.short(value) == shown:
            side = f"just {side}"
        return f", {side} the target of {shown}"
    if lower is not None and value < lower:
        return f", below the expected range, which begins at {format.short(lower)}"
    if upper is not None and value > upper:
        return f", above the expected range, which ends at {format.short(upper)}"
    if lower is not None or upper is not None:
        return ", within the expected range"
    return ""


def _value(observation: Observation, format: NumberFormat) -> str:
    marks = "".join(f" [{mark}]" for mark in markers_of(observation))
    return format.full(observation.value) + marks
