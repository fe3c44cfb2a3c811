"""Reads a notebook as it is stored, be it JSON or a page of MyST Markdown with cells of code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from quarterbook.data.as_stored import is_as_stored
from quarterbook.execute.contents import notebook_file
from quarterbook.execute.page_faults import picture_of_html
from quarterbook.execute.stored.notebook_failed import NotebookFailed
from quarterbook.ground import myst
from quarterbook.storage.book import Book
from quarterbook.storage.characters import unprintable
from quarterbook.storage.file_kinds import CONFLICT, conflict_line, kind_of
from quarterbook.storage.nesting import parser_limit_fault
from quarterbook.storage.regular_file import LARGEST_NOTEBOOK, read_file

_LOADS = re.compile(r"\s*:?load\s*:")
_LOADED = (
    "a cell is loaded from another file (:load:), which nobody sees who reads this one. Write the "
    "code into the cell, or import it from a module beside the notebook."
)
_PARAMETERS = 'quarter = "2021-22-q2"'


def read_notebook(book: Book, page: str) -> NotebookNode:
    """Read the notebook that makes a page.

    Raises `NotebookFailed` where it is none and, of one that is to run, where it has no cell of
    parameters or is not in Python.
    """
    path = notebook_file(book, page)
    if path is None:
        raise NotebookFailed(-1, "N101", "this is not a notebook any more. Save it again.")
    notebook = _read_markdown(path) if path.suffix == ".md" else _read_json(book, path)
    _refuse_cells(notebook)
    if is_as_stored(book, page):
        return notebook
    language = _language(notebook)
    if language.lower() != "python":
        raise NotebookFailed(
            -1,
            "N111",
            f"this is a notebook in {language}, and only notebooks in Python are run. Store it "
            f"with its outputs, and write execute: exclude_patterns: [{book.relative(path)}] in "
            "_config.yml.",
        )
    if parameters_cell(notebook) is None:
        how = (
            "In JupyterLab give it to the cell that sets the quarter (Property Inspector, Cell "
            f"Tags): {_PARAMETERS}."
            if path.suffix == ".ipynb"
            else f'Write ":tags: [parameters]" under its {{code-cell}}: {_PARAMETERS}.'
        )
        raise NotebookFailed(-1, "N105", f'no cell has the tag "parameters". {how}')
    return notebook


def tags_of(cell: NotebookNode) -> set[str]:
    """Return a cell's tags, in the spelling with hyphens: ``remove_output`` is remove-output."""
    return {str(tag).replace("_", "-") for tag in cell.metadata.get("tags", [])}


def parameters_cell(notebook: NotebookNode) -> NotebookNode | None:
    """Return the cell that sets the parameters, the first one with the tag, or none."""
    return next((cell for cell in notebook.cells if "parameters" in tags_of(cell)), None)


def is_injected(cell: NotebookNode) -> bool:
    """Whether papermill put a cell in, with the parameters that it was given."""
    return "injected-parameters" in tags_of(cell)


def _read_markdown(path: Path) -> NotebookNode:
    from myst_nb.core.read import (
        MystMetadataParsingError,
        _LoadFileParsingError,
        read_myst_markdown_notebook,
    )

    text = path.read_text(encoding="utf-8-sig")
    try:
        return read_myst_markdown_notebook(text)  # of no file, so that it can load none beside it
    except _LoadFileParsingError:
        lines = enumerate(text.splitlines(), 1)
        line = next((number for number, words in lines if _LOADS.match(words)), 0)
        raise NotebookFailed(-1, "N101", _LOADED, line) from None
    except MystMetadataParsingError as error:
        raise NotebookFailed(-1, "N101", f"a cell of code cannot be read: {error}.") from None


def _read_json(book: Book, path: Path) -> NotebookNode:
    mend = "Restore it from the last commit, or save it again from JupyterLab."
    try:
        data = read_file(path, LARGEST_NOTEBOOK)
        kind = kind_of(data)
        if kind:
            raise NotebookFailed(-1, "N101", f"this is {kind.name}, not a notebook. {kind.mend}", 1)
        text = data.decode("utf-8")
        content = json.loads(text)
    except json.JSONDecodeError as error:
        conflict = conflict_line(text)
        fault = CONFLICT if conflict else f"this is not a notebook (not JSON from here on). {mend}"
        raise NotebookFailed(-1, "N101", fault, conflict or error.lineno) from None
    except (ValueError, RecursionError):  # no UTF-8, a number of thousands of digits, too deep
        raise NotebookFailed(-1, "N101", f"this is not a notebook (not JSON). {mend}") from None
    except OSError as error:
        raise NotebookFailed(-1, "N101", f"the file cannot be read: {error.strerror}.") from None
    older = _older_format(content)
    if older:
        fault = (
            f"this notebook is in an older format ({older}). Open it in JupyterLab and save it, or "
            f"run: jupyter nbconvert --to notebook --inplace {book.relative(path)}"
        )
        raise NotebookFailed(-1, "N101", fault)
    if not _is_notebook(content):
        raise NotebookFailed(-1, "N101", f"this is JSON, but not a notebook. {mend}")
    try:
        return nbformat.reads(text, as_version=4)
    except Exception:  # nbformat stumbles in many ways over JSON that is nearly a notebook
        raise NotebookFailed(-1, "N101", f"this is JSON, but not a notebook. {mend}") from None


def _older_format(content: object) -> str:
    """Return the format of a notebook older than 4, such as ``nbformat 3``; "" for all else."""
    if not isinstance(content, dict):
        return ""
    version = content.get("nbformat")
    is_older = isinstance(version, int) and 0 < version < 4 and "metadata" in content
    return f"nbformat {version}" if is_older else ""


def _language(notebook: NotebookNode) -> str:
    """Return the language of a notebook's kernel, Python where it does not say."""
    metadata = notebook.metadata
    kernel, info = metadata.get("kernelspec", {}), metadata.get("language_info", {})
    return str(kernel.get("language") or info.get("name") or "Python")


def _refuse_cells(notebook: NotebookNode) -> None:
    """Raise `NotebookFailed` for cells that cannot be printed, or that no parser could hold."""
    for number, cell in enumerate(notebook.cells, 1):
        for line, character in unprintable(cell.source):
            fault = f"the character {character} in line {line} of cell {number} cannot be printed"
            raise NotebookFailed(-1, "N110", f"{fault}. Type the line again.")
        for begin in myst.blank_headings(cell.source) if cell.cell_type == "markdown" else ():
            line = cell.source.count("\n", 0, begin) + 1
            raise NotebookFailed(
                -1, "N113", f"line {line} of cell {number} is {myst.WITHOUT_WORDS}"
            )
        named = picture_of_html(cell.source) if cell.cell_type == "markdown" else None
        if named:
            raise NotebookFailed(-1, "N116", f"line {named[0]} of cell {number}: {named[1]}")
        too_much = parser_limit_fault(cell.source) if cell.cell_type == "markdown" else None
        if too_much:
            line, fault = too_much
            place = f"line {line} of cell {number} cannot be set"
            raise NotebookFailed(-1, "N111", f"{place}: {fault}.")


def _is_notebook(content: object) -> bool:
    """Whether JSON has what every notebook of format 4 has."""
    if not isinstance(content, dict) or content.get("nbformat") != 4:
        return False
    if type(content.get("nbformat_minor")) is not int:
        return False
    cells = content.get("cells")
    if not isinstance(cells, list) or not isinstance(content.get("metadata"), dict):
        return False
    return all(
        isinstance(cell, dict)
        and cell.get("cell_type") in ("code", "markdown", "raw")
        and isinstance(cell.get("source"), str | list)
        and isinstance(cell.get("metadata"), dict)
        and isinstance(cell["metadata"].get("tags", []), list)
        for cell in cells
    )
