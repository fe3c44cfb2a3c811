"""Nomis, the Office for National Statistics' labour market data: its CSV downloads.

Columns: ``DATE``, ``DATE_NAME``, ``GEOGRAPHY_NAME``, ``GEOGRAPHY_CODE`` (GSS),
five for each further dimension (``SEX``, ``SEX_NAME``, ``SEX_CODE``,
``SEX_TYPE``, ``SEX_SORTORDER``), ``MEASURES``, ``MEASURES_NAME``,
``OBS_VALUE``, ``OBS_STATUS``, ``OBS_STATUS_NAME``, ``OBS_CONF``. A download
has as many of them as were selected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from quarterbook.data.tables.cell_faults import quoted
from quarterbook.ground.errors import nearest
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period, PeriodError
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
from quarterbook.publishers.reading.period_labels import KIND_NAMES, read_period
from quarterbook.publishers.reading.series_rows import (
    AbsentError,
    SeriesRows,
    imported_figures,
    narrowed,
    read_periods,
    tell_apart,
)
from quarterbook.publishers.reading.text_cells import NO_FIGURE_SYMBOLS, cells, numbers

NAME = "nomis"


TITLE = "Nomis"
EXAMPLE = ("employment-rate", "Variable", "VARIABLE_NAME=Employment rate - aged 16-64")
COLUMNS = KnownColumns(
    own=("GEOGRAPHY_CODE", "OBS_VALUE"),
    series="MEASURES_NAME",
    area="GEOGRAPHY_CODE",
    period="DATE_NAME",
)


_NEEDED = ("GEOGRAPHY_CODE", "OBS_VALUE")


_MEASURES = ("MEASURES_NAME", "MEASURES")


_CONFIDENCE = {"confidence", "20701"}


# The survey whose confidence is a coefficient of variation, in per cent, has this dimension.
_ASHE = ("PAY_NAME", "PAY", "PAY_CODE")


_LOW_RELIABILITY = 20.0


# The statuses of observations: what words in their names mean, then their letters.
_STATUS_NAMES = {
    "disclos": Marker.CONFIDENTIAL,
    "confidential": Marker.CONFIDENTIAL,
    "unreliable": Marker.UNRELIABLE,
    "less than 500": Marker.UNRELIABLE,
    "missing": Marker.NOT_AVAILABLE,
    "not available": Marker.NOT_AVAILABLE,
    "provisional": Marker.PROVISIONAL,
    "revised": Marker.REVISED,
    "estimated": Marker.ESTIMATED,
    "forecast": Marker.FORECAST,
    "break": Marker.BREAK,
}


_STATUSES = {
    "": "",
    "A": "",
    "B": Marker.BREAK,
    "E": Marker.ESTIMATED,
    "F": Marker.FORECAST,
    "I": Marker.ESTIMATED,
    "P": Marker.PROVISIONAL,
    "R": Marker.REVISED,
    "U": Marker.UNRELIABLE,
    "H": Marker.NOT_AVAILABLE,
    "L": Marker.NOT_AVAILABLE,
    "M": Marker.NOT_AVAILABLE,
    "Q": Marker.NOT_AVAILABLE,
}


_WITH_A_FIGURE = (
    Marker.PROVISIONAL,
    Marker.REVISED,
    Marker.ESTIMATED,
    Marker.FORECAST,
    Marker.BREAK,
)


_WITHHELD = ("C", "D", "N", "S")  # OBS_CONF of what is not for publication; F is free


_SYMBOLS = NO_FIGURE_SYMBOLS | {
    "-": Marker.NOT_AVAILABLE,
    "*": Marker.UNRELIABLE,
    "!": Marker.CONFIDENTIAL,
    "~": Marker.UNRELIABLE,
    "#": Marker.UNRELIABLE,
}


def read(path: Path, series: Sequence[RequestedSeries], codes: AreaCodes) -> ImportedFigures:
    """Take the figures of ``series`` from a Nomis CSV.

    A series' ``indicator`` is a name or code of ``MEASURES`` (``Value``,
    20100), ``where`` narrows the dimensions (``ITEM_NAME=Median``). ``2022``
    is the calendar year; twelve months such as ``Apr 2021-Mar 2022`` are
    taken where they are a year of the series' ``period``, or that is blank, and
    refused elsewhere. A status becomes a marker; what is not for publication is
    withheld. In the Annual Survey of Hours and Earnings, where confidence is
    a coefficient of variation, a figure above 20% gets the marker u; those
    rows then count as used, in other files as unasked. Values are in the
    publisher's unit times ``scale``; the figures are indexed by line.

    Raises `LayoutError` for another layout, a download without dates, and a
    file with none of the series.
    """
    table = cells(path, _NEEDED, publisher=TITLE)
    have = {plain(name): name for name in table.columns}
    dates = next((have[plain(name)] for name in ("DATE_NAME", "DATE") if plain(name) in have), "")
    if not dates:
        raise LayoutError(
            "The download has neither DATE_NAME nor DATE, so that no figure has a period. Select "
            "date_name when downloading."
        )
    measures = [have[plain(name)] for name in _MEASURES if plain(name) in have]
    ashe = any(plain(name) in have for name in _ASHE)
    series_rows, absent = [], []
    beside: set[int] = set()
    for one in series:
        try:
            narrow = narrowed(table, one.where)
            rows = _measured(narrow, measures, {one.indicator.casefold()})
            if rows.empty:
                raise _no_measure(narrow, measures, one.indicator)
        except AbsentError as error:
            absent.append(f'"{one.measure}" asks for {error}')
            continue
        mine = SeriesRows(one, rows)
        mine.out["period"], fault = read_periods(rows[dates], partial(_period, series=one))
        mine.refuse(fault != "", fault)
        mine.out["area"] = rows["GEOGRAPHY_CODE"]
        mine.refuse(~mine.out["area"].isin(codes.gss), mine.out["area"].map(_unknown))
        mine.read_numbers("OBS_VALUE", _SYMBOLS)
        _read_statuses(mine, have)
        if ashe:
            confidence = _measured(narrow, measures, _CONFIDENCE)
            _mark_unreliable(mine, confidence, dates)
            beside.update(confidence.index.difference(rows.index))
        again = mine.repeated()
        mine.refuse(again, tell_apart(rows[again], _dimensions(rows, one)))
        series_rows.append(mine)
    return imported_figures(series_rows, absent, len(table), TITLE, beside)


def _measured(table: pd.DataFrame, measures: Sequence[str], words: set[str]) -> pd.DataFrame:
    """Return the rows whose measure has one of the names or codes."""
    here = pd.Series(False, index=table.index)
    for column in measures:
        here |= table[column].str.casefold().isin(words)
    return table[here]


def _no_measure(table: pd.DataFrame, measures: Sequence[str], indicator: str) -> AbsentError:
    if not measures:
        return AbsentError("a measure, and the file has no column MEASURES_NAME: select it too.")
    offered = list(table[measures[0]].unique())
    return AbsentError(
        f"the measure {quoted(indicator)}, which no row has ({listed(map(quoted, offered))} are "
        f"there).{nearest(indicator, offered)}"
    )


def _period(text: str, series: RequestedSeries) -> Period | str:
    """Return the period, or why it is none that the series asks for."""
    kind = series.period
    try:
        # 2022 is the calendar year there, whatever twelve months the series asks for
        period = read_period(text, None if kind == "year" else kind, series.frequency)
    except PeriodError as error:
        return str(error)
    if period.kind == "month" and text[:4].isdigit():
        return f"{quoted(text)} is a month or twelve months that end in it: select date_name too"
    is_named = text.strip() == period.code and period.kind == "calendar"
    if kind is None or period.kind in ("month", kind) or (is_named and kind == "year"):
        return period
    return f"{quoted(text)} is no {KIND_NAMES[kind]}, which series.csv asks for"


def _unknown(code: str) -> str:
    return f"{code or 'a blank'} is no code of areas.csv: {how_to_take_in(code)}"


def _read_statuses(mine: SeriesRows, have: Mapping[str, str]) -> None:
    """Turn the flags of the observations into markers; withhold what is not for publication."""
    blank = pd.Series("", index=mine.rows.index)
    status, name, conf = (
        mine.rows[have[column]] if column in have else blank
        for column in ("obs status", "obs status name", "obs conf")
    )
    letter = status.str.upper()
    by_letter = letter.map(_STATUSES)
    marker = name.map(_marker_of_name)
    marker = marker.where(marker != "", by_letter.fillna(""))
    mine.refuse(
        by_letter.isna() & (marker == ""),
        "OBS_STATUS is " + status.map(quoted) + ", which is not known",
    )
    withheld = conf.str.upper().isin(_WITHHELD)
    marker = marker.mask(mine.out["value"].isna() & marker.isin(_WITH_A_FIGURE), "")
    mine.out["value"] = mine.out["value"].mask(withheld)
    mine.out["marker"] = (
        mine.out["marker"].where(marker == "", marker).mask(withheld, Marker.CONFIDENTIAL)
    )


def _marker_of_name(name: str) -> str:
    words = name.casefold()
    return next((marker for part, marker in _STATUS_NAMES.items() if part in words), "")


def _mark_unreliable(mine: SeriesRows, confidence: pd.DataFrame, dates: str) -> None:
    """Mark figures whose coefficient of variation is above 20%."""
    variation, _, _ = numbers(confidence["OBS_VALUE"], _SYMBOLS)
    rough = confidence[variation > _LOW_RELIABILITY]
    whose = mine.rows["GEOGRAPHY_CODE"] + "|" + mine.rows[dates]
    unreliable = whose.isin(rough["GEOGRAPHY_CODE"] + "|" + rough[dates])
    mine.out["marker"] = mine.out["marker"].mask(
        unreliable & (mine.out["marker"] == ""), Marker.UNRELIABLE
    )


def _dimensions(rows: pd.DataFrame, series: RequestedSeries) -> list[str]:
    """Return the columns of dimensions that ``where`` does not narrow yet."""
    narrowed_by = {plain(name) for name in series.where}
    other = ("date name", "geography name", "measures name", "obs status name", "obs conf name")
    return [
        name
        for name in rows.columns
        if plain(name).endswith(" name") and plain(name) not in {*other, *narrowed_by}
    ]
