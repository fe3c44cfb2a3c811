"""A publisher's CSV as text cells, read piece by piece and never held as a whole text."""

from __future__ import annotations

import codecs
import csv
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np
import pandas as pd

from quarterbook.publishers.reading.header_row import (
    HEADER_WITHIN,
    NumberedRow,
    cut_short,
    find_header,
    fitted,
    other_layout,
)
from quarterbook.publishers.reading.layout import LayoutError
from quarterbook.storage.csv_lines import TOO_MANY_BLANK, has_too_many_blank
from quarterbook.storage.file_kinds import CONFLICT, conflict_line

_DELIMITERS = (",", ";", "\t", "|")

# UTF-16 without its byte-order mark: which of the first bytes are zero.
_UNMARKED: dict[tuple[bool, ...], str] = {
    (True, False, True, False): "utf-16-be",
    (False, True, False, True): "utf-16-le",
}

_BLOCK = 1 << 20  # bytes decoded at once

_ROWS = 50_000  # read at once

_TAIL = 200_000  # letters kept of the end, to see whether it is cut short

_LONGEST_LINE = 1_000_000  # letters, among the first lines

_MOST_CELLS = 120_000_000

_MOST_SHARED = 200_000  # different texts of a column that are kept once each


@dataclass(frozen=True)
class _Survey:
    """What a CSV is written in, how many line ends it has and how it ends."""

    encoding: str
    line_ends: int
    tail: str


class _Shared:
    """The texts of each column, kept once each: a large file repeats its areas and its years."""

    def __init__(self, width: int) -> None:
        self._texts: list[dict[str, str]] = [{} for _ in range(width)]

    def cells(self, column: int, cells: Sequence[str]) -> list[str]:
        texts = self._texts[column]
        if len(texts) > _MOST_SHARED:
            return [texts.get(cell, cell) for cell in cells]
        return [texts.setdefault(cell, cell) for cell in cells]


def csv_cells(
    path: Path, needed: Sequence[str], publisher: str, header_rows: int
) -> tuple[int, list[str], pd.DataFrame]:
    """Return the header's line and cells, and the rows below it indexed by line.

    Raises `LayoutError` for a file in no encoding known here, without the columns ``needed``, cut
    short, or of more cells than are taken in.
    """
    survey = _survey(path, publisher)
    tried: list[NumberedRow] = []
    for delimiter, rows in _tops(path, survey, publisher):
        header_row = find_header(rows, needed, header_rows)
        if header_row:
            line, header = header_row
            frame = _fast(path, survey, delimiter, line, len(header))
            if frame is None:
                frame = _exact(path, survey, delimiter, line, len(header), publisher)
            _not_cut_short(survey.tail, frame, delimiter, publisher)
            return line, header, frame.iloc[1:]
        tried += rows
    raise other_layout(tried, needed, publisher)


def top_rows(path: Path, publisher: str) -> list[NumberedRow]:
    """Return the first lines of a CSV, by the separator that makes the most cells of them."""
    tops = [rows for _, rows in _tops(path, _survey(path, publisher), publisher)]
    return max(tops, key=lambda rows: sum(len(row) for _, row in rows), default=[])


def _tops(path: Path, survey: _Survey, publisher: str) -> Iterator[tuple[str, list[NumberedRow]]]:
    """Yield each separator with the first lines that it makes, where it makes any."""
    with path.open(encoding=survey.encoding, newline="") as file:
        top = [file.readline(_LONGEST_LINE) for _ in range(HEADER_WITHIN)]
    if any(len(line) == _LONGEST_LINE for line in top):
        raise LayoutError(
            f"A line of the file has more than {_LONGEST_LINE:,} letters, which no table of "
            f"{publisher} has. Download the data as CSV."
        )
    for delimiter in _DELIMITERS:
        try:
            yield (
                delimiter,
                list(_rows(iter([line for line in top if line]), delimiter, 1, strict=False)),
            )
        except csv.Error:  # a cell of more than 131,072 letters
            continue


def _survey(path: Path, publisher: str) -> _Survey:
    with path.open("rb") as file:
        start = file.read(4)
    marked_16 = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    unmarked_16 = _UNMARKED.get(tuple(byte == 0 for byte in start))
    if marked_16:
        encodings = ["utf-16"]
    elif unmarked_16:
        marked_16, encodings = True, [unmarked_16]
    else:
        encodings = ["utf-8-sig"] + ["cp1252"] * (not start.startswith(b"\xef\xbb\xbf"))
    line = 0
    for encoding in encodings:
        survey = _decoded(path, encoding, publisher, binary=not marked_16)
        if isinstance(survey, _Survey):
            return survey
        line = survey
    raise LayoutError(
        f"Letters on line {line} are in no encoding that is known here (UTF-8, UTF-16 or "
        "Windows-1252). Open the file in Excel and save it as CSV UTF-8.",
        line,
    )


def _decoded(path: Path, encoding: str, publisher: str, *, binary: bool) -> _Survey | int:
    """Return what decoding the file finds, or the line of the letter that it stumbles over.

    ``binary`` says that a zero byte is a sign of another kind of file.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    line_ends, pairs, tail = 0, 0, ""
    with path.open("rb") as file:
        while True:
            block = file.read(_BLOCK)
            if binary and b"\0" in block:
                raise LayoutError(
                    "This is not text but some other kind of file, not the data file of "
                    f"{publisher}. Download the data as CSV."
                )
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                line = line_ends + error.object[: error.start].count(b"\n") + 1
                if not block:
                    raise cut_short(publisher, "its last letter is incomplete", line) from error
                return line
            conflict = conflict_line(tail[-1:] + text) if "<<<<<<< " in text else 0
            if conflict:
                at = line_ends + conflict - (tail[-1:] == "\n")
                raise LayoutError(CONFLICT[0].upper() + CONFLICT[1:], at)
            line_ends += text.count("\n")
            pairs += text.count("\n\n") + text.count("\r\n\r\n")
            tail = (tail + text)[-_TAIL:]
            if has_too_many_blank(pairs):
                raise LayoutError(TOO_MANY_BLANK[0].upper() + TOO_MANY_BLANK[1:])
            if not block:
                return _Survey(encoding, line_ends, tail)


def _from_line(file: TextIO, line: int) -> TextIO:
    """Skip what stands above a line."""
    for _ in range(line - 1):
        file.readline()
    return file


def _fast(
    path: Path, survey: _Survey, delimiter: str, line: int, width: int
) -> pd.DataFrame | None:
    """Read from the header on with pandas; nothing if its lines cannot be told."""
    shared, at, count = _Shared(width), line, 0
    parts: list[pd.DataFrame] = []
    try:
        with (
            warnings.catch_warnings(),
            path.open(encoding=survey.encoding, newline="") as file,
        ):
            warnings.simplefilter("error", pd.errors.ParserWarning)
            pieces = pd.read_csv(
                _from_line(file, line),
                sep=delimiter,
                header=None,
                dtype=str,
                keep_default_na=False,
                na_filter=False,
                skip_blank_lines=False,
                chunksize=_ROWS,
            )
            for piece in pieces:
                if piece.shape[1] != width:
                    return None
                count += len(piece)
                _few_enough(count * width)
                part, taken = _as_cells(piece, shared, at)
                parts.append(part)
                at += taken
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        return None
    lines = survey.line_ends + (not survey.tail.endswith("\n"))
    return pd.concat(parts) if parts and at == lines + 1 else None


def _as_cells(piece: pd.DataFrame, shared: _Shared, at: int) -> tuple[pd.DataFrame, int]:
    """Return rows as text cells indexed by line, from line ``at``, and how many lines they take."""
    piece = piece.fillna("")
    taken = np.ones(len(piece), dtype=int)
    columns = {}
    for name in piece:
        taken += piece[name].str.count("\n").to_numpy()
        columns[name] = shared.cells(int(name), piece[name].str.strip().tolist())
    frame = pd.DataFrame(columns, index=at + taken.cumsum() - taken, dtype=str)
    return frame, int(taken.sum())


def _exact(
    path: Path, survey: _Survey, delimiter: str, line: int, width: int, publisher: str
) -> pd.DataFrame:
    """Read row by row, each with the line it begins on; raises for the first faulty one."""
    shared: dict[str, str] = {}
    kept: dict[int, list[str]] = {}
    try:
        with path.open(encoding=survey.encoding, newline="") as file:
            for at, row in _rows(_from_line(file, line), delimiter, line):
                _few_enough(len(kept) * width)
                kept[at] = [shared.setdefault(cell, cell) for cell in fitted(row, width, at)]
    except csv.Error as error:
        at = max(kept, default=line - 1) + 1
        if "expected after" not in str(error):
            how = f'a quote (") opens on line {at} or below and never closes'
            raise cut_short(publisher, how, at) from error
        raise LayoutError(
            f'A quote (") on line {at} or below closes before its cell ends. Put the whole cell in '
            'quotes, and write a quote inside it twice ("").',
            at,
        ) from error
    frame = pd.DataFrame.from_dict(kept, orient="index", columns=range(width), dtype=str)
    return frame.apply(lambda column: column.str.strip())


def _few_enough(cells: int) -> None:
    if cells > _MOST_CELLS:
        raise LayoutError(
            f"The file has more than {_MOST_CELLS // 1_000_000} million cells. Download the years "
            "and indicators that are wanted, and give that file."
        )


def _rows(
    lines: Iterator[str] | TextIO, delimiter: str, first: int, strict: bool = True
) -> Iterator[NumberedRow]:
    """Yield each row with the line it begins on."""
    reader = csv.reader(lines, delimiter=delimiter, strict=strict)
    begin = first
    for row in reader:
        yield begin, row
        begin = first + reader.line_num


def _not_cut_short(tail: str, frame: pd.DataFrame, delimiter: str, publisher: str) -> None:
    """Raise if the last row ends before its last cell, without a newline, below a full row."""
    if tail.endswith(("\n", "\r")) or frame.iat[-1, -1]:
        return
    above, last = ["", *tail.rsplit("\n", 2)][-2:]
    counts = [len(next(csv.reader([text], delimiter=delimiter), [])) for text in (above, last)]
    if counts[1] < frame.shape[1] <= counts[0]:
        line = int(frame.index[-1])
        raise cut_short(publisher, f"line {line} ends in the middle of a row", line)
