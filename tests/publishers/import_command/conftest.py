"""The import command on a copy of the demonstration, and the files it is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.storage.book import Book
from support.command import Command
from support.released import AS_RECORDED, BRACKENSHIRE, COUNTY, ENGLAND, SERIES, release, row


@pytest.fixture
def command(book: Book, command: Command) -> Command:
    """``quarterbook import`` on the copy of the demonstration, in this process.

    Of its benchmarks those are left that releases have: each command reads them all.
    """
    (book.data / "series.csv").write_text(SERIES, encoding="utf-8")
    benchmarks = book.data / "benchmarks.csv"
    header, *lines = benchmarks.read_bytes().splitlines(keepends=True)
    own = [line for line in lines if line.startswith((b"children-looked-after,", b"neet,"))]
    benchmarks.write_bytes(b"".join([header, *own]))
    return lambda *words: command("import", *words, "--book", book.root)


@pytest.fixture
def known_figures(tmp_path: Path) -> Path:
    """A release that says what the book has already."""
    return release(tmp_path / "cla.csv", figures=AS_RECORDED)


@pytest.fixture
def revised_figures(tmp_path: Path) -> Path:
    """The same with one figure revised, one year more, and lines that cannot be used."""
    return release(
        tmp_path / "cla.csv",
        row(2022, COUNTY, ("77.25", "465", "60194")),
        row(2022, BRACKENSHIRE, ("c", "c", "64724")),
        row(2022, "E06009999", ("50", "30", "6000")),
        row(2022, ENGLAND, ("about 70", "16000", "2290000")),
        row(2022, COUNTY, ("20", "120", "60194"), "Children starting to be looked after"),
        figures=AS_RECORDED | {(2020, COUNTY): ("67.1", "402", "59920")},
    )
