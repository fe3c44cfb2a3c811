"""Words that say what several withheld figures of a measure come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.storage.book import Book
from support.cases_book import of_cases
from support.words import problems


@pytest.mark.parametrize(
    ("words", "tells"),
    [
        ("In both quarters together seven went missing.", True),
        ("Over the two quarters, 7 children went missing.", True),
        ("Seven went missing in the third quarter.", False),
        ("Both the police and the school are told at once.", False),
        ("The two teams together made 70 visits.", False),
    ],
)
def test_a_sum_of_withheld_counts_is_told_though_another_figure_is_the_same(
    words: str, tells: bool, tmp_path: Path
) -> None:
    """Seven in the third quarter are shown; three and four after it are withheld."""
    counts: dict[str, list[int | str]] = {"c": [7, 3, 4]}
    made = of_cases(Book(tmp_path / "book"), counts, unit="children", words={"commentary": words})
    told = [problem.file for problem in problems(made)]
    assert told == (["data/commentary.csv"] if tells else [])
