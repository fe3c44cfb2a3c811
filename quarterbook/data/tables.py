"""CSV files read row by row, every fault with its line."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pandera.errors

from quarterbook.book import Book
from quarterbook.data.schemas import Table, explain, schema, typed
from quarterbook.errors import Problem, listed, nearest


def read_table(book: Book, table: Table) -> tuple[pd.DataFrame, list[Problem]]:
    """Read one file of data/.

    Returns its valid rows, typed, indexed by line number, and what is wrong
    with the rest. A file that may be absent and is gives an empty table.
    """
    path = book.data / table.file
    name = book.relative(path)
    empty = typed(table, pd.DataFrame(columns=table.columns, dtype=str))
    if not path.exists():
        if not table.required:
            return empty, []
        return empty, [
            Problem(name, 0, "D101", f"the file is missing. Its columns are {_all(table)}.")
        ]
    cells, problems = _read_cells(name, path, table)
    if cells is None:
        return empty, problems
    problems += _invalid(name, table, cells)
    problems += _twice(name, table, cells)
    faulty = {problem.line for problem in problems}
    return typed(table, cells.loc[[line for line in cells.index if line not in faulty]]), problems


def _all(table: Table) -> str:
    return listed(table.columns, "and")


def _read_cells(
    name: str, path: Path, table: Table
) -> tuple[pd.DataFrame | None, list[Problem]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return None, [
            Problem(name, line, "D102", 'the file is not UTF-8. Save it as "CSV UTF-8".')
        ]
    except OSError as error:
        return None, [Problem(name, 0, "D101", f"the file cannot be read: {error.strerror}.")]
    if not text.strip():
        return None, [
            Problem(name, 0, "D103", f"the file is empty. Its first line is: {','.join(table.columns)}")
        ]
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    rows: dict[int, list[str]] = {}
    problems: list[Problem] = []
    begin = 1
    header: list[str] = []
    try:
        for row in reader:
            line, begin = begin, reader.line_num + 1
            cells = [cell.strip() for cell in row]
            if not header:
                header = cells
                problems = _header_problems(name, table, header)
                if problems:
                    return None, problems
            elif any(cells):
                if len(cells) != len(header):
                    problems.append(
                        Problem(
                            name,
                            line,
                            "D106",
                            f"the row has {len(cells)} cells, the header {len(header)}. "
                            "Look for a missing or an extra comma; text with a comma goes in quotes.",
                        )
                    )
                else:
                    rows[line] = cells
    except csv.Error as error:
        problems.append(Problem(name, begin, "D106", f"the row cannot be read: {error}."))
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=header, dtype=str)
    return frame.reindex(columns=table.columns, fill_value=""), problems


def _header_problems(name: str, table: Table, header: list[str]) -> list[Problem]:
    known = table.columns
    problems = [
        Problem(
            name,
            1,
            "D104",
            f'"{column}" is not a column of this file.{nearest(column, known)} '
            f"Its columns are {_all(table)}.",
        )
        for column in header
        if column not in known
    ]
    problems += [
        Problem(name, 1, "D105", f'the column "{field.name}" is missing. Add it to the first line.')
        for field in table.fields
        if field.name not in header and not field.optional
    ]
    problems += [
        Problem(name, 1, "D105", f'the column "{column}" is there twice. Keep one.')
        for column in sorted(set(header))
        if header.count(column) > 1
    ]
    return problems


def _invalid(name: str, table: Table, cells: pd.DataFrame) -> list[Problem]:
    try:
        schema(table).validate(cells, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        fields = {field.name: field for field in table.fields}
        problems = []
        for case in errors.failure_cases.itertuples():
            code, message = explain(fields[case.column], case.check, str(case.failure_case))
            problems.append(Problem(name, int(case.index), code, message))
        return problems
    return []


def _twice(name: str, table: Table, cells: pd.DataFrame) -> list[Problem]:
    key = list(table.key)
    first: dict[tuple[str, ...], int] = {}
    vintage = "; a correction is a new row with a later date" if len(key) > 1 else ""
    problems = []
    repeated = cells[cells.duplicated(key, keep=False)]
    for line, row in zip(repeated.index, repeated[key].itertuples(index=False), strict=True):
        if tuple(row) in first:
            shown = ", ".join(f'{column} "{cell}"' for column, cell in zip(key, row, strict=True))
            problems.append(
                Problem(
                    name,
                    int(line),
                    "D107",
                    f"the same {shown} stands in line {first[tuple(row)]} already. Keep one{vintage}.",
                )
            )
        else:
            first[tuple(row)] = int(line)
    return problems
