"""A quarter's report as data: its measures as judged, and the part of them that is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

import pandas as pd

from quarterbook.data.params.council import Council, Outcome
from quarterbook.data.params.editions import Edition
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.rows import rows_of
from quarterbook.data.vintage import Vintage, vintage_of
from quarterbook.disclosure.blank import as_reported
from quarterbook.disclosure.precision import has_all_decimals, to_shown_decimals
from quarterbook.ground.errors import CommandError, nearest
from quarterbook.ground.markers import FIGURE_NOT_SHOWN, Marker
from quarterbook.ground.periods import Period
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.as_shown import assess_as_shown
from quarterbook.judge.assessment import assess
from quarterbook.judge.comparison import Compared, Standing, compare
from quarterbook.judge.judging_rules import judged_by, judging_rules
from quarterbook.judge.observations import goals_of, observations_of
from quarterbook.judge.rag import RagOutcome
from quarterbook.judge.rating_counts import Movements, Ratings, movements, ratings
from quarterbook.report.views.measure import MeasureView


@dataclass(frozen=True)
class QuarterView:
    """A quarter's report, or the part of it that a page or an edition shows.

    vintage
        what the quarter knows, nothing in it that may not be shown.
    by_id
        every measure and activity indicator of the quarter, those in
        development included, by its id.
    outcome
        the outcome area that is shown; None for all.
    only
        the ids of the measures that are shown; None for all.
    leave_out
        the ids of measures that are not shown.
    committee
        whose milestones and measures in development are shown; "" for all.
    is_chosen
        whether the measures shown were chosen for a paper one by one.
    rated_before
        the ratings that the report before gave, by measure; empty where there
        is none.
    standings
        where the council stands, by the measures of which published figures
        have more decimals than are shown.
    """

    vintage: Vintage
    by_id: dict[str, MeasureView]
    outcome: Outcome | None = None
    only: tuple[str, ...] | None = None
    leave_out: tuple[str, ...] = ()
    committee: str = ""
    is_chosen: bool = False
    rated_before: Mapping[str, RagOutcome] = field(default_factory=dict)
    standings: Mapping[str, Standing] = field(default_factory=dict)
    _compared: dict[str, Compared | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def quarter(self) -> Quarter:
        """The quarter's params."""
        return self.vintage.quarter

    @property
    def council(self) -> Council:
        """The council's params."""
        return self.vintage.council

    def for_page(self, outcome: str | None = None, leave_out: Iterable[str] = ()) -> QuarterView:
        """Return the part that a page shows: an outcome area or all, but for some measures.

        Raises `CommandError` for an unknown outcome area or measure.
        """
        return replace(
            self,
            outcome=self.council.outcome(outcome) if outcome else None,
            leave_out=tuple(self.measure(id_).id for id_ in leave_out),
        )

    def for_edition(self, edition: Edition) -> QuarterView:
        """Return the part that an edition speaks of.

        Its measures; else those that measures.csv gives to its committee or,
        where it gives it none, all. Milestones and measures in development
        are the committee's too, or all where it has nothing of its own and
        the edition chooses no measures.
        """
        committee, only = edition.committee, self.only
        rows = self.vintage.measures
        own = rows.loc[rows["committee"] == committee, "id"] if committee else ()
        if edition.measures or len(own):
            only = tuple(self.measure(id_).id for id_ in edition.measures or own)
        is_own = (
            len(own) or edition.measures or committee in set(self.vintage.milestones["committee"])
        )
        return replace(
            self,
            only=only,
            committee=committee if is_own else self.committee,
            is_chosen=bool(edition.measures),
        )

    def synopsis_of(self, edition: Edition) -> str:
        """Return an edition's synopsis: the quarter's is of a paper that shows every measure."""
        is_whole = len(self.for_edition(edition).views_shown) == len(self.views_shown)
        return edition.synopsis or (self.quarter.synopsis if is_whole else "")

    def measure(self, id_: str) -> MeasureView:
        """Return a measure of the quarter, shown or not; `CommandError` for an unknown id."""
        if id_ not in self.by_id:
            unknown = f'"{id_}" is not a measure of this quarter.'
            raise CommandError(f"{unknown}{nearest(id_, list(self.by_id))}")
        return self.by_id[id_]

    def compared(self, id_: str) -> Compared | None:
        """Return the newest comparison of a measure, or None where there is none."""
        if id_ not in self._compared:
            view, compared = self.by_id[id_], compare(self.vintage, id_)
            if compared and not has_all_decimals(view.row):
                compared = compared.as_shown(view.format, self.standings.get(id_))
            self._compared[id_] = compared
        return self._compared[id_]

    @cached_property
    def everything(self) -> list[MeasureView]:
        """All measures and activity indicators of the quarter that have figures, shown or not."""
        return [view for view in self.by_id.values() if view.row["status"] != "in_development"]

    @cached_property
    def views_shown(self) -> list[MeasureView]:
        """The measures and activity indicators that are shown, in the order of council.yml."""
        order = {
            (outcome.id, sub): (i, j)
            for i, outcome in enumerate(self.council.outcomes)
            for j, sub in enumerate([s.id for s in outcome.sub_outcomes] + [""])
        }
        chosen = [
            view
            for view in self.everything
            if (self.outcome is None or view.outcome == self.outcome.id)
            and (self.only is None or view.id in self.only)
            and view.id not in self.leave_out
        ]
        return sorted(chosen, key=lambda view: order[(view.outcome, view.sub_outcome)])

    def of(self, outcome: str) -> list[MeasureView]:
        """Return the measures and activity indicators shown of one outcome area."""
        return [view for view in self.views_shown if view.outcome == outcome]

    @property
    def measures(self) -> list[MeasureView]:
        """Those shown that are judged."""
        return [view for view in self.views_shown if not view.is_activity]

    @property
    def updated(self) -> list[MeasureView]:
        """Measures with a period newer than any in the report before."""
        return [view for view in self.measures if view.is_updated]

    @property
    def moved(self) -> Movements:
        """How the updated measures moved."""
        return movements(view.assessment.direction.outcome for view in self.updated)

    @property
    def rated(self) -> Ratings:
        """How the measures shown are rated."""
        return ratings(view.assessment.rag.outcome for view in self.measures)

    @property
    def with_target(self) -> list[MeasureView]:
        """Measures whose newest figure is held against a target."""
        return [view for view in self.measures if view.meets_target is not None]

    @property
    def in_development(self) -> pd.DataFrame:
        """Rows of measures.csv that have no figures yet."""
        return self._of_committee(self.vintage.rows("measures", "status", "in_development"))

    @property
    def milestones(self) -> pd.DataFrame:
        """The newest state of each milestone that is shown: rows of `Vintage.milestones`."""
        if self.outcome is None:
            return self._of_committee(self.vintage.milestones)
        return self._of_committee(self.vintage.rows("milestones", "outcome", self.outcome.id))

    @property
    def new_milestones(self) -> pd.DataFrame:
        """Those of `milestones` with a state newer than the report before (``is_new``)."""
        rows = self.milestones
        return rows[rows["is_new"].astype(bool)]

    def highlighted(self, name: str) -> list[MeasureView]:
        """Return what its owners marked as a ``success``, a ``concern`` or of ``note``.

        What is red or amber is no success unless its owner says why.
        """
        return [
            view
            for view in self.views_shown
            if view.highlight == name
            and (name != "success" or view.rag not in ("red", "amber") or view.commentary.strip())
        ]

    def highlighted_milestones(self, name: str) -> pd.DataFrame:
        """Return those of the milestones with a new state that are marked so; see `highlighted`."""
        rows = self.new_milestones
        rows = rows[rows["highlight"] == name]
        if name != "success":
            return rows
        is_late = rows["status"].isin(["at_risk", "off_track"])
        return rows[~is_late | (rows["commentary"].str.strip() != "")]

    def _of_committee(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows[rows["committee"] == self.committee] if self.committee else rows


def quarter_view(recorded: Recorded, period: Period) -> QuarterView:
    """Judge what is recorded, and return a quarter of it with the figures as shown."""
    shown = as_reported(recorded, period)
    rounded = to_shown_decimals(shown)
    as_recorded = vintage_of(shown, period)
    vintage = as_recorded if rounded is shown else vintage_of(rounded, period)
    observed = observations_of(as_recorded.observations)
    observations = observations_of(vintage.observations)
    goals = goals_of(vintage.targets)
    updated = _updated(vintage)
    words = _commentary_by_measure(vintage)
    recalculations: dict[str, list[tuple[Period, str]]] = {}
    for row in rows_of(vintage.recalculations):
        recalculations.setdefault(row.measure, []).append((row.period, row.reason))
    exempt = {item.measure for item in vintage.quarter.exempt}
    defaults = vintage.council.defaults
    chosen = vintage.council.defaults.by_rule
    by_rule = (chosen.rag_rule, chosen.direction_basis) if chosen else None
    views = {}
    for row in vintage.measures.to_dict("records"):
        id_ = row["id"]
        format = None if has_all_decimals(row) else NumberFormat.of(row)
        assess_by = partial(
            assess_as_shown,
            format=format,
            observed=observed.get(id_, ()),
            shown=observations.get(id_, ()),
            targets=goals.get(id_, {}),
            judgements=words.get(id_, {}),
            year=vintage.quarter.quarter.financial_year,
            recalculations=recalculations.get(id_, ()),
        )
        rules = judging_rules(row, defaults)
        ruled = judged_by(rules, *by_rule) if by_rule else None
        views[id_] = MeasureView(
            row={str(k): v for k, v in row.items()},
            assessment=assess_by(rules),
            by_rule=assess_by(ruled) if ruled else None,
            words=words.get(id_, {}),
            is_updated=id_ in updated,
            is_exempt=id_ in exempt,
            colours=vintage.council.council.colours,
        )
    return QuarterView(
        vintage,
        views,
        rated_before=_rated_before(shown, period),
        standings=_standings(as_recorded, vintage),
    )


def _commentary_by_measure(vintage: Vintage) -> dict[str, dict[str, Any]]:
    """Return a quarter's rows of commentary.csv by measure."""
    return {
        str(row["measure"]): {str(k): v for k, v in row.items()}
        for row in vintage.commentary.to_dict("records")
    }


def _rated_before(shown: Recorded, period: Period) -> dict[str, RagOutcome]:
    """Return the ratings that the report before gave, but for what is withheld by now."""
    previous = shown.previous_quarter(period)
    if previous is None:
        return {}
    before = vintage_of(shown, previous.quarter)
    observed, goals = observations_of(before.observations), goals_of(before.targets)
    words = _commentary_by_measure(before)
    defaults = before.council.defaults
    return {
        row["id"]: assess(
            judging_rules(row, defaults),
            observed.get(row["id"], ()),
            goals.get(row["id"], {}),
            words.get(row["id"], {}),
        ).rag.outcome
        for row in before.measures.to_dict("records")
    }


def _standings(as_recorded: Vintage, shown: Vintage) -> dict[str, Standing]:
    """Return where the council stands by figures as recorded, where those shown differ."""
    rows = as_recorded.benchmarks
    values = shown.benchmarks["value"].reindex(rows.index)
    differs = rows["value"].notna() & (rows["value"] != values)
    recorded = set(as_recorded.measures["id"])
    compared = {
        m: compare(as_recorded, m)
        for m in dict.fromkeys(rows.loc[differs, "measure"])
        if m in recorded
    }
    return {measure: one.standing for measure, one in compared.items() if one}


def _updated(vintage: Vintage) -> set[str]:
    """Return the ids of the measures whose newest period is new to this quarter."""
    rows = vintage.observations
    newest = rows[(rows["marker"] != Marker.FORECAST) & ~rows["is_later"].astype(bool)]
    newest = newest.drop_duplicates("measure", keep="last")
    has_figure = newest["value"].notna() | newest["marker"].isin(FIGURE_NOT_SHOWN)
    return set(newest.loc[newest["is_new"].astype(bool) & has_figure, "measure"])
