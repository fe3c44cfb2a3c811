"""A quarter from its folder to its outputs, stage by stage, and only then put in its place.

read, stage, run, fill in, sign, bind, write outputs, write the manifest: what a stage
leaves is what the next one gets.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quarterbook.bind.outputs import Source, paper_outputs, write_papers, write_quarter_files
from quarterbook.bind.print.printed_papers import of_edition, whole_report
from quarterbook.build.built import Built
from quarterbook.build.request import BuildRequest, choose_papers
from quarterbook.build.sides import Side, Sides, stage_sides
from quarterbook.build.signing import (
    PageHashes,
    Signing,
    add_files,
    add_signed_files,
    compare,
    hash_pages,
    lapsed,
)
from quarterbook.build.standing import inputs_of, with_signing
from quarterbook.build.swap import swap, sweep, unwritable
from quarterbook.build.unchanged import files_of, note_build
from quarterbook.compose.staged_papers import lettered_appendices
from quarterbook.data.params.editions import REPORT
from quarterbook.data.params.quarter_files import choose_quarter
from quarterbook.data.recorded import read_recorded
from quarterbook.data.signatures import SignOff
from quarterbook.disclosure.account import newly_withheld
from quarterbook.disclosure.exempt import exempt_pages
from quarterbook.disclosure.words.check import check_words
from quarterbook.execute.executors.executor import Executor, LocalExecutor
from quarterbook.execute.neighbouring_files import not_staged
from quarterbook.execute.notebooks import NotebookRun
from quarterbook.execute.warm_process import warm_processes
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.progress import Progress
from quarterbook.release.manifest import write_manifest
from quarterbook.release.pages_file import write_pages_file
from quarterbook.report.substitutions.pages import names
from quarterbook.reuse.steps import Steps
from quarterbook.reuse.why import account_of_steps
from quarterbook.storage.book import Book
from quarterbook.storage.store import Store


@dataclass(frozen=True)
class Bound:
    """What files are made of: the whole report, and the public and the exempt papers to make.

    ``files`` are, of each side that was bound, those that its pages are made of.
    """

    whole: Source
    public: Sequence[Source]
    exempt: Sequence[Source] = ()
    files: Sequence[Sequence[str]] = ()


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
    recorded = read_recorded(book)
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
            if not steps.has_notes(f"{period.slug}/site"):
                _warm_up(executor)
            built = _build(request, work, clock)
        swap(work / "out", book.built(period.slug), home)
    except Exception as error:
        fault = unwritable(error)
        if not fault:
            raise
        kept = "What was built before is as it was."
        raise BookError(
            Problem("_build", 0, "B105", f"cannot be written: {fault} {kept}")
        ) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    built.folder = book.built(period.slug)
    built.seconds = clock.laps
    built.why = tuple(account_of_steps(steps.taken, period))
    note_build(book, period, steps, built, files, draft=draft, editions=editions)
    steps.store.tidy()
    return built


def bind_for_preview(
    book: Book, quarter: str | None, work: Path, *, jobs: int, progress: Progress
) -> tuple[BuildRequest, Bound]:
    """Bind what the public would read of a quarter into ``work/site``, and make no paper of it.

    Returns what was to be bound, and what its papers would be made of. Raises `BookError` for
    whatever is at fault, a notebook that failed included.
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
        _warm_up(executor)
    sides = stage_sides(book, recorded, period, work / "source", work / "exempt")
    _check_words(request, sides.public)
    run = _run(request, sides)
    if run.problems:
        raise BookError(run.problems)
    for side in sides:
        side.write_papers()
    *_, bound = _sign_and_bind(request, sides, work, work / "site")
    steps.store.tidy()
    return request, bound


def _warm_up(executor: Executor) -> None:
    """Begin with what takes long and needs nothing of the quarter, as nothing is kept of it."""
    from quarterbook.bind.site.jupyter_book import warm_sphinx

    executor.warm_up()
    warm_sphinx()


def _build(request: BuildRequest, work: Path, clock: _Clock) -> Built:
    out = work / "out"
    sides = stage_sides(
        request.book, request.recorded, request.period, out / "source", work / "exempt"
    )
    inputs = inputs_of(request.book, request.recorded, request.period, sides)
    lapsed_words = _check_words(request, sides.public)
    run = _run(request, sides)
    clock.lap("notebooks")
    for side in sides:
        side.write_papers()
    try:
        pages, signing, bound = _sign_and_bind(request, sides, work, out / "site")
    except BookError as error:
        raise BookError((*run.problems, *error.problems)) from None
    clock.lap("site")
    built = _write_outputs(request, bound, out)
    built.problems = run.problems
    built.withheld = tuple(newly_withheld(request.recorded, request.period))
    built.notes = (
        *lapsed_words,
        *lapsed(signing.sign_offs),
        *not_staged(request.book, sides.public.staged),
        *run.notes,
    )
    inputs = with_signing(inputs, signing)
    write_pages_file(out, pages.hashes, inputs, complete=request.is_complete)
    _write_manifest(request, sides.public, signing, run, out)
    clock.lap("outputs")
    return built


def _check_words(request: BuildRequest, public: Side) -> list[str]:
    """Raise `BookError` for words that count what is withheld; return what is accepted in vain."""
    pages = [*public.pages, *(page for paper in public.papers for page in paper.sources.values())]
    return check_words(
        request.book, request.recorded, public.recorded, request.period, pages, public.notebooks
    )


def _run(request: BuildRequest, sides: Sides) -> NotebookRun:
    """Check what pages name and run the notebooks, each once for both sides."""
    for side in sides:
        side.check()
    public, steps = sides.public, request.steps
    on, progress = request.executor, request.progress
    run = public.run_notebooks((), executor=on, progress=progress, steps=steps)
    if sides.exempt:
        run += sides.exempt.run_notebooks(
            public.notebooks, executor=on, progress=progress, steps=steps
        )
    return run


def _sign_and_bind(
    request: BuildRequest, sides: Sides, work: Path, site: Path
) -> tuple[PageHashes, Signing, Bound]:
    """Bind the sides as final or as a draft.

    Which files pages are made of is known only when they are bound. Until then those count that
    were signed: while nothing has changed they are the same. Where they are not, another thing
    may have to be said of the signatures, and the sides are bound again.
    """
    pages = hash_pages(request.book, request.recorded, request.period, sides)
    as_signed = add_signed_files(pages, sides)
    signing = compare(request.book, request.quarter, as_signed, draft=request.draft)
    bound = _bind(request, sides, signing, work, site)
    if len(bound.files) < len(sides):  # the exempt side is not made
        return as_signed, signing, bound
    with_files = add_files(pages, sides, bound.files)
    exact = compare(request.book, request.quarter, with_files, draft=request.draft)
    if exact != signing:
        shutil.rmtree(site)
        for side in sides:
            side.write_papers()
        bound = _bind(request, sides, exact, work / "again", site)
    return with_files, exact, bound


def _bind(request: BuildRequest, sides: Sides, signing: Signing, work: Path, site: Path) -> Bound:
    """Bind the site, and of the exempt side what its papers are made of, if any is to be made."""
    from quarterbook.bind.site.jupyter_book import bound_files

    public, exempt = sides.public, sides.exempt
    page = _bind_side(request, public, signing.public_sign_offs, signing.draft, work, site)
    report = whole_report(
        request.book, public.report, signing.public_sign_offs, public.pages, draft=signing.draft
    )
    whole = Source(public.report, report, page, _folder_of(public, page), work, signing.draft)
    papers = _sources(request, public, page, work, signing.draft)
    if REPORT in request.papers:
        papers.insert(0, whole)
    files = [list(bound_files(work))]
    if not exempt or not any(paper.name in request.papers for paper in exempt.papers):
        return Bound(whole, papers, files=files)
    exempt.take_over(public)
    apart = work / "apart"
    page = _bind_side(request, exempt, signing.sign_offs, signing.draft, apart, None)
    exempt_papers = _sources(request, exempt, page, work, signing.draft)
    return Bound(whole, papers, exempt_papers, [*files, list(bound_files(apart))])


def _bind_side(
    request: BuildRequest,
    side: Side,
    sign_offs: Sequence[SignOff],
    draft: bool,
    work: Path,
    site: Path | None,
) -> Path:
    """Bind a side, leave its site in its place, and return the page that papers are made of."""
    from quarterbook.bind.kept_site import bind_kept_site
    from quarterbook.bind.site.exempt_addresses import check_exempt_addresses
    from quarterbook.bind.site.exempt_files import check_exempt_files
    from quarterbook.bind.site.jupyter_book import add_search, bound_files, settings

    kinds = paper_outputs()
    side.finish_papers(
        sign_offs,
        {
            paper: {f"{paper}{output.suffix}": output.title for output in kinds}
            for paper in request.papers
        },
    )
    titles = request.titles if site else {}
    named = names(side.report, draft=draft)
    conf = settings(side.report, named, titles, _appendices(request, side), draft=draft)
    subject = f"{side.apart}{side.period.slug}/site"
    try:
        site_made, single, is_kept = bind_kept_site(
            side.staged, work, conf, request.steps, subject, single_only=site is None
        )
        if site:
            exempt = exempt_pages(request.quarter)
            check_exempt_addresses(side.staged, (site_made, single), exempt)
            pages = [*side.pages, *(page for one in side.papers for page in one.sources.values())]
            check_exempt_files(request.book, bound_files(work), exempt, pages)
            papers = [page for paper in side.papers for page in paper.sources]
            add_search(site_made, side.report.council, papers)
    except BookError as error:
        raise BookError(side.as_written(error.problems)) from None
    if site:
        request.progress(f"{'reused' if is_kept else 'bound '}  site")
        shutil.move(site_made, site)
    return single / f"{side.pages[0]}.html"


def _folder_of(side: Side, page: Path) -> Path:
    """Return the folder of a side's single page, which goes by the name of its first."""
    return page.parents[side.pages[0].count("/")]


def _sources(
    request: BuildRequest, side: Side, page: Path, work: Path, draft: bool
) -> list[Source]:
    """Return what the files of a side's papers are made of."""
    return [
        Source(
            side.report,
            of_edition(request.book, side.report, paper, draft=draft),
            page,
            _folder_of(side, page),
            work,
            draft,
            side.apart,
        )
        for paper in side.papers
        if paper.name in request.papers
    ]


def _write_outputs(request: BuildRequest, bound: Bound, out: Path) -> Built:
    """Write every file but the site, to which what is public is copied too."""
    public = write_papers(bound.public, out, request.steps, request.jobs, request.progress)
    exempt: Sequence[str] = ()
    if bound.exempt:
        folder = out / "exempt"
        folder.mkdir()
        exempt = write_papers(bound.exempt, folder, request.steps, request.jobs, request.progress)
    files = write_quarter_files(bound.whole, out, request.steps, request.progress)
    for name in (*public, *files):
        shutil.copy2(out / name, out / "site" / name)
    return Built(out, (*public, *(f"exempt/{name}" for name in exempt)), files)


def _write_manifest(
    request: BuildRequest,
    side: Side,
    signing: Signing,
    run: NotebookRun,
    out: Path,
) -> None:
    write_manifest(
        out,
        side.report,
        draft=signing.draft,
        failed=list(run.failed),
        editions=[paper.edition for paper in side.papers if paper.name in request.papers],
        complete=request.is_complete,
    )


def _appendices(request: BuildRequest, side: Side) -> dict[str, str]:
    """Return of each page that is staged as a paper's appendix which one it is, and whose."""
    return {
        page: f"{title.partition(':')[0]} of {paper.edition.title or request.quarter.title}"
        for paper in side.papers
        for title, pages in lettered_appendices(paper.appendices)
        for page in pages
        if page in paper.sources
    }


class _Clock:
    """Seconds per stage, for the command's result; nothing of it reaches an output."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = now - self._last
        self._last = now
