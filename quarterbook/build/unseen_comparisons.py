"""Comparisons that nobody sees: figures of other councils that no page of the book shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quarterbook.data.recorded import Recorded
from quarterbook.data.vintage import nation_of
from quarterbook.ground.errors import Problem
from quarterbook.storage.book import Book

# What shows comparisons: a block of a notebook, a part of a paper, a chart beside others.
_SHOWS = re.compile(r"benchmark|compare\s*=|\{\{[^}]*\bsections\b")

_TEXTS = (".ipynb", ".md", ".py")


def unseen_comparisons(book: Book, recorded: Recorded) -> Iterator[Problem]:
    """Yield a note where nothing is compared with, and one where no page or notebook compares."""
    council = recorded.council
    benchmarks = recorded.tables["benchmarks"]
    others = benchmarks[benchmarks["area"] != council.council.code]
    if others.empty:
        return
    if not council.comparators:
        areas = recorded.tables["areas"].set_index("code")["name"]
        name = areas.get(nation_of(council.council.code), "Our nation")
        yield Problem(
            "params/council.yml",
            0,
            "D331",
            "note: benchmarks.csv has figures of other areas, and council.yml does not say which "
            'of them to compare with. Below a line "comparators:" add one for each, such as '
            f"- {{id: country, title: {name}}}",
        )
    if not _is_shown(book):
        measure = others["measure"].iloc[0]
        yield Problem(
            "data/benchmarks.csv",
            0,
            "D331",
            "note: no page shows how the council compares. Show it in a notebook, with "
            f'report["{measure}"].benchmark() for a measure or report.benchmarks() for all.',
        )


def _is_shown(book: Book) -> bool:
    return any(
        _SHOWS.search(path.read_text(encoding="utf-8", errors="replace"))
        for folder in (book.notebooks, book.pages)
        for path in sorted(folder.rglob("*"))
        if path.suffix in _TEXTS and path.is_file() and not path.is_symlink()
    )
