"""Papers' own pages, and their place in the contents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from sphinx_external_toc.parsing import parse_toc_data

from quarterbook.compose.paper_pages import add_to_contents, with_front
from quarterbook.compose.staged_papers import StagedPaper
from quarterbook.data.params.editions import Edition
from quarterbook.report.html import block
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


WITH_APPENDIX = replace(PAPER, appendices=(("Markers", ("book/markers",)),))
NOTEBOOK = {"file": "notebooks/summary"}


@pytest.mark.parametrize(
    ("contents", "items", "parts"),
    [
        ({"format": "jb-book", "chapters": [NOTEBOOK]}, "chapters", "parts"),
        ({"format": "jb-book", "parts": [{"chapters": [NOTEBOOK]}]}, "chapters", "parts"),
        ({"format": "jb-book"}, "chapters", "parts"),
        ({"format": "jb-article", "sections": [NOTEBOOK]}, "sections", "subtrees"),
        ({"entries": [NOTEBOOK]}, "entries", "subtrees"),
        ({"subtrees": [{"entries": [NOTEBOOK]}]}, "entries", "subtrees"),
    ],
)
def test_papers_join_contents_of_every_form(
    tmp_path: Path, contents: dict[str, Any], items: str, parts: str
) -> None:
    """Each form has a name of its own for what stands below the root and below a page."""
    book = copy_book(ROOT / "examples" / "first-page", tmp_path / "book")
    book.toc.write_text(yaml.safe_dump({"root": "book/method", **contents}), "utf-8")
    view = read_quarter(Book(ROOT / "examples" / "first-page"))
    add_to_contents(book, [WITH_APPENDIX], ["book/method"], view.quarter, view.council)
    toc = yaml.safe_load(book.toc.read_text("utf-8"))
    paper = toc[parts][-1][items]
    assert [one["file"] for one in paper] == ["papers/cabinet"]
    pages = ["book/method", "papers/cabinet", "book/markers"]
    pages += ["notebooks/summary"] if len(contents) > 1 or "format" not in contents else []
    assert sorted(map(str, parse_toc_data(toc))) == sorted(pages)


def test_options_of_chapters_stay_theirs(tmp_path: Path) -> None:
    book = copy_book(ROOT / "examples" / "first-page", tmp_path / "book")
    contents = {"format": "jb-book", "root": "book/method", "options": {"numbered": True}}
    book.toc.write_text(yaml.safe_dump(contents | {"chapters": [NOTEBOOK]}), "utf-8")
    view = read_quarter(Book(ROOT / "examples" / "first-page"))
    add_to_contents(book, [PAPER], [], view.quarter, view.council)
    first, second = yaml.safe_load(book.toc.read_text("utf-8"))["parts"]
    assert first == {"chapters": [NOTEBOOK], "numbered": True}
    assert "numbered" not in second


def test_a_page_that_begins_with_a_rule_keeps_its_words() -> None:
    view = read_quarter(Book(ROOT / "examples" / "first-page"))
    quarter, council = view.quarter, view.council
    page = with_front("---\n\nBelow a rule.\n", PAPER, quarter, council, {})
    head, _, body = page.removeprefix("---\n").partition("\n---\n")
    assert head == "numbered: true"
    assert body.endswith("---\n\nBelow a rule.\n")
    own = with_front("---\nnumbered: false\na: 1\n---\nWords\n", PAPER, quarter, council, {})
    assert own.startswith("---\nnumbered: true\na: 1\n---\n# Paper – Ŵyl\n")


def test_what_stands_on_the_front_has_the_apostrophes_of_prose() -> None:
    """HTML in Markdown is not Sphinx's to set; what Markdown says on the same page is."""
    view = read_quarter(Book(ROOT / "examples" / "first-page"))
    said = (
        block.markdown_paragraph("The council's page, and its officers' [own](https://a.b/'c')."),
    )
    page = with_front("It's\n", PAPER, view.quarter, view.council, {}, said)
    assert "<p>The council’s page, and its officers’ " in page
    assert page.endswith("It's\n")


def test_a_papers_page_has_the_item_that_its_cover_has(tmp_path: Path) -> None:
    """Scrutiny's meeting has the report as item 7, and the edition is item 9 of it."""
    view = read_quarter(Book(ROOT), "2021-22-q3")
    quarter, council = view.quarter, view.council
    edition = quarter.editions[0]
    own = StagedPaper(edition.model_copy(update={"item": 99}), "papers/own")
    page = with_front("Words\n", own, quarter, council, {})
    assert quarter.meeting_of(edition)
    assert "<li>Item 99</li>" in page


def test_a_papers_page_says_which_appendix_it_is(tmp_path: Path) -> None:
    """The edition "performance" is Appendix A of cabinet's paper; cabinet's paper is none."""
    view = read_quarter(Book(ROOT), "2021-22-q3")
    quarter, council = view.quarter, view.council
    by_name = {edition.name: edition for edition in quarter.editions}
    said = {
        name: with_front("Words\n", StagedPaper(by_name[name], name), quarter, council, {})
        for name in ("performance", "cabinet")
    }
    assert "<li>Item 8, Appendix A</li>" in said["performance"]
    assert "<li>Item 8</li>" in said["cabinet"]
