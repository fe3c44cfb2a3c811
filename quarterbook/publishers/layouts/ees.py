"""Explore Education Statistics: the Department for Education's underlying data files.

Every such file has the same first columns, in any order: ``time_period``,
``time_identifier``, ``geographic_level``, codes and names of country, region
and local authority; then filters, and indicators, one column each.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pandas as pd

from quarterbook.data.tables.cell_faults import quoted
from quarterbook.ground.periods import Kind, Period
from quarterbook.ground.wording import listed
from quarterbook.publishers.reading.header_row import plain
from quarterbook.publishers.reading.layout import (
    AreaCodes,
    ImportedFigures,
    KnownColumns,
    LayoutError,
    RequestedSeries,
    how_to_take_in,
)
from quarterbook.publishers.reading.period_labels import KIND_NAMES, year_ending
from quarterbook.publishers.reading.series_rows import (
    AbsentError,
    SeriesRows,
    column_of,
    imported_figures,
    narrowed,
)
from quarterbook.publishers.reading.text_cells import NO_FIGURE_SYMBOLS, cells, numbers

NAME = "ees"


TITLE = "Explore Education Statistics"
EXAMPLE = (
    "children-looked-after",
    "rate_per_10000",
    "population_type=Children looked after on 31 March each year",
)
COLUMNS = KnownColumns(("time_period", "geographic_level"), "", "new_la_code", "time_period")


_NEEDED = ("time_period", "time_identifier", "geographic_level", "country_code")


_CODES = {
    "national": "country_code",
    "regional": "region_code",
    "local authority": "new_la_code",
}


_NAMES = ("country_name", "region_name", "la_name", "old_la_code")


_STANDARD = {plain(name) for name in (*_NEEDED, *_CODES.values(), *_NAMES)}


_BEFORE_INDICATORS = {
    plain(name)
    for name in (
        "time_period", "time_identifier", "country_code", "country_name", "region_code",
        "region_name",
    )
}  # fmt: skip


_BEFORE_FILTERS = {*_BEFORE_INDICATORS, plain("geographic_level")}


_CODE_ENDS = (" code", " name", " id")


_YEARS = re.compile(r"((?:19|20|21)\d\d)(\d\d)?", re.ASCII)


_ONE_YEAR = ("reporting year", "calendar year")


_TWO_YEARS = ("academic year", "financial year", "reporting year")


# What kind of year a time_identifier states; a reporting year is the series'.
_KINDS: dict[str, Kind] = {
    "academic year": "academic",
    "calendar year": "calendar",
    "financial year": "year",
}


_MOST = 6  # values of a filter that a message names


def read(path: Path, series: Sequence[RequestedSeries], codes: AreaCodes) -> ImportedFigures:
    """Take the figures of ``series`` from an Explore Education Statistics CSV.

    A series' ``indicator``, ``numerator`` and ``denominator`` are columns of
    indicators; ``where`` narrows the filters. A four-digit ``time_period`` is
    the year of the series' kind that ends in it (`year_ending`), a six-digit
    one two consecutive years. An area has the GSS code as published. Rows of
    levels other than national, regional and local authority are no areas, and
    unasked. The figures are indexed by the file's line.

    Raises `LayoutError` for another layout, for a file with none of the
    series, and for a numerator or denominator that is no column.
    """
    table = cells(path, _NEEDED, publisher=TITLE)
    area = _areas(table)
    series_rows, absent = [], []
    for one in series:
        try:
            indicator = column_of(table, one.indicator)
            mine = SeriesRows(one, narrowed(table[area.notna()], one.where))
        except AbsentError as error:
            absent.append(f'"{one.measure}" asks for {error}')
            continue
        mine.out["area"] = area[mine.rows.index]
        _read_periods(mine)
        unknown = ~mine.out["area"].isin(codes.gss)
        mine.refuse(unknown, mine.out["area"].map(_unknown))
        mine.read_numbers(indicator, NO_FIGURE_SYMBOLS)
        several = mine.repeated()
        if several.any():
            mine.refuse(several, _narrow(mine.rows[several], one.where))
        series_rows.append(mine)
    return imported_figures(series_rows, absent, len(table), TITLE)


def _areas(table: pd.DataFrame) -> pd.Series:
    """Return each row's area code; nothing for levels that are no areas.

    Raises `LayoutError` where the file has a level but no codes for it.
    """
    levels = table["geographic_level"]
    level = levels.map({text: plain(text) for text in levels.unique()})
    area = pd.Series(None, index=table.index, dtype=object)
    for name, code in _CODES.items():
        here = level == name
        if here.any():
            try:
                column = column_of(table, code)
            except AbsentError as error:
                raise LayoutError(
                    f'its rows of the level "{name}" need {error} Put it back, or leave them out.'
                ) from None
            area = area.mask(here, table[column])
    return area


def _unknown(code: str) -> str:
    return (
        f"{code} is no code of areas.csv: {how_to_take_in(code)}"
        if code
        else "the code of the area is blank"
    )


def indicator_columns(table: pd.DataFrame) -> dict[str, int]:
    """Return the columns of indicators, with how many cells of each hold a figure.

    ``table`` has the file's own columns (``time_period`` and others), all of them text.
    """
    columns = {}
    for name in table.columns:
        if plain(name).endswith(_CODE_ENDS) or plain(name) in _BEFORE_INDICATORS:
            continue
        values, _, no_figure = numbers(table[name], NO_FIGURE_SYMBOLS)
        if values.notna().any() and not no_figure.any():
            columns[name] = int(values.notna().sum())
    return columns


def filter_columns(table: pd.DataFrame, series: Collection[str]) -> dict[str, list[str]]:
    """Return the columns that are neither standard nor ``series`` and have several values.

    ``table`` has the file's own columns (``time_period`` and others), all of them text.
    """
    columns = {}
    for name in table.columns:
        bare = plain(name)
        if bare in _BEFORE_FILTERS or bare.endswith(_CODE_ENDS) or name in series:
            continue
        values = list(dict.fromkeys(table[name][table[name] != ""]))
        if len(values) > 1 and numbers(table[name], NO_FIGURE_SYMBOLS)[0].isna().all():
            columns[name] = values
    return columns


def _read_periods(mine: SeriesRows) -> None:
    keys = list(zip(mine.rows["time_period"], mine.rows["time_identifier"], strict=True))
    periods = {key: _period(*key, mine.series.period) for key in set(keys)}
    fault = [period if isinstance(period, str) else "" for period in map(periods.get, keys)]
    mine.out["period"] = pd.Series([periods[key] for key in keys], mine.out.index, dtype=object)
    reason = pd.Series(fault, mine.out.index, dtype=object)
    mine.refuse(reason != "", reason)


def _period(text: str, identifier: str, expected: Kind | None) -> Period | str:
    """Return the period, or why it is none."""
    years = _YEARS.fullmatch(text)
    if not years:
        return f"time_period is {quoted(text)}, neither a year (2022) nor two (202122)"
    what = plain(identifier)
    year = int(years[1])
    stated = _KINDS.get(what)
    if stated and expected and expected != stated:
        return (
            f"time_identifier is {quoted(identifier)}, and series.csv says {KIND_NAMES[expected]}s"
        )
    kind = stated or expected or "year"
    if not years[2]:
        if what in _ONE_YEAR:
            return year_ending(year, kind)
        return f"{quoted(text)} with the time_identifier {quoted(identifier)} is no year"
    if int(years[2]) != (year + 1) % 100:
        return f"time_period is {quoted(text)}, not two consecutive years"
    if what not in _TWO_YEARS:
        return f"{quoted(text)} with the time_identifier {quoted(identifier)} is no year"
    if kind == "calendar":
        return f"{quoted(text)} is two years, and series.csv says calendar years"
    return year_ending(year + 1, kind)


def _narrow(rows: pd.DataFrame, where: Mapping[str, str]) -> str:
    """Say which filters tell rows of one area and period apart."""
    narrowed_by = {plain(name) for name in where}
    filters = [
        f"{name} ({listed(_values(rows[name]))})"
        for name in rows.columns
        if plain(name) not in _STANDARD | narrowed_by
        and rows[name].nunique() > 1
        and numbers(rows[name], NO_FIGURE_SYMBOLS)[2].any()
    ]
    if not filters:
        return "the file has several rows for this area and period, and no filter differs"
    return f"several rows for one area and period: in where, set one value of {'; '.join(filters)}"


def _values(column: pd.Series) -> list[str]:
    values = [quoted(value) for value in column.unique()]
    return values if len(values) <= _MOST else [*values[:_MOST], f"{len(values) - _MOST} more"]
