"""CSV files read row by row, every fault with its line."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from quarterbook.data.tables.cell_faults import explain, quoted
from quarterbook.data.tables.rows import rows_of
from quarterbook.data.tables.schemas import Table, schema, typed
from quarterbook.data.tables.spreadsheet_dates import respelt_cells
from quarterbook.data.tables.swapped_header import swapped_columns
from quarterbook.ground.errors import Problem, nearest
from quarterbook.ground.wording import first_of, listed
from quarterbook.storage import csv_lines
from quarterbook.storage.book import Book
from quarterbook.storage.characters import unprintable
from quarterbook.storage.regular_file import LARGEST_TABLE, in_other_capitals

_FEWEST = 2  # dates of a table as a spreadsheet writes them: one alone is somebody's own


def read_table(book: Book, table: Table) -> tuple[pd.DataFrame, list[Problem]]:
    """Read one file of data/.

    Returns its valid rows, typed (`typed`) in the columns of `TABLES`, indexed
    by line number, and what is wrong with the rest. A file that may be absent
    and is gives an empty table.
    """
    path = book.data / table.file
    name = book.relative(path)
    if not os.path.lexists(path):
        if not table.required:
            return _empty(table), []
        other = in_other_capitals(path)
        fault = (
            f"it is called data/{other}; it must be {name}. Rename it."
            if other
            else f"the file is missing. Its columns are {_needed(table)}."
        )
        return _empty(table), [Problem(name, 0, "D101", fault)]
    cells, problems = _read_cells(book, name, path, table)
    if cells is None:
        return _empty(table), problems
    line = cells.attrs.pop("header")  # pandas would copy it with every column
    swapped = swapped_columns(table, cells)
    if swapped:
        return _empty(table), [*problems, Problem(name, line, "D109", _swapped(cells, *swapped))]
    respelt = respelt_cells(table, cells)
    if len(respelt) < _FEWEST:
        respelt = {}
    if respelt:
        problems.append(Problem(name, min(respelt)[0], "D110", _respelt(cells, respelt)))
    problems += _invalid(name, table, cells, respelt)
    problems += _twice(name, table, cells)
    faulty = {problem.line for problem in problems} | {line for line, _ in respelt}
    return typed(table, cells.loc[[line for line in cells.index if line not in faulty]]), problems


@cache
def _typed_without_rows(table: Table) -> pd.DataFrame:
    return typed(table, pd.DataFrame(columns=table.columns, dtype=str))


def _empty(table: Table) -> pd.DataFrame:
    return _typed_without_rows(table).copy()


def _swapped(cells: pd.DataFrame, one: str, other: str) -> str:
    first = {name: quoted(next(cell for cell in cells[name] if cell)) for name in (one, other)}
    return (
        f'the header has "{one}" over cells such as {first[one]} and "{other}" over cells such as '
        f"{first[other]}. Put each name over its own cells."
    )


def _respelt(cells: pd.DataFrame, respelt: Mapping[tuple[int, str], str]) -> str:
    examples: dict[str, str] = {}
    for line, column in respelt:
        examples.setdefault(column, quoted(str(cells.at[line, column])))
    like = listed([f"{cell} in {column}" for column, cell in examples.items()], "and")
    lines = sorted({line for line, _ in respelt})
    return (
        f"a spreadsheet such as Excel has changed dates of this file: {len(respelt):,} cells "
        f"are like {like} ({'line' if len(lines) == 1 else 'lines'} "
        f"{first_of(map(str, lines), 3)}). See how they can be put back "
        "with: quarterbook check --fix"
    )


def _all(table: Table) -> str:
    return listed(table.columns, "and")


def _needed(table: Table) -> str:
    return listed([field.name for field in table.fields if not field.optional], "and")


def _read_cells(
    book: Book, name: str, path: Path, table: Table
) -> tuple[pd.DataFrame | None, list[Problem]]:
    try:
        text = csv_lines.text_of(book.read_file(path, LARGEST_TABLE))
    except csv_lines.CsvError as error:
        return None, [Problem(name, error.line, "D102", str(error))]
    except OSError as error:
        return None, [Problem(name, 0, "D101", f"the file cannot be read: {error.strerror}.")]
    if not text.strip(", \t\n"):
        first = ",".join(field.name for field in table.fields if not field.optional)
        return None, [Problem(name, 0, "D103", f"the file is empty. Its first line is: {first}")]
    rows: dict[int, list[str]] = {}
    shared: dict[str, str] = {}  # what stands in many cells is held once
    problems = [
        Problem(
            name,
            line,
            "D108",
            f"the character {character} on this line cannot be printed. Type the cell again.",
        )
        for line, character in unprintable(text)
    ]
    header: list[str] = []
    header_line = 0
    try:
        for row in csv_lines.read_rows(text):
            cells = row.stripped
            if row.is_blank:
                continue
            if not header:
                header, header_line = cells, row.line
                faults = _header_problems(name, row.line, table, header)
                if faults:
                    return None, [*problems, *faults]
            elif len(cells) != len(header):
                problems.append(Problem(name, row.line, "D106", _miscounted(cells, header)))
            else:
                rows[row.line] = [shared.setdefault(cell, cell) for cell in cells]
    except csv_lines.CsvError as error:
        problems.append(Problem(name, error.line, "D106", str(error)))
        if not header:
            return None, problems
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=header, dtype=str)
    frame = frame.reindex(columns=table.columns, fill_value="")
    frame.attrs["header"] = header_line
    return frame, problems


def _miscounted(cells: list[str], header: list[str]) -> str:
    if len(cells) < len(header):
        mend = f"It ends at {header[len(cells) - 1]}: look for a missing comma."
    else:
        mend = (
            "Look for an extra comma: text with a comma goes in quotes, and a figure has no "
            "thousands comma."
        )
    number = f"{len(cells)} cell{'s' if len(cells) > 1 else ''}"
    return f"the row has {number}, the header {len(header)}. {mend}"


def _header_problems(name: str, line: int, table: Table, header: list[str]) -> list[Problem]:
    for sign, words in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and sign in header[0]:
            fault = f"the cells are separated by {words}. Save the file with commas, or see: "
            fault += "quarterbook check --fix"
            return [Problem(name, line, "D104", fault)]
    if not set(header) & set(table.columns):
        first = next(cell for cell in header if cell)
        fault = f"this line has none of the columns {_all(table)}; it begins {quoted(first)}. "
        fault += "Take out what stands above the line with their names, or write that line."
        return [Problem(name, line, "D104", fault)]
    faults = [*_unknown_columns(table, header), *_missing_columns(table, header)]
    return [Problem(name, line, code, fault) for code, fault in faults]


_AT_END = (
    "Take {it} out of every row, or name {it}; where {empty} empty, see: quarterbook check --fix"
)


def _unknown_columns(table: Table, header: list[str]) -> Iterator[tuple[str, str]]:
    """Yield code and message of columns without a name, or with one that is not known."""
    named = max(number for number, column in enumerate(header, 1) if column)
    for number, column in enumerate(header[:named], 1):
        if not column:
            yield "D104", f"column {number} has no name. Take it out of every row, or name it."
    if len(header) == named + 1:
        yield "D104", f"column {named + 1} has no name. {_AT_END.format(it='it', empty='it is')}"
    elif len(header) > named:
        last = f"the last {len(header) - named} columns have no name."
        yield "D104", f"{last} {_AT_END.format(it='them', empty='they are')}"
    for column in header:
        if column and column not in table.columns:
            yield (
                "D104",
                f"{quoted(column)} is not a column of this file.{nearest(column, table.columns)} "
                f"Its columns are {_all(table)}.",
            )


def _missing_columns(table: Table, header: list[str]) -> Iterator[tuple[str, str]]:
    """Yield code and message of columns that are missing, or there twice."""
    unknown = [column for column in header if column not in table.columns]
    meant = {near for column in unknown for near in get_close_matches(column, table.columns, n=1)}
    for field in table.fields:
        if field.name not in header and field.name not in meant and not field.optional:
            yield (
                "D105",
                f'the column "{field.name}" is missing. Add it to this line and its '
                "cells, blank or not, to every other.",
            )
    for column in sorted(set(header)):
        if column and header.count(column) > 1:
            yield "D105", f'the column "{column}" is there twice. Keep one.'


def _invalid(
    name: str, table: Table, cells: pd.DataFrame, respelt: Container[tuple[int, str]]
) -> list[Problem]:
    import pandera.errors

    try:
        schema(table).validate(cells, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        fields = {field.name: field for field in table.fields}
        return [
            Problem(name, int(case.index), *explain(fields[case.column], str(case.failure_case)))
            for case in rows_of(errors.failure_cases)
            if (int(case.index), case.column) not in respelt
        ]
    return []


def _twice(name: str, table: Table, cells: pd.DataFrame) -> list[Problem]:
    key = list(table.key)
    first: dict[tuple[str, ...], int] = {}
    vintage = "; a correction is a new row with a later date" if len(key) > 1 else ""
    problems = []
    spelt_alike = pd.DataFrame({column: _numbered(cells[column]) for column in key}, cells.index)
    alike = cells.loc[spelt_alike.duplicated(keep=False), key]
    for line, row in zip(alike.index, alike.itertuples(index=False), strict=True):
        same = tuple(cell.upper() for cell in row)  # 2021-22-q2 is 2021-22-Q2
        if same in first:
            names = ", ".join(
                f"{column} {quoted(cell)}" for column, cell in zip(key, row, strict=True)
            )
            fault = f"the same {names} stands in line {first[same]} already. Keep one{vintage}."
            problems.append(Problem(name, int(line), "D107", fault))
        else:
            first[same] = int(line)
    return problems


def _numbered(cells: pd.Series) -> np.ndarray:
    """Number a column's cells: the same number for the same letters, small or capital."""
    numbers, different = pd.factorize(cells)
    return pd.factorize(np.array([cell.upper() for cell in different], dtype=object))[0][numbers]
