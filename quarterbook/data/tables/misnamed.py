"""Files of data/ that are hardly what their names make of them: tables that nothing reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import PurePath

from quarterbook.data.tables.schemas import TABLES
from quarterbook.ground.errors import Problem
from quarterbook.storage.book import Book

_NEAR = 0.85  # of 1, how like a table's name another is

_COPY = re.compile(r"( - copy| \(\d+\)|_?v\d+|\.csv)+$")


def unread_tables(book: Book) -> Iterator[Problem]:
    """Yield a note on each file of data/ whose name is nearly a table's.

    ``observation.csv``, ``observations (1).csv`` and ``observations.xlsx`` are ignored: figures in
    them would be missing without a word.
    """
    files = {table.file for table in TABLES.values()}
    for path in sorted(book.data.iterdir()) if book.data.is_dir() else ():
        if path.name in files or not path.is_file():
            continue
        stem = _COPY.sub("", PurePath(path.name).stem.lower())
        near = get_close_matches(stem, list(TABLES), n=1, cutoff=_NEAR)
        if near:
            yield Problem(
                book.relative(path),
                0,
                "D111",
                f"nothing reads this file; the table is {TABLES[near[0]].file}. Rename it, "
                "or take it out of the folder.",
                is_note=True,
            )
