"""What an analyst gives to a call: looked at by the types that it asks for."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import wraps
from inspect import Parameter, Signature, signature
from numbers import Integral, Real
from os import PathLike
from types import FunctionType
from typing import Any, ParamSpec, TypeVar

import pandas as pd

from quarterbook.ground.errors import CommandError, nearest
from quarterbook.ground.wording import count, listed

WITHOUT_A_FIGURE = "no figure"

_CALLED = {"__getitem__": 'report["…"]', "__init__": "Report"}
_WRONG = object()

# By what is called how it is written.
_SUCH_AS = {
    "figure": 'report.figure(fig, name="jobs", alt="Jobs rose from 1,200 to 1,450.")',
    "table": 'report.table(df, caption="Litter by ward")',
    "text": 'report.text(f"The gap was **{gap:.1f}** points.")',
    "number": 'report.number(51.25, "%", 1)',
    "sentence": 'report.sentence("Jobs", 1200, 1450, since="2019", until="2024")',
    "compare": 'report.compare(["recycling-rate", "residual-waste"])',
    "chart": 'report["recycling-rate"].chart(kind="bar", since="2019-20-Q1")',
    "written": 'report["recycling-rate"].written(51.25)',
    "label_lines": "style.label_lines(ax)",
}

_P = ParamSpec("_P")
_R = TypeVar("_R")
_Kind_of = TypeVar("_Kind_of", bound=type)


def looked_at(kind: _Kind_of) -> _Kind_of:
    """Return a class whose public methods say in a `CommandError` what they were given amiss.

    An argument that is missing, that there is none of, or that is not what it asks for. It goes by
    the annotations, as they are written; what has another is not looked at. One text is taken where
    several may stand; a figure that is missing, as None, NaN or NA, is None.
    """
    for name, function in vars(kind).items():
        if isinstance(function, FunctionType) and (name in _CALLED or not name.startswith("_")):
            setattr(kind, name, _looking_at(function))
    return kind


def _looking_at(function: Callable[_P, _R]) -> Callable[_P, _R]:
    parameters, name = signature(function), _CALLED.get(function.__name__, function.__name__)
    kinds = {
        parameter.name: _KINDS[str(parameter.annotation)]
        for parameter in parameters.parameters.values()
        if str(parameter.annotation) in _KINDS
    }

    @wraps(function)
    def looking(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            arguments = parameters.bind(*args, **kwargs)
        except TypeError:
            raise CommandError(f"{name}: {_misfit(name, parameters, args, kwargs)}") from None
        for parameter, value in arguments.arguments.items():
            if parameter in kinds:
                read, kind = kinds[parameter]
                taken = read(value)
                if taken is _WRONG:
                    which = parameter.removesuffix("_")
                    raise CommandError(
                        f"{name}: {which} was given {short_form(value)}. Give {kind}."
                    )
                arguments.arguments[parameter] = taken
        return function(*arguments.args, **arguments.kwargs)

    return looking


def _misfit(name: str, function: Signature, args: Sequence[object], kwargs: Collection[str]) -> str:
    """Return what keeps what was given from being what is asked for, and how it is written."""
    parameters = [one for one in function.parameters.values() if one.name != "self"]
    names = [one.name for one in parameters]
    named = {*names[: len(args) - 1], *kwargs}
    unknown = [one for one in kwargs if one not in names]
    missing = [one.name for one in parameters if one.name not in named and _is_needed(one)]
    if unknown:
        fault = f'there is no argument "{unknown[0]}".{_instead(unknown[0], names, named)}'
    elif missing:
        fault = f"{listed(missing, 'and')} {'is' if len(missing) == 1 else 'are'} missing."
    else:
        fault = _too_many(names, len(args) - 1, kwargs)
    return f"{fault} Write {_SUCH_AS[name]}." if name in _SUCH_AS else fault


def _is_needed(parameter: Parameter) -> bool:
    return parameter.default is Parameter.empty


def _too_many(names: Sequence[str], number: int, kwargs: Collection[str]) -> str:
    if number <= len(names):
        return f"{next(one for one in names if one in kwargs)} is given twice."
    most = f"at most {count(len(names), 'argument')}" if names else "no argument"
    return f"it takes {most}, and was given {number}."


def _instead(word: str, names: Sequence[str], named: Collection[str]) -> str:
    """Return the name that was meant or, where none is near, all that there are."""
    hint = nearest(word, [one for one in names if one not in named])
    return hint or (f" It has {listed(names, 'and')}." if names else "")


def short_form(value: object) -> str:
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


def public_names(thing: object) -> list[str]:
    """What tab completion offers: the names that stand in the reference."""
    names = {*vars(thing), *(name for kind in type(thing).__mro__[:-1] for name in vars(kind))}
    return sorted(name for name in names if not name.startswith("_"))
