"""Directives of a Markdown page that are never closed: all that follows stands inside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_OPENS = re.compile(r"\s*(?P<sign>:{3,}|`{3,}|~{3,})(?P<rest>[^`]*)$")
_IS_DIRECTIVE = re.compile(r"\s*\{[\w:.-]+\}")


def unclosed(text: str) -> list[tuple[int, str]]:
    """Return the line of each fence that is never closed, and how it begins: ``:::{note}``.

    A fence ends with the first line of as many of its signs or more, so that an outer one needs
    more than one inside it.
    """
    return [*_unclosed(text.splitlines(), 1)]


def _unclosed(lines: Sequence[str], first: int) -> Iterator[tuple[int, str]]:
    at = 0
    while at < len(lines):
        opening = _opening(lines[at])
        at += 1
        if not opening:
            continue
        sign, name = opening
        closes = re.compile(rf"\s*{re.escape(sign[0])}{{{len(sign)},}}\s*")
        end = next((to for to in range(at, len(lines)) if closes.fullmatch(lines[to])), None)
        if end is None:
            yield first + at - 1, f"{sign}{name}"
        if sign[0] == ":":
            yield from _unclosed(lines[at:end], first + at)
        if end is None:
            return
        at = end + 1


def _opening(line: str) -> tuple[str, str] | None:
    """Return the signs of a fence that a line opens, and what stands behind them."""
    found = _OPENS.match(line)
    if not found or (found["sign"][0] == ":" and not _IS_DIRECTIVE.match(found["rest"])):
        return None
    return found["sign"], found["rest"].strip()
