"""A rating that an owner recorded: what the report before gave, and what of it is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook import Report
from quarterbook.build.sides.stage_sides import stage_sides
from quarterbook.data.recorded import read_recorded
from quarterbook.ground.periods import parse_quarter
from quarterbook.report.sentences import since_last_report
from quarterbook.storage.book import Book
from support.books import ROOT, copy_book
from support.cases_book import read

Q1 = parse_quarter("2025-26-Q1")
HEADER = (
    "measure,quarter,commentary,action,highlight,rag_judgement,rag_reason,"
    "direction_judgement,owner,written_on\n"
)
BEFORE = "litter-reports,2024-25-Q4,As usual.,Sweep.,note,{},As expected.,same,Streets,2025-04-25\n"
NOW = "litter-reports,2025-26-Q1,Two events.,,,{},Well above.,declined,Streets,2025-07-25\n"


def judged(folder: Path, figures: str, words: str) -> Book:
    """Return a book whose reports of litter are rated by their owner, in two quarters."""
    book = copy_book(ROOT / "examples" / "first-page", folder)
    change(book.data / "measures.csv", "snapshot,none,,no", "snapshot,judged,judged,no")
    (book.data / "commentary.csv").write_text(HEADER + words, "utf-8")
    path = book.data / "observations.csv"
    path.write_text(path.read_text("utf-8") + figures, "utf-8")
    text = (book.params / "2025-26-q1.yml").read_text("utf-8")
    for new, old in (("2025-26-Q1", "2024-25-Q4"), ("07-31", "04-30"), ("09-10", "06-10")):
        text = text.replace(new, old)
    (book.params / "2024-25-q4.yml").write_text(text, "utf-8")
    return book


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def turned(book: Book) -> list[str]:
    return since_last_report.turned_sentences(Report(book=book.root).view, lambda view: view.title)


MARCH = "litter-reports,2025-03,200,,,,2025-04-08,\n"


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ("green", "red", ["From green to red: Litter reported."]),
        ("red", "green", ["From red to green: Litter reported."]),
        ("", "red", ["Now red, not rated before: Litter reported."]),
        ("red", "red", []),
    ],
)
def test_a_measure_turned_from_what_its_owner_recorded(
    tmp_path: Path, before: str, now: str, said: list[str]
) -> None:
    words = BEFORE.format(before) + NOW.format(now)
    assert turned(judged(tmp_path / "book", MARCH, words)) == said


def test_of_the_words_before_the_rating_alone_is_staged(tmp_path: Path) -> None:
    book = judged(tmp_path / "book", MARCH, BEFORE.format("green") + NOW.format("red"))
    stage_sides(book, read_recorded(book), Q1, tmp_path / "staged", tmp_path / "exempt")
    was, now = read(tmp_path / "staged" / "data" / "commentary.csv")
    kept = ("measure", "quarter", "rag_judgement", "written_on")
    assert {name for name, cell in was.items() if cell} == set(kept)
    assert (now["commentary"], now["rag_reason"]) == ("Two events.", "Well above.")
    assert turned(Book(tmp_path / "staged")) == ["From green to red: Litter reported."]


def test_a_rating_before_is_not_shown_of_a_figure_withheld_or_a_measure_exempt_then(
    tmp_path: Path,
) -> None:
    words = BEFORE.format("green") + NOW.format("red")
    secret = judged(tmp_path / "secret", MARCH.replace("200,,,,", "200,,,c,"), words)
    assert turned(secret) == ["Now red, not rated before: Litter reported."]
    exempt = judged(tmp_path / "exempt", MARCH, words)
    path = exempt.params / "2024-25-q4.yml"
    reason = "exempt: [{measure: litter-reports, reason: A contract}]\n"
    path.write_text(path.read_text("utf-8") + reason, "utf-8")
    assert turned(exempt) == ["Now red, not rated before: Litter reported."]


JULY = "litter-reports,2025-07,250,,,{},2025-07-31,\n"


def test_a_rating_goes_with_the_quarters_own_figure_not_with_a_later_one(tmp_path: Path) -> None:
    """June is withheld, and July shown; then July is withheld, and June shown."""
    book = judged(tmp_path / "june", JULY.format(""), NOW.format("red"))
    change(book.data / "observations.csv", "2025-06,240,,,,", "2025-06,240,,,c,")
    stage_sides(book, read_recorded(book), Q1, tmp_path / "staged", tmp_path / "exempt")
    (staged,) = read(tmp_path / "staged" / "data" / "commentary.csv")
    assert [staged[name] for name in HEADER.split(",")[5:8]] == ["", "", ""]
    book = judged(tmp_path / "july", JULY.format("c"), NOW.format("red"))
    measure = Report(book=book.root)["litter-reports"]
    assert (measure.value, measure.rag, measure.direction) == ("240", "red", "declined")
