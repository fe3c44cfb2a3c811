"""A quarter bound for its preview: the site alone, which is what takes least time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from quarterbook.build.binding import Bound, sign_and_bind
from quarterbook.build.failing.failed_pages import without_failed
from quarterbook.build.request import BuildRequest
from quarterbook.build.sides import AssessedSide, AssessedSides, stage_sides
from quarterbook.build.stages import checked_words, run_notebooks
from quarterbook.build.unchanged import files_of, warm_up
from quarterbook.data.params.editions import REPORT
from quarterbook.data.params.quarter_files import choose_quarter
from quarterbook.data.recorded import Recorded, read_recorded
from quarterbook.execute.executors.executor import LocalExecutor
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period
from quarterbook.ground.progress import Progress
from quarterbook.reuse.kept_suppressions import KeptSuppressions
from quarterbook.reuse.steps import Fingerprint, Steps
from quarterbook.storage.book import Book
from quarterbook.storage.store import Store


class RecordOf:
    """A book's record, from memory while no file of data/ and params/ has another content.

    With it what is withheld is known, which takes longest to find, and each quarter as assessed.
    Where it has to be read again, what was withheld of the same figures stands.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._files: Mapping[str, Fingerprint] = {}
        self._recorded: Recorded | None = None
        self._suppressions: KeptSuppressions | None = None
        self._assessed: dict[Period, AssessedSides] = {}

    def read(self) -> Recorded:
        """Return what is recorded, as `read_recorded` does."""
        files = self._files_of_record()
        if self._recorded is not None and files == self._files:
            self._book.require()
            return self._recorded
        recorded = read_recorded(self._book)
        is_whole = files == self._files_of_record()  # or it was changed while it was read
        self._files, self._recorded = files, recorded if is_whole else None
        self._suppressions, self._assessed = KeptSuppressions(self._book, recorded), {}
        return recorded

    def assessed(self, period: Period) -> AssessedSides:
        """Return both sides of a quarter as they were assessed of what is recorded, or to be."""
        return self._assessed.setdefault(period, (AssessedSide(), AssessedSide()))

    def keep(self) -> None:
        """Keep what is withheld of what is recorded."""
        if self._suppressions:
            self._suppressions.keep()

    def _files_of_record(self) -> Mapping[str, Fingerprint]:
        files = files_of(self._book)
        return {n: files[n] for n in files if n.startswith(("data/", "params/"))}


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
    record.keep()
    run = run_notebooks(request, sides, checked_words(request, sides.public))

    def bind_site(folder: Path) -> Bound:
        return sign_and_bind(request, sides, folder, work / "site", site_only=True)[-1]

    try:
        bound = without_failed(request, sides, work, bind_site)
    except BookError as error:
        raise BookError((*run.problems, *sides.problems, *error.problems)) from None
    steps.store.tidy()
    return request, bound, (*run.problems, *sides.problems)
