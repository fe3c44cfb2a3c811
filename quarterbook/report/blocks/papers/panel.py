"""Measures for a panel: each with its trend, with measures beside it, and with other councils."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from quarterbook.data.tables.schemas import several
from quarterbook.report.blocks import benchmark, measure, trend
from quarterbook.report.blocks.decisions import on_measure
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, join_blocks
from quarterbook.report.html.cells import figure_cell, goal_cell, short_period, unit_below
from quarterbook.report.html.links import link
from quarterbook.report.html.marks import judged_rag_mark, short_direction_mark
from quarterbook.report.html.tables import table
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView


def sections(report: QuarterView, views: Iterable[MeasureView]) -> Block:
    """A section for each measure: figure, trend, related measures, comparators and what is said."""
    made = [_section(report, view) for view in views]
    return (
        join_blocks(*made)
        if made
        else block.markdown_paragraph("This paper has no measure of its own.")
    )


def _section(report: QuarterView, view: MeasureView) -> Block:
    related = _related(f"{view.title}: related measures", _related_measures(report, view))
    compared = benchmark.of_measure(report, view)
    return join_blocks(
        block.heading(3, view.title),
        block.html(
            Markup('<div id="in-table-{}">{}</div>').format(
                view.id, Markup(measure.standfirst(view).html)
            )
        ),
        trend.chart(view),
        measure.commentary(view),
        on_measure(report.vintage, view.id),
        measure.notes(view),
        *((related, compared) if compared.markdown else (_NOT_COMPARED, related)),
        block.html(Markup('<p class="qb-web-only">All on this measure: {}</p>').format(link(view))),
    )


# It stands above the table of related measures, so that a page never begins with it alone.
_NOT_COMPARED = block.paragraph("This report has no figures of other councils for this measure.")


def _related_measures(report: QuarterView, view: MeasureView) -> list[MeasureView]:
    """Return the measures named as related or, where none is, the others of its sub-outcome."""
    everything = report.everything
    if named := several(str(view.row["related"])):
        by_id = {other.id: other for other in everything}
        return [by_id[id_] for id_ in named if id_ in by_id]
    section = (view.outcome, view.sub_outcome)
    return [
        other
        for other in everything
        if section[1] and (other.outcome, other.sub_outcome) == section and other.id != view.id
    ]


def _related(title: str, others: list[MeasureView]) -> Block:
    if not others:
        return block.paragraph("No related measure is reported.")
    rows = []
    for other in others:
        assessment = other.assessment
        period = short_period(assessment.current.period) if assessment.current else "–"
        rows.append(
            [
                link(other) + unit_below(other.format.unit_beside),
                figure_cell(other),
                period,
                goal_cell(assessment.goal, other.format, is_activity=other.is_activity),
                judged_rag_mark(assessment),
                short_direction_mark(assessment),
                trend.spark(other),
            ]
        )
    headers = [
        "Related measure",
        "Figure",
        "Period",
        "Target",
        "RAG",
        "Direction of travel",
        "Trend",
    ]
    return block.html(table(title, headers, rows, numeric=(1, 3), css="qb-wide qb-related"))
