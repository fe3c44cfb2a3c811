"""The Adult Social Care Outcomes Framework: NHS Digital's, later NHS England's, open data.

A CSV, or the workbook it was saved as: ``Geographical Code``, ``Geographical
Description``, ``Geographical Level``, ``ONS Code`` (``ONS Area Code``),
``ASCOF Measure Code``, ``Disaggregation Level``, ``Measure Type``, ``Measure
Value``, ``Measure Group``, ``Measure Group Description``. One row for each
outcome, numerator, denominator, base and margin of error. No column has the
year: each file is of one financial year.

The time series published since 2024 are workbooks with a sheet for each
measure instead, which its name or its title says, a line for each area and
columns such as ``2024 to 2025 - outcome`` with numerator and denominator
beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from quarterbook.data.tables.cell_faults import quoted
from quarterbook.ground.errors import nearest
from quarterbook.ground.periods import Period, PeriodError, parse
from quarterbook.ground.wording import listed
from quarterbook.publishers.reading.header_row import OtherLayoutError, find_header, plain
from quarterbook.publishers.reading.layout import (
    AreaCodes,
    ImportedFigures,
    KnownColumns,
    LayoutError,
    RequestedSeries,
    unknown_areas,
)
from quarterbook.publishers.reading.period_labels import read_period
from quarterbook.publishers.reading.series_rows import (
    AbsentError,
    SeriesRows,
    imported_figures,
    narrowed,
)
from quarterbook.publishers.reading.text_cells import (
    NO_FIGURE_SYMBOLS,
    beginnings,
    cells,
    numbers,
)
from quarterbook.publishers.table_map import Across, Map

NAME = "ascof"


TITLE = "the Adult Social Care Outcomes Framework"
EXAMPLE = ("long-term-support-needs", "2A(2)", "Disaggregation Level=Total")
COLUMNS = KnownColumns(
    own=("ASCOF Measure Code", "Measure Type"),
    series="ASCOF Measure Code",
    area="Geographical Description",
    has_area_numbers=True,
)


_CODE = "ASCOF Measure Code"


_LEVEL = "Disaggregation Level"


_NEEDED = (
    "Geographical Code",
    "Geographical Description",
    "Geographical Level",
    _CODE,
    _LEVEL,
    "Measure Type",
    "Measure Value",
)


_MARGIN = "Margin of error"

# The types of measure that stand beside an outcome.
_PARTS = ("Numerator", "Denominator", _MARGIN)


_AREA = ("Geographical Code", "Geographical Description")


# The columns of a time series.
_YEARS = Map(
    indicator_is="one measure",
    area="Geographical Code",
    across="period",
    value="{period} - outcome",
    numerator="{period} - numerator",
    denominator="{period} - denominator",
)


_ONS = ("ons code", "ons area code")


_NO_AREAS = ("council type", "cassr type", "local authority type")


# 2020-21, 2020_21, 202021 or 2020-2021, but no day such as 2011-12-05; and 2021, as NHS Digital
# writes 2020-21 in the names of its files.
_LONG = re.compile(r"(?<!\d)(20\d\d)[-_/ ]?((?:20)?\d\d)(?!\d|[-_]\d\d(?!\d))", re.ASCII)


_SHORT = re.compile(r"(?<!\d)(\d\d)(\d\d)(?!\d)", re.ASCII)


def read(path: Path, series: Sequence[RequestedSeries], codes: AreaCodes) -> ImportedFigures:
    """Take the figures of ``series`` from an ASCOF file.

    A series' ``indicator`` is an ASCOF measure code, with or without brackets:
    ``1C(1A)`` is ``1C1A``. Its disaggregation level is ``Total``, where the
    code has one and ``where`` names none. The outcome is the value, in the
    publisher's unit times ``scale``; numerator and denominator stand beside
    it, and a margin of error makes its confidence limits; the base is unasked,
    and so are the rows of council types, which are no areas. The year is the
    one that the file's name states, ``year=2020-21`` in ``where`` elsewhere.
    Areas go by ONS code, else by ``ascof_code``, else by name. The figures are indexed by the line
    of their outcome; a refused outcome stands for what is beside it.

    Of a time series each year is taken, or the one that ``where`` names; its
    figures are indexed by sheet and line.

    Raises `LayoutError` for another layout, for a file with none of the
    series, and where the year is not stated or stated in two ways.
    """
    try:
        table = cells(path, _NEEDED, publisher=TITLE)
    except OtherLayoutError:
        sheets = _time_series(path)
        if not sheets:
            raise
        return _of_time_series(sheets, series, codes)
    named = _years_named(path.name)
    areas = _places(table, codes)
    no_area = table["Geographical Level"].map(plain).isin(_NO_AREAS)
    code = table[_CODE].map(_bare).mask(no_area, "")
    kind = table["Measure Type"].map(plain)
    series_rows: list[SeriesRows] = []
    absent: list[str] = []
    beside: set[int] = set()
    for one in series:
        period = _year(one, named)
        try:
            rows = _rows(table[code == _bare(one.indicator)], table[_CODE], one)
        except AbsentError as error:
            absent.append(f'"{one.measure}" asks for {error}')
            continue
        outcomes = rows[kind[rows.index] == "outcome"]
        parts = rows[kind[rows.index].isin(map(plain, _PARTS))]
        whose = (
            rows["Geographical Code"] + "|" + rows["Geographical Description"] + "|" + rows[_LEVEL]
        )
        mine = SeriesRows(replace(one, numerator="Numerator", denominator="Denominator"), outcomes)
        mine.out["period"] = period
        mine.out["area"] = areas[outcomes.index]
        mine.refuse(
            mine.out["area"] == "",
            unknown_areas(outcomes, *_AREA),
        )
        for name in _PARTS:
            part = parts[kind[parts.index] == plain(name)]
            texts = part.set_index(whose[part.index])["Measure Value"]
            twice = texts.index[texts.index.duplicated()]
            mine.refuse(whose[outcomes.index].isin(twice), f"its {name} stands there twice")
            beside_outcome = whose[outcomes.index].map(texts.drop(twice)).fillna("")
            mine.rows = mine.rows.assign(**{name: beside_outcome})
        mine.read_numbers("Measure Value", NO_FIGURE_SYMBOLS)
        _read_margins(mine, _MARGIN)
        mine.refuse(mine.repeated(), f"several rows for one area: in where, set one {_LEVEL}")
        mine.rows = outcomes
        alone = SeriesRows(one, parts[~whose[parts.index].isin(whose[outcomes.index])])
        alone.refuse(alone.out["reason"] == "", "it stands there without its outcome")
        beside.update(parts.index.difference(alone.rows.index))
        series_rows += [mine, alone]
    return imported_figures(series_rows, absent, len(table), TITLE, beside)


def _read_margins(mine: SeriesRows, column: str) -> None:
    """Take the publisher's margin of error, of 95% confidence, to both sides of each outcome."""
    margins, _, is_none = numbers(mine.rows[column], NO_FIGURE_SYMBOLS)
    mine.refuse(is_none, f"its {column} is no figure")
    mine.out["lower"] = mine.out["value"] - margins * mine.series.scale
    mine.out["upper"] = mine.out["value"] + margins * mine.series.scale


class _Sheet(NamedTuple):
    """A measure's figures by area and year: what its name and title say, its cells and columns."""

    words: frozenset[str]
    table: pd.DataFrame
    years: list[Across]


def _time_series(path: Path) -> list[_Sheet]:
    """Return the sheets of a time series, each line labelled with its sheet."""
    sheets = []
    for name, top in beginnings(path, TITLE).items():
        header = find_header(top, _AREA)
        years = _years_in(header[1]) if header else []
        if not header or not years:
            continue
        table = cells(path, (*_AREA, *(one.value for one in years)), sheet=name, publisher=TITLE)
        table = table.set_axis([f"{name or path.stem}:{line}" for line in table.index])
        title = " ".join(cell for line, row in top if line < header[0] for cell in row)
        words = frozenset(map(_bare, re.split(r"[\s:;,_]+", f"{name or path.stem} {title}")))
        sheets.append(_Sheet(words, table, _years_in(table.columns)))
    return sheets


def _years_in(header: Iterable[str]) -> list[Across]:
    """Return the columns of outcomes whose headers begin with a year."""
    years = []
    for column in _YEARS.columns_across(header):
        try:
            read_period(column.key, "year", "annual")
        except PeriodError:
            continue
        years.append(column)
    return years


def _of_time_series(
    sheets: Sequence[_Sheet], series: Sequence[RequestedSeries], codes: AreaCodes
) -> ImportedFigures:
    series_rows: list[SeriesRows] = []
    absent: list[str] = []
    for one in series:
        mine = [sheet for sheet in sheets if _bare(one.indicator) in sheet.words]
        try:
            if not mine:
                raise AbsentError(f"{quoted(one.indicator)}, which no sheet is of.")
            for sheet in mine:
                series_rows += _years_of(sheet, one, codes)
        except AbsentError as error:
            absent.append(f'"{one.measure}" asks for {error}')
    return imported_figures(series_rows, absent, sum(len(one.table) for one in sheets), TITLE)


def _years_of(sheet: _Sheet, series: RequestedSeries, codes: AreaCodes) -> list[SeriesRows]:
    """Return the rows of each year that is asked for."""
    named = {plain(name): name for name in sheet.table.columns}
    rows = sheet.table
    if "geographical level" in named:
        rows = rows[~rows[named["geographical level"]].map(plain).isin(_NO_AREAS)]
    where = {name: value for name, value in series.where.items() if plain(name) != "year"}
    if plain(_LEVEL) in named and plain(_LEVEL) not in map(plain, where):
        where[_LEVEL] = "Total"
    rows = narrowed(rows, where)
    year = next((text for name, text in series.where.items() if plain(name) == "year"), None)
    taken = []
    for column in sheet.years:
        period = read_period(column.key, "year", "annual")
        if year is not None and period.code != year:
            continue
        mine = SeriesRows(
            replace(series, numerator=column.numerator, denominator=column.denominator),
            rows[rows[column.value] != ""],
        )
        mine.out["period"] = period
        mine.out["area"] = _places(mine.rows, codes)
        mine.refuse(
            mine.out["area"] == "",
            unknown_areas(mine.rows, *_AREA),
        )
        mine.read_numbers(column.value, NO_FIGURE_SYMBOLS)
        margin = named.get(plain(f"{column.key} - {_MARGIN}"))
        if margin:
            _read_margins(mine, margin)
        mine.refuse(mine.repeated(), "several rows for one area: in where, set one of each column")
        taken.append(mine)
    if not taken:
        raise AbsentError(f"the year {quoted(year or '')}, which no column is of.")
    return taken


def _bare(code: str) -> str:
    """Return a measure code without what people write around it: 1c1a for ``1C part 1(A)``."""
    return re.sub(r"part|[^0-9a-z]", "", code.casefold())


def _rows(rows: pd.DataFrame, offered: pd.Series, series: RequestedSeries) -> pd.DataFrame:
    """Return the rows a series asks for of those with its code."""
    if rows.empty:
        raise AbsentError(
            f"the {_CODE} {quoted(series.indicator)}, which no row has."
            f"{nearest(series.indicator, offered.unique())}"
        )
    where = {name: value for name, value in series.where.items() if plain(name) != "year"}
    if plain(_LEVEL) not in map(plain, where):
        total = rows[_LEVEL].map(plain) == "total"
        rows = rows[total] if total.any() else rows
    return narrowed(rows, where)


def _years_named(name: str) -> set[Period]:
    """Return the financial years that a file's name states."""
    pairs = _LONG.findall(name) or [(f"20{first}", last) for first, last in _SHORT.findall(name)]
    return {
        Period(int(first), 4, "year")
        for first, last in pairs
        if int(last) % 100 == (int(first) + 1) % 100
    }


def _year(series: RequestedSeries, named: set[Period]) -> Period:
    """Return the year of a series' figures; raises `LayoutError` where it is not clear."""
    written = next((text for name, text in series.where.items() if plain(name) == "year"), None)
    names = listed(sorted(period.code for period in named), "and")
    if written is None:
        if len(named) == 1:
            return next(iter(named))
        states = f"its name states {names}" if named else "its name states none"
        raise LayoutError(
            f"A file of {TITLE} has no column for its year, and {states}. Name the file so that "
            "it does, such as ascof-2020-21.csv, or add year=2020-21 to where in series.csv."
        )
    try:
        period = parse(written, "annual")
    except PeriodError:
        period = None
    if period is None or period.kind != "year":
        raise LayoutError(
            f'series.csv says year={written} for "{series.measure}", which is no financial year. '
            "Write it like year=2020-21."
        )
    if named and period not in named:
        raise LayoutError(
            f'series.csv says year={written} for "{series.measure}", and the file\'s name states '
            f"{names}. Correct the one that is wrong."
        )
    return period


def _places(table: pd.DataFrame, codes: AreaCodes) -> pd.Series:
    """Return each row's area: by ONS code, by ``ascof_code``, by name, blank if it has none."""
    ons_code = next((name for name in table.columns if plain(name) in _ONS), None)
    area = table[ons_code] if ons_code else pd.Series("", index=table.index)
    area = area.where(area.isin(codes.gss), "")
    for column, own in (("Geographical Code", "ascof_code"), ("Geographical Description", "name")):
        areas = {key.casefold(): whose[0] for key, whose in codes.by(own).items() if len(whose) < 2}
        area = area.mask(area == "", table[column].str.casefold().map(areas).fillna(""))
    return area
