"""What a file says in whatever common form: packed, in another coding, escaped or as base64."""

from __future__ import annotations

import base64
import binascii
import codecs
import gzip
import io
import quopri
import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote_to_bytes

from quarterbook.disclosure.words.files.pdf_text import pdf_texts
from quarterbook.storage.file_kinds import UNREADABLE_ARCHIVE

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico")
_MOST = 50_000_000  # bytes of a file, packed or not, that are looked through
_ESCAPED = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{3}))")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-](?:[A-Za-z0-9+/_-]|\s(?=[A-Za-z0-9+/_-])){14,}={0,2}")
_HEX = re.compile(rb"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{2}[\s:,]?){8,}(?![0-9A-Za-z])")
_UTF_7 = re.compile(rb"\+([A-Za-z0-9+/]{3,})-?")
_AS_SEEN = {
    **dict.fromkeys(map(ord, "\xa0\u2002\u2003\u2007\u2009\u202f\u3000"), " "),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-"),
    **dict.fromkeys(map(ord, "\xad\u200b\u200c\u200d\u2060\ufeff")),
}
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ")
_NESTED = 3  # one coding inside another, so many times


class UnreadableError(Exception):
    """What a file holds is not known: it is packed, encrypted or too large."""


def texts_inside(path: Path) -> Iterator[bytes]:
    """Yield a file's text, as it stands and as each coding in it would have it, in UTF-8.

    Of a PDF that of its pages, of a workbook or another archive that of every file in it. Raises
    `UnreadableError` for what is neither text nor unpacked within bounds.
    """
    for data in _contents(path):
        yield from _decoded(_text(data), _NESTED)


def _contents(path: Path) -> Iterator[bytes]:
    if path.stat().st_size > _MOST:
        raise UnreadableError
    data = path.read_bytes()
    if data.startswith(b"%PDF"):
        try:
            yield "\n".join(pdf_texts(data)).encode()
        except ValueError:
            raise UnreadableError from None
        return
    if not zipfile.is_zipfile(io.BytesIO(data)):
        yield _unpacked(data)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            if not 0 < unpacked <= _MOST:
                raise UnreadableError
            for member in archive.infolist():
                inside = archive.read(member)
                if Path(member.filename).suffix.lower() not in PICTURES:
                    yield _unpacked(inside)
    except UNREADABLE_ARCHIVE:
        raise UnreadableError from None


def _unpacked(data: bytes) -> bytes:
    """Return what is packed by gzip, up to a bound, and all else as it is."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.open(io.BytesIO(data)) as file:
            unpacked = file.read(_MOST + 1)
    except (OSError, EOFError, zlib.error):
        raise UnreadableError from None
    if len(unpacked) > _MOST:
        raise UnreadableError
    return unpacked


def _text(data: bytes) -> bytes:
    """Return text in UTF-8, whatever it is written in; raises `UnreadableError` for no text."""
    for coding, marks in (
        ("utf-32", (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)),
        ("utf-16", (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)),
    ):
        if data.startswith(marks):
            return data.decode(coding, errors="replace").encode()
    if b"\0" in data:
        raise UnreadableError
    return data


def _decoded(data: bytes, depth: int) -> Iterator[bytes]:
    """Yield text, and what stands in it as base64, hex, UTF-7 or escapes of several kinds."""
    plain = _plain(data)
    yield plain
    if depth == 0:
        return
    others = {_UTF_7.sub(_of_utf_7, plain)}
    if b"%" in plain:
        others.add(unquote_to_bytes(plain))
    if b"=" in plain:
        others.add(quopri.decodestring(plain))
    others.update(_of_base64(match[0]) for match in _BASE64.finditer(plain))
    others.update(_of_hex(match[0]) for match in _HEX.finditer(plain))
    for other in sorted(others - {plain, data, b""}):
        yield from _decoded(other, depth - 1)


def _of_base64(coded: bytes) -> bytes:
    """Return what is coded, nothing where that is no text; raises `UnreadableError` for archives.

    A picture in base64 is no text, and stays what it is.
    """
    signs = b"".join(coded.split()).rstrip(b"=")
    if len(signs) % 4 == 1:
        signs = signs[:-1]
    others = b"-_" if b"-" in signs or b"_" in signs else None  # those of addresses
    return _if_text(base64.b64decode(signs + b"=" * (-len(signs) % 4), altchars=others))


def _of_hex(coded: bytes) -> bytes:
    try:
        return _if_text(bytes.fromhex(re.sub(r"[\s:,]", "", coded.decode())))
    except ValueError:
        return b""


def _if_text(data: bytes) -> bytes:
    if data.startswith(_PACKED):
        raise UnreadableError
    if b"\0" in data:  # as far as that is text, it is UTF-16 as PowerShell has it
        data = data.decode("utf-16", errors="replace").encode()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return b""
    return data if all(sign.isprintable() or sign.isspace() for sign in text) else b""


def _of_utf_7(match: re.Match[bytes]) -> bytes:
    signs = match[1]
    try:
        data = binascii.a2b_base64(signs + b"=" * (-len(signs) % 4))
        text = data[: len(data) // 2 * 2].decode("utf-16-be")
    except (binascii.Error, UnicodeDecodeError):
        return match[0]
    return text.encode() if text.isprintable() else match[0]


def _plain(data: bytes) -> bytes:
    """Return text with the characters that JSON, HTML and Python write as numbers, as it looks.

    Spaces and hyphens of every kind are plain ones; what nobody sees is not there.
    """
    plain = _ESCAPED.sub(_of_number, data)
    if b"&" not in plain and plain.isascii():
        return plain
    text = unescape(plain.decode(errors="surrogateescape"))
    return text.translate(_AS_SEEN).encode(errors="replace")


def _of_number(match: re.Match[bytes]) -> bytes:
    number = int(match[3], 8) if match[3] else int(match[1] or match[2], 16)
    return chr(number).encode(errors="replace")
