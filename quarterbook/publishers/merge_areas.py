"""Areas and comparators beside those the book has: what is added, and what changes.

Pure functions, as in `merge_rows`; but areas.csv and comparators.csv have no
vintages, so that a cell may change. No row is ever taken out, and no cell
emptied.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from quarterbook.data.tables.schemas import Table
from quarterbook.storage import csv_lines


@dataclass(frozen=True)
class Change:
    """A cell that a file has otherwise than the book: its line and column, was and is to be."""

    line: int
    row: str
    column: str
    was: str
    now: str


@dataclass(frozen=True)
class MergedAreas:
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

    @property
    def anything_new(self) -> bool:
        return bool(len(self.added) or self.changes)


def as_text(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """Return typed rows as the text that files have: days in ISO form, blanks for what is not.

    The columns are the ``fields`` of the table and stay as they are named.
    """
    out = rows.copy()
    for field in table.fields:
        column = rows[field.name]
        if field.kind == "day":
            out[field.name] = column.dt.strftime("%Y-%m-%d").fillna("").astype(str)
        elif field.kind == "integer":
            out[field.name] = ["" if pd.isna(cell) else str(cell) for cell in column]
    return out.astype(str)


def merge_areas(
    existing: pd.DataFrame, incoming: pd.DataFrame, key: Sequence[str], kind: Sequence[str] = ()
) -> MergedAreas:
    """Compare a file's rows with the book's.

    Both frames hold text and the columns of areas.csv or comparators.csv,
    ``existing`` indexed by line; ``key`` makes a row unique; ``kind`` are the
    columns of a key that say what else a file should have all of. A blank cell
    of the file changes nothing.
    """
    columns = list(key)
    there = {row: line for line, row in _keys(existing, columns)}
    seen: set[tuple[str, ...]] = set()
    added, changes = [], []
    lines: set[int] = set()
    for row_number, row in _keys(incoming, columns):
        if row in seen:
            continue
        seen.add(row)
        if row not in there:
            added.append(row_number)
            continue
        line = there[row]
        for column in incoming.columns:
            was, now = existing.at[line, column], incoming.at[row_number, column]
            if now and now != was:
                changes.append(Change(line, " ".join(row), column, was, now))
                lines.add(line)
    unchanged = len(seen) - len(added) - len(lines)
    covered = {row[: len(kind)] for row in seen}
    kept = sum(row not in seen and row[: len(kind)] in covered for row in there) if kind else 0
    return MergedAreas(incoming.loc[added], tuple(changes), len(lines), unchanged, kept)


def _keys(rows: pd.DataFrame, key: list[str]) -> list[tuple[int, tuple[str, ...]]]:
    return list(zip(rows.index, rows[key].itertuples(index=False, name=None), strict=True))


def rewrite(data: bytes | None, table: Table, merged: MergedAreas) -> bytes:
    """Return a file with its cells changed and rows added at its end.

    ``data`` is the file as it is, or None where there is none yet. Rows that
    do not change stay byte for byte, columns keep their order, and a column
    that the file lacks is added only where it would not be blank.
    """
    used = {change.column for change in merged.changes}
    used |= {name for name in table.columns if (merged.added[name] != "").any()}
    if data is None:
        header = [field.name for field in table.fields if not field.optional or field.name in used]
        rows = merged.added[header].itertuples(index=False, name=None)
        return csv_lines.as_csv([header, *rows]).encode()
    header = csv_lines.header_of(data)
    added = [name for name in table.columns if name in used and name not in header]
    texts = _changed(data, header, added, merged.changes)
    return csv_lines.append_rows(
        csv_lines.rewrite_rows(data, texts),
        merged.added[[*header, *added]].itertuples(index=False, name=None),
    )


def _changed(
    data: bytes, header: Sequence[str], added: Sequence[str], changes: Sequence[Change]
) -> Iterator[str]:
    """Yield the text of each row: with its changes and the columns added, or as it is."""
    cells: dict[int, dict[str, str]] = {}
    for change in changes:
        cells.setdefault(change.line, {})[change.column] = change.now
    is_header = True
    for row in csv_lines.read_rows(data.decode("utf-8-sig")):
        if row.is_blank or not (added or row.line in cells):
            yield row.text
        elif is_header:
            yield csv_lines.as_csv([[*row.cells, *added]])
        else:
            now = dict(zip(header, row.cells, strict=True)) | cells.get(row.line, {})
            yield csv_lines.as_csv([[now.get(name, "") for name in [*header, *added]]])
        is_header = is_header and row.is_blank
