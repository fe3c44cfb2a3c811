"""The notebooks of a quarter: found, checked, executed side by side, and left as pages."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from quarterbook.execute.cell_outputs import tags_of
from quarterbook.execute.config_file import cell_limit
from quarterbook.execute.engine import NotebookFailed, execute
from quarterbook.execute.kept_pages import KeptPages
from quarterbook.execute.pages import (
    NotebookPage,
    failure_page,
    heading_above,
    missing_anchors,
    to_page,
)
from quarterbook.execute.warm_process import end_forks, warm_processes
from quarterbook.ground import myst
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period
from quarterbook.ground.progress import Progress
from quarterbook.storage.book import Book
from quarterbook.storage.characters import unprintable
from quarterbook.storage.file_kinds import CONFLICT, conflict_line, kind_of
from quarterbook.storage.nesting import overload
from quarterbook.storage.python_code import syntax_fault
from quarterbook.storage.regular_file import LARGEST_NOTEBOOK, read_file


@dataclass(frozen=True)
class NotebookRun:
    """What became of the notebooks: the pages that failed and why, and what others said."""

    failed: tuple[str, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]

    def __add__(self, other: NotebookRun) -> NotebookRun:
        return NotebookRun(
            self.failed + other.failed,
            self.problems + other.problems,
            self.notes + other.notes,
        )


def _read_notebook(book: Book, path: Path) -> NotebookNode:
    """Read a stored notebook; raises `NotebookFailed` where it is none or has no parameters."""
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
    except (UnicodeDecodeError, RecursionError):
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
        notebook = nbformat.reads(text, as_version=4)
    except Exception:  # nbformat stumbles in many ways over JSON that is nearly a notebook
        raise NotebookFailed(-1, "N101", f"this is JSON, but not a notebook. {mend}") from None
    language = _language(notebook)
    if language.lower() != "python":
        raise NotebookFailed(
            -1,
            "N111",
            f"this is a notebook in {language}, and only notebooks in Python are run. Rewrite it "
            "in Python, or put what it shows on a page of book/: its picture and its words.",
        )
    _refuse_cells(notebook)
    if not any("parameters" in cell.metadata.get("tags", []) for cell in notebook.cells):
        raise NotebookFailed(
            -1,
            "N105",
            'no cell has the tag "parameters". In JupyterLab give it to the cell that sets the '
            'quarter (Property Inspector, Cell Tags): quarter = "2021-22-q2".',
        )
    return notebook


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
        too_much = overload(cell.source) if cell.cell_type == "markdown" else None
        if too_much:
            line, fault = too_much
            place = f"line {line} of cell {number} cannot be set"
            raise NotebookFailed(-1, "N111", f"{place}: {fault}.")


def _is_notebook(content: object) -> bool:
    """Whether JSON has what every notebook of format 4 has."""
    if not isinstance(content, dict) or content.get("nbformat") != 4:
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


def check_notebooks(book: Book, names: Iterable[str]) -> None:
    """Raise `BookError` for notebooks that cannot be executed at all."""
    problems = []
    for name in names:
        path = book.notebooks / f"{name}.ipynb"
        stored: NotebookNode | None = None
        try:
            stored = _read_notebook(book, path)
            _check_code(stored)
        except NotebookFailed as failure:
            problems.append(_problem(book, path, stored, failure))
    if problems:
        raise BookError(problems)


def _check_code(notebook: NotebookNode) -> None:
    """Raise `NotebookFailed` for a cell whose code cannot be read and is not meant to fail."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and "raises-exception" not in tags_of(cell):
            fault = syntax_fault(cell.source)
            if fault:
                raise NotebookFailed(index, "N102", fault)


def run_notebooks(
    book: Book,
    staged: Path,
    quarter: Period,
    names: Iterable[str],
    anchors: dict[str, list[str]],
    *,
    jobs: int,
    progress: Progress,
    kept: KeptPages | None = None,
) -> NotebookRun:
    """Execute notebooks for a quarter and leave each as a page in the staged book.

    names
        notebooks without their ending, as in ``notebooks/``.
    anchors
        by notebook the measures whose sections other pages link to.
    jobs
        how many kernels run at once.
    progress
        called whenever a notebook is done.
    kept
        the pages of former builds, taken where all that they are made of is as it was.
    """
    limit = cell_limit(book)

    def run(name: str) -> tuple[str, NotebookPage, Problem | None]:
        path = book.notebooks / f"{name}.ipynb"
        stored: NotebookNode | None = None
        try:
            stored = _read_notebook(book, path)
            former = kept.find(path, limit) if kept else None
            if former:
                progress(f"reused  {book.relative(path)}")
                return name, former, None
            began = time.time()
            executed, reads = execute(
                str(path), {"quarter": quarter.slug}, str(staged / "notebooks"), limit
            )
            page = to_page(executed)
            for cell, code, message in page.faults:
                raise NotebookFailed(cell, code, message)
            for anchor in missing_anchors(page.notebook):
                raise NotebookFailed(
                    -1,
                    "N106",
                    f'a table links to the section of "{anchor}", which this page does not have. '
                    f'Add report["{anchor}"].heading() where its section begins, or leave the '
                    f'measure out: Report(…, leave_out=["{anchor}"]).',
                )
        except NotebookFailed as failure:
            problem = _problem(book, path, stored, failure)
            progress(f"failed  {book.relative(path)}")
            title = _title(stored) or name.replace("-", " ").capitalize()
            return name, failure_page(title, anchors.get(name, []), str(problem)), problem
        if kept:
            kept.add(path, page, reads, began)
        progress(f"ran     {book.relative(path)}")
        return name, page, None

    with warm_processes(), ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        try:
            outcomes = list(pool.map(run, names))
        except KeyboardInterrupt:
            end_forks()
            raise
    if kept:
        kept.keep()
    for name, page, _ in outcomes:
        _write(staged, name, page)
    problems = tuple(problem for _, _, problem in outcomes if problem)
    return NotebookRun(
        failed=tuple(name for name, _, problem in outcomes if problem),
        problems=problems,
        notes=tuple(
            f"notebooks/{name}.ipynb: {note}" for name, page, _ in outcomes for note in page.notes
        ),
    )


def _problem(
    book: Book, path: Path, stored: NotebookNode | None, failure: NotebookFailed
) -> Problem:
    name = book.relative(path)
    cause = " ".join(failure.cause.split())
    if stored is None or failure.cell < 0:
        return Problem(name, failure.line, failure.code, cause)
    heading = heading_above(stored, failure.cell)
    under = f', under "{heading}"' if heading else ""
    source = stored.cells[failure.cell].source.strip().splitlines()
    begins = f" The cell begins: {source[0]}" if source else ""
    stop = "" if cause.endswith((".", "?", "!")) else "."
    message = f"cell {failure.cell + 1}{under}: {cause}{stop}{begins}"
    return Problem(name, 0, failure.code, message)


def _title(stored: NotebookNode | None) -> str:
    """Return the first heading of a stored notebook."""
    for cell in stored.cells if stored else []:
        if cell.cell_type == "markdown" and (title := myst.title(cell.source)):
            return title.words
    return ""


def _write(staged: Path, name: str, page: NotebookPage) -> None:
    for relative, text in page.files.items():
        target = staged / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    path = staged / "notebooks" / f"{name}.ipynb"
    path.write_text(nbformat.writes(page.notebook) + "\n", encoding="utf-8")
