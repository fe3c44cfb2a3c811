"""Counts that say how far a withheld figure lies from one shown, or from its target.

By hand: c was 10, 7 and is 4, withheld; the target is 12. So 3 lead from 7, as from 10 to 7, and 8
from the target.
"""

from __future__ import annotations

from pathlib import Path

from quarterbook.storage.book import Book
from support.cases_book import of_cases, read, write
from support.words import problems, say, told_of

TELLING = [
    "Down by 3.",
    "Fell by three on the quarter before.",
    "Three fewer than in the quarter before.",
    "8 below target.",
    "Eight better than the target of 12.",
    "The target was beaten by 8.",
    "The gap to target is 8.",
    "Variance: -8",
    "The margin was eight.",
    "8 fewer than planned.",
    "8 under target.",
    "Final figure 4, subject to validation.",
    "Figure 4 was the lowest yet.",
]
HARMLESS = [
    "The council moved up by 8 places.",
    "Costs are £8 above plan.",
    "8 officers fewer work here.",
    "The budget is 8% below target.",
    "See Figure 4 and, in figure 4, the line.",
    "Waiting fell by 8 days.",
    "Those under 12 are seen first.",
]


def fallen(root: Path) -> Book:
    book = of_cases(Book(root / "book"), {"c": [10, 7, 4]}, unit="children")
    targets = read(book.data / "targets.csv")
    for row in targets:
        if row["measure"] == "c":
            row |= {"target": 12, "floor": ""}
    write(book.data / "targets.csv", targets)
    return book


def test_a_gap_is_told_though_a_figure_shown_is_the_same(tmp_path: Path) -> None:
    book = fallen(tmp_path)
    told = told_of(book, [("c", words) for words in (*HARMLESS, *TELLING)])
    assert [words for _, words in told] == TELLING


def test_a_gap_is_told_in_commentary(tmp_path: Path) -> None:
    book = fallen(tmp_path)
    for words in ("We are 7 above the target of before.", "We are eight below target."):
        say(book, words, "c")
        assert [one.file for one in problems(book)] == ["data/commentary.csv"] * ("eight" in words)
