"""Values told apart by all that is in them: the same digest means the same value."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any

from quarterbook.ground.periods import Period
from quarterbook.reuse.steps import Fingerprint
from quarterbook.storage.store import digest_of

_LONGEST = 1000  # characters of a value that are noted for people


def fingerprint(value: object) -> Fingerprint:
    """Return the fingerprint of a value; raises `TypeError` for one of an unknown kind."""
    data = json.dumps(_plain(value), ensure_ascii=False).encode("utf-8", "surrogatepass")
    return Fingerprint(digest_of(data), _text(value))


def _text(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        line = " ".join(value.split()).encode("utf-8", "backslashreplace").decode()
        return f'"{line[:_LONGEST]}…"' if len(line) > _LONGEST else f'"{line}"'
    if isinstance(value, bool | int | float | date | Period):
        return str(value)
    return ""


def _plain(value: Any) -> Any:
    """Return a value as plain data, each kind marked so that no two are taken for one."""
    kind = type(value)
    if value is None or kind in (str, int, bool):
        return value
    if kind is float:
        return {"float": repr(value)}
    if isinstance(value, Period):
        return {"period": _of_period(value)}
    if isinstance(value, Enum):
        return {kind.__name__: value.value}
    return _plain_other(value)


def _plain_other(value: Any) -> Any:
    """Return another value so; what it asks with is imported only here, since that takes long."""
    import numpy as np
    import pandas as pd

    kind = type(value)
    if value is pd.NaT or value is pd.NA:
        return {"missing": str(value)}
    if isinstance(value, date):  # times too
        return {kind.__name__: value.isoformat()}
    if isinstance(value, np.generic):
        return {kind.__name__: repr(value.item())}
    if isinstance(value, pd.DataFrame):
        return {"frame": [_column(value.index), *([name, _column(value[name])] for name in value)]}
    if isinstance(value, pd.Series | pd.Index | np.ndarray):
        return _column(value)
    return _plain_whole(value)


def _plain_whole(value: Any) -> Any:
    """Return a value that is made of others so; also a text or a number of a kind of its own."""
    from pydantic import BaseModel

    kind = type(value)
    if isinstance(value, BaseModel):
        return {kind.__name__: {name: _plain(part) for name, part in dict(value).items()}}
    if is_dataclass(value):
        return {kind.__name__: [_plain(getattr(value, one.name)) for one in fields(value)]}
    if isinstance(value, Mapping):
        return {"pairs": [[_plain(key), _plain(part)] for key, part in value.items()]}
    if isinstance(value, set | frozenset):
        return {"set": sorted(json.dumps(_plain(part)) for part in value)}
    if isinstance(value, str | int | float):
        return {kind.__name__: repr(value)}
    if isinstance(value, Sequence):
        return {kind.__name__: [_plain(part) for part in value]}
    raise TypeError(f"a {kind.__name__} has no fingerprint")


@lru_cache(maxsize=4096)
def _of_period(period: Period) -> list[Any]:
    return [getattr(period, one.name) for one in fields(period)]


def _column(values: Any) -> Any:
    return [str(values.dtype), [_plain(one) for one in values.tolist()]]
