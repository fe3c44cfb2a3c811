"""How many times as large a figure is: 9 in Q3 and 21 in Q4 are shown, 3 now are withheld."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.storage.book import Book
from support.cases_book import of_cases
from support.words import problems, told_of

TELLING = [
    "In Q3 there were three times as many as now.",
    "Seven times as many died last quarter.",
    "Last quarter's figure was seven times the present one.",
    "In Q3 the number was three times this quarter's.",
    "Last quarter saw a figure seven times as high.",
    "Seven times more were ill in the winter.",
    "The figure was seven times lower.",
    "Last quarter it was 7x the present figure.",
    "Last quarter it was about seven times this quarter's.",
    "It was seven times last quarter.",
    "A sevenfold fall.",
    "A 7-fold reduction.",
    "It fell by a factor of seven.",
    "Q3's was treble this quarter's.",
    "The former outnumber the latter by seven to one.",
    "Six and a half to seven and a half times as many came in Q4.",
    "Of cases there are four times as many in Q2 as now.",
    "They have fallen by two thirds since Q3.",
    "Now it is one seventh of the winter's.",
    "Q3's number was 200% higher.",
    "In Q3 it was 300% of this quarter's.",
    "By the autumn it had trebled compared with now.",
]
HARMLESS = [
    "In Q3 there were five times as many as before.",
    "The panel met seven times in June.",
    "The panel met seven times last quarter.",
    "The panel met seven times a week.",
    "The panel sat seven times as planned.",
    "Seven times as many foster homes opened.",
    "Three times as many meetings were held.",
    "More than once.",
    "A double room was made.",
    "The cost was seven times the budget.",
    "They have fallen by a tenth since Q3.",
    "It was open from nine to one.",
]


@pytest.fixture(scope="module")
def fallen(tmp_path_factory: pytest.TempPathFactory) -> Book:
    path = tmp_path_factory.mktemp("multiples") / "book"
    return of_cases(Book(path), {"c": [12, 9, 21, 3]}, unit="children")


def test_multiples_of_what_is_withheld(fallen: Book) -> None:
    told = told_of(fallen, [("c", words) for words in [*HARMLESS, *TELLING]])
    assert [words for _, words in told] == TELLING


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("Seven times as many cases were open last quarter.", True),
        ("Six times as many libraries were open last quarter.", False),
        ("Seven times as many visitors came to the library.", False),
    ],
)
def test_multiples_on_a_page_about_nothing(fallen: Book, words: str, *, is_found: bool) -> None:
    (fallen.pages / "method.md").write_text(f"# Of the quarter\n\n{words}\n", "utf-8")
    assert bool([one for one in problems(fallen) if one.file == "book/method.md"]) == is_found


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("33% declined.", True),
        ("A third lost touch.", True),
        ("67% improved.", True),
        ("The budget declined by 33%.", False),
        ("40% declined.", False),
    ],
)
def test_who_declined_is_no_decline(tmp_path: Path, words: str, *, is_found: bool) -> None:
    """Of nine before, three are withheld: one of them is a third."""
    book = of_cases(Book(tmp_path / "book"), {"c": [9, 3]}, unit="children")
    told_words = [("c", "3 children"), ("c", words)]
    told = told_of(book, told_words)
    assert (("c", words) in told) == is_found
