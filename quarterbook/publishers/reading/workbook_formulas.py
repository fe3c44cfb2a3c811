"""Cells of a workbook (.xlsx) whose formula has not been worked out: they would be read as blank.

Programs other than spreadsheets write formulas without their values (ECMA-376, part 1, 18.3.1.4:
a cell's ``v`` may be absent); Excel works them out when the file is opened and saves them with it.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from posixpath import join, normpath
from xml.etree import ElementTree

_BLOCK = 1 << 20

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

# A cell with a formula and no value. What is blank by its formula has the type of a text.
_WITHOUT_VALUE = re.compile(
    rb"""<c\s(?:(?![^>]*\st="str")[^>]*\s)?r="([A-Z]{1,3}\d{1,7})"(?![^>]*\st="str")[^>]*>"""
    rb"<f(?:\s[^>]*/|/|(?:\s[^>]*)?>[^<]*</f)>(?:<v\s*/>|<v></v>)?</c>"
)


def cell_without_value(path: Path, sheet: str) -> str:
    """Return the first cell of a sheet that has a formula and no value, such as C2; or nothing."""
    if not zipfile.is_zipfile(path):
        return ""
    with zipfile.ZipFile(path) as archive:
        member = _members(archive).get(sheet)
        if member is None:
            return ""
        with archive.open(member) as file:
            rest = b""
            while block := file.read(_BLOCK):
                text = rest + block
                match = _WITHOUT_VALUE.search(text)
                if match:
                    return match[1].decode()
                rest = text[max(text.rfind(b"<c "), 0) :]
    return ""


def _members(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return where in an archive each sheet of an .xlsx is."""
    links = "xl/_rels/workbook.xml.rels"
    if not {"xl/workbook.xml", links} <= set(archive.namelist()):
        return {}
    targets = {
        link.get("Id"): normpath(join("/xl", link.get("Target", ""))).lstrip("/")
        for link in ElementTree.fromstring(archive.read(links))
    }
    sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    members = {sheet.get("name", ""): targets.get(sheet.get(_LINK), "") for sheet in sheets}
    return {name: member for name, member in members.items() if member in archive.namelist()}
