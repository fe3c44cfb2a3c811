"""A quarter from its folder to its outputs: stage, run, bind, and only then swap them in."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quarterbook.build.sides import Side, sides_of
from quarterbook.build.swap import swap, sweep, unwritable
from quarterbook.data.params.editions import REPORT
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.params.quarters import choose_quarter, quarter_files
from quarterbook.data.recorded import Recorded, read_recorded
from quarterbook.data.signatures import SignOff, standing
from quarterbook.disclosure.blanking import given_away
from quarterbook.ground.errors import BookError, CommandError, Problem, nearest
from quarterbook.ground.periods import Period, long_date
from quarterbook.ground.progress import Progress
from quarterbook.report.substitutions.pages import names
from quarterbook.storage.book import Book


@dataclass
class Built:
    """What a build left, what failed in it, and how long each step took in seconds.

    ``papers`` are the PDF and Word files by their path from the folder.
    """

    folder: Path
    papers: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class Wanted:
    """What is asked of a build: the papers by name, how many kernels at once, a draft or not."""

    period: Period
    papers: tuple[str, ...]
    jobs: int
    draft: bool
    progress: Progress


def build(
    book: Book,
    quarter: str | None,
    *,
    jobs: int,
    draft: bool = False,
    editions: Sequence[str] = (),
    progress: Progress = lambda line: None,
) -> Built:
    """Build a quarter into ``_build/<quarter>/``; by default the newest, with all its papers.

    A notebook that fails leaves a page that says so, and the result is not
    ok. Anything else at fault raises `BookError`, and what was built before
    stays as it was. Raises `CommandError` for an edition that is not one of
    the quarter's.
    """
    period = choose_quarter(book, quarter)
    clock = _Clock()
    recorded = read_recorded(book)
    papers = _chosen(recorded.quarters[period], editions)
    wanted = Wanted(period, papers, jobs, draft, progress)
    clock.lap("read")
    home = book.root / "_build"
    work = home / f".building-{period.slug}-{os.getpid()}"
    try:
        home.mkdir(exist_ok=True)
        sweep(home)
        built = _build(book, recorded, work, wanted, clock)
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
    return built


def _build(book: Book, recorded: Recorded, work: Path, wanted: Wanted, clock: _Clock) -> Built:
    from quarterbook.bind.print.papers import of_edition, print_papers, whole_report
    from quarterbook.bind.workbook.workbook import write_workbook
    from quarterbook.compose.page_hashes import (
        council_hash,
        quarter_params_hash,
        workbook_figures_hash,
    )
    from quarterbook.release.manifest import write_manifest
    from quarterbook.release.sign import checked_signatures, write_pages_file

    out, period, progress = work / "out", wanted.period, wanted.progress
    quarter = recorded.quarters[period]
    public, exempt = sides_of(book, recorded, period, out / "source", work / "exempt")
    sides = [public, exempt] if exempt else [public]
    for side in sides:
        side.check()
    ran = public.run((), jobs=wanted.jobs, progress=progress)
    if exempt:
        ran += exempt.run(public.notebooks, jobs=wanted.jobs, progress=progress)
    clock.lap("notebooks")

    hashes = {
        book.relative(quarter_files(book)[period]): quarter_params_hash(quarter),
        "params/council.yml": council_hash(recorded.council),
        "data.xlsx": workbook_figures_hash(public.report.vintage),
    }
    for side in sides:
        side.fill()
        hashes |= side.hashes(list(hashes))
        if side is public:
            shown = set(hashes)
    signed = standing(quarter.sign_offs, checked_signatures(book, quarter), hashes)
    draft = wanted.draft or _is_draft(quarter, signed)
    told = [one.as_shown(shown) for one in signed]
    public.sign(told, wanted.papers)
    papers = [paper for paper in public.papers if paper.name in wanted.papers]
    secret = [p for p in exempt.papers if p.name in wanted.papers] if exempt else []
    try:
        page = _bind(public, work, draft, _titles(quarter, wanted), out / "site")
        if exempt and secret:
            exempt.take(public)
            exempt.sign(signed, wanted.papers)
            page_apart = _bind(exempt, work / "apart", draft, {}, None)
    except BookError as error:
        if not error.problems:
            raise
        raise BookError((*ran.problems, *error.problems)) from None
    progress("bound   site")
    clock.lap("site")

    printed = [of_edition(book, public.report, paper, out, draft=draft) for paper in papers]
    if REPORT in wanted.papers:
        whole = whole_report(book, public.report, told, public.pages, out, draft=draft)
        printed.insert(0, whole)
    print_papers(printed, page, work, wanted.jobs, progress)
    apart = []
    if exempt and secret:
        folder = out / "exempt"
        folder.mkdir()
        apart = [of_edition(book, exempt.report, p, folder, draft=draft) for p in secret]
        print_papers(apart, page_apart, work, wanted.jobs, progress)
    clock.lap("papers")
    write_workbook(public.report, out / "data.xlsx", draft=draft)
    progress("bound   data.xlsx")
    public_files = [f"{paper.name}{end}" for paper in printed for end in (".pdf", ".docx")]
    for name in (*public_files, "data.xlsx"):
        shutil.copy2(out / name, out / "site" / name)
    clock.lap("workbook")
    complete = set(wanted.papers) == set(_chosen(quarter, ()))
    write_pages_file(out, hashes, complete=complete)
    write_manifest(
        out,
        public.report,
        draft=draft,
        failed=list(ran.failed),
        editions=[paper.edition for paper in papers],
        complete=complete,
    )
    made = (*public_files, *(f"exempt/{p.name}{end}" for p in apart for end in (".pdf", ".docx")))
    notes = (*given_away(public.recorded, period), *_lapsed(signed), *ran.notes)
    return Built(out, made, ran.problems, notes)


def _chosen(quarter: Quarter, asked: Sequence[str]) -> tuple[str, ...]:
    """Return the papers to make: those asked for, by default the report and every edition."""
    known = [REPORT, *(edition.name for edition in quarter.editions)]
    for name in asked:
        if name not in known:
            raise CommandError(
                f'"{name}" is not an edition of {quarter.quarter.slug}.{nearest(name, known)} '
                f"Known: {', '.join(known)}."
            )
    return tuple(name for name in known if not asked or name in asked)


def _is_draft(quarter: Quarter, signed: Sequence[SignOff]) -> bool:
    return quarter.status == "draft" or any(sign_off.state != "signed" for sign_off in signed)


def _lapsed(signed: Sequence[SignOff]) -> list[str]:
    """Return a line for each sign-off that what changed since has made void."""
    return [
        f"the sign-off of the {one.role} ({long_date(one.date)}) has lapsed. "
        f"Changed since: {', '.join(one.changed)}"
        for one in signed
        if one.state == "lapsed" and one.date
    ]


def _titles(quarter: Quarter, wanted: Wanted) -> dict[str, str]:
    """Return the titles of the papers that the site offers, by name."""
    titles = {REPORT: "The whole report"}
    titles |= {e.name: e.title or quarter.title for e in quarter.editions if not e.is_exempt}
    return {name: title for name, title in titles.items() if name in wanted.papers}


def _bind(
    side: Side, work: Path, draft: bool, titles: Mapping[str, str], site: Path | None
) -> Path:
    """Bind a side, leave its site in its place, and return the page that papers are made of."""
    from quarterbook.bind.site.site import bind_site, settings

    conf = settings(side.report, names(side.report, draft=draft), titles, draft=draft)
    try:
        made, single = bind_site(side.staged.root, work, conf, single_only=site is None)
    except BookError as error:
        raise BookError(side.as_written(error.problems) or error.message) from None
    if site:
        shutil.move(made, site)
    return single / f"{side.pages[0]}.html"


class _Clock:
    """Seconds per step, for the progress lines; nothing of it reaches an output."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = now - self._last
        self._last = now
