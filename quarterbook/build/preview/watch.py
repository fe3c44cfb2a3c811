"""What has changed in a book's folder since a moment before, seen by looking again and again.

Looking costs a millisecond or two for a book and works on every disk, the network's included,
after a laptop has slept and where a folder is deleted and put back.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from quarterbook.execute.loose_files.staging import NO_PART
from quarterbook.storage.book import Book

_PAUSE = 0.1  # seconds between two looks
_QUIET = 0.2  # seconds without a change, after which a burst of saves is over

Stamps = Mapping[str, tuple[int, int, int]]


def stamps_of(book: Book) -> Stamps:
    """Return of every file of a book when it was written, its size and which file it is."""
    stamps = {}
    for path in _files(book):
        try:
            status = path.stat()
        except OSError:  # deleted between two looks
            continue
        name = path.relative_to(book.root).as_posix()
        stamps[name] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return stamps


def wait_for_change(book: Book, before: Stamps) -> list[str]:
    """Wait until files differ from what they were and no more are written; return their names."""
    now = stamps_of(book)
    while now == before:
        time.sleep(_PAUSE)
        now = stamps_of(book)
    seen, quiet_since = now, time.monotonic()
    while time.monotonic() - quiet_since < _QUIET:
        time.sleep(_PAUSE)
        now = stamps_of(book)
        if now != seen:
            seen, quiet_since = now, time.monotonic()
    return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))


def _files(book: Book) -> Iterator[Path]:
    yield from (book.toc, book.config)
    for folder in (book.pages, book.notebooks, book.params, book.data):
        for parent, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if not _is_no_part(name)]
            yield from (Path(parent, name) for name in names if not _is_no_part(name))


def _is_no_part(name: str) -> bool:
    return name == "__pycache__" or any(Path(name).match(form) for form in NO_PART)
