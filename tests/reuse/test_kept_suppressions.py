"""What is withheld is decided once for the same figures, and anew for any others."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.build.kept.record_of import RecordOf
from quarterbook.data.params.quarter_files import choose_quarter
from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.account import disclosed, newly_withheld
from quarterbook.disclosure.deciding import decided_record
from quarterbook.reuse.kept_suppressions import KeptSuppressions
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK, copy_book
from support.rebuilds import Edit, add_lines, edit_row, replace_text


def decided(root: Path, *, is_kept: bool = True) -> tuple[object, ...]:
    """Return what a quarter discloses and withholds."""
    book = Book(root)
    recorded, period = read_recorded(book), choose_quarter(book, None)
    kept = KeptSuppressions(book, recorded) if is_kept else None
    found = (disclosed(recorded, period), newly_withheld(recorded, period))
    if kept:
        kept.keep()
    return found


@pytest.mark.parametrize(
    ("edit", "is_decided_anew"),
    [
        (edit_row("commentary", "homes-delivered", "commentary", "More came."), False),
        (add_lines("params/council.yml", "# a comment\n"), False),
        (add_lines("book/method.md", "\nOne sentence more.\n"), False),
        (edit_row("observations", "missed-bins", "value", "2"), True),
        (edit_row("observations", "missed-bins", "marker", "c"), True),
        (edit_row("measures", "missed-bins", "decimals", "1"), True),
        (replace_text("params/2021-22-q2.yml", "2021-11-05", "2021-11-06"), True),
    ],
)
def test_what_is_withheld_stands_for_the_same_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edit: Edit, is_decided_anew: bool
) -> None:
    root = copy_book(SMALL_BOOK, tmp_path / "book").root
    (root / "_build").mkdir(exist_ok=True)
    decided(root)
    anew = []
    published = decided_record.published
    monkeypatch.setattr(
        decided_record, "published", lambda *a, **k: anew.append(a) or published(*a, **k)
    )
    edit(root)
    found = decided(root)
    assert bool(anew) == is_decided_anew
    assert found == decided(root, is_kept=False)


def test_a_preview_lets_it_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    (book.root / "_build").mkdir(exist_ok=True)
    period, record = choose_quarter(book, None), RecordOf(book)
    before = disclosed(record.read(), period)
    record.keep()
    edit_row("commentary", "homes-delivered", "commentary", "More came.")(book.root)
    with monkeypatch.context() as patch:
        patch.setattr(decided_record, "published", None)  # nothing can be worked out
        assert disclosed(record.read(), period) == before
        record.keep()
    edit_row("observations", "missed-bins", "marker", "c")(book.root)
    assert disclosed(record.read(), period) != before


def test_what_is_spoilt_is_worked_out_anew(tmp_path: Path) -> None:
    root = copy_book(SMALL_BOOK, tmp_path / "book").root
    (root / "_build").mkdir(exist_ok=True)
    found = decided(root)
    (path,) = (root / "_build" / ".decided").iterdir()
    whole = path.read_bytes()
    for spoilt in (b"", whole[:100], whole[:-1] + b"x"):
        path.write_bytes(spoilt)
        assert decided(root) == found
        assert path.read_bytes() == whole
