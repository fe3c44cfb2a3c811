"""Figures of other councils that are recorded and that no page shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain

from quarterbook.data.recorded import Recorded
from quarterbook.execute.stored.notebook import read_notebook
from quarterbook.execute.stored.notebook_failed import NotebookFailed
from quarterbook.ground.errors import Problem
from quarterbook.ground.wording import first_of
from quarterbook.storage.book import Book

# `benchmark()`, `.benchmarks` and `compare=`, in code or, of the first two, among names of papers.
_USE = re.compile(r"\.(?:benchmarks?\b|chart\([^)]*compare)|\bpaper\.(?:benchmarks|sections)\b")
_OF_ONE = re.compile(r"\[\s*[\"']([\w-]+)[\"']\s*\](?=\.(?:benchmarks?\b|chart\([^)]*compare))")
_NAMED = 3


def unshown_benchmarks(
    book: Book, recorded: Recorded, notebooks: Iterable[str], sources: Iterable[str]
) -> Iterator[Problem]:
    """Yield a note where measures have figures of other councils and no page asks for them.

    ``notebooks`` and ``sources`` are the pages by their names. Code that asks for them by a name
    that it has worked out is taken to ask for all.
    """
    rows = recorded.tables["benchmarks"]
    if not len(rows):
        return
    shown: set[str] = set()
    for text in chain(_code(book, notebooks), _markdown(book, sources)):
        named = _OF_ONE.findall(text)
        if len(_USE.findall(text)) > len(named):
            return
        shown.update(named)
    unshown = rows[~rows["measure"].isin(shown)]
    measures = [*dict.fromkeys(unshown["measure"])]
    if measures:
        yield Problem(
            "data/benchmarks.csv",
            int(str(unshown.index[0])),
            "D331",
            f"note: {len(unshown):,} published figures are on no page, those of "
            f"{first_of(map(_quoted, measures), _NAMED)}. In a notebook, write "
            f'report["{measures[0]}"].benchmark() for one measure, or Report(quarter).benchmarks() '
            "on a page of its own for all.",
        )


def _quoted(name: str) -> str:
    return f'"{name}"'


def _code(book: Book, notebooks: Iterable[str]) -> Iterator[str]:
    """Yield the code of notebooks, and of modules that may lie beside them."""
    for page in dict.fromkeys(notebooks):
        with suppress(NotebookFailed):  # which is said where notebooks are read
            cells = read_notebook(book, page).cells
            yield "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    for path in sorted(path for path in book.notebooks.rglob("*.py") if path.is_file()):
        yield path.read_text(encoding="utf-8", errors="replace")


def _markdown(book: Book, sources: Iterable[str]) -> Iterator[str]:
    for page in dict.fromkeys(sources):
        path = book.root / f"{page}.md"
        if path.is_file():
            yield path.read_text(encoding="utf-8-sig", errors="replace")
