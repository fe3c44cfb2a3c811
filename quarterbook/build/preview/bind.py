"""A quarter bound for its preview: the site alone, which is what takes least time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quarterbook.build.binding import Bound, sign_and_bind
from quarterbook.build.failing.bind_without_failed import without_failed
from quarterbook.build.kept.checked_words import checked_words
from quarterbook.build.kept.record_of import RecordOf
from quarterbook.build.kept.unchanged import files_of, warm_up
from quarterbook.build.request import BuildRequest
from quarterbook.build.sides.stage_sides import stage_sides
from quarterbook.build.stages import run_sides
from quarterbook.data.params.editions import REPORT
from quarterbook.data.params.quarter_files import choose_quarter
from quarterbook.execute.executors.executor import LocalExecutor
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.progress import Progress
from quarterbook.reuse.steps import Steps
from quarterbook.storage.book import Book
from quarterbook.storage.store import Store


def bind_for_preview(
    book: Book,
    record: RecordOf,
    quarter: str | None,
    work: Path,
    *,
    jobs: int,
    progress: Progress,
) -> tuple[BuildRequest, Bound, Sequence[Problem]]:
    """Bind what the public would read of a quarter into ``work/site``, and make no paper of it.

    Returns what was to be bound, what its papers would be made of, of which the single page is made
    when one is asked for, and why pages failed, which say so themselves. Raises `BookError` for
    whatever else is at fault.
    """
    period = choose_quarter(book, quarter)
    recorded = record.read()
    of_quarter = recorded.quarters[period]
    papers = tuple(edition.name for edition in of_quarter.editions if not edition.is_exempt)
    steps = Steps(Store(book.store))
    executor = LocalExecutor(jobs)
    request = BuildRequest(
        book, recorded, period, (REPORT, *papers), jobs, executor, False, progress, steps
    )
    warm_up(executor.warm_up, files_of(book))
    sides = stage_sides(
        book, recorded, period, work / "source", work / "exempt", record.assessed(period)
    )
    run = run_sides(request, sides, checked_words(request, sides))
    record.keep()

    def bind_site(folder: Path) -> Bound:
        return sign_and_bind(request, sides, folder, work / "site", site_only=True)[-1]

    try:
        bound = without_failed(request, sides, work, bind_site)
    except BookError as error:
        raise BookError((*run.problems, *sides.problems, *error.problems)) from None
    steps.store.tidy()
    return request, bound, (*run.problems, *sides.problems)
