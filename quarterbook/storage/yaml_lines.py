"""YAML files read as people mean them, with the line of everything that stands in them."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from quarterbook.ground.errors import BookError, Problem
from quarterbook.storage.book import Book
from quarterbook.storage.characters import unprintable
from quarterbook.storage.file_kinds import CONFLICT, conflict_line, kind_of
from quarterbook.storage.regular_file import LARGEST_PARAMS, in_other_capitals

KeyPath = tuple[Hashable, ...]

_MOST_VALUES = 50_000
_WHOLE = re.compile(r"[-+]?\d[\d_]*$")


class _Loader(yaml.SafeLoader):
    """YAML as people mean it: dates stay text, and so do 0x1f and 1:59."""


_Loader.yaml_implicit_resolvers = {
    first: [(t, _WHOLE if t.endswith(":int") else p) for t, p in resolvers if "timestamp" not in t]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Document:
    """A YAML file's content, and the line of everything in it: ``("outcomes", 0, "id")``."""

    name: str
    content: dict[str, Any]
    lines: dict[KeyPath, int]
    quotes: tuple[tuple[int, int], ...] = ()  # that hold lines of keys: where they open and close

    def line(self, *path: Hashable) -> int:
        """Return the line of ``path``, or of what is nearest above it; 0 for the whole file."""
        above = (path[:length] for length in range(len(path), 0, -1))
        return next((self.lines[key] for key in above if key in self.lines), 0)

    @property
    def open_quote(self) -> Problem | None:
        """What may lie behind any other fault: a quote that closes behind keys, or never."""
        return _left_open(self.name, *self.quotes[0]) if self.quotes else None


def load(book: Book, path: Path) -> Document:
    """Read a file of ``key: value`` lines; raises `BookError` where it is not one.

    A file that is as it was when the book read it last is not read again, so
    that what a command needs several times is composed once. The content is
    shared: copy it before changing it.
    """
    return book.read_once(path, "lines", lambda: _read(book, path))


def _read(book: Book, path: Path) -> Document:
    name = book.relative(path)
    text = _read_text(book, name, path)
    if not text.strip():
        raise BookError(
            Problem(name, 0, "P101", 'the file is empty. Expected lines of "key: value".')
        )
    try:
        content, lines, twice = _composed(name, text)
    except yaml.YAMLError as error:
        open_quote = next(iter(_quotes_of_keys(text)), None)
        fault = _left_open(name, *open_quote) if open_quote else _unreadable(name, error)
        raise BookError(fault) from None
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        raise BookError(
            Problem(
                name,
                0,
                "P101",
                "this is not YAML that can be read: a value with a tag (!!) or a reference (&, *) "
                "makes no sense, a number is too long, or lists lie in lists without end. Write "
                'plain lines of "key: value".',
            )
        ) from None
    if not isinstance(content, dict):
        raise BookError(
            Problem(name, 1, "P101", 'expected lines of "key: value", found something else.')
        )
    if twice:
        raise BookError(
            Problem(
                name,
                line,
                "P102",
                f"{as_found(key)} is given twice, first in line {first}. Keep one.",
            )
            for key, line, first in twice
        )
    return Document(name, content, lines, tuple(_quotes_of_keys(text)))


# A line that would be one of keys, were it not in quotes.
_KEY = re.compile(r"\s*(- )?\s*\{?\s*[a-z_]\w*:(\s|$)")


def _quotes_of_keys(text: str) -> Iterator[tuple[int, int]]:
    """Yield on which line a quote opens and closes that has lines of keys between; 0 for never."""
    lines = text.split("\n")
    try:
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                first, last = token.start_mark.line, token.end_mark.line
                if any(map(_KEY.match, lines[first + 1 : last + 1])):
                    yield first + 1, last + 1
    except yaml.YAMLError as error:
        mark = getattr(error, "context_mark", None)
        if mark and "quoted scalar" in str(getattr(error, "context", "")):
            yield mark.line + 1, 0


def _left_open(name: str, line: int, closed: int) -> Problem:
    where = f"closes only on line {closed}, with keys between them" if closed else "never closes"
    return Problem(
        name, line, "P101", f"a quote opens on this line and {where}. Close it, or take it out."
    )


def _unreadable(name: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 0
    opened = getattr(error, "context_mark", None)
    if opened and "flow" in str(getattr(error, "context", "")) and opened.line + 1 < line:
        fault = "a bracket opens on this line and does not close. Close it, or take it out."
        return Problem(name, opened.line + 1, "P101", fault)
    what = getattr(error, "problem", None) or "the line cannot be read"
    mend = "Check the indentation, the colons and the quotes on this line and the one above it."
    if "'\\t'" in what:
        what, mend = "a tab stands where spaces should", "Indent with spaces."
    elif what == "mapping values are not allowed here":
        what = "a second colon on the line, or a wrong indentation"
        mend = "Put text with a colon in quotes, and begin keys of one group in one column."
    elif what == "could not find expected ':'":
        what, mend = "a colon is missing", 'Write "key: value" on this line or the one above it.'
    elif what.startswith("expected <block end>"):
        what = "this line does not go with the ones above it"
        mend = "Begin keys of one group in one column, and close quotes and brackets."
    return Problem(name, line, "P101", f"this is not YAML: {what}. {mend}")


def _read_text(book: Book, name: str, path: Path) -> str:
    try:
        data = book.read_file(path, LARGEST_PARAMS)
        kind = kind_of(data)
        if kind:
            fault = f'this is {kind.name}, not lines of "key: value". {kind.mend}'
            raise BookError(Problem(name, 1, "P101", fault))
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BookError(
            Problem(name, line, "P103", "the file is not UTF-8 text. Save it with encoding UTF-8.")
        ) from None
    except FileNotFoundError:
        other = in_other_capitals(path)
        fault = (
            f"it is called {other}; it must be {path.name}. Rename it."
            if other
            else "the file is missing. Every book has one."
        )
        raise BookError(Problem(name, 0, "P104", fault)) from None
    except OSError as error:
        raise BookError(
            Problem(name, 0, "P104", f"the file cannot be read: {error.strerror}.")
        ) from None
    _refuse_unprintable(name, unprintable(text))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    conflict = conflict_line(text)
    if conflict:
        raise BookError(Problem(name, conflict, "P101", CONFLICT))
    return text


def _refuse_unprintable(name: str, places: Iterable[tuple[int, str]]) -> None:
    problems = [
        Problem(
            name,
            line,
            "P103",
            f"the character {character} on this line cannot be printed. Type the line again.",
        )
        for line, character in places
    ]
    if problems:
        raise BookError(problems)


def _composed(name: str, text: str) -> tuple[Any, dict[KeyPath, int], list[tuple[str, int, int]]]:
    """Return a text's content, the line of every path in it, and the keys given twice."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node:
            _refuse_growth(name, node)
            _refuse_unprintable(name, _escaped(node))
        lines, twice = _lines(node)  # before construction, which takes merge keys (<<) apart
        return loader.construct_document(node) if node else None, lines, twice
    finally:
        loader.dispose()


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _refuse_growth(name: str, root: yaml.Node) -> None:
    """Raise `BookError` where references (*name) make much of little, or have no end."""
    sizes: dict[int, int] = {}

    def size(node: yaml.Node) -> int:
        if id(node) not in sizes:
            sizes[id(node)] = _MOST_VALUES + 1  # of a node within itself
            sizes[id(node)] = 1 + sum(map(size, _children(node)))
        return sizes[id(node)]

    if size(root) > _MOST_VALUES:
        raise BookError(
            Problem(
                name,
                0,
                "P101",
                f"with its references (*name) the file has more than {_MOST_VALUES:,} values, or "
                "no end of them. Write plain lines, without references.",
            )
        )


def _escaped(root: yaml.Node) -> Iterator[tuple[int, str]]:
    """Yield line and name of characters that cannot be printed, as escapes bring them in."""
    left, walked = [root], set()
    while left:
        node = left.pop()
        if id(node) in walked:
            continue
        walked.add(id(node))
        left += _children(node)
        if isinstance(node, yaml.ScalarNode):
            for _, character in unprintable(node.value):
                yield node.start_mark.line + 1, character


def _lines(node: yaml.Node | None) -> tuple[dict[KeyPath, int], list[tuple[str, int, int]]]:
    """Return the line of every path in a document, and the keys given twice with both lines."""
    lines: dict[KeyPath, int] = {}
    twice: list[tuple[str, int, int]] = []
    walked: set[int] = set()

    def walk(node: yaml.Node | None, path: KeyPath) -> None:
        if id(node) in walked:  # a reference (*name) to what stands elsewhere
            return
        walked.add(id(node))
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                below = (*path, key.value)
                line = key.start_mark.line + 1
                if below in lines:
                    twice.append((key.value, line, lines[below]))
                lines[below] = line
                walk(value, below)
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                lines[(*path, index)] = value.start_mark.line + 1
                walk(value, (*path, index))

    walk(node, ())
    return lines, twice


def as_found(value: object) -> str:
    """Return a value as messages show it."""
    if value is None or value == "":
        return "blank"
    if isinstance(value, bool):
        return f'"{str(value).lower()}"'
    if isinstance(value, str | int | float):
        text = " ".join(str(value).split())
        return f'"{text[:60]}…"' if len(text) > 60 else f'"{text}"'
    if isinstance(value, list):
        return "a list"
    return "a group of keys"
