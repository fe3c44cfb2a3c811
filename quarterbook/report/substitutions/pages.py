"""Figures by name, for narrative pages: ``{{ summary.improved }}``."""

from __future__ import annotations

from typing import Any

from quarterbook.ground.periods import long_date, months_of
from quarterbook.judge.rag import NO_TARGET, TARGET_UNKNOWN
from quarterbook.report.blocks import milestones
from quarterbook.report.blocks.method import page as method_page
from quarterbook.report.blocks.method import reference
from quarterbook.report.blocks.method.by_rule import by_rule
from quarterbook.report.blocks.method.symbols import symbols
from quarterbook.report.html import block
from quarterbook.report.html.block import markdown_text
from quarterbook.report.html.element import written
from quarterbook.report.sentences import rating_counts
from quarterbook.report.sentences.trend import finding
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView


def page_names(report: QuarterView, *, draft: bool = False) -> dict[str, Any]:
    """Return what a page may name, as Jupyter Book's substitutions.

    ``council``, ``quarter``, ``summary`` (counts and sentences),
    ``measures`` (by id, hyphens written as underscores), ``tables`` and ``method``.
    """
    return {
        "council": _council(report),
        "quarter": _quarter(report, draft=draft),
        "summary": _summary(report),
        "measures": {view.id.replace("-", "_"): _measure(view) for view in report.views_shown},
        "tables": {
            "milestones": milestones.milestones(report).markdown,
            "in_development": written(reference.in_development(report)),
            "rules": written(reference.rules(report)),
            "by_rule": written(by_rule(report)),
            "definitions": written(reference.definitions(report)),
            "markers": written(reference.markers()),
            "symbols": written(symbols(report)),
        },
        "method": {
            "rating": written(method_page.rating(report)),
            "direction": written(method_page.direction(report)),
            "control_charts": written(method_page.controls(report)),
            "outlook": written(method_page.outlooks(report)),
            "comparisons": written(method_page.comparisons(report)),
            "withheld": written(method_page.withheld(report)),
        },
    }


def _council(report: QuarterView) -> dict[str, str]:
    council = report.council.council
    return {
        "name": markdown_text(council.name),
        "short_name": markdown_text(council.short_name),
        "contact": block.link(council.contact, f"mailto:{council.contact}"),
    }


def _quarter(report: QuarterView, *, draft: bool) -> dict[str, str]:
    quarter = report.quarter
    return {
        "code": quarter.quarter.code,
        "label": quarter.quarter.label,
        "months": months_of(quarter.quarter),
        "title": markdown_text(quarter.title),
        "as_at": long_date(quarter.cut_off),
        "status": "draft" if draft else "final",
    }


def _summary(report: QuarterView) -> dict[str, Any]:
    movements, ratings = report.moved, report.rated
    return {
        "updated": movements.total,
        "improved": movements.improved,
        "same": movements.same,
        "declined": movements.declined,
        "not_comparable": movements.not_comparable,
        "red": ratings.red,
        "amber": ratings.amber,
        "green": ratings.green,
        "not_rated": ratings.total - ratings.rated,
        "measures": len(report.measures),
        "activities": len(report.views_shown) - len(report.measures),
        "milestones": len(report.milestones),
        "sentence": rating_counts.counts_sentence(report),
        "milestones_sentence": markdown_text(rating_counts.milestone_sentence(report)),
    }


def _measure(view: MeasureView) -> dict[str, Any]:
    goal = view.assessment.goal
    without = TARGET_UNKNOWN if goal.is_unknown else NO_TARGET
    return {
        "title": markdown_text(view.title),
        "value": markdown_text(view.value),
        "period": view.period,
        "target": markdown_text(view.format.full(goal.target) or without),
        "rag": view.rag,
        "direction": view.direction,
        "finding": markdown_text(finding(view)),
    }
