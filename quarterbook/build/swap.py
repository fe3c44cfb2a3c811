"""A build's place: written aside, put there whole, and told why where that cannot be done."""

from __future__ import annotations

import errno
import os
import re
import shutil
from pathlib import Path

import psutil

from quarterbook.ground.errors import BookError, Problem
from quarterbook.storage.atomic_write import swap
from quarterbook.storage.book import Book
from quarterbook.storage.regular_file import lies_in

_ROOM = "Make room on the disk and build again."
_RIGHT = "Ask for the right to write there, or build a copy of the book."
_IN_THE_WAY = "A file stands where a folder should be. Move it away."
_MENDS = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: _ROOM,
    errno.EEXIST: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EACCES: _RIGHT,
    errno.EPERM: _RIGHT,
    errno.EROFS: _RIGHT,
    errno.ENOTEMPTY: "Another build of the quarter has ended meanwhile. Build again.",
    errno.ENAMETOOLONG: "Give pages and folders shorter names.",
}
"""What helps where something cannot be written; any other error has another cause."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def fault_of_writing(error: BaseException, folder: Path) -> Problem | None:
    """Return what could not be written below a folder of outputs, why, and what helps.

    None of any other error. What was being built is named by the place that it would have got. A
    full disk is told wherever it was met, and from what Sphinx, pandoc and kernels said of it.
    """
    failures = _failures(error)
    for number, path, _ in failures:
        if path and number in _MENDS and lies_in(path, [os.path.realpath(folder)]):
            return _unwritten(number, _name_in_place(path, folder))
    numbers = {number for number, *_ in failures}
    for number in _FULL:
        if number in numbers or os.strerror(number) in str(error):
            return _unwritten(number, folder.name)
    return None


def fault_of_reading(error: BaseException, book: Book) -> Problem | None:
    """Return which file of a book could not be read while it was built; None of any other error."""
    root, outputs = os.path.realpath(book.root), os.path.realpath(book.root / "_build")
    for _, path, why in _failures(error):
        if path and lies_in(path, [root]) and not lies_in(path, [outputs]):
            return Problem(book.relative(Path(path)), 0, "B119", f"cannot be read: {why}.")
    return None


def _failures(error: BaseException) -> list[tuple[int, str, str]]:
    """Return of the errors of the system that led to an error number, file ("" of none) and why.

    A `BookError` says already what was wrong.
    """
    failures = []
    cause: BaseException | None = None if isinstance(error, BookError) else error
    while cause:
        if isinstance(cause, shutil.Error):  # several files of a folder that is copied
            for source, target, words in cause.args[0]:
                if match := re.match(r"\[Errno (\d+)\]", str(words)):
                    path = source if repr(str(source)) in str(words) else target
                    failures.append((int(match[1]), str(path), _why(os.strerror(int(match[1])))))
        elif isinstance(cause, OSError) and cause.errno is not None:
            path = cause.filename2 or cause.filename
            path = os.fsdecode(path) if isinstance(path, (str, bytes, Path)) else ""
            failures.append((cause.errno, path, _why(cause.strerror or str(cause))))
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return failures


def _unwritten(number: int, name: str) -> Problem:
    fault = f"cannot be written: {_why(os.strerror(number))}. {_MENDS[number]}"
    return Problem(name, 0, "B105", fault)


def _why(words: str) -> str:
    return f"{words[0].lower()}{words[1:]}"


def _name_in_place(path: str, folder: Path) -> str:
    """Return the name of what is being built as it would have been in its place."""
    name = Path(os.path.realpath(path)).relative_to(os.path.realpath(folder)).as_posix()
    name = re.sub(r"^\.building-(.+?)-\d+(/out)?(?=/|$)", r"\1", name)
    return folder.name if name == "." else f"{folder.name}/{name}"


def put_in_place(new: Path, place: Path, home: Path) -> None:
    """Put a finished build in its place; the one before goes only then."""
    if place.exists():
        swap(new, place, home / f".old-{place.name}-{os.getpid()}")
    else:
        new.rename(place)


def sweep(home: Path) -> None:
    """Remove what builds that were killed left behind; put back what one had set aside."""
    for path in home.glob(".old-*"):
        match = re.fullmatch(r"\.old-(.+)-(\d+)", path.name)
        if match and not psutil.pid_exists(int(match[2])):
            place = home / match[1]
            if place.exists():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.rename(place)
    for path in home.glob(".building-*"):
        match = re.fullmatch(r"\.building-.+-(\d+)", path.name)
        if match and not psutil.pid_exists(int(match[1])):
            shutil.rmtree(path, ignore_errors=True)
