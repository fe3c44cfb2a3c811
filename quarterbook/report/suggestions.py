"""A name that is nearly right: what a cell's error says of the one that was meant."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Mapping
from inspect import signature
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any

import pandas as pd

from quarterbook.ground.errors import nearest

_KEYWORD = re.compile(r"(?:(\w+)\.)?(\w+)\(\) got an unexpected keyword argument '(\w+)'")

_LISTED = re.compile(r"\['([^']+)'")  # how pandas names those of several that it lacks


class _NoName(KeyError):
    """One whose words stand as they are."""

    def __str__(self) -> str:
        return str(self.args[0])


_NoName.__name__ = "KeyError"
_SAID: dict[type[BaseException], type[BaseException]] = {
    KeyError: _NoName,
    FileNotFoundError: FileNotFoundError,
}


def register(shell: Any) -> None:
    """Let IPython say of a misspelt name, attribute or keyword which one was meant."""
    kinds = (AttributeError, FileNotFoundError, KeyError, NameError, TypeError)
    shell.set_custom_exc(kinds, _tell)


def _tell(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    traceback: TracebackType,
    tb_offset: int | None = None,
) -> None:
    message = str(error)
    meant = meant_instead(error, shell.user_ns)
    if meant and "Did you mean" not in message:
        with_mend = f"{message}.{meant}"
        error.args = (with_mend,)
        if kind in _SAID:  # its own words go by more than its arguments
            kind = _SAID[kind]
            error = kind(with_mend)
    shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)


def meant_instead(error: BaseException, names: Mapping[str, Any]) -> str:
    """Return `` Did you mean "table"?`` for a name that is nearly one, or nothing.

    ``names`` are those that the cell has.
    """
    if isinstance(error, AttributeError):
        return nearest(error.name or "", _offered(dir(error.obj)))
    if isinstance(error, NameError):
        return nearest(error.name or "", _offered({*names, *dir(builtins)}))
    if isinstance(error, KeyError):
        return _near_column(error)
    if isinstance(error, FileNotFoundError):
        return _near_file(error)
    match = _KEYWORD.search(str(error))
    if not match:
        return ""
    owner, function, keyword = match.groups()
    called = _callable(owner, function, names)
    return nearest(keyword, signature(called).parameters) if called else ""


def _near_column(error: KeyError) -> str:
    """Return which column or label of the frame is nearest that the cell has looked in."""
    written = error.args[0] if error.args else ""
    if not isinstance(written, str):
        return ""
    listed = _LISTED.search(written)
    for frame, _ in walk_tb(error.__traceback__):
        data = frame.f_locals.get("self")
        if isinstance(data, pd.DataFrame | pd.Series):
            names = [*data.index.names, *(data.columns if data.ndim == 2 else data.index)]
            return nearest(listed[1] if listed else written, map(str, names))
    return ""


def _near_file(error: FileNotFoundError) -> str:
    folder, _, name = str(error.filename or "").rpartition("/")
    beside = Path(folder or ".")
    if not name or not beside.is_dir():
        return ""
    files = sorted(one.name for one in beside.iterdir())
    return nearest(str(error.filename), [f"{folder}/{one}" if folder else one for one in files])


def _offered(names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if not name.startswith("_"))


def _callable(owner: str | None, function: str, names: Mapping[str, Any]) -> Any:
    """Return the function of a cell's names that is called so, or the method of one of them."""
    if not owner:
        return names.get(function)
    for value in names.values():
        kind = value if isinstance(value, type) else type(value)
        if kind.__name__ == owner:
            return getattr(kind, function, None)
    return None
