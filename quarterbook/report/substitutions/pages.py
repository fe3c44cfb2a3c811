"""Figures by name, for narrative pages: ``{{ summary.improved }}``."""

from __future__ import annotations

from typing import Any

from quarterbook.ground.periods import long_date
from quarterbook.judge.counts import ratings
from quarterbook.report.blocks import method_page, overview
from quarterbook.report.blocks.by_rule import by_rule
from quarterbook.report.blocks.summary import milestone_sentence
from quarterbook.report.html import block
from quarterbook.report.html.block import markdown_text
from quarterbook.report.notebook import Report


def names(report: Report, *, draft: bool = False) -> dict[str, Any]:
    """Return what a page may name, as Jupyter Book's substitutions.

    ``council``, ``quarter``, ``summary`` (counts and sentences),
    ``measures`` (by id, hyphens written as underscores), ``tables`` and ``method``.
    """
    quarter, council = report.quarter, report.council.council
    moved = report.moved
    rated = ratings(view.judged.rag.outcome for view in report.measures)
    return {
        "council": {
            "name": markdown_text(council.name),
            "short_name": markdown_text(council.short_name),
            "contact": block.link(council.contact, f"mailto:{council.contact}"),
        },
        "quarter": {
            "code": quarter.quarter.code,
            "label": quarter.quarter.label,
            "title": markdown_text(quarter.title),
            "as_at": long_date(quarter.cut_off),
            "status": "draft" if draft else "final",
        },
        "summary": {
            "updated": moved.total,
            "improved": moved.improved,
            "same": moved.same,
            "declined": moved.declined,
            "not_comparable": moved.not_comparable,
            "red": rated.red,
            "amber": rated.amber,
            "green": rated.green,
            "not_rated": rated.total - rated.rated,
            "measures": len(report.measures),
            "activities": len(list(report)) - len(report.measures),
            "milestones": len(report.milestones),
            "sentence": report.counts_sentence(),
            "milestones_sentence": milestone_sentence(report),
        },
        "measures": {
            view.id.replace("-", "_"): {
                "title": markdown_text(view.title),
                "value": markdown_text(view.value),
                "period": view.period,
                "target": markdown_text(view.format.full(view.judged.goal.target) or "no target"),
                "rag": view.rag,
                "direction": view.direction,
                "finding": markdown_text(view.finding),
            }
            for view in report
        },
        "tables": {
            "milestones": overview.milestones(report).markdown,
            "in_development": overview.in_development(report),
            "rules": overview.rules(report),
            "by_rule": by_rule(report),
            "definitions": overview.definitions(report),
            "markers": overview.markers(),
            "symbols": overview.symbols(),
        },
        "method": {
            "rating": method_page.rating(report),
            "direction": method_page.direction(report),
            "control_charts": method_page.controls(report),
            "outlook": method_page.outlooks(report),
            "withheld": method_page.withheld(report),
        },
    }
