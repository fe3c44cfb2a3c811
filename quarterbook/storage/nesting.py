"""Words that no parser should be given: too many, or nested too deep for it to end or to hold.

They are looked at line by line, before anything parses them, in time that grows with their length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

_MOST_LETTERS = 2_000_000
_MOST_CELLS = 20_000  # of the tables of a page
_DEEPEST = 50
_MOST_MARKS = 3_000  # brackets and the like in a paragraph
_WIDEST_INDENT = 100  # before something that nests

_NESTS = re.compile(r"[ \t>]*(?:(?:[-*+>]|\d{1,9}[.)]|\.\.|:{3,}|`{3,}|~{3,})[ \t]*)+")
_MARKER = re.compile(r">|(?<!\S)(?:[-*+]|\d{1,9}[.)])(?=\s)")
_FENCE = re.compile(r"[ \t>]*(:{3,}|`{3,}|~{3,})[ \t]*(\{?)([\w-]*)")
_LITERAL = ("code", "code-block", "sourcecode", "code-cell", "math", "raw", "literalinclude")
_RUN = re.compile(rf"([*_~`])\1{{{_DEEPEST},}}")
_BEHIND_RUN = re.compile(r"[^\s*_~`]")
_MARKS = re.compile(r"[\[\]*_<`$~]")
_BEGINS_ANEW = re.compile(r"[ \t>]*(?:[-*+|#]|\d{1,9}[.)])")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)[^<>]*?(/?)>", re.IGNORECASE)
_NOT_NESTING = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
    *("track", "wbr", "p", "li", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody"),
}
_HTML_BLOCK = re.compile(r"[ \t>]*</?[a-z!?]", re.IGNORECASE)
_Line = tuple[int, str]
_CELL = re.compile(r"<t[dh][\s>/]", re.IGNORECASE)


def parser_limit_fault(text: str) -> tuple[int, str] | None:
    """Return the line on which words become too much, and what is wrong with them, or nothing."""
    if len(text) > _MOST_LETTERS:
        fault = f"it has {len(text):,} letters, and at most {_MOST_LETTERS:,} are read"
        return 1, f"{fault}. Divide it, and keep pictures and tables in files"
    lines = list(enumerate(text.split("\n"), 1))
    prose = list(_prose(lines))
    kinds = (_cells(lines), _elements(lines), _nesting(prose), _paragraphs(prose))
    return min((one for kind in kinds for one in islice(kind, 1)), default=None)


def _prose(lines: list[_Line]) -> Iterator[_Line]:
    """The lines that are neither code nor formulas nor HTML as it stands."""
    literal = ""
    for number, line in lines:
        fence = _FENCE.match(line)
        if literal:
            if fence and fence[1].startswith(literal) and not line[fence.end(1) :].strip():
                literal = ""
            continue
        if fence and (fence[3] in _LITERAL if fence[2] else fence[1][0] != ":"):
            literal = fence[1]
        yield number, line


def _cells(lines: Iterable[_Line]) -> Iterator[_Line]:
    cells = 0
    for number, line in lines:
        cells += max(0, line.count("|") - 1) + len(_CELL.findall(line))
        if cells > _MOST_CELLS:
            mend = "Show what matters of them, and offer the rest as a file"
            yield number, f"its tables have more than {_MOST_CELLS:,} cells up to here. {mend}"


def _elements(lines: Iterable[_Line]) -> Iterator[_Line]:
    depth = 0
    for number, line in lines:
        for closes, name, is_whole in _TAG.findall(line):
            if not is_whole and name.lower() not in _NOT_NESTING:
                depth = max(0, depth + (-1 if closes else 1))
            if depth > 2 * _DEEPEST:
                yield number, _too_deep("HTML elements")


def _nesting(prose: Iterable[_Line]) -> Iterator[_Line]:
    opened: list[str] = []
    for number, line in prose:
        fence, begins = _FENCE.match(line), _NESTS.match(line)
        if fence:
            opened = _opened(opened, fence, line)
        markers = len(_MARKER.findall(begins[0])) if begins else 0
        is_deep = markers > _DEEPEST or (begins and _indent(line) > _WIDEST_INDENT)
        is_deep = is_deep or len(opened) > _DEEPEST
        if is_deep or (fence and fence[2] and len(fence[1]) > _DEEPEST):
            yield number, _too_deep("lists, quotes and directives")
        if any(_BEHIND_RUN.match(line, run.end()) for run in _RUN.finditer(line)):
            yield number, f"more than {_DEEPEST} of the same mark stand side by side. Take them out"


def _opened(opened: list[str], fence: re.Match[str], line: str) -> list[str]:
    """Return the fences that are open behind one: it ends the outermost that it fits."""
    if line[fence.end(1) :].strip():
        return [*opened, fence[1]] if fence[2] else opened
    closes = (n for n, one in enumerate(opened) if fence[1].startswith(one))
    return opened[: next(closes, len(opened))]


def _paragraphs(prose: Iterable[_Line]) -> Iterator[_Line]:
    marks, is_html = 0, False
    for number, line in prose:
        if not line.strip() or _BEGINS_ANEW.match(line):
            marks, is_html = 0, False
        elif marks == 0:
            is_html = is_html or bool(_HTML_BLOCK.match(line))
        marks += 0 if is_html or line.lstrip().startswith("|") else len(_MARKS.findall(line))
        if marks > _MOST_MARKS:
            fault = f"a paragraph has more than {_MOST_MARKS:,} brackets and other marks"
            yield number, f"{fault}. Divide it, or set it as code"


def _indent(line: str) -> int:
    plain = line.expandtabs(4)
    return len(plain) - len(plain.lstrip(" >"))


def _too_deep(what: str) -> str:
    return f"{what} stand in one another too deep for a page. Write them side by side"
