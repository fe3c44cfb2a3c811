"""How long a cell of a notebook may run."""

from __future__ import annotations

from quarterbook.ground.errors import BookError, Problem
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import load


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
