"""Which publisher's layout a file has, and what series, areas and periods are in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd

from quarterbook.publishers.reading.header_row import NumberedRow, find_header, plain
from quarterbook.publishers.reading.layout import LayoutError
from quarterbook.publishers.reading.parquet import open_parquet
from quarterbook.publishers.reading.text_cells import NO_FIGURE_SYMBOLS, cells, numbers

# Of each layout: the columns it is known by, and those of its series, areas and periods; the
# series of Explore Education Statistics are columns, and a file of ASCOF is of one year.
_LAYOUTS: dict[str, tuple[Sequence[str], str, str, str]] = {
    "ees": (("time_period", "geographic_level"), "", "new_la_code", "time_period"),
    "ascof": (
        ("ASCOF Measure Code", "Measure Type", "Geographical Description"),
        "ASCOF Measure Code",
        "Geographical Description",
        "",
    ),
    "lait": (("Short Desc", "Years", "LA and Regions"), "Short Desc", "LA and Regions", "Years"),
    "nomis": (
        ("GEOGRAPHY_CODE", "OBS_VALUE", "DATE_NAME", "MEASURES_NAME"),
        "MEASURES_NAME",
        "GEOGRAPHY_CODE",
        "DATE_NAME",
    ),
    "fingertips": (
        ("Indicator ID", "Indicator Name", "Area Code", "Time period"),
        "Indicator ID",
        "Area Code",
        "Time period",
    ),
    "neighbours": (("SN1", "SN2"), "", "", ""),
    "areas": (("local-authority-code", "gss-code", "official-name"), "", "official-name", ""),
}

_OTHERS_KNOWN_BY = {"neighbours": ("SN_1", "SN_2")}

_EES_OWN = ("time_identifier", "country_code", "country_name", "region_code", "region_name")

_CODE_ENDS = (" code", " name", " id")


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
        for layout, (columns, *_) in _LAYOUTS.items():
            for known_by in (columns, _OTHERS_KNOWN_BY.get(layout, columns)):
                header = find_header(rows, known_by)
                if header:
                    table = cells(path, known_by, sheet=sheet, publisher="the publisher")
                    return _contents(layout, sheet, header[0], table)
    return None


def _contents(layout: str, sheet: str | None, line: int, table: pd.DataFrame) -> Contents:
    _, series, area, period = _LAYOUTS[layout]
    by_plain = {plain(name): name for name in table.columns}
    named = [by_plain.get(plain(name), "") for name in (series, area, period)]
    texts = [list(table[name][table[name] != ""]) if name else [] for name in named]
    counts = _ees_series(table) if layout == "ees" else _counts(texts[0])
    filters = _ees_filters(table, counts) if layout == "ees" else {}
    return Contents(
        layout, sheet, line, len(table), counts, _in_order(texts[1]), _in_order(texts[2]), filters
    )


def _ees_series(table: pd.DataFrame) -> dict[str, int]:
    """Return the columns of indicators, with how many cells hold a figure."""
    series = {}
    for name in table.columns:
        bare = plain(name)
        if bare.endswith(_CODE_ENDS) or bare in map(plain, (*_EES_OWN, "time_period")):
            continue
        values, _, no_figure = numbers(table[name], NO_FIGURE_SYMBOLS)
        if values.notna().any() and not no_figure.any():
            series[name] = int(values.notna().sum())
    return series


def _ees_filters(table: pd.DataFrame, series: Iterable[str]) -> dict[str, list[str]]:
    """Return the columns that are neither standard nor indicators and have several values."""
    standard = {plain(name) for name in (*_EES_OWN, "time_period", "geographic_level")}
    filters = {}
    for name in table.columns:
        if plain(name) in standard or plain(name).endswith(_CODE_ENDS) or name in series:
            continue
        values = _in_order(table[name][table[name] != ""])
        if len(values) > 1 and numbers(table[name], NO_FIGURE_SYMBOLS)[0].isna().all():
            filters[name] = values
    return filters


def _counts(texts: Iterable[str]) -> dict[str, int]:
    return {str(text): int(count) for text, count in pd.Series(list(texts)).value_counts().items()}


def _in_order(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


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
                for name in _LAYOUTS["lait"][1:]
            ]
    except (duckdb.Error, OSError) as error:
        raise LayoutError(
            "This is a Parquet file, and not the table of the Local Authority Interactive Tool: "
            "only that is read. Download the data as CSV."
        ) from error
    series, areas, periods = ({str(text): int(count) for text, count in one} for one in columns)
    return Contents("lait", None, 0, sum(series.values()), series, list(areas), list(periods))
