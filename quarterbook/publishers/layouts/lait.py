"""The Local Authority Interactive Tool: the Department for Education's table behind it.

One row for each measure, area and period: ``Short Desc``, ``Data item``,
``Years``, ``LA and Regions``, ``Values``, ``LA Number``, ``Region``. Parquet,
or a CSV with the same columns. ``Data item`` is filled in for a measure's
first year only, so that measures go by ``Short Desc``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from quarterbook.data.tables.cell_faults import quoted
from quarterbook.ground.errors import nearest
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Kind, Period, PeriodError
from quarterbook.ground.wording import listed
from quarterbook.publishers.reading.header_row import cut_short, other_layout
from quarterbook.publishers.reading.layout import (
    TAKE_IN_NUMBERS,
    AreaCodes,
    ImportedFigures,
    KnownColumns,
    RequestedSeries,
    how_to_take_in,
)
from quarterbook.publishers.reading.parquet import check_letters, open_parquet
from quarterbook.publishers.reading.period_labels import read_period, year_ending
from quarterbook.publishers.reading.series_rows import (
    AbsentError,
    SeriesRows,
    imported_figures,
    narrowed,
)
from quarterbook.publishers.reading.text_cells import NO_FIGURE_SYMBOLS, cells

NAME = "lait"


TITLE = "the Local Authority Interactive Tool"
EXAMPLE = ("neet", "16-17 NEET", "")
COLUMNS = KnownColumns(
    own=("Short Desc", "Years", "LA and Regions"),
    series="Short Desc",
    area="LA and Regions",
    period="Years",
    has_area_numbers=True,
)


_KEY = "Short Desc"


_NEEDED = (_KEY, "Years", "LA and Regions", "Values", "LA Number")


_SYMBOLS = NO_FIGURE_SYMBOLS | {"-": Marker.NOT_AVAILABLE}


_YEARS = re.compile(r"((?:19|20|21)\d\d)(?:[-/](\d\d))?", re.ASCII)


# What stands in brackets behind the years, and the marker it means; OT is outturn.
_NOTES = {"rev": Marker.REVISED, "prov": Marker.PROVISIONAL, "final": "", "ot": ""}


_REGIONS = ("E12", "E13", "E92")


_OTHER_NAMES = {"london (inner)": "inner london", "london (outer)": "outer london"}
_PARTS_OF_LONDON = {"london (inner)": "E13000001", "london (outer)": "E13000002"}


def read(path: Path, series: Sequence[RequestedSeries], codes: AreaCodes) -> ImportedFigures:
    """Take the figures of ``series`` from the table of the Local Authority Interactive Tool.

    A series' ``indicator`` is a ``Short Desc``. One year in ``Years`` is the
    year of the series' kind that ends in it, two consecutive ones are that
    year, ``2014-16`` is three years together; ``(prov)`` and ``(Rev)`` become
    the markers p and r. Councils go by ``dfe_code``: of those that share a
    number it is the one that existed at the period's end. Regions and England
    go by name. The figures are indexed by line; in Parquet the first row is
    line 2, as in a CSV.

    Raises `LayoutError` for another layout and a file with none of the series.
    """
    rows, names, table = _table(path, {one.indicator for one in series})
    measures = dict(tuple(table.groupby(_KEY, sort=False)))
    areas = _Areas(codes)
    series_rows, absent = [], []
    for one in series:
        try:
            if one.indicator not in names:
                raise AbsentError(
                    f"the {_KEY} {quoted(one.indicator)}, which no row has."
                    f"{nearest(one.indicator, names)}"
                )
            mine = SeriesRows(one, narrowed(measures[one.indicator], one.where))
        except AbsentError as error:
            absent.append(f'"{one.measure}" asks for {error}')
            continue
        _read_periods(mine)
        _read_areas(mine, areas)
        period_marker = mine.out["marker"]
        mine.read_numbers("Values", _SYMBOLS)
        mine.out["marker"] = mine.out["marker"].where(mine.out["value"].isna(), period_marker)
        mine.refuse(mine.repeated(), "the file has this area and period more than once")
        series_rows.append(mine)
    return imported_figures(series_rows, absent, rows, TITLE)


def _table(path: Path, indicators: Collection[str]) -> tuple[int, Collection[str], pd.DataFrame]:
    """Return how many rows the file has, its measures, and the rows of those wanted as text."""
    if not _is_parquet(path):
        table = cells(path, _NEEDED, publisher=TITLE)
        return len(table), table[_KEY].unique(), table[table[_KEY].isin(indicators)]
    try:
        return _parquet(path, indicators)
    except (duckdb.Error, OSError) as error:
        raise cut_short(TITLE, "the Parquet file cannot be opened") from error


def _parquet(path: Path, indicators: Collection[str]) -> tuple[int, Collection[str], pd.DataFrame]:
    """Return of a Parquet file what `_table` does; only the rows wanted are ever in memory."""
    source = "read_parquet(?, file_row_number = true)"
    with open_parquet(path) as database:
        described = database.execute(f"describe from {source}", [str(path)]).fetchall()
        columns = [row[0] for row in described if row[0] != "file_row_number"]
        if not set(_NEEDED) <= set(columns):
            raise other_layout([(0, columns)], _NEEDED, TITLE)
        counts = database.execute(
            f'select trim("{_KEY}"), count(*) from {source} group by 1 order by 1', [str(path)]
        ).fetchall()
        rows_of_file = f'from {source} where trim("{_KEY}") in (select unnest(?))'
        letters = " + ".join(f'coalesce(strlen("{name}"::varchar), 0)' for name in columns)
        parameters = [str(path), sorted(indicators)]
        check_letters(
            database.execute(f"select sum({letters}) {rows_of_file}", parameters).fetchall()[0][0]
            or 0
        )
        chosen = database.execute(
            f"select file_row_number, * exclude (file_row_number) {rows_of_file} order by 1",
            parameters,
        ).df()
    chosen = chosen.set_index(chosen.pop("file_row_number") + 2).rename_axis(None)
    names = [name for name, _ in counts if name is not None]
    return sum(number for _, number in counts), names, chosen.apply(_as_text)


def _is_parquet(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PAR1"
    except OSError:
        return False


def _as_text(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column):
        column = column.map("{:.15g}".format).where(column.notna(), "")
    return column.fillna("").astype(str).str.strip()


def _read_periods(mine: SeriesRows) -> None:
    years = mine.rows["Years"]
    meanings = {text: _period(text, mine.series.period) for text in years.unique()}
    for column, part in (("period", 0), ("marker", 1)):
        mine.out[column] = years.map({text: meaning[part] for text, meaning in meanings.items()})
    reason = years.map({text: meaning[2] for text, meaning in meanings.items()})
    mine.refuse(reason != "", reason)


def _period(text: str, kind: Kind | None) -> tuple[Period | None, str, str]:
    """Return the period, its marker, and why it is no period."""
    years, _, note = text.partition("(")
    note = note.removesuffix(")").lower() or "final"
    match = _YEARS.fullmatch(years.strip())
    is_one_year = match and not (match[2] and int(match[2]) != (int(match[1]) + 1) % 100)
    period = None if is_one_year else _several_years(years.strip(), kind)
    if not (is_one_year or period):
        return None, "", f"Years is {quoted(text)}, no single year"
    if note not in _NOTES:
        notes = "(prov), (Rev), (Final) or (OT)"
        return None, "", f"Years is {quoted(text)}, which ends in none of {notes}"
    if match and not period:
        if match[2] and kind == "calendar":
            return None, "", f"Years is {quoted(text)}, and series.csv says calendar years"
        period = year_ending(int(match[1]) + bool(match[2]), kind or "year")
    return period, _NOTES[note], ""


def _several_years(text: str, kind: Kind | None) -> Period | None:
    try:
        period = read_period(text, kind, "annual")
    except PeriodError:
        return None
    return period if period.kind == "span" else None


class _Areas:
    """Councils by the Department's number and the day, regions and England by name."""

    def __init__(self, codes: AreaCodes) -> None:
        areas = codes.areas.set_index("code")
        self.numbers = codes.by("dfe_code")
        self.names = areas["name"].to_dict()
        self.since = pd.to_datetime(areas["from"], errors="coerce").to_dict()
        self.until = pd.to_datetime(areas["to"], errors="coerce").to_dict()
        self._resolved: dict[tuple[str, str, date], tuple[str, str]] = {}
        self.regions = {
            name.casefold(): code for code, name in self.names.items() if code.startswith(_REGIONS)
        }

    def on(self, number: str, name: str, day: date) -> tuple[str, str]:
        """Return the code of the area that existed on a day, and why there is none."""
        council = (number, name, day)
        if council not in self._resolved:
            self._resolved[council] = self._find(*council)
        return self._resolved[council]

    def _find(self, number: str, name: str, day: date) -> tuple[str, str]:
        councils = self.numbers.get(number, [])
        if not councils:
            plain_name = name.casefold()
            region = self.regions.get(_OTHER_NAMES.get(plain_name, plain_name), "")
            part = _PARTS_OF_LONDON.get(plain_name)
            return region, "" if region else (
                f"areas.csv has no dfe_code {number}, and no region or country {quoted(name)}: "
                f"{how_to_take_in(part) if part else TAKE_IN_NUMBERS}"
            )
        then = pd.Timestamp(day)
        there = [
            code for code in councils if not self.since[code] > then and not self.until[code] < then
        ]
        if len(there) == 1:
            return there[0], ""
        if there:
            who = listed(there, "and")
            return "", f"{who} share the dfe_code {number} at that time: give their from and to"
        spans = listed([self._span(code) for code in councils], "and")
        return "", f"dfe_code {number} is no council at the end of the period: {spans}"

    def _span(self, code: str) -> str:
        days = (("from", self.since[code]), ("to", self.until[code]))
        span = "".join(f" {word} {day.date()}" for word, day in days if not pd.isna(day))
        return f"{self.names[code]} ({code}) existed{span}"


def _read_areas(mine: SeriesRows, areas: _Areas) -> None:
    places = zip(
        mine.rows["LA Number"], mine.rows["LA and Regions"], mine.out["period"], strict=True
    )
    keys = [(number.removesuffix(".0"), name, period) for number, name, period in places]
    area_of = {
        (number, name, period): areas.on(number, name, period.end) if period else ("", "")
        for number, name, period in set(keys)
    }
    mine.out["area"] = [area_of[key][0] for key in keys]
    reason = pd.Series([area_of[key][1] for key in keys], mine.out.index, dtype=object)
    mine.refuse(reason != "", reason)
