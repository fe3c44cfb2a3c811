"""What the front of a paper takes from the council's params."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook import Report
from quarterbook.bind.print.cover import report_cover
from support.books import SMALL_BOOK, copy_book


@pytest.mark.parametrize(
    ("colour", "on_paper"),
    [
        ("#FFD200", "#856D00"),  # 1.5 to 1 on white, and then 5.1
        ("#12436D", "#12436D"),
        ("#006633", "#006633"),
    ],
)
def test_headings_are_in_a_colour_that_stands_out_from_paper(
    colour: str, on_paper: str, tmp_path: Path
) -> None:
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    params = book.params / "council.yml"
    text = params.read_text(encoding="utf-8")
    assert '"#12436D"' in text
    params.write_text(text.replace('"#12436D"', f'"{colour}"'), encoding="utf-8")
    assert report_cover(Report(book=book.root).view, (), draft=False).primary == on_paper
