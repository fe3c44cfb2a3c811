"""What no page of a book may be: unreadable, without a title, with what cannot be set or shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from quarterbook.ground import myst
from quarterbook.ground.errors import Problem
from quarterbook.storage.book import Book
from quarterbook.storage.characters import unprintable
from quarterbook.storage.file_kinds import CONFLICT, WEB_PAGE, conflict_line, kind_of
from quarterbook.storage.nesting import parser_limit_fault
from quarterbook.storage.regular_file import LARGEST_PAGE, read_file

# Directives that can give a page headings which do not stand in it.
_TAKES_IN = re.compile(r"\{(?:include|eval-rst)\}")

# Front matter that MyST-NB and Jupytext know notebooks by.
_NOTEBOOK_KEY = re.compile(r"(jupytext|kernelspec|file_format|execution_mode|mystnb)\s*:")


def page_faults(book: Book, page: str, *, is_listed: bool = False) -> list[Problem]:
    """Return what is wrong with a page (without ending) as it is written, nothing of a notebook.

    ``is_listed`` says whether the contents lead to it, which takes a title.
    """
    path = book.root / f"{page}.md"
    if not path.is_file():
        return []
    faults = book.read_once(path, "faults", partial(_page_faults, book, path))
    return faults or (_no_title(book, path) if is_listed else [])


def no_title(file: str, line: int = 0) -> Problem:
    """Return what is wrong with a page or a notebook that contents cannot lead to."""
    is_notebook = file.endswith(".ipynb")
    what, begun = ("notebook shows", "a Markdown cell") if is_notebook else ("page has", "one")
    fault = (
        f"the {what} no title, and the contents could not lead to it. Begin it with {begun}: "
        "# What the page is about"
    )
    return Problem(file, line, "B114", fault)


def readable_text(path: Path) -> str:
    """Return the text of a page, or nothing where it is none that a parser should be given."""
    try:
        text = read_file(path, LARGEST_PAGE).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
    return "" if parser_limit_fault(text) else text


def notebook_key(text: str) -> tuple[int, str] | None:
    """Return line and key of the first words of front matter that make a notebook of a page."""
    for number, line in enumerate(text.splitlines(), 1):
        if number == 1:
            if line.rstrip() != "---":
                return None
        elif line.rstrip() in ("---", "..."):
            return None
        elif key := _NOTEBOOK_KEY.match(line):
            return number, key[1]
    return None


def _no_title(book: Book, path: Path) -> list[Problem]:
    text = path.read_text(encoding="utf-8-sig")
    if _TAKES_IN.search(text) or myst.headings(text) or myst.code_cells(text):
        return []
    return [no_title(book.relative(path), 1)]


def _page_faults(book: Book, path: Path) -> list[Problem]:
    name = book.relative(path)
    try:
        data = read_file(path, LARGEST_PAGE)
        kind = kind_of(data)
        if kind and kind != WEB_PAGE:
            fault = f"this is {kind.name}, not a page. {kind.mend}"
            return [Problem(name, 1, "B111", fault)]
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        fault = "the page is not UTF-8 text. Save it with encoding UTF-8."
        return [Problem(name, line, "B111", fault)]
    except OSError as error:
        return [Problem(name, 0, "B111", f"the page cannot be read: {error.strerror}.")]
    conflict = conflict_line(text)
    if conflict:
        return [Problem(name, conflict, "B111", CONFLICT)]
    too_much = parser_limit_fault(text)
    if too_much:
        line, fault = too_much
        return [Problem(name, line, "B113", f"the page cannot be set: {fault}.")]
    return [
        *_notebook_faults(name, text),
        *_blank_headings(name, text),
        *_second_titles(name, text),
        *_unclosed_fences(name, text),
        *_pictures_of_html(name, text),
        *_unprintable(name, text),
    ]


def _notebook_faults(name: str, text: str) -> Iterator[Problem]:
    """What keeps a page with cells of code from being a notebook, and one without from a page."""
    front, cells = notebook_key(text), myst.code_cells(text)
    if front and not cells:
        line, key = front
        fault = (
            f'"{key}" in the front matter makes a notebook of this page, which has no '
            "{code-cell}. Take the line out, with what belongs to it."
        )
        yield Problem(name, line, "B112", fault)
    for begin in cells if not front else ():
        fault = (
            "{code-cell} is run only where the front matter makes a notebook of the page. Begin it "
            'with three lines: "---", "file_format: mystnb" and "---".'
        )
        yield Problem(name, text.count("\n", 0, begin) + 1, "B112", fault)


def _blank_headings(name: str, text: str) -> list[Problem]:
    return [
        Problem(name, text.count("\n", 0, begin) + 1, "B114", myst.WITHOUT_WORDS)
        for begin in myst.blank_headings(text)
    ]


def _second_titles(name: str, text: str) -> list[Problem]:
    """What would begin a page within the page: the contents lead to its first title alone."""
    titles = [heading for heading in myst.headings(text) if heading.level == 1]
    return [
        Problem(
            name,
            text.count("\n", 0, title.begin) + 1,
            "B114",
            f'the page has a title already, and "{title.words}" is another. Write it with two: '
            f"## {title.words}",
        )
        for title in titles[1:]
    ]


def _unclosed_fences(name: str, text: str) -> list[Problem]:
    return [
        Problem(
            name,
            line,
            "B113",
            f'"{begins}" is not closed, and what follows stands inside it. Write '
            f"{_signs(begins)} on a line of its own where it ends; what stands inside another "
            "needs fewer of them.",
        )
        for line, begins in unclosed(text)
    ]


def _signs(fence: str) -> str:
    """Return the signs that a fence begins with."""
    return fence[: len(fence) - len(fence.lstrip(":`~"))]


def picture_of_html(text: str) -> tuple[int, str] | None:
    """Return the line of a picture that only HTML names, and what is said of it; None of none."""
    for tag, attributes in myst.html_tags(text) if "<img" in text.lower() else ():
        source = attributes.get("src", "")
        address = urlsplit(source)
        is_beside = not address.scheme and not address.netloc and "_images/" not in source
        if tag == "img" and address.path and is_beside:
            read = myst.without_literals(text)
            tag_there = re.search(rf"<img\b[^>]*?{re.escape(source)}", read, re.IGNORECASE)
            begin = tag_there.end() if tag_there else text.find(source)
            line = text.count("\n", 0, begin) + 1
            return line, (
                f'the picture "{source}" is named by HTML, and what only HTML names is not taken '
                f"along. Show it with ![What it shows]({source})."
            )
    return None


def _pictures_of_html(name: str, text: str) -> list[Problem]:
    fault = picture_of_html(text)
    return [Problem(name, fault[0], "B225", fault[1])] if fault else []


def _unprintable(name: str, text: str) -> list[Problem]:
    return [
        Problem(
            name,
            line,
            "B111",
            f"the character {character} on this line cannot be printed. Type the line again.",
        )
        for line, character in unprintable(text)
    ]


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
    match = _OPENS.match(line)
    if not match or (match["sign"][0] == ":" and not _IS_DIRECTIVE.match(match["rest"])):
        return None
    return match["sign"], match["rest"].strip()
