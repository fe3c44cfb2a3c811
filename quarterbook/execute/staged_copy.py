"""The staged copy of a book: same layout as its root, so that the checkout is never written to."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from quarterbook.data.disclosed import ENDING
from quarterbook.data.params.editions import Classification
from quarterbook.data.params.quarter_files import quarter_files
from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.schemas import FIGURE_COLUMNS, LIMIT_COLUMNS
from quarterbook.disclosure.exempt import exempt_pages
from quarterbook.disclosure.judgements import DIRECTION, RATING
from quarterbook.execute.contents import ENDINGS, listed_pages
from quarterbook.execute.loose_files.staging import (
    NO_PART,
    NOT_READ,
    copies_of_pages,
    copy_loose_files,
    files_left_out,
)
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period
from quarterbook.storage import csv_lines
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import load

_FIGURES = (*FIGURE_COLUMNS, *LIMIT_COLUMNS)

_WITHHELD = dict.fromkeys((*_FIGURES, "note"), "") | {"marker": Marker.CONFIDENTIAL}


_JUDGEMENTS = (*RATING, *DIRECTION)


# What a report may leave out of a row.
_WORDS = ("note", "commentary", "action", "action_by", "highlight", "owner", "response")


_NAMING = ("part_of", "related")  # columns of measures.csv that name other measures


# Columns of tables of which a cell may be shown otherwise than it is recorded.
_CHANGED = (*_FIGURES, "marker", *_JUDGEMENTS, *_NAMING, *_WORDS)


_BELOW = ("parts", "chapters", "sections", "subtrees", "entries")


StagedTables = Mapping[str, bytes]
"""The tables of a staged copy as they are written, by name."""


def stage_public(
    book: Book,
    staged: Path,
    recorded: Recorded,
    period: Period,
    tables: StagedTables | None = None,
) -> Book:
    """Copy what a quarter's public report reads into ``staged``, and return that as a book.

    Pages, params and what lies beside notebooks and tables are copied, but for
    files that may give away what is withheld (`loose_files`). Of tables only the
    rows and the words of ``recorded`` are, as `without_exempt`, `as_reported` and
    `to_shown_decimals` leave them, and without the figures of those marked ``c``: whatever a
    notebook reads there may be published. The quarter's exempt pages are left out, and those
    of other quarters that it does not use, with all copies of them; _toc.yml does not list them,
    and no params say what is exempt.

    ``tables`` are those of the same record as they were staged before (`staged_tables`).
    """
    quarter = recorded.quarters[period]
    exempt = exempt_pages(quarter)
    public = [edition for edition in quarter.editions if not edition.is_exempt]
    used = {*listed_pages(book), *(page for edition in public for page in edition.all_pages)}
    of_all = {page for other in recorded.quarters.values() for page in exempt_pages(other)}
    copy = _stage(book, staged, recorded, period, {*exempt, *(of_all - used)}, tables)
    for path in quarter_files(copy).values():
        _without_exempt_parts(copy, path)
    if exempt:
        _unlisted(book, copy, exempt)
    return copy


def stage_exempt(
    book: Book,
    staged: Path,
    recorded: Recorded,
    period: Period,
    tables: StagedTables | None = None,
) -> Book:
    """Copy what a quarter's exempt papers read: all pages and measures of ``recorded``."""
    return _stage(book, staged, recorded, period, (), tables)


def staged_tables(copy: Book, recorded: Recorded) -> StagedTables:
    """Return the tables of a staged copy as they are written there."""
    paths = {name: copy.data / f"{name}.csv" for name in recorded.tables}
    return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}


def _stage(
    book: Book,
    staged: Path,
    recorded: Recorded,
    period: Period,
    without: Collection[str],
    tables: StagedTables | None,
) -> Book:
    _check_links(book)
    staged.mkdir(parents=True)
    unstaged = files_left_out(book, recorded, period)
    left_out = {book.root / f"{page}{ending}" for page in without for ending in ENDINGS}
    unstaged += copies_of_pages(book, left_out)
    left_out |= set(unstaged)

    def skipped(folder: str, names: list[str]) -> set[str]:
        exempt = {name for name in names if Path(folder, name) in left_out}
        # Notebooks become pages when they have run.
        return exempt | shutil.ignore_patterns(*NOT_READ, f"*{ENDING}", "*.ipynb")(folder, names)

    for folder in (book.params, book.pages):
        if folder.is_dir():
            shutil.copytree(folder, staged / folder.name, ignore=skipped)
    for path in (book.toc, book.config):
        shutil.copy2(path, staged / path.name)
    copy = Book(staged)
    copy_loose_files(book, copy, unstaged)
    for name, rows in recorded.tables.items():
        if (book.data / f"{name}.csv").is_file():
            target = copy.data / f"{name}.csv"
            if tables and name in tables:
                target.write_bytes(tables[name])
            else:
                _copy_rows(book.data / f"{name}.csv", target, rows)
    copy.staged_mark.touch()
    return copy


def _check_links(book: Book) -> None:
    """Raise `BookError` for symbolic links, by which a file would be staged under another name."""
    staged = [
        book.toc,
        book.config,
        *sorted(book.params.rglob("*")),
        *sorted(path for path in book.pages.rglob("*") if not _is_no_part(path)),
        *sorted(book.notebooks.rglob("*.ipynb")),
    ]
    problems = [
        Problem(
            path.relative_to(book.root).as_posix(),
            0,
            "B110",
            "this is a symbolic link, and what it leads to may not be for the public. Put a copy "
            "of the file in its place.",
        )
        for path in staged
        if path.is_symlink()
    ]
    if problems:
        raise BookError(problems)


def _is_no_part(path: Path) -> bool:
    """Whether a file is hidden or an editor's own, as are links by which editors lock files."""
    return any(path.match(form) for form in NO_PART)


def _copy_rows(source: Path, target: Path, public: pd.DataFrame) -> None:
    """Copy those rows of a table that may be shown, cell by cell as they are written.

    A file of which every row may be shown as it is written is copied as it is.
    """
    header: list[str] = []
    is_whole = True
    public = public.sort_index()
    columns = {name: public[name].to_numpy() for name in _CHANGED if name in public}
    lines, position = public.index.to_numpy(), 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as out:
        write = csv.writer(out, lineterminator="\n").writerow
        for row in csv_lines.read_rows(csv_lines.read_text(source)):
            cells = row.stripped
            if row.is_blank:
                continue
            if not header:
                header = cells
                write(header)
                continue
            while position < len(lines) and lines[position] < row.line:
                position += 1
            if position < len(lines) and lines[position] == row.line:
                as_shown = {name: values[position] for name, values in columns.items()}
                row_shown = _row_as_shown(header, cells, as_shown)
                is_whole = is_whole and row_shown == cells
                write(row_shown)
            else:
                is_whole = False
    if is_whole:
        shutil.copy2(source, target)


def _row_as_shown(header: Sequence[str], cells: list[str], public: Mapping[Any, Any]) -> list[str]:
    """Return a row as it may be shown: a withheld figure is blank, an exempt measure not named."""
    instead: dict[str, str] = {}
    if "value" in public:
        instead |= _value_as_shown(header, cells, public["value"])
        instead |= {name: "" for name in _FIGURES if pd.isna(public.get(name, 0))}
    if public.get("marker") == Marker.CONFIDENTIAL:
        instead = _WITHHELD
    elif "rag_judgement" in public:
        instead = {name: str(public[name]) for name in _JUDGEMENTS if name in public}
    elif "part_of" in public:
        instead = {name: str(public[name]) for name in _NAMING if name in public}
    unsaid = (name for name in _WORDS if name in public and _is_blank(public[name]))
    instead = dict.fromkeys(unsaid, "") | instead
    return [instead.get(name, cell) for name, cell in zip(header, cells, strict=True)]


def _is_blank(value: Any) -> bool:
    return bool(pd.isna(value)) or value == ""


def _value_as_shown(header: Sequence[str], cells: list[str], shown: float) -> dict[str, str]:
    """Return a value as readers get it, where it is recorded with more decimals."""
    column = header.index("value")
    written = cells[column] if column < len(cells) else ""
    if not written or shown != shown or float(written) == shown:
        return {}
    return {"value": csv_lines.number_cell(shown)}


def _without_exempt_parts(copy: Book, path: Path) -> None:
    """Take out of a quarter's staged params what is exempt, and what is for builds alone.

    That is why words are accepted, and what notebooks are given, of which some may be exempt.
    """
    content = dict(load(copy, path).content)
    editions = content.get("editions") or []
    public = [
        edition for edition in editions if edition.get("classification") != Classification.EXEMPT
    ]
    has_more = [bool(content.pop(name, None)) for name in ("exempt", "accepted_words", "notebooks")]
    if not any(has_more) and public == editions:
        return
    content["editions"] = public
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
    path.write_text(text, encoding="utf-8")


def _unlisted(book: Book, copy: Book, exempt: Collection[str]) -> None:
    """Take exempt pages out of the staged ``_toc.yml``; what stands below them moves up."""
    document = load(book, book.toc)
    names = {f"{page}{ending}" for page in exempt for ending in ("", *ENDINGS)}
    if document.content.get("root") in names:
        fault = (
            "the first page of the book is exempt. Begin with one that everybody may read, or "
            "take it out of exempt: in the quarter's params."
        )
        raise BookError(Problem(document.name, document.line("root"), "B107", fault))
    left = _listed_below(document.content, names)
    if left != document.content:
        copy.toc.write_text(
            yaml.safe_dump(left, sort_keys=False, allow_unicode=True), encoding="utf-8"
        )


def _listed_below(entry: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Return an entry of ``_toc.yml`` without pages below it, nor groups that are left empty."""
    left = dict(entry)
    for key in _BELOW:
        if not entry.get(key):
            continue
        left[key] = []
        for item in entry[key]:
            inner = _listed_below(item, names)
            if inner.get("file") in names:
                left[key] += [more for below in _BELOW for more in inner.get(below, [])]
            elif inner.keys() & {"file", "url", "glob", *_BELOW}:
                left[key].append(inner)
        if not left[key]:
            del left[key]
    return left
