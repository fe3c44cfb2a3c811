"""Which files beside notebooks and tables are staged with them, and which are left out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.schemas import TABLES
from quarterbook.disclosure.exempt import exempt_measures
from quarterbook.execute.contents import ENDINGS, listed_pages
from quarterbook.execute.loose_files.recorded_series import RecordedSeries, holds_one
from quarterbook.execute.loose_files.texts_inside import PICTURES, UnreadableError, texts_inside
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period, parse
from quarterbook.storage import csv_lines
from quarterbook.storage.book import Book

# What is part of no book: hidden files and editors' backups.
NO_PART = (".*", "*~", "#*#", "*.bak", "*.orig", "*.swp", "*.tmp")
NOT_READ = (*NO_PART, "_templates", "*.signed.json", "allowed_signers", "__pycache__")
_WORDS = (".txt", ".rst", ".md", ".typ", ".svg", ".html", ".py", ".pdf")
_CONFIDENTIAL = Marker.CONFIDENTIAL
_FIGURES = ("value", "numerator", "denominator")
_FEWEST_DIGITS = 4
_FEWEST_COPIED = 40  # characters
_TABLES = {table.file for table in TABLES.values()}


def copy_loose_files(book: Book, copy: Book, without: Iterable[Path]) -> None:
    """Copy what lies in notebooks/ and data/ beside notebooks and tables, but for ``without``."""
    apart = set(without)
    for folder in (book.notebooks, book.data):
        (copy.root / folder.name).mkdir(exist_ok=True)
        for path in loose_files(book, folder):
            if path not in apart:
                target = copy.root / path.relative_to(book.root)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, target)


def not_staged(book: Book, copy: Book) -> list[str]:
    """Return a line for the analyst for each file that was left out.

    Of Markdown in book/ there is none: an exempt page is left out for another reason, and
    a page that includes what is not there says so.
    """
    return [
        f"{book.relative(path)} is not given to notebooks: it names a measure that is exempt or of "
        "which a figure is withheld, has its figures one after the other, is a copy of an exempt "
        "page, or cannot be looked into"
        for folder in (book.notebooks, book.data, book.pages)
        for path in loose_files(book, folder)
        if not (folder == book.pages and path.suffix == ".md")
        and not (copy.root / path.relative_to(book.root)).exists()
    ]


def files_left_out(book: Book, recorded: Recorded, period: Period) -> list[Path]:
    """Return files that may give away what ``recorded``, the record as it may be shown, withholds.

    Whatever is staged may be published, and a file may be a copy of what is recorded in another
    form: it names a measure that is exempt or of which a figure is withheld, by its id or its
    title, or holds such a figure, if that has four digits or more, or several of its series in
    a row (`holds_one`). Words and modules may name a
    measure, but not with a number set beside it as in a table. The quarter's pages are read as
    words elsewhere.
    """
    observations, measures = recorded.tables["observations"], recorded.tables["measures"]
    withheld = set(observations.loc[observations["marker"] == _CONFIDENTIAL, "measure"])
    titles = measures.loc[measures["id"].isin(withheld), "title"]
    exempt = set(exempt_measures(recorded.quarters[period])) - set(measures["id"])
    names = {*withheld, *titles, *exempt}
    lines = observations.index[observations["marker"] == _CONFIDENTIAL]
    rows = _recorded_rows(book)
    names |= _withheld_figures(rows, lines)
    if not names:
        return []
    series = _series(rows, set(observations.index), set(lines), exempt)
    named = _naming(names, "")
    in_a_row = _naming(names, r"[\"']?\s*[,;:=|\t]\s*[\"'(\[{]*\d")
    editions = recorded.quarters[period].editions
    pages = {*listed_pages(book), *(page for one in editions for page in one.all_pages)}
    return [
        path
        for folder in (book.notebooks, book.data, book.pages)
        for path in loose_files(book, folder)
        if book.relative(path.with_suffix("")) not in pages
        and _tells(
            path, in_a_row if folder != book.data and path.suffix in _WORDS else named, series
        )
    ]


def copies_of_pages(book: Book, exempt: Collection[Path]) -> list[Path]:
    """Return files beside pages and notebooks that say all that an exempt page says.

    Under whatever name, as a link to the same file or among other words; blanks make no
    difference. Of very short pages only what is the same as a whole.
    """
    contents = {_without_blanks(path.read_bytes()) for path in exempt if path.is_file()} - {b""}
    own = {book.root / f"{page}{ending}" for page in listed_pages(book) for ending in ENDINGS}
    return [
        path
        for folder in (book.notebooks, book.data, book.pages)
        for path in (loose_files(book, folder) if contents else ())
        if path not in {*exempt, *own} and _says_all_of(path, contents)
    ]


def _says_all_of(path: Path, contents: Collection[bytes]) -> bool:
    if path.suffix.lower() in PICTURES:
        return False
    try:
        texts = [_without_blanks(text) for text in texts_inside(path)]
    except UnreadableError:
        return False
    return any(
        page == text or (len(page) >= _FEWEST_COPIED and page in text)
        for page in contents
        for text in texts
    )


def _without_blanks(text: bytes) -> bytes:
    return b"".join(text.split())


def _naming(names: Iterable[str], behind: str) -> re.Pattern[bytes]:
    """What finds a name as a word of its own, with something behind it; figures stand alone."""
    figures = "|".join(re.escape(n) for n in sorted(names) if n[:1].isdigit()) or "(?!)"
    words = "|".join(_spellings(n) for n in sorted(names) if not n[:1].isdigit()) or "(?!)"
    return re.compile(
        rf"(?<![\w-])(?:(?:{words})(?![\w-]){behind}|(?:{figures})(?![\w-]|[.,]\d))".encode(),
        re.IGNORECASE,
    )


def _spellings(name: str) -> str:
    """A pattern of a name however its words stand apart: ``missed_bins``, ``missedBins``."""
    return r"[\s_-]*".join(re.escape(word) for word in re.split(r"[\s_-]+", name) if word)


def _tells(path: Path, named: re.Pattern[bytes], series: Collection[RecordedSeries]) -> bool:
    """Whether a file has what is withheld by name or as a series, or cannot be read to know."""
    if path.suffix.lower() in PICTURES:
        return False
    try:
        return any(named.search(text) or holds_one(text, series) for text in texts_inside(path))
    except UnreadableError:
        return True


def _recorded_rows(book: Book) -> dict[int, dict[str, str]]:
    """The rows of observations.csv by their lines, as they are written."""
    rows = csv_lines.read_rows(csv_lines.read_text(book.data / "observations.csv"))
    filled = [row for row in rows if not row.is_blank]
    header = filled[0].stripped
    return {row.line: dict(zip(header, row.stripped, strict=False)) for row in filled[1:]}


def _withheld_figures(rows: Mapping[int, Mapping[str, str]], lines: Iterable[int]) -> set[str]:
    """The figures that stand in some lines of observations.csv, but for short ones."""
    cells = {rows[line].get(name, "") for line in lines for name in _FIGURES}
    return {cell for cell in cells if sum(sign.isdigit() for sign in cell) >= _FEWEST_DIGITS}


def _series(
    rows: Mapping[int, Mapping[str, str]],
    reported: Collection[int],
    withheld: Collection[int],
    exempt: Collection[str],
) -> list[RecordedSeries]:
    """What is recorded of each measure of which something is withheld, period by period.

    Of a period that was recorded more than once it is the newest figure that is reported; of
    exempt measures, all of which is withheld, the last one written.
    """
    newest: dict[str, dict[Period, int]] = {}
    for line, row in sorted(rows.items(), key=lambda item: item[1].get("recorded_on", "")):
        if line in reported or row["measure"] in exempt:
            newest.setdefault(row["measure"], {})[parse(row["period"])] = line
    series = []
    for measure, lines in newest.items():
        in_order = [line for _, line in sorted(lines.items())]
        for name in _FIGURES:
            with_figure = [line for line in in_order if rows[line].get(name)]
            places = frozenset(
                index
                for index, line in enumerate(with_figure)
                if line in withheld or measure in exempt
            )
            if places:
                figures = [float(rows[line][name]) for line in with_figure]
                series.append(RecordedSeries(figures, places))
    return series


def loose_files(book: Book, folder: Path) -> Iterator[Path]:
    """The files of a folder that are neither notebooks nor tables of the record, in order."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        is_table = folder == book.data and inside.as_posix() in _TABLES
        is_own = path.resolve() == folder.resolve() / inside
        skipped = any(Path(part).match(form) for part in inside.parts for form in NOT_READ)
        if path.is_file() and is_own and not is_table and not skipped and path.suffix != ".ipynb":
            yield path
