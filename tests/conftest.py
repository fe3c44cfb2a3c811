"""Books to test on: copies of the demonstration and of Dorset's, each built once a session."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from quarterbook.book import Book
from quarterbook.build import Built, build

ROOT = Path(__file__).resolve().parent.parent
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


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A copy of the demonstration book that a test may change."""
    return copy_book(ROOT, tmp_path / "book")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The newest quarter of the demonstration book, built."""
    return build(copy_book(ROOT, tmp_path_factory.mktemp("demo") / "book"), None, jobs=2)


@pytest.fixture(scope="session")
def dorset(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Dorset's book, built."""
    source = ROOT / "examples" / "dorset"
    return build(copy_book(source, tmp_path_factory.mktemp("dorset") / "book"), None, jobs=2)


@pytest.fixture(scope="session")
def built_site(demo: Built) -> Path:
    """The folder of the demonstration's site."""
    return demo.folder / "site"
