"""How pandas' own tables are shown: as tables of the house, whole, without an index of places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from quarterbook.ground.rounding import round_half_away
from quarterbook.report.html import block
from quarterbook.report.html.block import MIME
from quarterbook.report.html.tables import table

_MOST_PLACES = 4


def register() -> None:
    """Show DataFrames and Series as tables of the house, where IPython shows them at all."""
    try:
        shell = get_ipython()  # type: ignore[name-defined]
    except NameError:
        return
    formatters = shell.display_formatter.formatters
    for kind in (pd.DataFrame, pd.Series):
        formatters["text/html"].for_type(kind, frame_html)
        shell.display_formatter.mimebundle_formatter.for_type(kind, _bundle)


def _bundle(data: Any, **_: Any) -> dict[str, Any]:
    shown = block.html(frame_html(data))
    return {"text/html": shown.html, MIME: {"markdown": shown.markdown, "files": {}}}


def frame_html(data: pd.DataFrame | pd.Series) -> Markup:
    """Return a frame or a series as a table, all rows and columns of it, text as it is.

    An index of mere places, 0, 1, 2 …, is left out. Numbers of one column
    have as many decimals as the column needs, four at most; what is missing
    is blank.
    """
    frame = data.to_frame(data.name or "") if isinstance(data, pd.Series) else data
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.copy()
        frame.index.names = [name or " " * (i + 1) for i, name in enumerate(frame.index.names)]
        frame = frame.reset_index(allow_duplicates=True)
    headers = [_header(name) for name in frame.columns]
    columns = [_cells(frame.iloc[:, place]) for place in range(frame.shape[1])]
    numeric = [
        place
        for place in range(frame.shape[1])
        if pd.api.types.is_numeric_dtype(frame.dtypes.iloc[place])
        and not pd.api.types.is_bool_dtype(frame.dtypes.iloc[place])
    ]
    if not headers or frame.empty:
        return Markup("<p>No rows.</p>")
    return table(Markup(), headers, list(zip(*columns, strict=True)), numeric=numeric)


def _header(name: object) -> Markup:
    parts = [str(part) for part in name] if isinstance(name, tuple) else [str(name)]
    return escape(", ".join(part for part in parts if part.strip()))


def _cells(column: pd.Series) -> Sequence[str]:
    values = column.tolist()
    places = _places([value for value in values if isinstance(value, float)])
    if all(isinstance(value, int) and 1900 <= value < 2200 for value in values):
        return [str(value) for value in values]  # years
    return [_cell(value, places) for value in values]


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
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" if value == value.normalize() else str(value)
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    return str(value)
