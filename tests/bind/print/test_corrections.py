"""A report that was corrected says so itself: on the fronts of its papers and in its workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from pydantic import ValidationError

from quarterbook import Report
from quarterbook.bind.print.cover import report_cover
from quarterbook.bind.site.jupyter_book import settings
from quarterbook.bind.workbook.workbook import write_workbook
from quarterbook.data.params.quarter import CorrectionNotice
from support.books import SMALL_BOOK, copy_book
from support.bound_papers import COVER, texts

WORDS = (
    "Corrected on 10 December 2021: bins & <boxes> were counted twice.",
    "Corrected on 11 December 2021: was a chart missing?",
)
PARAMS = """
corrections:
  - {date: 2021-12-10, reason: bins & <boxes> were counted twice}
  - {date: 2021-12-11, reason: "was a chart missing?"}
"""


@pytest.mark.parametrize("of_committee", [True, False])
def test_the_front_of_a_paper(bind: Callable[..., Path], *, of_committee: bool) -> None:
    cover = replace(COVER, committee_paper=of_committee, corrections=WORDS)
    front = texts(bind("paper.pdf", cover=cover))[0]
    lines = [line.text for line in docx.Document(str(bind("paper.docx", cover=cover))).paragraphs]
    assert all(words in front and words in lines for words in WORDS)
    assert "Corrected" not in texts(bind("paper.pdf"))[0]


def test_every_page_and_the_workbook_say_what_params_do(tmp_path: Path) -> None:
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    assert report_cover(Report(book=book.root).view, (), draft=False).corrections == ()
    params = book.params / "2021-22-q2.yml"
    params.write_text(params.read_text(encoding="utf-8") + PARAMS, encoding="utf-8")
    report = Report(book=book.root).view
    assert report_cover(report, (), draft=False).corrections == WORDS
    announced = settings(report, {}, {}, draft=False)["html_theme_options"]["announcement"]
    assert announced.endswith(
        "Corrected on 10 December 2021: bins &amp; &lt;boxes&gt; were counted twice. "
        "Corrected on 11 December 2021: was a chart missing?"
    )
    write_workbook(report, tmp_path / "data.xlsx")
    cover = [row[0].value for row in openpyxl.load_workbook(tmp_path / "data.xlsx")["Cover"]]
    assert set(WORDS) <= set(cover)


def test_a_correction_has_a_day_and_a_reason() -> None:
    with pytest.raises(ValidationError):
        CorrectionNotice.model_validate({"date": date(2021, 12, 10)})
    with pytest.raises(ValidationError):
        CorrectionNotice.model_validate({"date": date(2021, 12, 10), "reason": ""})
