"""Means and sums over periods of which all figures but one are shown tell that one.

By hand: c was 8, 9, 7 and is 3, withheld: 27 in four quarters, 6.75 a quarter; 19 in three, 6.33
a quarter; 10 in two, 5 a quarter. A mean of 7 leaves 2 to 5.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.storage.book import Book
from support.cases_book import of_cases
from support.words import problems, say, told_of

TELLING = [
    "The mean of the four counts is 6.75.",
    "The yearly average is 6.75.",
    "On average 6.75 a quarter.",
    "Over the year 27 people were counted, each in one quarter.",
    "Over the four quarters there were 27.",
    "The last ones averaged 6.33.",
    "The average of the last two quarters is 5.0.",
    "About 6.8 a quarter.",
    "In all, 19 since October.",
]
HARMLESS = [
    "The mean of the counts before was 8.",
    "The yearly average of before was 7.5.",
    "On average 6.75 weeks a stay.",
    "The average stay cost £6.75 a night.",
    "Over the year 27 officers joined.",
    "Over the year 27% of the budget was saved.",
    "We held 27 meetings over the year.",
]


def rough(root: Path) -> Book:
    return of_cases(Book(root / "book"), {"c": [8, 9, 7, 3]}, unit="people")


def test_means_and_sums_over_periods(tmp_path: Path) -> None:
    told = told_of(rough(tmp_path), [("c", words) for words in (*HARMLESS, *TELLING)])
    assert [words for _, words in told] == TELLING


@pytest.mark.parametrize(("mean", "tells"), [("6.75", True), ("7.5", False)])
def test_a_mean_is_told_in_commentary_and_on_a_page(
    mean: str, tmp_path: Path, *, tells: bool
) -> None:
    book = rough(tmp_path)
    say(book, f"Cases averaged {mean} over the four quarters.", "c")
    (book.pages / "method.md").write_text(f"# Notes\n\nCases of c averaged {mean}.\n", "utf-8")
    found = {one.file for one in problems(book)}
    assert len(found) == 2 * tells
