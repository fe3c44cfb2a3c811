"""Frames as the report gave them, whatever of their rows and columns is left.

What the report gives is what may be shown, so that no more is learnt from a part of it.
"""

from __future__ import annotations

import pandas as pd

_NAMING = {"id", "measure", "title", "period", "label", "area", "name"}

# By name, first row and length: a frame that is asked for again takes the place of the one before.
_remembered: dict[tuple[str, str, int], pd.DataFrame] = {}


def remember(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame that the report gives, whatever its columns; a copy of it is remembered."""
    first = str(frame.iloc[0].tolist()) if len(frame) else ""
    _remembered[name, first, len(frame)] = frame.copy()
    return frame


def is_as_given(data: pd.DataFrame | pd.Series) -> bool:
    """Whether every row of a frame is one that the report gave, by whatever columns are left.

    An index with a name counts as a column. A column of an analyst's own, or a changed cell, is
    not as given; nor is what says of no figure what it is of, as a Series.
    """
    if not isinstance(data, pd.DataFrame):
        return False
    named = [name for name in data.index.names if name is not None]
    frame = data.reset_index(level=named) if named else data
    columns = list(frame.columns)
    if len(columns) < 2 or _NAMING.isdisjoint(map(str, columns)):
        return False
    rows = _rows(frame)
    return any(
        {*columns} <= {*whole.columns} and rows <= _rows(whole[columns])
        for whole in _remembered.values()
    )


def _rows(frame: pd.DataFrame) -> set[tuple[str, ...]]:
    return set(frame.astype(str).itertuples(index=False, name=None))
