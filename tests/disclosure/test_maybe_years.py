"""The first rolling year of a new series, beside what it may be made of: asked, as words say so."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.account import account_of
from quarterbook.ground.periods import parse_quarter
from quarterbook.storage.book import Book
from support.books import ROOT, copy_book
from support.histories import write

Q1 = parse_quarter("2025-26-q1")
QUARTERS = ("2024-25-Q2", "2024-25-Q3", "2024-25-Q4", "2025-26-Q1")
CHANCE = "chance:\n  - {measures: [deaths, deaths-12m], reason: Others are counted.}\n"


def book_of(
    folder: Path,
    title: str = "Deaths, 12 months",
    unit: str = "deaths",
    year: float = 22,
    newest: int = 3,
) -> Book:
    """Deaths of four quarters, 6, 7, 6 and a newest, and of the rolling year up to the last."""
    book = copy_book(ROOT / "examples" / "first-page", folder / "book")
    measures = list(csv.DictReader((book.data / "measures.csv").open(encoding="utf-8")))
    own = {**measures[0], "frequency": "quarterly", "unit": "deaths", "definition": ""}
    measures.append({**own, "id": "deaths", "title": "Deaths", "reading": "snapshot"})
    rolling = {"id": "deaths-12m", "title": title, "unit": unit, "reading": "rolling_12"}
    write(book.data / "measures.csv", [*measures, {**own, **rolling}])
    observations = list(csv.DictReader((book.data / "observations.csv").open(encoding="utf-8")))
    blank = {**dict.fromkeys(observations[0], ""), "recorded_on": "2025-07-20"}
    counts = dict(zip(QUARTERS, (6, 7, 6, newest), strict=True))
    rows = [{**blank, "measure": "deaths", "period": of, "value": n} for of, n in counts.items()]
    rows.append({**blank, "measure": "deaths-12m", "period": QUARTERS[-1], "value": year})
    write(book.data / "observations.csv", [*observations, *rows])
    return book


def asked(book: Book) -> list[str]:
    return [note for note in account_of(read_recorded(book), Q1).notes if "rolling year of" in note]


@pytest.mark.parametrize("title", ["Deaths, 12 months", "Rolling year deaths", "Deaths"])
def test_a_rolling_year_of_the_same_words_is_asked_about(tmp_path: Path, title: str) -> None:
    """22 less 6, 7 and 6 are the 3 that is withheld."""
    (note,) = asked(book_of(tmp_path, title))
    assert '"deaths-12m" may be the rolling year of "deaths"' in note
    assert "{measures: [deaths-12m, deaths], reason: ...}" in note


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Accidents, 12 months"},
        {"unit": "accidents"},
        {"year": 23},
        {"newest": 8, "year": 27},
    ],
)
def test_other_words_units_and_sums_are_not(tmp_path: Path, other: dict[str, object]) -> None:
    assert asked(book_of(tmp_path, **other)) == []  # type: ignore[arg-type]


def test_what_the_council_calls_chance_is_not(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    council = book.params / "council.yml"
    council.write_text(council.read_text(encoding="utf-8") + CHANCE, encoding="utf-8")
    assert asked(book) == []
