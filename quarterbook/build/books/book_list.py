"""The list of councils to build a template for: a CSV with their codes, names and data."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quarterbook.ground.errors import BookError, CommandError, Problem
from quarterbook.storage import csv_lines

_COLUMNS = ("code", "name", "data")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class ListedBook:
    """A council's book: its code, the council's name, and the folder of its own data."""

    code: str
    name: str
    data: Path


def read_list(path: Path) -> list[ListedBook]:
    """Read the list: ``code``, ``name``, ``data`` (a folder, seen from the list's own).

    Raises `CommandError` where there is no such file, and `BookError` with all that is wrong in it.
    """
    header, rows = _table(path)
    problems: list[Problem] = []
    books: list[ListedBook] = []
    lines: dict[str, int] = {}
    folders: dict[str, int] = {}
    for row in rows:
        cells = dict(zip(header, row.stripped, strict=False))
        faults = [*_faults(cells, len(row.cells), len(header), path.parent)]
        first = lines.setdefault(cells.get("code", "").casefold(), row.line)
        if not faults and first != row.line:
            faults.append(f'the code "{cells["code"]}" stands in line {first} already. {_OWN}')
        if not faults:
            folder = os.path.realpath(path.parent / cells["data"])
            other = folders.setdefault(folder, row.line)
            if other != row.line:
                faults.append(
                    f"line {other} has the same folder of data, so that one council's figures "
                    "would stand in another's book. Give each council a folder of its own."
                )
        problems += [Problem(path.name, row.line, "B115", fault) for fault in faults]
        if not faults:
            books.append(ListedBook(cells["code"], cells["name"], path.parent / cells["data"]))
    if not rows:
        problems.append(Problem(path.name, 0, "B115", "no council is listed. Give each a line."))
    if problems:
        raise BookError(problems)
    return books


def _table(path: Path) -> tuple[list[str], list[csv_lines.Row]]:
    """Return the list's columns and its other rows."""
    try:
        rows = [row for row in csv_lines.read_rows(csv_lines.read_text(path)) if not row.is_blank]
    except csv_lines.CsvError as error:
        raise BookError(Problem(path.name, error.line, "B115", str(error))) from None
    except OSError as error:
        raise CommandError(f"{path}: cannot be read: {error.strerror}.") from None
    header = rows[0].stripped if rows else []
    missing = [name for name in _COLUMNS if name not in header]
    if missing:
        fault = f"no column {missing[0]}. The first line has to be: {','.join(_COLUMNS)}"
        raise BookError(Problem(path.name, rows[0].line if rows else 0, "B115", fault))
    return header, rows[1:]


_OWN = "Each book has a code of its own, which its folder is named after."


def _faults(cells: dict[str, str], cells_there: int, wide: int, home: Path) -> Iterator[str]:
    if cells_there != wide:
        yield f"{cells_there} cells, and the first line has {wide}. Put commas in quotes."
        return
    blank: Sequence[str] = [name for name in _COLUMNS if not cells[name]]
    if blank:
        yield f"no {blank[0]}. Every council needs its code, name and folder of data."
    elif not _CODE.fullmatch(cells["code"]):
        yield f'the code "{cells["code"]}" has more than letters, digits, hyphens. {_OWN}'
    elif not (home / cells["data"]).is_dir():
        yield (
            f'there is no folder "{cells["data"]}" beside the list. Name the folder whose files '
            "stand in place of the template's data, or are added to them."
        )
    elif link := _link_in(home / cells["data"]):
        yield (
            f'"{cells["data"]}" has {link}, which is a link or no file. Put the file itself there: '
            "what a link leads to may be another council's."
        )


def _link_in(folder: Path) -> str:
    """Return the first that is neither a file nor a folder, as it is named from it, or nothing."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            return path.relative_to(folder).as_posix()
    return ""
