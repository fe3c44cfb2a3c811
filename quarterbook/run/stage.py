"""The staged copy of a book: same layout as its root, so that the checkout is never written to."""

from __future__ import annotations

import shutil
from pathlib import Path

from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml

from quarterbook.book import Book
from quarterbook.data.params import Council
from quarterbook.errors import BookError, Problem, nearest


def pages_of(book: Book) -> list[str]:
    """Return the pages of ``_toc.yml`` in reading order, without their endings.

    Raises `BookError` for a page that does not exist.
    """
    try:
        site_map = parse_toc_yaml(book.toc)
    except MalformedError as error:
        raise BookError(Problem("_toc.yml", 0, "B101", f"{error}.")) from None
    names = [str(name) for name in site_map]
    text = book.toc.read_text(encoding="utf-8").splitlines()
    problems = []
    for name in names:
        if not any((book.root / f"{name}{ending}").is_file() for ending in (".md", ".ipynb")):
            line = next((n for n, row in enumerate(text, 1) if name in row), 0)
            known = [
                f"{folder.name}/{path.stem}"
                for folder in (book.pages, book.notebooks)
                for path in sorted(folder.glob("*"))
            ]
            problems.append(
                Problem(
                    "_toc.yml",
                    line,
                    "B102",
                    f'"{name}" is neither a page nor a notebook.{nearest(name, known)}',
                )
            )
    if problems:
        raise BookError(problems)
    return names


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
