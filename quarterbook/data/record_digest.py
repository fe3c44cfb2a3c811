"""What tells one record from any other: the same digest means the same params and tables."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any

import pandas as pd

from quarterbook.data.recorded import Recorded
from quarterbook.ground.periods import Period


def record_digest(recorded: Recorded) -> str:
    """Return the digest of params and tables, whatever has been worked out with them."""
    digest = hashlib.sha256(_params(recorded))
    for name, rows in recorded.tables.items():
        digest.update(_line([name, len(rows), sorted(rows.attrs.items())]))
        for column in (rows.index.to_series(), *(rows[one] for one in rows)):
            digest.update(_line([column.name, str(column.dtype)]))
            digest.update(_cells(column))
    return digest.hexdigest()


def _params(recorded: Recorded) -> bytes:
    council = recorded.council.model_dump(mode="json")
    quarters = [one.model_dump(mode="json") for one in recorded.quarters.values()]
    disclosed = [[of.code, one.model_dump(mode="json")] for of, one in recorded.disclosed.items()]
    return _line([council, quarters, disclosed, recorded.blanked_for])


def _cells(column: pd.Series) -> bytes:
    """Return a column's cells: numbers and days as they lie in memory, all else written out."""
    if column.dtype.kind in "biufM" and not pd.api.types.is_extension_array_dtype(column.dtype):
        return column.to_numpy().tobytes()
    return _line(column.tolist())


def _line(value: Any) -> bytes:
    return json.dumps(value, default=_marked).encode("utf-8", "surrogatepass") + b"\n"


@lru_cache(maxsize=4096)
def _marked(value: object) -> list[str]:
    """Return what JSON has no word for as its kind and what is in it, so that no text is alike."""
    if isinstance(value, Period) or value is pd.NA or value is pd.NaT:
        return [type(value).__name__, repr(value)]
    raise TypeError(f"a {type(value).__name__} has no digest")
