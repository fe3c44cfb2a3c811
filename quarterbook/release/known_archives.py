"""The archives that a book is known to be published to: what is out there stays out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from quarterbook.data.disclosed import check_published
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import PeriodError, parse_quarter
from quarterbook.release.manifest import MANIFEST, Manifest
from quarterbook.storage import atomic_write
from quarterbook.storage.book import Book
from quarterbook.storage.lock import hold_lock
from quarterbook.storage.regular_file import LARGEST_PARAMS, read_file

_SWITCHER = "switcher.json"
_PLACE = ("_build", ".published-to")


@contextmanager
def one_publication(book: Book) -> Iterator[None]:
    """Keep a book's publications apart from the look at what is out to the last file.

    What may be shown hangs on what the others have shown, whatever archive they go to. Raises
    `BookError` where another is under way.
    """
    home = book.root / "_build"
    if not home.is_dir():  # nothing is built, as will be said
        yield
        return
    busy = Problem(
        book.relative(home),
        0,
        "R110",
        "another command publishes this book. Wait until it is done.",
    )
    with hold_lock(home / ".publishing", busy):
        yield


def note_archive(book: Book, to: Path) -> None:
    """Remember on this machine that a book is published to a folder."""
    line = _line(book, to)
    lines = _noted(book)
    if line not in lines:
        _place(book).parent.mkdir(exist_ok=True)
        atomic_write.replace(_place(book), "".join(f"{one}\n" for one in [*lines, line]).encode())


def check_what_is_out(book: Book) -> None:
    """Raise `BookError` where a quarter is public of which the book no longer keeps what is out.

    Looked for where it was published from here, and in folders of the book.
    """
    problems: list[Problem] = []
    for folder in _archives(book):
        for path in sorted(folder.glob(f"*/{MANIFEST}")):
            try:
                period = parse_quarter(path.parent.name)
                shown = Manifest.model_validate_json(path.read_bytes()).disclosed
                if shown:
                    check_published(book, period, shown)
            except BookError as error:
                problems += error.problems
            except (PeriodError, ValidationError, OSError):
                continue  # no quarter of an archive; publish says what is wrong with one
    if problems:
        raise BookError(dict.fromkeys(problems))


def _archives(book: Book) -> Iterator[Path]:
    for line in _noted(book):
        root, _, folder = line.partition("\t")
        if root == str(book.root.resolve()):
            yield Path(folder)
    for path in sorted(book.root.iterdir()):
        if not path.name.startswith((".", "_")) and (path / _SWITCHER).is_file():
            yield path


def _place(book: Book) -> Path:
    return book.root.joinpath(*_PLACE)


def _line(book: Book, to: Path) -> str:
    """A book moved or copied is another: it may have been published elsewhere."""
    return f"{book.root.resolve()}\t{os.path.realpath(to)}"


def _noted(book: Book) -> list[str]:
    try:
        return read_file(_place(book), LARGEST_PARAMS).decode().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        fault = str(error.strerror)
    except UnicodeDecodeError:
        fault = "it is not UTF-8"
    raise BookError(
        Problem(
            "/".join(_PLACE),
            0,
            "R106",
            f"cannot be read: {fault}, so nobody knows where this book is public. Take it away; "
            "publish writes it anew.",
        )
    )
