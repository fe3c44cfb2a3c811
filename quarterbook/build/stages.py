"""A quarter from its folder to its outputs, stage by stage, and only then put in its place.

read, stage, run, fill in, sign, bind, write outputs, write the manifest: what a stage
leaves is what the next one gets.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from quarterbook.bind.outputs import Writing, begin_papers, begin_quarter_files, end_writing
from quarterbook.build.binding import Bound, sign_and_bind
from quarterbook.build.built import Built
from quarterbook.build.failing.bind_without_failed import (
    as_pages_failed,
    check_names,
    tell_failed,
    without_failed,
)
from quarterbook.build.kept.checked_words import check_outputs, checked_words
from quarterbook.build.kept.record_of import RecordOf
from quarterbook.build.kept.unchanged import (
    changed_files,
    files_of,
    note_build,
    options_of,
    warm_up,
)
from quarterbook.build.request import BuildRequest, choose_papers
from quarterbook.build.sides.assessed_sides import AssessedSides
from quarterbook.build.sides.side import Side
from quarterbook.build.sides.stage_sides import Sides, stage_sides
from quarterbook.build.sign_offs import PageHashes, Signing, lapsed, workbook_hash
from quarterbook.build.swap import fault_of_reading, fault_of_writing, put_in_place, sweep
from quarterbook.build.up_to_date import inputs_of, with_signing
from quarterbook.compose.references.owners_words import owners_words
from quarterbook.compose.references.same_titles import same_titles
from quarterbook.compose.unshown_records import unshown_benchmarks, unshown_milestones
from quarterbook.data.params.quarter_files import choose_quarter
from quarterbook.disclosure.account import newly_withheld
from quarterbook.disclosure.words.word_check import WordCheck
from quarterbook.execute.contents import listed_pages
from quarterbook.execute.executors.executor import Executor, LocalExecutor
from quarterbook.execute.loose_files.own_tables import own_table_notes
from quarterbook.execute.loose_files.staging import not_staged
from quarterbook.execute.notebook_run import NotebookRun
from quarterbook.ground.errors import BookError
from quarterbook.ground.progress import Progress
from quarterbook.processes.warm_process import warm_processes
from quarterbook.release.known_archives import check_what_is_out
from quarterbook.release.manifest import write_manifest
from quarterbook.release.pages_file import write_pages_file
from quarterbook.reuse.steps import Steps
from quarterbook.reuse.why import account_of_steps
from quarterbook.storage.book import Book
from quarterbook.storage.store import Store


def build(
    book: Book,
    quarter: str | None,
    *,
    jobs: int,
    executor: Executor | None = None,
    draft: bool = False,
    editions: Sequence[str] = (),
    progress: Progress = lambda line: None,
) -> Built:
    """Build a quarter into ``_build/<quarter>/``; by default the newest, with all its papers.

    Notebooks run where the executor says, by default ``jobs`` of them at once on this machine.
    A notebook that fails leaves a page that says so, and the result is not
    ok. Anything else at fault raises `BookError`, and what was built before
    stays as it was. Raises `CommandError` for an edition that is not one of
    the quarter's.
    """
    period = choose_quarter(book, quarter)
    clock = _Clock()
    files = files_of(book)
    record = RecordOf(book)
    recorded = record.read()
    check_what_is_out(book)
    papers = choose_papers(recorded.quarters[period], editions)
    steps = Steps(Store(book.store))
    executor = executor or LocalExecutor(jobs)
    request = BuildRequest(book, recorded, period, papers, jobs, executor, draft, progress, steps)
    clock.lap("read")
    home = book.root / "_build"
    work = home / f".building-{period.slug}-{os.getpid()}"
    try:
        home.mkdir(exist_ok=True)
        sweep(home)
        with warm_processes():
            changed = changed_files(steps, period, files, options_of(draft, editions))
            warm_up(executor.warm_up, changed)
            built = _build(request, record.assessed(period), work, clock)
        record.keep()
        put_in_place(work / "out", book.built(period.slug), home)
    except Exception as error:
        fault = fault_of_writing(error, home) or fault_of_reading(error, book)
        if not fault:
            raise
        reassurance = "What was built before is as it was."
        raise BookError(replace(fault, message=f"{fault.message} {reassurance}")) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    built.folder = book.built(period.slug)
    built.seconds = clock.laps
    built.why = tuple(account_of_steps(steps.taken, period))
    built.outside = note_build(book, period, steps, built, files, draft=draft, editions=editions)
    steps.store.tidy()
    return built


def _build(request: BuildRequest, assessed: AssessedSides, work: Path, clock: _Clock) -> Built:
    out = work / "out"
    sides = stage_sides(
        request.book, request.recorded, request.period, out / "source", work / "exempt", assessed
    )
    tell_failed(request, sides.problems)
    inputs = inputs_of(request.book, request.recorded, request.period, sides)
    words = checked_words(request, sides)
    run = run_sides(request, sides, words)
    clock.lap("notebooks")

    def bind(folder: Path) -> tuple[PageHashes, Signing, Built]:
        shutil.rmtree(out / "site", ignore_errors=True)
        pages, signing, bound = sign_and_bind(request, sides, folder, out / "site")
        clock.lap("site")
        return pages, signing, _write_outputs(request, sides, bound, out)

    try:
        pages, signing, built = without_failed(request, sides, work, bind)
    except BookError as error:
        raise BookError((*run.problems, *sides.problems, *error.problems)) from None
    built.problems = (*run.problems, *sides.problems)
    built.withheld = tuple(newly_withheld(request.recorded, request.period))
    built.notes = (
        *words.in_vain(),
        *lapsed(signing.sign_offs),
        *not_staged(request.book, sides.public.staged),
        *_notes(request, sides),
        *run.notes,
    )
    inputs = with_signing(inputs, signing)
    write_pages_file(out, pages.hashes, inputs, complete=request.is_complete)
    _write_manifest(request, sides, signing, run, out)
    clock.lap("outputs")
    return built


def _notes(request: BuildRequest, sides: Sides) -> Iterator[str]:
    """Yield what need not be wrong: of records and titles by file, of single cells by line too.

    Those are benchmarks and milestones that no page shows, pages of one title, what files of an
    analyst's own may give away, and raw signs in owners' words that pages of this quarter show.
    """
    book, recorded, period = request.book, request.recorded, request.period
    notebooks = [name for side in sides for name in side.notebooks]
    pages = [name for side in sides for name in side.pages]
    sources = [name for side in sides for paper in side.papers for name in paper.sources.values()]
    of = (book, recorded, notebooks, [*pages, *sources])
    titles = same_titles(book, listed_pages(book))
    for note in (*unshown_benchmarks(*of), *unshown_milestones(*of), *titles):
        yield f"{note.file}: {note.message}"
    own_tables = own_table_notes(book, recorded, period)
    for note in (*own_tables, *owners_words(book, recorded, period)):
        yield f"{note.file}:{note.line}: {note.message}"


def run_sides(request: BuildRequest, sides: Sides, words: WordCheck) -> NotebookRun:
    """Check what pages name, run the notebooks, each once for both sides, and write the papers.

    While kernels run, which see nothing of that, the papers' pages are filled in and what the
    workbook says is told. Raises `BookError` where notebooks show words that count what is
    withheld from their readers.
    """
    for side in sides:
        check_names(request, side)
    public, steps = sides.public, request.steps
    on, progress = request.executor, request.progress
    for side in sides:
        side.leave_assessed()
    with ThreadPoolExecutor(max_workers=1) as beside:
        filling = beside.submit(lambda: [side.filled_papers(steps) for side in sides])
        telling = beside.submit(workbook_hash, public, steps)
        run = public.run_notebooks((), executor=on, progress=progress, steps=steps)
        check_outputs(request, words, public.authored_outputs(run))
        if sides.exempt:
            own = sides.exempt.run_notebooks(
                public.notebooks,
                executor=on,
                progress=progress,
                steps=steps,
                public=public.staged,
            )
            exempt_words = words.of_exempt(sides.exempt.recorded)
            exempt_words.check_outputs(sides.exempt.authored_outputs(own))
            run += own
        for side, filled in zip(sides, filling.result(), strict=True):
            side.write_papers(filled)
            side.fail(side.failed)  # its notebooks have left their pages by now
        telling.result()
    return run


def _write_outputs(request: BuildRequest, sides: Sides, bound: Bound, out: Path) -> Built:
    """Write every file but the site, to which what is public is copied too.

    Raises `BookError` for what cannot be printed, all of a side at once.
    """
    apart = out / "exempt"
    if bound.exempt:
        apart.mkdir(exist_ok=True)
    with ThreadPoolExecutor(max_workers=min(request.jobs, 2)) as pool:
        # first what only this process does, so that pandoc and Typst run beside it
        quarter_files = begin_quarter_files(pool, bound.whole, out, request.steps)
        papers = begin_papers(pool, bound.public, out, request.steps)
        exempt_papers = begin_papers(pool, bound.exempt, apart, request.steps)
        public, exempt, files = (
            _ended(side, writing, request.progress)
            for side, writing in (
                (sides.public, papers),
                (sides.exempt or sides.public, exempt_papers),
                (sides.public, quarter_files),
            )
        )
    for name in (*public, *files):
        shutil.copy2(out / name, out / "site" / name)
    return Built(out, (*public, *(f"exempt/{name}" for name in exempt)), files)


def _ended(side: Side, writing: Writing, progress: Progress) -> tuple[str, ...]:
    try:
        return end_writing(writing, progress)
    except BookError as error:
        raise as_pages_failed(side, error) from None


def _write_manifest(
    request: BuildRequest,
    sides: Sides,
    signing: Signing,
    run: NotebookRun,
    out: Path,
) -> None:
    side = sides.public
    write_manifest(
        out,
        side.report,
        draft=signing.draft,
        failed=[*run.failed, *(page for one in sides for page in one.failed)],
        editions=[paper.edition for paper in side.papers if paper.name in request.papers],
        complete=request.is_complete,
    )


class _Clock:
    """Seconds per stage, for the command's result; nothing of it reaches an output."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = now - self._last
        self._last = now
