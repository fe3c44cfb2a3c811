"""The record as it was on a quarter's cut-off date: the newest of each figure and text by then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from quarterbook.data.cut_off import KEYS, closed_later, decided_by, newest
from quarterbook.data.nations import NATIONS
from quarterbook.data.params.council import Council
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.in_use import measures_in_use
from quarterbook.data.tables.schemas import FIGURE_COLUMNS, LIMIT_COLUMNS
from quarterbook.ground.errors import CommandError
from quarterbook.ground.markers import FIGURE_NOT_SHOWN, Marker
from quarterbook.ground.periods import Period, complete_on


@dataclass(frozen=True)
class Vintage:
    """One quarter's view of the record.

    ``observations`` has one row per measure and period, ordered by period,
    with three columns more than recorded: ``was`` is the value the report
    before showed where it has changed since (NaN elsewhere), ``is_later``
    says whether the period was complete only after the quarter, and
    ``is_new`` whether it is the quarter's own and newer than any that was the
    own of the report before. ``milestones`` have ``is_new``, ``status_before``
    and ``forecast_before``; ``decisions`` their kind, status and day of closing
    as known at the cut-off.
    """

    council: Council
    quarter: Quarter
    previous: Quarter | None
    measures: pd.DataFrame
    observations: pd.DataFrame
    targets: pd.DataFrame
    recalculations: pd.DataFrame
    milestones: pd.DataFrame
    commentary: pd.DataFrame
    benchmarks: pd.DataFrame
    areas: pd.DataFrame
    comparators: pd.DataFrame
    series: pd.DataFrame
    decisions: pd.DataFrame

    def rows(self, table: str, column: str, value: str) -> pd.DataFrame:
        """Return the rows of one of its tables (``milestones`` …) that have a value in a column."""
        frame: pd.DataFrame = getattr(self, table)
        return frame[frame[column] == value]

    @property
    def country(self) -> str:
        """The code of the council's own nation."""
        return NATIONS.get(self.council.council.code[:1], "")

    @cached_property
    def councils(self) -> pd.DataFrame:
        """Rows of areas.csv that are councils of its nation, by ``kind`` and ``code``.

        What councils do differs between nations.
        """
        nation = self.council.council.code[:1]
        areas = self.areas
        return areas[(areas["kind"] == "council") & areas["code"].str.startswith(nation)]


def vintage_of(recorded: Recorded, period: Period) -> Vintage:
    """Return what the report of a quarter knows; raises `CommandError` for one without params."""
    if period not in recorded.quarters:
        raise CommandError(f'"{period.slug}" has no params.')
    quarter = recorded.quarters[period]
    previous = recorded.previous_quarter(period)
    tables = recorded.tables
    return Vintage(
        council=recorded.council,
        quarter=quarter,
        previous=previous,
        measures=measures_in_use(tables["measures"], period),
        observations=_observations(
            _without_confidential(tables["observations"]),
            quarter,
            previous,
            OwnPeriods.of(tables["measures"]),
            set(measures_in_use(tables["measures"], previous.quarter)["id"]) if previous else set(),
        ),
        targets=_latest("targets", tables["targets"], quarter.cut_off),
        recalculations=_latest("recalculations", tables["recalculations"], quarter.cut_off),
        milestones=_milestones(tables["milestones"], quarter, previous),
        commentary=last_commentary(tables["commentary"], period),
        benchmarks=_latest(
            "benchmarks", _without_confidential(tables["benchmarks"]), quarter.cut_off
        ),
        areas=tables["areas"],
        comparators=tables["comparators"],
        series=tables["series"],
        decisions=_decisions(tables["decisions"], quarter.cut_off),
    )


class OwnPeriods(NamedTuple):
    """Which figures are a quarter's own: those whose period was complete by its end.

    in_month
        by measure the month in which a year's figure is taken, where it says so.
    newest
        the measures whose newest figure is the quarter's, whenever it is of.
    """

    in_month: dict[str, str]
    newest: frozenset[str]

    @classmethod
    def of(cls, measures: pd.DataFrame) -> OwnPeriods:
        """Return what rows of measures.csv say of it: their ``complete`` and ``headline``."""
        ids = measures["id"]
        return cls(
            dict(zip(ids, measures["complete"], strict=True)),
            frozenset(ids[measures["headline"] == "newest"]),
        )

    def is_later(self, rows: pd.DataFrame, quarter: Period) -> pd.Series:
        """Return which rows (``measure, period``) are not the quarter's own but newer."""
        later = [
            measure not in self.newest
            and complete_on(period, self.in_month.get(measure, "")) > quarter.end
            for measure, period in zip(rows["measure"], rows["period"], strict=True)
        ]
        return pd.Series(later, index=rows.index, dtype=bool)


def _latest(table: str, rows: pd.DataFrame, cut_off: date) -> pd.DataFrame:
    """Return of each key the newest row by the cut-off, in the order of keys."""
    latest = newest(table, rows, cut_off)
    return latest if latest.empty else latest.sort_values(KEYS[table], kind="stable")


def _without_confidential(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows without the figures of those marked confidential, should any come this far."""
    secret = rows["marker"] == Marker.CONFIDENTIAL
    figures = (*FIGURE_COLUMNS, *(name for name in LIMIT_COLUMNS if name in rows))
    return rows.assign(**{name: rows[name].mask(secret) for name in figures})


def _observations(
    observations: pd.DataFrame,
    quarter: Quarter,
    previous: Quarter | None,
    own_periods: OwnPeriods,
    reported_before: set[str],
) -> pd.DataFrame:
    key = KEYS["observations"]
    now = _latest("observations", observations, quarter.cut_off)
    now = now.assign(is_later=own_periods.is_later(now, quarter.quarter))
    if previous is None:
        return now.assign(was=float("nan"), is_new=~now["is_later"])
    before = _latest("observations", observations, previous.cut_off)
    before = before[(before["marker"] != Marker.FORECAST) & before["measure"].isin(reported_before)]
    shown = before.set_index(key)["value"].rename("shown_before")
    now = now.join(shown, on=key)
    changed = now["shown_before"].notna() & (now["shown_before"] != now["value"])
    changed &= now["marker"] != Marker.CONFIDENTIAL
    figures = before[before["value"].notna() | before["marker"].isin(FIGURE_NOT_SHOWN)]
    figures = figures[~own_periods.is_later(figures, previous.quarter)]
    last_reported = figures.groupby("measure")["period"].max()
    last = now["measure"].map(last_reported)
    is_new = [
        not is_later and (pd.isna(seen) or period > seen)
        for period, seen, is_later in zip(now["period"], last, now["is_later"], strict=True)
    ]
    return now.assign(was=now["shown_before"].where(changed), is_new=is_new).drop(
        columns="shown_before"
    )


def _milestones(
    milestones: pd.DataFrame, quarter: Quarter, previous: Quarter | None
) -> pd.DataFrame:
    """The newest state of each milestone, with ``is_new`` and the forecast and status before."""
    now = _latest("milestones", milestones, quarter.cut_off).sort_values(["due", "id"])
    if previous is None:
        return now.assign(is_new=True, status_before="", forecast_before=pd.NaT)
    before = _latest("milestones", milestones, previous.cut_off).set_index("id")
    return now.assign(
        is_new=now["recorded_on"] > pd.Timestamp(previous.cut_off),
        status_before=before["status"].reindex(now["id"]).fillna("").to_numpy(),
        forecast_before=before["forecast"].reindex(now["id"]).to_numpy(),
    )


def _decisions(decisions: pd.DataFrame, cut_off: date) -> pd.DataFrame:
    """What committees decided by the cut-off, oldest first; closed only if it was by then.

    A request that was closed later is still open, without its response; a
    response that was given later is not there either.
    """
    decided = decided_by(decisions, cut_off)
    later = closed_later(decided, cut_off)
    return decided.assign(
        kind=decided["kind"].mask(decided["kind"] == "", "asked"),
        status=decided["status"].mask(later, "open"),
        closed_on=decided["closed_on"].mask(later),
    ).sort_values(["met_on", "id"])


def last_commentary(commentary: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the last words written for a quarter, whether before the cut-off or after it.

    That is the last row of commentary.csv for each measure of that ``quarter``, by ``written_on``.
    """
    rows = commentary[commentary["quarter"] == period.code]
    rows = rows.sort_values("written_on", kind="stable")
    return rows.drop_duplicates("measure", keep="last")
