"""What each chart shows, in words for who cannot see it: every alt text of a chart is made here."""

from __future__ import annotations

import math
from collections.abc import Sequence

from num2words import num2words

from quarterbook.ground.periods import Period
from quarterbook.ground.units import NumberFormat
from quarterbook.ground.wording import count
from quarterbook.judge.comparison import Compared, since_break
from quarterbook.judge.observations import Observation, Point
from quarterbook.report.sentences import control_chart, trend
from quarterbook.report.sentences.ranking import YEARS, place_sentence
from quarterbook.report.views.control_chart import ControlChart
from quarterbook.report.views.measure import MeasureView


def of_trend(view: MeasureView) -> str:
    """Return what the trend chart shows, and of how many figures."""
    return f"{trend.finding(view)}. {_shown(view.recent)}"


def of_bars(view: MeasureView) -> str:
    """Return what a chart of bars shows, and how many figures have one."""
    drawn = count(sum(r.value is not None for r in view.recent), "figure")
    return f"{trend.finding(view)}. The chart has a bar for each of {drawn}."


def of_bullet(view: MeasureView) -> str:
    """Return what a figure beside its target shows."""
    return f"{trend.finding(view)}."


def of_multiples(views: Sequence[MeasureView]) -> str:
    """Return what small charts of several measures show, two in a row."""
    rows = math.ceil(len(views) / 2)
    words = " ".join(f"{trend.finding(view)}." for view in views)
    how = "one row" if rows == 1 else f"{rows} rows"
    return f"{num2words(len(views)).capitalize()} small charts, {how} of two at most. {words}"


def of_spark(view: MeasureView) -> str:
    """Return what the small picture of a trend shows: of how many figures, from where to where."""
    values = [one.value for one in view.recent if one.value is not None]
    first, last = map(view.format.number, (values[0], values[-1]))
    over = f"Trend over {len(values)} figures"
    if first == last:
        return f"{over}, of which the first and the last are {first}"
    return f"{over}, {'rising' if values[0] < values[-1] else 'falling'} from {first} to {last}"


def of_control_chart(chart: ControlChart) -> str:
    """Return what a control chart finds, and of how many figures."""
    return f"{control_chart.finding(chart)} {_shown(chart.observations)}"


def of_control_chart_beside_words(chart: ControlChart) -> str:
    """Return what a control chart draws, where what it finds stands beside it."""
    between = ""
    if chart.has_enough:
        lower, upper = (chart.limit_format.full(one) for one in (chart.xmr.lower, chart.xmr.upper))
        between = f" Limits {lower} and {upper}."
    return f"Control chart of {chart.title}.{between} {_shown(chart.observations)}"


def _shown(observations: Sequence[Observation]) -> str:
    drawn = count(sum(r.value is not None for r in observations), "figure")
    return f"The chart shows {drawn}."


def of_strip_plot(title: str, compared: Compared, format: NumberFormat, name: str) -> str:
    """Return what a strip plot of all councils shows: how many, the figures marked, the rank."""
    councils = f"{title} in all {len(compared.values)} councils that have a figure."
    return f"{councils} {_figures(compared, format, name)}"


def of_dots(title: str, compared: Compared, format: NumberFormat, name: str) -> str:
    """Return what a dot for each of the compared shows."""
    return f"{title}, {compared.period.label}. {_figures(compared, format, name)}"


def of_years(title: str, compared: Compared, format: NumberFormat, name: str) -> str:
    """Return how each line went from its first figure to its last, and the rank."""
    span = compared.points[-YEARS:]
    own = compared.since_break
    lines = [(name, own), *((o.title, since_break(o.points)) for o in compared.others)]
    words = [_went(label, points[-YEARS:], span[0].period, format) for label, points in lines]
    rank = "" if compared.own is None else f" {place_sentence(compared)}"
    years = f"{span[0].period.label} to {span[-1].period.label}"
    return f"{title}, {years}. {'; '.join(filter(None, words))}.{rank}"


def _figures(compared: Compared, format: NumberFormat, name: str) -> str:
    """The figures of the compared period and the rank."""
    council = compared.now.council or name
    figures = [
        f"{title} {format.short(point.value)}"
        for title, point in [(council, compared.now), *((o.title, o.now) for o in compared.others)]
        if point.value is not None
    ]
    if compared.own is None:
        return f"{'; '.join([f'{council} has no figure', *figures])}."
    return f"{'; '.join(figures)}. {place_sentence(compared)}"


def _went(label: str, points: Sequence[Point], begins: Period, format: NumberFormat) -> str:
    """``England rose from 80.1% in 2016/17 to 81.8%``; nothing without a figure.

    The year is named of a line that begins later than the chart.
    """
    there = [point for point in points if point.value is not None]
    if not there:
        return ""
    first, last = there[0], there[-1]
    began, ended = (format.short(point.value) for point in (first, last))
    if first is last:
        return f"{label} was at {ended} in {trend.when(last.period)}"
    assert first.value is not None
    assert last.value is not None
    how = "rose from" if last.value > first.value else "fell from"
    if began == ended:
        how = "began and ended level, from"
    since = "" if first.period == begins else f" in {trend.when(first.period)}"
    until = "" if last is points[-1] else f" in {trend.when(last.period)}"
    return f"{label} {how} {began}{since} to {ended}{until}"
