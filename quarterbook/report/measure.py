"""One measure as a page shows it."""

from __future__ import annotations

import csv
import io
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from quarterbook.data.known import Known
from quarterbook.measure.judgement import Judged
from quarterbook.periods import Period
from quarterbook.report import benchmark, block, charts, words
from quarterbook.report.block import Block, together
from quarterbook.report.clean import rich
from quarterbook.report.marks import basis_words, direction_words, rag_mark
from quarterbook.report.tables import table
from quarterbook.report.values import (
    full,
    goal_cell,
    markers_of,
    number,
    reading_cell,
    short,
    words_for_unit,
)

FREQUENCIES = {
    "monthly": "Monthly",
    "quarterly": "Quarterly",
    "annual": "Yearly",
    "biennial": "Every two years",
}
BY = {
    "monthly": "by month",
    "quarterly": "by quarter",
    "annual": "by year",
    "biennial": "every two years",
}
UNITS = {
    "%": "Per cent",
    "£": "Pounds",
    "£m": "Millions of pounds",
    "number": "Number",
    "": "Number",
}
READINGS = {
    "snapshot": "",
    "year_to_date": "year to date",
    "rolling_12": "over the last twelve months",
}


@dataclass(frozen=True)
class MeasureView:
    """A measure in a quarter's report: ``report["recycling-rate"]``.

    Each method gives a piece of the page; ``section()`` gives all of them in
    the usual order.
    """

    row: Mapping[str, Any]
    judged: Judged
    words: Mapping[str, Any]
    is_updated: bool
    known: Known

    @property
    def id(self) -> str:
        return str(self.row["id"])

    @property
    def title(self) -> str:
        return str(self.row["title"])

    @property
    def unit(self) -> str:
        return str(self.row["unit"])

    @property
    def decimals(self) -> int:
        return int(self.row["decimals"])

    @property
    def is_activity(self) -> bool:
        return bool(self.row["kind"] == "activity")

    @property
    def value(self) -> str:
        """The newest figure with its unit, or why there is none."""
        current = self.judged.current
        if current is None:
            return "no figure yet"
        return full(current.value, self.unit, self.decimals) or f"[{current.marker}]"

    @property
    def period(self) -> str:
        """The newest figure's period as readers see it."""
        return self.judged.current.period.label if self.judged.current else ""

    @property
    def rag(self) -> str:
        """The rating in a word: red, amber, green, not rated, within, above, below."""
        return self.judged.rag.outcome.replace("_", " ")

    @property
    def direction(self) -> str:
        """The direction of travel in a word: improved, same, declined, not comparable."""
        return self.judged.direction.outcome.replace("_", " ")

    @cached_property
    def finding(self) -> str:
        """What the trend chart shows, in a sentence without a full stop."""
        return words.finding(self.title, self.judged, self.unit, self.decimals, self._window)

    @property
    def _window(self) -> int:
        return charts.WINDOWS[str(self.row["frequency"])]

    def section(self, level: int = 3) -> Block:
        """Heading, chart, commentary and action, how it is judged, comparison, figures."""
        return together(
            self.heading(level),
            self.standfirst(),
            self.chart(),
            self.commentary(),
            self.method(),
            self.figures(),
        )

    def heading(self, level: int = 3) -> Block:
        """The measure's heading; other pages link to it."""
        return block.heading(level, self.title, self.id)

    def standfirst(self) -> Block:
        """Figure, period, rating and direction on one line."""
        current = self.judged.current
        if current is None:
            return block.paragraph("No figure has been recorded yet.", "qb-standfirst")
        figure = reading_cell(current, self.unit, self.decimals)
        unit = words_for_unit(self.unit) if current.value is not None else ""
        parts = [
            f'<strong class="qb-figure">{figure}</strong>' + (f" {escape(unit)}" if unit else ""),
            escape(current.period.label),
            rag_mark(self.judged.rag),
            self._direction_sentence(),
        ]
        if not self.is_updated:
            parts.append("not updated this quarter")
        return block.html(
            '<p class="qb-standfirst">' + ' <span class="qb-sep">·</span> '.join(parts) + "</p>"
        )

    def _direction_sentence(self) -> str:
        direction = self.judged.direction
        arrow, word = direction_words(direction)
        shape = f'<span class="qb-shape" aria-hidden="true">{arrow}</span>'
        css = f'class="qb-dot qb-{direction.outcome.replace("_", "-")}"'
        if word == "Not compared":
            return f"<span {css}>{shape} {word}: {escape(direction.reason)}</span>"
        basis = basis_words(self.judged)
        return f"<span {css}>{shape} {word}</span> {basis}"

    def chart(self) -> Block:
        """Trend, target and expected range."""
        recent = self.judged.readings[-self._window :]
        if not any(r.value is not None for r in recent):
            return Block()
        caption = self._caption([r.period for r in recent])
        if any(r.marker in ("p", "e") for r in recent):
            caption += ". Hollow points are provisional or estimated"
        svg = charts.trend(self.judged, self.unit, self.decimals, self._window)
        drawn = words.count(sum(r.value is not None for r in recent), "figure")
        alt = f"{self.finding}. The chart joins {drawn} with a line."
        return block.chart(self.id, svg, alt, f"{caption}.")

    def _caption(self, periods: Sequence[Period]) -> str:
        """What the axes of the trend chart are: ``Per cent by quarter, Q3 2018/19 to …``."""
        unit = words_for_unit(self.unit)
        what = UNITS.get(self.unit) or f"Figures ({unit})"
        often = BY[str(self.row["frequency"])]
        reading = READINGS[str(self.row["reading"])]
        span = periods[0].label
        if len(periods) > 1:
            span += f" to {periods[-1].label}"
        return ", ".join(part for part in (f"{what} {often}", reading, span) if part)

    def commentary(self) -> Block:
        """What the owner says, and what is being done."""
        said = rich(self.words.get("commentary", ""))
        done = rich(self.words.get("action", ""))
        parts = []
        if said:
            parts.append(f'<div class="qb-commentary">{said}</div>')
        if done:
            parts.append(f'<div class="qb-action"><p><strong>Action</strong></p>{done}</div>')
        reason = " ".join(self.judged.rag.reason.split())
        if self.judged.rule == "judged" and self.judged.rag.is_rated and reason:
            parts.append(f'<p class="qb-reason">Why this rating: {escape(reason, quote=False)}</p>')
        return block.html("\n".join(parts))

    def method(self) -> Block:
        """How the measure is judged, what it is and where its figures come from."""
        row = self.row
        entries = [
            ("How this is judged", self.how_judged),
            ("Definition", row["definition"]),
            ("Source", row["source"]),
            ("Owner", row["owner"]),
            ("Reported", FREQUENCIES[str(row["frequency"])].lower()),
        ]
        items = "".join(
            f"<dt>{name}</dt><dd>{escape(' '.join(str(text).split()), quote=False)}</dd>"
            for name, text in entries
            if text
        )
        return block.html(f'<dl class="qb-method">{items}</dl>')

    @property
    def how_judged(self) -> str:
        """The rule, the target, the limits and the basis in one sentence."""
        return words.how_judged(self.judged, str(self.row["polarity"]), self.unit, self.decimals)

    def figures(self) -> Block:
        """The figures behind the chart as a table, and all figures as a CSV file."""
        readings = self.judged.readings
        if not readings:
            return Block()
        goals = self.judged.goals
        has_goal = any(goals[r.period] != type(goals[r.period])() for r in readings)
        has_was = any(r.was is not None for r in readings)
        headers = ["Period", "Figure"]
        headers += ["Expected range" if self.is_activity else "Target"] if has_goal else []
        headers += ["Before revision"] if has_was else []
        rows = []
        for reading in reversed(readings[-self._window :]):
            row = [
                escape(reading.period.label),
                reading_cell(reading, self.unit, self.decimals),
            ]
            if has_goal:
                row.append(goal_cell(goals[reading.period], self.unit, self.decimals))
            if has_was:
                row.append(escape(short(reading.was, self.unit, self.decimals)))
            rows.append(row)
        title = escape(self.title, quote=False)
        caption = f"Figures behind the chart: {title}"
        inside = table(caption, headers, rows, numeric=range(1, 4), css="qb-figures")
        path = f"figures/{self.id}.csv"
        text = self._csv()
        download = (
            f'<p><a class="qb-csv" download href="../{path}">'
            f"Download all figures of “{title}” (CSV)</a></p>"
        )
        opening = (
            '<details class="qb-details qb-web-only"><summary>Figures behind the chart</summary>'
        )
        shown = download.replace(
            f"../{path}", f"data:text/csv;base64,{b64encode(text.encode()).decode()}"
        )
        return Block(
            f"{opening}{inside}{shown}</details>",
            f"{opening}{inside}{download}</details>",
            {f"extra/{path}": text},
        )

    def _csv(self) -> str:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(
            [
                "measure",
                "title",
                "unit",
                "period",
                "value",
                "marker",
                "was",
                "target",
                "lower",
                "upper",
            ]
        )
        for reading in self.judged.readings:
            goal = self.judged.goals[reading.period]
            writer.writerow(
                [
                    self.id,
                    self.title,
                    self.unit,
                    reading.period.code,
                    self._plain(reading.value),
                    " ".join(markers_of(reading)),
                    *(
                        self._plain(value)
                        for value in (reading.was, goal.target, goal.lower, goal.upper)
                    ),
                ]
            )
        return out.getvalue()

    def _plain(self, value: float | None) -> str:
        return "" if value is None else f"{value:.12g}"

    def spark(self) -> str:
        """The trend as a picture for a table cell, with words for who cannot see it."""
        recent = self.judged.readings[-self._window :]
        svg = charts.spark(recent)
        if not svg:
            return ""
        values = [r.value for r in recent if r.value is not None]
        low, high = (number(edge, self.decimals) for edge in (min(values), max(values)))
        alt = f"Trend over {len(values)} figures, between {low} and {high}"
        data = b64encode(svg.encode()).decode()
        return (
            f'<img class="qb-spark" alt="{alt}" width="90" height="24" '
            f'src="data:image/svg+xml;base64,{data}">'
        )

    def benchmark(self) -> Block:
        """How the council compares with others; nothing where there is no benchmark."""
        compared = benchmark.compare(self.known, self.id)
        return benchmark.comparison(self.known, compared, self.row) if compared else Block()
