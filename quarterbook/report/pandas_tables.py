"""How pandas' own tables are shown: as tables of the house, whole, without an index of places."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

import pandas as pd
from markupsafe import Markup, escape

from quarterbook.ground.errors import CommandError, nearest
from quarterbook.ground.rounding import round_half_away
from quarterbook.ground.units import NumberFormat
from quarterbook.ground.wording import verb
from quarterbook.report.html.tables import table

_MOST_PLACES = 4
_OF_YEARS = re.compile(r"year|period|date", re.IGNORECASE)


def frame_html(
    data: pd.DataFrame | pd.Series,
    caption: str = "",
    decimals: int | Mapping[str, int] | None = None,
    units: Mapping[str, str] | None = None,
) -> Markup:
    """Return a frame or a series as a table, all rows and columns of it, text as it is.

    decimals
        of all numbers that have some, or by column. Without it those of one column have as many
        as the column needs, four at most.
    units
        by column: ``%``, ``£`` and ``£m`` stand at each figure, words in the header.

    An index that only counts rows is left out; what is missing is blank. Raises
    `CommandError` where decimals or units name a column that is not there.
    """
    frame = _with_index(data)
    units = units or {}
    names = list(frame.columns)
    floats = frame.select_dtypes("float").columns
    by_column = decimals if isinstance(decimals, Mapping) else dict.fromkeys(floats, decimals)
    for name in (*by_column, *units):
        if name not in names:
            raise CommandError(
                f'the table has no column "{name}".{nearest(name, list(map(str, names)))}'
            )
    headers = [_header(name, units.get(name, "")) for name in names]
    columns = [
        _cells(
            frame.iloc[:, place],
            by_column.get(name),
            units.get(name, ""),
            are_years=bool(_OF_YEARS.search(str(name))),
        )
        for place, name in enumerate(names)
    ]
    numeric = [place for place, kind in enumerate(frame.dtypes) if is_number(kind)]
    if not headers or frame.empty:
        return Markup("<p>No rows.</p>")
    return table(caption, headers, list(zip(*columns, strict=True)), numeric=numeric)


def _with_index(data: pd.DataFrame | pd.Series) -> pd.DataFrame:
    """Return a frame whose index, unless it only counts the rows, are its first columns."""
    frame = data.to_frame(data.name or "") if isinstance(data, pd.Series) else data
    is_labelled = isinstance(data, pd.Series) and list(data.index) != list(range(len(data)))
    if only_counts(frame) and not is_labelled:
        return frame
    frame = frame.copy()
    frame.index.names = [name or " " * (i + 1) for i, name in enumerate(frame.index.names)]
    return frame.reset_index(allow_duplicates=True)


def only_counts(frame: pd.DataFrame) -> bool:
    """Whether a frame's index is that of rows, in whatever order: whole numbers without a name.

    Rows of a frame that was sorted, filtered or put together keep their places. Years are none.
    """
    index = frame.index
    if index.nlevels > 1 or index.name is not None or not pd.api.types.is_integer_dtype(index):
        return False
    return min(index, default=0) >= 0 and not all(1900 <= place < 2200 for place in index)


def is_number(kind: Any) -> bool:
    """Whether a column of such a dtype holds numbers, which stand to the right."""
    return pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)


def _header(name: object, unit: str) -> Markup:
    parts = [str(part) for part in name] if isinstance(name, tuple) else [str(name)]
    words = ", ".join(part for part in parts if part.strip())
    beside = NumberFormat(unit, 0).unit_beside
    return escape(f"{words} ({beside})" if beside else words)


def _cells(column: pd.Series, decimals: int | None, unit: str, *, are_years: bool) -> Sequence[str]:
    values = column.tolist()
    if are_years and all(isinstance(one, int) and 1900 <= one < 2200 for one in values):
        return [str(value) for value in values]
    places = _places([value for value in values if isinstance(value, float)])
    if decimals is None and not unit:
        return [_cell(value, places) for value in values]
    format = NumberFormat(unit, places if decimals is None else decimals)
    return [format.short(value) if _is_finite(value) else _cell(value, places) for value in values]


def written_cells(values: Sequence[float]) -> list[str]:
    """Return numbers of one column with as many decimals as it needs, four at most."""
    places = _places(values)
    return [_number(value, places) for value in values]


def _is_finite(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _places(values: Sequence[float]) -> int:
    finite = [value for value in values if math.isfinite(value)]
    return next(
        (
            places
            for places in range(_MOST_PLACES)
            if all(math.isclose(value, round(value, places), rel_tol=1e-9) for value in finite)
        ),
        _MOST_PLACES,
    )


def _number(value: float, places: int) -> str:
    if math.isnan(value):
        return ""
    return f"{round_half_away(value, places):,f}" if math.isfinite(value) else str(value)


def _cell(value: object, places: int) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return _number(value, places)
    if isinstance(value, pd.Timedelta) and value == value.floor("D"):
        return f"{value.days:,} {verb(value.days, 'day', 'days')}"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" if value == value.normalize() else str(value)
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    return str(value)
