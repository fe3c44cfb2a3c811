"""`--why` names the file in which somebody changed what a page read, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cached_property
from pathlib import Path

import pytest

from quarterbook.build.sides.stage_sides import stage_sides
from quarterbook.data.params.quarter_files import choose_quarter
from quarterbook.data.recorded import read_recorded
from quarterbook.ground.periods import parse_quarter
from quarterbook.judge.assessment import Assessment
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView
from quarterbook.report.views.watched import KIND
from quarterbook.reuse.reads import ReadValues
from quarterbook.reuse.steps import Difference, Fingerprint, Read, Step
from quarterbook.reuse.why import account_of_steps
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK, copy_book
from support.rebuilds import Edit, add_lines, edit_row, replace_text

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


PARAMS = "params/2021-22-q2.yml"
CLOSED = """\
  - name: closed
    title: What is exempt
    committee: cabinet
    classification: exempt
    page: book/papers/exceptions
"""
EXEMPT = """\
exempt:
  - {measure: recycling-rate, reason: Paragraph 3 of Part 1 of Schedule 12A}
"""
HEADER = "measure,period,reason,set_on\n"
ANEW = "missed-bins,2021-09,A new round,2021-09-01\n"
EDITS = [
    ("data/measures.csv", edit_row("measures", "missed-bins", "title", "Bins not emptied")),
    ("data/measures.csv", edit_row("measures", "missed-bins", "decimals", "1")),
    ("data/observations.csv", edit_row("observations", "recycling-rate", "value", "57")),
    ("data/targets.csv", edit_row("targets", "missed-bins", "target", "61")),
    ("data/commentary.csv", edit_row("commentary", "recycling-rate", "commentary", "Less waste.")),
    ("data/recalculations.csv", add_lines("data/recalculations.csv", ANEW)),
    ("params/council.yml", replace_text("params/council.yml", "#12436D", "#12436E")),
    (PARAMS, replace_text(PARAMS, "title: Performance report", "title: How we did")),
    (PARAMS, add_lines(PARAMS, EXEMPT)),
]


def places(view: QuarterView) -> Iterator[Read]:
    """Yield what a page can read of a quarter, as its kernel notes it."""
    yield KIND, "by_id", "*"
    for id_, one in view.by_id.items():
        yield from ((KIND, "by_id", id_, name) for name in WORDS)
        yield from ((KIND, "by_id", id_, "assessment", name) for name in WORDS)
        yield from ((KIND, "by_id", id_, "row", column) for column in one.row)
        yield from ((KIND, "by_id", id_, "words", column) for column in one.words)
        yield from ((KIND, part, id_) for part in ("rated_before", "standings"))
        tables = ("commentary", "observations", "targets")
        yield from ((KIND, "vintage", table, "measure", id_) for table in tables)
    for part in ("quarter", "council"):
        names = type(getattr(view.vintage, part)).model_fields
        yield from ((KIND, "vintage", part, name) for name in names)


def values_of(root: Path, work: Path) -> dict[Read, Fingerprint | None]:
    """Return what each of these is on the side that has everything."""
    book = Book(root)
    recorded, period = read_recorded(book), choose_quarter(book, None)
    side = stage_sides(book, recorded, period, work / "public", work / "exempt").exempt
    assert side
    now = ReadValues(side.staged.root, side.report, {})
    return {read: now(read) for read in places(side.report)}


@pytest.mark.parametrize(("file", "edit"), EDITS)
def test_an_edit_is_told_by_its_file_and_by_no_other(file: str, edit: Edit, tmp_path: Path) -> None:
    """Of all that pages can read of the quarter; what is worked out of it names no file."""
    root = copy_book(SMALL_BOOK, tmp_path / "book").root
    add_lines(PARAMS, CLOSED)(root)
    edit_row("measures", "missed-bins", "direction_basis", "spc")(root)
    (root / "data" / "recalculations.csv").write_text(HEADER, encoding="utf-8")
    before = values_of(root, tmp_path / "before")
    edit(root)
    after = values_of(root, tmp_path / "after")
    changed = [read for read, value in after.items() if value != before.get(read)]
    lines = [why(*place) for _, *place in changed]
    named = {name for line in lines for name in re.findall(r"(?:data|params)/[\w.-]+(?=:)", line)}
    assert named == {file}, lines
