"""What is recorded and that no page shows: figures of other councils, and milestones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain

from quarterbook.data.recorded import Recorded
from quarterbook.execute.stored.notebook import read_notebook
from quarterbook.execute.stored.notebook_failed import NotebookFailed
from quarterbook.ground.errors import Problem
from quarterbook.ground.wording import count, first_of, verb
from quarterbook.storage.book import Book

# `benchmark()`, `.benchmarks` and `compare=`, in code or, of the first two, among names of papers.
_USE = re.compile(r"\.(?:benchmarks?\b|chart\([^)]*compare)|\bpaper\.(?:benchmarks|sections)\b")
_OF_ONE = re.compile(r"\[\s*[\"']([\w-]+)[\"']\s*\](?=\.(?:benchmarks?\b|chart\([^)]*compare))")
_NAMED = 3

# What shows milestones, in code or among the names of pages and papers; `overview()` does of an
# outcome area without measures.
_MILESTONES = re.compile(r"\.milestone(?:_table|s)\b|\b(?:tables\.milestones|paper\.performance)\b")


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
            f"{len(unshown):,} published figures are on no page, those of "
            f"{first_of(map(_quoted, measures), _NAMED)}. In a notebook, write "
            f'report["{measures[0]}"].benchmark() for one measure, or Report(quarter).benchmarks() '
            "on a page of its own for all.",
            is_note=True,
        )


def unshown_milestones(
    book: Book, recorded: Recorded, notebooks: Iterable[str], sources: Iterable[str]
) -> Iterator[Problem]:
    """Yield a note where outcome areas have milestones and neither their page nor another does.

    Pages and papers count them. ``notebooks`` and ``sources`` are the pages by their names.
    """
    rows, measures = recorded.tables["milestones"], recorded.tables["measures"]
    newest = recorded.quarters[max(recorded.quarters)].cut_off
    rows = rows[rows["recorded_on"].dt.date <= newest]
    pages = {f"notebooks/{outcome}": outcome for outcome in {*rows["outcome"]}}
    own = [name for name in notebooks if name in pages]
    others = [name for name in notebooks if name not in pages]
    if any(map(_MILESTONES.search, (*_code(book, others), *_markdown(book, sources)))):
        return
    shown = {pages[name] for name in own if any(map(_MILESTONES.search, _cells(book, name)))}
    has_measures = rows["outcome"].isin({*measures["outcome"]})
    unshown = rows[has_measures & ~rows["outcome"].isin(shown)]
    ids = [*dict.fromkeys(unshown["id"])]
    if ids:
        yield Problem(
            "data/milestones.csv",
            int(str(unshown.index[0])),
            "D335",
            f"{count(len(ids), 'milestone')} {verb(len(ids), 'is', 'are')} counted in "
            f"summaries and {verb(len(ids), 'stands', 'stand')} in no table: "
            f"{first_of(map(_quoted, ids), _NAMED)}. Add report.milestone_table() to the notebook "
            "of the outcome area, or {{ tables.milestones }} to a page in book/.",
            is_note=True,
        )


def _quoted(name: str) -> str:
    return f'"{name}"'


def _code(book: Book, notebooks: Iterable[str]) -> Iterator[str]:
    """Yield the code of notebooks, and of modules that may lie beside them."""
    for page in dict.fromkeys(notebooks):
        yield from _cells(book, page)
    for path in sorted(path for path in book.notebooks.rglob("*.py") if path.is_file()):
        yield path.read_text(encoding="utf-8", errors="replace")


def _cells(book: Book, page: str) -> Iterator[str]:
    with suppress(NotebookFailed):  # which is said where notebooks are read
        cells = read_notebook(book, page).cells
        yield "\n".join(cell.source for cell in cells if cell.cell_type == "code")


def _markdown(book: Book, sources: Iterable[str]) -> Iterator[str]:
    for page in dict.fromkeys(sources):
        path = book.root / f"{page}.md"
        if path.is_file():
            yield path.read_text(encoding="utf-8-sig", errors="replace")
