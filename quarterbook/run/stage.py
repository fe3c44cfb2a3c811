"""The staged copy of a book: same layout as its root, so that the checkout is never written to."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sphinx_external_toc.parsing import MalformedError, parse_toc_data

from quarterbook.book import Book
from quarterbook.data.params import Council
from quarterbook.data.yaml_file import Document, load
from quarterbook.errors import BookError, Problem, listed, nearest

_ENDINGS = (".md", ".ipynb")


def pages_of(book: Book) -> list[str]:
    """Return the pages of ``_toc.yml`` in reading order, without their endings.

    Raises `BookError` where it cannot be read and for a page that does not exist.
    """
    document = load(book, book.toc)
    try:
        site_map = parse_toc_data(document.content)
    except MalformedError as error:
        raise BookError(_toc_fault(document, str(error))) from None
    except (AttributeError, KeyError, TypeError, ValueError):
        raise BookError(_toc_fault(document, "its form is unknown")) from None
    names = [_bare(str(name)) for name in site_map]
    rows = book.toc.read_text(encoding="utf-8-sig").splitlines()
    known = [
        f"{folder.name}/{path.stem}"
        for folder in (book.pages, book.notebooks)
        for path in sorted(folder.glob("*"))
        if path.suffix in _ENDINGS and f"{folder.name}/{path.stem}" not in names
    ]
    problems = []
    for name in names:
        if not any((book.root / f"{name}{ending}").is_file() for ending in _ENDINGS):
            ends = re.compile(rf"[\s\"']{re.escape(name)}(\.md|\.ipynb)?[\"']?\s*(#.*)?$")
            line = next((n for n, row in enumerate(rows, 1) if ends.search(row)), 0)
            fault = (
                f'"{name}" is neither a page (.md) nor a notebook (.ipynb) of the book.'
                f"{nearest(name, known)} Write it, or take this line out."
            )
            problems.append(Problem("_toc.yml", line, "B102", fault))
    if problems:
        raise BookError(problems)
    return names


def _bare(name: str) -> str:
    """Return a page's name without the ending, which Jupyter Book allows."""
    return next((name.removesuffix(end) for end in _ENDINGS if name.endswith(end)), name)


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


def cell_limit(book: Book) -> int:
    """Return Jupyter Book's own execute: timeout: of ``_config.yml``, in seconds."""
    document = load(book, book.config)
    execute = document.content.get("execute") or {}
    if not isinstance(execute, dict):
        fault = 'execute is not a group of keys. Expected lines such as "  timeout: 120" below it.'
        raise BookError(Problem(document.name, document.line("execute"), "B104", fault))
    limit = execute.get("timeout")
    if limit is None:
        return 300
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        fault = f'timeout (in execute) is "{limit}": expected whole seconds, such as 120.'
        raise BookError(Problem(document.name, document.line("execute", "timeout"), "B104", fault))
    return limit


def check_figures(book: Book, pages: Iterable[str], names: Mapping[str, Any]) -> None:
    """Raise `BookError` for ``{{ … }}`` in a page that names no figure, or a page not in UTF-8.

    Sphinx would find most of them too, but after the notebooks have run and
    without the nearest name.
    """
    known = list(_dotted(names))
    problems = []
    for page in pages:
        path = book.root / f"{page}.md"
        if not path.is_file():
            continue
        try:
            text = _without_code(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            fault = "the page is not UTF-8 text. Save it with encoding UTF-8."
            problems.append(Problem(f"{page}.md", line, "B106", fault))
            continue
        for match in _FIGURE.finditer(text):
            fault = _figure_fault(match[1], names, known)
            if fault:
                line = text.count("\n", 0, match.start()) + 1
                problems.append(Problem(f"{page}.md", line, "B203", fault))
    if problems:
        raise BookError(problems)


_FIGURE = re.compile(r"\{\{\s*([A-Za-z_]\w*(?:\.\w+)*)\s*(?:\|[^}]*)?\}\}")
_CODE = re.compile(
    r"^(`{3,}|~{3,})(?!\s*\{).*?^\1|<!--.*?-->|^%.*?$|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)",
    re.MULTILINE | re.DOTALL,
)


def _without_code(text: str) -> str:
    """Return a page with code and comments blanked out, lines where they were."""
    return _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def _dotted(names: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for name, value in names.items():
        if isinstance(value, Mapping):
            yield from _dotted(value, f"{above}{name}.")
        else:
            yield f"{above}{name}"


def _figure_fault(name: str, names: Mapping[str, Any], known: list[str]) -> str:
    found: Any = names
    for part in name.split("."):
        if not isinstance(found, Mapping) or part not in found:
            hint = nearest(name, known) or (
                f" Known here: {listed(map(str, found), 'and')}."
                if isinstance(found, Mapping) and len(found) <= 20
                else ""
            )
            return f'"{name}" is not a figure that pages can name.{hint}'
        found = found[part]
    if isinstance(found, Mapping):
        return (
            f'"{name}" is a group of figures. Name one of them, such as '
            f'"{name}.{next(iter(found), "…")}".'
        )
    return ""


def notebooks_of(book: Book, council: Council) -> list[str]:
    """Return the notebooks of ``_toc.yml`` in reading order, without their endings.

    Raises `BookError` where an outcome area has no notebook of its own.
    """
    pages = pages_of(book)
    names = [
        Path(page).name
        for page in pages
        if Path(page).parent.name == "notebooks" and (book.root / f"{page}.ipynb").is_file()
    ]
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
    return names


def stage(book: Book, staged: Path) -> Book:
    """Copy what a build reads into ``staged``, and return that as a book."""
    staged.mkdir(parents=True)
    for folder in (book.data, book.params, book.pages):
        if folder.is_dir():
            shutil.copytree(folder, staged / folder.name, ignore=shutil.ignore_patterns(".*"))
    for path in (book.toc, book.config):
        shutil.copy2(path, staged / path.name)
    (staged / "notebooks").mkdir()
    return Book(staged)
