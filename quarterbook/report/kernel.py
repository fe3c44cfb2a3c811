"""A notebook's kernel outside a build: what papermill gave it, and what its reader is told."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from quarterbook.ground.errors import BookError, CommandError, nearest
from quarterbook.storage import read_log
from quarterbook.storage.book import Book

# How the cell begins that papermill puts behind the one with the tag "parameters".
_INJECTED = "# Parameters\n"
_BOOK = "book"  # every notebook takes it: the folder of its book

_TOLD = "quarterbook_has_told_whom_pages_are_for"  # an attribute of the shell
_NOTE = "For the analyst's eyes: only quarterbook build makes what may be published."


def book_of_kernel(folder: Path | str | None) -> Book:
    """Return the book in a folder; by default the one given by ``-p book DIR``, else the nearest.

    Raises `CommandError` for a parameter that the notebook does not have, and where there is no
    book.
    """
    named = folder or _parameters(_shell()).get(_BOOK)
    return Book.find(Path(str(named)) if named else None)


def settle_in(book: Book) -> None:
    """Make a kernel outside a build one of a book's notebooks; nothing elsewhere.

    Where papermill started it elsewhere, its folder becomes that of the notebook, where
    JupyterLab and a build begin. Once, it says whom its pages are for.
    """
    shell = _shell()
    if shell is None or book.is_staged:
        return
    _go_to_notebook(shell, book)
    _tell_once(shell)


def settle_early() -> None:
    """Go to the notebook's folder when it imports the package, so that modules beside it are found.

    What is wrong with its parameters or its book is told where it asks for a report.
    """
    shell = _shell()
    if shell is None:
        return
    with suppress(BookError, CommandError), read_log.unnoted():
        book = book_of_kernel(None)
        if not book.is_staged:
            _go_to_notebook(shell, book)


def _go_to_notebook(shell: Any, book: Book) -> None:
    """Let a kernel of papermill's begin where JupyterLab and a build do."""
    here = Path.cwd()
    inside = any(here.is_relative_to(own) for own in (book.notebooks, book.pages))
    if _parameters(shell):
        own = folder_of(shell.user_ns.get("In", ()), book.notebooks)
        if own != book.notebooks or not inside:
            os.chdir(own)


def folder_of(cells: Sequence[str], notebooks: Path) -> Path:
    """Return the folder of the notebook whose cells these are, as far as they have run.

    papermill does not say which one it runs. Where notebooks of several folders begin so, or none
    does, it is that of all notebooks.
    """
    ran = [cell.strip() for cell in cells if cell.strip() and not cell.startswith(_INJECTED)]
    folders = {
        path.parent
        for path in notebooks.rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts and _code_cells(path)[: len(ran)] == ran
    }
    return folders.pop() if len(folders) == 1 else notebooks


def _code_cells(path: Path) -> list[str]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(one["source"]) for one in cells if one["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError):
        return []  # what cannot be read is said where notebooks are run
    return [source.strip() for source in sources if source.strip()]


def injected_parameters(cells: Sequence[str]) -> dict[str, object]:
    """Return what papermill injected among the cells that have run, by name.

    Raises `CommandError` for what the cell before, that of the parameters, does not assign.
    """
    for before, cell in pairwise(cells):
        if not cell.startswith(_INJECTED):
            continue
        parameters = dict(_assigned(cell))
        own = [*dict(_assigned(before)), _BOOK]
        for name in parameters:
            if before and name not in own:
                raise CommandError(
                    f'the notebook has no parameter "{name}".{nearest(name, own)} Its parameters '
                    f"are {', '.join(own)}."
                )
        return parameters
    return {}


def assigned_names(source: str) -> list[str]:
    """Return the names that code assigns at its top level, as a cell of parameters does."""
    return list(dict(_assigned(source)))


def _assigned(source: str) -> Iterator[tuple[str, object]]:
    """Yield the names that code assigns at its top level, with values that are written out."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return
    for statement in statements:
        match statement:
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.AnnAssign(target=target, value=value):
                targets = [target]
            case _:
                continue
        nodes = (node for target in targets for node in ast.walk(target))
        names = [node.id for node in nodes if isinstance(node, ast.Name)]
        yield from ((name, _literal(value) if len(names) == 1 else None) for name in names)


def _literal(value: ast.expr | None) -> object:
    try:
        return ast.literal_eval(value) if value else None
    except ValueError:
        return None


def _shell() -> Any:
    """Return IPython's shell in a kernel, and nothing elsewhere."""
    try:
        shell = get_ipython()  # type: ignore[name-defined]
    except NameError:
        return None
    return shell if hasattr(shell, "kernel") else None


def _parameters(shell: Any) -> dict[str, object]:
    return injected_parameters(shell.user_ns.get("In", ())) if shell else {}


def _tell_once(shell: Any) -> None:
    if hasattr(shell, _TOLD):
        return
    setattr(shell, _TOLD, True)
    shell.display_pub.publish({"text/html": f"<p><em>{_NOTE}</em></p>", "text/plain": _NOTE})
