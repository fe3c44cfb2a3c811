"""What a book consists of: its pages and notebooks in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from unicodedata import normalize
from urllib.parse import urlsplit

from sphinx_external_toc.api import GlobItem, SiteMap, UrlItem
from sphinx_external_toc.parsing import MalformedError, parse_toc_data

from quarterbook.data.params.council import Council
from quarterbook.data.tables.cell_faults import quoted
from quarterbook.execute.page_faults import notebook_key, page_faults
from quarterbook.ground import myst
from quarterbook.ground.errors import BookError, Problem, nearest
from quarterbook.storage.book import Book
from quarterbook.storage.characters import name_fault
from quarterbook.storage.yaml_lines import Document, load

ENDINGS = (".md", ".ipynb")
_TWICE = re.compile(r"document file used multiple times: '(.+?)'")


def listed_pages(book: Book) -> list[str]:
    """Return the pages of ``_toc.yml`` in reading order, without their endings.

    Raises `BookError` where it cannot be read and for a page that does not exist.
    """
    document = load(book, book.toc)
    try:
        site_map = parse_toc_data(document.content)
    except MalformedError as error:
        raise BookError(_listed_twice(book, error) or _toc_fault(document, str(error))) from None
    except (AttributeError, KeyError, TypeError, ValueError):
        raise BookError(_toc_fault(document, "its form is unknown")) from None
    names = [_bare(str(name)) for name in site_map]
    rows = book.toc.read_text(encoding="utf-8-sig").splitlines()
    unlisted = [name for name in _pages_below(book) if name not in names]
    problems = _other_entries(site_map, rows)
    by_folded: dict[str, str] = {}
    for name in names:
        first = by_folded.setdefault(normalize("NFC", name).casefold(), name)
        if first != name:
            is_case = normalize("NFC", name) != normalize("NFC", first)
            how = "in case only" if is_case else "only in how their accents are coded"
            fault = (
                f"{quoted(name)} and {quoted(first)} differ {how}, and many disks and "
                "web servers hold them for one page. Give one of them another name."
            )
            problems.append(Problem("_toc.yml", _line_of(rows, name), "B102", fault))
        misplaced = _place_fault(book, name, unlisted)
        if misplaced:
            code, fault = misplaced
            problems.append(Problem("_toc.yml", _line_of(rows, name), code, fault))
    if problems:
        raise BookError(problems)
    return names


def _place_fault(book: Book, name: str, unlisted: Sequence[str]) -> tuple[str, str] | None:
    """Return code and words for an entry that is no page, or none that is made where it lies."""
    if not _is_page(book, name):
        fault = (
            f"{quoted(name)} is neither a page (.md) nor a notebook (.ipynb) of the book."
            f"{nearest(name, unlisted)} Write it, or take this line out."
        )
        return "B102", fault
    path = Path(name)
    faults = [fault for part in path.parts if part != ".." and (fault := name_fault(part))]
    if faults and not path.is_absolute():
        fault = (
            f"{quoted(name)} is no name for every disk and browser: {faults[0]}. Name the page "
            "with letters, digits and hyphens."
        )
        return "B102", fault
    if ".." in path.parts or path.is_absolute():
        fault = f"{quoted(name)} leads out of the book. Write the path from the book's own folder."
        return "B102", fault
    folders = (book.notebooks.name, book.pages.name)
    if (book.root / f"{name}.ipynb").is_file() and path.parts[0] not in folders:
        fault = (
            f"{quoted(name)} is a notebook, and only those below notebooks/ and book/ are run. "
            f'Move it to notebooks/{path.name}.ipynb and write "notebooks/{path.name}".'
        )
        return "B112", fault
    return None


def _other_entries(site_map: SiteMap, rows: Sequence[str]) -> list[Problem]:
    """Return what is wrong with entries that are no pages: patterns, and addresses.

    A page that a pattern finds would be in the book without being read, judged or signed.
    """
    items = [item for page in site_map.values() for tree in page.subtrees for item in tree.items]
    patterns = [str(item) for item in items if isinstance(item, GlobItem)]
    addresses = [item.url for item in items if isinstance(item, UrlItem)]
    return [
        Problem(
            "_toc.yml",
            _line_of(rows, pattern),
            "B102",
            f'"glob: {pattern}" names no page. List each page with "- file: …".',
        )
        for pattern in patterns
    ] + [
        Problem(
            "_toc.yml",
            _line_of(rows, address),
            "B102",
            f"{quoted(address)} is no address of the web. It begins with http:// or https://.",
        )
        for address in addresses
        if urlsplit(address).scheme not in ("http", "https", "mailto")
    ]


def _is_page(book: Book, name: str) -> bool:
    try:
        return any((book.root / f"{name}{ending}").is_file() for ending in ENDINGS)
    except (OSError, ValueError):  # a name that no file could have
        return False


def _line_of(rows: Sequence[str], name: str) -> int:
    ends = re.compile(rf"[\s\"']{re.escape(name)}(\.md|\.ipynb)?[\"']?\s*(#.*)?$")
    return next((n for n, row in enumerate(rows, 1) if ends.search(row)), 0)


def _listed_twice(book: Book, error: MalformedError) -> Problem | None:
    """Return what is wrong where a page stands in two lines of ``_toc.yml``, the second of them."""
    match = _TWICE.search(str(error))
    if not match:
        return None
    name = _bare(match[1])
    rows = book.toc.read_text(encoding="utf-8-sig").splitlines()
    first = _line_of(rows, name)
    again = _line_of(["", *rows[first:]], name)
    fault = f"{quoted(name)} stands in line {first} already. Take one of the two lines out."
    return Problem("_toc.yml", first + again - 1 if again else first, "B102", fault)


def _bare(name: str) -> str:
    """Return a page's name without the ending, which Jupyter Book allows."""
    return next((name.removesuffix(end) for end in ENDINGS if name.endswith(end)), name)


def _toc_fault(document: Document, fault: str) -> Problem:
    """Return what Jupyter Book says of ``_toc.yml`` with the line it means."""
    what, _, where = fault.partition(" @ ")
    places = [int(part) if part.isdigit() else part for part in where.strip("'/").split("/")]
    line = document.line(*places) if where else 0
    message = (
        f"this is not a table of contents: {what.rstrip('.')}. It has "
        '"format: jb-book", "root: notebooks/summary" and "chapters:" with "- file: …" for each '
        "page."
    )
    return Problem("_toc.yml", line, "B101", message)


def notebook_file(book: Book, page: str) -> Path | None:
    """Return the file of a page's notebook: JSON, or Markdown with cells of code; None of none.

    A page of Markdown that has a fault is not run.
    """
    path = book.root / f"{page}.ipynb"
    if path.is_file():
        return path
    path = path.with_suffix(".md")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    is_one = notebook_key(text) and not page_faults(book, page) and myst.code_cells(text)
    return path if is_one else None


def notebook_path(book: Book, page: str) -> Path:
    """Return where a page's notebook is, or would be."""
    return notebook_file(book, page) or book.root / f"{page}.ipynb"


def notebook_name(book: Book, page: str) -> str:
    """Return the file of a page's notebook as analysts see it."""
    return book.relative(notebook_path(book, page))


def every_notebook(book: Book) -> list[str]:
    """Return the pages of a book that notebooks make, listed or not, without their endings."""
    return [page for page in _pages_below(book) if notebook_file(book, page)]


def _pages_below(book: Book) -> list[str]:
    """What lies below book/ and notebooks/ and is a page or a notebook, without endings."""
    return [
        path.relative_to(book.root).with_suffix("").as_posix()
        for folder in (book.pages, book.notebooks)
        for path in sorted(folder.rglob("*"))
        if path.suffix in ENDINGS and not path.name.startswith(".")
    ]


def listed_notebooks(book: Book, council: Council) -> list[str]:
    """Return the pages of ``_toc.yml`` that notebooks make, in order, without their endings.

    Raises `BookError` where an outcome area has no notebook of its own.
    """
    listed = listed_pages(book)
    pages = [page for page in listed if notebook_file(book, page)]
    names = {Path(page).name for page in (*pages, *_at_fault(book, listed))}
    missing = [outcome.id for outcome in council.outcomes if outcome.id not in names]
    if missing:
        raise BookError(
            Problem(
                "_toc.yml",
                0,
                "B103",
                f'outcome area "{id_}" has no page. Write notebooks/{id_}.ipynb and add '
                f'"- file: notebooks/{id_}".',
            )
            for id_ in missing
        )
    return pages


def refuse_faulty(book: Book, listed: Sequence[str], others: Sequence[str]) -> None:
    """Raise `BookError` for what is wrong with pages, be they listed or of papers alone."""
    problems = [
        fault
        for page in dict.fromkeys((*listed, *others))
        for fault in page_faults(book, page, is_listed=page in listed)
    ]
    if problems:
        raise BookError(problems)


def _at_fault(book: Book, pages: Sequence[str]) -> list[str]:
    return [page for page in pages if page_faults(book, page)]
