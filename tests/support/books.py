"""Books to test on: copies of the demonstration and of the examples."""

from __future__ import annotations

import os
import pickle
import shutil
import time
from pathlib import Path

import pytest

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


def built_once(name: str, source: Path, factory: pytest.TempPathFactory) -> Built:
    """Build a copy of a book once for all processes that run tests; the first one does it."""
    worker = "PYTEST_XDIST_WORKER" in os.environ
    folder = factory.getbasetemp().parent if worker else factory.getbasetemp()
    made = folder / f"{name}.built"
    try:
        (folder / name).mkdir()
    except FileExistsError:
        while not made.exists():
            time.sleep(0.2)
    else:
        try:
            result: Built | Exception = build(
                copy_book(source, folder / name / "book"), None, jobs=2
            )
        except Exception as error:
            result = error
        part = made.with_suffix(".part")
        part.write_bytes(pickle.dumps(result))
        part.rename(made)
    result = pickle.loads(made.read_bytes())
    if isinstance(result, Exception):
        raise result
    return result
