"""Words in files that pages take in, show or offer."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from html import unescape
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from quarterbook.disclosure.words.files.packed_words import (
    MOST_BYTES,
    PROSE,
    elements_of,
    pieces_of,
    text_of,
    words_of_archive,
    words_of_message,
)
from quarterbook.disclosure.words.files.pdf_text import pdf_texts
from quarterbook.storage.book import Book
from quarterbook.storage.file_kinds import UNREADABLE_ARCHIVE

_SAID = ("text", "title", "desc")
_XML = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")  # how XML begins
_WORDS_APART = ("descr", "title", "alt", "string")  # alternative texts, and words drawn in VML
_N = r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:e-?\d+)?"
_MOVED = re.compile(
    rf"\btranslate\(\s*(?P<x>{_N})(?:[\s,]+(?P<y>{_N}))?\s*\)"
    rf"|\bmatrix\((?:\s*{_N}[\s,]+){{4}}(?P<e>{_N})[\s,]+(?P<f>{_N})\s*\)"
)
_MOST_ALONE = 2  # numbers that stand on a line of their own in a caption
_NUMBER_OF_LIST = re.compile(r"%\d")  # what Word counts in numbers of lists
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06")


def is_named(file: str, text: str) -> bool:
    """Whether a text, as `as_named` leaves it, has a file's name, or any form of a picture's."""
    stem, _, ending = file.casefold().rpartition(".")
    forms = rf"{re.escape(stem)}\.(?:{re.escape(ending)}|\*)" if stem else re.escape(ending)
    return bool(re.search(rf"(?<![\w.-]){forms}(?!\.?[\w-])", text))


def as_named(text: str) -> str:
    """Return a text as names of files are looked for in it: as written, and with codes resolved."""
    plain = text.casefold()
    return f"{plain}\n{unquote(unescape(plain.replace(chr(92), '')))}"


class LooseFiles:
    """The files in book/ and notebooks/ that are no pages, and what they say."""

    def __init__(self, book: Book, pages: Iterable[str]) -> None:
        own = {book.root / f"{page}.md" for page in pages}
        self._files = [
            path
            for folder in (book.pages, book.notebooks)
            for path in sorted(folder.rglob("*"))
            if path not in own
            and path.suffix != ".ipynb"
            and book.templates not in path.parents
            and path.is_file()
            and path.stat().st_size <= MOST_BYTES
        ]

    def named_in(self, text: str, files: Iterable[Path] | None = None) -> list[Path]:
        """Return those files, or of ``files``, whose names a text has."""
        some = self._files if files is None else [*files]
        names = as_named(text) if some else ""
        return [path for path in some if is_named(path.name, names)]

    def prose(self, path: Path) -> str:
        """Return the text of a file that is written to be read, "" of any other."""
        return text_of(path.read_bytes()) if path.suffix.lower() in PROSE else ""

    def pieces(self, path: Path) -> Iterator[str]:
        """Yield what a drawing or a document says, or sentences among figures or in a program."""
        yield from words_of_file(path)


def words_of_file(path: Path) -> Iterator[str]:
    """Yield what a drawing or a document says, or sentences among figures or in a program."""
    ending = path.suffix.lower()
    if ending == ".svg":
        yield from words_of_drawing(path.read_bytes())
    elif ending == ".docx":
        yield from _of_word(path)
    elif ending == ".pdf":
        with suppress(ValueError):  # it is left out
            for text in pdf_texts(path.read_bytes()):
                yield from text.splitlines()
    elif (data := path.read_bytes()).startswith(_ARCHIVES):
        yield from words_of_archive(data)
    elif ending == ".eml":
        yield from words_of_message(data)
    elif ending not in PROSE:
        text = text_of(data)
        yield from () if "\0" in text else pieces_of(text)


def _of_word(path: Path) -> Iterator[str]:
    """What a document says, whatever its parts are called: paragraphs, rows, and words apart."""
    try:
        with zipfile.ZipFile(path) as document:
            for member in document.infolist():
                if member.file_size <= MOST_BYTES:
                    data = document.read(member)
                    if data.startswith(_XML):
                        yield from _of_part(data)
    except UNREADABLE_ARCHIVE:  # no paper is made with it: the build refuses it by name
        return


def _of_part(data: bytes) -> Iterator[str]:
    yield from _inside(data, ("p",))
    yield from _names_of_styles(data)
    for element in elements_of(data):
        if _name(element) == "tr":
            cells = [one for one in element.iter("*") if _name(one) == "tc"]
            yield " | ".join(" ".join("".join(map(str, one.itertext())).split()) for one in cells)
        for name, value in element.attrib.items():
            attribute = re.split("[}:]", str(name))[-1]
            if attribute in _WORDS_APART or (_name(element), attribute) == ("lvlText", "val"):
                yield _NUMBER_OF_LIST.sub(" ", str(value))


def _names_of_styles(data: bytes) -> Iterator[str]:
    for element in elements_of(data):
        if _name(element) == "style":
            yield from (str(v) for one in element for k, v in one.attrib.items() if "val" in str(k))


def words_of_drawing(data: bytes) -> Iterator[str]:
    """Yield what an SVG says: each element, what stands in one line, and line below line."""
    yield from _inside(data, _SAID)
    lines: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for element in elements_of(data):
        if _name(element) in ("text", "tspan") and element.get("y") is not None:
            line = str(element.get("y")), str(element.get("transform", ""))
            lines[line].append((_number(element.get("x")), "".join(map(str, element.itertext()))))
    for pieces in lines.values():
        if len(pieces) > 1:
            words = [one for _, one in sorted(pieces, key=itemgetter(0))]
            yield from ("".join(words), " ".join(words))
    yield from _line_by_line(data)


def _line_by_line(data: bytes) -> Iterator[str]:
    """Yield texts that begin one below the other, as a drawing's words of several lines do.

    And texts of several lines with a blank between these.
    """
    below: dict[float, list[tuple[float, str]]] = defaultdict(list)
    for element in elements_of(data):
        if _name(element) != "text":
            continue
        pieces = [" ".join(str(piece).split()) for piece in element.itertext()]
        words = " ".join(filter(None, pieces))
        yield words
        x, y = _place(element)
        below[round(x)].append((y, words))
    for column in below.values():
        lines = [words for _, words in sorted(column)]
        if sum(map(_is_number, lines)) > _MOST_ALONE:  # along an axis
            lines = [words for words in lines if not _is_number(words)]
        if len(lines) > 1:
            yield " ".join(lines)


def _is_number(words: str) -> bool:
    return not any(map(str.isalpha, words))


def _place(element: Any) -> tuple[float, float]:
    """Where a text begins: by its own place or its first span's, and as all around it move it."""
    spans = [element, *(one for one in element.iter() if one is not element)]
    x, y = (
        next((_number(one.get(name)) for one in spans if one.get(name) is not None), 0.0)
        for name in ("x", "y")
    )
    for one in (element, *element.iterancestors()):
        moved = _MOVED.search(str(one.get("transform", "")))
        if moved:
            x, y = x + float(moved["x"] or moved["e"]), y + float(moved["y"] or moved["f"] or 0)
    return x, y


def _number(written: Any) -> float:
    match = re.match(r"\s*-?\d+(?:\.\d+)?", str(written))
    return float(match[0]) if match else 0.0


def _name(element: Any) -> str:
    return re.split("[}:]", element.tag)[-1]


def _inside(data: bytes, names: Collection[str]) -> Iterator[str]:
    """The words in elements of XML by their names."""
    for element in elements_of(data):
        if _name(element) in names:
            yield " ".join("".join(map(str, element.itertext())).split())
        yield from (str(v) for name, v in element.attrib.items() if str(name).startswith("aria-"))
