"""Writes docs/data-dictionary.md: every column of data/ and of the frames that notebooks get.

Files, columns, kinds and words come from the schemas, examples from the demonstration, and what
a column means from data_dictionary.yml beside this script, with an example where no book has
one. A column without a meaning, or a meaning without a column, is an error.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from quarterbook.data.tables.schemas import TABLES, Field, Table
from quarterbook.report.frames import COLUMNS

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "data-dictionary.md"
MEANINGS: dict[str, dict[str, str | list[str]]] = yaml.safe_load(
    (ROOT / "docs" / "data_dictionary.yml").read_text(encoding="utf-8")
)
BOOKS = (ROOT, *sorted((ROOT / "examples").iterdir()))
KINDS = {
    "text": "text",
    "id": "small letters, digits and hyphens",
    "number": "number",
    "integer": "whole number",
    "digits": "digits",
    "decimals": "0 to 6",
    "day": "day, 2022-02-04",
    "period": "period",
    "quarter": "quarter, 2021-22-Q3",
    "margin": "share or points",
    "range": "two numbers, or any",
}


def dictionary() -> str:
    """Return the page."""
    return "\n".join(
        [*_head(), *(line for table in TABLES.values() for line in _table(table)), *_frames()]
    )


def _head() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "<!-- Made by `make dictionary` from the schemas; do not edit by hand. -->"
    yield ""
    yield "Every file of `data/`, and every DataFrame that a notebook has of it. A column that may"
    yield "be absent need not be in the file; the others must, even where all cells are blank."
    yield ""


def _table(table: Table) -> Iterator[str]:
    meanings = MEANINGS[table.name]
    if meanings.keys() != {"file", *table.columns}:
        sys.exit(f"docs/data_dictionary.yml: {table.name} has other columns than the schema.")
    yield f"## `data/{table.file}`"
    yield ""
    needed = "" if table.required else " The file may be absent."
    yield f"{meanings['file']} One row for each {', '.join(table.key)}.{needed}"
    yield ""
    yield "| column | means | holds | | example |"
    yield "|---|---|---|---|---|"
    for field in table.fields:
        need = "may be absent" if field.optional else "may be blank" if field.blank else "needed"
        meaning = meanings[field.name]
        meaning, example = (
            meaning if isinstance(meaning, list) else (meaning, _example(table, field))
        )
        yield f"| `{field.name}` | {meaning} | {_holds(field)} | {need} | {example} |"
    yield ""


def _holds(field: Field) -> str:
    if field.kind == "word":
        return ", ".join(f"`{word}`" for word in field.words)
    return KINDS[field.kind]


def _example(table: Table, field: Field) -> str:
    """The first short cell of a column that is not blank, in the demonstration or an example."""
    for book in BOOKS:
        path = book / "data" / table.file
        if not path.is_file():
            continue
        with path.open(encoding="utf-8", newline="") as file:
            cells = [row.get(field.name) or "" for row in csv.DictReader(file)]
        cells = [cell for cell in cells if cell and len(cell) <= 60]
        if cells:
            return cells[0].replace("|", r"\|")
    return ""


def _frames() -> Iterator[str]:
    yield "## In a notebook"
    yield ""
    yield "pandas DataFrames, as known at the cut-off, without what is withheld or exempt."
    yield "Each is a copy. Text is blank, a number NaN and a day NaT where there is none."
    yield ""
    for name, columns in COLUMNS.items():
        yield f"### `{name}`"
        yield ""
        if name == 'report["id"].data':
            yield "The columns of `report.data` for one measure; `period` is the index."
            yield ""
            continue
        yield "| column | dtype | holds |"
        yield "|---|---|---|"
        for column in columns:
            yield f"| `{column.name}` | {column.dtype} | {column.meaning} |"
        yield ""


if __name__ == "__main__":
    page = dictionary()
    if sys.argv[1:] != ["--check"]:
        PAGE.write_text(page, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != page:
        sys.exit("docs/data-dictionary.md is not what the schemas say: run make dictionary.")
