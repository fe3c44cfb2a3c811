"""Books to test on: copies of the demonstration and of the examples."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from quarterbook.build.stages import Built, build
from quarterbook.storage.book import Book

ROOT = Path(__file__).resolve().parents[2]
SMALL_BOOK = ROOT / "tests" / "bad_input" / "book"
PARTS = ("book", "notebooks", "params", "data", "_config.yml", "_toc.yml")


def copy_book(source: Path, target: Path) -> Book:
    """Copy a book without what was built from it."""
    target.mkdir(parents=True)
    for part in PARTS:
        path = source / part
        if path.is_dir():
            shutil.copytree(path, target / part, ignore=shutil.ignore_patterns(".*", "*.py"))
        else:
            shutil.copy2(path, target / part)
    return Book(target)


def build_copy(source: Path, folder: Path) -> Built:
    """Build the newest quarter of a copy of a book, one notebook at a time: other tests run too."""
    return build(copy_book(source, folder / "book"), None, jobs=1)


def digest(folder: Path) -> dict[str, str]:
    """Return the hash of every file of a folder by its path there."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
