"""Areas and comparators beside those the book has: what is added, and what changes.

Pure functions, as in `take_in`; but areas.csv and comparators.csv have no
vintages, so that a cell may change. No row is ever taken out, and no cell
emptied.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

import pandas as pd

from quarterbook.data.tables.schemas import Table
from quarterbook.publishers.merge_rows import as_csv

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Change:
    """A cell that a file has otherwise than the book: its line and column, was and is to be."""

    line: int
    row: str
    column: str
    was: str
    now: str


@dataclass(frozen=True)
class Filled:
    """What a file adds to a table without vintages.

    ``added`` are the rows to append, as text; ``changes`` the cells to change;
    ``changed`` and ``unchanged`` count rows; ``kept`` counts the book's rows
    that the file has nothing of, though it has others of their kind.
    """

    added: pd.DataFrame
    changes: tuple[Change, ...]
    changed: int
    unchanged: int
    kept: int


def as_text(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """Return typed rows as the text that files have: days in ISO form, blanks for what is not."""
    out = rows.copy()
    for field in table.fields:
        column = rows[field.name]
        if field.kind == "day":
            out[field.name] = column.dt.strftime("%Y-%m-%d").fillna("").astype(str)
        elif field.kind == "integer":
            out[field.name] = ["" if pd.isna(cell) else str(cell) for cell in column]
    return out.astype(str)


def fill(
    existing: pd.DataFrame, taken: pd.DataFrame, key: Sequence[str], kind: Sequence[str] = ()
) -> Filled:
    """Compare a file's rows with the book's.

    Both frames hold text and the same columns, ``existing`` indexed by line;
    ``key`` makes a row unique; ``kind`` are the columns of a key that say what
    else a file should have all of. A blank cell of the file changes nothing.
    """
    columns = list(key)
    there = {row: line for line, row in _keys(existing, columns)}
    seen: set[tuple[str, ...]] = set()
    added, changes = [], []
    lines: set[int] = set()
    for place, row in _keys(taken, columns):
        if row in seen:
            continue
        seen.add(row)
        if row not in there:
            added.append(place)
            continue
        line = there[row]
        for column in taken.columns:
            was, now = existing.at[line, column], taken.at[place, column]
            if now and now != was:
                changes.append(Change(line, " ".join(row), column, was, now))
                lines.add(line)
    known = len(seen) - len(added)
    covered = {row[: len(kind)] for row in seen}
    kept = sum(row not in seen and row[: len(kind)] in covered for row in there) if kind else 0
    return Filled(taken.loc[added], tuple(changes), len(lines), known - len(lines), kept)


def _keys(rows: pd.DataFrame, key: list[str]) -> list[tuple[int, tuple[str, ...]]]:
    return list(zip(rows.index, rows[key].itertuples(index=False, name=None), strict=True))


def rewritten(data: bytes | None, table: Table, filled: Filled) -> bytes:
    """Return a file with its cells changed and rows added at its end.

    ``data`` is the file as it is, or None where there is none yet. Rows that
    do not change stay byte for byte, columns keep their order, and a column
    that the file lacks is added only where it would not be blank.
    """
    used = {change.column for change in filled.changes}
    used |= {name for name in table.columns if (filled.added[name] != "").any()}
    if data is None:
        header = [field.name for field in table.fields if not field.optional or field.name in used]
        return as_csv(filled.added[header], header=True)
    cells: dict[int, dict[str, str]] = {}
    for change in filled.changes:
        cells.setdefault(change.line, {})[change.column] = change.now
    header, more = [], []
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for line, row, raw in _records(data.decode("utf-8-sig")):
        if not any(cell.strip() for cell in row):
            out.write(raw)
        elif not header:
            header = [cell.strip() for cell in row]
            more = [name for name in table.columns if name in used and name not in header]
            if more:
                writer.writerow([*row, *more])
            else:
                out.write(raw)
        elif more or line in cells:
            mine = dict(zip(header, row, strict=True)) | cells.get(line, {})
            writer.writerow([mine.get(name, "") for name in [*header, *more]])
        else:
            out.write(raw)
    text = out.getvalue()
    if not text.endswith(("\n", "\r")):
        text += "\n"
    start = _BOM if data.startswith(_BOM) else b""
    return start + text.encode() + as_csv(filled.added[[*header, *more]], header=False)


def _records(text: str) -> list[tuple[int, list[str], str]]:
    """Return the rows of a CSV: the line each begins on, its cells, and its text."""
    lines = list(StringIO(text, newline=""))
    reader = csv.reader(iter(lines))
    found = []
    begin = 1
    for row in reader:
        found.append((begin, row, "".join(lines[begin - 1 : reader.line_num])))
        begin = reader.line_num + 1
    return found
