"""One measure as a page shows it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from quarterbook.data.vintage import Vintage
from quarterbook.ground import wording
from quarterbook.ground.markdown import rich
from quarterbook.ground.markers import PRELIMINARY, Marker
from quarterbook.ground.periods import Period
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.assessment import Assessment
from quarterbook.judge.direction import Direction
from quarterbook.judge.observations import Goal, Observation, window
from quarterbook.report.blocks import benchmark, control_charts, decisions, figures
from quarterbook.report.charts import trend
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, together
from quarterbook.report.html.cells import markers_of, markers_words, observation_cell
from quarterbook.report.html.marks import basis_words, direction_words, rag_mark
from quarterbook.report.sentences import counts, outlook
from quarterbook.report.sentences.method import how_judged

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
    judged: Assessment
    words: Mapping[str, Any]
    is_updated: bool
    vintage: Vintage

    @property
    def id(self) -> str:
        return str(self.row["id"])

    @property
    def title(self) -> str:
        return str(self.row["title"])

    @property
    def href(self) -> str:
        """Where tables of other pages lead: the measure's section on its outcome area's page."""
        return f"../notebooks/{self.row['outcome']}.html#{self.id}"

    @property
    def format(self) -> NumberFormat:
        return NumberFormat.of(self.row)

    @property
    def is_activity(self) -> bool:
        return bool(self.row["kind"] == "activity")

    @property
    def value(self) -> str:
        """The newest figure with its unit, or why there is none."""
        current = self.judged.current
        if current is None:
            return "no figure yet"
        marks = [f"[{mark}]" for mark in markers_of(current)]
        return " ".join(part for part in (self.format.full(current.value), *marks) if part)

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
        return counts.finding(self.title, self.judged, self.format, self._window)

    @property
    def recent(self) -> tuple[Observation, ...]:
        """The observations that the trend chart shows."""
        return self.judged.observations[-self._window :]

    @property
    def _window(self) -> int:
        return window(self.judged.rules.frequency)

    def section(self, level: int = 3) -> Block:
        """Heading, figure, outlook, chart, commentary, decisions, how it is judged, figures."""
        return together(
            self.heading(level),
            self.standfirst(),
            self.outlook(),
            self.control_finding(),
            self.control_chart() if self.is_charted else self.chart(),
            self.commentary(),
            self.decisions(),
            self.notes(),
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
        figure = observation_cell(current, self.format)
        unit = self.format.unit_beside if current.value is not None else ""
        parts = [
            f'<strong class="qb-figure">{figure}</strong>' + (f" {escape(unit)}" if unit else ""),
            escape(current.period.label),
            rag_mark(self.judged.rag),
            self._direction_sentence(self.judged.direction),
        ]
        if current.was is not None:
            parts.insert(1, f"was {escape(self.format.short(current.was))}")
        if self.judged.long_term:
            parts.append("Long term: " + self._direction_sentence(self.judged.long_term))
        if not self.is_updated:
            parts.append("not updated this quarter")
        return block.html(
            '<p class="qb-standfirst">' + ' <span class="qb-sep">·</span> '.join(parts) + "</p>"
        )

    def _direction_sentence(self, direction: Direction) -> str:
        arrow, word = direction_words(direction)
        shape = f'<span class="qb-shape" aria-hidden="true">{arrow}</span>'
        css = f'class="qb-dot qb-{direction.outcome.replace("_", "-")}"'
        if word == "Not compared":
            return f"<span {css}>{shape} {word}: {escape(direction.reason)}</span>"
        basis = basis_words(self.judged, direction)
        return f"<span {css}>{shape} {word}</span> {basis}"

    def outlook(self) -> Block:
        """The figure expected for the year end and its rating, or why there is none."""
        judged = self.judged
        if judged.outlook is None:
            return Block()
        said = outlook.sentence(
            judged.outlook,
            judged.outlook_rags,
            judged.outlook_goal.target,
            self.format,
        )
        return block.paragraph(said, "qb-outlook")

    @property
    def is_charted(self) -> bool:
        """Whether it has a control chart with figures enough for limits."""
        return self.judged.control is not None and self.judged.control.is_enough

    def control_chart(self) -> Block:
        """The control chart with its limits, and what it shows; nothing without such a basis."""
        judged = self.judged
        if judged.control is None:
            return Block()
        return control_charts.chart(
            self.id,
            self.title,
            judged.charted,
            judged.control,
            judged.goal.target,
            judged.recalculations,
            self.format,
            judged.rules.polarity,
        )

    def control_finding(self) -> Block:
        """What the control chart shows, or that there are too few figures for one."""
        judged = self.judged
        if judged.control is None:
            return Block()
        said = control_charts.finding(
            self.title,
            judged.control,
            judged.charted,
            judged.rules.polarity,
            self.format,
            judged.goal.target,
            judged.recalculations,
        )
        said = said.removeprefix(f"{self.title}: ")
        return block.paragraph(f"{said[0].upper()}{said[1:]}", "qb-outlook")

    def notes(self) -> Block:
        """What rounding hides, and what the markers mean."""
        judged = self.judged
        parts = [self.rounding]
        used = {mark for observation in self.recent for mark in markers_of(observation)}
        if judged.outlook and judged.outlook.value is not None:
            used.add(Marker.FORECAST)
        parts.append(markers_words(used))
        return block.html(
            "\n".join(f'<p class="qb-small">{escape(p, quote=False)}</p>' for p in parts if p)
        )

    @property
    def rounding(self) -> str:
        """What to say where the figure as shown would be rated otherwise than the one recorded."""
        judged = self.judged
        value = judged.current.value if judged.current else None
        if value is None or judged.rule in ("judged", "none"):
            return ""
        shown = judged.rated_as(
            self.format.rounded(value), Goal(*map(self.format.rounded, judged.goal))
        )
        if shown.outcome == judged.rag.outcome:
            return ""
        return (
            f"The figure recorded is {value:.12g}, shown here as "
            f"{self.format.short(value)}. It is rated as recorded."
        )

    def chart(self) -> Block:
        """Trend, target and expected range."""
        recent = self.recent
        if not any(r.value is not None for r in recent):
            return Block()
        caption = self._caption([r.period for r in recent])
        ahead = self.judged.outlook
        if ahead and ahead.value is not None:
            caption += f". The diamond is the outlook for {ahead.period.label}"
        if any(r.marker in PRELIMINARY for r in recent):
            caption += ". Hollow points are provisional or estimated"
        svg = trend.trend(self.judged, self.format, self._window)
        drawn = wording.count(sum(r.value is not None for r in recent), "figure")
        alt = f"{self.finding}. The chart joins {drawn} with a line."
        return block.chart(self.id, svg, alt, f"{caption}.")

    def _caption(self, periods: Sequence[Period]) -> str:
        """What the axes of the trend chart are: ``Per cent by quarter, Q3 2018/19 to …``."""
        what = self.format.axis_title
        often = BY[str(self.row["frequency"])]
        how = READINGS[str(self.row["reading"])]
        span = periods[0].label
        if len(periods) > 1:
            span += f" to {periods[-1].label}"
        return ", ".join(part for part in (f"{what} {often}", how, span) if part)

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

    def decisions(self) -> Block:
        """What committees noted, resolved or asked of the measure, and what came of it."""
        return decisions.on_measure(self.vintage, self.id)

    def method(self) -> Block:
        """How the measure is judged, what it is and where its figures come from."""
        row = self.row
        entries = [
            ("How this is judged", self.how_judged),
            ("Outlook", self._outlook_method),
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
        return how_judged(self.judged, self.format)

    @property
    def _outlook_method(self) -> str:
        ahead = self.judged.outlook
        return outlook.method(ahead, self.format) if ahead else ""

    def figures(self) -> Block:
        """The figures behind the chart as a table, and all figures as a CSV file."""
        return figures.behind(self)

    def spark(self) -> str:
        """The trend as a picture for a table cell, with words for who cannot see it."""
        recent = self.recent
        svg = trend.spark(recent)
        if not svg:
            return ""
        values = [r.value for r in recent if r.value is not None]
        low, high = map(self.format.number, (min(values), max(values)))
        alt = f"Trend over {len(values)} figures, between {low} and {high}"
        data = b64encode(svg.encode()).decode()
        return (
            f'<img class="qb-spark" alt="{alt}" width="90" height="24" '
            f'src="data:image/svg+xml;base64,{data}">'
        )

    def benchmark(self) -> Block:
        """How the council compares with others; nothing where there is no benchmark."""
        compared = benchmark.compare(self.vintage, self.id)
        if compared is None:
            return Block()
        said = benchmark.caveats(self.vintage, self.id)
        return benchmark.comparison(self.vintage, compared, self.row, said)
