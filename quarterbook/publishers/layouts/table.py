"""Any table, a council's own too, through a map that says which column holds what.

What happens to tables on the way is undone first: a header that is repeated
in the middle, rows broken over several lines, tags of a web page, pound
signs, brackets round what is negative.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

import pandas as pd

from quarterbook.data.tables.cell_faults import quoted
from quarterbook.ground.errors import nearest
from quarterbook.ground.markers import MARKERS, Marker
from quarterbook.ground.periods import Period
from quarterbook.ground.wording import listed
from quarterbook.publishers.reading.header_row import plain
from quarterbook.publishers.reading.layout import (
    BESIDE_VALUE,
    AreaCodes,
    ImportedFigures,
    LayoutError,
    RequestedSeries,
)
from quarterbook.publishers.reading.period_labels import without_marker
from quarterbook.publishers.reading.places import Places, untagged, words
from quarterbook.publishers.reading.series_rows import (
    AbsentError,
    SeriesRows,
    imported_figures,
    narrowed,
    read_periods,
)
from quarterbook.publishers.reading.text_cells import NO_FIGURE_SYMBOLS, cells, is_error
from quarterbook.publishers.table_map import VALUES, Across, Map
from quarterbook.publishers.table_rows import bare_figure, period_of, whole_rows

NAME = "table"


TITLE = "tables of your own"
EXAMPLE = ("recycling-rate", "Recycling rate", "")


_EXPECTED = "the table that the map describes"


class MappedTable:
    """The importer of tables that one map describes."""

    NAME = NAME
    TITLE = TITLE
    EXAMPLE = EXAMPLE

    def __init__(self, layout: Map) -> None:
        self.layout = layout

    def read(
        self, path: Path, series: Sequence[RequestedSeries], codes: AreaCodes
    ) -> ImportedFigures:
        """Take the figures of ``series`` from a table: text separated by tabs or commas, or .xlsx.

        A series' ``indicator`` is the name in the map's column of
        indicators, ``where`` narrows further columns. Periods are read as
        `read_period` says, areas by code or name: of councils of one name it
        is the one that existed when the period ended. Values are the table's
        times ``scale``; a blank one needs a marker. A row that runs over
        several lines is one row, a repeated header none; a blank cell of a
        wide table is no figure. The figures are indexed by line.

        Raises `LayoutError` for a table without the map's columns, a map
        whose ``area_is`` is no area, and a table with none of the series.
        """
        layout = self.layout
        if layout.is_return:
            own = MappedTable(layout.model_copy(update={"area_is": codes.own}))
            return own.read(path, series, codes)
        if layout.area_is and layout.area_is not in (*codes.gss, codes.own):
            raise LayoutError(
                f"area_is of the map is {quoted(layout.area_is)}, no code of areas.csv."
                f"{nearest(layout.area_is, codes.gss)}"
            )
        broken = cells(
            path,
            layout.columns,
            sheet=layout.sheet,
            publisher=_EXPECTED,
            header_rows=layout.header_rows,
        )
        indicators = {words(one.indicator) for one in series}
        table, indices = whole_rows(layout.with_period(broken), layout, indicators)
        names = table[layout.indicator] if layout.indicator else layout.indicator_is or ""
        places = Places(codes)
        series_rows: list[SeriesRows] = []
        absent: list[str] = []
        for one in series:
            try:
                if layout.across == "indicator":
                    series_rows.append(self._series_across(one, table, places))
                else:
                    series_rows += self._series_rows(one, _rows(table, names, one), places)
            except AbsentError as error:
                absent.append(f'"{one.measure}" asks for {error}')
        if series_rows and layout.indicator:
            nameless = SeriesRows(series[0], table[table[layout.indicator].map(_is_nameless)])
            names = nameless.rows[layout.indicator]
            nameless.refuse(names != "", names.map(lambda name: f"{layout.indicator} is {name}"))
            nameless.refuse(names == "", f"{layout.indicator} is blank")
            series_rows.append(nameless)
        return imported_figures(series_rows, absent, len(table) + indices, TITLE)

    def _series_across(
        self, series: RequestedSeries, table: pd.DataFrame, places: Places
    ) -> SeriesRows:
        """Return a series that has a column of its own, blank where it has no figure."""
        across = self.layout.columns_across(table.columns, series.where)
        column = next((one for one in across if words(one.key) == words(series.indicator)), None)
        if column is None:
            raise AbsentError(
                f"the indicator {quoted(series.indicator)}, which no column has."
                f"{nearest(series.indicator, [one.key for one in across])}"
            )
        rows = narrowed(table, series.where)
        return self._column(series, rows[rows[column.value] != ""], column, places)

    def _series_rows(
        self, series: RequestedSeries, rows: pd.DataFrame, places: Places
    ) -> list[SeriesRows]:
        """Return what is asked of each column of values."""
        layout = self.layout
        if not layout.across:
            column = Across("", *(getattr(layout, key) or "" for key in VALUES))
            return [self._column(series, rows, column, places)]
        return [
            self._column(series, rows[rows[one.value] != ""], one, places)
            for one in layout.columns_across(
                rows.columns, (*series.where, series.numerator, series.denominator)
            )
            if (rows[one.value] != "").any()
        ]

    def _column(
        self, series: RequestedSeries, rows: pd.DataFrame, column: Across, places: Places
    ) -> SeriesRows:
        layout = self.layout
        first, second = (column, series) if layout.across else (series, column)
        mine = SeriesRows(
            replace(
                series,
                numerator=first.numerator or second.numerator,
                denominator=first.denominator or second.denominator,
                lower=column.lower,
                upper=column.upper,
            ),
            rows,
        )
        header = pd.Series(column.key, index=rows.index)
        if layout.period:
            period = rows[layout.period]
        elif layout.period_is:
            period = pd.Series(layout.period_is, index=rows.index)
        else:
            period = header
        mine.out["period"], fault = read_periods(
            period, partial(period_of, kind=series.period, frequency=series.frequency)
        )
        mine.refuse(fault != "", self._where("period", column) + fault)
        if layout.area_is:
            mine.out["area"] = layout.area_is
        else:
            area = rows[layout.area] if layout.area else header
            _read_areas(mine, area, places, self._where("area", column))
        _read_values(mine, column, NO_FIGURE_SYMBOLS | layout.own_symbols)
        of_period = period.map(lambda cell: without_marker(untagged(cell))[1])
        is_plain = (mine.out["marker"] == "") & mine.out["value"].notna()
        mine.out["marker"] = mine.out["marker"].mask(is_plain, of_period)
        mine.refuse(mine.repeated(), "the table has this area and period more than once")
        return mine

    def _where(self, what: Literal["period", "area"], column: Across) -> str:
        """Return how a reason begins: with what of the map or the header is at fault."""
        layout = self.layout
        named = layout.period if what == "period" else layout.area
        if named:
            return f"{named}: "
        if what == "period" and layout.period_is:
            return "period_is of the map: "
        return (
            f"the column {quoted(column.value)} (if it is no {layout.across}, name it under "
            "ignore): "
        )


def _is_nameless(cell: str) -> bool:
    return untagged(cell) == "" or is_error(cell)


def _rows(table: pd.DataFrame, names: pd.Series | str, series: RequestedSeries) -> pd.DataFrame:
    """Return the rows a series asks for."""
    if isinstance(names, str):
        rows = table if words(names) == words(series.indicator) else table.iloc[:0]
        offered = [names]
    else:
        rows = table[names.map(words) == words(series.indicator)]
        offered = list(names.unique())
    if rows.empty:
        raise AbsentError(
            f"the indicator {quoted(series.indicator)}, which no row has."
            f"{nearest(series.indicator, offered)}"
        )
    return narrowed(rows, series.where)


def _read_values(mine: SeriesRows, column: Across, symbols: Mapping[str, str]) -> None:
    rows, value, marker = mine.rows, column.value, column.marker
    markers = rows[marker].map(lambda cell: cell.strip(" []()").casefold()) if marker else ""
    markers = pd.Series(markers, index=rows.index)
    unknown = ~markers.isin(["", *MARKERS])
    mine.refuse(unknown, markers.map(lambda cell: f"{marker} is {quoted(cell)}: {_MARKERS}"))
    mine.refuse((rows[value] == "") & (markers == ""), f"{value} is blank, and no marker says why")
    beside = (getattr(mine.series, name) for name in BESIDE_VALUE)
    figures = {plain(name) for name in (value, *beside)}
    mine.rows = rows.assign(
        **{name: rows[name].map(bare_figure) for name in rows.columns if plain(name) in figures}
    )
    mine.read_numbers(value, symbols, _mend)
    mine.rows = rows
    mine.out["marker"] = mine.out["marker"].where(markers == "", markers)


def _mend(cell: str) -> str:
    """Return how to say what a cell means that may be a symbol, or have one behind its figure."""
    match = _SYMBOL.fullmatch(cell)
    if not match:
        return ""
    sign, marker = (match[1], Marker.REVISED) if match[1] else (match[2], Marker.NOT_AVAILABLE)
    where = "behind" if match[1] else "in place of"
    return (
        f"; if that is what stands {where} one, say so in the map, such as symbols: "
        f'{{"{sign}": {marker}}}'
    )


_SYMBOL = re.compile(r"[-+]?[\d.,]*\d%?\s*([^\w\s.,%]{1,3})|([^\d£]{1,12})")

_MARKERS = f"expected {listed(MARKERS)}, or blank"


def _read_areas(mine: SeriesRows, names: pd.Series, places: Places, begin: str) -> None:
    pairs = list(zip(names.map(untagged), mine.out["period"], strict=True))
    area_of = {
        (name, period): places.find(name, period.end)
        for name, period in set(pairs)
        if isinstance(period, Period)
    }
    mine.out["area"] = [area_of.get(pair, ("", ""))[0] for pair in pairs]
    fault = pd.Series([area_of.get(pair, ("", ""))[1] for pair in pairs], names.index, dtype=object)
    mine.refuse(fault != "", begin + fault)
