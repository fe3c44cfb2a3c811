"""A small book whose words count nothing that is withheld, and copies of it to say something in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from quarterbook.storage.book import Book
from support.words import book_of_cases


@pytest.fixture(scope="session")
def without_words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return book_of_cases(Book(tmp_path_factory.mktemp("cases") / "book")).root


@pytest.fixture
def cases(without_words: Path, tmp_path: Path) -> Book:
    """A copy of the book to say something in."""
    return Book(Path(shutil.copytree(without_words, tmp_path / "book")))
