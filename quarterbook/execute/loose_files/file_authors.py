"""Who is named as the author in files that a page offers: readers who take them have the names."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from quarterbook.disclosure.words.files.loose_files import LooseFiles
from quarterbook.disclosure.words.files.packed_words import MOST_BYTES, elements_of
from quarterbook.ground.errors import Problem
from quarterbook.storage.book import Book
from quarterbook.storage.file_kinds import UNREADABLE_ARCHIVE

_PROPERTIES = {
    *("creator", "lastmodifiedby", "company", "manager", "author", "editor"),
    *("initial-creator", "printed-by"),
}
_OF_A_CHANGE = {"author", "displayname"}
_OFFICE = {".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".pptx", ".pptm", ".odt", ".ods", ".odp"}
_PROGRAMS = {"openpyxl", "python-docx", "python-pptx", "microsoft office user", "unknown"}
_MOST_NAMED = 3


def authors_in_files(book: Book, pages: Iterable[str]) -> Iterator[Problem]:
    """Yield a note on each office file or PDF that a page names and that names its authors.

    pages
        without endings.
    """
    pages = [*dict.fromkeys(pages)]
    loose_files = LooseFiles(book, pages)
    written = (book.root / f"{page}.md" for page in pages)
    texts = [path.read_text("utf-8", "replace") for path in written if path.is_file()]
    for path in dict.fromkeys(one for text in texts for one in loose_files.named_in(text)):
        names = [*dict.fromkeys(_authors(path))]
        if names:
            others = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
            yield Problem(
                book.relative(path),
                0,
                "B121",
                f"it says who made or changed it ({', '.join(names[:_MOST_NAMED])}{others}), "
                "and who downloads it can read that. If that is not meant, take it out with "
                "the program that it was made with (in Word and Excel: File, Info, Inspect).",
                is_note=True,
            )


def _authors(path: Path) -> Iterator[str]:
    ending = path.suffix.lower()
    named = _of_pdf(path) if ending == ".pdf" else _of_office(path) if ending in _OFFICE else ()
    for name in (" ".join(one.split()) for one in named):
        if name and name.lower() not in _PROGRAMS:
            yield name


def _of_pdf(path: Path) -> Iterator[str]:
    import pypdfium2 as pdfium

    try:
        yield pdfium.PdfDocument(path.read_bytes()).get_metadata_value("Author")
    except pdfium.PdfiumError:  # it is left out
        return


def _of_office(path: Path) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            for member in archive.infolist():
                if member.filename.endswith(".xml") and member.file_size <= MOST_BYTES:
                    yield from _of_part(archive.read(member))
    except UNREADABLE_ARCHIVE:  # it is left out
        return


def _of_part(data: bytes) -> Iterator[str]:
    for element in elements_of(data):
        if _name(element.tag) in _PROPERTIES and not len(element):
            yield element.text or ""
        yield from (v for name, v in element.attrib.items() if _name(name) in _OF_A_CHANGE)


def _name(tag: str) -> str:
    return re.split("[}:]", tag)[-1].lower()
