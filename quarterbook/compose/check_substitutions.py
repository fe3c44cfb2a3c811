"""Figures that pages name, ``{{ summary.improved }}``, checked before any notebook runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from quarterbook.compose.page_text import texts_of_page
from quarterbook.ground.errors import BookError, Problem, nearest
from quarterbook.ground.myst import without_literals
from quarterbook.ground.wording import listed
from quarterbook.report.substitutions.figure_names import FIGURE_NAME, not_a_name
from quarterbook.storage.book import Book


def check_substitutions(book: Book, pages: Iterable[str], names: Mapping[str, Any]) -> None:
    """Raise `BookError` for braces on a page that name no figure, or a page not in UTF-8.

    Pages take ``{{ dotted.names }}`` and nothing else. Binding would find most faults too, but
    after the notebooks have run and without the nearest name.
    """
    all_names = list(_dotted(names))
    problems: list[Problem] = []
    for page in pages:
        try:
            texts = list(texts_of_page(book, page))
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            fault = "the page is not UTF-8 text. Save it with encoding UTF-8."
            problems.append(Problem(f"{page}.md", line, "B106", fault))
            continue
        for file, place, text in texts:
            for line, code, fault in _faults(text, names, all_names):
                words = f"{place}: {fault}" if place else fault
                problems.append(Problem(file, 0 if place else line, code, words))
    if problems:
        raise BookError(problems)


def _faults(
    text: str, names: Mapping[str, Any], all_names: list[str]
) -> Iterator[tuple[int, str, str]]:
    """Yield line, code and message of each pair of braces that names no figure."""
    read = without_literals(text)
    for half in _HALF.finditer(read):
        name = half[1] or half[2]
        fault = f'"{half[0]}" lacks a brace. Write {{{{ {name} }}}}.'
        yield text.count("\n", 0, half.start()) + 1, "B208", fault
    for begin, braces in _braces(read):
        words = braces[2:-2].strip()
        is_name = braces.startswith("{{") and FIGURE_NAME.fullmatch(words)
        fault = _figure_fault(words, names, all_names) if is_name else not_a_name(braces)
        if fault:
            yield text.count("\n", 0, begin) + 1, "B203" if is_name else "B208", fault


def _braces(text: str) -> Iterator[tuple[int, str]]:
    """Yield each pair of braces, closed in the paragraph where it opens, and where it begins."""
    offset = paragraph_end = 0
    unclosed: set[str] = set()
    while opening := _OPENS.search(text, offset):
        begin, closes = opening.start(), _CLOSES[opening[0]]
        if begin >= paragraph_end:
            blank = _BLANK_LINE.search(text, begin)
            paragraph_end, unclosed = blank.start() if blank else len(text), set()
        end = -1 if closes in unclosed else text.find(closes, begin + 2, paragraph_end)
        if end < 0:
            unclosed.add(closes)
            offset = begin + 1
        else:
            yield begin, text[begin : end + 2]
            offset = end + 2


_OPENS = re.compile(r"\{[{%#]")
_CLOSES = {"{{": "}}", "{%": "%}", "{#": "#}"}
_BLANK_LINE = re.compile(r"\n\s*\n")
_HALF = re.compile(
    r"\{\{[ \t]*(\w+(?:\.\w+)+)[ \t]*\}(?!\})|(?<!\{)\{[ \t]*(\w+(?:\.\w+)+)[ \t]*\}\}", re.ASCII
)


def _dotted(names: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for name, value in names.items():
        if isinstance(value, Mapping):
            yield from _dotted(value, f"{above}{name}.")
        else:
            yield f"{above}{name}"


def _figure_fault(name: str, names: Mapping[str, Any], all_names: list[str]) -> str:
    group: Any = names
    for part in name.split("."):
        if not isinstance(group, Mapping) or part not in group:
            hint = nearest(name, all_names) or (
                f" Known here: {listed(map(str, group), 'and')}."
                if isinstance(group, Mapping) and len(group) <= 20
                else ""
            )
            return f'"{name}" is not a figure that pages can name.{hint}'
        group = group[part]
    if isinstance(group, Mapping):
        return (
            f'"{name}" is a group of figures. Name one of them, such as '
            f'"{name}.{next(iter(group), "…")}".'
        )
    return ""
