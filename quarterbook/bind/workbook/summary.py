"""The sheet with the newest state of every measure and how it is judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from quarterbook.bind.workbook.cells import (
    MISSING,
    CellValue,
    Column,
    Sheet,
    as_at,
    columns_in_use,
    figure,
    markers_cell,
    target,
)
from quarterbook.ground.markdown import plain
from quarterbook.judge.assessment import Assessment
from quarterbook.judge.direction import Direction
from quarterbook.judge.observations import Observation
from quarterbook.judge.outlook import Outlook
from quarterbook.report.html.cells import answerable, stated_previous
from quarterbook.report.html.marks import RAG_MARKS, basis_words, direction_words
from quarterbook.report.sentences.method import COVERS, how_judged
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView


def summary(report: QuarterView) -> Sheet[MeasureView]:
    """A row for each measure and activity indicator."""
    views = report.views_shown
    return Sheet(
        "Summary",
        "summary",
        "All measures: newest figure, rating and direction of travel",
        columns_in_use(_columns(report), views),
        views,
        [view.format.decimals for view in views],
        subtitle=as_at(report),
        notes=("known", "shorthand", "goals", "judged", "travel", "outlook"),
    )


def _columns(report: QuarterView) -> Sequence[Column[MeasureView]]:
    outcomes = {outcome.id: outcome.title for outcome in report.council.outcomes}
    return [
        Column("Outcome area", 30, lambda view: outcomes[view.outcome]),
        Column("Measure", 45, lambda view: view.title),
        Column("Measure id", 30, lambda view: view.id),
        Column("Type", 18, lambda view: "Activity indicator" if view.is_activity else "Measure"),
        Column("Period", 18, lambda view: view.period or MISSING),
        Column("Figure covers", 22, lambda view: COVERS[view.assessment.rules.reading]),
        Column("Figure", 13, lambda view: figure(view.assessment.current), "number"),
        Column("Unit", 18, lambda view: view.format.unit_name),
        Column("Marker", 10, lambda view: markers_cell(view.assessment.current)),
        Column("Since then", 30, lambda view: view.since or None, "text", is_optional=True),
        Column("Target", 13, lambda view: target(view.assessment.goal), "number"),
        Column(
            "Expected from", 13, lambda view: view.assessment.goal.lower, "number", is_optional=True
        ),
        Column(
            "Expected to", 13, lambda view: view.assessment.goal.upper, "number", is_optional=True
        ),
        Column("RAG", 24, _rating),
        Column("Direction of travel", 16, lambda view: _travel(view.assessment.direction)),
        Column("Basis", 36, lambda view: _basis(view.assessment, view.assessment.direction)),
        Column(
            "Long-term direction",
            16,
            lambda view: _travel(view.assessment.long_term),
            "text",
            is_optional=True,
        ),
        Column(
            "Long-term basis",
            36,
            lambda view: _basis(view.assessment, view.assessment.long_term),
            "text",
            True,
        ),
        Column("Outlook", 13, _of_outlook(lambda ahead: ahead.value), "number", is_optional=True),
        Column(
            "Outlook for",
            18,
            _of_outlook(lambda ahead: ahead.period.label),
            "text",
            is_optional=True,
        ),
        Column(
            "Outlook from", 13, _of_outlook(lambda ahead: ahead.lower), "number", is_optional=True
        ),
        Column(
            "Outlook to", 13, _of_outlook(lambda ahead: ahead.upper), "number", is_optional=True
        ),
        Column(
            "Target for the outlook",
            13,
            lambda view: view.assessment.outlook_goal.target if _has_outlook(view) else None,
            "number",
            is_optional=True,
        ),
        Column("RAG of the outlook", 24, _outlook_rating, "text", is_optional=True),
        Column(
            "Previous figure", 13, lambda view: figure(stated_previous(view.assessment)), "number"
        ),
        Column("Previous period", 18, lambda view: _period(stated_previous(view.assessment))),
        Column("Same time last year", 13, lambda view: figure(view.assessment.year_ago), "number"),
        Column("Period last year", 18, lambda view: _period(view.assessment.year_ago)),
        Column("New this quarter", 12, lambda view: "Yes" if view.is_updated else "No"),
        Column("Comment", 80, lambda view: plain(view.commentary) or MISSING),
        Column("Action", 80, _action),
        Column("Owner and day of the action", 40, answerable),
        Column("How it is judged", 70, lambda view: how_judged(view.assessment, view.format)),
    ]


def _rating(view: MeasureView) -> str:
    """The rating in a word and, where there is none, why."""
    rag = view.assessment.rag
    word = RAG_MARKS[rag.outcome][1]
    has_reason = rag.outcome == "not_rated" and rag.reason not in ("", word.lower())
    return f"{word}: {rag.reason}" if has_reason else word


def _travel(direction: Direction | None) -> CellValue:
    """A direction in a word."""
    return direction_words(direction)[1] if direction else None


def _basis(assessment: Assessment, direction: Direction | None) -> CellValue:
    """The basis of a direction, or why there is none."""
    if direction is None:
        return None
    if not direction.is_compared:
        return direction.reason
    return basis_words(assessment, direction)


def _of_outlook(read: Callable[[Outlook], CellValue]) -> Callable[[MeasureView], CellValue]:
    """Return what reads a part of the outlook for the year end, where it has a figure."""

    def cell(view: MeasureView) -> CellValue:
        ahead = view.assessment.outlook
        return read(ahead) if ahead and ahead.value is not None else None

    return cell


def _has_outlook(view: MeasureView) -> bool:
    ahead = view.assessment.outlook
    return ahead is not None and ahead.value is not None


def _outlook_rating(view: MeasureView) -> CellValue:
    if not _has_outlook(view):
        return None
    return RAG_MARKS[view.assessment.outlook_rags[0].outcome][1]


def _period(observation: Observation | None) -> str:
    return observation.period.label if observation else MISSING


def _action(view: MeasureView) -> CellValue:
    """What is being done; of a red or amber measure also that nothing is recorded."""
    none = "No action recorded" if view.rag in ("red", "amber") else None
    return plain(view.action) or none
