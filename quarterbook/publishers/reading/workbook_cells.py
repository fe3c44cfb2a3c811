"""A publisher's workbook as text cells; one made to exhaust the reader is not unpacked."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, islice
from pathlib import Path
from xml.parsers import expat

import pandas as pd

from quarterbook.data.tables.cell_faults import shown
from quarterbook.ground.wording import listed
from quarterbook.publishers.reading.header_row import (
    HEADER_WITHIN,
    NumberedRow,
    cut_short,
    find_header,
    fitted,
    other_layout,
)
from quarterbook.publishers.reading.layout import LayoutError

_MOST_MEMBERS = 2_000

_LARGEST = 400_000_000  # bytes of all members together, unpacked

_LARGEST_MEMBER = 30_000_000  # bytes of one that is neither a sheet nor the sheets' texts

_RATIO = 300  # times as large unpacked; real sheets reach about fifty

_RATIO_FROM = 5_000_000  # bytes unpacked, below which the ratio is no matter

_MOST_CELLS = 3_000_000  # of a sheet

_TOO_MANY = f"has more than {_MOST_CELLS // 1_000_000} million cells in a sheet"

_CELL = re.compile(rb"<c[ >]")

_SAVE = "Save the sheet in Excel as CSV UTF-8, and give that file."


class _InsideRootError(Exception):
    """The document's first element has begun: it has no document type."""


class _DocumentTypeError(Exception):
    """The document declares a type, and so may declare entities."""


def workbook_cells(
    path: Path, needed: Sequence[str], sheet: str | None, publisher: str
) -> tuple[int, list[str], pd.DataFrame]:
    """Return the header's line and cells, and the rows below it, of the first sheet that fits.

    Raises `LayoutError` for an archive that is no workbook or larger than any real one, before it
    is unpacked, and for a workbook without the columns ``needed``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_archive(archive, publisher)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise cut_short(publisher, "the workbook or archive cannot be opened") from error
    except RuntimeError as error:  # packed in a way that zipfile does not know, or a password
        raise LayoutError(
            f"The workbook is packed in a way that is not read here, or has a password. {_SAVE}"
        ) from error
    try:
        return _sheet_that_fits(path, needed, sheet, publisher)
    except LayoutError:
        raise
    except Exception as error:  # openpyxl stumbles in many ways over what is nearly a workbook
        raise LayoutError(f"The workbook is damaged and cannot be read. {_SAVE}") from error


def _check_archive(archive: zipfile.ZipFile, publisher: str) -> None:
    """Raise `LayoutError` for what is no workbook or too large; nothing is unpacked before."""
    members = archive.infolist()
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        raise LayoutError(
            f"This is a zip archive, not the data file of {publisher}. Unpack it, and give the "
            "CSV inside."
        )
    if len(members) > _MOST_MEMBERS:
        raise _too_large(f"has {len(members):,} parts")
    size = sum(member.file_size for member in members)
    if size > _LARGEST:
        raise _too_large(f"has {size / 1e6:,.0f} MB once it is unpacked")
    for member in members:
        is_text = member.filename.startswith(("xl/worksheets/", "xl/sharedStrings"))
        if member.file_size > _LARGEST_MEMBER and not is_text:
            raise _too_large(f"has {member.file_size / 1e6:,.0f} MB in {shown(member.filename)}")
        if member.file_size > _RATIO_FROM and member.file_size > _RATIO * member.compress_size:
            raise _too_large(
                f"unpacks to more than {_RATIO} times its size in {shown(member.filename)}"
            )
        if member.filename.endswith((".xml", ".rels")):
            _check_plain(archive, member)
        if member.filename.startswith("xl/worksheets/"):
            _check_cells(archive, member)


def _check_cells(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Raise `LayoutError` for a sheet of too many cells, without reading any of them."""
    count, rest = 0, b""
    with archive.open(member) as file:
        while block := file.read(1 << 20):
            count += len(_CELL.findall(rest + block))
            rest = block[-2:]
            if count > _MOST_CELLS:
                raise _too_large(_TOO_MANY)


def _too_large(how: str) -> LayoutError:
    return LayoutError(f"The workbook {how}, more than a table of figures has. {_SAVE}")


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
            f"The workbook declares entities in {shown(member.filename)}, which no spreadsheet "
            f"program writes and which may be an attack. It is not read. {_SAVE}"
        ) from None
    except expat.ExpatError:
        raise LayoutError(
            f"The workbook is damaged: {shown(member.filename)} in it is not XML. {_SAVE}"
        ) from None


def _sheet_that_fits(
    path: Path, needed: Sequence[str], sheet: str | None, publisher: str
) -> tuple[int, list[str], pd.DataFrame]:
    seen: list[NumberedRow] = []
    with pd.ExcelFile(path, engine="openpyxl") as workbook:
        sheets = [page.title for page in workbook.book.worksheets]
        if sheet is not None and sheet not in sheets:
            raise LayoutError(
                f"The workbook has no sheet {shown(sheet)}. It has {listed(map(shown, sheets))}."
            )
        for name in [sheet] if sheet is not None else sheets:
            page = workbook.book[name]
            page.reset_dimensions()  # some programs write a wrong one
            rows = _rows(page.iter_rows(values_only=True))
            top = list(islice(rows, HEADER_WITHIN))
            header_row = find_header(top, needed)
            if header_row is None:
                seen += top
                continue
            line, cells_ = header_row
            header = cells_[: max(at for at, cell in enumerate(cells_, 1) if cell)]
            width = len(header)
            kept = {at: fitted(row, width, at) for at, row in chain(top[line:], rows) if any(row)}
            frame = pd.DataFrame.from_dict(kept, orient="index", columns=range(width), dtype=str)
            return line, header, frame
    raise other_layout(seen, needed, publisher)


def _rows(rows: Iterator[Sequence[object]]) -> Iterator[NumberedRow]:
    """Yield each row of a sheet with its line; raises `LayoutError` beyond the most cells."""
    shared: dict[str, str] = {}
    count = 0
    for line, row in enumerate(rows, 1):
        count += len(row) or 1
        if count > _MOST_CELLS:
            raise _too_large(_TOO_MANY)
        cells = [_cell(value) for value in row]
        yield line, [shared.setdefault(cell, cell) for cell in cells]


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, date):
        return value.isoformat().removesuffix("T00:00:00")
    return "" if value is None else str(value).strip()
