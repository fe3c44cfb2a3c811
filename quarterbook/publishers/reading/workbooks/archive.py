"""Whether a workbook may be unpacked: one made to exhaust whoever reads it is refused before.

An .xlsx, .xlsb or .ods is a zip archive; an .xls is none, and cannot hold more than its sheets'
65,536 rows of 256 cells.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.parsers import expat

from quarterbook.data.tables.cell_faults import quoted
from quarterbook.publishers.reading.header_row import cut_short
from quarterbook.publishers.reading.layout import LayoutError
from quarterbook.publishers.reading.workbooks.probe import is_readable

_MOST_MEMBERS = 2_000

_LARGEST = 400_000_000  # bytes of all members together, unpacked; of an .xls as it is

_LARGEST_MEMBER = 30_000_000  # bytes of one that is neither a sheet nor the sheets' texts

_RATIO = 300  # times as large unpacked; real sheets reach about fifty

_RATIO_FROM = 5_000_000  # bytes unpacked, below which the ratio is no matter

_MOST_CELLS = 3_000_000  # of a sheet, with something in them

_LARGEST_AREA = 10_000_000  # cells of a sheet to its last row and column, the empty ones too

_TOO_MANY = f"has more than {_MOST_CELLS // 1_000_000} million cells in a sheet"

_SHEETS = ("xl/worksheets/", "xl/sharedStrings", "content.xml")

# What a sheet's XML has of cells with something in them, with their places where they say them.
_CELL = re.compile(rb"<(?:\w+:)?c[ >]")
_FILLED = re.compile(rb"<(?:\w+:)?c(?:\s[^<>]*[^<>/])?>")
_PLACED = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r=["']([A-Za-z]{1,3})(\d{1,7})["'](?:[^<>]*[^<>/])?>"""
)
_ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
_PLACED_ROW = re.compile(rb"""<(?:\w+:)?row\s(?:[^<>]*?\s)?r=["'](\d{1,7})["']""")

# Places that this does not read as a spreadsheet does: with < or > in an attribute, blanks around
# "=", or a row of eight digits.
_ODD = re.compile(
    rb"""<(?:\w+:)?(?:c|row)\s(?:[^<>"']*(?:"[^"<>]*"|'[^'<>]*'))*[^<>"']*["'][^"'<>]*(?:[<>]|\Z)"""
    rb"""|<(?:\w+:)?(?:c|row)\s[^<>]*(?:\s=|=\s)|\br=["'][A-Za-z]{0,3}(?:0|\d{8})"""
)

_SAVE = "Save the sheet as CSV UTF-8, and give that file."
DAMAGED = f"The workbook is damaged and cannot be read. {_SAVE}"


class _InsideRootError(Exception):
    """The document's first element has begun: it has no document type."""


class _DocumentTypeError(Exception):
    """The document declares a type, and so may declare entities."""


def check_workbook(path: Path, publisher: str) -> None:
    """Raise `LayoutError` for a workbook that is cut short, damaged or larger than any real one.

    What is told of its cells is looked for in its parts; what no look finds, a process of its own.
    """
    _check_parts(path, publisher)
    try:
        is_whole = is_readable(path, _LARGEST_AREA)
    except MemoryError:
        raise _too_large("says that it has more cells in a sheet than there is room for") from None
    if not is_whole:
        raise LayoutError(DAMAGED)


def _check_parts(path: Path, publisher: str) -> None:
    if not zipfile.is_zipfile(path):
        if path.read_bytes()[:2] == b"PK":
            raise cut_short(publisher, "the workbook or archive cannot be opened")
        if path.stat().st_size > _LARGEST:
            raise _too_large(f"has {path.stat().st_size / 1e6:,.0f} MB")
        return
    try:
        with zipfile.ZipFile(path) as archive:
            _check_archive(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise cut_short(publisher, "the workbook or archive cannot be opened") from error
    except RuntimeError as error:  # packed in a way that zipfile does not know, or a password
        raise LayoutError(
            f"The workbook is packed in a way that is not read here, or has a password. {_SAVE}"
        ) from error


def _check_archive(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise _too_large(f"has {len(members):,} parts")
    size = sum(member.file_size for member in members)
    if size > _LARGEST:
        raise _too_large(f"has {size / 1e6:,.0f} MB once it is unpacked")
    for member in members:
        name = member.filename
        if member.file_size > _LARGEST_MEMBER and not name.startswith(_SHEETS):
            raise _too_large(f"has {member.file_size / 1e6:,.0f} MB in {quoted(name)}")
        if member.file_size > _RATIO_FROM and member.file_size > _RATIO * member.compress_size:
            raise _too_large(f"unpacks to more than {_RATIO} times its size in {quoted(name)}")
        if name.endswith((".xml", ".rels")) and not name.startswith("META-INF/"):
            _check_plain(archive, member)
        is_sheet = name.lower().startswith("xl/worksheets/") or name == "content.xml"
        if is_sheet or _is_sheet_elsewhere(archive, member):
            with archive.open(member) as file:
                _check_cells(file, name)


def _is_sheet_elsewhere(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether a part is a sheet by its first element: a workbook may say that it lies anywhere."""
    roots: list[str] = []

    def begun(name: str, _: object) -> None:
        roots.append(name)
        raise _InsideRootError

    parser = expat.ParserCreate()
    parser.StartElementHandler = begun
    try:
        with archive.open(member) as file:
            while block := file.read(1 << 16):
                parser.Parse(block)
    except (_InsideRootError, expat.ExpatError):
        pass
    return any(name.rpartition(":")[2].lower() == "worksheet" for name in roots)


def _check_cells(file: IO[bytes], name: str) -> None:
    """Raise `LayoutError` for a sheet of too many cells, without keeping any of them."""
    if name == "content.xml":
        counted = _open_document_cells(file)
    elif name.endswith(".bin"):
        counted = _binary_cells(file)
    else:
        counted = _xml_cells(file)
    for cells, rows, columns in counted:
        if cells > _MOST_CELLS:
            raise _too_large(_TOO_MANY)
        if rows * columns > _LARGEST_AREA:
            raise _too_large(
                f"has something in row {rows:,} and in column {columns:,} of a sheet, which makes "
                f"{rows * columns:,} cells"
            )


def _too_large(how: str) -> LayoutError:
    return LayoutError(f"The workbook {how}, more than a table of figures has. {_SAVE}")


# How many cells a sheet has with something in them, and its last row and column, so far.
_Counted = Iterator[tuple[int, int, int]]


def _xml_cells(file: IO[bytes]) -> _Counted:
    cells = rows = columns = rows_begun = 0
    rest = b""
    while block := file.read(1 << 20):
        text = rest + block
        whole, rest = text[: text.rfind(b"<")], text[text.rfind(b"<") :]
        if _ODD.search(whole) or b"\0" in block[:4]:
            raise LayoutError(
                "The workbook's cells are written as no spreadsheet program writes them, which "
                f"may be an attack. It is not read. {_SAVE}"
            )
        cells += len(_CELL.findall(whole))
        rows_begun += len(_ROW.findall(whole))
        places = _PLACED.findall(whole)
        rows = max(rows, max((int(row) for _, row in places), default=0))
        columns = max(columns, max(map(column_number, {column for column, _ in places}), default=0))
        if len(_FILLED.findall(whole)) > len(places):  # the others stand behind each other
            rows = max(rows, rows_begun, *map(int, _PLACED_ROW.findall(whole)))
            columns = max(columns, *(len(_FILLED.findall(row)) for row in _ROW.split(whole)))
        yield cells, rows, columns


def column_number(letters: bytes) -> int:
    """Return the number of a column, from 1, of its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _binary_cells(file: IO[bytes]) -> _Counted:
    """Count the cells of a sheet of records."""
    data = file.read()
    cells = rows = columns = 0
    for kind, at, _ in records(data):
        if kind == 0:  # BrtRowHdr: its row
            rows = max(rows, int.from_bytes(data[at : at + 4], "little") + 1)
        elif 1 < kind <= 11:  # a cell with something in it: its column; 1 is a blank one
            cells += 1
            columns = max(columns, int.from_bytes(data[at : at + 4], "little") + 1)
            if cells % 10_000 == 0:
                yield cells, rows, columns
    yield cells, rows if cells else 0, columns


def records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield of each record of an .xlsb its kind, where it begins and its size.

    See [MS-XLSB], section 2.1.4.
    """
    at = 0
    while at < len(data):
        kind, at = _variable(data, at, 2)
        size, at = _variable(data, at, 4)
        yield kind, at, size
        at += size


def _variable(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and where it ends."""
    number = 0
    for index, byte in enumerate(data[at : at + most]):
        number |= (byte & 127) << 7 * index
        at += 1
        if byte < 128:
            break
    return number, at


class _OpenDocumentCells:
    """The cells of an .ods as they come: rows and cells say how often they repeat."""

    def __init__(self) -> None:
        self.cells = 0
        self.largest = (0, 0)  # last row and column of the largest sheet
        self._row = self._columns = self._column = self._in_row = self._times = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._row = self._columns = 0
        elif name == "table:table-row":
            self._times = int(attributes.get("table:number-rows-repeated", 1))
            self._column = self._in_row = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            times = int(attributes.get("table:number-columns-repeated", 1))
            self._column += times
            if "office:value-type" in attributes:
                self._in_row += times
                self._columns = max(self._columns, self._column)

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self._row += self._times
            self.cells += self._in_row * self._times
            if self._in_row and self._row * self._columns > self.largest[0] * self.largest[1]:
                self.largest = (self._row, self._columns)


def _open_document_cells(file: IO[bytes]) -> _Counted:
    counted = _OpenDocumentCells()
    parser = expat.ParserCreate()
    parser.StartElementHandler = counted.begin
    parser.EndElementHandler = counted.end
    while block := file.read(1 << 16):
        parser.Parse(block)
        yield counted.cells, *counted.largest


def _check_plain(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Raise `LayoutError` for XML with a document type: entities read files, or grow for ever."""

    def declared(*_: object) -> None:
        raise _DocumentTypeError

    def begun(*_: object) -> None:
        raise _InsideRootError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = begun
    try:
        with archive.open(member) as file:
            while block := file.read(1 << 16):
                parser.Parse(block)
    except _InsideRootError:
        return
    except _DocumentTypeError:
        raise LayoutError(
            f"The workbook declares entities in {quoted(member.filename)}, which no spreadsheet "
            f"program writes and which may be an attack. It is not read. {_SAVE}"
        ) from None
    except expat.ExpatError:
        raise LayoutError(
            f"The workbook is damaged: {quoted(member.filename)} in it is not XML. {_SAVE}"
        ) from None
