"""Files that exempt pages show, include or offer: a public page may not take them in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from quarterbook.disclosure.words.files.loose_files import as_named, is_named
from quarterbook.execute.contents import ENDINGS
from quarterbook.ground.errors import BookError, Problem
from quarterbook.storage.book import Book

_MOST = 2_000_000  # bytes of a file in which others may be named


def check_exempt_files(
    book: Book,
    used: Mapping[str, Sequence[str]],
    exempt: Collection[str],
    pages: Collection[str],
) -> None:
    """Raise `BookError` for public pages that take in a file that exempt pages name.

    used
        by file, the public pages that are made of it.
    pages
        all other pages of the book, which are no such files.
    """
    if not exempt or not used:
        return
    named = _files_named_by(book, exempt, pages)
    problems = [
        Problem(
            f"{page}{_ending(book, page)}",
            0,
            "B217",
            f'the page is public, but takes in "{file}", which an exempt page names too. If it may '
            "be public, save a copy under another name and name that here.",
        )
        for file in sorted(named & used.keys())
        for page in used[file]
    ]
    if problems:
        raise BookError(problems)


def _files_named_by(book: Book, exempt: Collection[str], pages: Collection[str]) -> set[str]:
    """Return the files that exempt pages name, and those that these name, however deep."""
    own = {f"{page}{ending}" for page in (*exempt, *pages) for ending in ENDINGS}
    others = {
        book.relative(path): path
        for folder in (book.pages, book.notebooks, book.data)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and book.templates not in path.parents
    }
    left = {name: path for name, path in others.items() if name not in own}
    texts = [_text(book.root / f"{page}{_ending(book, page)}") for page in exempt]
    named: set[str] = set()
    while texts:
        text = texts.pop()
        new = [name for name, path in left.items() if is_named(path.name, text)]
        texts += [_text(left.pop(name)) for name in new]
        named.update(new)
    return named


def _text(path: Path) -> str:
    if path.stat().st_size > _MOST:
        return ""
    return as_named(path.read_text(encoding="utf-8", errors="replace"))


def _ending(book: Book, page: str) -> str:
    """Return a page's ending; the page of a paper is written when it is staged, as Markdown."""
    return ".ipynb" if (book.root / f"{page}.ipynb").is_file() else ".md"
