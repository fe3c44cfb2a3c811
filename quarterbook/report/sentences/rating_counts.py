"""How much is new, how it moved and how it is rated, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import floor

import pandas as pd
from num2words import num2words

from quarterbook.data.tables.rows import rows_of
from quarterbook.ground.periods import Period, long_date
from quarterbook.ground.wording import count, listed, number_style, verb
from quarterbook.judge.direction import (
    BEFORE_WITHHELD,
    BREAK_IN_SERIES,
    DEFINITION_CHANGED,
    NOW_WITHHELD,
    TO_BE_RECALCULATED,
    YEAR_AGO_WITHHELD,
)
from quarterbook.judge.rag import BLIND, NO_EARLIER_TARGET
from quarterbook.judge.rating_counts import Movements, Ratings
from quarterbook.report.html.marks import STATUS_MARKS
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView

_COUNTED = {
    "seasonal": "seasonal",
    "first figure": "with a first figure",
    "figures overlap": "whose figures overlap",
    NOW_WITHHELD: "withheld",
    BEFORE_WITHHELD: "whose figure before is withheld",
    YEAR_AGO_WITHHELD: "whose figure a year ago is withheld",
    DEFINITION_CHANGED: "with a changed definition",
    BREAK_IN_SERIES: "with a break in the series",
    TO_BE_RECALCULATED: "whose limits need recalculating",
    NO_EARLIER_TARGET: "whose figure before has no target",
    BLIND: f"where {BLIND}",
}
"""Reasons why figures are not compared, after a number; the others follow ``with``."""

_FEW = 10  # up to so many things a share in per cent says no more than the numbers


def updated_of(report: QuarterView) -> str:
    """Return how many measures and milestones that are shown are new this quarter."""
    is_first = report.vintage.previous is None
    return updated_sentence(
        len(report.updated), len(report.new_milestones), report.quarter.quarter, is_first=is_first
    )


def _movements_of(report: QuarterView) -> list[str]:
    """Return how the updated measures moved, a sentence for each direction of travel."""
    directions = (view.assessment.direction for view in report.updated)
    reasons = [d.reason for d in directions if d.outcome == "not_comparable"]
    return movement_sentences(report.moved, reasons)


def counts_sentence(report: QuarterView) -> str:
    """Return how many measures and milestones are new, and how the measures moved."""
    return " ".join([updated_of(report), *_movements_of(report)])


def updated_sentence(
    measures: int, milestones: int, quarter: Period, *, is_first: bool = False
) -> str:
    """Return how much of the report is new this quarter; in a book's first report nothing is."""
    if measures == milestones == 0:
        return f"No measure or milestone has a new figure in {quarter.label}."
    parts = [count(measures, "measure"), count(milestones, "milestone")]
    text = " and ".join(parts if milestones else parts[:1])
    if not measures:
        text = parts[1]
    one = measures + milestones == 1
    done = verb(1 if one else 2, "has been updated", "have been updated")
    begin = f"{text[0].upper()}{text[1:]}"
    if is_first:
        return f"{begin} {verb(1 if one else 2, 'is', 'are')} reported here for the first time."
    return f"{begin} {done} for {quarter.label}."


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
            f"{verb(moved.declined, 'shows', 'show')} a decline in performance."
        )
    if moved.not_comparable:
        sentences.append(
            f"For {count(moved.not_comparable, 'measure')} no direction of travel is "
            f"given{_because(reasons)}."
        )
    return sentences


def uncompared_success(view: MeasureView) -> str:
    """Return ``No direction of travel is given (seasonal).`` of a success that has none, else "".

    Without it a list of successes would argue with the table that has "Not compared".
    """
    direction = view.assessment.direction
    if view.highlight != "success" or direction.is_compared:
        return ""
    return f"No direction of travel is given{_because([direction.reason])}."


def _because(reasons: Iterable[str]) -> str:
    """Return `` (two seasonal, one with a first figure)``, most frequent first."""
    seen = Counter(reason for reason in reasons if reason)
    if len(seen) < 2:
        return f" ({next(iter(seen)).replace('no direction', 'none')})" if seen else ""
    ordered = sorted(seen.items(), key=lambda item: (-item[1], item[0]))
    return (
        f" ({', '.join(f'{num2words(number)} {_counted(reason)}' for reason, number in ordered)})"
    )


def _counted(reason: str) -> str:
    """Return a reason as it follows a number of measures: ``with a first figure``."""
    return _COUNTED.get(reason, f"with {reason}")


def ratings_sentence(rated: Ratings) -> str:
    """Return ``Of 11 measures, 6 are green, 3 amber and 1 red; 1 is not rated.``

    Up to ten measures all its numbers are words, above that figures.
    """
    measures, unrated = rated.total, rated.total - rated.rated
    if not measures:
        return ""
    if not rated.rated:
        return (
            "The one measure is not rated."
            if measures == 1
            else f"None of the {count(measures, 'measure')} is rated."
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
    written = number_style(measures)
    shares = [f"{written(first[0])} {verb(first[0], 'is', 'are')} {first[1]}"]
    shares += [f"{written(n)} {colour}" for n, colour in rest]
    text = listed(shares, "and")
    if unrated:
        text += "; " if rest else " and "
        text += f"{written(unrated)} {verb(unrated, 'is', 'are')} not rated"
    return f"Of {written(measures)} measures, {text}."


def targets_sentence(report: QuarterView) -> str:
    """Return ``A target is set for 55 of the 68 measures (81%), and 33 of these (60%) meet it.``

    Shares are said of more than ten. What has a target and no figure that is known is told apart,
    and so is what has a target that nobody recorded.
    """
    unknown = sum(view.assessment.goal.is_unknown for view in report.measures)
    if not unknown:
        return _known_targets(report)
    some, have = count(unknown, "measure"), verb(unknown, "has", "have")
    if not _with_recorded_target(report):
        return f"No target is recorded for any measure, though {some} {have} one."
    each = verb(unknown, "a target that is", "targets that are")
    return f"{_known_targets(report)} {some[0].upper()}{some[1:]} {have} {each} not recorded."


def _with_recorded_target(report: QuarterView) -> int:
    """How many measures have a target for their newest period, whether or not it has a figure."""
    return sum(view.assessment.goal.target is not None for view in report.measures)


def _known_targets(report: QuarterView) -> str:
    total, held = len(report.measures), len(report.with_target)
    having = _with_recorded_target(report)
    if not total:
        return ""
    if not having:
        return "No target is recorded for any measure."
    met = sum(view.meets_target is True for view in report.with_target)
    ends = {0: "has no figure", 1: f"{'meets' if met else 'does not meet'} it"}
    if total == 1:
        return f"The one measure has a target and {ends[held]}."
    written = number_style(total)
    if having == total:
        every = "Both measures" if total == 2 else f"All {written(total)} measures"
        have = f"{every} have a target"
    else:
        share = _share(having, total)
        have = f"A target is set for {written(having)} of the {written(total)} measures{share}"
    if having == 1:
        return f"{have}, which {ends[held]}."
    if held < 2 and held < having:
        return f"{have}, and {'the one with a figure' if held else 'none of these'} {ends[held]}."
    of = "these" if held == having else f"the {written(held)} with a figure"
    if not met:
        return f"{have}, and none of {of} meets it."
    return f"{have}, and {written(met)} of {of}{_share(met, held)} {_meet(report, met)}."


def _meet(report: QuarterView, met: int) -> str:
    """Return ``meet it``; where a plan is a target, which is kept to, that as well."""
    meets = f"{verb(met, 'meets', 'meet')} it"
    if all(view.assessment.rules.polarity != "plan" for view in report.with_target):
        return meets
    return f"{meets}{verb(met, ' or keeps to its plan', ' or keep to their plan')}"


def _share(part: int, whole: int) -> str:
    return f" ({floor(100 * part / whole + 0.5)}%)" if whole > _FEW else ""


def _slipped(frame: pd.DataFrame) -> str:
    """Return ``Depot (31 March 2022 instead of 31 December 2021); Strategy (...)``."""
    return "; ".join(
        f"{' '.join(str(row.title).split())} ({long_date(row.forecast)} instead of "
        f"{long_date(row.forecast_before)})"
        for row in rows_of(frame)
    )


def milestone_sentence(report: QuarterView) -> str:
    """Return how the milestones updated this quarter stand, and how many slipped."""
    frame = report.new_milestones
    if frame.empty:
        return ""
    parts = []
    for status in STATUS_MARKS:
        number = int((frame["status"] == status).sum())
        if number:
            parts.append(
                f"{num2words(number)} {verb(number, 'is', 'are')} {status.replace('_', ' ')}"
            )
    states = listed(parts, "and")
    later = frame["forecast"] > frame["forecast_before"]
    slipped = frame[later & (frame["status"] != "completed")]
    tail = ""
    if not slipped.empty:
        subject = count(len(slipped), "milestone", start=True)
        has = verb(len(slipped), "has", "have")
        tail = f" {subject} {has} a later forecast than last quarter: {_slipped(slipped)}."
    new = "" if report.vintage.previous is None else " updated"
    if len(frame) == 1:
        title = " ".join(str(frame["title"].iloc[0]).split())
        return f"The milestone{new}, {title}, {states.removeprefix('one ')}.{tail}"
    return f"Of the milestones{new}, {states}.{tail}"
