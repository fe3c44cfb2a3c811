"""Numbers that plainly count another thing, beside 3 children of whom nothing may be told."""

from __future__ import annotations

import pytest

from quarterbook.storage.book import Book
from support.words import problems, told_of

MUST_PASS = [
    "The council is one of three pilots of the national scheme.",
    "We are one of only 3 trailblazers.",
    "Of 13 trained wardens, 3 work at weekends.",
    "Of our 12 drivers, three are new.",
    "The M3 corridor and junction 3 are closed to traffic.",
    "Junctions 3 and 17 reopened.",
    "Buses leave from platform 3.",
    "The score was 3 out of 4 for leadership.",
    "Our rating is three out of five.",
    "The mark for cleanliness rose to 3 out of 4.",
    "Missed bins rose on one round in two.",
    "One street in 3 was swept.",
    "Bin lorries made 3 extra trips.",
    "Crews did 17 rounds.",
]
MUST_STOP = [
    "One child is one of three here.",
    "The council is one of 3 in care.",
    "We are one of three families at such places.",
    "Of 13 trained wardens, 3 have children on a plan.",
    "Of 13 trained children, 3 work at weekends.",
    "Of 13 trained wardens 3 died.",
    "At the junction 3 were hurt.",
    "Each junction, 3.",
    "At junction 3 children were hurt.",
    "The score was 3 out of 4 children.",
    "The number was 3 out of 41.",
    "The score of 3 out of 9 was due to those who left.",
    "The rating is 3 out of 5 placed.",
    "Crews made 3 trips for those in need.",
    "One child in three is new.",
    "Cases rose on one round in three.",
    "Crews made 3 trips with children.",
    "3 extra trips.",
    "They made 3 extra trips.",
]


def test_things_that_are_no_measures(cases: Book) -> None:
    notes = [("pb", words) for words in (*MUST_PASS, *MUST_STOP)]
    assert [words for _, words in told_of(cases, notes)] == MUST_STOP


@pytest.mark.parametrize(
    ("heading", "words", "stops"),
    [
        ("# Of libraries", "Three children won the summer reading prize.", False),
        ("# Of libraries", "3 pupils were awarded gold medals.", False),
        ("# Of libraries", "Three children won prizes despite pb.", True),
        ("# Of libraries", "Three children won a place.", True),
        ("# Of libraries", "Three children read; others won prizes.", True),
        ("# Cases of pb", "Three children won the summer reading prize.", True),
    ],
)
def test_prizes_on_a_page_of_other_things(
    cases: Book, heading: str, words: str, *, stops: bool
) -> None:
    (cases.pages / "method.md").write_text(f"{heading}\n\n{words}\n", "utf-8")
    assert bool([one for one in problems(cases) if one.code == "D404"]) == stops
