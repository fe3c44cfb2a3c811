"""A sheet for each outcome area: every figure known, one row for measure and period."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from quarterbook.bind.workbook.cells import (
    MISSING,
    TAKEN,
    CellValue,
    Column,
    Sheet,
    as_at,
    columns_in_use,
    figure,
    markers_cell,
    sheet_name,
    target,
)
from quarterbook.ground.markers import Marker
from quarterbook.judge.observations import Goal, Observation, same_time_before
from quarterbook.report.sentences.method import COVERS
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView


class _ShownFigure(NamedTuple):
    """A figure of a measure; None where it has none yet."""

    view: MeasureView
    observation: Observation | None

    @property
    def goal(self) -> Goal:
        goals = self.view.assessment.goals
        return goals.get(self.observation.period, Goal()) if self.observation else Goal()

    @property
    def target(self) -> CellValue:
        """Its target; of a measure that has some, none for this period is one not recorded."""
        has_some = any(goal.target is not None for goal in self.view.assessment.goals.values())
        return MISSING if has_some and self.goal.target is None else target(self.goal)

    @property
    def was(self) -> CellValue:
        """The figure before revision; never of a confidential one."""
        observation = self.observation
        if observation is None or observation.marker == Marker.CONFIDENTIAL:
            return None
        return observation.was

    @property
    def year_ago(self) -> Observation | None:
        """The figure of the same time a year before."""
        if self.observation is None:
            return None
        every = self.view.assessment.observations
        return same_time_before(every, self.observation.period, self.view.frequency)


_COLUMNS: tuple[Column[_ShownFigure], ...] = (
    Column("Measure", 45, lambda row: row.view.title),
    Column("Measure id", 30, lambda row: row.view.id),
    Column("Period", 18, lambda row: row.observation.period.label if row.observation else MISSING),
    Column(
        "Period code", 13, lambda row: row.observation.period.code if row.observation else MISSING
    ),
    Column("Figure covers", 22, lambda row: COVERS[row.view.assessment.rules.reading]),
    Column("Figure", 13, lambda row: figure(row.observation), "number"),
    Column("Unit", 18, lambda row: row.view.format.unit_name),
    Column("Marker", 10, lambda row: markers_cell(row.observation)),
    Column("Same time last year", 13, lambda row: figure(row.year_ago), "number"),
    Column("Before revision", 13, lambda row: row.was, "number", is_optional=True),
    Column("Target", 13, lambda row: row.target, "number"),
    Column("Floor", 13, lambda row: row.goal.floor, "number", is_optional=True),
    Column("Expected from", 13, lambda row: row.goal.lower, "number", is_optional=True),
    Column("Expected to", 13, lambda row: row.goal.upper, "number", is_optional=True),
)


def areas(report: QuarterView) -> Iterator[Sheet[_ShownFigure]]:
    """One sheet per outcome area, all with the same columns."""
    columns = columns_in_use(
        _COLUMNS, [row for view in report.views_shown for row in _shown_figures(view)]
    )
    is_revised = any(column.name == "Before revision" for column in columns)
    labels = set(TAKEN)
    for outcome in report.council.outcomes:
        rows = [row for view in report.of(outcome.id) for row in _shown_figures(view)]
        if not rows:
            continue
        label = sheet_name(outcome.title, outcome.id, labels)
        labels.add(label)
        yield Sheet(
            label,
            f"area_{outcome.id}",
            f"{outcome.title}: all figures",
            columns,
            rows,
            [row.view.format.decimals for row in rows],
            subtitle=as_at(report),
            notes=("known", "shorthand", "goals", *(("revised",) if is_revised else ())),
        )


def _shown_figures(view: MeasureView) -> list[_ShownFigure]:
    assessment = view.assessment
    return [
        _ShownFigure(view, one)
        for one in assessment.observations + assessment.later_figures or (None,)
    ]
