"""How old each figure is on the day of a meeting, and what has been recorded since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from markupsafe import Markup
from num2words import num2words

from quarterbook.ground import wording
from quarterbook.ground.periods import Period, long_date
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, join_blocks
from quarterbook.report.html.cells import NONE, observation_cell, short_period
from quarterbook.report.html.links import link, markdown_link
from quarterbook.report.html.marks import rag_mark
from quarterbook.report.html.tables import table
from quarterbook.report.sentences.method import next_figure
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView


def ages(
    report: QuarterView, on: date | None, note_older_than: int, later: QuarterView | None
) -> Block:
    """How old each figure is on the day of the meeting, and what has been recorded since.

    Of measures that are red or amber, which is what a paper by exception
    shows; of all where the paper has measures of its own (see `for_edition`).

    on
        that day; without one, the age is that on the cut-off.
    later
        the same quarter with what was recorded after the cut-off.
    """
    views = [view for view in report.measures if report.is_chosen or view.rag in ("red", "amber")]
    day = on or report.quarter.cut_off
    dated = [
        ((day - newest.period.end).days, view) for view in views if (newest := view.newest_figure)
    ]
    if not dated:
        none = "has a figure" if report.is_chosen else "is red or amber"
        return block.markdown_paragraph(f"No measure of this paper {none}.")
    aged = sorted(dated, key=lambda pair: -pair[0])
    newer = _newer([view for _, view in aged], later) if later else None
    known_on = (later or report).quarter.cut_off
    of = f"the day of the meeting, {long_date(on)}" if on else "the cut-off date"
    return join_blocks(
        block.markdown_paragraph(_aged_sentence([days for days, _ in aged], note_older_than, of)),
        Block() if newer is None else block.markdown_paragraph(_newer_sentence(aged, newer)),
        block.html(_table(aged, note_older_than, of, known_on, newer)),
    )


def _table(
    aged: Iterable[tuple[int, MeasureView]],
    limit: int,
    of: str,
    known_on: date,
    newer: Mapping[str, MeasureView] | None,
) -> Markup:
    """A row for each figure, the oldest first, and what is newer where the paper looks at it."""
    rows, aged = [], list(aged)
    is_told = all(days > limit for days, _ in aged)  # of all of them, above the table
    for days, view in aged:
        newest = view.newest_figure
        assert newest
        after = (newer or {}).get(view.id, view).next_period
        row = [
            link(view),
            short_period(newest.period),
            str(days),
            next_figure(after, known_on) if after else NONE,
            f"Older than {limit} days" if days > limit and not is_told else NONE,
        ]
        rows.append(row if newer is None else [*row, _newer_cell(view, newer.get(view.id))])
    headers = ["Measure", "Figure for", "Age in days", "Next figure", "Note"]
    headers += [] if newer is None else ["Recorded since"]
    return table(f"Age of each figure on {of}", headers, rows, numeric=(2,))


def _aged_sentence(days: Sequence[int], limit: int, day: str) -> str:
    old = sum(age > limit for age in days)
    each = wording.verb(len(days), "the one figure is", "the figures are")
    span = f"between {days[-1]} and {days[0]} days" if days[0] != days[-1] else f"{days[0]} days"
    text = f"On {day}, {each} {span} old, counted from the end of the period."
    if old == len(days):
        every = {1: "It is", 2: "Both are"}.get(old, f"All {num2words(old)} are")
        return f"{text} {every} older than {limit} days."
    some = wording.count(old, "figure", start=True)
    return f"{text} {some} {wording.verb(old, 'is', 'are')} older than {limit} days."


def _newer(views: Iterable[MeasureView], later: QuarterView) -> dict[str, MeasureView]:
    """Return the later views of the measures whose newest figure is another one now."""
    by_id = {view.id: view for view in later.everything}
    return {
        view.id: by_id[view.id]
        for view in views
        if view.id in by_id and _figures(by_id[view.id]) != _figures(view)
    }


def _figures(view: MeasureView) -> list[tuple[Period, float | None]]:
    """The quarter's own newest figure and the newest since then, with their periods."""
    shown = (view.assessment.current, *view.assessment.later_figures[-1:])
    return [(one.period, one.value) for one in shown if one]


def _newer_cell(view: MeasureView, newer: MeasureView | None) -> str:
    if newer is None or newer.assessment.current is None or view.assessment.current is None:
        return NONE
    is_rated = _figures(newer)[1:] == _figures(view)[1:]
    observation = newer.assessment.current if is_rated else newer.assessment.later_figures[-1]
    figure = observation_cell(observation, view.format)
    unit = view.format.unit_beside
    period = short_period(observation.period)
    revised = observation.period == view.assessment.current.period
    when = f"{period}, revised" if revised else period
    newest = Markup("{} {}").format(figure, unit).strip()
    rating = rag_mark(newer.assessment.rag) if is_rated else "not rated"
    return Markup("{} ({}) <br>{}").format(newest, when, rating)


def _newer_sentence(aged: Iterable[tuple[int, MeasureView]], newer: dict[str, MeasureView]) -> str:
    if not newer:
        return "No newer figure has been recorded since the cut-off."
    has = wording.verb(len(newer), "has", "have")
    text = f"{wording.count(len(newer), 'measure', start=True)} {has} a newer figure."
    changed = [
        f"{markdown_link(view)} was {view.rag} and is now {newer[view.id].rag}"
        for _, view in aged
        if view.id in newer and newer[view.id].rag != view.rag
    ]
    if not changed:
        return f"{text} No rating has changed with it."
    return f"{text} {'; '.join(changed)}."
