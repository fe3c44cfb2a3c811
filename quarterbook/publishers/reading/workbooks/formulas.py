"""Where a workbook's sheets are, and cells of an .xlsx whose formula has not been worked out.

Such a cell would be read as blank.
Programs other than spreadsheets write formulas without their values (ECMA-376, part 1, 18.3.1.4:
a cell's ``v`` may be absent); Excel works them out when the file is opened and saves them with it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from posixpath import join, normpath
from xml.etree import ElementTree

from quarterbook.publishers.reading.workbooks.archive import records

_BLOCK = 1 << 20

_SHEET_OF_RECORDS = 156  # BrtBundleSh: state, id, then the link's id and the sheet's name

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
        member = sheet_members(archive).get(sheet, "")
        if not member.endswith(".xml"):
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


def sheet_members(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return where in an archive each sheet of an .xlsx or .xlsb is."""
    names = set(archive.namelist())
    for kind, links_of in (("xml", _links_in_xml), ("bin", _links_in_records)):
        links = f"xl/_rels/workbook.{kind}.rels"
        if {f"xl/workbook.{kind}", links} <= names:
            targets = {
                link.get("Id", ""): normpath(join("/xl", link.get("Target", ""))).lstrip("/")
                for link in ElementTree.fromstring(archive.read(links))
            }
            members = {
                name: targets.get(link, "")
                for name, link in links_of(archive.read(f"xl/workbook.{kind}"))
            }
            return {name: member for name, member in members.items() if member in names}
    return {}


def _links_in_xml(workbook: bytes) -> Iterator[tuple[str, str]]:
    """Yield the name and the link of each sheet, whichever edition of the standard it follows."""
    for sheet in ElementTree.fromstring(workbook).iter():
        if sheet.tag.endswith("}sheet"):
            link = next((text for key, text in sheet.items() if key.endswith("}id")), "")
            yield sheet.get("name", ""), link


def _links_in_records(workbook: bytes) -> Iterator[tuple[str, str]]:
    for kind, at, _ in records(workbook):
        if kind == _SHEET_OF_RECORDS:
            link, at = _text(workbook, at + 8)
            name, _ = _text(workbook, at)
            yield name, link


def _text(data: bytes, at: int) -> tuple[str, int]:
    """Return a text that begins with its length in letters of two bytes, and where it ends."""
    letters = int.from_bytes(data[at : at + 4], "little")
    end = at + 4 + 2 * (0 if letters == 0xFFFFFFFF else letters)
    return data[at + 4 : end].decode("utf-16-le", "replace"), end
