"""What an analyst gives to a call: looked at by the types that it asks for."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import wraps
from inspect import signature
from numbers import Integral, Real
from os import PathLike
from typing import Any, ParamSpec, TypeVar

import pandas as pd

from quarterbook.ground.errors import CommandError

WITHOUT_A_FIGURE = "no figure"

_CALLED = {"__getitem__": 'report["…"]', "__init__": "Report"}
_WRONG = object()

_P = ParamSpec("_P")
_R = TypeVar("_R")


def looked_at(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Return a function that says in a `CommandError` which argument is not what it asks for.

    It goes by the annotations, as they are written; what has another is not looked at. One text is
    taken where several may stand; a figure that is missing, as None, NaN or NA, is None.
    """
    asked, name = signature(function), _CALLED.get(function.__name__, function.__name__)
    kinds = {
        parameter.name: _KINDS[str(parameter.annotation)]
        for parameter in asked.parameters.values()
        if str(parameter.annotation) in _KINDS
    }

    @wraps(function)
    def looking(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            given = asked.bind(*args, **kwargs)
        except TypeError:
            return function(*args, **kwargs)  # Python says what is missing or too many
        for parameter, value in given.arguments.items():
            if parameter in kinds:
                read, wanted = kinds[parameter]
                taken = read(value)
                if taken is _WRONG:
                    which = parameter.removesuffix("_")
                    raise CommandError(f"{name}: {which} was given {shown(value)}. Give {wanted}.")
                given.arguments[parameter] = taken
        return function(*given.args, **given.kwargs)

    return looking


def shown(value: object) -> str:
    """Return what was given, short: numbers and texts as they are, of others what they are."""
    if value is None or value is pd.NA or isinstance(value, str | bytes | Real):
        text = repr(value) if isinstance(value, str | bytes) else str(value)
        return text if len(text) <= 40 else f"{text[:40]}…"
    return f"a {type(value).__name__}"


def _text(value: object) -> object:
    return value if isinstance(value, str) else _WRONG


def _whole(value: object) -> object:
    is_whole = isinstance(value, Integral) and not isinstance(value, bool)
    return int(value) if is_whole and isinstance(value, Integral) else _WRONG


def _figure(value: object) -> object:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        return _WRONG
    return float(value) if math.isfinite(value) else None


def _texts(value: object) -> object:
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, Iterable) or isinstance(value, bytes | Mapping | pd.DataFrame):
        return _WRONG
    several = tuple(value)
    return several if all(isinstance(one, str) for one in several) else _WRONG


def _or_none(read: Callable[[object], object]) -> Callable[[object], object]:
    return lambda value: None if value is None else read(value)


def _by_column(read: Callable[[object], object]) -> Callable[[object], object]:
    def all_or_each(value: object) -> object:
        each = list(value.values()) if isinstance(value, Mapping) else [value]
        return _WRONG if any(read(one) is _WRONG for one in each) else value

    return _or_none(all_or_each)


def _place(value: object) -> object:
    return value if isinstance(value, str | PathLike) else _WRONG


_Kind = tuple[Callable[[Any], object], str]
_WORDS = "text in quotes"
_KINDS: dict[str, _Kind] = {
    "str": (_text, _WORDS),
    "str | None": (_or_none(_text), _WORDS),
    "ChartKind": (_text, _WORDS),
    "Path | str | None": (_or_none(_place), "the path of a folder"),
    "int": (_whole, "a whole number"),
    "float | None": (_figure, "one number"),
    "Iterable[str]": (_texts, "one id in quotes, or several in a list"),
    "int | Mapping[str, int] | None": (
        _by_column(_whole),
        'a whole number, or one by column: {"rate": 1}',
    ),
    "str | Mapping[str, str] | None": (
        _by_column(_text),
        'a unit in quotes, or one by column: {"rate": "%"}',
    ),
}
