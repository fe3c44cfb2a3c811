"""What is compared: the council's figures over the years, those of others, and all councils."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from quarterbook.data.comparators import ComparatorAreas, compared_with
from quarterbook.data.lineage import left_out, lineage_of, with_figure
from quarterbook.data.params.council import AREA_COMPARATORS, Comparator
from quarterbook.data.vintage import Vintage
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period
from quarterbook.ground.rounding import exact_mean
from quarterbook.ground.rule_names import Polarity
from quarterbook.ground.units import NumberFormat
from quarterbook.judge import ranking
from quarterbook.judge.observations import Point, broken_series
from quarterbook.judge.ranking import Against, Interval, Moved, SummaryEntry

FEWEST = 4  # councils with a figure, for a ranking


@dataclass(frozen=True)
class Other:
    """A column of comparison: its title, and its figures for the same periods as the council's."""

    id: str
    title: str
    points: tuple[Point, ...]

    @property
    def now(self) -> Point:
        return self.points[-1]


class Place(NamedTuple):
    """Where the council stands; ``is_shared`` where others have the same figure."""

    rank: int
    of: int
    quartile: str
    is_shared: bool


class Standing(NamedTuple):
    """Where the council stands, where it stood in the period before, and how that moved."""

    place: Place | None
    place_before: Place | None
    moved: Moved


@dataclass(frozen=True)
class Compared:
    """A measure's newest published comparison, and the years before it.

    ``points`` are the council's own figures, oldest first and the compared
    period last; all are periods of one kind. ``values`` and ``before`` hold a
    figure per ranked council, indexed by area code, for the compared period
    and for that of `previous`. ``left_out`` names predecessors whose figures
    the series does not follow, as there were several.

    ``ranked`` is where the council stands, by figures with more decimals than
    these have; None where it follows from these. ``intervals`` are the 95%
    confidence intervals of councils for the compared period, by area, and
    ``earlier`` those of the council's own figures before it.
    """

    polarity: Polarity
    points: tuple[Point, ...]
    others: tuple[Other, ...]
    values: pd.Series
    before: pd.Series
    published_on: date
    source: str
    left_out: tuple[str, ...] = ()
    ranked: Standing | None = None
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    earlier: Mapping[Period, Interval] = field(default_factory=dict)

    @property
    def now(self) -> Point:
        return self.points[-1]

    @property
    def period(self) -> Period:
        return self.now.period

    @property
    def own(self) -> float | None:
        return self.now.value

    @property
    def previous(self) -> Point | None:
        """The newest figure before the compared period's, comparable or not."""
        return _newest_figure(self.points[:-1])

    @property
    def is_comparable(self) -> bool:
        """Whether figure and rank can be set against those of `previous`."""
        return self.own is not None and self.previous is not None and not self.now.broken

    @property
    def since_break(self) -> tuple[Point, ...]:
        """The council's figures that can be compared with the newest one."""
        return since_break(self.points)

    def as_shown(self, format: NumberFormat, ranked: Standing | None) -> Compared:
        """Return the comparison with means of several councils rounded, ranked as given."""
        others = tuple(
            replace(
                other,
                points=tuple(
                    replace(point, value=format.rounded(point.value)) for point in other.points
                ),
            )
            for other in self.others
        )
        return replace(self, others=others, ranked=ranked)

    def before_of(self, other: Other) -> Point | None:
        """Another's figure for the period of `previous`, if both can be compared since."""
        previous = self.previous
        if not self.is_comparable or previous is None:
            return None
        at = self.points.index(previous)
        if any(point.broken for point in other.points[at + 1 :]):
            return None
        return other.points[at] if other.points[at].value is not None else None

    @cached_property
    def standing(self) -> Standing:
        """Where the council stands and stood among all."""
        if self.ranked:
            return self.ranked
        place = _place(self.values, self.now, self.polarity)
        before = None
        if self.is_comparable and self.previous is not None:
            before = _place(self.before, self.previous, self.polarity)
        if place is None or before is None:
            return Standing(place, before, "not_comparable")
        moves = ranking.movement(self.values, self.before, self.polarity)
        return Standing(place, before, moves.loc[self.now.area, "moved"])

    @property
    def place(self) -> Place | None:
        """Where the council stands among all; None where it is not ranked."""
        return self.standing.place

    @property
    def place_before(self) -> Place | None:
        """Where it stood in the period of `previous`; None where that cannot be compared."""
        return self.standing.place_before

    @property
    def moved(self) -> Moved:
        """How the council's rank moved since the period of `previous`."""
        return self.standing.moved

    @property
    def interval(self) -> Interval | None:
        """The 95% confidence interval of the council's own figure, where there is one."""
        return self.intervals.get(self.now.area) if self.own is not None else None

    def against(self, figure: float) -> Against | None:
        """Say how the council's figure stands to another; None where its interval is not known."""
        return ranking.set_against(self.interval, figure, self.polarity) if self.interval else None

    def change_since(self, point: Point) -> Interval | None:
        """The 95% interval of how far the figure is from an earlier one; None without its own.

        An earlier figure without an interval counts as it stands.
        """
        if self.interval is None or self.own is None or point.value is None:
            return None
        then = self.earlier.get(point.period, Interval(point.value, point.value))
        return ranking.difference(self.own, self.interval, point.value, then)

    def is_similar_to(self, point: Point) -> bool:
        """Whether chance may explain how the figure differs from an earlier one."""
        change = self.change_since(point)
        return change is not None and change.holds(0.0)

    @property
    def ranks(self) -> tuple[int, int] | None:
        """Between which ranks the council may be; None where it has no rank or no interval."""
        if self.place is None:
            return None
        return ranking.rank_interval(self.values, self.intervals, self.now.area, self.polarity)

    @property
    def is_moved_by_chance(self) -> bool:
        """Whether the rank moved, and to where chance may put it: the ranks that it may have hold
        the rank of `previous`, or chance may explain how the figure differs from it.
        """
        before, previous = self.place_before, self.previous
        if self.moved not in ("improved", "fell") or before is None or previous is None:
            return False
        best, worst = self.ranks or (before.rank + 1, before.rank)
        return best <= before.rank <= worst or self.is_similar_to(previous)

    @property
    def is_quartile_sure(self) -> bool:
        """Whether all the ranks that the council may have lie in the quartile of its own."""
        if self.place is None or self.ranks is None:
            return True
        return ranking.quartiles_of(self.values, self.ranks, self.polarity) <= {self.place.quartile}

    def entry(self, title: str) -> SummaryEntry:
        """Return the measure's entry in a summary over several."""
        moved: Moved = "by_chance" if self.is_moved_by_chance else self.moved
        quartile = self.place.quartile if self.place else None
        return SummaryEntry(title, quartile, moved, self.is_quartile_sure)


def since_break(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Return the figures of a series that can be compared with its newest one."""
    breaks = [number for number, point in enumerate(points) if point.broken]
    return points[breaks[-1] :] if breaks else points


def _place(values: pd.Series, own: Point, polarity: Polarity) -> Place | None:
    if own.area not in values.index or len(values) < FEWEST:
        return None
    ranked = ranking.rank(values, polarity).loc[own.area]
    if pd.isna(ranked["rank"]):
        return None
    is_shared = int((values == values[own.area]).sum()) > 1
    return Place(int(ranked["rank"]), int(ranked["of"]), str(ranked["quartile"]), is_shared)


def _newest_figure(points: Sequence[Point]) -> Point | None:
    return next((point for point in reversed(points) if point.value is not None), None)


def compare(vintage: Vintage, measure: str) -> Compared | None:
    """Return the newest comparison of a measure, or None where the council has no row in one.

    It is the newest period that has a row of the council's or figures of
    councils enough for a ranking, and of one kind with the council's own newest
    row: financial years are not set beside calendar years, and of months and
    quarters only the same one each year.
    """
    rows = vintage.rows("benchmarks", "measure", measure)
    lineage = lineage_of(vintage)
    ours = rows[rows["area"].isin(lineage)]
    if ours.empty:
        return None
    last = max(ours["period"], key=lambda period: (period.end, period))
    rows = rows[[(p.kind, p.month) == (last.kind, last.month) for p in rows["period"]]]
    councils = vintage.councils
    figures = rows[rows["area"].isin(councils["code"]) & rows["value"].notna()]
    counted = figures["period"].value_counts()
    period = max([last, *counted[counted >= FEWEST].index])
    by_period = {p: part.set_index("area") for p, part in rows.groupby("period") if p <= period}
    definition = vintage.rows("measures", "id", measure).iloc[0]
    definition_from = definition["definition_from"]
    observations = vintage.rows("observations", "measure", measure)
    breaks = observations.loc[observations["marker"] == Marker.BREAK, "period"]
    points = broken_series(
        [_own(vintage, p, part, lineage) for p, part in by_period.items()],
        definition_from,
        tuple(breaks),
    )
    others = tuple(
        Other(
            comparator.id,
            title,
            broken_series(
                [_other(vintage, p, part, group, members) for p, part in by_period.items()],
                definition_from,
            ),
        )
        for comparator in vintage.council.comparators
        for group, title in [_group(comparator, definition.get("neighbours", ""))]
        for members in [compared_with(vintage, group)]
    )
    previous = _newest_figure(points[:-1])
    now = by_period[period]
    newest = now.loc[points[-1].area] if points[-1].area in now.index else now.iloc[-1]
    return Compared(
        polarity=definition["polarity"],
        points=points,
        others=others,
        values=ranked_values(vintage, period, now),
        before=ranked_values(vintage, previous.period, by_period[previous.period])
        if previous
        else pd.Series(dtype=float),
        published_on=newest["published_on"].date(),
        source=str(newest["source"]),
        left_out=left_out(vintage, by_period, lineage),
        intervals=ranking.intervals_of(now, definition),
        earlier={
            point.period: interval
            for point in points[:-1]
            for interval in ranking.intervals_of(
                by_period[point.period].filter([point.area], axis="index"), definition
            ).values()
        },
    )


def _group(comparator: Comparator, own_neighbours: str) -> tuple[str, str]:
    """Return the group of a column and its title: a measure may have neighbours of its own."""
    if comparator.id != "neighbours" or not own_neighbours:
        return comparator.id, comparator.title
    return own_neighbours, f"{comparator.title} ({own_neighbours})"


def _own(vintage: Vintage, period: Period, rows: pd.DataFrame, lineage: dict[str, str]) -> Point:
    """The council's own figure or, before it was one, that of the one council it succeeded."""
    listed = [code for code in lineage if code in rows.index]
    there = with_figure(rows, lineage)
    own = vintage.council.council.code
    if own not in there and len(there) > 1:
        return Point(period, marker=Marker.NOT_AVAILABLE, area=own)
    code = own if own in there else next(iter([*there, *listed]), own)
    return _published(period, rows, code, lineage[code])


def _published(period: Period, rows: pd.DataFrame, code: str, council: str = "") -> Point:
    if code not in rows.index:
        return Point(period, marker=Marker.NOT_AVAILABLE, area=code)
    row = rows.loc[code]
    value = _number(row["value"])
    marker = str(row["marker"])
    return Point(
        period,
        value,
        marker or (Marker.NOT_AVAILABLE if value is None else ""),
        code,
        council,
        numerator=_number(row["numerator"]),
        denominator=_number(row["denominator"]),
        note=str(row["note"]),
    )


def _number(cell: float) -> float | None:
    return None if pd.isna(cell) else float(cell)


def _other(
    vintage: Vintage, period: Period, rows: pd.DataFrame, id_: str, group: ComparatorAreas
) -> Point:
    """The publisher's own figure for a group where there is one, else the simple mean.

    England, the council's own country and region are published under their
    codes; any other group is where areas.csv has its name for a code.
    """
    code, ranks = group
    members = list(ranks.index)
    published = _published(period, rows, code)
    if published.value is not None or published.marker == Marker.CONFIDENTIAL:
        return published
    values = ranked_values(vintage, period, rows) if id_ in AREA_COMPARATORS else rows["value"]
    figures = values.reindex(members).dropna()
    if len(figures):
        is_break = (rows.loc[figures.index, "marker"] == Marker.BREAK).any()
        marker = Marker.BREAK if is_break else ""
        return Point(period, exact_mean(figures.tolist()), marker, mean_of=len(figures))
    markers = {str(rows.at[member, "marker"]) for member in members if member in rows.index}
    shared = markers.pop() if len(markers) == 1 and code not in rows.index else ""
    return replace(published, marker=shared or published.marker)


def ranked_values(vintage: Vintage, period: Period, rows: pd.DataFrame) -> pd.Series:
    """Return a figure per council of the nation that has one.

    Where both a council and its successor have one, the figure is taken of
    the report's own council, if it is one of the two, or else of the one that
    was there on the last day of the period. ``rows`` are of benchmarks.csv, indexed by ``area``.
    """
    own = vintage.council.council.code
    councils = vintage.councils.set_index("code")
    values = rows["value"].astype(float).reindex(councils.index).dropna()
    for code, row in councils[councils["successor"] != ""].iterrows():
        successor = row["successor"]
        if code in values.index and successor in values.index:
            ended = not pd.isna(row["to"]) and row["to"].date() < period.end
            goes = code if own == successor or (ended and own != code) else successor
            values = values.drop(goes)
    return values


def in_order(vintage: Vintage, ids: Sequence[str]) -> list[str]:
    """Return the measures that have benchmarks, in the order given."""
    with_benchmarks = set(vintage.benchmarks["measure"])
    return [id_ for id_ in ids if id_ in with_benchmarks]
