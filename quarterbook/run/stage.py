"""The staged copy of a book: same layout as its root, so that the checkout is never written to."""

from __future__ import annotations

import shutil
from pathlib import Path

from quarterbook.book import Book


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
