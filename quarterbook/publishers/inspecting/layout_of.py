"""Which publisher's layout a file has, and what series, areas and periods are in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd

from quarterbook.publishers.layouts import ees, lait
from quarterbook.publishers.reading.header_row import NumberedRow, find_header, plain
from quarterbook.publishers.reading.layout import KnownColumns, LayoutError
from quarterbook.publishers.reading.parquet import open_parquet
from quarterbook.publishers.reading.text_cells import cells
from quarterbook.publishers.registry import TOLD_BY


@dataclass(frozen=True)
class Contents:
    """What a file has: its layout, its lines, and the series, areas and periods that they name.

    ``series`` has how many rows each has; ``sheet`` is a workbook's, ``line`` the header's.
    ``filters`` are columns that part the rows of an area and period, each with its values;
    ``alike`` are other sheets that have the same header.
    """

    layout: str
    sheet: str | None
    line: int
    rows: int
    series: Mapping[str, int]
    areas: Sequence[str]
    periods: Sequence[str]
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    alike: Sequence[str] = ()


def contents_of(path: Path, tops: Mapping[str | None, list[NumberedRow]]) -> Contents | None:
    """Return what a file of a publisher's layout has, None where no layout is known by it.

    ``tops`` are the first lines of its sheets. Raises `LayoutError` for one that cannot be read.
    """
    for sheet, rows in tops.items():
        for layout, columns in TOLD_BY:
            needed = [name for name in (*columns.own, columns.series, columns.period) if name]
            header = find_header(rows, needed)
            if header:
                table = cells(path, needed, sheet=sheet, publisher="the publisher")
                return _contents(layout, columns, sheet, header[0], table)
    return None


def _contents(
    layout: str, columns: KnownColumns, sheet: str | None, line: int, table: pd.DataFrame
) -> Contents:
    by_plain = {plain(name): name for name in table.columns}
    named = [
        by_plain.get(plain(name), "") for name in (columns.series, columns.area, columns.period)
    ]
    texts = [list(table[name][table[name] != ""]) if name else [] for name in named]
    has_columns_of_series = layout == ees.NAME
    counts = ees.indicator_columns(table) if has_columns_of_series else _counts(texts[0])
    filters = ees.filter_columns(table, counts) if has_columns_of_series else {}
    areas, periods = (list(dict.fromkeys(one)) for one in texts[1:])
    return Contents(layout, sheet, line, len(table), counts, areas, periods, filters)


def _counts(texts: Iterable[str]) -> dict[str, int]:
    return {str(text): int(count) for text, count in pd.Series(list(texts)).value_counts().items()}


def parquet_contents(path: Path) -> Contents:
    """Return what the Parquet table of the Local Authority Interactive Tool has.

    Raises `LayoutError` for any other Parquet file.
    """
    try:
        with open_parquet(path) as database:
            columns = [
                database.execute(
                    f'select "{name}", count(*) from read_parquet(?) group by 1 order by 1',
                    [str(path)],
                ).fetchall()
                for name in (lait.COLUMNS.series, lait.COLUMNS.area, lait.COLUMNS.period)
            ]
    except (duckdb.Error, OSError) as error:
        raise LayoutError(
            "This is a Parquet file, and not the table of the Local Authority Interactive Tool: "
            "only that is read. Download the data as CSV."
        ) from error
    series, areas, periods = ({str(text): int(count) for text, count in one} for one in columns)
    return Contents(lait.NAME, None, 0, sum(series.values()), series, list(areas), list(periods))
