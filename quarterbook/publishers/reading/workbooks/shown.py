"""What cells of a workbook show that what reads them does not tell: errors, and per cent.

In an .xlsx such a cell has the type ``e`` (ECMA-376, part 1, 18.18.11), in an .xlsb and an .xls it
is a record of its own ([MS-XLSB], 2.4.30 and 2.4.661; [MS-XLS], 2.4.24), and LibreOffice writes of
it in an .ods that its type is ``error``. A share of 0.455 that is shown as 45.5% has a format with
a percent sign (ECMA-376, part 1, 18.8.30) or, in an .ods, the type ``percentage``.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

from quarterbook.publishers.reading.workbooks.archive import column_number, records
from quarterbook.publishers.reading.workbooks.formulas import sheet_members

# What cells show, by row and column, each from 1: the name of an error, or per cent.
ShownAs = dict[tuple[int, int], str]

PER_CENT = "%"

_CODES = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
    0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}  # fmt: skip

_ROW, _CELL, _FORMULA = 0, 3, 11  # records of an .xlsb: a row, and cells with errors

# Records of an .xls ([MS-XLS], 2.3): where a part begins and ends, a sheet's name, and cells.
_OLD_BEGIN, _OLD_END, _OLD_SHEET, _OLD_ERROR, _OLD_FORMULA = 0x809, 0x0A, 0x85, 0x205, 0x06

_LAST = 0xFFFFFFFC  # from here on a sector's number is none but a sign

# What a number's format has in quotes or behind a stroke is text.
_QUOTED = re.compile(r'"[^"]*"|\\.')

_BLOCK = 1 << 20

_NONE = "#N/A"  # what is said of an error without a name


def shown_cells(path: Path) -> Mapping[str, ShownAs]:
    """Return by sheet the cells with errors in them, such as #N/A, and those shown in per cent.

    Nothing of an .xls older than Excel 97; in .xls and .xlsb no cell is known as shown in per cent.
    """
    if not zipfile.is_zipfile(path):
        with suppress(struct.error, LookupError, StopIteration, UnicodeDecodeError):
            return _old(path.read_bytes())
        return {}
    with zipfile.ZipFile(path) as archive:
        if "content.xml" in archive.namelist():
            return _open_document(archive)
        members = sheet_members(archive)
        per_cent = _styles_in_per_cent(archive)
        return {
            sheet: _binary(archive, member)
            if member.endswith(".bin")
            else _xml(archive, member, per_cent)
            for sheet, member in members.items()
        }


def _holds(archive: zipfile.ZipFile, member: str, *signs: bytes) -> bool:
    """Whether a member has one of the signs: only then it is worth parsing."""
    longest = max(map(len, signs))
    with archive.open(member) as file:
        rest = b""
        while block := file.read(_BLOCK):
            text = rest + block
            if any(sign in text for sign in signs):
                return True
            rest = text[-longest:]
    return False


def _styles_in_per_cent(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the numbers of styles whose format has a percent sign; two formats are built in."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    formats = {"9", "10"}
    for one in root.iter():
        if one.tag.endswith("}numFmt") and "%" in _QUOTED.sub("", one.get("formatCode", "")):
            formats.add(one.get("numFmtId", ""))
    styles = next((one for one in root if one.tag.endswith("}cellXfs")), ())
    return frozenset(str(at) for at, one in enumerate(styles) if one.get("numFmtId") in formats)


def _xml(archive: zipfile.ZipFile, member: str, per_cent: frozenset[str]) -> ShownAs:
    signs = [sign.encode() for style in per_cent for sign in (f's="{style}"', f"s='{style}'")]
    if not _holds(archive, member, b't="e"', b"t='e'", *signs):
        return {}
    sheet = _SheetCells(per_cent)
    _parse(archive, member, sheet)
    return sheet.shown


_CELL_ELEMENT, _ERROR_TYPE = "c", "e"


class _SheetCells:
    """The cells of an .xlsx as they come: those of the type ``e``, and numbers in per cent."""

    def __init__(self, per_cent: frozenset[str]) -> None:
        self.shown: ShownAs = {}
        self._per_cent = per_cent
        self._row = self._column = 0
        self._is_error = self._is_share = False
        self._text: list[str] | None = None

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._column = 0
            case element if element == _CELL_ELEMENT:
                letters = attributes.get("r", "").rstrip("0123456789").encode()
                self._column = column_number(letters) if letters else self._column + 1
                kind = attributes.get("t", "n")
                self._is_error = kind == _ERROR_TYPE
                self._is_share = kind == "n" and attributes.get("s") in self._per_cent
            case "v" if self._is_error:
                self._text = []
            case "v" if self._is_share:
                self.shown[self._row, self._column] = PER_CENT

    def text(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def end(self, name: str) -> None:
        if self._text is not None:
            self.shown[self._row, self._column] = "".join(self._text).strip() or _NONE
            self._text = None


def _binary(archive: zipfile.ZipFile, member: str) -> ShownAs:
    """Read the records of a sheet: a cell's begins with its column, its style and its error."""
    errors: ShownAs = {}
    row = 0
    data = archive.read(member)
    for kind, at, _ in records(data):
        first = int.from_bytes(data[at : at + 4], "little") + 1
        if kind == _ROW:
            row = first
        elif kind in (_CELL, _FORMULA):
            errors[row, first] = _CODES.get(int.from_bytes(data[at + 8 : at + 9], "little"), _NONE)
    return errors


def _open_document(archive: zipfile.ZipFile) -> Mapping[str, ShownAs]:
    if not _holds(archive, "content.xml", b'value-type="error"', b'value-type="percentage"'):
        return {}
    tables = _OpenDocumentShown()
    _parse(archive, "content.xml", tables)
    return tables.shown


class _OpenDocumentShown:
    """The cells of an .ods as they come: rows and cells say how often they repeat."""

    def __init__(self) -> None:
        self.shown: dict[str, ShownAs] = {}
        self._sheet: ShownAs = {}
        self._row = self._column = 1
        self._rows = self._columns = 1
        self._in_row: dict[int, str] = {}
        self._is_share = False
        self._text: list[str] | None = None

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table:table":
                self._sheet = self.shown.setdefault(attributes.get("table:name", ""), {})
                self._row = 1
            case "table:table-row":
                self._rows = int(attributes.get("table:number-rows-repeated", 1))
                self._column, self._in_row = 1, {}
            case "table:table-cell" | "table:covered-table-cell":
                self._columns = int(attributes.get("table:number-columns-repeated", 1))
                self._is_share = attributes.get("office:value-type") == "percentage"
                if attributes.get("calcext:value-type") == "error":
                    self._text = []

    def text(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def end(self, name: str) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            error = "" if self._text is None else "".join(self._text).strip() or _NONE
            shown = error or (PER_CENT if self._is_share else "")
            if shown:
                columns = range(self._column, self._column + self._columns)
                self._in_row |= dict.fromkeys(columns, shown)
            self._text = None
            self._column += self._columns
        elif name == "table:table-row":
            if self._in_row:
                for row in range(self._row, self._row + self._rows):
                    for column, shown in self._in_row.items():
                        self._sheet[row, column] = shown
            self._row += self._rows


def _parse(archive: zipfile.ZipFile, member: str, cells: _SheetCells | _OpenDocumentShown) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = cells.begin
    parser.CharacterDataHandler = cells.text
    parser.EndElementHandler = cells.end
    with archive.open(member) as file:
        for block in _blocks(file):
            parser.Parse(block)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block


def _old(data: bytes) -> Mapping[str, ShownAs]:
    """Read the records of an .xls: those that name the sheets say where each begins."""
    stream = _CompoundFile(data).stream("Workbook")
    errors = {}
    for kind, at, size in _old_records(stream, 0):
        if kind == _OLD_SHEET and stream[at + 5] == 0:  # a sheet of cells, no chart
            begin, letters, wide = struct.unpack_from("<I2xBB", stream, at)
            name = stream[at + 8 : at + size][: letters << (wide & 1)]
            sheet = name.decode("utf-16-le" if wide & 1 else "latin-1")
            errors[sheet] = _old_errors(stream, begin)
    return errors


def _old_records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield kind, beginning and size of each record to the end of the part that begins here."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        depth += (kind == _OLD_BEGIN) - (kind == _OLD_END)
        if depth == 0:
            return
        yield kind, at + 4, size
        at += 4 + size


def _old_errors(stream: bytes, begin: int) -> ShownAs:
    errors: ShownAs = {}
    for kind, at, _ in _old_records(stream, begin):
        if kind == _OLD_ERROR:
            row, column, code, is_error = struct.unpack_from("<HH2xBB", stream, at)
        elif kind == _OLD_FORMULA:
            row, column, what, code, sign = struct.unpack_from("<HH2xBxB3xH", stream, at)
            is_error = what == 2 and sign == 0xFFFF
        else:
            continue
        if is_error:
            errors[row + 1, column + 1] = _CODES.get(code, _NONE)
    return errors


class _CompoundFile:
    """The streams of a compound file, in sectors that a table chains ([MS-CFB])."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        directory, self._small_below, small_table = struct.unpack_from("<I4xII", data, 48)
        self._size, self._small_size = 1 << shift, 1 << small_shift
        sectors = list(struct.unpack_from("<109I", data, 76))
        more = struct.unpack_from("<I", data, 68)[0]
        while more < _LAST and len(sectors) < len(data) >> shift:
            *part, more = _numbers(self._sector(more))
            sectors += part
        self._table = _numbers(b"".join(self._sector(one) for one in sectors if one < _LAST))
        self._small_table = _numbers(self._chained(small_table))
        entries = self._chained(directory)
        self._entries = [entries[at : at + 128] for at in range(0, len(entries), 128)]

    def stream(self, name: str) -> bytes:
        """Return a stream; a small one lies in sectors of the first entry's."""
        entry = next(e for e in self._entries if _entry_name(e).casefold() == name.casefold())
        first, size = struct.unpack_from("<II", entry, 116)
        if size >= self._small_below:
            return self._chained(first)[:size]
        small = self._chained(struct.unpack_from("<I", self._entries[0], 116)[0])
        begins = [one * self._small_size for one in _chain(first, self._small_table)]
        return b"".join(small[at : at + self._small_size] for at in begins)[:size]

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _chained(self, first: int) -> bytes:
        return b"".join(map(self._sector, _chain(first, self._table)))


def _entry_name(entry: bytes) -> str:
    return entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le")


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _chain(first: int, table: Sequence[int]) -> Iterator[int]:
    """Yield the sectors from one on, each once: a damaged file may go in circles."""
    for _ in table:
        if first >= len(table):
            return
        yield first
        first = table[first]
