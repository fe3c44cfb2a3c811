"""What stands in the place of a page that cannot be made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

import nbformat

from quarterbook.compose.page_text import page_text
from quarterbook.compose.references.targets import targets_of
from quarterbook.execute.failure_page import failure_text, page_that_says
from quarterbook.execute.page_faults import readable_text
from quarterbook.ground import myst
from quarterbook.ground.errors import Problem
from quarterbook.storage.book import Book


def leave_failure_page(book: Book, staged: Book, page: str, problems: Sequence[Problem]) -> None:
    """Leave in place of a staged page one that says what is wrong with it."""
    path = staged.root / f"{page}.ipynb"
    own = path.with_suffix(".md")
    text = readable_text(own) if own.is_file() else page_text(staged, page)
    text_of_failure = failure_of(book, page, text, problems)
    if path.is_file():
        made = page_that_says(text_of_failure).notebook
        path.write_text(nbformat.writes(made) + "\n", encoding="utf-8")
    else:
        own.write_text(text_of_failure, encoding="utf-8")


def failure_of(book: Book, page: str, text: str, problems: Sequence[Problem]) -> str:
    """Return the Markdown that says what is wrong with a page, to which others can still link."""
    return failure_text(_title(page, text), targets_of(text), *_problem_lines(book, problems))


def _title(page: str, text: str) -> str:
    title = myst.title(text)
    return title.words if title else PurePath(page).name.replace("-", " ").capitalize()


def _problem_lines(book: Book, problems: Sequence[Problem]) -> list[str]:
    """Return each problem in a line, with the heading that it stands under."""
    return [
        f"{str(one).removesuffix(one.message)}{_under(book, one)}{one.message}" for one in problems
    ]


def _under(book: Book, problem: Problem) -> str:
    path = book.root / problem.file
    if not problem.line or path.suffix != ".md" or not path.is_file():
        return ""
    text = readable_text(path)
    end = sum(map(len, text.splitlines(keepends=True)[: problem.line]))
    above = [heading.words for heading in myst.headings(text) if heading.begin < end]
    return f'under "{above[-1]}": ' if above else ""
