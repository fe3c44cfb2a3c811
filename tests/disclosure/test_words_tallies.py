"""Counts that are drawn, named one by one, set as a code or said in thousands."""

from __future__ import annotations

from pathlib import Path

from quarterbook.storage.book import Book
from support.cases_book import of_cases, read, write
from support.words import problems, told_of

MUST_STOP = [
    "Cases: |||",
    "Cases: ● ● ●",
    "There were 👧👧👦.",
    "▇▇▇",
    "★ ★ ★",
    "Cases: ###",
    "Cases: X X X",
    "1xM, 2xF",
    "2M 1F",
    "2 male and 1 female",
    "On a plan: 1 m, 2 f.",
    "M1 F2",
    "1M:2F",
    "A 4-year-old, a 7-year-old and a 9-year-old.",
    "One aged 14 and two aged 15.",
    "Child A, Child B and Child C have moved.",
    "Child A, B and C have moved.",
    "A monthly average of one.",
    "Cases-3, others-17.",
    "n3",
    "no.3",
    "3no.",
    "3-ish",
    "A triad of children came.",
    "The 3rd of them moved.",
    "Per child at risk 0.059.",
    "The rate was 0.059 per child.",
    "A proportion of 0.0588.",
    "A 3-child cohort.",
    "The 3-person group moved.",
    "iii children came.",
    "Cases: ⠼⠉",
    "Cases: treble.",
    "A triple of children.",
    "Split 3:48 with the rest.",
    "Split 48 : 3.",
    "The children A.B., C.D. and E.F.",
    "Of pb: cases A, B and C.",
    "Children A to C have moved.",
    "Child A to child C have moved.",
    "Cases A-C have moved.",
]
MUST_PASS = [
    "Cases: |||||",
    "● ● ● ● ●",
    "The site has ▲ and ▼ marks.",
    "Cases: ...",
    "Cases: --",
    "2m 1ft of it",
    "1M, 3F",
    "A 4-year-old and a 7-year-old.",
    "One aged 14 and one aged 15.",
    "Child A and Child B have moved.",
    "Group A, B and C have moved.",
    "A monthly average of five.",
    "A covid-19 plan.",
    "The N3 bus.",
    "The 3rd of June was quiet.",
    "Per child the cost is £0.059.",
    "The 3-child limit.",
    "For 3-family homes.",
    "iii. Children came.",
    "Triple glazing.",
    "The bus at 3:48, or from 2:10 to 3:48.",
    "It opens 3:00 to 17:30.",
    "Read by A.B. Smith.",
    "Children A to D have moved.",
    "Customers A to Z, wards A to C and bands A-C.",
]
VISITS = [
    "It rose to 9,321.",
    "Visits (9 321).",
    "Visits 9'321.",
    "Visits 9.321.",
    "Nine thousand three hundred and twenty-one visits.",
    "There were nine thousand, three hundred and twenty one visits.",
    "9.3k visits.",
    "Visits: 9.32 thousand.",
    "Visits: 0.009321 million.",
    "Some 9,300 visits.",
    "Just over 9,320 visits.",
]
NO_VISITS = [
    "9 workers, 321 of the older ones.",
    "The budget is £9.3k.",
    "£9,321 was spent.",
    "9,000 books, or nine thousand books.",
    "A room for nine thousand books, three hundred shelves long.",
]


def test_tallies(cases: Book) -> None:
    notes = [("pb", words) for words in (*MUST_PASS, *MUST_STOP)]
    assert [words for _, words in told_of(cases, notes)] == MUST_STOP


def test_figures_of_a_thousand_and_more(tmp_path: Path) -> None:
    book = of_cases(Book(tmp_path / "book"), {"c": [7000, 9321]}, unit="visits")
    rows = read(book.data / "observations.csv")
    next(row for row in rows if row["value"] == "9321")["marker"] = "c"
    write(book.data / "observations.csv", rows)
    notes = [("c", words) for words in (*NO_VISITS, *VISITS)]
    assert [words for _, words in told_of(book, notes)] == VISITS


def test_people_in_a_list(cases: Book) -> None:
    page = cases.root / "book" / "method.md"
    before = page.read_text(encoding="utf-8")
    for items, stops in (("ABC", 1), ("AB", 0), (("", "", ""), 1), (("", ""), 0)):
        listed = "\n".join(f"- Case {item}".rstrip() for item in items)
        page.write_text(f"{before}\n## Cases of pb\n\n{listed}\n", "utf-8")
        assert (items, len(problems(cases))) == (items, stops)
