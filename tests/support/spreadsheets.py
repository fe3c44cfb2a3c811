"""OpenDocument and binary spreadsheets, written as far as a test needs them."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

_ROOT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
    "<office:body><office:spreadsheet>"
)
_END = "</office:spreadsheet></office:body></office:document-content>"
_KIND = "application/vnd.oasis.opendocument.spreadsheet"


def ods_row(row: Sequence[str | float], repeated: int = 1) -> str:
    """Return a row of cells, text or numbers, that stands there ``repeated`` times."""
    cells = "".join(
        f'<table:table-cell office:value-type="float" office:value="{cell!r}"/>'
        if isinstance(cell, int | float)
        else '<table:table-cell office:value-type="string"><text:p>'
        f"{escape(cell)}</text:p></table:table-cell>"
        if cell
        else "<table:table-cell/>"
        for cell in row
    )
    times = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-row{times}>{cells}</table:table-row>"


def write_ods(
    path: Path, sheets: Mapping[str, Sequence[Sequence[str | float]]], more: str = ""
) -> Path:
    """Write a spreadsheet of sheets by name; ``more`` are rows of the last as XML."""
    tables = [
        f"<table:table table:name={quoteattr(name)}>{''.join(map(ods_row, rows))}"
        for name, rows in sheets.items()
    ]
    content = "</table:table>".join(tables) + more + "</table:table>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _KIND, zipfile.ZIP_STORED)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
            f'><manifest:file-entry manifest:full-path="/" manifest:media-type="{_KIND}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
        )
        archive.writestr("content.xml", f'<?xml version="1.0"?>{_ROOT}{content}{_END}')
    return path


def write_xlsb(path: Path, name: str, rows: Sequence[Sequence[str | float]]) -> Path:
    """Write a binary workbook of one sheet: records of [MS-XLSB]; ``#N/A`` is an error there."""
    cells = b""
    for at, row in enumerate(rows):
        cells += _record(0, at.to_bytes(4, "little") + bytes(21))
        for column, cell in enumerate(row):
            place = column.to_bytes(4, "little") + bytes(4)
            if cell == "#N/A":
                cells += _record(3, place + b"\x2a")
            elif isinstance(cell, str):
                cells += _record(6, place + _wide(cell))
            else:
                cells += _record(5, place + struct.pack("<d", cell))
    ends = struct.pack("<4I", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    sheet = _record(129) + _record(148, ends) + _record(145) + cells + _record(146) + _record(130)
    named = _record(156, bytes(4) + (1).to_bytes(4, "little") + _wide("rId1") + _wide(name))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.bin",
            _record(131) + _record(143) + named + _record(144) + _record(132),
        )
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def _record(kind: int, data: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    return number + bytes([len(data)]) + data


def _wide(text: str) -> bytes:
    return len(text).to_bytes(4, "little") + text.encode("utf-16-le")
