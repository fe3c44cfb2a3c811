"""What notebooks import: a report whose methods give pieces of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from seaborn.axisgrid import Grid, JointGrid

from quarterbook.ground.errors import CommandError
from quarterbook.ground.markdown import rich
from quarterbook.ground.periods import PeriodError, parse
from quarterbook.ground.units import NumberFormat
from quarterbook.ground.wording import count
from quarterbook.report import formatters, frames, pandas_tables
from quarterbook.report.argument_types import WITHOUT_A_FIGURE, looked_at, public_names
from quarterbook.report.blocks import (
    appendix,
    benchmark,
    control_charts,
    decisions,
    figures,
    measure,
    milestones,
    overview,
    summary,
)
from quarterbook.report.blocks.chosen_chart import ChartKind, chosen_chart, small_multiples
from quarterbook.report.blocks.own_figure import own_figure
from quarterbook.report.blocks.papers import actions
from quarterbook.report.charts.house_style import HouseStyle, house_style
from quarterbook.report.html import block
from quarterbook.report.html.block import Block
from quarterbook.report.html.links import page_link
from quarterbook.report.kernel import book_of_kernel, settle_in
from quarterbook.report.own_table import own_table
from quarterbook.report.sentences import rating_counts
from quarterbook.report.sentences.change import change_sentence
from quarterbook.report.sentences.trend import finding
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView
from quarterbook.report.views.read_quarter import read_quarter
from quarterbook.storage import read_log

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler


@looked_at
class Report:
    """A quarter's report, or one outcome area of it.

    quarter
        such as ``"2021-22-q2"``; by default the newest in params/.
    outcome
        the id of an outcome area in council.yml; by default all of them.
    leave_out
        ids of measures that this page does not show.
    book
        the book's folder; by default the nearest one upward.

    ``report["recycling-rate"]`` is a `Measure`, ``report.view`` the data that all is made from.
    Raises `BookError` for faults of the book, `CommandError` for what it does not have.
    """

    def __init__(
        self,
        quarter: str | None = None,
        outcome: str | None = None,
        leave_out: Iterable[str] = (),
        book: Path | str | None = None,
    ) -> None:
        formatters.register()
        with nullcontext() if book else read_log.unnoted():  # a kernel's own book is where it is
            folder = book_of_kernel(book)
            settle_in(folder)
        whole = read_quarter(folder, quarter)
        self.view: QuarterView = whole.for_page(outcome, leave_out)

    def __getitem__(self, id_: str) -> Measure:
        return Measure(self.view, self.view.measure(id_))

    def __dir__(self) -> list[str]:
        return public_names(self)

    def __repr__(self) -> str:
        of = f", {self.view.outcome.title}" if self.view.outcome else ""
        measures = count(len(self.view.measures), "measure")
        return f"<Report {self.view.quarter.quarter.label}{of}: {measures}>"

    def _repr_html_(self) -> str:
        return str(pandas_tables.frame_html(self._newest()))

    def _ipython_key_completions_(self) -> list[str]:
        return [one.id for one in self.view.views_shown]

    def _newest(self) -> pd.DataFrame:
        rows = [
            (one.id, one.title, one.value, one.period, one.rag, one.direction)
            for one in self.view.views_shown
        ]
        columns = ["Id", "Measure", "Figure", "Period", "Rating", "Direction"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def cut_off(self) -> pd.Timestamp:
        """The last day of which figures count: ``own[own["recorded_on"] <= report.cut_off]``."""
        return pd.Timestamp(self.view.quarter.cut_off)

    @property
    def quarter(self) -> str:
        """The quarter as periods stand in data/, such as ``2021-22-Q3``."""
        return self.view.quarter.quarter.code

    def label(self, period: str) -> str:
        """A period of your own as the report writes it: ``2021-22-Q3`` is Q3 2021/22.

        Raises `CommandError` for what is no period.
        """
        try:
            return parse(period).label
        except PeriodError as error:
            raise CommandError(f"label: {error}") from None

    # The data, as pandas DataFrames: what may be shown, as known at the cut-off. All their columns
    # are in the data dictionary.

    @property
    def data(self) -> pd.DataFrame:
        """Its figures, each in its ``unit``: a row per ``measure`` and ``period``."""
        return frames.figures(self.view)

    @property
    def milestones(self) -> pd.DataFrame:
        """The newest state of each milestone: ``id``, ``due``, ``forecast``, ``status`` …"""
        return frames.milestones(self.view)

    @property
    def commentary(self) -> pd.DataFrame:
        """What owners wrote this quarter, a row per ``measure``: ``commentary`` and ``action``."""
        return frames.commentary(self.view)

    @property
    def comparators(self) -> pd.DataFrame:
        """The areas that the council is compared with: ``group``, ``area`` (its code), ``name``."""
        return frames.comparators(self.view)

    # What an outcome area's notebook shows.

    def overview(self) -> Block:
        """The overview sentence, counts, the table of measures and that of activity indicators."""
        return overview.page(self.view)

    def sections(self, by_hand: Iterable[str] = ()) -> Block:
        """A section per measure by sub-outcome, but for those written by hand on this page."""
        return measure.sections(self.view, by_hand)

    def milestone_table(self) -> Block:
        """The milestones of this page."""
        return milestones.milestones(self.view)

    def figure(
        self,
        figure: Figure | Axes | Grid | JointGrid | NDArray[Any],
        name: str,
        alt: str,
        caption: str = "",
    ) -> Block:
        """A chart of your own: a matplotlib figure or the axes drawn on, a name, what it shows.

        The figure is closed, so that Jupyter does not show it a second time. ``[](#fig-jobs)``
        links to the one named ``"jobs"``. Raises `CommandError` where ``alt`` repeats the title.
        """
        return own_figure(figure, name, alt, caption)

    # What is your own, in the house style.

    def style(self) -> AbstractContextManager[HouseStyle]:
        """Draw inside ``with report.style() as style:`` in the council's colours and typeface.

        ``style.palette`` are the colours; ``style.label_lines(ax)`` writes the names of lines at
        their ends instead of a legend.
        """
        return house_style(self.view.council.council.colours)

    def table(
        self,
        data: pd.DataFrame | pd.Series | Styler,
        caption: str = "",
        decimals: int | Mapping[str, int] | None = None,
        units: str | Mapping[str, str] | None = None,
        name: str = "",
    ) -> Block:
        """A table of your own: a frame or a series, its caption, decimals and units.

        Both are for all columns of numbers, or by column. A Styler keeps its own formats and
        colours. The first column names the rows. ``units`` are as in measures.csv: ``%``, ``£``
        and ``£m`` stand at each figure, words in the header. ``[](#table-wards)`` links to the
        one named ``"wards"``.
        """
        return own_table(data, caption, decimals, units, name)

    def text(self, markdown: str) -> Block:
        """Words of your own, as Markdown: ``report.text(f"The gap is **{gap:.1f}** points.")``."""
        words = dedent(markdown).strip()
        return block.with_given(block.markdown(words, rich(words, headings=True)), words)

    def number(self, value: float | None, unit: str = "", decimals: int = 0) -> str:
        """A number as the report writes them: ``report.number(1234.5, "£m", 1)`` is £1,234.5m.

        A figure that is missing, or withheld, is ``no figure``.
        """
        return NumberFormat(unit, decimals).full(value) or WITHOUT_A_FIGURE

    def sentence(
        self,
        what: str,
        before: float | None,
        now: float | None,
        unit: str = "",
        decimals: int = 0,
        *,
        since: str = "",
        until: str = "",
    ) -> str:
        """How a figure moved: ``Jobs rose from 1,200 in 2019 to 1,450 in 2024.``

        Where one is missing, or withheld, it says so and nothing of a move.
        """
        format = NumberFormat(unit, decimals)
        return change_sentence(what, before, now, format, since, until)

    def compare(self, ids: Iterable[str]) -> Block:
        """Several measures side by side, a small chart for each."""
        return small_multiples([self.view.measure(id_) for id_ in ids])

    # What the summary's notebook shows.

    def headline(self) -> Block:
        """Quarter and date; what is new and how it moved; the counts."""
        return summary.headline(self.view)

    def areas(self) -> Block:
        """Each outcome area with its own strip, linked to its page."""
        return summary.areas(self.view)

    def highlights(self) -> Block:
        """What succeeded, what is a concern and what else is of note, linked to the measures."""
        return summary.highlights(self.view)

    def actions(self) -> Block:
        """What is being done about each red and amber measure, by whom and by when."""
        return actions.actions(self.view, page_link)

    def counts_sentence(self) -> str:
        """How many measures and milestones are new, and how the measures moved."""
        return rating_counts.counts_sentence(self.view)

    # What the notebooks on control charts and on benchmarking show.

    def control_charts(self) -> Block:
        """How to read control charts, and the measures that have one by what it shows."""
        return control_charts.page(self.view)

    def benchmarks(self) -> Block:
        """The benchmarking appendix: what was published in the quarter, by service."""
        return appendix.appendix(self.view)

    def benchmark_summary(self) -> Block:
        """What was published in the quarter in sum: how ranks moved, and the quartiles."""
        return appendix.in_sum(self.view)


@looked_at
class Measure:
    """A measure on a page: ``report["recycling-rate"]``.

    Each method gives a piece of the page; ``section()`` gives all of them in
    the usual order. ``view`` is the data that they are made from.
    """

    def __init__(self, report: QuarterView, view: MeasureView) -> None:
        self._report = report
        self.view: MeasureView = view

    def __dir__(self) -> list[str]:
        return public_names(self)

    def __repr__(self) -> str:
        figure = " in ".join(part for part in (self.value, self.period) if part)
        judged = "" if self.view.is_activity else f", {self.rag}, {self.direction}"
        return f"<Measure {self.view.id}: {figure}{judged}>"

    def _repr_html_(self) -> str:
        newest = self.data[["label", "value", "marker", "target"]].tail(4)[::-1]
        title = Markup("<p><strong>{}</strong></p>").format(self.view.title)
        return str(title + Markup(self.standfirst().html) + pandas_tables.frame_html(newest))

    @property
    def data(self) -> pd.DataFrame:
        """Its figures: a row per period, which is the index, with the columns of `Report.data`."""
        return frames.figures_of(self._report, self.view)

    @property
    def benchmarks(self) -> pd.DataFrame:
        """What was published elsewhere, in its own unit: a row per ``area`` and ``period``."""
        return frames.benchmarks(self._report, self.view)

    @property
    def value(self) -> str:
        """The quarter's figure with its unit, or why there is none."""
        return self.view.value

    def written(self, figure: float | None) -> str:
        """A figure of your own as this measure's are written: halves away from zero, with unit."""
        return self.view.format.full(figure) or WITHOUT_A_FIGURE

    @property
    def period(self) -> str:
        """That figure's period as readers see it."""
        return self.view.period

    @property
    def rag(self) -> str:
        """The rating in a word: red, amber, green, not rated, within, above, below."""
        return self.view.rag

    @property
    def direction(self) -> str:
        """The direction of travel in a word: improved, same, declined, not comparable."""
        return self.view.direction

    @property
    def finding(self) -> str:
        """What the trend chart shows, in a sentence without a full stop."""
        return finding(self.view)

    def section(self, level: int = 3) -> Block:
        """Heading, figure, outlook, chart, commentary, decisions, how it is judged, figures."""
        return measure.section(self._report, self.view, level)

    def heading(self, level: int = 3) -> Block:
        """The measure's heading; other pages link to it."""
        return measure.heading(self.view, level)

    def standfirst(self) -> Block:
        """Figure, period, rating and direction on one line."""
        return measure.standfirst(self.view)

    def outlook(self) -> Block:
        """The figure expected for the year end and its rating, or why there is none."""
        return measure.outlook(self.view)

    def chart(
        self, kind: ChartKind = "line", since: str = "", compare: Iterable[str] = ()
    ) -> Block:
        """Trend, target and expected range; or another chart of the measure.

        ``kind`` is ``line``, ``bar`` or ``bullet`` (the newest figure against its target);
        ``since`` the first period, such as ``2019-20-Q1``; ``compare`` ids of comparators in
        council.yml, whose published figures are then set beside the council's.
        """
        return chosen_chart(self._report, self.view, kind, since, tuple(compare))

    def control_chart(self) -> Block:
        """The control chart with its limits, and what it shows; nothing without such a basis."""
        chart = self.view.control_chart
        return control_charts.chart(chart) if chart else Block()

    def commentary(self) -> Block:
        """What the owner says, and what is being done."""
        return measure.commentary(self.view)

    def decisions(self) -> Block:
        """What committees noted, resolved or asked of the measure, and what came of it."""
        return decisions.on_measure(self._report.vintage, self.view.id)

    def notes(self) -> Block:
        """What rounding hides, and what the markers mean."""
        return measure.notes(self.view)

    def method(self) -> Block:
        """How the measure is judged, what it is, where its figures come from, how old they are."""
        return measure.method(self._report, self.view)

    def figures(self) -> Block:
        """The figures behind the chart as a table, and all figures as a CSV file."""
        return figures.charted_figures(self.view)

    def benchmark(self) -> Block:
        """How the council compares with others; nothing where there is no benchmark."""
        return benchmark.of_measure(self._report, self.view)
