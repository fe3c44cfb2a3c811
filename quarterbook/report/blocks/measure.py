"""One measure on a page: its section and the parts of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from markupsafe import Markup

from quarterbook.ground.markdown import owners_words
from quarterbook.ground.markers import FIGURE_NOT_SHOWN, Marker
from quarterbook.ground.periods import Period
from quarterbook.judge.assessment import Assessment
from quarterbook.judge.direction import Direction
from quarterbook.report.blocks import control_charts, decisions, figures, trend
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, join_blocks
from quarterbook.report.html.cells import action_cell, markers_words, observation_cell
from quarterbook.report.html.marks import (
    alone_words,
    basis_words,
    direction_words,
    long_term_compared,
    rag_mark,
    recorded_words,
)
from quarterbook.report.sentences import method as method_sentences
from quarterbook.report.sentences import outlook as outlook_sentences
from quarterbook.report.sentences.trend import overlap_sentence, revised_sentence, rounding_sentence
from quarterbook.report.views.measure import MeasureView, markers_of
from quarterbook.report.views.quarter import QuarterView


def sections(report: QuarterView, by_hand: Iterable[str] = ()) -> Block:
    """A section per measure by sub-outcome, but for those written by hand on this page."""
    apart = {report.measure(id_).id for id_ in by_hand}
    parts: list[Block] = []
    for outcome in report.council.outcomes:
        names = {sub.id: sub.title for sub in outcome.sub_outcomes}
        group = None
        for view in report.of(outcome.id):
            if view.id in apart:
                continue
            if view.sub_outcome != group:
                group = view.sub_outcome
                rest = "Other measures" if names else "Measures"
                parts.append(block.heading(2, names.get(group, rest)))
            parts.append(section(report, view))
    return join_blocks(*parts)


def section(report: QuarterView, view: MeasureView, level: int = 3) -> Block:
    """Heading, figure, outlook, chart, commentary, decisions, how it is judged, figures."""
    chart = view.control_chart
    return join_blocks(
        heading(view, level),
        standfirst(view),
        outlook(view),
        control_charts.finding(chart) if chart else Block(),
        control_charts.chart(chart, beside_finding=True)
        if chart and chart.has_enough
        else trend.chart(view),
        commentary(view),
        decisions.on_measure(report.vintage, view.id),
        notes(view),
        method(report, view),
        figures.charted_figures(view),
    )


def heading(view: MeasureView, level: int = 3) -> Block:
    """The measure's heading; other pages link to it."""
    return block.heading(level, view.title, view.id)


def standfirst(view: MeasureView) -> Block:
    """Figure, period, rating and direction on one line."""
    assessment, current = view.assessment, view.assessment.current
    if current is None:
        since = f" Since then: {view.since}." if view.since else ""
        return block.paragraph(f"No figure has been recorded yet.{since}", "qb-standfirst")
    figure = observation_cell(current, view.format)
    covers = method_sentences.READING_WORDS[assessment.rules.reading]
    unit = view.format.unit_beside if current.value is not None else ""
    parts = [
        Markup('<strong class="qb-figure">{}</strong>').format(figure)
        + (f" {unit}" if unit else ""),
        ", ".join(filter(None, (current.period.label, covers))),
        Markup(" ").join(filter(None, (rag_mark(assessment.rag), recorded_words(assessment)))),
        _direction_sentence(assessment, assessment.direction),
    ]
    if current.was is not None:
        parts.insert(1, f"was {view.format.short(current.was)}")
    if longer := long_term_compared(assessment):
        parts.append(Markup("Long term: ") + _direction_sentence(assessment, longer))
    if not view.is_updated and (current.value is not None or current.marker in FIGURE_NOT_SHOWN):
        parts.append("not updated this quarter")
    if view.since:
        parts.append(f"since then: {view.since}, not rated")
    return block.html(
        Markup('<p class="qb-standfirst">')
        + Markup(' <span class="qb-sep">·</span> ').join(parts)
        + Markup("</p>")
    )


def _direction_sentence(assessment: Assessment, direction: Direction) -> Markup:
    arrow, word = direction_words(direction)
    shape = Markup('<span class="qb-shape" aria-hidden="true">{}</span>').format(arrow)
    outcome = direction.outcome.replace("_", "-")
    if not direction.is_compared:
        return Markup('<span class="qb-dot qb-{}">{} {}: {}</span>').format(
            outcome, shape, word, direction.reason
        )
    return Markup('<span class="qb-dot qb-{}">{} {}</span> {}').format(
        outcome,
        shape,
        word,
        basis_words(assessment, direction) + alone_words(assessment, direction),
    )


def outlook(view: MeasureView) -> Block:
    """The figure expected for the year end and its rating, or why there is none."""
    assessment = view.assessment
    if assessment.outlook is None:
        return Block()
    sentence = outlook_sentences.sentence(
        assessment.outlook,
        assessment.outlook_rags,
        assessment.outlook_goal.target,
        view.format,
    )
    return block.paragraph(sentence, "qb-outlook")


def notes(view: MeasureView) -> Block:
    """What rounding hides, what the markers mean, and what revised figures were before."""
    used = {mark for observation in view.recent for mark in markers_of(observation)}
    ahead = view.assessment.outlook
    if ahead and ahead.value is not None:
        used.add(Marker.FORECAST)
    parts = [
        rounding_sentence(view),
        overlap_sentence(view),
        markers_words(used),
        revised_sentence(view),
    ]
    return block.html(
        Markup("\n").join(Markup('<p class="qb-small">{}</p>').format(p) for p in parts if p)
    )


def commentary(view: MeasureView) -> Block:
    """What the owner says, and what is being done: of red and amber ones also that nothing is."""
    return block.html(Markup("\n").join(said_of(view)))


def said_of(view: MeasureView) -> list[Markup]:
    """Return the parts of a measure's commentary: the owner's words, the action, the reason."""
    words, action = owners_words(view.commentary), owners_words(view.action)
    parts = []
    if words:
        parts.append(Markup('<div class="qb-commentary">{}</div>').format(words))
    if action or view.rag in ("red", "amber"):
        done = action_cell(view)
        parts.append(
            Markup('<div class="qb-action"><p><strong>Action</strong></p>{}</div>').format(done)
        )
    rag = view.assessment.rag
    reason = " ".join(rag.reason.split())
    own_words = " ".join(view.commentary.split()).casefold()
    if view.assessment.rule == "judged" and rag.is_rated and reason.casefold() not in own_words:
        parts.append(Markup('<p class="qb-reason">Why this rating: {}</p>').format(reason))
    return parts


def method(report: QuarterView, view: MeasureView) -> Block:
    """How the measure is judged, what it is, where its figures come from, how old the newest is."""
    row, ahead = view.row, view.assessment.outlook
    after, day = view.next_period, report.quarter.cut_off
    entries = [
        ("How this is judged", method_sentences.how_judged(view.assessment, view.format)),
        ("Outlook", outlook_sentences.method(ahead, view.format) if ahead else ""),
        ("Definition", row["definition"]),
        ("Source", row["source"]),
        ("Owner", row["owner"]),
        ("Reported", method_sentences.FREQUENCY_WORDS[view.frequency].lower()),
        ("Age", _age(view, after, day)),
    ]
    items = Markup().join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(name, " ".join(str(text).split()))
        for name, text in entries
        if text
    )
    return block.html(Markup('<dl class="qb-method">{}</dl>').format(items))


def _age(view: MeasureView, after: Period | None, day: date) -> str:
    """Return how old the newest figure is; of one that is not the headline's, which it is."""
    newest, current = view.newest_figure, view.assessment.current
    if newest is None:
        return ""
    words = method_sentences.age_words(newest.period, after, day)
    is_headline = current is not None and current.period == newest.period
    return words if is_headline else f"{words} (of the figure for {newest.period.label})"
