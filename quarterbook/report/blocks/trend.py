"""The trend of a measure: a chart with its caption, and a small picture for a table cell."""

from __future__ import annotations

from base64 import b64encode

from markupsafe import Markup

from quarterbook.ground.markers import PRELIMINARY
from quarterbook.ground.rule_names import Frequency
from quarterbook.judge.observations import Observation
from quarterbook.report.html import block
from quarterbook.report.html.block import Block
from quarterbook.report.sentences import alt_text
from quarterbook.report.sentences.method import READING_WORDS
from quarterbook.report.views.measure import MeasureView, markers_of

FEWEST_CHARTED = 3
"""The figures that a chart has at least."""

_BY: dict[Frequency, str] = {
    "monthly": "by month",
    "quarterly": "by quarter",
    "annual": "by year",
    "biennial": "every two years",
}


def chart(view: MeasureView, name: str = "") -> Block:
    """Trend, target and expected range; fewer than three figures are told in words, one not at all.

    ``name`` is that of the picture, by default the measure's id.
    """
    from quarterbook.report.charts import trend
    from quarterbook.report.charts.style import council_colours

    recent = view.recent
    there = [one for one in recent if one.value is not None]
    if len(there) < FEWEST_CHARTED:
        figures = "; ".join(f"{_marked(view, one)} in {one.period.label}" for one in there)
        return block.paragraph(f"Figures so far: {figures}.") if len(there) > 1 else Block()
    words = caption(view)
    ahead = view.assessment.outlook
    if ahead and ahead.value is not None:
        words += f". The diamond is the outlook for {ahead.period.label}"
    if any(r.marker in PRELIMINARY for r in recent):
        words += ". Hollow points are provisional or estimated"
    with council_colours(view.colours):
        picture = trend.trend(view)
    return block.chart(name or view.id, picture, alt_text.of_trend(view), f"{words}.")


def _marked(view: MeasureView, one: Observation) -> str:
    return " ".join([view.format.full(one.value), *(f"[{mark}]" for mark in markers_of(one))])


def caption(view: MeasureView) -> str:
    """Return what the axes of a chart over time are: ``Per cent by quarter, Q3 2018/19 to …``."""
    periods = [one.period for one in view.recent]
    often = _BY[view.frequency]
    how = READING_WORDS[view.assessment.rules.reading]
    span = periods[0].label
    if len(periods) > 1:
        span += f" to {periods[-1].label}"
    return ", ".join(part for part in (f"{view.format.axis_title} {often}", how, span) if part)


def spark(view: MeasureView) -> Markup:
    """The trend as a picture for a table cell, with words for who cannot see it."""
    from quarterbook.report.charts import trend
    from quarterbook.report.charts.style import council_colours

    with council_colours(view.colours):
        svg = trend.spark(view.recent, view.assessment.rules)
    if not svg:
        return Markup()
    data = b64encode(svg.encode()).decode()
    return Markup(
        '<img class="qb-spark" alt="{}" width="90" height="24" src="data:image/svg+xml;base64,{}">'
    ).format(alt_text.of_spark(view), data)
