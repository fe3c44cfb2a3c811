"""The one object that notebooks import."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from copy import copy
from functools import cached_property
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from quarterbook.data.params.council import Outcome
from quarterbook.data.params.editions import Edition
from quarterbook.data.params.quarters import choose_quarter
from quarterbook.data.recorded import Recorded, read_recorded
from quarterbook.data.vintage import Vintage, vintage_of
from quarterbook.disclosure.blanking import protected
from quarterbook.ground.errors import CommandError, nearest
from quarterbook.ground.markers import FIGURE_NOT_SHOWN, Marker
from quarterbook.ground.periods import Period
from quarterbook.judge.assessment import assess
from quarterbook.judge.counts import Movements, Ratings, movements, ratings
from quarterbook.judge.observations import goals_of, observations_of
from quarterbook.judge.settings import judging_rules
from quarterbook.report.blocks import appendix, control_charts, overview, summary
from quarterbook.report.blocks.measure import MeasureView
from quarterbook.report.charts.style import svg
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, together
from quarterbook.report.sentences import counts
from quarterbook.storage.book import Book


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

    ``report["recycling-rate"]`` is a `MeasureView`. Raises `BookError` where
    params/ or data/ are at fault and `CommandError` for an unknown quarter,
    outcome area or measure.
    """

    def __init__(
        self,
        quarter: str | None = None,
        outcome: str | None = None,
        leave_out: Iterable[str] = (),
        book: Path | str | None = None,
        recorded: Recorded | None = None,
    ) -> None:
        warnings.filterwarnings("ignore", module="seaborn")
        found = Book.find(Path(book) if book else None)
        self.recorded = recorded or read_recorded(found)
        period = choose_quarter(found, quarter)
        self.vintage: Vintage = vintage_of(protected(self.recorded, period), period)
        self.quarter = self.vintage.quarter
        self.council = self.vintage.council
        self.outcome: Outcome | None = self.council.outcome(outcome) if outcome else None
        self.leave_out = tuple(self._checked(id_) for id_ in leave_out)
        self._only: tuple[str, ...] | None = None
        self._committee = ""

    def _checked(self, id_: str) -> str:
        vintage = list(self.vintage.measures["id"])
        if id_ not in vintage:
            raise CommandError(f'"{id_}" is not a measure of this quarter.{nearest(id_, vintage)}')
        return id_

    @cached_property
    def _views(self) -> dict[str, MeasureView]:
        vintage = self.vintage
        observations, goals = observations_of(vintage.observations), goals_of(vintage.targets)
        newest = vintage.observations[vintage.observations["marker"] != Marker.FORECAST]
        newest = newest.drop_duplicates("measure", keep="last")
        has_figure = newest["value"].notna() | newest["marker"].isin(FIGURE_NOT_SHOWN)
        updated = set(newest.loc[newest["is_new"].astype(bool) & has_figure, "measure"])
        said = {
            str(row["measure"]): {str(k): v for k, v in row.items()}
            for row in vintage.commentary.to_dict("records")
        }
        begun: dict[str, list[tuple[Period, str]]] = {}
        for row in vintage.recalculations.itertuples():
            begun.setdefault(row.measure, []).append((row.period, row.reason))
        defaults = dict(self.council.defaults)
        views = {}
        for row in vintage.measures.to_dict("records"):
            id_ = row["id"]
            spoken = said.get(id_, {})
            judged = assess(
                judging_rules(row, defaults),
                observations.get(id_, ()),
                goals.get(id_, {}),
                spoken,
                year=self.quarter.quarter.financial_year,
                recalculations=begun.get(id_, ()),
            )
            views[id_] = MeasureView(
                row={str(k): v for k, v in row.items()},
                judged=judged,
                words=spoken,
                is_updated=id_ in updated,
                vintage=vintage,
            )
        return views

    def __getitem__(self, id_: str) -> MeasureView:
        return self._views[self._checked(id_)]

    def __iter__(self) -> Iterator[MeasureView]:
        """The measures and activity indicators of this page, in the order of council.yml."""
        order = {
            (outcome.id, sub): (i, j)
            for i, outcome in enumerate(self.council.outcomes)
            for j, sub in enumerate([s.id for s in outcome.sub_outcomes] + [""])
        }
        chosen = [
            view
            for view in self._views.values()
            if (self.outcome is None or view.row["outcome"] == self.outcome.id)
            and view.id not in self.leave_out
            and (self._only is None or view.id in self._only)
            and view.row["status"] != "in_development"
        ]
        return iter(sorted(chosen, key=lambda v: order[(v.row["outcome"], v.row["sub_outcome"])]))

    @property
    def everything(self) -> list[MeasureView]:
        """All measures and activity indicators of the quarter, whether of this page or not."""
        views = self._views.values()
        return [view for view in views if view.row["status"] != "in_development"]

    def for_edition(self, edition: Edition) -> Report:
        """Return the part of this report that an edition speaks of.

        Its measures; else those that measures.csv gives to its committee or,
        where it gives it none, all. Milestones and measures in development
        are the committee's too, or all where it has nothing of its own.
        """
        scoped = copy(self)
        scoped._views = self._views
        rows = self.vintage.measures
        own = rows.loc[rows["committee"] == edition.committee, "id"] if edition.committee else ()
        if edition.measures or len(own):
            scoped._only = tuple(self._checked(id_) for id_ in edition.measures or own)
        if len(own) or edition.committee in set(self.vintage.milestones["committee"]):
            scoped._committee = edition.committee
        return scoped

    def of(self, outcome: str) -> list[MeasureView]:
        """Return the measures and activity indicators of one outcome area."""
        return [view for view in self if view.row["outcome"] == outcome]

    @property
    def measures(self) -> list[MeasureView]:
        """Those that are judged."""
        return [view for view in self if not view.is_activity]

    @property
    def updated(self) -> list[MeasureView]:
        """Measures with a period newer than any in the report before."""
        return [view for view in self.measures if view.is_updated]

    @property
    def moved(self) -> Movements:
        """How the updated measures moved."""
        return movements(view.judged.direction.outcome for view in self.updated)

    @property
    def moved_sentences(self) -> list[str]:
        """How the updated measures moved, in words."""
        unmoved = (view.judged.direction for view in self.updated)
        reasons = [d.reason for d in unmoved if d.outcome == "not_comparable"]
        return counts.movement_sentences(self.moved, reasons)

    @property
    def rated(self) -> Ratings:
        """How all measures and activity indicators of this page are rated."""
        return ratings(view.judged.rag.outcome for view in self)

    @property
    def in_development(self) -> pd.DataFrame:
        """Rows of measures.csv that have no figures yet."""
        rows = self._of_committee(self.vintage.measures)
        return rows[rows["status"] == "in_development"]

    @property
    def milestones(self) -> pd.DataFrame:
        """The newest state of each milestone of this page."""
        rows = self._of_committee(self.vintage.milestones)
        return rows if self.outcome is None else rows[rows["outcome"] == self.outcome.id]

    def _of_committee(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows[rows["committee"] == self._committee] if self._committee else rows

    # What an outcome area's notebook shows.

    def overview(self) -> Block:
        """The overview sentence, counts, the table of measures and that of activity indicators."""
        return overview.page(self)

    def sections(self, by_hand: Iterable[str] = ()) -> Block:
        """A section per measure by sub-outcome, but for those written by hand on this page."""
        apart = {self._checked(id_) for id_ in by_hand}
        parts: list[Block] = []
        for outcome in self.council.outcomes:
            names = {sub.id: sub.title for sub in outcome.sub_outcomes}
            group = None
            for view in self.of(outcome.id):
                sub = view.row["sub_outcome"]
                if sub != group:
                    group = sub
                    parts.append(block.heading(2, names.get(sub, "Other measures")))
                if view.id not in apart:
                    parts.append(view.section())
        return together(*parts)

    def milestone_table(self) -> Block:
        """The milestones of this page."""
        return overview.milestones(self)

    def figure(self, figure: Figure, name: str, alt: str, caption: str = "") -> Block:
        """A chart of your own: a matplotlib figure, a name for its file, and what it shows."""
        return block.chart(name, svg(figure), alt, caption)

    # What the summary's notebook shows.

    def headline(self) -> Block:
        """Quarter and date; what is new and how it moved; the counts."""
        return summary.headline(self)

    def areas(self) -> Block:
        """Each outcome area with its own strip, linked to its page."""
        return summary.areas(self)

    def highlights(self) -> Block:
        """What succeeded, what is a concern and what else is of note, linked to the measures."""
        return summary.highlights(self)

    # What the notebook on control charts shows.

    def control_charts(self) -> Block:
        """How to read control charts, and the measures that have one by what it shows."""
        charted = [
            control_charts.Charted(
                view.href,
                view.title,
                view.judged.charted,
                view.judged.control,
                view.judged.goal.target,
                view.format,
                view.judged.rules.polarity,
            )
            for view in self
            if view.judged.control is not None
        ]
        return together(
            control_charts.explained() if charted else Block(), control_charts.summary(charted)
        )

    # What the benchmarking notebook shows.

    def benchmarks(self) -> Block:
        """The benchmarking appendix: what was published in the quarter, by service."""
        return appendix.appendix(self)

    def benchmark_summary(self) -> Block:
        """What was published in the quarter in sum: how ranks moved, and the quartiles."""
        return appendix.in_sum(self)

    def counts_sentence(self) -> str:
        """How many measures and milestones are new, and how the measures moved."""
        new = int(self.milestones["is_new"].sum())
        first = counts.updated_sentence(len(self.updated), new, self.quarter.quarter)
        return " ".join([first, *self.moved_sentences])
