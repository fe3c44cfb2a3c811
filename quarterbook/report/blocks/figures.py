"""The figures behind a chart: a table that opens on the page, and a CSV file with all of them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from markupsafe import Markup

from quarterbook.judge.observations import Goal
from quarterbook.report.blocks.trend import FEWEST_CHARTED
from quarterbook.report.html.block import Block
from quarterbook.report.html.cells import goal_cell, observation_cell
from quarterbook.report.html.element import written
from quarterbook.report.html.tables import table
from quarterbook.report.sentences.method import COVERS
from quarterbook.report.views.measure import MeasureView, markers_of
from quarterbook.storage.csv_lines import as_published_csv, number_cell


def charted_figures(view: MeasureView) -> Block:
    """The charted figures as a table, and the link to the CSV file; nothing without figures."""
    observations = view.assessment.observations
    if not observations:
        return Block()
    goals = view.assessment.goals
    has_goal = any(goals[r.period] != Goal() for r in observations)
    has_was = any(r.was is not None for r in observations)
    headers = ["Period", "Figure"]
    headers += ["Expected range" if view.is_activity else "Target"] if has_goal else []
    headers += ["Before revision"] if has_was else []
    rows = []
    for observation in reversed(view.recent):
        row = [
            observation.period.label,
            observation_cell(observation, view.format),
        ]
        if has_goal:
            row.append(
                goal_cell(goals[observation.period], view.format, is_activity=view.is_activity)
            )
        if has_was:
            row.append(view.format.short(observation.was))
        rows.append(row)
    there = [one for one in view.recent if one.value is not None]
    name = "Figures behind the chart" if len(there) >= FEWEST_CHARTED else "All figures"
    caption = f"{name}: {view.title}"
    inside = table(caption, headers, rows, numeric=range(1, 4), css="qb-figures")
    path = f"figures/{view.id}.csv"
    text = _csv(view)
    download = Markup(
        '<p><a class="qb-csv" download href="../{}">Download all figures of “{}” (CSV)</a></p>'
    ).format(path, view.title)
    opening = Markup(
        '<details class="qb-details qb-web-only"><summary>{}<span class="qb-hidden">: {}</span>'
        "</summary>"
    ).format(name, view.title)
    shown = download.replace(
        f"../{path}", f"data:text/csv;base64,{b64encode(text.encode()).decode()}"
    )
    return Block(
        written(Markup("{}{}{}</details>").format(opening, inside, shown)),
        written(Markup("{}{}{}</details>").format(opening, inside, download)),
        {f"extra/{path}": text},
    )


_COLUMNS = (
    "measure", "title", "unit", "covers", "period", "value", "marker", "was", "target", "lower",
    "upper",
)  # fmt: skip


def _csv(view: MeasureView) -> str:
    rows: list[Sequence[str]] = [_COLUMNS]
    for observation in view.assessment.observations + view.assessment.later_figures:
        goal = view.assessment.goals.get(observation.period, Goal())
        rows.append(
            [
                view.id,
                view.title,
                view.format.unit,
                COVERS[view.assessment.rules.reading],
                observation.period.code,
                number_cell(observation.value),
                " ".join(markers_of(observation)),
                *(
                    number_cell(value)
                    for value in (observation.was, goal.target, goal.lower, goal.upper)
                ),
            ]
        )
    return as_published_csv(rows)
