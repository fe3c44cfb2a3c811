"""Numbers of other things pass, on a withheld measure's row and on pages; look-alikes stop."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.disclosure.words.authored_outputs import AuthoredOutput, texts_of_outputs
from quarterbook.disclosure.words.files.page_texts import Naming
from quarterbook.storage.book import Book
from support.cases_book import of_cases
from support.words import problems, say, told_of

# Of 51 children 3 (pb) and 17 (pc) are withheld, 31 shown; counts below 5 are.
MUST_PASS = [
    "We recruited 3 social workers and 2 family support workers in the quarter.",
    "The service holds 3 weekly clinics.",
    "Three new foster carers were approved.",
    "The Director visited three children's homes.",
    "3 children's homes were inspected by Ofsted in June.",
    "Our 17 schools and 3 colleges take part.",
    "A family hub opened in each of the 3 districts.",
    "Duty has the most vacant posts, three, and leavers the fewest, one.",
    "Our Ofsted grade is 3 (Requires improvement).",
    "Risk scores run from one to three.",
    "The council ranks 17th of 151.",
    "We are 3rd of 17 in the region.",
    "Average caseload is 17 per worker.",
    "Caseloads are at 17, down from 20.",
    "17% of our budget is spent on placements.",
    "A third of referrals come from schools.",
    "One in six young people nationally has a probable mental health disorder.",
    "A third of theirs are in care nationally.",
    "A third of our schools are academies nationally.",
    "3 of our foster carers have one bedroom each.",
    "3 foster carers each have a spare room.",
    "3 of our foster carers have two visits each.",
    "Three social workers have 20 cases each.",
    "Nationally, a third of children in care live far from home.",
    "Funding covers children from 3 to 17.",
    "Small counts (1 to 4) are not shown.",
    "Numbers below 5 are withheld.",
    "A sibling group of more than three is hard to place.",
    "Homes for sibling groups of three or more are scarce.",
    "We surveyed 120 parents, 88% of whom were content.",
    "n = 120",
    "Schools 1 to 3 of the trust took part.",
    "Homes 1, 2 and 3 reopened.",
    "Home 1, Home 2 and Home 3 reopened.",
    '"I had several workers" (care leaver, 17)',
    "The night shelter has 17 beds.",
    "The new home has 3 bedrooms, 17 parking spaces and 3 showers.",
    "The shelter has three-bed rooms.",
    "Two thirds of social workers have stayed.",
]
MUST_STOP = [
    "We recruited for 3 families.",
    "Three new children on a plan.",
    "3 young carers were placed.",
    "3 service users were placed.",
    "3 home visits were made.",
    "3 foster carers' children moved.",
    "3 people's homes were visited.",
    "A child moved home in each of the 3 districts.",
    "3 school children were placed.",
    "The three children's new homes are ready.",
    "A family was placed in each of the 3 homes.",
    "It happened in each of the 3 homes.",
    "In our homes, three.",
    "The grade is 3 children.",
    "Risk scores run from one to 3 children.",
    "One is the 3rd of 17.",
    "The council ranks 1st of 17 children.",
    "Caseload is 3.",
    "Caseloads are at 17, 3 with a plan.",
    "17 per home.",
    "A third of the children on a plan are at home.",
    "A third of referrals were for children in care.",
    "A third of the children are in care, a fifth nationally.",
    "A third of the children here are at risk nationally.",
    "A third of ours are in care nationally.",
    "A third of ours live far from home.",
    "3 of our foster carers have one child each.",
    "Three foster carers look after a foster child each.",
    "3 foster carers each have one child.",
    "Three schools have one child each.",
    "Children on a plan from 3 to 17 wards.",
    "Numbers went for children from 3 to 17.",
    "Counts of 3 are not shown.",
    "Small counts (1 to 3) are not shown.",
    "A sibling group of three was placed.",
    "We interviewed 3 children.",
    "n = 3",
    "n = 48",
    "3 of the 17 on a plan.",
    "Home 3: 3 children.",
    "Home 1, 3 in care.",
    "Homes 1 to 3 children.",
    "Child 1, Child 2 and Child 3.",
    "Children in care (at home, 3)",
    '"Children" (in care, 3)',
    "The night shelter has 17 beds, all of them full.",
    "The night shelter filled 3 beds.",
    "The night shelter has 3 in beds.",
    "The night shelter had 17 residents.",
    "Two thirds of those with social workers have stayed.",
]


def test_numbers_of_other_things_on_the_row_of_a_measure(cases: Book) -> None:
    notes = [("pb", words) for words in (*MUST_PASS, *MUST_STOP)]
    assert [words for _, words in told_of(cases, notes)] == MUST_STOP


@pytest.mark.parametrize(
    ("words", "tells"),
    [
        ("Three quarters of social workers have stayed.", False),
        ("A quarter of our social workers are new.", False),
        ("Three quarters of the children have a new social worker.", True),
        ("A quarter have one.", True),
    ],
)
def test_a_share_of_staff_whom_a_title_names(tmp_path: Path, words: str, *, tells: bool) -> None:
    """Four children are withheld: three quarters of them are three."""
    book = of_cases(Book(tmp_path / "book"), {"c": [9, 4]}, unit="children")
    path = book.data / "measures.csv"
    path.write_text(path.read_text("utf-8").replace("Cases of c", "With a social worker"), "utf-8")
    say(book, words, "c")
    assert bool(problems(book)) == tells


@pytest.mark.parametrize("heading", ["# Of the quarter", "# Cases of pb"])
def test_numbers_of_other_things_on_a_page(cases: Book, heading: str) -> None:
    page = cases.pages / "method.md"
    page.write_text("\n\n".join([heading, *MUST_PASS]), "utf-8")
    assert problems(cases) == []


@pytest.mark.parametrize(
    ("address", "is_found"),
    [
        ("https://example.org/plan-of-children/3/17", False),
        ("https://example.org/3-children-on-plans", True),
        ("3-children.html", True),
    ],
)
def test_steps_of_an_address_that_are_numbers(cases: Book, address: str, *, is_found: bool) -> None:
    page = cases.pages / "method.md"
    page.write_text(f"# Cases of pb\n\nSee [this]({address}).\n", "utf-8")
    assert bool([one for one in problems(cases) if one.code == "D404"]) == is_found


LABELS = [
    (["Home 1", "Home 2", "Home 3"], []),
    (["Team 2", "Days", "Team 1"], ["Days"]),
    (["Home 3"], ["Home 3"]),
    (["Home 1", "School 3"], ["Home 1", "School 3"]),
    (["Home 1", "Home 17"], ["Home 1", "Home 17"]),
    (["Child 1", "Child 2"], ["Child 1", "Child 2"]),
    (["Home 1: 3 children", "Home 2"], ["Home 1: 3 children", "Home 2"]),
]


@pytest.mark.parametrize(("labels", "read"), LABELS)
@pytest.mark.parametrize("form", ["chart", "table"])
def test_labels_that_a_number_tells_apart(labels: list[str], read: list[str], form: str) -> None:
    cells = "".join(f"<tr><td>{label}</td></tr>" for label in labels)
    words = "\n\n".join(labels) if form == "chart" else f"<table>{cells}</table>"
    shown = AuthoredOutput("a.ipynb", 1, words, "", "", "")
    assert [text.words for text in texts_of_outputs([shown], Naming({}), {3.0})] == read
