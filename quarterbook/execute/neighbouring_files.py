"""Files that lie beside notebooks and tables: what is staged with them, and what is kept back."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.schemas import TABLES
from quarterbook.disclosure.exempt import exempt_measures
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period
from quarterbook.storage import csv_lines
from quarterbook.storage.book import Book

NOT_READ = (".*", "_templates", "*.signed.json", "allowed_signers", "__pycache__")
_CONFIDENTIAL = Marker.CONFIDENTIAL
_FIGURES = ("value", "numerator", "denominator")
_FEWEST_DIGITS = 4
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
    """Return a line for the analyst for each file beside notebooks that was kept back."""
    return [
        f"{book.relative(path)} is not given to notebooks: it names a measure that is exempt or of "
        "which a figure is withheld"
        for folder in (book.notebooks, book.data)
        for path in _beside(book, folder)
        if not (copy.root / path.relative_to(book.root)).exists()
    ]


def files_kept_back(book: Book, known: Recorded, period: Period) -> list[Path]:
    """Return files that may give away what ``known``, the record as it may be shown, withholds.

    Whatever is staged may be published, and a file may be a copy of what is recorded in another
    form: it names a measure that is exempt or of which a figure is withheld, by its id or its
    title, or holds such a figure, if that has four digits or more.
    """
    observations, measures = known.tables["observations"], known.tables["measures"]
    withheld = set(observations.loc[observations["marker"] == _CONFIDENTIAL, "measure"])
    titles = measures.loc[measures["id"].isin(withheld), "title"]
    exempt = set(exempt_measures(known.quarters[period])) - set(measures["id"])
    names = {*withheld, *titles, *exempt}
    names |= _withheld_figures(book, observations.index[observations["marker"] == _CONFIDENTIAL])
    if not names:
        return []
    words = "|".join(re.escape(name) for name in sorted(names))
    named = re.compile(rf"(?<![\w-])(?:{words})(?![\w-]|[.,]\d)".encode(), re.IGNORECASE)
    return [
        path
        for folder in (book.notebooks, book.data)
        for path in _beside(book, folder)
        if (path.suffix != ".py" or folder == book.data)
        and any(named.search(text) for text in _contents(path))
    ]


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


def _contents(path: Path) -> Iterator[bytes]:
    """A file's bytes and, of a workbook or another archive, those of every file in it."""
    data = path.read_bytes()
    yield data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield archive.read(name)
