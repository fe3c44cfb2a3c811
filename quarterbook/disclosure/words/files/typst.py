r"""What a Typst program says: its strings, and its content with what is nested in it as one text.

``[There were #strong[3] children]`` says ``There were 3 children``. Of Typst's syntax only as much
is known as that takes: where content, code, strings and comments begin and end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_STATEMENT = re.compile(r"#(?:let|set|show|import|include|return)\b")
_COMMENT = r"/\*.*?(?:\*/|\Z)|//[^\n]*"
_ESCAPE = r"\\(?:u\{[0-9a-fA-F]{1,6}\}|.)"
_IN_CONTENT = re.compile(
    rf"(?P<comment>(?<!:)(?:{_COMMENT}))|(?P<code>#[\w.-]*[({{]?)|(?P<bracket>[\[\]])"
    rf"|(?P<words>{_ESCAPE}|[^\[\]#\\/]+|.)",
    re.DOTALL,
)
_IN_CODE = re.compile(
    rf'(?P<comment>{_COMMENT})|"(?P<words>(?:{_ESCAPE}|[^"\\])*)"?|(?P<bracket>[\[\](){{}}])'
    r'|(?P<end>[\n;])|(?P<code>[^\[\](){}"/\n;]+|.)',
    re.DOTALL,
)
_CLOSES = {"(": ")", "{": "}", "[": "]"}
_LINE = "\n"


@dataclass
class _Part:
    """A part of a program that has begun: what ends it, and its words so far.

    Content and code end with their brackets, a statement with its line, a file with nothing.
    """

    end: str
    words: list[str] = field(default_factory=list)

    @property
    def is_content(self) -> bool:
        return self.end in ("]", "")


def words_of_typst(program: str) -> Iterator[str]:
    """Yield the strings of a program and, paragraph by paragraph, its content."""
    parts, at = [_Part("")], 0
    while at < len(program):
        match = (_IN_CONTENT if parts[-1].is_content else _IN_CODE).match(program, at)
        assert match is not None  # whatever stands there is something
        at, kind = match.end(), str(match.lastgroup)
        token = match[kind]
        if kind == "words":
            words = re.sub(_ESCAPE, _letter, token)
            if not parts[-1].is_content:
                yield from filter(None, [words.strip()])
            parts[-1].words.append(words)
        elif kind == "bracket" and token in _CLOSES:
            parts.append(_Part(_CLOSES[token]))
        elif kind in ("bracket", "end"):
            yield from _ended(parts, "\n" if kind == "end" else token)
        elif kind == "code" and parts[-1].is_content:
            parts += _begun(token)
    while len(parts) > 1:
        yield from _ended(parts, parts[-1].end)
    yield from _paragraphs("".join(parts[0].words))


def _letter(escape: re.Match[str]) -> str:
    code = escape[0][3:-1] if escape[0].startswith("\\u{") else ""
    return chr(int(code, 16)) if code and int(code, 16) <= 0x10FFFF else escape[0][1:]


def _begun(code: str) -> list[_Part]:
    """Return what code among content begins: a statement, what is given to a call, or nothing."""
    statement = [_Part(_LINE)] if _STATEMENT.match(code) else []
    return [*statement, *(_Part(_CLOSES[last]) for last in code[-1] if last in _CLOSES)]


def _ended(parts: list[_Part], token: str) -> Iterator[str]:
    """End what a bracket or the end of a line ends, and yield its content.

    A statement is no part of the text that it stands in; it ends with that text at the latest.
    """
    if token == "]" and parts[-1].end == _LINE:
        parts.pop()
    if parts[-1].end != token or not token:
        return
    part = parts.pop()
    if part.end == _LINE:
        return
    words = ("" if part.is_content else " ").join(part.words)
    parts[-1].words.append(words)
    if part.is_content:
        yield from _paragraphs(words)


def _paragraphs(words: str) -> Iterator[str]:
    yield from filter(None, map(str.strip, re.split(r"\n\s*\n", words)))
