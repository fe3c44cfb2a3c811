"""Words in files that pack or code what they say: archives, office files, messages, UTF-16."""

from __future__ import annotations

import codecs
import email
import email.policy
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from email.message import EmailMessage
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from quarterbook.storage.file_kinds import UNREADABLE_ARCHIVE

MOST_BYTES = 5_000_000
"""How many bytes of a file, or of one in an archive, are read."""

_MARKS = (
    ("utf-32", (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)),
    ("utf-16", (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)),
    ("utf-8-sig", (codecs.BOM_UTF8,)),
)
PROSE = {".txt", ".rst", ".md", ".html", ".htm", ""}
"""Endings of files that are written to be read."""

_XML = re.compile(r"\ufeff?\s*<[?!A-Za-z]")
_PARAGRAPHS = {"p", "h", "si", "tr", "row", "text"}
_PIECE = re.compile(r"[#,;|\t\"'\n]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_FEWEST = 2  # words of what says something


def text_of(data: bytes) -> str:
    """Return what text says, in UTF-8 or, by its mark or its blanks, in UTF-16 or UTF-32."""
    for coding, marks in _MARKS:
        if data.startswith(marks):
            return data.decode(coding, "replace")
    if b"\0" in data and len(data) > 1:
        for coding, nothing in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
            if nothing.count(0) > len(nothing) // 2:
                return data.decode(coding, "replace")
    return data.decode("utf-8", "replace")


def elements_of(data: bytes) -> Iterator[Any]:
    """The elements of XML, whatever else is wrong with it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    elements = root.iter() if root is not None else ()
    yield from (element for element in elements if isinstance(element.tag, str))


def words_of_archive(data: bytes) -> Iterator[str]:
    """Yield the names of the files in an archive, its notes, and the sentences of these files."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield text_of(archive.comment)
            for member in archive.infolist():
                yield _as_words(member.filename)
                yield text_of(member.comment)
                if member.file_size <= MOST_BYTES:
                    yield from _sentences_of(archive.read(member), member.filename)
    except UNREADABLE_ARCHIVE:  # it is left out
        return


def words_of_message(data: bytes) -> Iterator[str]:
    """Yield what a message says, and its headers, as a reader of mail sees them."""
    message = email.message_from_bytes(data, EmailMessage, policy=email.policy.default)
    yield from map(str, message.values())
    for part in message.walk():
        if part.get_content_maintype() == "text":
            with suppress(LookupError, ValueError):  # in a coding that nobody knows
                yield from str(part.get_content()).splitlines()


def _sentences_of(data: bytes, name: str) -> Iterator[str]:
    text = text_of(data)
    if not _XML.match(text):
        is_prose = PurePosixPath(name).suffix.lower() in PROSE
        yield from () if "\0" in text else (text.splitlines() if is_prose else pieces_of(text))
        return
    for element in elements_of(data):
        own = [element.text or "", *(child.tail or "" for child in element)]
        if any(map(str.strip, own)) or re.split("[}:]", element.tag)[-1] in _PARAGRAPHS:
            yield from _saying(" ".join("".join(map(str, element.itertext())).split()))
        for value in element.attrib.values():
            yield from _saying(str(value))


def pieces_of(text: str) -> Iterator[str]:
    """Yield the pieces of a table or a program that are sentences."""
    return (piece for one in _PIECE.split(text) for piece in _saying(one))


def _saying(words: str) -> Iterator[str]:
    if len(_WORD.findall(words)) >= _FEWEST:
        yield words


def _as_words(name: str) -> str:
    return re.sub(r"[^\w]+|_+", " ", PurePosixPath(name).with_suffix("").as_posix())
