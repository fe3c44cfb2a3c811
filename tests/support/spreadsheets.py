"""OpenDocument spreadsheets, written as far as a test needs them."""

from __future__ import annotations

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
