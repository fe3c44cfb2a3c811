"""Publishers' files as text cells: what is a CSV or a workbook, and what only looks like one."""

from __future__ import annotations

import csv
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO, StringIO
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pandas as pd

from quarterbook.data.tables.cell_faults import shown
from quarterbook.data.tables.schemas import NUMBER
from quarterbook.ground.markers import WITHOUT_FIGURE
from quarterbook.ground.wording import first_of, listed
from quarterbook.publishers.reading.layout import LayoutError

# Columns that only one publisher's files have, to say whose file it may be.
_LAYOUTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "ascof": ("the Adult Social Care Outcomes Framework", ("ASCOF Measure Code", "Measure Type")),
    "ees": ("Explore Education Statistics", ("time_period", "geographic_level")),
    "lait": ("the Local Authority Interactive Tool", ("Short Desc", "Years", "LA and Regions")),
    "nomis": ("Nomis", ("DATE", "GEOGRAPHY_CODE", "OBS_VALUE")),
    "fingertips": ("Fingertips", ("Indicator ID", "Area Code", "Time period")),
}

# What stands in place of a figure, and the Government Statistical Service's marker for it.
NO_FIGURE_SYMBOLS: dict[str, str] = {"": "x", "..": "x", ":": "x", "k": "low"} | {
    form: marker for marker in WITHOUT_FIGURE for form in (marker, f"[{marker}]")
}

_HEADER_WITHIN = 20  # lines: publishers put titles above the header

_MOST = 12  # columns that a message names

_DELIMITERS = (",", ";", "\t")

_GROUPED = re.compile(r"[-+]?\d{1,3}([, ]\d{3})+(\.\d+)?", re.ASCII)

_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u00a0": " ", "\u202f": " "})


class OtherLayoutError(LayoutError):
    """The file is sound, but has not the columns needed."""


# A line's number and its cells.
NumberedRow = tuple[int, list[str]]


def cells(
    path: Path, needed: Sequence[str], *, sheet: str | None = None, publisher: str
) -> pd.DataFrame:
    """Return a publisher's CSV, or the .xlsx saved from it, as text cells.

    Indexed by the file's own line (1 is its first); the columns are the
    publisher's, those of ``needed`` in that spelling, however the file writes
    them (`plain`). A CSV may be UTF-8, UTF-16 with a byte-order mark or
    Windows-1252, and separated by commas, semicolons or tabs; a workbook gives
    ``sheet``, or its first sheet with the columns. Lines above the header are
    left out, and blank ones. ``publisher`` is whose file was expected, for the
    messages. Raises `LayoutError` for anything else, and for a file cut short.
    """
    data = _contents(path, publisher)
    if data.startswith(b"PK\x03\x04"):
        line, header, frame = _workbook(data, needed, sheet, publisher)
    else:
        line, header, frame = _csv(_text(data, publisher), needed, publisher)
    frame.columns = pd.Index(_names(header, needed, line))
    frame = frame[(frame != "").any(axis=1)].rename_axis(index="line")
    if frame.empty:
        raise LayoutError(
            f"The file has a header on line {line} and nothing below it. Download it from "
            f"{publisher} again.",
            line,
        )
    return frame


def plain(header: str) -> str:
    """Return a header as it is compared: small letters, runs of spaces and underscores as one."""
    return re.sub(r"[\s_\ufeff]+", " ", header.lower()).strip()


def numbers(texts: pd.Series, symbols: Mapping[str, str]) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return publishers' figures as floats, the markers beside them, and which are no figures.

    Thousands commas and spaces and a percent sign are dropped. ``symbols``
    says what each sign or letter in place of a figure means, the blank too
    (`NO_FIGURE_SYMBOLS` with the publisher's own): the value is then NaN and the marker
    one of the Government Statistical Service's. All three have the index of
    ``texts``; where the third is true the cell is neither figure nor symbol.
    """
    read = {cell: _number(cell, symbols) for cell in texts.unique()}
    values = texts.map({cell: value for cell, (value, _) in read.items()}).astype(float)
    markers = texts.map({cell: marker or "" for cell, (_, marker) in read.items()}).astype(str)
    bad = texts.map({cell: marker is None for cell, (_, marker) in read.items()}).astype(bool)
    return values, markers, bad


def _number(cell: str, symbols: Mapping[str, str]) -> tuple[float, str | None]:
    """Return a figure and its marker; the marker is None for what is neither."""
    bare = cell.translate(_MINUS).strip()
    marker = symbols.get(bare.lower())
    if marker is not None:
        return np.nan, marker
    bare = bare.removesuffix("%").rstrip()
    if _GROUPED.fullmatch(bare):
        bare = re.sub(r"[, ]", "", bare)
    if NUMBER.fullmatch(bare) and np.isfinite(float(bare)):
        return float(bare), ""
    return np.nan, None


def _contents(path: Path, publisher: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LayoutError(f"The file cannot be read: {error.strerror}.") from error
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise LayoutError(f"The file is empty. Download it from {publisher} again.")
    start = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start[:1000]:
        raise LayoutError(
            f"This is a web page, not the file of {publisher}: the download led to a page, perhaps "
            "a notice or a sign-in. Open the link in a browser and save the file that it offers."
        )
    for sign, what, mend in _OTHERS:
        if data.startswith(sign):
            raise LayoutError(f"This is {what}, not the data file of {publisher}. {mend}")
    return data


_OTHERS = (
    (b"%PDF", "a PDF", "Download the data as CSV."),
    (
        b"\xd0\xcf\x11\xe0",
        "a workbook of an old kind (.xls), or with a password",
        "Save it in Excel as CSV UTF-8.",
    ),
    (b"\x1f\x8b", "a compressed file (gzip)", "Unpack it, and give the CSV inside."),
    (b"PAR1", "a Parquet file", "Download the data as CSV."),
)


def cut_short(publisher: str, how: str, line: int = 0) -> LayoutError:
    """Return the error for a download that broke off."""
    return LayoutError(
        f"The file is cut short: {how}. Download it from {publisher} again, to the end.", line
    )


def _text(data: bytes, publisher: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in data:
        raise LayoutError(
            f"This is not text but some other kind of file, not the data file of {publisher}. "
            "Download the data as CSV."
        )
    else:
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        if error.end == len(data) and error.reason in ("unexpected end of data", "truncated data"):
            raise cut_short(publisher, "its last letter is incomplete", line) from error
        marked = encoding == "utf-16" or data.startswith(b"\xef\xbb\xbf")
        if not marked:
            try:
                return data.decode("cp1252")
            except UnicodeDecodeError as other:
                line = other.object[: other.start].count(b"\n") + 1
        raise LayoutError(
            f"Letters on line {line} are in no encoding that is known here (UTF-8, UTF-16 or "
            "Windows-1252). Open the file in Excel and save it as CSV UTF-8.",
            line,
        ) from error


def _csv(text: str, needed: Sequence[str], publisher: str) -> tuple[int, list[str], pd.DataFrame]:
    """Return the header's line and cells, and the rows below it."""
    top = list(islice(StringIO(text, newline=""), _HEADER_WITHIN))
    tried: list[NumberedRow] = []
    for delimiter in _DELIMITERS:
        try:
            rows = list(_rows(iter(top), delimiter, 1, strict=False))
        except csv.Error:  # a line of more than 100,000 letters
            continue
        found = _header(rows, needed)
        if found:
            line, header = found
            body = text[sum(len(one) for one in top[: line - 1]) :]
            frame = _fast(body, delimiter, line, len(header))
            if frame is None:
                frame = _exact(body, delimiter, line, len(header), publisher)
            _not_cut_short(body, frame, delimiter, publisher)
            return line, header, frame.iloc[1:].apply(lambda column: column.str.strip())
        tried += rows
    raise other_layout(tried, needed, publisher)


def _header(rows: Sequence[NumberedRow], needed: Sequence[str]) -> NumberedRow | None:
    plain_needed = {plain(name) for name in needed}
    return next((row for row in rows if plain_needed <= {plain(cell) for cell in row[1]}), None)


def other_layout(
    rows: Sequence[NumberedRow], needed: Sequence[str], publisher: str
) -> OtherLayoutError:
    """Return the error for a file without the columns needed: what it has, and whose it may be.

    ``rows`` are its first lines, each with its number (0 where it has none) and its cells.
    """
    plain_needed = {plain(name): name for name in needed}

    def fits(row: NumberedRow) -> tuple[int, int]:
        return len(plain_needed.keys() & {plain(cell) for cell in row[1]}), len(row[1])

    line, best = max(rows, key=fits, default=(0, []))
    found = [shown(cell.strip("\ufeff")) for cell in best if cell.strip()]
    have = {plain(cell) for cell in best}
    missing = [shown(name) for key, name in plain_needed.items() if key not in have]
    where = f"Line {line}" if line else "It"
    among = f"no line of the first {_HEADER_WITHIN} has all its columns, and " if line else ""
    whose = next(
        (
            f" It looks like a file of {title} ({key})."
            for key, (title, columns) in _LAYOUTS.items()
            if {plain(name) for name in columns} <= have and title != publisher
        ),
        "",
    )
    return OtherLayoutError(
        f"This is not the layout of {publisher}: {among}{listed(missing, 'and')} "
        f"{'are' if len(missing) > 1 else 'is'} missing. {where} has "
        f"{first_of(found, _MOST) or 'nothing'}.{whose}",
        line,
    )


def _names(header: Sequence[str], needed: Sequence[str], line: int) -> list[str]:
    """Return the columns' names: those needed as asked for, a repeated other one numbered."""
    plain_needed = {plain(name): name for name in needed}
    names: list[str] = []
    for cell in header:
        name = plain_needed.get(plain(cell), cell.strip("\ufeff \t\r\n\u00a0"))
        if name in names:
            if name in needed:
                raise LayoutError(
                    f"The column {shown(name)} stands twice on line {line}: which one counts? "
                    "Take one of them out.",
                    line,
                )
            name = next(
                numbered
                for number in range(2, len(header) + 2)
                if (numbered := f"{name} ({number})") not in names
            )
        names.append(name)
    return names


def _fast(body: str, delimiter: str, line: int, width: int) -> pd.DataFrame | None:
    """Read from the header on with pandas; nothing if its lines cannot be told."""
    lines = body.count("\n") + (not body.endswith("\n"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                BytesIO(body.encode()),
                sep=delimiter,
                header=None,
                dtype=str,
                keep_default_na=False,
                na_filter=False,
                skip_blank_lines=False,
            )
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        return None
    if frame.shape[1] != width:
        return None
    frame = frame.fillna("")
    taken = np.ones(len(frame), dtype=int)
    if len(frame) != lines:
        for name in frame:
            taken += frame[name].str.count("\n").to_numpy()
        if taken.sum() != lines:
            return None
    frame.index = pd.Index(line + taken.cumsum() - taken)
    return frame


def _exact(body: str, delimiter: str, line: int, width: int, publisher: str) -> pd.DataFrame:
    """Read row by row, each with the line it begins on; raises for the first faulty one."""
    kept: dict[int, list[str]] = {}
    try:
        for at, row in _rows(iter(StringIO(body, newline="")), delimiter, line):
            kept[at] = _fitted(row, width, at)
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
    return pd.DataFrame.from_dict(kept, orient="index", columns=range(width), dtype=str)


def _fitted(row: list[str], width: int, line: int) -> list[str]:
    if len(row) > width and any(cell.strip() for cell in row[width:]):
        raise LayoutError(
            f"Line {line} has {len(row)} cells, the header {width}. Look for a comma too many: "
            "text with a comma goes in quotes.",
            line,
        )
    return row[:width] + [""] * (width - len(row))


def _rows(
    lines: Iterator[str], delimiter: str, first: int, strict: bool = True
) -> Iterator[NumberedRow]:
    """Return each row with the line it begins on."""
    reader = csv.reader(lines, delimiter=delimiter, strict=strict)
    begin = first
    for row in reader:
        yield begin, row
        begin = first + reader.line_num


def _not_cut_short(body: str, frame: pd.DataFrame, delimiter: str, publisher: str) -> None:
    """Raise if the last row ends before its last cell, without a newline, below a full row."""
    if body.endswith(("\n", "\r")) or frame.iat[-1, -1]:
        return
    above, last = ["", *body.rsplit("\n", 2)][-2:]
    counts = [len(next(csv.reader([text], delimiter=delimiter), [])) for text in (above, last)]
    if counts[1] < frame.shape[1] <= counts[0]:
        line = int(frame.index[-1])
        raise cut_short(publisher, f"line {line} ends in the middle of a row", line)


def _workbook(
    data: bytes, needed: Sequence[str], sheet: str | None, publisher: str
) -> tuple[int, list[str], pd.DataFrame]:
    """Return the header's line and cells, and the rows below it, of the first sheet that fits."""
    try:
        names = zipfile.ZipFile(BytesIO(data)).namelist()
    except zipfile.BadZipFile as error:
        raise cut_short(publisher, "the workbook or archive cannot be opened") from error
    if "xl/workbook.xml" not in names:
        raise LayoutError(
            f"This is a zip archive, not the data file of {publisher}. Unpack it, and give the "
            "CSV inside."
        )
    seen: list[NumberedRow] = []
    with pd.ExcelFile(BytesIO(data), engine="openpyxl") as workbook:
        sheets = [page.title for page in workbook.book.worksheets]
        if sheet is not None and sheet not in sheets:
            raise LayoutError(
                f"The workbook has no sheet {shown(sheet)}. It has {listed(map(shown, sheets))}."
            )
        for name in [sheet] if sheet is not None else sheets:
            page = workbook.book[name]
            page.reset_dimensions()  # some programs write a wrong one
            rows = (
                (line, [_cell(value) for value in row])
                for line, row in enumerate(page.iter_rows(values_only=True), 1)
            )
            top = list(islice(rows, _HEADER_WITHIN))
            found = _header(top, needed)
            if found is None:
                seen += top
                continue
            line, cells_ = found
            header = cells_[: max(at for at, cell in enumerate(cells_, 1) if cell)]
            kept = {at: _fitted(row, len(header), at) for at, row in chain(top[line:], rows)}
            return (
                line,
                header,
                pd.DataFrame.from_dict(kept, orient="index", columns=range(len(header)), dtype=str),
            )
    raise other_layout(seen, needed, publisher)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, date):
        return value.isoformat().removesuffix("T00:00:00")
    return "" if value is None else str(value).strip()
