"""A quarter bound for its preview: the site alone, which is what takes least time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quarterbook.build.binding import Bound, sign_and_bind
from quarterbook.build.request import BuildRequest
from quarterbook.build.sides import stage_sides
from quarterbook.build.stages import checked_words, run_notebooks, warm_up
from quarterbook.data.params.editions import REPORT
from quarterbook.data.params.quarter_files import choose_quarter
from quarterbook.data.recorded import read_recorded
from quarterbook.execute.executors.executor import LocalExecutor
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.progress import Progress
from quarterbook.reuse.steps import Steps
from quarterbook.storage.book import Book
from quarterbook.storage.store import Store


def bind_for_preview(
    book: Book, quarter: str | None, work: Path, *, jobs: int, progress: Progress
) -> tuple[BuildRequest, Bound, Sequence[Problem]]:
    """Bind what the public would read of a quarter into ``work/site``, and make no paper of it.

    Returns what was to be bound, what its papers would be made of, of which the single page is made
    when one is asked for, and why notebooks failed, whose pages say so. Raises `BookError` for
    whatever else is at fault.
    """
    period = choose_quarter(book, quarter)
    recorded = read_recorded(book)
    of_quarter = recorded.quarters[period]
    papers = tuple(edition.name for edition in of_quarter.editions if not edition.is_exempt)
    steps = Steps(Store(book.store))
    executor = LocalExecutor(jobs)
    request = BuildRequest(
        book, recorded, period, (REPORT, *papers), jobs, executor, False, progress, steps
    )
    if not steps.has_notes(f"{period.slug}/site"):
        warm_up(executor)
    sides = stage_sides(book, recorded, period, work / "source", work / "exempt")
    checked_words(request, sides.public)
    run = run_notebooks(request, sides)
    for side in sides:
        side.write_papers()
    try:
        *_, bound = sign_and_bind(request, sides, work, work / "site", site_only=True)
    except BookError as error:
        raise BookError((*run.problems, *error.problems)) from None
    steps.store.tidy()
    return request, bound, run.problems
