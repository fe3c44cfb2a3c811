"""CSV files as rows that know their line, read and written without changing anything else."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from pathlib import Path

from quarterbook.storage.file_kinds import CONFLICT, conflict_line, kind_of
from quarterbook.storage.regular_file import LARGEST_TABLE, read_file

_AROUND = re.compile("^[\\s\u200b\u2060]+|[\\s\u200b\u2060]+$")
_UNSEEN = ("\u200b", "\u2060")

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Row:
    """A row: the line it begins on (1 is the first), its cells and its text as it stands there."""

    line: int
    cells: list[str]
    text: str

    @property
    def stripped(self) -> list[str]:
        """The cells without the spaces round them, those that nobody sees included."""
        return [_stripped(cell) for cell in self.cells]

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return not any(_stripped(cell) for cell in self.cells)


def _stripped(cell: str) -> str:
    bare = cell.strip()
    has_unseen = bare.startswith(_UNSEEN) or bare.endswith(_UNSEEN)
    return _AROUND.sub("", bare) if has_unseen else bare


_MOST_BLANK = 1_000_000


def has_too_many_blank(pairs: int) -> bool:
    """Whether so many pairs of line ends that follow one another are too many blank lines.

    A spreadsheet that was filled in far below its data leaves them, by the million.
    """
    return 2 * pairs > _MOST_BLANK


TOO_MANY_BLANK = (
    f"the file has more than {_MOST_BLANK // 1_000_000} million blank lines. Delete the rows below "
    "the data, and save it again."
)


class CsvError(ValueError):
    """A file or row that cannot be read: its line and, as a sentence's end, why and what to do."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_text(path: Path) -> str:
    """Return a file's text, line ends as line feeds.

    Raises `CsvError` where it is not UTF-8, with or without a byte-order mark, where it is
    something else than a table or git left two versions in it, and `OSError`.
    """
    return text_of(read_file(path, LARGEST_TABLE))


def text_of(data: bytes) -> str:
    """Return a file's bytes as text; raises `CsvError` as `read_text` does."""
    kind = kind_of(data)
    if kind:
        raise CsvError(1, f"this is {kind.name}, not a table of text. {kind.mend}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CsvError(
            error.object[: error.start].count(b"\n") + 1,
            "the file is not UTF-8 (a letter or sign on this line is not). In Excel save it "
            'as "CSV UTF-8 (Comma delimited)", or see: quarterbook check --fix',
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if has_too_many_blank(text.count("\n\n")):
        raise CsvError(1, TOO_MANY_BLANK)
    conflict = conflict_line(text)
    if conflict:
        raise CsvError(conflict, CONFLICT)
    return text


_LINE = re.compile(r"[^\r\n]*(?:\r\n|[\r\n])|[^\r\n]+")


def read_rows(text: str) -> Iterator[Row]:
    """Yield the rows of a file's text, blank ones too; raises `CsvError` for a faulty quote."""
    taken: list[str] = []  # the lines of one row: a large file's are not held beside its text

    def lines() -> Iterator[str]:
        for match in _LINE.finditer(text):
            taken.append(match[0])
            yield match[0]

    reader = csv.reader(lines(), strict=True)
    begin = 1
    try:
        for cells in reader:
            yield Row(begin, cells, "".join(taken))
            taken.clear()
            begin = reader.line_num + 1
    except csv.Error as error:
        raise CsvError(begin, _unreadable(str(error))) from None


def _unreadable(error: str) -> str:
    if error == "unexpected end of data":
        return 'a quote (") opens in this row and never closes. Close it, or take it out.'
    if "expected after" in error:
        return (
            'a quote (") in this row closes before its cell ends. Put the whole cell in quotes, '
            'and write a quote inside it twice ("").'
        )
    return f"the row cannot be read: {error}."


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV, a line feed after each."""
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


# What a spreadsheet takes for a formula, or for the end of the cell before.
_RUN = ("=", "+", "-", "@", "\t", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

_FIGURE = re.compile(r"[-+]?\d+(\.\d+)?(e[-+]?\d+)?", re.ASCII)


def as_published_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV for readers: no cell is one that a spreadsheet would run.

    A text that begins like a formula gets an apostrophe before it, which spreadsheets read as
    "this is text"; a negative figure stays as it is.
    """
    return as_csv([_as_text(cell) for cell in row] for row in rows)


def _as_text(cell: str) -> str:
    cell = cell.replace("\r", " ")  # would end the row, since the writer puts no quotes round it
    is_run = cell.lstrip(" ").startswith(_RUN) and not _FIGURE.fullmatch(cell)
    return f"'{cell}" if is_run else cell


def header_of(data: bytes) -> list[str]:
    """Return the cells of a file's first row that is not blank, without the spaces round them."""
    rows = read_rows(data.decode("utf-8-sig"))
    return next(row.stripped for row in rows if not row.is_blank)


def append_rows(data: bytes, rows: Iterable[Sequence[str]]) -> bytes:
    """Return a file with rows at its end; all that was there stays byte for byte."""
    end = b"" if data.endswith((b"\n", b"\r")) else b"\n"
    return data + end + as_csv(rows).encode()


def add_columns(data: bytes, names: Sequence[str]) -> bytes:
    """Return a file with columns behind its last, blank in all its rows, which else stay as is."""
    texts = []
    cells: Sequence[str] = names
    for row in read_rows(data.decode("utf-8-sig")):
        body = row.text.rstrip("\r\n")
        texts.append(row.text)
        if not row.is_blank:
            texts[-1] = f"{body},{','.join(cells)}{row.text[len(body) :]}"
            cells = [""] * len(names)
    return rewrite_rows(data, texts)


def rewrite_rows(data: bytes, rows: Iterable[str]) -> bytes:
    """Return the texts of rows as a file that begins as ``data`` does: with its byte-order mark."""
    return (_BOM if data.startswith(_BOM) else b"") + "".join(rows).encode()


def number_cell(number: float | None) -> str:
    """Return a number as files have it: fifteen significant digits, no exponent, blank for none."""
    if number is None or math.isnan(number):
        return ""
    text = format(Decimal(f"{number:.15g}"), "f")
    return "0" if text == "-0" else text
