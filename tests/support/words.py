"""What a build finds in the words of a small book of cases, of which some counts are withheld."""

from __future__ import annotations

from typing import Any

from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.exempt import without_exempt
from quarterbook.disclosure.words.word_check import WordCheck
from quarterbook.execute.contents import listed_notebooks, listed_pages
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import parse_quarter
from quarterbook.storage.book import Book
from support.cases_book import of_cases, read, write

Q1 = parse_quarter("2025-26-Q1")
FIGURES: dict[str, list[int | str]] = {"t": [40, 51], "a": [20, 31], "pc": [15, 17], "pb": [5, 3]}
PARAMS = "params/2025-26-q1.yml"


def book_of_cases(book: Book) -> Book:
    """Of 51 cases 31 are a, 17 pc and 3 pb: 3 is withheld, 17 with it."""
    made = of_cases(book, FIGURES, unit="children")
    assert problems(made) == []
    return made


def late_rate(book: Book) -> Book:
    """A rate that is withheld: 3 of 41 were late, which is 7.3%, and 5 of 41 a quarter earlier."""
    rates: dict[str, list[int | str]] = {"late": ["12.1951219512", "7.31707317073"]}
    made = of_cases(book, rates, unit="%", decimals="1")
    rows = read(made.data / "observations.csv")
    for row, numerator in zip(rows[-2:], (5, 3), strict=True):
        row |= {"numerator": numerator, "denominator": 41}
    write(made.data / "observations.csv", rows)
    return made


def problems(book: Book) -> list[Problem]:
    recorded = read_recorded(book)
    pages, notebooks = listed_pages(book), listed_notebooks(book, recorded.council)
    try:
        words = WordCheck(book, recorded, without_exempt(recorded, Q1), Q1)
        words.check_written(pages, notebooks)
    except BookError as error:
        return list(error.problems)
    return []


def say(book: Book, words: str, measure: str = "pb", **columns: str) -> None:
    """Write commentary on a measure."""
    row = {"quarter": "2025-26-Q1", "written_on": "2025-07-25", "measure": measure}
    before = [one for one in read(book.data / "commentary.csv") if one["measure"] != measure]
    write(book.data / "commentary.csv", [*before, {**row, "commentary": words, **columns}])


def decision(measure: str, request: str, id_: str) -> dict[str, Any]:
    """A row of decisions.csv."""
    rest = dict.fromkeys(("owner", "due_quarter", "response", "closed_on"), "")
    asked = {"id": id_, "committee": "cabinet", "met_on": "2025-05-01", "status": "open"}
    return {**asked, **rest, "measure": measure, "request": request}


def told_of(book: Book, notes: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The messages by measure and words; each note in a row of its own, so that lines say which."""
    asked = [decision(measure, words, f"d{n}") for n, (measure, words) in enumerate(notes)]
    write(book.data / "decisions.csv", asked)
    found = problems(book)
    assert {(problem.file, problem.code) for problem in found} == {("data/decisions.csv", "D404")}
    lines = dict(enumerate(notes, 2))
    assert len({problem.line for problem in found}) == len(found)
    return {lines[problem.line]: problem.message for problem in found if problem.line}
