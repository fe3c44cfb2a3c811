"""How the council compares with others, and every figure published: a sheet each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pandas as pd

from quarterbook.bind.workbook.cells import (
    MISSING,
    CellValue,
    Column,
    Sheet,
    as_at,
    columns_in_use,
    unused_name,
)
from quarterbook.data.tables.rows import rows_of
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import long_date
from quarterbook.ground.wording import number_style
from quarterbook.judge.comparison import Compared, Place, in_order
from quarterbook.judge.observations import Point
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView

_MOST = 100_000  # figures on a sheet; Excel holds a million rows, readers' machines fewer


class _Comparison(NamedTuple):
    """A measure and its newest comparison."""

    view: MeasureView
    compared: Compared


class _Published(NamedTuple):
    """A published figure: its measure, its row of benchmarks.csv and that of its area."""

    view: MeasureView
    row: Any
    area: Any

    @property
    def figure(self) -> CellValue:
        if self.row.marker == Marker.CONFIDENTIAL or pd.isna(self.row.value):
            return f"[{self.row.marker or Marker.NOT_AVAILABLE}]"
        return float(self.row.value)

    def limit(self, name: str) -> CellValue:
        """The publisher's own confidence limit of a figure that is shown, where it gives one."""
        limit = getattr(self.row, name, None)
        if limit is None or pd.isna(limit) or isinstance(self.figure, str):
            return None
        return float(limit)


def benchmarks(report: QuarterView) -> Iterator[Sheet[Any]]:
    """The sheets on benchmarking, those that have something to say."""
    vintage = report.vintage
    by_id = {view.id: view for view in report.views_shown}
    views = [by_id[id_] for id_ in in_order(vintage, list(by_id))]
    pairs = [(view, report.compared(view.id)) for view in views]
    comparisons = [_Comparison(view, compared) for view, compared in pairs if compared]
    if comparisons:
        has_limits = any(one.compared.interval for one in comparisons)
        yield Sheet(
            "Comparison",
            "comparison",
            "Benchmarking: the council beside others, newest published figures",
            columns_in_use(_comparison_columns(report, has_limits=has_limits), comparisons),
            comparisons,
            [view.format.decimals for view, _ in comparisons],
            subtitle=as_at(report),
            notes=("shorthand", "ranking", *(("intervals",) if has_limits else ())),
        )
    rows, newest = newest_that_fit(vintage.benchmarks, _MOST)
    published = _published(report, views, rows)
    if published:
        which = "every published figure"
        if newest:
            which = f"published figures of each measure's {_newest(newest)}"
        yield Sheet(
            "Benchmarks",
            "benchmarks",
            f"Benchmarking: {which}",
            columns_in_use(_PUBLISHED, published),
            published,
            [row.view.format.decimals for row in published],
            subtitle=as_at(report),
            notes=("shorthand",),
        )


def _comparison_columns(report: QuarterView, *, has_limits: bool) -> list[Column[_Comparison]]:
    names: list[str] = []
    none = MISSING if has_limits else None

    def limit(end: int) -> Callable[[_Comparison], CellValue]:
        return lambda row: row.compared.interval[end] if row.compared.interval else none

    def rank(end: int) -> Callable[[_Comparison], CellValue]:
        return lambda row: row.compared.ranks[end] if row.compared.ranks else none

    for comparator in report.council.comparators:
        names.append(unused_name(comparator.title, names))
    return [
        Column("Measure", 45, lambda row: row.view.title),
        Column("Measure id", 30, lambda row: row.view.id),
        Column("Unit", 18, lambda row: row.view.format.unit_name),
        Column("Period", 18, lambda row: row.compared.period.label),
        Column("Own figure", 13, lambda row: _figure(row.compared.now), "number"),
        Column("Lower 95% confidence limit", 16, limit(0), "number", is_optional=True),
        Column("Upper 95% confidence limit", 16, limit(1), "number", is_optional=True),
        *(
            Column(f"Figure for {name}", 16, _of_comparator(number), "number")
            for number, name in enumerate(names)
        ),
        Column("Own previous figure", 13, _previous_figure, "number"),
        Column("Previous period", 18, _previous_period),
        Column("Rank", 10, lambda row: _rank(row.compared.place), "whole"),
        Column("Best rank allowing for chance", 16, rank(0), "whole", is_optional=True),
        Column("Worst rank allowing for chance", 16, rank(1), "whole", is_optional=True),
        Column("Councils ranked", 12, _councils_ranked, "whole"),
        Column("Quartile", 12, _quartile),
        Column("Previous rank", 12, lambda row: _rank(row.compared.place_before), "whole"),
        Column("Figures that are means", 34, _means),
        Column("Published", 20, lambda row: long_date(row.compared.published_on)),
        Column("Source", 60, lambda row: row.compared.source),
    ]


def _of_comparator(number: int) -> Callable[[_Comparison], CellValue]:
    return lambda row: _figure(row.compared.others[number].now)


def _figure(point: Point) -> CellValue:
    return point.value if point.value is not None else f"[{point.marker or Marker.NOT_AVAILABLE}]"


def _previous_figure(row: _Comparison) -> CellValue:
    previous = row.compared.previous
    return _figure(previous) if previous else MISSING


def _previous_period(row: _Comparison) -> CellValue:
    previous = row.compared.previous
    return previous.period.label if previous else MISSING


def _rank(place: Place | None) -> CellValue:
    return place.rank if place else MISSING


def _councils_ranked(row: _Comparison) -> CellValue:
    return row.compared.place.of if row.compared.place else MISSING


def _quartile(row: _Comparison) -> CellValue:
    return row.compared.place.quartile.capitalize() if row.compared.place else MISSING


def _means(row: _Comparison) -> CellValue:
    """Which comparators' figures are means, and of how many councils."""
    others = row.compared.others
    means = [f"{o.title}: mean of {o.now.mean_of}" for o in others if o.now.mean_of]
    return "; ".join(means) or "none"


_PUBLISHED: tuple[Column[_Published], ...] = (
    Column("Measure", 45, lambda one: one.view.title),
    Column("Measure id", 30, lambda one: one.view.id),
    Column("Period", 18, lambda one: one.row.period.label),
    Column("Period code", 13, lambda one: one.row.period.code),
    Column("Area", 32, lambda one: one.area.name),
    Column("Area code", 14, lambda one: one.row.area),
    Column("Area type", 12, lambda one: one.area.kind.capitalize()),
    Column("Figure", 13, lambda one: one.figure, "number"),
    Column(
        "Publisher's lower limit", 16, lambda one: one.limit("lower"), "number", is_optional=True
    ),
    Column(
        "Publisher's upper limit", 16, lambda one: one.limit("upper"), "number", is_optional=True
    ),
    Column("Unit", 18, lambda one: one.view.format.unit_name),
    Column("Marker", 10, lambda one: f"[{one.row.marker}]" if one.row.marker else "none"),
    Column("Published", 20, lambda one: one.row.published_on.date(), "date"),
    Column("Source", 60, lambda one: one.row.source),
)


def _newest(number: int) -> str:
    return "newest period" if number == 1 else f"{number_style(number)(number)} newest periods"


def newest_that_fit(rows: pd.DataFrame, most: int) -> tuple[pd.DataFrame, int | None]:
    """Return rows of benchmarks.csv, and of how many newest periods of each measure they are.

    ``most`` is how many rows there may be; one period of each measure is kept at least. None
    where all periods fit.
    """
    if len(rows) <= most:
        return rows, None
    ends = {period: period.end.toordinal() for period in rows["period"].unique()}
    by_measure = rows["period"].map(ends).groupby(rows["measure"])
    age = by_measure.rank(method="dense", ascending=False).astype(int)
    sizes = age.value_counts().sort_index().cumsum()
    kept = int((sizes <= most).sum()) or 1
    return rows[age <= kept], kept


def _published(
    report: QuarterView, views: list[MeasureView], rows: pd.DataFrame
) -> list[_Published]:
    """Every benchmark of the rows, in the order of the measures."""
    areas = {row.code: row for row in rows_of(report.vintage.areas)}
    by_measure = dict(iter(rows.groupby("measure")))
    return [
        _Published(view, row, areas[row.area])
        for view in views
        for row in rows_of(by_measure[view.id])
    ]
