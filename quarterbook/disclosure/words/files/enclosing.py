"""What stands around a paragraph of a page and says what it is about: headings, directives."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

_HEADING = re.compile(r"[ \t>]*(#{1,6})[ \t]")
_FENCE = re.compile(r"[ \t>]*(`{3,}|:{3,}|~{3,})(.*)$")
_DIRECTIVE = re.compile(r"([ \t]*)\.\. [\w:-]+::")
_Ids = frozenset[str]


class _Open(NamedTuple):
    fence: str
    about: _Ids


class Enclosing:
    """Headings and directives that are open where a page has been read to.

    naming
        tells the ids of the measures that a text names.
    """

    def __init__(self, naming: Callable[[str], _Ids]) -> None:
        self._naming = naming
        self._headings: dict[int, _Ids] = {}
        self._fences: list[_Open] = []
        self._indented: tuple[int, _Ids] | None = None

    def about(self, paragraph: str) -> _Ids:
        """Read a paragraph, and return what the nearest that encloses it, or begins it, names."""
        lines = paragraph.split("\n")
        for number, line in enumerate(lines):
            self._read(line, lines[number:])
        enclosing = [one.about for one in reversed(self._fences)]
        if self._indented:
            enclosing.insert(0, self._indented[1])
        enclosing += [self._headings[level] for level in sorted(self._headings, reverse=True)]
        return next(filter(None, enclosing), frozenset())

    def _read(self, line: str, rest: list[str]) -> None:
        heading, fence = _HEADING.match(line), _FENCE.match(line)
        if self._indented and line.strip() and _indent(line) <= self._indented[0]:
            self._indented = None
        if fence:
            self._open_or_close(fence[1], fence[2].strip(), rest)
        elif directive := _DIRECTIVE.match(line):
            self._indented = len(directive[1]), self._naming("\n".join(rest))
        elif heading and not self._is_in_code():
            level = len(heading[1])
            self._headings = {n: ids for n, ids in self._headings.items() if n < level}
            self._headings[level] = self._naming(line)

    def _open_or_close(self, fence: str, behind: str, rest: list[str]) -> None:
        if behind:
            ids = self._naming("\n".join(rest)) if behind.startswith("{") else frozenset()
            self._fences.append(_Open(fence, ids))
            return
        for at in range(len(self._fences) - 1, -1, -1):
            if fence.startswith(self._fences[at].fence):
                del self._fences[at:]
                return

    def _is_in_code(self) -> bool:
        return any(one.fence[0] in "`~" and not one.about for one in self._fences)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
