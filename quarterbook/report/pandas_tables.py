"""How pandas' own tables are shown: as tables of the house, whole, without an index of places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import pandas as pd
from markupsafe import Markup, escape

from quarterbook.ground.errors import CommandError, nearest
from quarterbook.ground.units import NumberFormat
from quarterbook.report.column_cells import are_quantities, are_years, column_cells, is_finite
from quarterbook.report.html.tables import table

_T = TypeVar("_T")
_NAMED = 3  # numbers of an index that are named


def frame_html(
    data: pd.DataFrame | pd.Series,
    caption: str = "",
    decimals: int | Mapping[str, int] | None = None,
    units: str | Mapping[str, str] | None = None,
) -> Markup:
    """Return a frame or a series as a table, all rows and columns of it, text as it is.

    decimals
        of all numbers that have some, or by column. Without it those of one column have as many
        as the column needs.
    units
        of all numbers, or by column: ``%``, ``£`` and ``£m`` stand at each figure, words in the
        header.

    An index that only counts rows is left out, any other names the rows as it is written; what is
    missing is blank. Raises `CommandError` where decimals or units name a column that is not there.
    """
    frame, levels = _with_index(data)
    names = list(frame.columns)
    if not names or frame.empty:
        return Markup("<p>No rows.</p>")
    values = [frame.iloc[:, column].tolist() for column in range(len(names))]
    numeric = [column for column, kind in enumerate(frame.dtypes) if is_number(kind)]
    amounts = [n for n in numeric if n >= levels and are_quantities(values[n], names[n])]
    floats = [n for n in amounts if pd.api.types.is_float_dtype(frame.dtypes.iloc[n])]
    by_column = _by_column(decimals, floats, names)
    by_unit = _by_column(units or {}, amounts, names)
    headers = [_header(name, by_unit.get(name, "")) for name in names]
    columns = [
        column_cells(
            cells, name, values[0], unit=by_unit.get(name, ""), decimals=by_column.get(name)
        )
        for name, cells in zip(names[levels:], values[levels:], strict=True)
    ]
    columns = [*map(_labels, values[:levels]), *columns]
    rows = list(zip(*columns, strict=True))
    return table(caption, headers, rows, numeric=numeric, row_headers=max(1, levels))


def as_pandas(data: Any) -> Any:
    """Return a frame or series of polars' as one of pandas'; anything else as it is."""
    kind = type(data)
    if kind.__module__.partition(".")[0] != "polars":
        return data
    if kind.__name__ == "Series":
        return pd.Series(data.to_list(), name=data.name)
    return pd.DataFrame(data.to_dict(as_series=False)) if kind.__name__ == "DataFrame" else data


def _by_column(
    option: _T | Mapping[str, _T] | None, places: list[int], names: list[Any]
) -> dict[Any, Any]:
    """Return what is asked for by column; what is asked for once holds of those at some places."""
    by_column = (
        option
        if isinstance(option, Mapping)
        else dict.fromkeys((names[column] for column in places), option)
    )
    for name in by_column:
        if name not in names:
            raise CommandError(
                f'the table has no column "{name}".{nearest(str(name), list(map(str, names)))}'
            )
    return dict(by_column)


def _with_index(data: pd.DataFrame | pd.Series) -> tuple[pd.DataFrame, int]:
    """Return a frame with its index, unless it only counts the rows, as so many first columns."""
    frame = data.to_frame(data.name or "") if isinstance(data, pd.Series) else data
    if _is_as_made(frame.index) or (isinstance(data, pd.DataFrame) and only_counts(frame)):
        return frame, 0
    frame = frame.copy()
    names = enumerate(frame.index.names)
    frame.index.names = [" " * (n + 1) if name is None else name for n, name in names]
    return frame.reset_index(allow_duplicates=True), frame.index.nlevels


def _is_as_made(index: pd.Index) -> bool:
    """Whether an index is 0, 1, 2 … as pandas makes it."""
    return (
        isinstance(index, pd.RangeIndex)
        and index.name is None
        and (index.start, index.step) == (0, 1)
    )


def only_counts(frame: pd.DataFrame) -> bool:
    """Whether a frame's index only counts its rows: whole numbers from 0 on, without a name.

    It does where it is 0, 1, 2 … as pandas makes it, and beside two columns or more wherever
    whatever was filtered, sorted or put together left it, so that all parts of a frame are shown
    alike. Years are meant, and what stands beside a single column says what that counts.
    """
    index = frame.index
    if index.nlevels > 1 or index.name is not None or not pd.api.types.is_integer_dtype(index):
        return False
    if _is_as_made(index):
        return True
    return frame.shape[1] > 1 and min(index, default=0) >= 0 and not are_years(index.tolist())


def index_left_out(data: pd.DataFrame | pd.Series) -> str:
    """Return what is said where an index is left out that may have been meant; "" where none is.

    Beside words, or years, in the first column it is what a filter left. The frame is an analyst's,
    whatever its columns.
    """
    if not isinstance(data, pd.DataFrame) or len(data) < 2 or not only_counts(data):
        return ""
    first = data.iloc[:, 0]
    is_all = sorted(data.index) == list(range(len(data)))
    if is_all or not is_number(first.dtype) or are_years(first.tolist()):
        return ""
    numbers = ", ".join(map(str, data.index[:_NAMED]))
    more = " …" if len(data) > _NAMED else ""
    return (
        f"shows a table without its index ({numbers}{more}), which has no name and seems to count "
        'rows. If it says something, name it: .rename_axis("Age")'
    )


def is_number(kind: Any) -> bool:
    """Whether a column of such a dtype holds numbers, which stand to the right."""
    return pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)


def _header(name: object, unit: str) -> Markup:
    parts = [str(part) for part in name] if isinstance(name, tuple) else [str(name)]
    words = ", ".join(part for part in parts if part.strip())
    beside = NumberFormat(unit, 0).unit_beside
    return escape(f"{words} ({beside})" if beside else words)


def _labels(values: list[Any]) -> list[str]:
    """Return names of rows: whole numbers are ages, years or codes, and have no commas."""
    are_whole = not any(is_finite(value) and value != int(value) for value in values)
    return column_cells(values, "id" if are_whole else "")
