"""What a quarter's params give notebooks: ``notebooks: {budget: {top: 10}}``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quarterbook.data.as_stored import is_as_stored
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.params.quarter_files import quarter_files
from quarterbook.execute.contents import every_notebook
from quarterbook.execute.stored.notebook import parameters_cell, read_notebook
from quarterbook.execute.stored.notebook_failed import NotebookFailed
from quarterbook.ground.errors import BookError, Problem, nearest
from quarterbook.report.kernel import assigned_names
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import Document, load

_OF_EVERY_BUILD = "quarter"


def own_parameters(book: Book, quarter: Quarter) -> dict[str, Mapping[str, object]]:
    """Return by page the parameters that a quarter's params give its notebook.

    Raises `BookError` for a notebook that the book does not have, and for a parameter that the
    notebook does not have, with the nearest name.
    """
    document = load(book, quarter_files(book)[quarter.quarter])
    problems = list(_problems(book, quarter, document))
    if problems:
        raise BookError(problems)
    return {page: quarter.notebooks[name] for name, page in quarter.notebook_pages.items()}


def _problems(book: Book, quarter: Quarter, document: Document) -> Iterator[Problem]:
    notebooks = every_notebook(book) if quarter.notebooks else []
    for name, page in quarter.notebook_pages.items():
        line = document.line("notebooks", name)
        if page not in notebooks:
            names = [one.removeprefix("notebooks/") for one in notebooks]
            fault = f'"{name}" is not a notebook of the book.{nearest(name, names)}'
            yield Problem(document.name, line, "P119", fault)
            continue
        if is_as_stored(book, page):
            fault = f'"{name}" is not run (execute: exclude_patterns: in _config.yml). Take it out.'
            yield Problem(document.name, line, "P119", fault)
            continue
        try:
            cell = parameters_cell(read_notebook(book, page))
        except NotebookFailed:
            continue  # which is said where notebooks are read
        own = [one for one in assigned_names(cell.source if cell else "") if one != _OF_EVERY_BUILD]
        for parameter, value in quarter.notebooks[name].items():
            if parameter not in own:
                line = document.line("notebooks", name, parameter)
                fault = _unknown(parameter, name, own)
                if value is None:  # what stands behind a comma between braces
                    fault += " A text with a comma wants quotes around it."
                yield Problem(document.name, line, "P119", fault)


def _unknown(parameter: str, name: str, own: list[str]) -> str:
    if parameter == _OF_EVERY_BUILD:
        return f'"{parameter}" is given to every notebook by the build. Take it out.'
    has = f"It has {', '.join(own)}." if own else "It has none but quarter."
    return f'"{parameter}" is not a parameter of "{name}".{nearest(parameter, own)} {has}'
