"""Measures for a panel: each with its trend, with measures beside it, and with other councils."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from quarterbook.data.tables.schemas import several
from quarterbook.report.blocks import benchmark, decisions, measure, trend
from quarterbook.report.blocks.papers.key import long_term_key
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
    views = list(views)
    made = [_section(report, view) for view in views]
    return (
        join_blocks(long_term_key(views), *made)
        if made
        else block.markdown_paragraph("This paper has no measure of its own.")
    )


def _section(report: QuarterView, view: MeasureView) -> Block:
    """Return a measure's section, in which a clerk can cite what is said by its letter: 4.2 c."""
    others = _related_measures(report, view)
    related = _related(f"{view.title}: related measures", others)
    compared = report.compared(view.id)
    owners = measure.said_of(view)
    beyond = [*decisions.points(report.vintage, view.id)]
    beyond.append(
        Markup("<p>{}</p>").format(benchmark.comparison_words(report, view, compared))
        if compared
        else _NOT_COMPARED
    )
    beyond += [] if others else [_NOT_RELATED]
    return join_blocks(
        block.heading(3, view.title),
        block.html(
            Markup('<div id="in-table-{}">{}</div>').format(
                view.id, Markup(measure.standfirst(view).html)
            )
        ),
        trend.chart(view),
        _lettered(owners, 1),
        _lettered(beyond, len(owners) + 1),
        measure.notes(view),
        related,
        benchmark.comparison_figures(report, view, compared) if compared else Block(),
        block.html(Markup('<p class="qb-web-only">All on this measure: {}</p>').format(link(view))),
    )


# They stand above the tables, so that a page never begins with one alone.
_NOT_COMPARED = Markup("<p>This report has no figures of other councils for this measure.</p>")
_NOT_RELATED = Markup("<p>No related measure is reported.</p>")


def _lettered(points: Sequence[Markup], first: int) -> Block:
    """Return points with letters, as those of a numbered page have them, from the first one on.

    The words of the owner stand beside the chart in print and the rest below, so a measure has two
    such lists, and the second one goes on with the letters of the first.
    """
    if not points:
        return Block()
    items = Markup().join(map(Markup("<li>{}</li>").format, points))
    css = "qb-points qb-said" if first == 1 else "qb-points"
    inner = items.replace("<ul>", Markup('<ol class="lowerroman" type="i">'))
    return block.html(
        Markup('<ol class="loweralpha {}" type="a" start="{}">{}</ol>').format(
            css, first, inner.replace("</ul>", Markup("</ol>"))
        )
    )


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
        return Block()
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
