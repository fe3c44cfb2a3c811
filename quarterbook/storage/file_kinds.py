"""Files that are something else than their name says: what they are, and how to get what was meant.

Told by how they begin, as the ``file`` command does. Git's markers and pointers are those of
git-merge(1) and of the Git LFS specification (docs/spec.md there); a workbook with a password is
a compound file with a stream EncryptedPackage ([MS-OFFCRYPTO], section 2.3.4).
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import NamedTuple

# What zipfile raises for an archive that is damaged, has a password or is packed in a way that it
# does not know.
UNREADABLE_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)


class FileKind(NamedTuple):
    """What a file is, as messages call it, and how to get what was meant."""

    name: str
    mend: str


WEB_PAGE = FileKind(
    "a web page",
    "The download led to a page, perhaps a notice or a sign-in. Open the link in a browser and "
    "save the file that it offers.",
)
PASSWORD_WORKBOOK = FileKind(
    "a workbook with a password",
    "Open it in Excel, take the password off (File, Info, Protect Workbook) and save it again.",
)
_OLD_WORKBOOK = FileKind("a workbook of an old kind (.xls)", "Save the sheet as CSV UTF-8.")
_WORKBOOK = FileKind("a workbook (.xlsx)", "Save the sheet as CSV UTF-8.")
_BINARY_WORKBOOK = FileKind("a binary workbook (.xlsb)", "Save the sheet as CSV UTF-8.")
_XML_WORKBOOK = FileKind("a workbook of Excel 2003 (XML)", "Save the sheet as CSV UTF-8.")
_OPEN_DOCUMENT = FileKind("an OpenDocument spreadsheet (.ods)", "Save the sheet as CSV UTF-8.")
ARCHIVE = FileKind("a zip archive", "Unpack it, and give the CSV inside.")

SPREADSHEETS = (_OLD_WORKBOOK, _WORKBOOK, _BINARY_WORKBOOK, _OPEN_DOCUMENT)

_POINTER = FileKind("a Git LFS pointer", 'Git has not fetched the file itself: run "git lfs pull".')

_BEGINNINGS = (
    (b"version https://git-lfs.github.com/spec/", _POINTER),
    (b"%PDF", FileKind("a PDF", "Download the data as CSV.")),
    (b"\x1f\x8b", FileKind("a compressed file (gzip)", "Unpack it, and give the CSV inside.")),
    (b"PAR1", FileKind("a Parquet file", "Download the data as CSV.")),
)

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

# Members of an archive that say what it is: zip files name them without packing the names.
_MEMBERS = (
    (b"xl/workbook.xml", _WORKBOOK),
    (b"xl/workbook.bin", _BINARY_WORKBOOK),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", _OPEN_DOCUMENT),
)

_WEB_PAGE = re.compile(
    rb"<!doctype html|<(?:html|head|body|meta|table|div|script)[\s>]", re.IGNORECASE
)

_CONFLICT = re.compile(r"^(?:<{7}|>{7}) \S", re.MULTILINE)

CONFLICT_MARKS = "git left two versions of these lines (<<<<<<<)."
CONFLICT = f"{CONFLICT_MARKS} Keep one of them."


def kind_of(data: bytes) -> FileKind | None:
    """Return what a file is by its bytes, None where it is text or nothing that is known here."""
    start = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    for beginning, kind in _BEGINNINGS:
        if start.startswith(beginning):
            return kind
    if data.startswith(_COMPOUND[:4]):
        return PASSWORD_WORKBOOK if _ENCRYPTED in data else _OLD_WORKBOOK
    if data.startswith(_ZIP):
        return next((kind for member, kind in _MEMBERS if member in data), ARCHIVE)
    if start.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return _XML_WORKBOOK
    return WEB_PAGE if start.startswith(b"<") and _WEB_PAGE.search(start[:1000]) else None


def conflict_line(text: str) -> int:
    """Return the line of the first marker that git left of a merge, 0 where there is none."""
    match = _CONFLICT.search(text)
    return text.count("\n", 0, match.start()) + 1 if match else 0
