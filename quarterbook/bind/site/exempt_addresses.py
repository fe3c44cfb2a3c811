"""Addresses of exempt pages on public ones, however they are spelt."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml import html as markup

from quarterbook.ground.errors import BookError, Problem
from quarterbook.storage.book import Book

_NO_ADDRESSES = {"alt", "class", "id", "style", "title"}


def check_exempt_addresses(book: Book, bound: Iterable[Path], exempt: Collection[str]) -> None:
    """Raise `BookError` for pages of bound folders that have the address of an exempt page.

    It is compared as a browser resolves it, in any case and any coding, also where it leads to
    another site: what is published there has the same name. ``book`` is the staged one.
    """
    if not exempt:
        return
    names = {_plain(page): page for page in exempt}
    problems = [
        _problem(book, page, address, names[name])
        for folder in bound
        for path in sorted(folder.rglob("*.html"))
        if "_static" not in path.relative_to(folder).parts
        for page in [path.relative_to(folder).with_suffix("").as_posix()]
        for address in _addresses(path)
        if (name := _named(address, page, names))
    ]
    if problems:
        raise BookError(list(dict.fromkeys(problems)))


def _addresses(path: Path) -> Iterator[str]:
    for element in markup.parse(path).iter(etree.Element):
        yield from (value for name, value in element.items() if name not in _NO_ADDRESSES)


def _plain(address: str) -> str:
    return normalize("NFC", address).casefold()


def _named(address: str, page: str, exempt: Collection[str]) -> str | None:
    """Return the exempt page, in lower case, that an address on a page is of, if it is of one.

    Its name may end in anything that is no name, and stand behind an address of another site, in
    a query or in what a script there would read.
    """
    plain = address.strip().replace("\\", "/")
    while (decoded := unquote(plain)) != plain:
        plain = decoded
    plain = _plain(plain)
    try:
        path = urlsplit(plain).path
    except ValueError:
        path = ""
    place = posixpath.normpath(posixpath.join("/", posixpath.dirname(page), path))
    for name in exempt:
        if re.search(rf"[/=#?&]{re.escape(name)}(?![\w-])", f"{_plain(place)} /{plain}"):
            return name
    return None


def _problem(book: Book, page: str, address: str, exempt: str) -> Problem:
    fault = (
        f'the page is public, but names the exempt page "{exempt}": {address}. Take the link out, '
        "or take the page out of exempt: in the quarter's params."
    )
    path = book.root / f"{page}.md"
    if not path.is_file():
        return Problem(f"{page}.ipynb", 0, "B211", fault)
    stem = posixpath.basename(exempt).casefold()
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next((n for n, words in enumerate(lines, 1) if stem in unquote(words).casefold()), 0)
    return Problem(f"{page}.md", line, "B211", fault)
