"""What to look at in CSV files of an analyst's own, which nothing withholds or cuts off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from quarterbook.data.params.quarter import Quarter
from quarterbook.data.recorded import Recorded
from quarterbook.execute.loose_files.staging import loose_files
from quarterbook.ground.errors import Problem
from quarterbook.ground.periods import Period, PeriodError, long_date, parse
from quarterbook.ground.wording import verb
from quarterbook.report.column_cells import are_quantities
from quarterbook.storage import csv_lines
from quarterbook.storage.book import Book

_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_MARKER = re.compile(r"\W*|[A-Za-z]|n/?a|\[[a-z]\]", re.IGNORECASE)
# What small whole numbers are, where a column's name has one of these, but counts.
_NO_COUNTS = re.compile(
    r"year|month|week|day|hour|quarter|period|rank|quartile|quintile|decile|band|score|grade|stage|"
    r"order|sort|phase|percent|percentage|pct|per|rate|share|is|has"
)
_ADDS_ENDING = re.compile(r"""[}"']\.csv\b""")  # code that makes files' names, f"{ward}.csv"
# Code that heeds the cut-off; what names the quarter in a sentence, {report.quarter}, does not.
_KEEPS = re.compile(r"\bcut_off\b|(?<!\{)\breport\.quarter\b")
_OF_TIME = re.compile(r"year|quarter|month|period|date|day|when|time|as_at", re.IGNORECASE)

_Column = Mapping[int, str]  # the cells of a column by their lines


def own_table_notes(book: Book, recorded: Recorded, period: Period) -> Iterator[Problem]:
    """Yield a note on what code may publish of CSV files in data/ that are no tables of the book.

    Small counts, which nothing withholds there, and rows of after the cut-off, where the code that
    names the file does not heed it. Files that no code names are passed over.
    """
    quarter, below = recorded.quarters[period], recorded.council.suppression_threshold
    for path, naming in files_named_in_code(book):
        if path.suffix.lower() != ".csv":
            continue
        name, columns = book.relative(path), _columns(path)
        for title, cells in columns.items():
            yield from _small_counts(name, title, cells, below)
        if not all(_KEEPS.search(text) for text in naming):
            yield from _after_the_cut_off(name, columns, quarter)


def files_named_in_code(book: Book) -> Iterator[tuple[Path, list[str]]]:
    """Yield the files in data/ that are no tables and that code names, with its texts."""
    paths = [*loose_files(book, book.data)]
    sources = _sources(book) if paths else []
    for path in paths:
        if naming := [text for text in sources if _is_named(path, text)]:
            yield path, naming


def _sources(book: Book) -> list[str]:
    """Return the text of all notebooks, modules and pages, in which code stands."""
    paths = (
        path
        for folder in (book.notebooks, book.pages)
        for ending in (".ipynb", ".py", ".md")
        for path in sorted(folder.rglob(f"*{ending}"))
    )
    return [path.read_text(encoding="utf-8", errors="replace") for path in paths if path.is_file()]


def _is_named(path: Path, text: str) -> bool:
    """Whether a text names a file: whole, or by a string to which its code adds the ending."""
    if re.search(rf"(?<![\w.-]){re.escape(path.name)}(?![\w-])", text):
        return True
    stem = rf"""["']{re.escape(path.stem)}\\?["']"""  # quotes are escaped in a notebook
    return bool(_ADDS_ENDING.search(text) and re.search(stem, text))


def _columns(path: Path) -> Mapping[str, _Column]:
    """Return a file's columns; none where it cannot be read as a table."""
    try:
        rows = [row for row in csv_lines.read_rows(csv_lines.read_text(path)) if not row.is_blank]
    except (csv_lines.CsvError, OSError):
        return {}
    header = rows[0].stripped if rows else []
    columns: dict[str, dict[int, str]] = {name: {} for name in header}
    for row in rows[1:]:
        for name, cell in zip(header, row.stripped, strict=False):
            columns[name][row.line] = cell
    return columns


def _small_counts(name: str, title: str, cells: _Column, below: int) -> Iterator[Problem]:
    numbers = {line: float(cell.replace(",", "")) for line, cell in _whole_numbers(title, cells)}
    small = [line for line, number in numbers.items() if 0 < number < below]
    if not small or not are_quantities([*numbers.values()], title):
        return
    others = len(small) - 1
    more = f", and {others:,} other {verb(others, 'cell is', 'cells are')} under {below}"
    yield Problem(
        name,
        small[0],
        "D332",
        f'"{title}" is {cells[small[0]]}{more if others else ""}. Nothing withholds what a '
        "file of your own counts. Where it counts people, record it as a measure, or group or "
        "leave out what is small.",
        is_note=True,
    )


def _whole_numbers(title: str, cells: _Column) -> Iterable[tuple[int, str]]:
    """Return the cells of a column of whole numbers that may count; none of any other."""
    words = re.split(r"[\W_\d]+", title.lower())
    if "%" in title or any(_NO_COUNTS.fullmatch(word) for word in words):
        return []
    numbers = [(line, cell) for line, cell in cells.items() if _WHOLE.fullmatch(cell)]
    others = set(cells.values()) - {cell for _, cell in numbers}
    return numbers if all(_MARKER.fullmatch(cell) for cell in others) else []


def _after_the_cut_off(
    name: str, columns: Mapping[str, _Column], quarter: Quarter
) -> Iterator[Problem]:
    """Yield a note on the first row that was recorded after the cut-off, or is of a later period.

    A month of the next quarter may be known at the cut-off.
    """
    for title, cells in columns.items():
        if not _OF_TIME.search(title) and all(cell.isdecimal() for cell in cells.values() if cell):
            continue  # households, 2097 of them
        late = [line for line, cell in cells.items() if _is_late(title, cell, quarter)]
        if late:
            others = len(late) - 1
            also = f", and {others:,} {verb(others, 'row', 'rows')} more" if others else ""
            yield Problem(
                name,
                late[0],
                "D333",
                f'"{title}" is {cells[late[0]]}{also}: after the cut-off, '
                f"{long_date(quarter.cut_off)}. Pages of {quarter.quarter.label} that are made "
                "from this file show such rows unless their code leaves them out: "
                'rows[rows["recorded_on"] <= report.cut_off].',
                is_note=True,
            )
            return


def _is_late(title: str, cell: str, quarter: Quarter) -> bool:
    if title == "recorded_on":
        try:
            return date.fromisoformat(cell) > quarter.cut_off
        except ValueError:
            return False
    try:
        period = parse(cell)
    except PeriodError:
        return False
    return period.start > quarter.quarter.end and period.end > quarter.cut_off
