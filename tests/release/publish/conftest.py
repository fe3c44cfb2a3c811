"""A book to publish from, and where to."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.storage.book import Book


@pytest.fixture
def book(tmp_path: Path) -> Book:
    (tmp_path / "book" / "params").mkdir(parents=True)
    return Book(tmp_path / "book")


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "public"
