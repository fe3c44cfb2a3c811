"""The page in place of one whose notebook failed, and the problem that both page and build tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import PurePosixPath

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from quarterbook.execute.pages import NotebookPage, empty_notebook
from quarterbook.execute.stored.notebook_failed import NotebookFailed
from quarterbook.ground import myst
from quarterbook.ground.errors import Problem
from quarterbook.report.html.block import markdown_text


def failure_page(
    name: str,
    stored: NotebookNode | None,
    anchors: Mapping[str, list[str]],
    problem: Problem,
    titles: Mapping[str, str],
) -> NotebookPage:
    """Return the page of a notebook that failed: it says so, and others can still link to it.

    name
        the page, without ending.
    stored
        its notebook, for the title; None where it could not be read.
    anchors
        by page the measures to whose sections on it other pages link.
    titles
        by page the title of the outcome area that it is of, for one that could not be read.
    """
    by_name = PurePosixPath(name).name.replace("-", " ").capitalize()
    title = _title(stored) or titles.get(name) or by_name
    return page_that_says(failure_text(title, anchors.get(name, []), str(problem)))


def page_that_says(text: str) -> NotebookPage:
    """Return a page of one piece of Markdown."""
    page = NotebookPage(empty_notebook())
    page.notebook.cells = [new_markdown_cell(text)]
    page.notebook.cells[0]["id"] = "cell-0"
    return page


def failure_text(title: str, anchors: Iterable[str], *messages: str) -> str:
    """Return the Markdown of a page that could not be made: others can still link to it."""
    paragraphs = "\n\n".join(map(_as_it_stands, messages))
    targets = "".join(f"({anchor})=\n" for anchor in dict.fromkeys(anchors))
    return (
        f"{targets}# {markdown_text(title)}\n\n"
        "```{error}\n**This page could not be made.** Nothing on it is published until it is "
        f"mended.\n\n{paragraphs}\n```\n"
    )


def _as_it_stands(message: str) -> str:
    """Return a message as HTML: Markdown would curl the quotes of code that is to be copied.

    A picture written into the page that the message quotes is none here.
    """
    words = escape(" ".join(message.split()), quote=False).replace("data:", "data&#58;")
    return f"<p>{words.replace('{', '&#123;').replace('}', '&#125;')}</p>"


def problem_of(file: str, stored: NotebookNode | None, failure: NotebookFailed) -> Problem:
    """Return what is wrong with a notebook: its cell, the heading above that, the line of it."""
    cause = " ".join(failure.cause.split())
    if stored is None or failure.cell < 0:
        return Problem(file, failure.line, failure.code, cause)
    heading = _heading_above(stored, failure.cell)
    under = f', under "{heading}"' if heading else ""
    cause += f" ({failure.module})" if failure.module else ""
    stop = "" if cause.endswith((".", "?", "!")) else "."
    code = _code_at_fault(stored.cells[failure.cell].source, failure.line)
    message = f"cell {failure.cell + 1}{under}: {cause}{stop}{code}"
    return Problem(file, 0, failure.code, message)


def told_once(failed: Iterable[tuple[Problem, NotebookFailed | None]]) -> tuple[Problem, ...]:
    """Return what is wrong with notebooks: a line of a module that several call is told once."""
    callers: dict[object, list[tuple[Problem, NotebookFailed | None]]] = {}
    for problem, failure in failed:
        kind = failure and failure.module and (failure.module, failure.cause.partition(":")[0])
        callers.setdefault(kind or problem, []).append((problem, failure))
    return tuple(_of_all(several) for several in callers.values())


def _of_all(several: Sequence[tuple[Problem, NotebookFailed | None]]) -> Problem:
    """Return the one problem of a notebook, or that of the module that several call."""
    problem, failure = several[0]
    if failure is None or len(several) == 1:
        return problem
    file, _, line = failure.module.rpartition(":")
    called = f"called by {problem.file}, cell {failure.cell + 1}, and {len(several) - 1} more"
    cause = " ".join(failure.cause.split()).rstrip(".")
    return Problem(file, int(line), failure.code, f"{cause}; {called}.")


def _code_at_fault(source: str, line: int) -> str:
    """Return the line of a cell that failed or, where that is the first or unknown, the first."""
    lines = source.splitlines()
    if 1 < line <= len(lines) and any(text.strip() for text in lines[: line - 1]):
        return f" Line {line} of the cell: {lines[line - 1].strip()}"
    begins = source.strip().splitlines()
    return f" The cell begins: {begins[0]}" if begins else ""


def _heading_above(notebook: NotebookNode, index: int) -> str:
    """Return the last heading before a cell of a stored notebook, or nothing."""
    headings = [
        heading.words
        for cell in notebook.cells[: index + 1]
        if cell.cell_type == "markdown"
        for heading in myst.headings(cell.source)
    ]
    return headings[-1] if headings else ""


def _title(stored: NotebookNode | None) -> str:
    """Return the first heading of a stored notebook."""
    for cell in stored.cells if stored else []:
        if cell.cell_type == "markdown" and (title := myst.title(cell.source)):
            return title.words
    return ""
