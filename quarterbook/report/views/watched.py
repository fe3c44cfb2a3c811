"""A quarter's view that writes down which of its values are read (`read_log`).

A **place** leads to a value from the view: names of fields, keys of mappings, or a table of the
vintage with a column and the value that its rows have there. `value_at` is the way back: a page
depends on the values at the places that its notebook read, and on nothing else of the quarter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from functools import cached_property, lru_cache
from typing import Any, TypeVar

import pandas as pd
from pydantic import BaseModel

from quarterbook.data.params.council import Council
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.vintage import Vintage
from quarterbook.judge.assessment import Assessment
from quarterbook.judge.direction import Direction
from quarterbook.judge.rag import Rag
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView
from quarterbook.storage import read_log

KIND = "quarter"
_ABSENT = "absent"

_KEYS = "*"  # all keys of a mapping, in their order
_OF_PARTS = (MeasureView, Assessment, Rag, Direction, Vintage)
_WHOLE = ("__dict__", "__iter__", "model_dump", "model_dump_json", "model_copy")

_Watched = TypeVar("_Watched")


def watched_quarter(view: QuarterView) -> QuarterView:
    """Return a view of which every value that is read is written down."""
    read_log.note(KIND, "by_id", _KEYS)
    return replace(
        view,
        vintage=_follow(view.vintage, ("vintage",)),
        by_id={id_: _follow(one, ("by_id", id_)) for id_, one in view.by_id.items()},
        rated_before=_WatchedMapping(view.rated_before, ("rated_before",)),
        standings=_WatchedMapping(view.standings, ("standings",)),
    )


def value_at(view: QuarterView, place: tuple[str, ...]) -> Any:
    """Return the value at a place of a view, or `_ABSENT`."""
    value: Any = view
    for number, name in enumerate(place):
        if isinstance(value, Vintage) and number + 3 == len(place):
            return _handed_out(value.rows(*place[number:]))
        if isinstance(value, Mapping):
            if name == _KEYS:
                return list(value)
            if name not in value:
                return _ABSENT
            value = value[name]
        elif hasattr(value, name):
            value = getattr(value, name)
        else:
            return _ABSENT
    return _handed_out(value)


def _follow(value: Any, place: tuple[str, ...]) -> Any:
    """Return a value at a place, noted, or what notes the parts of it that are read."""
    if isinstance(value, _OF_PARTS):
        copy = object.__new__(_watched_dataclass(type(value)))  # type: ignore[arg-type]
        copy.__dict__.update({one.name: getattr(value, one.name) for one in fields(value)})
        copy.__dict__.update(_place=place, _followed={}, _own=value)
        return copy
    if isinstance(value, Council | Quarter):
        copy = value.model_copy()
        object.__setattr__(copy, "__class__", _watched_model(type(value), place))
        return copy
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return _WatchedMapping(value, place)
    read_log.note(KIND, *place)
    return _handed_out(value)


def _handed_out(value: Any) -> Any:
    """Return a table without the numbers of its lines, which no page is made of."""
    return value.reset_index(drop=True) if isinstance(value, pd.DataFrame) else value


class _WatchedMapping(Mapping[str, Any]):
    """A mapping whose keys and values are written down as they are read."""

    def __init__(self, values: Mapping[str, Any], place: tuple[str, ...]) -> None:
        self._values, self._place = values, place

    def __getitem__(self, key: str) -> Any:
        if key not in self._values:
            read_log.note(KIND, *self._place, str(key))
            raise KeyError(key)
        return _follow(self._values[key], (*self._place, key))

    def __iter__(self) -> Iterator[str]:
        read_log.note(KIND, *self._place, _KEYS)
        return iter(self._values)

    def __len__(self) -> int:
        read_log.note(KIND, *self._place, _KEYS)
        return len(self._values)


@lru_cache
def _watched_dataclass(kind: type[_Watched]) -> type[_Watched]:
    """Return a class whose fields and properties are noted when they are read."""
    names = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    names |= {n for n in dir(kind) if isinstance(getattr(kind, n), property | cached_property)}

    def read(self: Any, name: str) -> Any:
        own = object.__getattribute__(self, "__dict__")
        if name not in names or "_place" not in own:  # a changed copy, of which all was read
            return object.__getattribute__(self, name)
        if name not in own["_followed"]:
            own["_followed"][name] = _follow(getattr(own["_own"], name), (*own["_place"], name))
        return own["_followed"][name]

    def rows(self: Any, table: str, column: str, value: str) -> pd.DataFrame:
        own = object.__getattribute__(self, "__dict__")
        read_log.note(KIND, *own["_place"], table, column, value)
        return _handed_out(own["_own"].rows(table, column, value))

    methods: dict[str, Any] = {"__getattribute__": read}
    if issubclass(kind, Vintage):
        methods["rows"] = rows
    return type(kind.__name__, (kind,), methods)


def _watched_model(kind: type[BaseModel], place: tuple[str, ...]) -> type[BaseModel]:
    names = {*kind.model_fields}

    def read(self: Any, name: str) -> Any:
        if name in names:
            return _follow(object.__getattribute__(self, name), (*place, name))
        if name in _WHOLE:
            read_log.note(KIND, *place)
        return object.__getattribute__(self, name)

    def iterate(self: Any) -> Any:
        read_log.note(KIND, *place)
        return kind.__iter__(self)

    return type(kind.__name__, (kind,), {"__getattribute__": read, "__iter__": iterate})
