"""What stands on each sheet of the workbook: columns and rows, before any spreadsheet.

Where there is no figure its marker stands in its place, such as ``[c]``;
``[z]`` means that there is nothing to give, such as the target of a measure
without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from quarterbook.bind.workbook.cells import (
    MISSING,
    TAKEN,
    Cell,
    Column,
    Sheet,
    as_at,
    day_cell,
    figure,
    markers_cell,
    once,
    sheet_name,
    without_unused,
)
from quarterbook.ground.markdown import plain
from quarterbook.ground.markers import MARKERS, Marker
from quarterbook.ground.periods import long_date
from quarterbook.judge.assessment import Assessment
from quarterbook.judge.comparison import Point, compare, in_order
from quarterbook.judge.direction import Direction
from quarterbook.judge.observations import Goal
from quarterbook.report.html.marks import RAG_MARKS, STATUS_MARKS, basis_words, direction_words
from quarterbook.report.sentences.method import how_judged
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView


def sheets(report: QuarterView) -> Iterator[Sheet]:
    """The sheets of a quarter in their order."""
    views = report.shown
    if views:
        yield _summary(report, views)
        yield from _areas(report, views)
    yield from _benchmarks(report, views)
    if len(report.milestones):
        yield _milestones(report)
    yield _markers()


def _summary(report: QuarterView, views: Sequence[MeasureView]) -> Sheet:
    """The newest state of every measure."""
    outcomes = {outcome.id: outcome.title for outcome in report.council.outcomes}
    columns = [
        Column("Outcome area", 30),
        Column("Measure", 45),
        Column("Measure id", 30),
        Column("Type", 18),
        Column("Period", 18),
        Column("Figure", 13, "number"),
        Column("Unit", 18),
        Column("Marker", 10),
        Column("Target", 13, "number"),
        Column("Expected from", 13, "number"),
        Column("Expected to", 13, "number"),
        Column("RAG", 24),
        Column("Direction of travel", 16),
        Column("Basis", 36),
        Column("Long-term direction", 16),
        Column("Long-term basis", 36),
        Column("Outlook", 13, "number"),
        Column("Outlook for", 18),
        Column("Outlook from", 13, "number"),
        Column("Outlook to", 13, "number"),
        Column("RAG of the outlook", 24),
        Column("Previous figure", 13, "number"),
        Column("Previous period", 18),
        Column("New this quarter", 12),
        Column("How it is judged", 70),
    ]
    rows: list[list[Cell]] = []
    for view in views:
        judged = view.assessment
        current, previous = judged.current, judged.previous
        rows.append(
            [
                outcomes[view.outcome],
                view.title,
                view.id,
                "Activity indicator" if view.is_activity else "Measure",
                view.period or MISSING,
                figure(current),
                view.format.unit_name,
                markers_cell(current),
                judged.goal.target,
                judged.goal.lower,
                judged.goal.upper,
                _rating(view),
                *_travel(judged, judged.direction),
                *_travel(judged, judged.long_term),
                *_outlook(judged),
                figure(previous) if previous else None,
                previous.period.label if previous else None,
                "Yes" if view.is_updated else "No",
                how_judged(view.assessment, view.format),
            ]
        )
    columns, rows = without_unused(columns, rows, _OPTIONAL)
    return Sheet(
        "Summary",
        "summary",
        "All measures: newest figure, rating and direction of travel",
        columns,
        rows,
        [view.format.decimals for view in views],
        subtitle=as_at(report),
        notes=("known", "shorthand", "goals", "judged", "travel", "outlook"),
    )


_OPTIONAL = (
    "Expected from",
    "Expected to",
    "Long-term direction",
    "Long-term basis",
    "Outlook",
    "Outlook for",
    "Outlook from",
    "Outlook to",
    "RAG of the outlook",
)


def _travel(judged: Assessment, direction: Direction | None) -> list[Cell]:
    """A direction in a word and its basis, or why there is none."""
    if direction is None:
        return [None, None]
    word = direction_words(direction)[1]
    compared = word != "Not compared"
    return [word, basis_words(judged, direction) if compared else direction.reason]


def _outlook(judged: Assessment) -> list[Cell]:
    """The figure expected for the year end, its period, range and rating."""
    ahead = judged.outlook
    if ahead is None or ahead.value is None:
        return [None] * 5
    rag = RAG_MARKS[judged.outlook_rags[0].outcome][1]
    return [ahead.value, ahead.period.label, ahead.lower, ahead.upper, rag]


def _rating(view: MeasureView) -> str:
    """The rating in a word and, where there is none, why."""
    rag = view.assessment.rag
    word = RAG_MARKS[rag.outcome][1]
    return f"{word}: {rag.reason}" if rag.outcome == "not_rated" and rag.reason else word


def _areas(report: QuarterView, views: Sequence[MeasureView]) -> Iterator[Sheet]:
    """One sheet per outcome area: every figure known, all with the same columns."""
    columns = [
        Column("Measure", 45),
        Column("Measure id", 30),
        Column("Period", 18),
        Column("Period code", 13),
        Column("Figure", 13, "number"),
        Column("Unit", 18),
        Column("Marker", 10),
        Column("Before revision", 13, "number"),
        Column("Target", 13, "number"),
        Column("Floor", 13, "number"),
        Column("Expected from", 13, "number"),
        Column("Expected to", 13, "number"),
    ]
    rows = [row for view in views for row in _area_rows(view)]
    optional = ("Before revision", "Floor", "Expected from", "Expected to")
    shown, _ = without_unused(columns, rows, optional)
    kept = [number for number, column in enumerate(columns) if column in shown]
    labels = set(TAKEN)
    for outcome in report.council.outcomes:
        own = report.of(outcome.id)
        if not own:
            continue
        label = sheet_name(outcome.title, labels)
        labels.add(label)
        per_view = [list(_area_rows(view)) for view in own]
        yield Sheet(
            label,
            f"area_{outcome.id}",
            f"{outcome.title}: all figures",
            shown,
            [[row[number] for number in kept] for rows in per_view for row in rows],
            [view.format.decimals for view, rows in zip(own, per_view, strict=True) for _ in rows],
            subtitle=as_at(report),
            notes=("known", "shorthand", "goals", "revised")
            if any(column.name == "Before revision" for column in shown)
            else ("known", "shorthand", "goals"),
        )


def _area_rows(view: MeasureView) -> Iterator[list[Cell]]:
    head: list[Cell] = [view.title, view.id]
    if not view.assessment.observations:
        absent: list[Cell] = [MISSING, MISSING, MISSING, view.format.unit_name, "none"]
        yield [*head, *absent, *[None] * 5]
    for observation in view.assessment.observations:
        goal = view.assessment.goals.get(observation.period, Goal())
        yield [
            *head,
            observation.period.label,
            observation.period.code,
            figure(observation),
            view.format.unit_name,
            markers_cell(observation),
            None if observation.marker == Marker.CONFIDENTIAL else observation.was,
            goal.target,
            goal.floor,
            goal.lower,
            goal.upper,
        ]


def _benchmarks(report: QuarterView, views: Sequence[MeasureView]) -> Iterator[Sheet]:
    """Where there are benchmarks: how the council compares, and every figure published."""
    known = report.vintage
    by_id = {view.id: view for view in views}
    chosen = [by_id[id_] for id_ in in_order(known, list(by_id))]
    pairs = [(view, compared) for view in chosen if (compared := compare(known, view.id))]
    if pairs:
        names: list[str] = []
        for comparator in report.council.comparators:
            names.append(once(comparator.title, names))
        columns = [
            Column("Measure", 45),
            Column("Measure id", 30),
            Column("Unit", 18),
            Column("Period", 18),
            Column("Own figure", 13, "number"),
            *(Column(f"Figure for {name}", 16, "number") for name in names),
            Column("Own previous figure", 13, "number"),
            Column("Previous period", 18),
            Column("Rank", 10, "whole"),
            Column("Councils ranked", 12, "whole"),
            Column("Quartile", 12),
            Column("Previous rank", 12, "whole"),
            Column("Figures that are means", 34),
            Column("Published", 20),
            Column("Source", 60),
        ]
        rows: list[list[Cell]] = []
        for view, compared in pairs:
            place: list[Cell] = [None, None, None]
            if compared.place is not None:
                rank, of, quartile, _ = compared.place
                place = [rank, of, quartile.capitalize()]
            means = [
                f"{other.title}: mean of {other.now.mean_of}"
                for other in compared.others
                if other.now.mean_of
            ]
            previous = compared.previous
            rows.append(
                [
                    view.title,
                    view.id,
                    view.format.unit_name,
                    compared.period.label,
                    _figure_of(compared.now),
                    *(_figure_of(other.now) for other in compared.others),
                    previous.value if previous else None,
                    previous.period.label if previous else None,
                    *place,
                    compared.place_before.rank if compared.place_before else None,
                    "; ".join(means) or "none",
                    long_date(compared.published_on),
                    compared.source,
                ]
            )
        yield Sheet(
            "Comparison",
            "comparison",
            "Benchmarking: the council beside others, newest published figures",
            columns,
            rows,
            [view.format.decimals for view, _ in pairs],
            subtitle=as_at(report),
            notes=("shorthand", "standing"),
        )
    frame = known.benchmarks[known.benchmarks["measure"].isin(list(by_id))]
    if len(frame):
        yield _published(report, chosen, frame)


def _figure_of(point: Point) -> Cell:
    return point.value if point.value is not None else f"[{point.marker or Marker.NOT_AVAILABLE}]"


def _published(report: QuarterView, views: Sequence[MeasureView], frame: pd.DataFrame) -> Sheet:
    """Every benchmark published by the cut-off."""
    areas = {row.code: row for row in report.vintage.areas.itertuples()}
    columns = [
        Column("Measure", 45),
        Column("Measure id", 30),
        Column("Period", 18),
        Column("Period code", 13),
        Column("Area", 32),
        Column("Area code", 14),
        Column("Area type", 12),
        Column("Figure", 13, "number"),
        Column("Unit", 18),
        Column("Marker", 10),
        Column("Published", 20, "date"),
        Column("Source", 60),
    ]
    rows: list[list[Cell]] = []
    decimals: list[int] = []
    by_measure = dict(iter(frame.groupby("measure")))
    for view in views:
        for row in by_measure[view.id].itertuples():
            area = areas[row.area]
            absent = row.marker == Marker.CONFIDENTIAL or pd.isna(row.value)
            rows.append(
                [
                    view.title,
                    view.id,
                    row.period.label,
                    row.period.code,
                    area.name,
                    row.area,
                    area.kind.capitalize(),
                    f"[{row.marker or Marker.NOT_AVAILABLE}]" if absent else float(row.value),
                    view.format.unit_name,
                    f"[{row.marker}]" if row.marker else "none",
                    row.published_on.date(),
                    row.source,
                ]
            )
            decimals.append(view.format.decimals)
    return Sheet(
        "Benchmarks",
        "benchmarks",
        "Benchmarking: every published figure",
        columns,
        rows,
        decimals,
        subtitle=as_at(report),
        notes=("shorthand",),
    )


def _milestones(report: QuarterView) -> Sheet:
    titles = {outcome.id: outcome.title for outcome in report.council.outcomes}
    columns = [
        Column("Milestone", 50),
        Column("Milestone id", 30),
        Column("Outcome area", 30),
        Column("Owner", 30),
        Column("Due", 20, "date"),
        Column("Forecast", 20, "date"),
        Column("Completed", 20, "date"),
        Column("Status", 14),
        Column("Status last quarter", 16),
        Column("New this quarter", 12),
        Column("Commentary", 80),
    ]
    rows: list[list[Cell]] = [
        [
            row.title,
            row.id,
            titles[row.outcome],
            row.owner,
            day_cell(row.due),
            day_cell(row.forecast),
            day_cell(row.completed_on),
            STATUS_MARKS[row.status][1],
            STATUS_MARKS[row.status_before][1] if row.status_before else None,
            "Yes" if row.is_new else "No",
            plain(row.commentary),
        ]
        for row in report.milestones.itertuples()
    ]
    return Sheet(
        "Milestones",
        "milestones",
        "Milestones, soonest due first",
        columns,
        rows,
        subtitle=as_at(report),
        notes=("shorthand",),
    )


def _markers() -> Sheet:
    rows: list[list[Cell]] = [
        [f"[{mark}]", word[0].upper() + word[1:]] for mark, word in MARKERS.items()
    ]
    return Sheet(
        "Markers",
        "markers",
        "Markers and what they mean",
        [Column("Marker", 16), Column("Meaning", 60)],
        rows,
        notes=(),
    )
