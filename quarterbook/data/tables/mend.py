"""What a spreadsheet does to a table, undone where only one thing can be meant."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from io import StringIO
from pathlib import Path

import pandas as pd

from quarterbook.data.tables.cell_faults import quoted
from quarterbook.data.tables.schemas import TABLES, Table
from quarterbook.data.tables.spreadsheet_dates import CellPlace, put_back, respelt_cells
from quarterbook.storage import csv_lines
from quarterbook.storage.book import Book
from quarterbook.storage.file_kinds import conflict_line, kind_of
from quarterbook.storage.regular_file import LARGEST_TABLE

_SEPARATOR_LINE = re.compile(r'"?sep=.?"?[;,\t]*\s*')

_SEPARATORS = {";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True)
class MendedTable:
    """A table as it would be: what is undone, what stays since it may mean two things.

    ``before`` and ``after`` are its texts with line feeds; ``after`` is what would be written, in
    UTF-8.
    """

    path: Path
    before: str
    after: str
    undone: tuple[str, ...]
    left: tuple[str, ...]

    def difference(self, name: str) -> list[str]:
        """Return what changes line by line, as ``diff -u`` shows it."""
        before, after = self.before.splitlines(), self.after.splitlines()
        return list(unified_diff(before, after, name, name, n=0, lineterm=""))


def mend_tables(book: Book, last: date | None) -> list[MendedTable]:
    """Return the tables of data/ in which something can be undone, or would be but for doubt.

    ``last`` is the newest cut-off, None where there is none.
    """
    mended = []
    for table in TABLES.values():
        path = book.data / table.file
        try:
            data = book.read_file(path, LARGEST_TABLE)
        except OSError:  # there is none, or none that can be read: reading it says why
            continue
        one = _mend_table(table, path, data, last)
        if one and (one.undone or one.left):
            mended.append(one)
    return mended


def _mend_table(table: Table, path: Path, data: bytes, last: date | None) -> MendedTable | None:
    """Return a table with what is unambiguous undone, None where it is no table that can be read.

    Undone are encodings (a byte-order mark, UTF-16, Windows-1252), line ends, separators, columns
    at the end in which nothing stands, dates and months (`put_back`). Rows that do not change
    stay as they are written.
    """
    decoded = None if kind_of(data) else _decoded(data)
    if decoded is None or conflict_line(decoded[0]):
        return None
    before, undone = decoded
    text = before
    left: list[str] = []
    rows, separators = _rows(table, before)
    header = next((row for row in rows if not row.is_blank), None)
    if header:
        undone += separators
        cells = {row.line: row.stripped for row in rows}
        width = _width(cells.values())
        if width < max(len(row) for row in cells.values()):
            undone.append("empty columns at the end")
        cells = {line: row[:width] for line, row in cells.items()}
        dates = _dates(table, cells, header.line, last)
        left, count = _put_dates_back(cells, dates)
        if count:
            undone.append(f"{count:,} date{'s' if count > 1 else ''}")
        text = "".join(
            row.text if cells[row.line] == row.stripped else csv_lines.as_csv([cells[row.line]])
            for row in rows
        )
    return MendedTable(path, before, text, tuple(undone), tuple(left))


def _decoded(data: bytes) -> tuple[str, list[str]] | None:
    """Return a file's text with line feeds, and what is odd about it; None for one not known here.

    What may be odd are its encoding and its line ends.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings, undone = ["utf-16"], ["the encoding UTF-16"]
    else:
        encodings, undone = ["utf-8-sig", "cp1252"], []
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            undone = ["the encoding Windows-1252"]
            continue
        if data.startswith(codecs.BOM_UTF8):
            undone = ["a byte-order mark"]
        with_line_feeds = text.replace("\r\n", "\n").replace("\r", "\n")
        return with_line_feeds, undone + ["line ends"] * (with_line_feeds != text)
    return None


def _rows(table: Table, text: str) -> tuple[list[csv_lines.Row], list[str]]:
    """Return the rows of a text, separated by commas, and which separators are undone in it.

    None where it cannot be read: checking says where.
    """
    try:
        text, undone = _with_commas(table, text)
        return list(csv_lines.read_rows(text)), undone
    except (csv.Error, csv_lines.CsvError):
        return [], []


def _with_commas(table: Table, text: str) -> tuple[str, list[str]]:
    """Return a text separated by commas, if its header is the table's but for the separator.

    A first line that tells Excel the separator (``sep=;``) goes. With the text comes what is
    undone in it. Raises ``csv.Error`` for one that is no CSV by its own separator.
    """
    undone: list[str] = []
    first, _, rest = text.partition("\n")
    if _SEPARATOR_LINE.fullmatch(first):
        undone.append(f'the line "{first.strip()}"')
        text = rest
    header = next((line for line in text.split("\n") if line.strip()), "")
    for sign, words in _SEPARATORS.items():
        names = {cell.strip() for cell in header.split(sign)} - {""}
        if len(names) > 1 and names <= set(table.columns):
            undone.append(f"{words} between cells")
            reader = csv.reader(StringIO(text, newline=""), delimiter=sign, strict=True)
            return csv_lines.as_csv(reader), undone
    return text, undone


def _width(rows: Iterable[Sequence[str]]) -> int:
    """Return how many columns have anything in them, a name or a cell."""
    return max(at for row in rows for at, cell in enumerate(row, 1) if cell)


def _put_dates_back(
    cells: dict[int, list[str]], dates: Mapping[CellPlace, tuple[int, str]]
) -> tuple[list[str], int]:
    """Put the dates of `_dates` in their cells; return those left as they are, and how many go."""
    left, count = [], 0
    for (line, column), (at, day) in dates.items():
        if day:
            cells[line][at] = day
            count += 1
        else:
            left.append(f"line {line}: {column} {quoted(cells[line][at])}")
    return left, count


def _dates(
    table: Table, cells: Mapping[int, Sequence[str]], header: int, last: date | None
) -> dict[CellPlace, tuple[int, str]]:
    """Return dates as they were, blank where that cannot be told, with the place in their row."""
    names = cells[header]
    rows = {line: row for line, row in cells.items() if line != header and len(row) == len(names)}
    if len(set(names)) < len(names):
        return {}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(names), dtype=str)
    frame = frame.reindex(columns=table.columns, fill_value="")
    days = put_back(table, frame, respelt_cells(table, frame), last)
    return {place: (names.index(place[1]), day) for place, day in days.items()}
