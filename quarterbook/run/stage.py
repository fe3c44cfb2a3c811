"""The staged copy of a book: same layout as its root, so that the checkout is never written to."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from quarterbook.book import Book
from quarterbook.data.params import quarter_files
from quarterbook.periods import Period


def stage(book: Book, staged: Path) -> Book:
    """Copy what a build reads into ``staged``, and return that as a book."""
    staged.mkdir(parents=True)
    for folder in (book.data, book.params, book.pages):
        if folder.is_dir():
            shutil.copytree(folder, staged / folder.name, ignore=shutil.ignore_patterns(".*"))
    for path in (book.toc, book.config):
        shutil.copy2(path, staged / path.name)
    (staged / "notebooks").mkdir()
    return Book(staged)


def mark_draft(staged: Book, period: Period) -> None:
    """Make a quarter a draft in its staged params, where its notebooks read it."""
    path = quarter_files(staged)[period]
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(re.sub(r"(?m)^status:.*$", "status: draft", text), encoding="utf-8")
