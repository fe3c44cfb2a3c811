"""What is wrong with notebooks before any runs: code that cannot be read, names that are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nbformat import NotebookNode

from quarterbook.data.as_stored import is_as_stored
from quarterbook.execute.contents import notebook_name
from quarterbook.execute.failure_page import problem_of
from quarterbook.execute.stored.names_in_code import LookUp, unknown_names
from quarterbook.execute.stored.notebook import read_notebook, tags_of
from quarterbook.execute.stored.notebook_failed import NotebookFailed
from quarterbook.ground.errors import BookError
from quarterbook.storage.book import Book
from quarterbook.storage.python_code import syntax_fault


def check_notebooks(book: Book, pages: Iterable[str]) -> None:
    """Raise `BookError` for notebooks that cannot be executed at all."""
    problems = []
    for page in pages:
        stored: NotebookNode | None = None
        try:
            stored = read_notebook(book, page)
            if not is_as_stored(book, page):
                _check_code(stored)
        except NotebookFailed as failure:
            problems.append(problem_of(notebook_name(book, page), stored, failure))
    if problems:
        raise BookError(problems)


def check_names_in_code(
    book: Book,
    pages: Iterable[str],
    parameters: Mapping[str, Mapping[str, object]],
    measure: LookUp,
    outcome: LookUp,
) -> None:
    """Raise `BookError` for measures and outcome areas that notebooks name and there are not.

    ``parameters`` are by page those of its own (`own_parameters`), ``measure`` and ``outcome`` look
    an id up.
    """
    problems = []
    for page in pages:
        if is_as_stored(book, page):
            continue
        stored = read_notebook(book, page)
        for failure in unknown_names(stored, measure, outcome, parameters.get(page, ())):
            problems.append(problem_of(notebook_name(book, page), stored, failure))
    if problems:
        raise BookError(problems)


def _check_code(notebook: NotebookNode) -> None:
    """Raise `NotebookFailed` for a cell whose code cannot be read and is not meant to fail."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and "raises-exception" not in tags_of(cell):
            fault = syntax_fault(cell.source)
            if fault:
                raise NotebookFailed(index, "N102", fault)
