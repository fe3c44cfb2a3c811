"""Which notebooks are not run, but shown with the outputs that they are stored with."""

from __future__ import annotations

from fnmatch import fnmatch

from quarterbook.ground.errors import BookError, Problem
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import load


def is_as_stored(book: Book, page: str) -> bool:
    """Whether Jupyter Book's own ``execute: exclude_patterns:`` of ``_config.yml`` names a page.

    Raises `BookError` where that is no list of notebooks.
    """
    document = load(book, book.config)
    execute = document.content.get("execute") or {}
    patterns = execute.get("exclude_patterns") if isinstance(execute, dict) else None
    if not isinstance(patterns, list | None) or not all(isinstance(p, str) for p in patterns or ()):
        fault = (
            "exclude_patterns (in execute) is not a list of notebooks. Expected lines such as "
            '"  exclude_patterns: [notebooks/survey.ipynb]".'
        )
        line = document.line("execute", "exclude_patterns")
        raise BookError(Problem(document.name, line, "B104", fault))
    names = (page, f"{page}.ipynb", f"{page}.md")
    return any(fnmatch(name, pattern) for pattern in patterns or () for name in names)
