"""Papers' pages filled in again only where something that they name has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.build.sides.stage_sides import stage_sides
from quarterbook.data.params.quarter_files import choose_quarter
from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.deciding.decided_record import DecidedRecord
from quarterbook.report.blocks.papers import ages, panel
from quarterbook.reuse.steps import Steps
from quarterbook.storage.book import Book
from quarterbook.storage.store import Store
from support.books import SMALL_BOOK, copy_book, digest
from support.rebuilds import add_lines, edit_row, replace_text

NAMES = ("exceptions", "actions", "success", "counts", "sections", "officers")
EDITS = (
    edit_row("commentary", "homes-delivered", "action", "Meet them in December."),
    edit_row("observations", "missed-bins", "value", "57"),
    edit_row("measures", "recycling-rate", "title", "Waste that is recycled"),
    add_lines("book/papers/exceptions.md", "\nOne sentence more.\n"),
)


def written(root: Path, work: Path, store: Path | None) -> dict[str, str]:
    """Return what the pages of papers are, with those of a store or without."""
    book = Book(root)
    recorded, period = read_recorded(book), choose_quarter(book, None)
    side = stage_sides(book, recorded, period, work, work.with_name("exempt")).public
    side.write_papers(side.filled_papers(Steps(Store(store)) if store else None))
    return digest(work)


def test_what_a_paper_names_is_what_it_is_made_of(tmp_path: Path) -> None:
    """After each edit a page is what it is without a store; without one nothing is made."""
    root, store = copy_book(SMALL_BOOK, tmp_path / "book").root, tmp_path / "store"
    add_lines("book/papers/exceptions.md", "".join(f"\n{{{{ paper.{n} }}}}\n" for n in NAMES))(root)
    before = written(root, tmp_path / "first", store)
    kept = digest(store)
    edit_row("commentary", "recycling-rate", "written_on", "2021-10-23")(root)  # on no paper
    again = written(root, tmp_path / "again", store)
    assert {*before.items()} ^ {*again.items()} == {
        ("data/commentary.csv", each["data/commentary.csv"]) for each in (before, again)
    }
    assert digest(store) == kept
    for number, edit in enumerate(EDITS):
        edit(root)
        found = written(root, tmp_path / f"{number}-kept", store)
        assert found != before
        assert found == written(root, tmp_path / f"{number}-new", None)


def looks_beyond_the_cut_off(root: Path) -> None:
    params = "params/2021-22-q2.yml"
    replace_text(params, "  - name: scrutiny\n", "  - name: scrutiny\n    newer_to: 2021-12-10\n")(
        root
    )
    add_lines("book/papers/exceptions.md", "\n{{ paper.ages }}\n\n{{ paper.sections }}\n")(root)


def test_what_looks_beyond_the_cut_off_is_made_of_figures_and_ratings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is taken again while words alone are recorded, and says what came in after them."""
    root, store = copy_book(SMALL_BOOK, tmp_path / "book").root, tmp_path / "store"
    looks_beyond_the_cut_off(root)
    written(root, tmp_path / "first", store)
    kept = digest(store)
    assert kept
    before = written(root, tmp_path / "again", store)
    assert digest(store) == kept
    add_lines("data/observations.csv", "homes-delivered,2020-21,1190,,,r,2021-12-01,\n")(root)
    found = written(root, tmp_path / "kept", store)
    page = "book/papers/scrutiny.md"
    assert found[page] != before[page]
    assert found == written(root, tmp_path / "new", None)
    made = []
    of_quarter = ages.ages
    monkeypatch.setattr(ages, "ages", lambda *of: (made.append(of), of_quarter(*of))[1])
    edit_row("commentary", "homes-delivered", "action", "Meet them in December.")(root)
    found = written(root, tmp_path / "words", store)
    assert not made
    assert found == written(root, tmp_path / "of words", None)
    edit_row("commentary", "homes-delivered", "rag_judgement", "red")(root)
    written(root, tmp_path / "rating", store)
    assert len(made) == 2


def test_what_else_stands_on_a_page_makes_no_chart_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither what is recorded beyond the cut-off nor its text does; a measure's title does."""
    root, store = copy_book(SMALL_BOOK, tmp_path / "book").root, tmp_path / "store"
    looks_beyond_the_cut_off(root)
    drawn = []
    sections = panel.sections
    monkeypatch.setattr(panel, "sections", lambda *of: (drawn.append(of), sections(*of))[1])
    written(root, tmp_path / "first", store)
    assert len(drawn) == 1
    add_lines("data/observations.csv", "homes-delivered,2020-21,1190,,,r,2021-12-01,\n")(root)
    add_lines("book/papers/exceptions.md", "\nOne sentence more.\n")(root)
    found = written(root, tmp_path / "kept", store)
    assert len(drawn) == 1
    assert found == written(root, tmp_path / "new", None)
    assert len(drawn) == 2
    edit_row("measures", "recycling-rate", "title", "Waste that is recycled")(root)
    assert written(root, tmp_path / "again", store) != found
    assert len(drawn) == 3


def test_what_is_recorded_is_the_same_whatever_was_worked_out_of_it(tmp_path: Path) -> None:
    """A build that makes a page works with tables; one after it that takes the page does not."""
    book = Book(copy_book(SMALL_BOOK, tmp_path / "book").root)
    period, known = choose_quarter(book, None), []
    decisions: object = None
    for name in ("anew", "taken"):
        recorded = read_recorded(book)
        DecidedRecord.of(recorded).let_stand(decisions)
        sides = stage_sides(book, recorded, period, tmp_path / name, tmp_path / "exempt")
        decisions = DecidedRecord.of(recorded).decisions
        known.append(sides.public.fingerprints)
        sides.public.filled_papers()
    assert known[0] == known[1]
