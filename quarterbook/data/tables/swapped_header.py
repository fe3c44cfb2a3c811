"""A header whose names stand over each other's cells."""

from __future__ import annotations

import pandas as pd

from quarterbook.data.tables.schemas import Field, Table, fits

_FEWEST = 3  # cells of a column before they say anything

_MOST_AMISS = 0.1  # of a column's cells


def swapped_columns(table: Table, cells: pd.DataFrame) -> tuple[str, str] | None:
    """Return two columns with each other's name: neither's cells fit it, one's fit the other.

    ``cells`` are a table's in the columns of `TABLES`, as text. Text fits everywhere, so that of
    two such columns nothing can be told.
    """
    columns = _filled(table, cells)
    amiss = [field for field, column in columns.items() if _share(field, column) < _MOST_AMISS]
    for field in amiss:
        for other, column in columns.items():
            if other == field or not (other in amiss or _is_name(field, other)):
                continue
            if _share(field, column) > 1 - _MOST_AMISS:
                return field.name, other.name
    return None


def _filled(table: Table, cells: pd.DataFrame) -> dict[Field, list[str]]:
    """Return the columns with enough cells that are not blank, and these cells."""
    columns = {
        field: [cell for cell in cells[field.name].tolist() if cell] for field in table.fields
    }
    return {field: column for field, column in columns.items() if len(column) >= _FEWEST}


def _is_name(field: Field, other: Field) -> bool:
    """Whether a column is one of names, over whose cells the name of ``field`` can have come."""
    return other.kind == "text" and not other.blank and field.kind != "id"


def _share(field: Field, cells: list[str]) -> float:
    """Return which part of some cells is of a column's kind."""
    fitting = {cell: fits(field, cell) for cell in set(cells)}
    return sum(fitting[cell] for cell in cells) / len(cells)
