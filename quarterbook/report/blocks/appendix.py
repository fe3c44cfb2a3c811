"""The benchmarking appendix: what was published in the quarter, service by service."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from quarterbook.ground.periods import Period, long_date
from quarterbook.ground.wording import count
from quarterbook.judge.comparison import Compared, in_order
from quarterbook.judge.ranking import Summary, summarise
from quarterbook.report.blocks import benchmark
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, join_blocks
from quarterbook.report.html.cells import unit_below
from quarterbook.report.html.tables import table
from quarterbook.report.sentences.ranking import (
    for_period,
    place_sentence,
    published_in,
    summary_sentences,
)
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView


@dataclass(frozen=True)
class Entry:
    """A measure of the appendix with its newest comparison."""

    view: MeasureView
    compared: Compared
    is_new: bool

    @property
    def title(self) -> str:
        low = " (a low figure is good)" if self.compared.polarity == "lower" else ""
        return f"{self.view.title}{low}"


def appendix(report: QuarterView) -> Block:
    """Return the appendix: what was published, each service in sum and by measure, the rest.

    "Published" means since the cut-off of the report before, or at any time
    where there was none. What was published earlier follows in one table.
    """
    every = entries(report)
    if not every:
        return block.paragraph("No comparison with other councils has been published yet.")
    new = [entry for entry in every if entry.is_new]
    return join_blocks(
        _introduction(report, new),
        *(_service(report, name, inside) for name, inside in _by_service(report, new)),
        _earlier(report, [entry for entry in every if not entry.is_new]),
    )


def in_sum(report: QuarterView) -> Block:
    """Return the summary of each service's comparisons published in the quarter, for a report.

    Nothing where none was published.
    """
    new = [entry for entry in entries(report) if entry.is_new]
    parts = []
    for name, inside in _by_service(report, new):
        spans = sorted({(e.compared.period, _month(e.compared.published_on)) for e in inside})
        about = "; ".join(f"{for_period(p)}, {published_in(day)}" for p, day in spans)
        one = f" {_one(inside[0])}" if len(inside) == 1 else ""
        parts += [block.paragraph(f"{name}: {about}.{one}"), _summary(report, inside)]
    return join_blocks(*parts)


def _one(entry: Entry) -> str:
    compared = entry.compared
    if compared.own is None:
        return f"{entry.view.title}: no figure."
    rank = place_sentence(compared)
    return f"{entry.view.title}: {rank[0].lower()}{rank[1:]}"


def entries(report: QuarterView) -> list[Entry]:
    """Return the page's measures that have a comparison, in its order."""
    vintage = report.vintage
    views = {view.id: view for view in report.shown}
    cut_off = vintage.previous.cut_off if vintage.previous else date.min
    pairs = [(views[id_], report.compared(id_)) for id_ in in_order(vintage, list(views))]
    return [
        Entry(view, compared, compared.published_on > cut_off)
        for view, compared in pairs
        if compared
    ]


def _month(day: date) -> date:
    return day.replace(day=1)


def _by_service(report: QuarterView, several: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Group by the service of measures.csv; without one, by outcome area."""
    outcomes = {outcome.id: outcome.title for outcome in report.council.outcomes}
    groups: dict[str, list[Entry]] = {}
    for entry in several:
        name = entry.view.service or outcomes[entry.view.outcome]
        groups.setdefault(name, []).append(entry)
    return list(groups.items())


def _introduction(report: QuarterView, new: Sequence[Entry]) -> Block:
    """What was published, by service, for which year and in which month."""
    vintage = report.vintage
    until = long_date(vintage.quarter.cut_off)
    since = f" after {long_date(vintage.previous.cut_off)}" if vintage.previous else ""
    if not new:
        return block.paragraph(
            f"No comparator data has been published{since}. The newest, as at {until}, is below."
        )
    lines = []
    for name, inside in _by_service(report, new):
        spans: dict[tuple[Period, date], int] = {}
        for entry in inside:
            key = (entry.compared.period, _month(entry.compared.published_on))
            spans[key] = spans.get(key, 0) + 1
        lines += [
            f"{name}: {count(number, 'measure')} {for_period(period)}, {published_in(day)}"
            for (period, day), number in sorted(spans.items())
        ]
    published = f"published{since} and by {until}" if since else f"published by {until}"
    return join_blocks(
        block.paragraph(f"This appendix gives the comparator data {published}:"),
        _list(lines),
    )


def _list(lines: Iterable[str]) -> Block:
    items = Markup().join(Markup("<li>{}</li>").format(line) for line in lines)
    return block.html(Markup("<ul>{}</ul>").format(items))


def _service(report: QuarterView, name: str, inside: Sequence[Entry]) -> Block:
    return join_blocks(
        block.heading(2, name),
        _summary(report, inside),
        *(_measure(report, entry) for entry in inside),
    )


def _summary(report: QuarterView, inside: Sequence[Entry]) -> Block:
    """How ranks moved, how many are in the top two quartiles, which are in the outer ones.

    Nothing for one measure.
    """
    if len(inside) < 2:
        return Block()
    ranks: Summary = summarise(entry.compared.entry(entry.title) for entry in inside)
    name = report.council.council.short_name
    parts = [block.paragraph(" ".join(summary_sentences(ranks, name)))]
    for titles, end in ((ranks.top, "top"), (ranks.bottom, "bottom")):
        if titles:
            parts += [block.paragraph(f"In the {end} quartile:"), _list(titles)]
    return join_blocks(*parts)


def _measure(report: QuarterView, entry: Entry) -> Block:
    view = entry.view
    return join_blocks(
        block.heading(3, f"{view.title}: compared", f"{view.id}-compared"),
        benchmark.comparison(report, view, entry.compared),
        block.html(Markup('<div class="qb-see">')),
        block.markdown(
            f"Trend, target and commentary: {block.link(view.title, f'#{view.id}')}.",
            Markup('<p><a href="#{}">{}</a></p>').format(view.id, view.title),
        ),
        block.html(Markup("</div>")),
    )


def _earlier(report: QuarterView, several: Sequence[Entry]) -> Block:
    """One table of the measures whose newest comparison was in a report before."""
    if not several:
        return Block()
    name = report.council.council.short_name
    titles = [comparator.title for comparator in report.council.comparators]
    headers = ["Measure", "Period", "Previous result", name, *titles, "Standing"]
    rows = []
    for entry in several:
        view, compared = entry.view, entry.compared
        format = view.format
        rows.append(
            [
                Markup('<a href="{}">{}</a>').format(view.href, entry.title)
                + unit_below(format.unit_beside),
                compared.period.label,
                benchmark.previous_cell(compared, format),
                *(
                    benchmark.cell(point, format)
                    for point in (compared.now, *(other.now for other in compared.others))
                ),
                _ranking(compared),
            ]
        )
    caption = "Published earlier: the newest comparison of each measure"
    numeric = range(2, len(headers) - 1)
    return join_blocks(
        block.heading(2, "Published earlier"),
        block.html(table(caption, headers, rows, numeric=numeric, css="qb-wide qb-benchmark")),
    )


def _ranking(compared: Compared) -> str:
    if compared.place is None:
        return Markup('<span class="qb-none">Not ranked</span>')
    return place_sentence(compared).partition(";")[0]
