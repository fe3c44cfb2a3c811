"""Any table, a council's own too, through a map that says which column holds what.

What happens to tables on the way is undone first: a header that is repeated
in the middle, rows broken over several lines, tags of a web page, pound
signs, brackets round what is negative.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from html import unescape
from pathlib import Path

import pandas as pd

from quarterbook.data.tables.cell_faults import shown
from quarterbook.ground.errors import nearest
from quarterbook.ground.markers import MARKERS
from quarterbook.ground.periods import Kind, Period, PeriodError
from quarterbook.ground.rule_names import Frequency
from quarterbook.ground.wording import listed
from quarterbook.publishers.reading.header_row import plain
from quarterbook.publishers.reading.layout import (
    AreaCodes,
    ImportedFigures,
    LayoutError,
    RequestedSeries,
)
from quarterbook.publishers.reading.period_labels import read_period, read_periods
from quarterbook.publishers.reading.series_rows import (
    AbsentError,
    SeriesRows,
    imported_figures,
    narrowed,
)
from quarterbook.publishers.reading.text_cells import NO_FIGURE_SYMBOLS, cells
from quarterbook.publishers.table_map import Map

NAME = "table"


TITLE = "tables of your own"
EXAMPLE = ("recycling-rate", "Recycling rate", "")


_EXPECTED = "the table that the map describes"


_BROKEN = 20  # lines that one row may run over


_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


_BRACKETS = re.compile(r"\(([\d.,£%\s]*\d[\d.,£%\s]*)\)(?=\s*%?$)")


_OFFICIAL = re.compile(
    r"^(london |royal |metropolitan )?borough of "
    r"|( (county|city|borough|district|metropolitan borough|metropolitan district))? council$"
)


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
        if layout.area_is and layout.area_is not in codes.gss:
            raise LayoutError(
                f"area_is of the map is {shown(layout.area_is)}, no code of areas.csv."
                f"{nearest(layout.area_is, codes.gss)}"
            )
        broken = cells(path, layout.columns, sheet=layout.sheet, publisher=_EXPECTED)
        table, without_figure = _mended(broken, layout, {_words(one.indicator) for one in series})
        names = table[layout.indicator] if layout.indicator else layout.indicator_is or ""
        places = _Places(codes)
        series_rows: list[SeriesRows] = []
        absent: list[str] = []
        for one in series:
            try:
                series_rows += self._asked(one, _rows(table, names, one), places)
            except AbsentError as error:
                absent.append(f'"{one.measure}" asks for {error}')
        if series_rows and layout.indicator:
            nameless = SeriesRows(series[0], table[table[layout.indicator].map(_untagged) == ""])
            nameless.refuse(nameless.out["reason"] == "", f"{layout.indicator} is blank")
            series_rows.append(nameless)
        return imported_figures(series_rows, absent, len(table) + without_figure, TITLE)

    def _asked(
        self, series: RequestedSeries, rows: pd.DataFrame, places: _Places
    ) -> list[SeriesRows]:
        """Return what is asked of each column of values."""
        layout = self.layout
        if layout.value:
            return [self._column(series, rows, layout.value, places)]
        used = {plain(name) for name in (*layout.columns, *layout.ignore, *series.where)}
        across = [name for name in rows.columns if plain(name) not in used]
        return [
            self._column(series, rows[rows[name] != ""], name, places)
            for name in across
            if (rows[name] != "").any()
        ]

    def _column(
        self, series: RequestedSeries, rows: pd.DataFrame, value: str, places: _Places
    ) -> SeriesRows:
        layout = self.layout
        mine = SeriesRows(
            replace(
                series,
                numerator=series.numerator or layout.numerator or "",
                denominator=series.denominator or layout.denominator or "",
            ),
            rows,
        )
        header = pd.Series(value, index=rows.index)
        period = rows[layout.period] if layout.period else header
        mine.out["period"], fault = read_periods(
            period, partial(_period, kind=series.period, frequency=series.frequency)
        )
        mine.refuse(fault != "", _of(layout.period, value, layout) + fault)
        if layout.area_is:
            mine.out["area"] = layout.area_is
        else:
            area = rows[layout.area] if layout.area else header
            _read_areas(mine, area, places, _of(layout.area, value, layout))
        _read_values(mine, value, layout.marker)
        mine.refuse(mine.repeated(), "the table has this area and period more than once")
        return mine


def _of(column: str | None, header: str, layout: Map) -> str:
    """Return how a reason begins: with the column of the cell, or the header that is at fault."""
    if column:
        return f"{column}: "
    return f"the column {shown(header)} (if it is no {layout.across}, name it under ignore): "


def _rows(table: pd.DataFrame, names: pd.Series | str, series: RequestedSeries) -> pd.DataFrame:
    """Return the rows a series asks for."""
    if isinstance(names, str):
        rows = table if _words(names) == _words(series.indicator) else table.iloc[:0]
        offered = [names]
    else:
        rows = table[names.map(_words) == _words(series.indicator)]
        offered = list(names.unique())
    if rows.empty:
        raise AbsentError(
            f"the indicator {shown(series.indicator)}, which no row has."
            f"{nearest(series.indicator, offered)}"
        )
    return narrowed(rows, series.where)


def _untagged(cell: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", cell)).split())


def _words(name: str) -> str:
    return _untagged(name).casefold()


def _period(
    text: str, kind: Kind | None = None, frequency: Frequency | None = None
) -> Period | str:
    if not _untagged(text):
        return "it is blank"
    try:
        return read_period(_untagged(text), kind, frequency)
    except PeriodError as error:
        return str(error)


def _bare(cell: str) -> str:
    """Return a figure without pound signs, tags and the brackets of a negative one."""
    text = _untagged(cell)
    if _BRACKETS.match(text.lstrip("£ ")):
        text = _BRACKETS.sub(r"-\1", text)
    text = re.sub(r"^-\s+", "-", text.replace("£", "").strip())
    return text if re.fullmatch(r"[-\u2212\u2013]?[\d., ]+%?", text) else cell


def _read_values(mine: SeriesRows, value: str, marker: str | None) -> None:
    rows = mine.rows
    said = rows[marker].map(lambda cell: cell.strip(" []()").casefold()) if marker else ""
    said = pd.Series(said, index=rows.index)
    unknown = ~said.isin(["", *MARKERS])
    mine.refuse(unknown, said.map(lambda cell: f"{marker} is {shown(cell)}: {_MARKERS}"))
    mine.refuse((rows[value] == "") & (said == ""), f"{value} is blank, and no marker says why")
    figures = {plain(name) for name in (value, mine.series.numerator, mine.series.denominator)}
    mine.rows = rows.assign(
        **{name: rows[name].map(_bare) for name in rows.columns if plain(name) in figures}
    )
    mine.read_numbers(value, NO_FIGURE_SYMBOLS)
    mine.rows = rows
    mine.out["marker"] = mine.out["marker"].where(said == "", said)


_MARKERS = f"expected {listed(MARKERS)}, or blank"


class _Places:
    """Areas by code, and by name with or without what kind of council it is."""

    def __init__(self, codes: AreaCodes) -> None:
        areas = codes.areas.set_index("code")
        self.codes = codes.gss
        self.since = pd.to_datetime(areas["from"], errors="coerce").to_dict()
        self.until = pd.to_datetime(areas["to"], errors="coerce").to_dict()
        self.names: dict[str, list[str]] = {}
        for code, name in areas["name"].items():
            for written in {_words(name), _OFFICIAL.sub("", _words(name))}:
                self.names.setdefault(written, []).append(str(code))

    def find(self, name: str, period: Period) -> tuple[str, str]:
        """Return the code of the area that existed when a period ended, and why there is none."""
        if name in self.codes:
            return name, ""
        short = _OFFICIAL.sub("", _words(name))
        named = self.names.get(_words(name)) or self.names.get(short, [])
        then = pd.Timestamp(period.end)
        there = [c for c in named if not self.since[c] > then and not self.until[c] < then]
        if len(there) == 1:
            return there[0], ""
        if there:
            return "", f"{shown(name)} is the name of {listed(there, 'and')}: write the code"
        if named:
            return "", f"{shown(name)} ({listed(named, 'and')}) did not exist then"
        return "", f"{shown(name)} is no area of areas.csv"


def _read_areas(mine: SeriesRows, names: pd.Series, places: _Places, begin: str) -> None:
    pairs = list(zip(names.map(_untagged), mine.out["period"], strict=True))
    area_of = {
        (name, period): places.find(name, period)
        for name, period in set(pairs)
        if isinstance(period, Period)
    }
    mine.out["area"] = [area_of.get(pair, ("", ""))[0] for pair in pairs]
    fault = pd.Series([area_of.get(pair, ("", ""))[1] for pair in pairs], names.index, dtype=object)
    mine.refuse(fault != "", begin + fault)


def _mended(table: pd.DataFrame, layout: Map, indicators: set[str]) -> tuple[pd.DataFrame, int]:
    """Return a table with each row whole, and without headers in the middle of it.

    The number is how many rows have neither period nor figure, such as titles; they are left out.
    ``indicators`` are the names of the series asked for: of two ways to put broken
    lines together the one is right that gives such a name.
    """
    mending = _Mending(table, layout, indicators)
    rows = [
        (int(line), list(row))
        for line, row in zip(table.index, table.itertuples(index=False), strict=True)
        if not mending.is_header(row)
    ]
    whole: dict[int, list[str]] = {}
    at = without_figure = 0
    while at < len(rows):
        line, row = rows[at]
        at += 1
        if not mending.is_whole(row):
            joined = row
            for step, (_, more) in enumerate(rows[at : at + _BROKEN], 1):
                joined = mending.join(joined, more)
                if not joined or mending.is_row(more):
                    break
                if mending.is_row(joined):
                    row, at = joined, at + step
                    break
        if mending.is_blank(row):
            without_figure += 1
        else:
            whole[line] = row
    frame = pd.DataFrame.from_dict(whole, orient="index", columns=table.columns, dtype=str)
    return frame, without_figure


class _Mending:
    """What a row of a table must have to be one."""

    def __init__(self, table: pd.DataFrame, layout: Map, indicators: set[str]) -> None:
        self.layout = layout
        self.indicators = indicators
        self.width = table.shape[1]
        places = {name: table.columns.get_loc(name) for name in layout.columns}
        self.header = {at: plain(name) for name, at in places.items()}
        self.indicator = places.get(layout.indicator or "")
        self.period = places.get(layout.period or "")
        values = [places[name] for name in (layout.value, layout.marker) if name]
        ignored = {plain(name) for name in (*layout.columns, *layout.ignore)}
        self.values = values or [
            at for at, name in enumerate(table.columns) if plain(name) not in ignored
        ]

    def is_header(self, row: Sequence[str]) -> bool:
        return bool(self.header) and all(plain(row[at]) == name for at, name in self.header.items())

    def is_blank(self, row: Sequence[str]) -> bool:
        """Return whether a line has neither period nor figure: a title, or a cell's next line."""
        period = self.period is not None and row[self.period] != ""
        return not period and all(row[at] == "" for at in self.values)

    def is_whole(self, row: Sequence[str]) -> bool:
        """Return whether a row has a period that can be read, and a figure."""
        if self.period is not None and isinstance(_period(row[self.period]), str):
            return False
        return any(row[at] != "" for at in self.values)

    def is_row(self, row: Sequence[str]) -> bool:
        """Return whether a row is whole and of a series that is asked for."""
        named = self.indicator is None or _words(row[self.indicator]) in self.indicators
        return named and self.is_whole(row)

    def join(self, row: Sequence[str], more: Sequence[str]) -> list[str]:
        """Return a row with the next line put on behind its last cell, nothing if too long."""
        end = max((at for at, cell in enumerate(row) if cell), default=0)
        rest = max((at for at, cell in enumerate(more) if cell), default=0)
        if not row or end + rest >= self.width:
            return []
        joined = [*row[:end], f"{row[end]} {more[0]}".strip(), *more[1 : rest + 1]]
        return [*joined, *[""] * (self.width - len(joined))]
