"""What each chart shows, in words for who cannot see it: every alt text of a chart is made here."""

from __future__ import annotations

from collections.abc import Sequence

from quarterbook.ground.periods import Period
from quarterbook.ground.units import NumberFormat
from quarterbook.ground.wording import count
from quarterbook.judge.comparison import Compared, since_break
from quarterbook.judge.observations import Observation, Point
from quarterbook.report.sentences import control_chart, trend
from quarterbook.report.sentences.change import rose_or_fell
from quarterbook.report.sentences.ranking import YEARS
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
    """Return what small charts of several measures show."""
    words = " ".join(f"{trend.finding(view)}." for view in views)
    return f"{count(len(views), 'small chart', start=True)}. {words}"


def of_spark(view: MeasureView) -> str:
    """Return what the small picture of a trend shows: of how many figures, from where to where."""
    values = [one.value for one in view.recent if one.value is not None]
    first, last = map(view.format.number, (values[0], values[-1]))
    over = f"Trend over {len(values)} figures"
    how = rose_or_fell(values[0], values[-1], view.format.number)
    if not how:
        return f"{over}, of which the first and the last are {first}"
    return f"{over}, {'rising' if how == 'rose' else 'falling'} from {first} to {last}"


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
    """Return what a strip plot of all councils shows: how many, how far apart, and where the own.

    The figures that it marks and the rank stand in words and a table beside it.
    """
    council = compared.now.council or name
    own = f"{council} has {'no figure' if compared.own is None else format.short(compared.own)}"
    spread = _spread(list(compared.values), format)
    return f"{title} in all {len(compared.values)} councils that have a figure: {spread}. {own}."


def of_dots(title: str, compared: Compared, format: NumberFormat, name: str) -> str:
    """Return what a dot for each of the compared shows: their figures."""
    council = compared.now.council or name
    dots = [(council, compared.now), *((other.title, other.now) for other in compared.others)]
    figures = [f"{of} {format.short(dot.value)}" for of, dot in dots if dot.value is not None]
    return f"{title}, {compared.period.label}. {'; '.join(figures)}."


def _spread(values: Sequence[float], format: NumberFormat) -> str:
    return f"from {format.short(min(values))} to {format.short(max(values))}"


def of_years(title: str, compared: Compared, format: NumberFormat, name: str) -> str:
    """Return how each line went from its first figure to its last."""
    span = compared.points[-YEARS:]
    own = compared.since_break
    lines = [(name, own), *((o.title, since_break(o.points)) for o in compared.others)]
    words = [_went(label, points[-YEARS:], span[0].period, format) for label, points in lines]
    years = f"{span[0].period.label} to {span[-1].period.label}"
    return f"{title}, {years}. {'; '.join(filter(None, words))}."


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
    how = rose_or_fell(first.value, last.value, format.short) or "began and ended level,"
    since = "" if first.period == begins else f" in {trend.when(first.period)}"
    until = "" if last is points[-1] else f" in {trend.when(last.period)}"
    return f"{label} {how} from {began}{since} to {ended}{until}"
