"""Tables of which no draft is made: of too many columns, or with decimal commas."""

from __future__ import annotations

import re

import pandas as pd

from quarterbook.publishers.reading.layout import LayoutError

_MOST_COLUMNS = 400  # each is looked through for what it may hold

_MOST = 0.8  # of a column's cells, before it is held to be of a kind

_DECIMAL_COMMA = re.compile(
    r"[-+]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d{1,2}%?|[-+]?\d{1,3}(?:\.\d{3})+,\d+"
)


def check_width(columns: int, line: int) -> None:
    """Raise `LayoutError` for a header of more columns than are looked through."""
    if columns > _MOST_COLUMNS:
        raise LayoutError(
            f"The table has {columns:,} columns, and a draft is made of {_MOST_COLUMNS} at most. "
            "Put those that you want into a file of their own, or write the map by hand.",
            line,
        )


def decimal_commas(table: pd.DataFrame) -> LayoutError | None:
    """Return what is told of a table, whatever its columns, in which one has decimal commas."""
    for name in table.columns:
        filled = table[name][table[name] != ""]
        has_comma = filled.map(lambda cell: bool(_DECIMAL_COMMA.fullmatch(cell)))
        if len(filled) and has_comma.mean() >= _MOST:
            line = int(filled.index[has_comma][0])
            return LayoutError(
                f'The figures of "{name}" have a decimal comma ({filled[line]}). Write them with a '
                "point: in Excel choose . as decimal separator (File, Options, Advanced) and save "
                "the file again.",
                line,
            )
    return None
