"""Tables to look things up in: rules, definitions, markers, measures in development."""

from __future__ import annotations

from markupsafe import Markup

from quarterbook.ground.markers import MARKERS
from quarterbook.report.html.tables import table
from quarterbook.report.sentences.method import FREQUENCY_WORDS, how_judged
from quarterbook.report.views.quarter import QuarterView

# What each measure's own section says too: print leaves out what stands there.
_REPEATS = "qb-repeats"


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
        for view in report.views_shown
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
        for view in report.views_shown
    ]
    return table("Definitions and sources", ["Measure", "Definition", "Source"], rows, css=_REPEATS)


def markers() -> Markup:
    """All markers and what they mean."""
    rows = [[f"[{key}]", word[0].upper() + word[1:]] for key, word in MARKERS.items()]
    return table("Markers", ["Marker", "Meaning"], rows)
