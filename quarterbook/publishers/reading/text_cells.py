"""Publishers' files as text cells: what is a CSV or a workbook, and what only looks like one."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from quarterbook.data.tables.cell_faults import GROUPED_NUMBER, TYPED_SIGNS
from quarterbook.data.tables.cell_kinds import NUMBER
from quarterbook.ground.markers import MARKERS, WITHOUT_FIGURE, Marker
from quarterbook.publishers.reading.csv_cells import csv_cells, top_rows
from quarterbook.publishers.reading.header_row import (
    NothingBelowError,
    NumberedRow,
    column_names,
    cut_short,
)
from quarterbook.publishers.reading.layout import LayoutError
from quarterbook.publishers.reading.workbooks.cells import sheet_tops, workbook_cells
from quarterbook.storage.file_kinds import ARCHIVE, SPREADSHEETS, FileKind, kind_of

# What stands in place of a figure, and the Government Statistical Service's marker for it.
NO_FIGURE_SYMBOLS: dict[str, str] = {
    **dict.fromkeys(("", "..", ":", "na"), Marker.NOT_AVAILABLE),
    "k": Marker.LOW,
    "*": Marker.CONFIDENTIAL,
    **{form: one for one in WITHOUT_FIGURE for form in (one, f"[{one}]", f"({one})")},
}

_BLANK = b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"

_CONTAINERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # told apart by what is further down

_LARGEST = 1_000_000_000  # bytes of a file


# A figure and, in brackets, a marker that stands beside figures: 12.3 (p), 12.3[r]. Provisional,
# revised and estimated stand there bare as well: 12.3p; not b or f, for 1.2b may be billions.
_MARKED = re.compile(r"(.*\d%?)\s*(?:\(([a-z])\)|\[([a-z])\]|([pre]))")

_BESIDE_FIGURES = set(MARKERS) - set(WITHOUT_FIGURE) | {Marker.UNRELIABLE}

# What is told of a small count in place of it: <5. Below 1 it is less than can be shown: <0.5.
_FEWER = re.compile(r"(?:<|less than|fewer than)\s*(\d{1,2}(?:\.\d+)?)(%?)", re.ASCII)

_ERROR = re.compile(r"#(?:null!|div/0!|value!|ref!|name\?|num!|n/a|getting_data)|err:5\d\d", re.I)

_DECIMAL_COMMA = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:\.\d{3})+),(?:\d{1,2}|\d{4,})%?", re.ASCII)

_DECIMAL_POINT = re.compile(r"[-+]?[\d,]+\.(?:\d{1,2}|\d{4,})%?", re.ASCII)


def cells(
    path: Path,
    needed: Sequence[str],
    *,
    sheet: str | None = None,
    publisher: str,
    header_rows: int = 1,
) -> pd.DataFrame:
    """Return a publisher's CSV, or a sheet of a workbook (`workbook_cells`), as text cells.

    Indexed by the file's own line (1 is its first); the columns are the
    publisher's, those of ``needed`` in that spelling, however the file writes
    them (`plain`). A CSV may be UTF-8, UTF-16 with a byte-order mark or
    Windows-1252, and separated by commas, semicolons or tabs; a workbook gives
    ``sheet``, or the one visible sheet with the columns. A header of several ``header_rows`` is
    read as one (`find_header`). Lines above the header are left out, and blank ones.
    ``publisher`` is whose file was expected, for the messages. Raises `LayoutError` for
    anything else, and for a file cut short.
    """
    if _kind(path, publisher) in SPREADSHEETS:
        line, header, frame = workbook_cells(path, needed, sheet, publisher, header_rows)
    else:
        line, header, frame = csv_cells(path, needed, publisher, header_rows)
    frame.columns = pd.Index(column_names(_named(header, frame), needed, line))
    frame = frame[(frame != "").any(axis=1)].rename_axis(index="line")
    if frame.empty:
        raise NothingBelowError(
            f"The file has a header on line {line} and nothing below it. Download it from "
            f"{publisher} again.",
            line,
        )
    return frame


def _named(header: Sequence[str], frame: pd.DataFrame) -> list[str]:
    """Return a header with a name for what has none, but something below it.

    Left of all names an index may stand.
    """
    first = next(at for at, name in enumerate(header) if name)
    return [
        name or (f"column {at + 1}" if at > first and (frame[at] != "").any() else "")
        for at, name in enumerate(header)
    ]


def beginnings(path: Path, publisher: str) -> Mapping[str | None, list[NumberedRow]]:
    """Return the first lines of each sheet of a workbook by its name, or of a CSV, by None.

    Raises `LayoutError` for what is neither.
    """
    if _kind(path, publisher) in SPREADSHEETS:
        tops: dict[str | None, list[NumberedRow]] = {}
        tops.update(sheet_tops(path, publisher))
        return tops
    return {None: top_rows(path, publisher)}


def numbers(texts: pd.Series, symbols: Mapping[str, str]) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return publishers' figures as floats, the markers beside them, and which are no figures.

    Thousands commas and spaces and a percent sign are dropped; a marker in brackets, or a bare p, r
    or e, stands beside its figure (``12.3 (p)``, ``12.3p``); a small count that is only bounded
    (``<5``) is confidential. In a column with decimal commas no cell with a comma or a point is a
    figure, and in one with percent signs no cell without one that may be a share. ``symbols``
    says what each sign or letter in place of a figure means, the blank too
    (`NO_FIGURE_SYMBOLS` with the publisher's own, which may stand beside a figure): the value is
    then NaN and the marker one of the Government Statistical Service's. All three have the index of
    ``texts``; where the third is true the cell is neither figure nor symbol.
    """
    read = {cell: _number(cell, symbols) for cell in texts.unique()}
    for cell in doubtful(read):
        read[cell] = (np.nan, None)
    values = texts.map({cell: value for cell, (value, _) in read.items()}).astype(float)
    markers = texts.map({cell: marker or "" for cell, (_, marker) in read.items()}).astype(str)
    bad = texts.map({cell: marker is None for cell, (_, marker) in read.items()}).astype(bool)
    return values, markers, bad


def doubtful(texts: Iterable[str]) -> dict[str, str]:
    """Return the cells of a column that others of it make doubtful, with the reason.

    ``1,204`` is one and a bit where another cell is ``12,3``, and ``1.204`` more than a thousand;
    ``0.47`` may be a share where another
    is ``45%``.
    """
    bare_cells = {text: text.translate(TYPED_SIGNS).strip() for text in texts}
    reasons: dict[str, str] = {}
    commas = [bare for bare in bare_cells.values() if _DECIMAL_COMMA.fullmatch(bare)]
    if commas and not any(_DECIMAL_POINT.fullmatch(bare) for bare in bare_cells.values()):
        reason = "write the decimals of this column with a point, not a comma"
        reasons |= {text: reason for text, bare in bare_cells.items() if {",", "."} & set(bare)}
    if any(
        NUMBER.fullmatch(bare.removesuffix("%")) and "%" in bare for bare in bare_cells.values()
    ):
        reason = "it has no percent sign as others have, and may be a share"
        reasons |= {
            text: reason
            for text, bare in bare_cells.items()
            if NUMBER.fullmatch(bare) and 0 < abs(float(bare)) <= 1
        }
    return reasons


def is_error(cell: str) -> bool:
    """Whether a cell says that a formula of a spreadsheet went wrong: #N/A, #DIV/0!."""
    return bool(_ERROR.fullmatch(cell))


def _number(cell: str, symbols: Mapping[str, str]) -> tuple[float, str | None]:
    """Return a figure and its marker; the marker is None for what is neither."""
    bare = cell.translate(TYPED_SIGNS).strip()
    text = bare.lower()
    marker = symbols.get(text)
    if marker in WITHOUT_FIGURE:
        return np.nan, marker
    bare = bare.removesuffix("%").rstrip()
    if GROUPED_NUMBER.fullmatch(bare):
        bare = re.sub(r"[, ]", "", bare)
    if NUMBER.fullmatch(bare) and np.isfinite(float(bare)):
        return float(bare), ""
    fewer = _FEWER.fullmatch(text)
    if fewer and float(fewer[1]) <= 1:
        return np.nan, Marker.LOW
    if fewer and fewer[1].isdecimal() and not fewer[2]:
        return np.nan, Marker.CONFIDENTIAL
    figure, marker = _marked(text, symbols)
    value, other = _number(figure, {}) if marker else (np.nan, None)
    return value, marker if other == "" else None


def _marked(text: str, symbols: Mapping[str, str]) -> tuple[str, str]:
    """Return what stands before the marker behind a figure, and the marker; or nothing."""
    match = _MARKED.fullmatch(text)
    if match and (letter := match[2] or match[3] or match[4]) in _BESIDE_FIGURES:
        return match[1], letter
    for sign, marker in symbols.items():
        if sign and marker in _BESIDE_FIGURES and text.endswith(sign):
            return text.removesuffix(sign), marker
    return "", ""


def _kind(path: Path, publisher: str) -> FileKind | None:
    """Return which kind of workbook a file is, None for text; raises `LayoutError` for others."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            data = file.read(4096)
            while data and not data.strip(_BLANK):
                data = file.read(4096)
            if data.startswith(_CONTAINERS) and size <= _LARGEST:
                data += file.read()
    except OSError as error:
        raise LayoutError(f"The file cannot be read: {error.strerror}.") from error
    if not data:
        raise LayoutError(f"The file is empty. Download it from {publisher} again.")
    if size > _LARGEST:
        raise LayoutError(
            f"The file has {size / 1e6:,.0f} MB, but at most {_LARGEST / 1e6:,.0f} MB are taken "
            "in. Download the years and indicators that are wanted, and give that file."
        )
    kind = kind_of(data)
    if kind and kind not in SPREADSHEETS:
        if kind == ARCHIVE and not zipfile.is_zipfile(path):
            raise cut_short(publisher, "the workbook or archive cannot be opened")
        raise LayoutError(f"This is {kind.name}, not the data file of {publisher}. {kind.mend}", 1)
    return kind
