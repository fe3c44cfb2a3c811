"""`--why` names the file in which somebody changed what a page read, and no other."""

from __future__ import annotations

from dataclasses import fields
from functools import cached_property

import pytest

from quarterbook.ground.periods import parse_quarter
from quarterbook.judge.assessment import Assessment
from quarterbook.report.views.measure import MeasureView
from quarterbook.reuse.steps import Difference, Step
from quarterbook.reuse.why import account_of_steps

FIGURES = "data/observations.csv: the figures of bins"
RULES = "the rules of bins"
WORDS = {
    "id": "data/measures.csv: the id of bins",
    "title": "data/measures.csv: the title of bins",
    "service": "data/measures.csv: the service of bins",
    "outcome": "data/measures.csv: the outcome area of bins",
    "sub_outcome": "data/measures.csv: the part of the outcome area of bins",
    "href": "data/measures.csv: the outcome area of bins",
    "format": "data/measures.csv: unit and decimals of bins",
    "frequency": "data/measures.csv: the frequency of bins",
    "is_activity": "data/measures.csv: the kind of bins",
    "is_exempt": "params/2021-22-q2.yml: whether bins is exempt",
    "colours": "params/council.yml: the colours",
    "commentary": "data/commentary.csv: commentary in the row of bins",
    "action": "data/commentary.csv: action in the row of bins",
    "highlight": "data/commentary.csv: highlight in the row of bins",
    "recalculations": "data/recalculations.csv: the recalculations of bins",
    "targets": "data/targets.csv: the targets of bins",
    "goal": "data/targets.csv: the targets of bins",
    "goals": "data/targets.csv: the targets of bins",
    "outlook_goal": "data/targets.csv: the targets of bins",
    "meets_target": "whether the target is met of bins",
    "rules": RULES,
    "rule": RULES,
    "basis": RULES,
    "by_rule": "what the rule would give of bins",
    "rag": "the rating of bins",
    "direction": "the direction of travel of bins",
    "long_term": "the direction of travel of bins",
    "control": "the control limits of bins",
    "control_chart": "the control chart of bins",
    "charted": "the figures of the control chart of bins",
    "charted_from": "the first figure of the chart of bins",
    "outlook": "the outlook of bins",
    "outlook_rags": "the ratings of the outlook of bins",
    **dict.fromkeys(
        (
            "observations",
            "recent",
            "forecasts",
            "current",
            "previous",
            "year_ago",
            "comparable_year_ago",
        ),
        FIGURES,
    ),
    "newest_figure": FIGURES,
    "value": "the newest figure as it is shown of bins",
    "period": "the period of the newest figure of bins",
    "next_period": "the period of the next figure of bins",
    "compared_with": "the figure compared with of bins",
    "later_figures": "the figures after the quarter of bins",
    "since": "the words for the newest figure after the quarter of bins",
    "is_updated": "whether the newest figure is new of bins",
}
PARTS = {"row", "words", "assessment"}  # of which each value is read by itself


def why(*place: str) -> str:
    step = Step("2021-22-q2/page", {}, differences=[Difference(read=("quarter", *place))])
    return next(iter(account_of_steps([step], parse_quarter("2021-22-Q2"))))


def test_every_value_of_a_measure_has_its_words() -> None:
    """One that is added has none of another's."""
    of_properties = {
        name
        for kind in (MeasureView, Assessment)
        for name in dir(kind)
        if isinstance(getattr(kind, name), property | cached_property)
    }
    of_fields = {one.name for kind in (MeasureView, Assessment) for one in fields(kind)}
    assert {*WORDS} == (of_properties | of_fields) - PARTS


@pytest.mark.parametrize("name", WORDS)
def test_a_value_is_told_by_where_it_is_recorded(name: str) -> None:
    assert why("by_id", "bins", name) == f"made    page: {WORDS[name]} changed"
    if hasattr(Assessment, name) and not hasattr(MeasureView, name):
        for whole in ("assessment", "by_rule"):
            assert why("by_id", "bins", whole, name) == f"made    page: {WORDS[name]} changed"


def test_a_value_that_is_no_more_is_told_by_its_name() -> None:
    """Kept results of an older version may have read it."""
    assert why("by_id", "bins", "colour_of_old") == "made    page: colour_of_old of bins changed"
