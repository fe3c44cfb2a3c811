"""Files that lie beside notebooks and tables: what is staged with them, and what is kept back."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import shutil
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from html import unescape
from pathlib import Path

from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.schemas import TABLES
from quarterbook.disclosure.exempt import exempt_measures
from quarterbook.execute.contents import listed_pages
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period
from quarterbook.storage import csv_lines
from quarterbook.storage.book import Book

# What is part of no book: hidden files and editors' backups.
NO_PART = (".*", "*~", "#*#", "*.bak", "*.orig", "*.swp", "*.tmp")
NOT_READ = (*NO_PART, "_templates", "*.signed.json", "allowed_signers", "__pycache__")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico")
_WORDS = (".txt", ".rst", ".md", ".typ", ".svg", ".html", ".py")
_MOST = 50_000_000  # bytes of a file, packed or not, that are looked through
_CONFIDENTIAL = Marker.CONFIDENTIAL
_FIGURES = ("value", "numerator", "denominator")
_FEWEST_DIGITS = 4
_ESCAPED = re.compile(rb"\\u([0-9a-fA-F]{4})")
_TABLES = {table.file for table in TABLES.values()}


def copy_beside(book: Book, copy: Book, kept_back: Iterable[Path]) -> None:
    """Copy what lies in notebooks/ and data/ beside notebooks and tables, but for ``kept_back``."""
    apart = set(kept_back)
    for folder in (book.notebooks, book.data):
        (copy.root / folder.name).mkdir(exist_ok=True)
        for path in _beside(book, folder):
            if path not in apart:
                target = copy.root / path.relative_to(book.root)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, target)


def not_staged(book: Book, copy: Book) -> list[str]:
    """Return a line for the analyst for each file that was kept back.

    Of Markdown in book/ there is none: an exempt page is left out for another reason, and
    a page that includes what is not there says so.
    """
    return [
        f"{book.relative(path)} is not given to notebooks: it names a measure that is exempt or of "
        "which a figure is withheld"
        for folder in (book.notebooks, book.data, book.pages)
        for path in _beside(book, folder)
        if not (folder == book.pages and path.suffix == ".md")
        and not (copy.root / path.relative_to(book.root)).exists()
    ]


def files_kept_back(book: Book, known: Recorded, period: Period) -> list[Path]:
    """Return files that may give away what ``known``, the record as it may be shown, withholds.

    Whatever is staged may be published, and a file may be a copy of what is recorded in another
    form: it names a measure that is exempt or of which a figure is withheld, by its id or its
    title, or holds such a figure, if that has four digits or more. Words and modules may name a
    measure, but not with a number set beside it as in a table. The quarter's pages are read as
    words elsewhere.
    """
    observations, measures = known.tables["observations"], known.tables["measures"]
    withheld = set(observations.loc[observations["marker"] == _CONFIDENTIAL, "measure"])
    titles = measures.loc[measures["id"].isin(withheld), "title"]
    exempt = set(exempt_measures(known.quarters[period])) - set(measures["id"])
    names = {*withheld, *titles, *exempt}
    names |= _withheld_figures(book, observations.index[observations["marker"] == _CONFIDENTIAL])
    if not names:
        return []
    named = _naming(names, "")
    in_a_row = _naming(names, r"[\"']?\s*[,;:|\t]\s*[\"']?\d")
    editions = known.quarters[period].editions
    pages = {*listed_pages(book), *(page for one in editions for page in one.all_pages)}
    return [
        path
        for folder in (book.notebooks, book.data, book.pages)
        for path in _beside(book, folder)
        if book.relative(path.with_suffix("")) not in pages
        and _tells(path, in_a_row if folder != book.data and path.suffix in _WORDS else named)
    ]


def _naming(names: Iterable[str], behind: str) -> re.Pattern[bytes]:
    """What finds a name as a word of its own, with something behind it; figures stand alone."""
    figures = "|".join(re.escape(n) for n in sorted(names) if n[:1].isdigit()) or "(?!)"
    words = "|".join(_spellings(n) for n in sorted(names) if not n[:1].isdigit()) or "(?!)"
    return re.compile(
        rf"(?<![\w-])(?:(?:{words})(?![\w-]){behind}|(?:{figures})(?![\w-]|[.,]\d))".encode(),
        re.IGNORECASE,
    )


def _spellings(name: str) -> str:
    """A pattern of a name however its words stand apart: ``missed_bins``, or on two lines."""
    return r"[\s_-]+".join(re.escape(word) for word in re.split(r"[\s_-]+", name) if word)


def _tells(path: Path, named: re.Pattern[bytes]) -> bool:
    """Whether a file names what is withheld, or cannot be read so as to know."""
    if path.suffix.lower() in _PICTURES:
        return False
    try:
        return any(named.search(text) for text in _contents(path))
    except _UnreadableError:
        return True


def _withheld_figures(book: Book, lines: Collection[int]) -> set[str]:
    """The figures that stand in some lines of observations.csv, but for short ones."""
    rows = csv_lines.read_rows(csv_lines.read_text(book.data / "observations.csv"))
    header = next(row.stripped for row in rows if not row.is_blank)
    return {
        cell
        for row in rows
        if row.line in lines
        for name, cell in zip(header, row.stripped, strict=False)
        if name in _FIGURES and sum(sign.isdigit() for sign in cell) >= _FEWEST_DIGITS
    }


def _beside(book: Book, folder: Path) -> Iterator[Path]:
    """The files of a folder that are neither notebooks nor tables of the record, in order."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        is_table = folder == book.data and inside.as_posix() in _TABLES
        is_own = path.resolve() == folder.resolve() / inside
        skipped = any(Path(part).match(form) for part in inside.parts for form in NOT_READ)
        if path.is_file() and is_own and not is_table and not skipped and path.suffix != ".ipynb":
            yield path


class _UnreadableError(Exception):
    """What a file holds is not known: it is packed, encrypted or too large."""


def _contents(path: Path) -> Iterator[bytes]:
    """A file's text and, of a workbook or another archive, that of every file in it.

    Raises `_UnreadableError` for what is neither text nor unpacked within bounds.
    """
    if path.stat().st_size > _MOST:
        raise _UnreadableError
    data = path.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(data)):
        yield _text(_unpacked(data))
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            if not 0 < unpacked <= _MOST:
                raise _UnreadableError
            for member in archive.infolist():
                inside = archive.read(member)
                if Path(member.filename).suffix.lower() not in _PICTURES:
                    yield _text(_unpacked(inside))
    except (zipfile.BadZipFile, RuntimeError, zlib.error, EOFError):
        raise _UnreadableError from None


def _unpacked(data: bytes) -> bytes:
    """Return what is packed by gzip, up to a bound, and all else as it is."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.open(io.BytesIO(data)) as file:
            unpacked = file.read(_MOST + 1)
    except (OSError, EOFError, zlib.error):
        raise _UnreadableError from None
    if len(unpacked) > _MOST:
        raise _UnreadableError
    return unpacked


def _text(data: bytes) -> bytes:
    """Return text in UTF-8, whatever it is written in; raises `_UnreadableError` for no text."""
    for coding, marks in (
        ("utf-32", (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)),
        ("utf-16", (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)),
    ):
        if data.startswith(marks):
            return _plain(data.decode(coding, errors="replace").encode())
    if b"\0" in data[:_MOST]:
        raise _UnreadableError
    return _plain(data)


def _plain(data: bytes) -> bytes:
    """Return text with the characters that JSON and HTML write as numbers."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)).encode(errors="replace"), data)
    if b"&" not in plain:
        return plain
    text = plain.decode(errors="surrogateescape")
    return unescape(text).encode(errors="surrogateescape")
