"""Pictures, links, directives and roles of pages that cannot be what they are meant to be.

All of it is told without binding a page. What a build finds besides, Sphinx tells.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from quarterbook.compose.page_text import texts_of_page
from quarterbook.compose.references.fault_words import (
    CodedFault,
    dead_link,
    dead_place,
    missing_picture,
    unknown_directive,
    unknown_role,
)
from quarterbook.compose.references.known_directives import KNOWN_DIRECTIVES
from quarterbook.compose.references.known_roles import KNOWN_ROLES
from quarterbook.compose.references.roles import roles
from quarterbook.compose.references.targets import Targets
from quarterbook.execute.contents import ENDINGS
from quarterbook.ground import myst
from quarterbook.ground.errors import Problem
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import load

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_PLACE = re.compile(r"cell \d+, line \d+: ")
_SHOWS = ("figure", "image")  # directives whose argument is a picture
_OF_PLACES = ("ref", "numref")  # roles
_OF_SPHINX = ("genindex", "modindex", "py-modindex", "search")  # labels that every book has
_BRINGS_ROLES = ("role", "eval-rst", "default-domain", "include")  # directives
_BRINGS_NONE = "quarterbook"  # an extension


def reference_faults(
    book: Book, pages: Iterable[str], listed: Iterable[str], targets: Targets
) -> Iterator[Problem]:
    """Yield what pages name and the book does not have, with its line or its cell.

    ``listed`` are all pages that links may lead to, ``targets`` all places on them.
    """
    anchors = [*listed]
    for page in dict.fromkeys(pages):
        for file, place, text in texts_of_page(book, page):
            faults = (
                *_pictures(book, page, text),
                *_links(book, page, text, anchors, targets),
                *_directives(book, text),
                *_unknown_roles(book, text),
                *_leading_roles(book, page, text, anchors, targets),
            )
            for begin, (code, words) in sorted(faults):
                line = text.count("\n", 0, begin) + 1
                placed = f"{place}, line {line}: {words}" if place else words
                yield Problem(file, 0 if place else line, code, placed)


def as_told_here(problem: Problem, faults: Iterable[Problem]) -> Problem:
    """Return what Sphinx found on a page as it is told here, with its line and mend, if it is."""
    has_place = bool(problem.line or _PLACE.match(problem.message))
    for one in faults:
        words = one.message if has_place else _PLACE.sub("", one.message)
        is_there = not has_place or one.line == problem.line
        is_same = (one.file, one.code) == (problem.file, problem.code) and is_there
        if is_same and words.startswith(problem.message):
            return one
    return problem


def _beside(page: str, address: str) -> str:
    """Return the path in the book of what a page names, be it beside the page or from the root."""
    if address.startswith("/"):
        return posixpath.normpath(address.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), address))


def _pictures(book: Book, page: str, text: str) -> Iterator[tuple[int, CodedFault]]:
    shown = [
        *myst.pictures(text),
        *((unquote(to), begin) for name, to, begin in myst.directives(text) if name in _SHOWS),
    ]
    for address, begin in shown:
        if not address or _SCHEME.match(address) or "{" in address or "*" in address:
            continue
        path = _beside(page, address)
        if not _is_file(book, path):
            yield begin, missing_picture(path)


def _links(
    book: Book, page: str, text: str, listed: list[str], targets: Targets
) -> Iterator[tuple[int, CodedFault]]:
    for link in myst.links(text):
        address = link.address
        if not link.is_markdown or not address or _SCHEME.match(address) or "{" in address:
            continue
        if address.startswith("#"):
            if targets.lack(address[1:]):
                yield link.begin, dead_link(address[1:], targets.names)
        elif place := _place_on_page(book, page, address):
            yield link.begin, dead_place(place)
        elif _leads_nowhere(book, page, address, targets):
            yield link.begin, dead_link(address, [_as_link(book, page, one) for one in listed])


def _place_on_page(book: Book, page: str, address: str) -> str:
    """Return the place of another page, ``page.md#place``, that an address names; "" of none."""
    name, _, place = address.partition("#")
    path = _beside(page, name)
    forms = [path] if path.endswith(ENDINGS) else [f"{path}{end}" for end in ENDINGS]
    return place if any(_is_file(book, form) for form in forms) else ""


def _leads_nowhere(book: Book, page: str, address: str, targets: Targets) -> bool:
    path = _beside(page, address.partition("#")[0])
    is_file = any(_is_file(book, f"{path}{ending}") for ending in ("", *ENDINGS))
    return not is_file and targets.lack(address)


def _as_link(book: Book, page: str, other: str) -> str:
    """Return how a page names another one in a link."""
    ending = next((end for end in ENDINGS if _is_file(book, f"{other}{end}")), "")
    return posixpath.relpath(f"{other}{ending}", posixpath.dirname(page) or ".")


def _is_file(book: Book, path: str) -> bool:
    try:
        return (book.root / path).is_file()
    except (OSError, ValueError):  # a name that no file could have
        return False


def _directives(book: Book, text: str) -> Iterator[tuple[int, CodedFault]]:
    """Yield the directives that nobody knows, in a book without extensions that bring others."""
    if _has_extensions(book):
        return
    for name, _, begin in myst.directives(text):
        if ":" not in name and name not in KNOWN_DIRECTIVES:
            yield begin, unknown_directive(name)


def _unknown_roles(book: Book, text: str) -> Iterator[tuple[int, CodedFault]]:
    """Yield the roles that nobody knows, of a page that brings none of its own."""
    if _has_extensions(book) or any(name in _BRINGS_ROLES for name, *_ in myst.directives(text)):
        return
    for role in roles(text):
        if ":" not in role.name and role.name not in KNOWN_ROLES:
            yield role.begin, unknown_role(role.name)


def _leading_roles(
    book: Book, page: str, text: str, listed: list[str], targets: Targets
) -> Iterator[tuple[int, CodedFault]]:
    """Yield each ``{doc}`` of a page that is not there, and ``{ref}``, ``{numref}`` of a place."""
    for role in roles(text):
        target = role.target
        if not target or target.startswith("!") or "{" in target:
            continue
        path = _beside(page, target)
        is_page = any(_is_file(book, f"{path}{ending}") for ending in ENDINGS)
        if role.name == "doc" and not is_page:
            folder = posixpath.dirname(page) or "."
            yield role.begin, dead_link(target, [posixpath.relpath(one, folder) for one in listed])
        elif role.name in _OF_PLACES and target not in _OF_SPHINX and targets.lack(target.lower()):
            yield role.begin, dead_link(target.lower(), targets.names)


def _has_extensions(book: Book) -> bool:
    """Whether a book has extensions, which may bring directives and roles."""
    sphinx = load(book, book.config).content.get("sphinx") or {}
    brought = {*(sphinx.get("extra_extensions") or ())} - {_BRINGS_NONE}
    return bool(brought or sphinx.get("local_extensions"))
