"""Tables to look things up in: rules, definitions, markers, symbols, measures in development."""

from __future__ import annotations

from markupsafe import Markup

from quarterbook.ground.markers import MARKERS
from quarterbook.report.html.marks import (
    DECISION_MARKS,
    DIRECTION_MARKS,
    RAG_MARKS,
    STATUS_MARKS,
    mark,
)
from quarterbook.report.html.tables import table
from quarterbook.report.sentences.method import FREQUENCY_WORDS, how_judged
from quarterbook.report.views.quarter import QuarterView

# What each measure's own section says too: print leaves out what stands there.
_REPEATS = "qb-repeats"


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


def in_development(report: QuarterView) -> Markup:
    """The table of measures that have no figures yet."""
    frame = report.in_development
    if frame.empty:
        return Markup("<p>No measure is in development.</p>")
    titles = {outcome.id: outcome.title for outcome in report.council.outcomes}
    rows = [
        [
            row["title"],
            titles[row["outcome"]],
            row["definition"],
            row["owner"],
        ]
        for row in frame.to_dict("records")
    ]
    headers = ["Measure", "Outcome area", "Definition", "Owner"]
    return table("Measures in development", headers, rows)


def rules(report: QuarterView) -> Markup:
    """How each measure is judged, one row each, made from what judges it."""
    rows = [
        [
            view.title,
            FREQUENCY_WORDS[view.frequency],
            how_judged(view.assessment, view.format),
        ]
        for view in report.shown
    ]
    return table("How each measure is judged", ["Measure", "Reported", "Rule"], rows, css=_REPEATS)


def definitions(report: QuarterView) -> Markup:
    """What each measure is and where its figures come from."""
    rows = [
        [
            view.title,
            str(view.row["definition"]),
            str(view.row["source"]),
        ]
        for view in report.shown
    ]
    return table("Definitions and sources", ["Measure", "Definition", "Source"], rows, css=_REPEATS)


def markers() -> Markup:
    """All markers and what they mean."""
    rows = [[f"[{key}]", word[0].upper() + word[1:]] for key, word in MARKERS.items()]
    return table("Markers", ["Marker", "Meaning"], rows)


def symbols() -> Markup:
    """The shapes of ratings, directions of travel, milestones and requests, and their meaning."""
    meanings = [
        (
            mark("rag", "red", *RAG_MARKS["red"]),
            "The target is missed by more than the measure's own rule allows, or its owner has "
            "recorded red",
        ),
        (
            mark("rag", "amber", *RAG_MARKS["amber"]),
            "The target is missed, but by no more than that rule allows, or its owner has "
            "recorded amber",
        ),
        (
            mark("rag", "green", *RAG_MARKS["green"]),
            "The target is met, or missed by no more than the measure's own rule for green allows, "
            "or its owner has recorded green",
        ),
        (
            mark("rag", "not-rated", *RAG_MARKS["not_rated"]),
            "There is no red, amber or green (RAG): no target, no figure, or one that is withheld",
        ),
        (mark("rag", "within", *RAG_MARKS["within"]), "An activity indicator is as expected"),
        (
            mark("rag", "above", *RAG_MARKS["above"]),
            "An activity indicator is higher than expected",
        ),
        (mark("rag", "below", *RAG_MARKS["below"]), "An activity indicator is lower than expected"),
        (mark("dot", "improved", *DIRECTION_MARKS["improved"]), "Performance is better"),
        (mark("dot", "same", *DIRECTION_MARKS["same"]), "Performance is neither better nor worse"),
        (mark("dot", "declined", *DIRECTION_MARKS["declined"]), "Performance is worse"),
        (
            mark("dot", "not_comparable", "↑ ↓", "Higher, lower"),
            "The figure moved, and neither way is better",
        ),
        (
            mark("dot", "not_comparable", *DIRECTION_MARKS["not_comparable"]),
            "There is nothing to compare the figure with; the reason stands beside it",
        ),
        *((mark("status", name, *STATUS_MARKS[name]), text) for name, text in _MILESTONES.items()),
        *((mark("status", *DECISION_MARKS[name]), text) for name, text in _REQUESTS.items()),
    ]
    return table("Symbols", ["Symbol", "Meaning"], meanings)
