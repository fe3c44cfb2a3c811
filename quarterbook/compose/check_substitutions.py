"""Figures that pages name, ``{{ summary.improved }}``, checked before any notebook runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from quarterbook.ground.errors import BookError, Problem, nearest
from quarterbook.ground.myst import without_code
from quarterbook.ground.wording import listed
from quarterbook.storage.book import Book

PAPER_SUBSTITUTION = re.compile(r"\{\{\s*paper\.(\w+)\s*\}\}")


def check_substitutions(book: Book, pages: Iterable[str], names: Mapping[str, Any]) -> None:
    """Raise `BookError` for ``{{ … }}`` in a page that names no figure, or a page not in UTF-8.

    Sphinx would find most of them too, but after the notebooks have run and
    without the nearest name.
    """
    all_names = list(_dotted(names))
    problems = []
    for page in pages:
        path = book.root / f"{page}.md"
        if not path.is_file():
            continue
        try:
            text = without_code(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            fault = "the page is not UTF-8 text. Save it with encoding UTF-8."
            problems.append(Problem(f"{page}.md", line, "B106", fault))
            continue
        for match in _FIGURE.finditer(text):
            fault = _figure_fault(match[1], names, all_names)
            if fault:
                line = text.count("\n", 0, match.start()) + 1
                problems.append(Problem(f"{page}.md", line, "B203", fault))
    if problems:
        raise BookError(problems)


_FIGURE = re.compile(r"\{\{\s*([A-Za-z_]\w*(?:\.\w+)*)\s*(?:\|[^}]*)?\}\}")


def substitution_names(text: str) -> list[str]:
    """Return the names of the figures that a page's text names, each once, in order."""
    return list(dict.fromkeys(match[1] for match in _FIGURE.finditer(without_code(text))))


def substitution_value(names: Mapping[str, Any], name: str) -> Any:
    """Return what a name such as ``summary.improved`` stands for, or nothing."""
    value: Any = names
    for part in name.split("."):
        value = value.get(part, "") if isinstance(value, Mapping) else ""
    return value


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
