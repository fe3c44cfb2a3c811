"""What every row of a table says alike is said once, in its caption."""

from __future__ import annotations

import lxml.html

from quarterbook import Report
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.observations import Goal
from quarterbook.report.html.cells import goal_cell
from quarterbook.report.html.marks import mark
from quarterbook.report.html.tables import table
from support.books import ROOT

NONE = goal_cell(Goal(), NumberFormat("%", 1))
UNRATED, RED = mark("rag", "not_rated", "–", "Not rated"), mark("rag", "red", "◆", "Red")


def shown(*rows: tuple[str, ...]) -> tuple[str, list[str]]:
    """What the caption of a table says beside its name, and its headers."""
    heads = ["Measure", "Target", "RAG", "Frequency"]
    made = table("Measures", heads, rows, numeric=(1,), once=(1, 2, 3))
    read = lxml.html.fromstring(f"<div>{made}</div>")
    said = read.xpath("string(.//caption)").removeprefix("Measures")
    return said, [head.text_content() for head in read.xpath(".//th[@scope='col']")]


def test_what_all_rows_say_leaves_the_table() -> None:
    rows = [(name, NONE, UNRATED, "Monthly") for name in "abc"]
    assert shown(*rows) == (
        ". The same in every row: Target: No target; RAG: Not rated; Frequency: Monthly",
        ["Measure"],
    )
    assert shown(*rows[:2]) == (
        ". The same in every row: Target: No target; RAG: Not rated",
        ["Measure", "Frequency"],
    )
    assert shown(*rows[:1]) == ("", ["Measure", "Target", "RAG", "Frequency"])


def test_figures_colours_and_what_differs_stay() -> None:
    alike = [(name, "95.0%", RED, "Monthly") for name in "abc"]
    assert shown(*alike) == (
        ". The same in every row: Frequency: Monthly",
        ["Measure", "Target", "RAG"],
    )
    other = [*alike, ("d", NONE, UNRATED, "Yearly")]
    assert shown(*other) == ("", ["Measure", "Target", "RAG", "Frequency"])


def test_somersets_tables_have_no_column_of_nothing() -> None:
    book = ROOT / "examples" / "somerset"
    children = Report(outcome="children", book=book).overview().html
    assert "young people. The same in every row: RAG: Not rated</caption>" in children
    assert "Not recorded" in children  # of one measure alone, so that the targets stay
    assert "No target" in children
    assert (
        "The same in every row" not in Report(outcome="suitable-homes", book=ROOT).overview().html
    )
