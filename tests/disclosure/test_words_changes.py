"""Words of what changed, beside a figure shown: 41 the quarter before, a target of 48, 3 withheld.

A fall by 92.7% leads from 41 to 2.97 … 3.01; one by 93% to 2.67 … 3.08; a fall to a fourteenth to
2.93. More than 90% is less than 4.1, which the rule (1 to 4) tells as well; more than 92% is less
than 3.28, and less than 95% more than 2.05.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.storage.book import Book
from support.cases_book import of_cases, read, write
from support.words import PARAMS, late_rate, problems, say, told_of

TELLING = [
    "It fell by 92.7%.",
    "It fell by 92.7 per cent on the quarter before.",
    "A fall of 93%.",
    "The rate of decline was 92.7%.",
    "It fell by ninety-three per cent.",
    "It fell to a fourteenth.",
    "Down 92.7 percent.",
    "It is down by nine tenths.",
    "The number is 93% smaller.",
    "A 93% year-on-year reduction.",
    "It fell by more than 92%.",
    "It fell by less than 95%.",
    "It fell by about 90%.",
    "It fell by between 92 and 94%.",
    "We are 94% below target.",
    "It is 93% less than the 41 of Q4.",
    "-92.7% on the quarter before.",
]

HARMLESS = [
    "It fell by more than 90%.",
    "It fell by less than 98%.",
    "It fell by 12%.",
    "The budget is 3% lower.",
    "The budget is 7% lower.",
    "Demand fell by a third across England.",
    "Demand is 5% higher across England.",
    "It is 41% below the level of England.",
    "Nine tenths of staff are trained.",
    "A fourteenth site opened.",
    "Of all sites 93% are open, and costs fell.",
]


@pytest.fixture(scope="module")
def fallen(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """41 cases, and then 3, which are withheld; the target is 48."""
    book = of_cases(
        Book(tmp_path_factory.mktemp("fallen") / "book"), {"c": [41, 3]}, unit="children"
    )
    targets = read(book.data / "targets.csv")
    for row in targets:
        if row["measure"] == "c":
            row |= {"target": 48, "floor": 50}
    write(book.data / "targets.csv", targets)
    return book


HALVED = {
    "It halved.": True,
    "Cases of c halved from 6.": True,
    "Halving 6 took a year.": True,
    "It doubled.": False,
    "It halved in half the time.": True,
    "Costs trebled.": False,
}


def test_halved_is_a_change(tmp_path: Path) -> None:
    """From 6, which are shown, to 3."""
    book = of_cases(Book(tmp_path / "book"), {"c": [6, 3]}, unit="children")
    told = told_of(book, [("c", words) for words in HALVED])
    assert [words for _, words in told] == [words for words, is_told in HALVED.items() if is_told]


def test_changes_that_lead_to_what_is_withheld(fallen: Book) -> None:
    notes = [("c", words) for words in [*HARMLESS, *TELLING]]
    told = told_of(fallen, notes)
    assert [words for _, words in told] == TELLING
    for message in told.values():
        assert "…" in message
        assert not set("0123456789") & set(message.replace(PARAMS, ""))


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("It rose by 13%.", True),
        ("It rose by more than 10%.", True),
        ("It rose by 20%.", False),
        ("It rose by less than 10%.", False),
    ],
)
def test_a_change_to_what_is_held_back(cases: Book, words: str, is_found: bool) -> None:
    """From 15 to 17 of pc: 13.3%."""
    say(cases, words, "pc")
    assert bool(problems(cases)) == is_found


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("It fell by 4.9 percentage points.", True),
        ("It fell by 40%.", True),
        ("It fell by 2 percentage points.", False),
        ("It fell by 12.2%.", False),
    ],
)
def test_a_change_to_a_withheld_rate(tmp_path: Path, words: str, is_found: bool) -> None:
    """From 12.2% to 7.3%, 5 and 3 of 41: 4.9 points, 40%."""
    book = late_rate(Book(tmp_path / "book"))
    say(book, words, "late")
    assert bool(problems(book)) == is_found


@pytest.mark.parametrize(("words", "is_found"), [("It rose by 1,267%.", True), ("By 20%.", False)])
def test_a_change_from_what_is_withheld(tmp_path: Path, words: str, is_found: bool) -> None:
    """From 3 to 41: by 1266.7%."""
    book = of_cases(Book(tmp_path / "book"), {"c": [3, 41]}, unit="children")
    say(book, words, "c")
    assert bool(problems(book)) == is_found
