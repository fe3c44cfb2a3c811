"""Files of areas and of statistical neighbours, compared with what the book has of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from quarterbook.data.params.council import read_council
from quarterbook.data.tables.cell_faults import quoted
from quarterbook.data.tables.schemas import Table
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.wording import first_of
from quarterbook.publishers.book_tables import of_its_layout, read_tables, require_areas
from quarterbook.publishers.imported import Imported
from quarterbook.publishers.layouts.areas import add_codes, read_areas
from quarterbook.publishers.layouts.neighbours import read_neighbours
from quarterbook.publishers.merge_areas import MergedAreas, as_text, merge_areas
from quarterbook.publishers.reading.header_row import OtherLayoutError
from quarterbook.publishers.reading.layout import REFUSED, AreaCodes, LayoutError
from quarterbook.storage.book import Book


def compare_places(book: Book, publisher: str, path: Path, group: str, table: Table) -> Imported:
    """Compare a file of areas, or of neighbours that make a group, with the book's ``table``.

    Raises `BookError` for another layout and for areas that are not listed.
    """
    tables = read_tables(book, "areas", *({table.name} - {"areas"}))
    existing = as_text(table, tables[table.name])
    refused = pd.DataFrame(columns=REFUSED)
    with of_its_layout(book, path):
        if publisher == "areas":
            rows = _areas(existing, path)
        else:
            require_areas(tables["areas"])
            rows, refused = read_neighbours(
                path, AreaCodes(tables["areas"]), group, read_council(book).council.code
            )
        _check_no_formulas(rows)
    merged = merge_areas(
        existing, rows.reset_index(drop=True).fillna("").astype(str), table.key, table.key[:-1]
    )
    if publisher == "areas":
        _whole(existing, merged)
    return Imported(
        publisher=publisher,
        file=path,
        target=book.data / table.file,
        merged=merged,
        rows=len(rows) + len(refused),
        unasked=0,
        faulty=len(refused),
        unusable=refused,
        absent=(),
        expected="rows of councils, by the codes that areas.csv has",
    )


def _check_no_formulas(rows: pd.DataFrame) -> None:
    """Raise `LayoutError` for a text that a spreadsheet would run as a formula."""
    for column in rows:
        texts = rows[column].dropna().astype(str)
        for text in texts[texts.str.match(r"\s*(?:[=+@]|-\S)")]:
            raise LayoutError(
                f"The {column} {quoted(text)} begins as a formula of a spreadsheet, in which the "
                "book's tables are opened, and no name of a council does. Correct it in a copy of "
                "the file."
            )


def _areas(existing: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Return the areas of a list of councils, or the book's with the codes of another file."""
    try:
        return read_areas(path)
    except OtherLayoutError as other:
        try:
            return add_codes(existing, path)
        except OtherLayoutError:
            raise other from None
        except LayoutError as error:
            raise OtherLayoutError(f"{other} {error}", other.line, other.header) from None


def _whole(existing: pd.DataFrame, merged: MergedAreas) -> None:
    """Raise `BookError` where a new area names a region or successor that is not listed."""
    codes = {*existing["code"], *merged.added["code"]}
    for column in ("region", "successor"):
        named = set(merged.added[column]) | {
            change.now for change in merged.changes if change.column == column
        }
        lacking = sorted(named - codes - {""})
        if lacking:
            raise BookError(
                Problem(
                    "data/areas.csv",
                    0,
                    "D303",
                    f"the file has councils whose {column} is {first_of(lacking, 3)}, which is "
                    "no code here. Take in the list of all councils and regions first.",
                )
            )
