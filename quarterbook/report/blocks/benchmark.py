"""How the council compares with others: sentence, table, charts and source of one measure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from quarterbook.data.vintage import Vintage
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.comparison import FEWEST, Compared
from quarterbook.judge.observations import Point
from quarterbook.report.blocks import trend
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, join_blocks
from quarterbook.report.html.cells import markers_words, unit_below
from quarterbook.report.html.tables import table
from quarterbook.report.sentences import alt_text
from quarterbook.report.sentences.confidence import (
    few_sentence,
    interval_sentence,
    missing_sentences,
    numerator_sentence,
)
from quarterbook.report.sentences.ranking import (
    GOOD,
    YEARS,
    breaks_words,
    gaps_words,
    sentences,
    source_sentences,
)
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView


def of_measure(report: QuarterView, view: MeasureView) -> Block:
    """How the council compares with others; nothing where there is no benchmark."""
    compared = report.compared(view.id)
    return comparison(report, view, compared) if compared else Block()


def comparison(report: QuarterView, view: MeasureView, compared: Compared) -> Block:
    """The sentences, and what they are made from."""
    words = comparison_words(report, view, compared)
    return join_blocks(block.paragraph(words), comparison_figures(report, view, compared))


def comparison_words(report: QuarterView, view: MeasureView, compared: Compared) -> str:
    """Return where the council stands, how sure that is, and the number behind a rate."""
    parts = [
        sentences(compared, view.format, report.council.council.short_name),
        interval_sentence(compared, view.format),
        numerator_sentence(compared, view.format),
    ]
    return " ".join(filter(None, parts))


def comparison_figures(report: QuarterView, view: MeasureView, compared: Compared) -> Block:
    """The table of previous, own and comparators, the charts, caveats and source."""
    name = report.council.council.short_name
    used = {compared.now.marker, *(other.now.marker for other in compared.others)}
    if compared.previous:
        used.add(compared.previous.marker)
    notes = [
        markers_words(used),
        few_sentence(compared, view.format),
        *missing_sentences(compared.points),
        *(f"Please note: {_stopped(caveat)}" for caveat in _caveats(report.vintage, view.id)),
        source_sentences(compared),
    ]
    return join_blocks(
        block.html(result_table(compared, view, name)),
        _strip_plot(compared, view, name),
        others_chart(compared, view, name),
        *(block.paragraph(note, "qb-small") for note in notes if note),
    )


def _caveats(vintage: Vintage, id_: str) -> list[str]:
    """Return what series.csv says to bear in mind of a measure's published figures, each once."""
    texts = vintage.rows("series", "measure", id_)["caveat"]
    return [text for text in dict.fromkeys(texts) if text.strip()]


def _stopped(text: str) -> str:
    sentence = " ".join(text.split())
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def result_table(compared: Compared, view: MeasureView, name: str) -> Markup:
    """Return the HTML table of one measure: previous result, own figure and comparators."""
    format = view.format
    label, title = compared.period.label, view.title
    small = [format.unit_beside, "a low figure is good" if compared.polarity == "lower" else ""]
    first = title + unit_below("; ".join(filter(None, small)))
    headers = ["Measure", "Previous result", f"{name} {label}"]
    cells = [first, previous_cell(compared, format), cell(compared.now, format)]
    for other in compared.others:
        headers.append(f"{other.title} {label}")
        cells.append(cell(other.now, format))
    return table(
        f"{title}, {label}, compared",
        headers,
        [cells],
        numeric=range(1, len(headers)),
        css="qb-benchmark",
        caption_hidden=True,
    )


if TYPE_CHECKING:
    from quarterbook.report.charts.comparison import Line


def cell(point: Point, format: NumberFormat) -> str:
    """Return a figure with its marker, or the marker in its place."""
    marks = f"[{point.marker}]" if point.marker else ""
    return " ".join(part for part in (format.short(point.value), marks) if part)


def previous_cell(compared: Compared, format: NumberFormat) -> str:
    """Return the previous result and its year; which council's, where it was another's."""
    before = compared.previous
    if before is None:
        return "–"
    whose = f"{before.council}, " if before.council and not compared.now.council else ""
    when = f"({whose}{before.period.label})"
    return f"{cell(before, format)} {when}"


def _strip_plot(compared: Compared, view: MeasureView, name: str) -> Block:
    """All councils as a strip; nothing where too few have a figure."""
    from quarterbook.report.charts import strip_plot
    from quarterbook.report.charts.strip_plot import Marked
    from quarterbook.report.charts.style import council_colours

    if len(compared.values) < FEWEST:
        return Block()
    format = view.format
    marked = [
        Marked(other.title, other.now.value)
        for other in compared.others
        if other.now.value is not None
    ]
    if compared.own is not None:
        marked.append(Marked(compared.now.council or name, compared.own, is_own=True))
    with council_colours(view.colours):
        svg = strip_plot.strip_plot(compared.values, marked, format, compared.polarity)
    shaded = ", shaded by quartile" if compared.polarity in GOOD else ""
    return block.chart(
        f"{view.id}-councils",
        svg,
        alt_text.of_strip_plot(view.title, compared, format, name),
        f"{view.title}, {compared.period.label}{_in(format)}: a dot for each council{shaded}.",
    )


def others_chart(
    compared: Compared,
    view: MeasureView,
    name: str,
    *,
    is_row_each: bool = False,
    suffix: str = "",
) -> Block:
    """Lines over the years or, where there is one year alone or it is asked for, a dot for each.

    ``suffix`` keeps the picture's name apart from that of the measure's own section.
    """
    from quarterbook.report.charts.comparison import Line, dots, over_years
    from quarterbook.report.charts.style import council_colours

    ending = f"-{suffix}" if suffix else ""
    format, title = view.format, view.title
    own = Line(name, compared.points, is_own=True)
    lines = [own, *(Line(other.title, other.points) for other in compared.others)]
    if not any(line.there for line in lines):
        return Block()
    if _spans_years(lines) and not is_row_each:
        recent = compared.points[-YEARS:]
        span = f"{recent[0].period.label} to {recent[-1].period.label}"
        missing = gaps_words(recent)
        parts = [f"{title}, {span}{_in(format)}"]
        parts += [f"Gaps: {missing}"] if missing else []
        parts += _breaks(lines)
        with council_colours(view.colours):
            picture = over_years(lines, format)
        return block.chart(
            f"{view.id}-years{ending}",
            picture,
            alt_text.of_years(title, compared, format, name),
            f"{'. '.join(parts)}.",
        )
    now = [line for line in lines if _is_there(line.points[-1])]
    if len(now) < (2 if is_row_each else trend.FEWEST_CHARTED):
        return Block()
    with council_colours(view.colours):
        picture = dots(now, format)
    return block.chart(
        f"{view.id}-compared{ending}",
        picture,
        alt_text.of_dots(title, compared, format, name),
        f"{title}, {compared.period.label}{_in(format)}.",
    )


def _breaks(lines: Sequence[Line]) -> list[str]:
    """Return where and why the council's line breaks; whose it is where others' go on."""
    own, *others = (line.points[-YEARS:] for line in lines)
    breaks = breaks_words(own[1:])
    if not breaks:
        return []
    at = [number for number, point in enumerate(own) if number and point.broken]
    goes_on = any(
        _is_there(other[number])
        and not other[number].broken
        and any(map(_is_there, other[:number]))
        for other in others
        for number in at
    )
    whose = f"{lines[0].label}'s line is not" if goes_on else "Not"
    return [f"{whose} joined across a break, {'; '.join(breaks)}"]


def _spans_years(lines: Sequence[Line]) -> bool:
    """Whether there are points enough, of more than one year, for lines over the years."""
    drawn = [point for line in lines for point in line.points[-YEARS:] if _is_there(point)]
    return len({point.period for point in drawn}) > 1 and len(drawn) >= trend.FEWEST_CHARTED


def _is_there(point: Point) -> bool:
    return point.value is not None


def _in(format: NumberFormat) -> str:
    words = format.unit_beside
    return f" ({words})" if words else ""
