"""What a book has for published files: tables to hold them against, and a place for drafts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from quarterbook.data.tables.cell_faults import quoted
from quarterbook.data.tables.read import read_table
from quarterbook.data.tables.schemas import TABLES
from quarterbook.ground.errors import BookError, CommandError, Problem, nearest
from quarterbook.publishers.reading.header_row import OtherLayoutError
from quarterbook.publishers.reading.layout import LayoutError
from quarterbook.publishers.registry import whose
from quarterbook.storage.book import Book


def imports_folder(book: Book) -> Path:
    """Return where downloads and the lists of refused rows are kept."""
    return book.root / "_build" / "imports"


def read_tables(book: Book, *names: str) -> dict[str, pd.DataFrame]:
    """Read tables of the book; raises `BookError` with all that is wrong with them."""
    tables: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for name in names:
        tables[name], faults = read_table(book, TABLES[name])
        problems += faults
    if problems:
        raise BookError(problems)
    for name, column, naming in (
        ("series", "measure", "measures"),
        ("benchmarks", "measure", "measures"),
        ("observations", "measure", "measures"),
    ):
        if name in tables:
            problems += _unknown(tables[name][column], list(tables[naming]["id"]), name)
    if problems:
        raise BookError(problems)
    return tables


def _unknown(cells: pd.Series, measures: Sequence[str], name: str) -> Iterator[Problem]:
    for line, cell in cells[~cells.isin(measures)].items():
        yield Problem(
            f"data/{name}.csv",
            int(str(line)),
            "D301",
            f"measure {quoted(cell)} is not a measure of measures.csv.{nearest(cell, measures)}",
        )


def require_areas(areas: pd.DataFrame) -> None:
    """Raise `BookError` where no area is listed."""
    if areas.empty:
        raise BookError(
            Problem(
                "data/areas.csv",
                0,
                "D315",
                "no council is listed, so that no figure has an area to belong to. Take in a list "
                "of councils first: quarterbook import areas FILE",
            )
        )


@contextmanager
def of_its_layout(book: Book, path: Path) -> Iterator[None]:
    """Turn the error of a file that is not as expected into a finding with its place.

    Raises that as `BookError`, and `CommandError` where there is no such file
    or its name has a line break.
    """
    if fault := _no_file(path):
        raise CommandError(f"{path}: {fault}.")
    if len(lines := path.name.splitlines()) > 1:
        raise CommandError(f"{' '.join(lines)}: a name of several lines. Give the file another.")
    try:
        yield
    except LayoutError as error:
        message = str(error)
        if isinstance(error, OtherLayoutError):
            message += whose(error.header, message)
        if message[:1].isupper() and message[1:2].islower():
            message = message[0].lower() + message[1:]
        raise BookError(Problem(book.relative(path), error.line, "D120", message)) from None


def _no_file(path: Path) -> str:
    """Return what is in a file's place; nothing where it is one."""
    try:
        if path.is_dir():
            return "a folder, not a file"
        if path.exists() and not path.is_file():
            return "a pipe or a device, not a file"
        return "" if path.is_file() else "no such file"
    except OSError:  # a name that no file could have
        return "no such file"
