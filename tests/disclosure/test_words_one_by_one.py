"""As many days, or persons with their titles, as the count that is withheld: 3, after 9."""

from __future__ import annotations

import pytest

from quarterbook.storage.book import Book
from support.cases_book import of_cases
from support.words import problems, told_of

TELLING = [
    "Residents died on 3 April, 12 May and 20 June.",
    "Those on 4, 12 and 20 May were reviewed; the children are safe.",
    "Children went missing on 4 April (Ayton), 12 May (Beeton) and 20 June (Seaton).",
    "Episodes began on April 4, May 12 and June 20.",
    "It happened on 04/05/2025, 12/05/2025 and 20/06/2025.",
    "Mr A died on 4 April. Mrs B died on 12 May. Miss C died on 20 June.",
    "We mourn Mr Ayton, Mrs Beeton and Miss Seaton.",
    "Children came on 4 April and 12 May.",
    "They came on Monday, Tuesday and Friday.",
    "Sir A, Dr B and Miss C are safe.",
    "A child came on 4 April. A boy came on 12 May.",
]
HARMLESS = [
    "The panel met on 4 April, 12 May and 20 June.",
    "The panel met on 4 April. It met again on 12 May. It sat on 20 June.",
    "Family hubs opened on 4 April, 12 May and 20 June.",
    "The bank holidays were on 4 April, 12 May and 20 June.",
    "The children's board meets on 4 April, 12 May and 20 June.",
    "Children came from 4 April to 12 May.",
    "Children came between 4 April and 12 May.",
    "A child came on 4 April.",
    "It happened on 4 April and 12 May.",
    "The clinic is on Monday, Tuesday and Friday.",
    "It happened on 4 April, 12 May, 20 June and 21 June.",
    "Mr Ayton chairs the board; Mrs Beeton and Miss Seaton are governors.",
    "Published on 4 April. Reviewed on 12 May. Audited on 20 June.",
]


@pytest.fixture(scope="module")
def fallen(tmp_path_factory: pytest.TempPathFactory) -> Book:
    path = tmp_path_factory.mktemp("one_by_one") / "book"
    return of_cases(Book(path), {"c": [9, 3]}, unit="children")


def test_days_and_persons_as_many_as_are_withheld(fallen: Book) -> None:
    told = told_of(fallen, [("c", words) for words in [*HARMLESS, *TELLING]])
    assert [words for _, words in told] == TELLING


@pytest.mark.parametrize("heading", ["# Of the quarter", "# Cases of c"])
def test_days_on_a_page(fallen: Book, heading: str) -> None:
    """They are of a measure on its own page."""
    page = fallen.pages / "method.md"
    page.write_text(f"{heading}\n\nChildren came on 4 April, 12 May and 20 June.\n", "utf-8")
    stops = [one for one in problems(fallen) if one.file == "book/method.md"]
    assert bool(stops) == heading.endswith("of c")
