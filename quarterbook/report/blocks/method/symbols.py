"""The key of symbols: the shapes that a report has, and what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

import pandas as pd
from markupsafe import Markup

from quarterbook.judge.follow_up import request_states
from quarterbook.judge.rag import WITHHELD_RATING, Rag, RagOutcome
from quarterbook.report.html.marks import (
    DECISION_MARKS,
    DIRECTION_MARKS,
    RAG_MARKS,
    STATUS_MARKS,
    direction_words,
    mark,
    rag_mark,
)
from quarterbook.report.html.tables import table
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView

_Name = TypeVar("_Name", bound=str)


_RATINGS: dict[RagOutcome, str] = {
    "red": "The target is missed by more than the measure's own rule allows, or its owner has "
    "recorded red",
    "amber": "The target is missed, but by no more than that rule allows, or its owner has "
    "recorded amber",
    "green": "The target is met, or missed by no more than the measure's own rule for green "
    "allows, or its owner has recorded green",
    "not_rated": "There is no red, amber or green (RAG): no target, no figure, or nothing recorded",
    "within": "An activity indicator is as expected",
    "above": "An activity indicator is higher than expected",
    "below": "An activity indicator is lower than expected",
}
_DIRECTIONS = {
    "Improved": "Performance is better",
    "Same": "Performance is neither better nor worse",
    "Declined": "Performance is worse",
    "Higher": "The figure moved, and neither way is better",
    "Not compared": "There is nothing to compare the figure with; the reason stands beside it",
}
_MILESTONES = {
    "completed": "A milestone has been reached",
    "on_track": "A milestone is expected by its date",
    "at_risk": "A milestone's date may be missed, or the steps to a later one are arranged",
    "off_track": "A milestone's date is missed or will be, and a later one is in doubt",
    "not_started": "Work on a milestone has not begun",
}
_REQUESTS = {
    "open": "A committee's request is not answered yet",
    "overdue": "A committee's request is not answered, and the answer was due",
    "closed": "A committee's request has been dealt with",
}


def symbols(report: QuarterView) -> Markup:
    """The shapes of ratings, directions, milestones and requests that the report has."""
    rags = {rag for view in report.everything for rag in _rags(view)}
    rated: set[str] = {rag.outcome for rag in rags - {WITHHELD_RATING}}
    moved = {word for view in report.everything for word in _directions(view)}
    if report.council.defaults.by_rule:  # what a rule says stands beside what was recorded
        rated |= {"red", "amber", "green"}
        moved |= {"Improved", "Same", "Declined"}
    decisions = report.vintage.decisions
    withheld = [(rag_mark(WITHHELD_RATING), "The figure is not shown")]
    rows = [
        *_of(_RATINGS, rated, lambda name: mark("rag", name, *RAG_MARKS[name])),
        *(withheld if WITHHELD_RATING in rags else []),
        *_of(_DIRECTIONS, moved, _arrow),
        *_of(
            _MILESTONES,
            report.vintage.milestones["status"],
            lambda name: mark("status", name, *STATUS_MARKS[name]),
        ),
        *_of(
            _REQUESTS,
            request_states(decisions, pd.Timestamp(report.quarter.cut_off)),
            lambda name: mark("status", *DECISION_MARKS[name]),
        ),
    ]
    return table("Symbols", ["Symbol", "Meaning"], rows)


def _of(
    meanings: Mapping[_Name, str], there: Iterable[str], drawn: Callable[[_Name], Markup]
) -> list[tuple[Markup, str]]:
    """The rows of what a report has, in the order of the key."""
    has = {*there}
    return [(drawn(name), text) for name, text in meanings.items() if name in has]


def _rags(view: MeasureView) -> tuple[Rag, ...]:
    return view.assessment.rag, *view.assessment.outlook_rags[:1]


def _directions(view: MeasureView) -> Iterator[str]:
    for direction in (view.assessment.direction, view.assessment.long_term):
        if direction:
            word = direction_words(direction)[1]
            yield "Higher" if word == "Lower" else word


def _arrow(word: str) -> Markup:
    if word == "Higher":
        return mark("dot", "not_comparable", "↑ ↓", "Higher, lower")
    name, marked = next(pair for pair in DIRECTION_MARKS.items() if pair[1][1] == word)
    return mark("dot", name, *marked)
