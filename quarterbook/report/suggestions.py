"""A name that is nearly right: what a cell's error says of the one that was meant."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Mapping
from inspect import signature
from types import TracebackType
from typing import Any

from quarterbook.ground.errors import nearest

_KEYWORD = re.compile(r"(?:(\w+)\.)?(\w+)\(\) got an unexpected keyword argument '(\w+)'")


def register(shell: Any) -> None:
    """Let IPython say of a misspelt name, attribute or keyword which one was meant."""
    kinds = (AttributeError, NameError, TypeError)
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
        error.args = (f"{message}.{meant}",)
    shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)


def meant_instead(error: BaseException, names: Mapping[str, Any]) -> str:
    """Return `` Did you mean "table"?`` for a name that is nearly one, or nothing.

    ``names`` are those that the cell has.
    """
    if isinstance(error, AttributeError):
        return nearest(error.name or "", _offered(dir(error.obj)))
    if isinstance(error, NameError):
        return nearest(error.name or "", _offered({*names, *dir(builtins)}))
    match = _KEYWORD.search(str(error))
    if not match:
        return ""
    owner, function, keyword = match.groups()
    called = _callable(owner, function, names)
    return nearest(keyword, signature(called).parameters) if called else ""


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
