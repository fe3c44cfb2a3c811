"""Whether what a build shows may be shown still: the book may have changed since."""

from __future__ import annotations

from pathlib import Path

from quarterbook.data.disclosed import EXEMPT, WITHHELD, built_disclosed
from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.account import disclosed
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period
from quarterbook.storage.book import Book


def check_still_shown(book: Book, quarter: Period, built: Path) -> None:
    """Raise `BookError` where a build shows a row that may be shown no more, or not so.

    A build that does not say what it shows, made before builds did, is not checked.
    """
    shown = built_disclosed(book, quarter, built)
    if shown is None:
        return
    now = disclosed(read_recorded(book), quarter)
    for table in ("observations", "benchmarks"):
        for row, state in shown.of(table).items():
            if state not in (WITHHELD, EXEMPT) and now.of(table).get(row) != state:
                fault = (
                    f'{quarter.slug} was built when the row "{row}" of data/{table}.csv was to be '
                    "shown as it was then. It has changed since, or must be shown no more. Run: "
                    f"quarterbook build {quarter.slug}"
                )
                raise BookError(Problem(book.relative(built), 0, "R113", fault))
