"""What a publisher's file has for the book: what goes there, and what cannot be used."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.wording import listed
from quarterbook.publishers.book_tables import imports_folder
from quarterbook.publishers.merge_areas import MergedAreas
from quarterbook.publishers.merge_rows import MergedRows
from quarterbook.publishers.reading.layout import REFUSED
from quarterbook.storage import atomic_write, csv_lines
from quarterbook.storage.book import Book

_VARIES = re.compile(r'"[^"]*"|\b[A-Z]\d{8}\b|\d+')


@dataclass(frozen=True)
class Imported:
    """What a file has for the book, written or not.

    ``target`` is the file of data/ that it goes to, ``merged`` what goes there.
    ``rows`` counts the file's rows: ``unasked`` belong to no series that is
    asked for, ``faulty`` gave no figure, and the rest are used. ``unusable`` is
    what could not be used, with the columns of `REFUSED`, ``refused_file`` lists it, and
    ``absent`` says of each series that the file does not have what it asks for,
    ``expected`` what rows could have been used, ``own`` what goes to
    observations.csv where that was asked for, ``notes`` what to look at once more.
    """

    publisher: str
    file: Path
    target: Path
    merged: MergedRows | MergedAreas
    rows: int
    unasked: int
    faulty: int
    unusable: pd.DataFrame
    absent: tuple[str, ...]
    expected: str
    refused_file: Path | None = None
    written: bool = False
    own: MergedRows | None = None
    notes: tuple[str, ...] = ()

    @property
    def used(self) -> int:
        return self.rows - self.unasked - self.faulty

    @property
    def refused(self) -> tuple[tuple[str, int], ...]:
        """How often what could not be used is so for each reason, the most frequent first."""
        return _by_reason(self.unusable["reason"])

    @property
    def anything_new(self) -> bool:
        return self.merged.anything_new or bool(self.own and self.own.anything_new)


def refuse_unused(imported: Imported) -> None:
    """Raise `BookError` with what was expected and what is there, where no row is used."""
    if imported.used:
        return
    reasons = [f"{imported.unasked:,} that nothing asks for"] * bool(imported.unasked)
    reasons += [f"{rows:,} refused ({reason})" for reason, rows in imported.refused[:3]]
    message = (
        f"no row of the file is used. Expected: {imported.expected}. Found: "
        f"{listed(reasons, 'and') or 'none'}."
    )
    raise BookError(Problem(imported.file.name, 0, "D121", message))


def _by_reason(reasons: pd.Series) -> tuple[tuple[str, int], ...]:
    """Count reasons, the most frequent first; those that differ in a name or number are one."""
    counts: dict[str, list[str]] = {}
    for reason in reasons:
        counts.setdefault(_VARIES.sub("…", reason), []).append(reason)
    reasoned = []
    for alike in counts.values():
        others = len(set(alike)) - 1
        more = f" (and {others:,} other{'s' if others > 1 else ''} like it)" if others else ""
        reasoned.append((alike[0] + more, len(alike)))
    return tuple(sorted(reasoned, key=lambda pair: (-pair[1], pair[0])))


def list_refused(book: Book, imported: Imported) -> Imported:
    """List what cannot be used in ``_build/imports/``, in place of an earlier list.

    Raises `BookError` where it cannot be written.
    """
    folder = imports_folder(book)
    listing = folder / f"{imported.file.stem[:100]}-refused.csv"
    try:
        if imported.unusable.empty:
            listing.unlink(missing_ok=True)
            return imported
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fault = f"cannot be written: {error.strerror or error}."
        raise BookError(Problem(book.relative(folder), 0, "B109", fault)) from None
    rows = imported.unusable[list(REFUSED)].astype(str).itertuples(index=False, name=None)
    atomic_write.replace(listing, csv_lines.as_published_csv([REFUSED, *rows]).encode())
    return replace(imported, refused_file=listing)
