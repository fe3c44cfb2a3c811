"""The printed report against the record: each measure's line, outlooks, limits, ranks and counts.

The text of a PDF has no cells, so a line is looked for as the record says it must stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from oracle.control import assurance, is_of_several_levels, variation
from oracle.expected import Expected, Verdict
from oracle.outputs.comparisons import moved_words, place_words, previous_words
from oracle.outputs.sentences import travel_sentences
from oracle.outputs.site import rag_words
from oracle.outputs.workbook import basis_words
from support.paper_text import page_texts, squashed

Line = tuple[str, str]


def check_paper(path: Path, book: Expected) -> tuple[list[str], int]:
    """Compare a PDF with the record: what it lacks of what it must say, and how much that is."""
    return check_words("\n".join(page_texts(path)), book)


def check_words(text: str, book: Expected) -> tuple[list[str], int]:
    words = _bare(text)
    lines = [
        *_headlines(book),
        *_outlooks(book),
        *_control_charts(book),
        *_standings(book),
        *_counts(book),
    ]
    missing = [
        f"{where}: it nowhere says {line!r}" for where, line in lines if _bare(line) not in words
    ]
    return missing, len(lines)


def _bare(text: str) -> str:
    return re.sub(r"[◆▲●○△▽↗↘→↑↓–]", "", squashed(text))


def _unit(verdict: Verdict) -> str:
    unit = verdict.measure.row["unit"]
    return "" if unit in ("%", "£", "£m", "number", "") else f" {unit}"


COVERED = {"year_to_date": ", year to date", "rolling_12": ", over the last twelve months"}


def _recorded(verdict: Verdict) -> str:
    """What stands behind a rating that its owner gave."""
    is_recorded = verdict.measure.rule == "judged" and verdict.rating != "not rated"
    return " as recorded" * is_recorded


def _headlines(book: Expected) -> Iterator[Line]:
    """The line under the heading of each measure: figure, period, rating and direction."""
    for verdict in book.verdicts:
        figure, travel = verdict.figure, verdict.travel
        assert figure is not None
        unit = "" if figure.withheld or figure.value is None else _unit(verdict)
        word = "Not compared" if travel.word == "not comparable" else travel.word.capitalize()
        months = COVERED.get(verdict.measure.reading, "")
        line = f"{verdict.title} {verdict.marked(figure)}{unit} · {figure.span.label}{months} · "
        line += f"{rag_words(verdict)}{_recorded(verdict)} · {word}"
        line += f" {basis_words(travel.basis)}" if travel.basis else f": {travel.reason}"
        second = verdict.second
        if second and second.word != "not comparable":  # of others the chart says why
            line += f" · Long term: {second.word.capitalize()} {basis_words(second.basis)}"
        yield verdict.measure.id, line


def _outlooks(book: Expected) -> Iterator[Line]:
    for verdict in book.verdicts:
        outlook = verdict.outlook
        if outlook is None:
            continue
        unit = _unit(verdict)
        line = (
            f"Year-end outlook: {verdict.written(outlook.value)}{unit} [f] for {outlook.span.label}"
        )
        if outlook.low is not None and outlook.low != outlook.high:
            low, high = verdict.written(outlook.low), verdict.written(outlook.high)
            value = verdict.written(outlook.value)
            between = f"between {low} and {high}"
            if value in (low, high):  # an end of the range that reads as the figure
                between = f"or up to {high}" if value == low else f"or down to {low}"
            line += f" ({between}{unit})"
        yield verdict.measure.id, f"{line}, which would be {outlook.rating} against the target of"


def _control_charts(book: Expected) -> Iterator[Line]:
    """The rows of the table of control charts."""
    for verdict in book.verdicts:
        chart, figure = verdict.chart, verdict.figure
        if chart is None or figure is None or is_of_several_levels(chart):
            continue
        limits = f"{verdict.written(chart.lower)} to {verdict.written(chart.upper)}"
        cells = [
            verdict.marked(figure),
            figure.span.label,
            variation(verdict.measure, chart),
            assurance(verdict.measure, chart, verdict.goal.target),
            verdict.written(chart.mean),
            limits,
            verdict.written(verdict.goal.target),
        ]
        yield verdict.measure.id, "".join(cells)


def _standings(book: Expected) -> Iterator[Line]:
    """What is said of each measure's place, and its figure beside the comparators'."""
    for id_, standing in book.standings.items():
        verdict = next(one for one in book.verdicts if one.measure.id == id_)
        if standing.place is not None:
            label = standing.previous[0].label if standing.previous else ""
            moved = moved_words(standing)
            if " academic year" in label:
                moved = moved.replace(label, f"the {label}")
            # between the two may stand which ranks chance allows for
            yield id_, f"{place_words(standing.place)} councils"
            if moved:
                yield id_, moved
        if standing.own is not None:
            figures = [previous_words(verdict, standing), verdict.written(standing.own)]
            figures += [verdict.written(one.value) for one in standing.comparators]
            yield id_, "".join(figures)


def _counts(book: Expected) -> Iterator[Line]:
    ratings = book.ratings
    words = [("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("not rated", "Not rated")]
    if ratings.keys() - {"not rated"}:
        yield "counts", "".join(f"{ratings[one]} {word}" for one, word in words)
    for outcome in [None, *(one["id"] for one in book.record.council["outcomes"])]:
        for word, line in travel_sentences(
            [one for one in book.updated if outcome in (None, one.measure.row["outcome"])]
        ):
            yield f"counts: {outcome or 'summary'}: {word}", line
