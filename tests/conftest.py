"""Books built once a session, and a copy of the demonstration to change."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.build.stages import Built
from quarterbook.storage.book import Book
from support.books import ROOT, built_once, copy_book


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A copy of the demonstration book that a test may change."""
    return copy_book(ROOT, tmp_path / "book")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The newest quarter of the demonstration book, built."""
    return built_once("demo", ROOT, tmp_path_factory)


@pytest.fixture(scope="session")
def dorset(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Dorset's book, built."""
    return built_once("dorset", ROOT / "examples" / "dorset", tmp_path_factory)


@pytest.fixture(scope="session")
def somerset(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Somerset's book, built."""
    return built_once("somerset", ROOT / "examples" / "somerset", tmp_path_factory)


@pytest.fixture(scope="session")
def built_site(demo: Built) -> Path:
    """The folder of the demonstration's site."""
    return demo.folder / "site"
