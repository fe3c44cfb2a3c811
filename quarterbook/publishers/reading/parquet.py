"""Parquet tables, with a limit to what a small file may unpack to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from quarterbook.publishers.reading.layout import LayoutError

_MOST_ROWS = 50_000_000
_MOST_LETTERS = 500_000_000  # of the rows that are taken
_MEMORY = "2GB"


@contextmanager
def open_parquet(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database to ask of a file; raises `LayoutError` for one of too many rows."""
    with duckdb.connect(config={"memory_limit": _MEMORY}) as database:
        query = "select sum(num_rows) from parquet_file_metadata(?)"
        rows = database.execute(query, [str(path)]).fetchall()[0][0]
        if rows > _MOST_ROWS:
            raise LayoutError(
                f"The file has {rows:,} rows, and at most {_MOST_ROWS:,} are read. Download the "
                "measures that are wanted, and give that file."
            )
        yield database


def check_letters(letters: int) -> None:
    """Raise `LayoutError` where the rows that are wanted are of too many letters."""
    if letters > _MOST_LETTERS:
        raise LayoutError(
            f"The rows that are wanted have {letters / 1e6:,.0f} million letters, and at most "
            f"{_MOST_LETTERS // 1_000_000} million are taken in. This is not what the publisher "
            "gives: download the file again."
        )
