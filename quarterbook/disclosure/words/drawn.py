"""Words in drawings that pages show, and in the looks of papers: what readers see of them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from quarterbook.storage.book import Book
from quarterbook.storage.file_kinds import UNREADABLE_ARCHIVE

_DRAWING = re.compile(r"[\w./%+-]+\.svg\b", re.IGNORECASE)
_SAID = ("text", "title", "desc")
_MOST = 5_000_000  # bytes of a file that are read


def in_drawings(book: Book, page: Path, text: str) -> Iterator[tuple[str, str]]:
    """Yield what the SVG files say that a page names: the file and its words."""
    for name in dict.fromkeys(map(unquote, _DRAWING.findall(text))):
        path = book.root / name.lstrip("/") if name.startswith("/") else page.parent / name
        if path.is_file() and path.stat().st_size <= _MOST:
            yield from ((book.relative(path), words) for words in _inside(path.read_bytes(), _SAID))


def in_looks(book: Book, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what the looks of papers say, by Typst and Word: the file and its words."""
    for name in dict.fromkeys(filter(None, names)):
        for ending in (".typ", ".docx"):
            path = book.templates / f"{name}{ending}"
            if path.is_file() and path.stat().st_size <= _MOST:
                words = _of_word(path) if ending == ".docx" else _of_typst(path)
                yield from ((book.relative(path), one) for one in words)


def _of_typst(path: Path) -> Iterator[str]:
    """The strings and the blocks of content of a program, but for its comments."""
    program = re.sub(
        r"/\*.*?\*/|(?<!:)//[^\n]*", "", path.read_text("utf-8", "replace"), flags=re.S
    )
    for found in re.finditer(r'"([^"\n]*)"|\[([^\[\]]*)\]', program):
        yield (found[1] or found[2] or "").strip()


def _of_word(path: Path) -> Iterator[str]:
    """The paragraphs of a document's headers, footers and body."""
    try:
        with zipfile.ZipFile(path) as document:
            members = [m for m in document.infolist() if re.match(r"word/\w+\.xml$", m.filename)]
            for member in members:
                if member.file_size <= _MOST:
                    yield from _inside(document.read(member), ("p",))
    except UNREADABLE_ARCHIVE:  # no paper is made with it: the build refuses it by name
        return


def _inside(data: bytes, names: Collection[str]) -> Iterator[str]:
    """The words in elements of XML by their names, whatever else is wrong with it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    for element in root.iter() if root is not None else ():
        if isinstance(element.tag, str) and re.split("[}:]", element.tag)[-1] in names:
            yield " ".join("".join(map(str, element.itertext())).split())
