"""Which errors are told as files that cannot be written or read, and that others are not."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from quarterbook.build.swap import fault_of_reading, fault_of_writing
from quarterbook.ground.errors import BookError, Problem
from quarterbook.storage.book import Book
from quarterbook.storage.regular_file import read_file
from support.books import SMALL_BOOK, copy_book
from support.command import Command


@pytest.fixture
def book(tmp_path: Path) -> Book:
    (tmp_path / "_build").mkdir()
    return Book(tmp_path)


def _error(number: int, *paths: Path) -> OSError:
    """An error of the system, as one that names a file or two: those of ``rename`` name both."""
    first, second = [*map(str, paths), None, None][:2]
    return OSError(number, os.strerror(number), first, None, second)


def _after(error: Exception, before: Exception) -> Exception:
    """An error that arose while another one was dealt with."""
    error.__context__ = before
    return error


def test_the_file_that_cannot_be_written_is_named_as_in_its_place(book: Book) -> None:
    folder = book.root / "_build"
    work = folder / ".building-2021-22-q3-4711"
    for path, name in (
        (folder, "_build"),
        (work, "_build/2021-22-q3"),
        (work / "out", "_build/2021-22-q3"),
        (work / "out" / "site" / "index.html", "_build/2021-22-q3/site/index.html"),
        (work / "exempt" / "book" / "a.md", "_build/2021-22-q3/exempt/book/a.md"),
        (folder / ".building-preview-2-4711" / "papers", "_build/preview-2/papers"),
    ):
        assert str(fault_of_writing(_error(errno.EACCES, path), folder)) == (
            f"{name} B105 cannot be written: permission denied. Ask for the right to write there, "
            "or build a copy of the book."
        )


def test_of_two_files_the_one_to_be_replaced_is_named(book: Book) -> None:
    folder = book.root / "_build"
    error = _error(errno.ENOTEMPTY, folder / ".building-2021-22-q3-4711" / "out", folder / "q3")
    assert str(fault_of_writing(error, folder)) == (
        "_build/q3 B105 cannot be written: directory not empty. Another build of the quarter has "
        "ended meanwhile. Build again."
    )


def test_a_folder_that_cannot_be_copied_names_its_file(book: Book) -> None:
    """What `shutil.copytree` raises has neither number nor file of its own."""
    source, target = book.root / "book" / "map.png", book.root / "_build" / "x" / "map.png"
    unread = shutil.Error([(str(source), str(target), str(_error(errno.EACCES, source)))])
    assert fault_of_writing(unread, book.root / "_build") is None
    assert str(fault_of_reading(unread, book)) == (
        "book/map.png B119 cannot be read: permission denied."
    )
    unwritten = shutil.Error([(str(source), str(target), str(_error(errno.EROFS, target)))])
    assert fault_of_reading(unwritten, book) is None
    assert str(fault_of_writing(unwritten, book.root / "_build")).startswith(
        "_build/x/map.png B105"
    )


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_told_wherever_it_was_met(book: Book, number: int) -> None:
    """Writing to a file that is open names none, and a temporary file lies elsewhere."""
    folder = book.root / "_build"
    said = BookError(Problem("paper.pdf", 0, "B301", f"pandoc stopped: {os.strerror(number)}"))
    wrapped = _after(RuntimeError("the workbook was not made"), _error(number))
    for error in (_error(number), _error(number, Path("/tmp/x")), said, wrapped):
        assert str(fault_of_writing(error, folder)).startswith("_build B105 cannot be written: ")
    named = _error(number, folder / ".building-2021-22-q3-1" / "out" / "report.pdf")
    assert str(fault_of_writing(named, folder)).startswith("_build/2021-22-q3/report.pdf B105")


def test_no_other_error_is_one_of_writing(book: Book) -> None:
    """Each was told as "_build cannot be written", and so nobody knew where it came from."""
    folder = book.root / "_build"
    a_folder = _error(errno.EISDIR, folder / ".building-2021-22-q3-1" / "out" / "site")
    for error in (
        a_folder,
        _error(errno.EISDIR),
        _error(errno.EACCES, Path("/usr/bin/pandoc")),
        _error(errno.EAGAIN),
        _after(KeyError("rates"), a_folder),
        _after(KeyError("rates"), _error(errno.EACCES, Path("/etc/settings"))),
        _after(BookError(Problem("a.md", 1, "B111", "a page")), _error(errno.EACCES, folder)),
        ValueError("no file at all"),
    ):
        assert fault_of_writing(error, folder) is None


def test_a_file_of_the_book_that_cannot_be_read_is_named(book: Book) -> None:
    for number, path, fault in (
        (errno.EISDIR, "book/growth.md", "is a directory"),
        (errno.ENOENT, "data/own.csv", "no such file or directory"),
    ):
        error = _error(number, book.root / path)
        assert fault_of_writing(error, book.root / "_build") is None
        assert str(fault_of_reading(error, book)) == f"{path} B119 cannot be read: {fault}."
    large = book.root / "data" / "own.csv"
    large.parent.mkdir()
    large.write_bytes(b"12")
    with pytest.raises(OSError, match="at most 0 MB are read") as too_large:
        read_file(large, 1)
    assert fault_of_writing(too_large.value, book.root / "_build") is None
    assert str(fault_of_reading(too_large.value, book)) == (
        "data/own.csv B119 cannot be read: it has 0 MB, and at most 0 MB are read."
    )
    for other in (_error(errno.EIO, book.root / "_build" / "x"), _error(errno.EIO, Path("/x"))):
        assert fault_of_reading(other, book) is None


@pytest.mark.builds
def test_a_build_tells_which_file_of_the_book_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    unread = _error(errno.EACCES, book.pages / "method.md")

    def refused(*_: object, **__: object) -> None:
        raise unread

    monkeypatch.setattr(shutil, "copytree", refused)
    ended = command("build", "--book", str(book.root))
    assert (ended.status, ended.err) == (
        1,
        "book/method.md B119 cannot be read: permission denied. What was built before is as it "
        "was.\n",
    )
