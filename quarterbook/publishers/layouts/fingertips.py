"""Fingertips, the public health profiles: its CSV downloads.

Columns: ``Indicator ID``, ``Indicator Name``, ``Parent Code``, ``Parent
Name``, ``Area Code`` (GSS), ``Area Name``, ``Area Type``, ``Sex``, ``Age``,
``Category Type``, ``Category``, ``Time period``, ``Value``, four confidence
limits, ``Count``, ``Denominator``, ``Value note``, ``Recent Trend``,
comparisons, ``Time period Sortable``. An area stands there once by itself and
once below each parent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from quarterbook.data.tables.cell_faults import quoted
from quarterbook.ground.errors import nearest
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Kind, Period, PeriodError
from quarterbook.ground.rule_names import Frequency
from quarterbook.publishers.reading.header_row import plain
from quarterbook.publishers.reading.layout import (
    AreaCodes,
    ImportedFigures,
    KnownColumns,
    RequestedSeries,
    unknown_areas,
)
from quarterbook.publishers.reading.period_labels import read_period
from quarterbook.publishers.reading.series_rows import (
    AbsentError,
    SeriesRows,
    imported_figures,
    narrowed,
    read_periods,
    tell_apart,
)
from quarterbook.publishers.reading.text_cells import NO_FIGURE_SYMBOLS, cells

NAME = "fingertips"


TITLE = "Fingertips"
EXAMPLE = ("smoking-adults", "92443", "Sex=Persons")
COLUMNS = KnownColumns(
    own=("Indicator ID", "Area Code", "Time period"),
    series="Indicator ID",
    area="Area Code",
    period="Time period",
)


_ID = "Indicator ID"


_GROUPS = ("Sex", "Age", "Category Type", "Category")


_FIGURES = ("Value", "Count", "Denominator", "Value note")


_NEEDED = (_ID, "Area Code", "Area Name", *_GROUPS, "Time period", *_FIGURES)


# What older downloads do not have.
_LIMITS = ("Lower CI 95.0 limit", "Upper CI 95.0 limit")


# Rows that agree in these say the same, whatever their parent and the comparison with it.
_SAME = ("Area Code", *_GROUPS, "Time period", *_FIGURES)


_SYMBOLS = NO_FIGURE_SYMBOLS | {"-": Marker.NOT_AVAILABLE}


# Words of a value note, and the marker of a figure that has it, or stands in its place.
_BESIDE = {
    "data quality": Marker.UNRELIABLE,
    "caution": Marker.UNRELIABLE,
    "unreliable": Marker.UNRELIABLE,
    "provisional": Marker.PROVISIONAL,
    "revised": Marker.REVISED,
    "estimate": Marker.ESTIMATED,
    "imputed": Marker.ESTIMATED,
    "modelled": Marker.ESTIMATED,
}


_INSTEAD = {
    "data quality": Marker.UNRELIABLE,
    "incomplete": Marker.UNRELIABLE,
    "sample size": Marker.UNRELIABLE,
    "disclos": Marker.CONFIDENTIAL,
    "suppress": Marker.CONFIDENTIAL,
    "small": Marker.CONFIDENTIAL,
    "not applicable": Marker.NOT_APPLICABLE,
}


def read(path: Path, series: Sequence[RequestedSeries], codes: AreaCodes) -> ImportedFigures:
    """Take the figures of ``series`` from a Fingertips CSV.

    A series' ``indicator`` is an indicator's id, ``where`` narrows ``Sex``,
    ``Age``, ``Category``. Rows of a category (inequalities) are unasked,
    unless ``where`` names one. ``Count`` is the numerator; the 95% confidence
    limits are taken, too. ``2019`` is the calendar year, ``2019/20`` the
    financial one, or the academic one where that is the series' ``period``;
    several years together, quarters and months are refused. A value note
    becomes a marker where it says why there is no figure or how far it can be
    relied on. Values are in the publisher's
    unit times ``scale``; the figures are indexed by the line where an area
    first stands with them.

    Raises `LayoutError` for another layout and a file with none of the series.
    """
    table = cells(path, _NEEDED, publisher=TITLE)
    columns = set(map(plain, table.columns))
    lower, upper = (name if plain(name) in columns else "" for name in _LIMITS)
    series_rows, absent = [], []
    copies: set[int] = set()
    for one in series:
        try:
            rows = _rows(table, one)
        except AbsentError as error:
            absent.append(f'"{one.measure}" asks for {error}')
            continue
        again = rows.duplicated(list(_SAME))
        copies.update(rows.index[again])
        rows = rows[~again]
        mine = SeriesRows(
            replace(one, numerator="Count", denominator="Denominator", lower=lower, upper=upper),
            rows,
        )
        mine.out["period"], fault = read_periods(
            rows["Time period"], partial(_period, kind=one.period, frequency=one.frequency)
        )
        mine.refuse(fault != "", fault)
        mine.out["area"] = rows["Area Code"]
        mine.refuse(
            ~mine.out["area"].isin(codes.gss), unknown_areas(rows, "Area Code", "Area Name")
        )
        mine.read_numbers("Value", _SYMBOLS)
        _read_notes(mine)
        several = mine.repeated()
        mine.refuse(several, tell_apart(rows[several], _GROUPS))
        series_rows.append(mine)
    return imported_figures(series_rows, absent, len(table), TITLE, copies)


def _rows(table: pd.DataFrame, series: RequestedSeries) -> pd.DataFrame:
    """Return the rows a series asks for."""
    rows = table[table[_ID] == series.indicator]
    if rows.empty:
        raise AbsentError(
            f"the {_ID} {quoted(series.indicator)}, which no row has."
            f"{nearest(series.indicator, table[_ID].unique())}"
        )
    if not {"category", "category type"} & set(map(plain, series.where)):
        rows = rows[(rows["Category"] == "") & (rows["Category Type"] == "")]
    return narrowed(rows, series.where)


def _period(text: str, kind: Kind | None, frequency: Frequency | None) -> Period | str:
    """Return the year, or why it is none."""
    try:
        period = read_period(text, kind, frequency)
    except PeriodError as error:
        return str(error)
    if " - " in text and period.kind != "span":  # a year is written 2018/19 there
        return f"{quoted(text)} is several years, quarters or months together, not one year"
    if period.kind in ("month", "quarter"):
        return f"{quoted(text)} is a {period.kind}, not a year"
    return period


def _read_notes(mine: SeriesRows) -> None:
    """Turn the value notes into markers."""
    notes = mine.rows["Value note"].str.casefold()
    beside = notes.map(lambda note: _marker(note, _BESIDE))
    instead = notes.map(lambda note: _marker(note, _INSTEAD))
    marker = beside.mask(mine.out["value"].isna(), instead)
    mine.out["marker"] = mine.out["marker"].where(marker == "", marker)


def _marker(note: str, words: Mapping[str, Marker]) -> str:
    return next((marker for part, marker in words.items() if part in note), "")
