"""What follows from what is recorded alone: worked out once for it, and anew for anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.build import sign_offs
from quarterbook.build.kept import record_of
from quarterbook.build.kept.record_of import RecordOf
from quarterbook.build.sides.stage_sides import stage_sides
from quarterbook.compose.page_hashes import content_hash
from quarterbook.data.params.quarter_files import choose_quarter
from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.account import disclosed
from quarterbook.reuse.fingerprint import fingerprint
from quarterbook.reuse.steps import Steps
from quarterbook.storage.book import Book
from quarterbook.storage.store import Store
from support.books import SMALL_BOOK, copy_book, digest
from support.rebuilds import Edit, add_lines, edit_row, replace_text

# Edits, and whether they change what is recorded.
EDITS = [
    (add_lines("book/method.md", "\nOne sentence more.\n"), False),
    (add_lines("params/council.yml", "# a comment\n"), False),
    (edit_row("observations", "missed-bins", "value", "57"), True),
    (edit_row("measures", "missed-bins", "title", "Bins that were missed"), True),
    (edit_row("commentary", "recycling-rate", "commentary", "More came."), True),
    (replace_text("params/2021-22-q2.yml", "title: Perf", "title: Our perf"), True),
]


@pytest.mark.alike(3)
@pytest.mark.parametrize(("edit", "is_other"), EDITS)
def test_what_the_workbook_says(
    edit: Edit, is_other: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    told = []
    contents = sign_offs.contents
    monkeypatch.setattr(sign_offs, "contents", lambda view: told.append(view) or contents(view))

    def workbook_hash(steps: Steps | None) -> str:
        recorded, period = read_recorded(book), choose_quarter(book, None)
        work = tmp_path / f"staged-{len([*tmp_path.glob('staged-*')])}"
        sides = stage_sides(book, recorded, period, work / "public", work / "exempt")
        return sign_offs.workbook_hash(sides.public, steps)

    steps = Steps(Store(tmp_path / "store"))
    assert workbook_hash(steps) == workbook_hash(steps) == workbook_hash(None)
    assert len(told) == 2
    edit(book.root)
    assert workbook_hash(steps) == workbook_hash(None)
    assert len(told) == (4 if is_other else 3)


@pytest.mark.parametrize(("edit", "is_other"), EDITS[:4])
def test_a_preview_judges_once_what_is_recorded(edit: Edit, is_other: bool, tmp_path: Path) -> None:
    book = Book(copy_book(SMALL_BOOK, tmp_path / "book").root)
    period, record = choose_quarter(book, None), RecordOf(book)
    record.read()
    assessed = record.assessed(period)
    is_comment = edit is EDITS[1][0]  # it is read again, as any file of params/
    edit(book.root)
    record.read()
    assert (record.assessed(period) is not assessed) == (is_other or is_comment)


@pytest.mark.alike(3)
@pytest.mark.parametrize(("edit", "is_other"), EDITS)
def test_a_build_takes_what_a_former_one_judged(
    edit: Edit, is_other: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Book(copy_book(SMALL_BOOK, tmp_path / "book").root)
    (book.root / "_build").mkdir(exist_ok=True)
    found_of(book, tmp_path / "first")
    edit(book.root)
    anew: list[Book] = []
    with monkeypatch.context() as patch:
        patch.setattr(
            record_of, "read_recorded", lambda one: anew.append(one) or read_recorded(one)
        )
        found = found_of(book, tmp_path / "second")
    assert bool(anew) == (is_other or edit is EDITS[1][0])
    (book.root / "_build").rename(tmp_path / "kept")
    assert found == found_of(book, tmp_path / "clean")


def test_a_record_that_changed_while_a_build_ran_is_not_kept(tmp_path: Path) -> None:
    book = Book(copy_book(SMALL_BOOK, tmp_path / "book").root)
    (book.root / "_build").mkdir(exist_ok=True)
    record, period = RecordOf(book), choose_quarter(book, None)
    sides = stage_sides(book, record.read(), period, tmp_path / "a", tmp_path / "b")
    assert sides.public.report
    EDITS[2][0](book.root)
    record.keep()
    assert not [*book.root.glob("_build/.decided/record-*")]


def test_a_record_that_is_spoilt_is_read_anew(tmp_path: Path) -> None:
    book = Book(copy_book(SMALL_BOOK, tmp_path / "book").root)
    (book.root / "_build").mkdir(exist_ok=True)
    found = found_of(book, tmp_path / "first")
    (path,) = (book.root / "_build" / ".decided").glob("record-*")
    whole = path.read_bytes()
    for spoilt in (b"", whole[:100], whole[:-1] + b"x"):
        path.write_bytes(spoilt)
        assert found_of(book, tmp_path / f"spoilt-{len(spoilt)}") == found


def found_of(book: Book, work: Path) -> tuple[object, ...]:
    """Return what a build withholds, stages, judges and names, and let it keep that."""
    record, period = RecordOf(book), choose_quarter(book, None)
    recorded = record.read()
    sides = stage_sides(
        book, recorded, period, work / "public", work / "exempt", record.assessed(period)
    )
    names = [fingerprint([one.names, one.report.views_shown]).digest for one in sides]
    record.keep()
    staged = [digest(one.staged.root) for one in sides]
    return (*names, *staged, content_hash(disclosed(recorded, period).model_dump()))
