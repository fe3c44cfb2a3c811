"""A build of which nothing that it is made of has changed since: told without reading the book.

Every file of the book counts here, byte by byte, and every file that the build left. Where one is
not as it was, the build goes its way, step by step.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from quarterbook.build.built import Built
from quarterbook.ground.periods import Period, PeriodError, parse_quarter
from quarterbook.reuse.outside import outside_reads, outside_value
from quarterbook.reuse.steps import Fingerprint, Given, Steps
from quarterbook.storage.book import Book
from quarterbook.storage.store import Store, digest_of

_OPTIONS = "the command's options"
_NO_PART = ("__pycache__", ".ipynb_checkpoints")


def unchanged_build(
    book: Book, quarter: str | None, *, draft: bool = False, editions: Sequence[str] = ()
) -> Built | None:
    """Return what a build left before, if it would leave the same now; None where it may not."""
    period = _period(book, quarter)
    if period is None or not book.built(period.slug).is_dir():
        return None
    steps = Steps(Store(book.store))
    given = {**files_of(book), _OPTIONS: _options(draft, editions)}
    step = steps.find(f"{period.slug}/build", given, outside_value)
    if step.result is None:
        return None
    noted = json.loads(step.result)
    folder = book.built(period.slug)
    if noted["left"] != _left(folder):
        return None
    why = ("reused  everything: all that it is made of is as it was",)
    built: dict[str, Any] = {name: tuple(lines) for name, lines in noted["built"].items()}
    return Built(folder, why=why, **built)


def note_build(
    book: Book,
    period: Period,
    steps: Steps,
    built: Built,
    files: Given,
    *,
    draft: bool,
    editions: Sequence[str],
) -> None:
    """Note what a build left and what it was made of, unless that cannot be told.

    ``files`` are those of the book when the build began; while it ran none may have been changed.
    """
    reads = [step.reads for step in steps.taken]
    if not built.ok or any(one is None for one in reads) or files != files_of(book):
        return
    outside = {}
    for read in outside_reads(one for each in reads for one in each or ()):
        value = outside_value(read)
        if value is None:
            return
        outside[read] = value
    given = {**files, _OPTIONS: _options(draft, editions)}
    names = ("papers", "files", "withheld", "notes")
    noted = {
        "built": {name: getattr(built, name) for name in names},
        "left": _left(built.folder),
    }
    step = steps.find(f"{period.slug}/build", given, outside_value)
    steps.keep(step, json.dumps(noted).encode(), outside)


def files_of(book: Book) -> Mapping[str, Fingerprint]:
    """Return the digest of every file of a book that a build may read, by its name."""
    paths = [book.toc, book.config]
    for folder in (book.pages, book.notebooks, book.params, book.data):
        paths += [
            path
            for path in sorted(folder.rglob("*"))
            if not any(part in _NO_PART for part in path.parts)
        ]
    return {
        path.relative_to(book.root).as_posix(): _of_file(path)
        for path in paths
        if path.is_symlink() or not path.is_dir()
    }


def _of_file(path: Path) -> Fingerprint:
    if path.is_symlink():
        return Fingerprint(f"a link to {os.readlink(path)}")
    try:
        return Fingerprint(digest_of(path.read_bytes()) if path.is_file() else "no file")
    except OSError:
        return Fingerprint("unreadable")


def _left(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): _of_file(path).digest
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or not path.is_dir()
    }


def _options(draft: bool, editions: Sequence[str]) -> Fingerprint:
    return Fingerprint(digest_of(json.dumps([draft, *editions]).encode()))


def _period(book: Book, quarter: str | None) -> Period | None:
    """Return the quarter asked for or the newest in params/, if its params are where they are."""
    periods = []
    for path in book.params.glob("*.yml"):
        try:
            periods.append(parse_quarter(path.stem))
        except PeriodError:
            continue
    try:
        period = parse_quarter(quarter) if quarter else max(periods)
    except ValueError:
        return None
    return period if period in periods else None
