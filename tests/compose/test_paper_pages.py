"""Papers' own pages, and their place in the contents."""

from __future__ import annotations

from pathlib import Path

import yaml

from quarterbook.compose.paper_pages import add_to_contents, with_front
from quarterbook.compose.staged_papers import StagedPaper
from quarterbook.data.params.editions import Edition
from quarterbook.report.views.read_quarter import read_quarter
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import load
from support.books import ROOT, copy_book

PAPER = StagedPaper(Edition(name="cabinet", title="Paper – Ŵyl"), "papers/cabinet")


def test_what_was_read_of_the_contents_stays_as_it_is(tmp_path: Path) -> None:
    """Content that is read once is shared by all who ask for it."""
    book = copy_book(ROOT / "examples" / "first-page", tmp_path / "book")
    read = load(book, book.toc).content
    before = yaml.safe_dump(read)
    view = read_quarter(book)
    add_to_contents(book, [PAPER], [], view.quarter, view.council)
    assert yaml.safe_dump(read) == before
    assert "papers/cabinet" in book.toc.read_text(encoding="utf-8")


def test_a_page_that_begins_with_a_rule_keeps_its_words() -> None:
    view = read_quarter(Book(ROOT / "examples" / "first-page"))
    quarter, council = view.quarter, view.council
    page = with_front("---\n\nBelow a rule.\n", PAPER, quarter, council, {})
    head, _, body = page.removeprefix("---\n").partition("\n---\n")
    assert head == "numbered: true"
    assert body.endswith("---\n\nBelow a rule.\n")
    own = with_front("---\nnumbered: false\na: 1\n---\nWords\n", PAPER, quarter, council, {})
    assert own.startswith("---\nnumbered: true\na: 1\n---\n# Paper – Ŵyl\n")


def test_a_papers_page_has_the_item_that_its_cover_has(tmp_path: Path) -> None:
    """Scrutiny's meeting has the report as item 7, and the edition is item 9 of it."""
    view = read_quarter(Book(ROOT), "2021-22-q3")
    quarter, council = view.quarter, view.council
    edition = quarter.editions[0]
    own = StagedPaper(edition.model_copy(update={"item": 99}), "papers/own")
    page = with_front("Words\n", own, quarter, council, {})
    assert quarter.meeting_of(edition)
    assert "<li>Item 99</li>" in page
