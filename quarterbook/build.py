"""A quarter from its folder to its outputs: stage, run, bind, and only then swap them in."""

from __future__ import annotations

import errno
import os
import re
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from quarterbook.book import Book
from quarterbook.data.params import choose_quarter
from quarterbook.data.recorded import Recorded, read_recorded
from quarterbook.errors import BookError, Problem
from quarterbook.periods import Period
from quarterbook.report import Report
from quarterbook.report.names import names
from quarterbook.report.protected import given_away, protected

Said = Callable[[str], None]

# The page that is a paper of its own as well: the benchmarking appendix.
APPENDIX = "notebooks/benchmarking"


@dataclass
class Built:
    """What a build left, what failed in it, and how long each step took in seconds."""

    folder: Path
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.problems


def build(
    book: Book,
    quarter: str | None,
    *,
    jobs: int,
    draft: bool = False,
    said: Said = lambda line: None,
) -> Built:
    """Build a quarter into ``_build/<quarter>/``; by default the newest.

    A notebook that fails leaves a page that says so, and the result is not
    ok. Anything else at fault raises `BookError`, and what was built before
    stays as it was.
    """
    period = choose_quarter(book, quarter)
    clock = _Clock()
    recorded = read_recorded(book)
    if draft:
        asked = recorded.quarters[period].model_copy(update={"status": "draft"})
        recorded = replace(recorded, quarters={**recorded.quarters, period: asked})
    clock.lap("read")
    home = book.root / "_build"
    work = home / f".building-{period.slug}-{os.getpid()}"
    try:
        home.mkdir(exist_ok=True)
        _sweep(home)
        built = _build(book, recorded, period, work, jobs, said, clock)
        _swap(work / "out", book.built(period.slug), home)
    except Exception as error:
        fault = _unwritable(error)
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


def _build(
    book: Book,
    recorded: Recorded,
    period: Period,
    work: Path,
    jobs: int,
    said: Said,
    clock: _Clock,
) -> Built:
    from quarterbook.bind.cover import appendix_cover, cover_of
    from quarterbook.bind.paper import write_docx, write_pdf
    from quarterbook.bind.site import bind_site, settings
    from quarterbook.bind.workbook import write_workbook
    from quarterbook.release.manifest import write_manifest
    from quarterbook.run.contents import notebooks_of, pages_of
    from quarterbook.run.figures import check_figures
    from quarterbook.run.notebooks import run_notebooks
    from quarterbook.run.stage import mark_draft, stage

    out = work / "out"
    draft = recorded.quarters[period].is_draft
    notebooks = notebooks_of(book, recorded.council)
    pages = pages_of(book)
    staged = stage(book, out / "source", protected(recorded, period))
    if draft:
        mark_draft(staged, period)
    report = Report(period.slug, book=staged.root)
    figures = names(report)
    check_figures(book, pages, figures)
    anchors = {
        outcome.id: [view.id for view in report.of(outcome.id)]
        for outcome in recorded.council.outcomes
    }
    ran = run_notebooks(book, staged.root, period, notebooks, anchors, jobs=jobs, said=said)
    clock.lap("notebooks")
    try:
        site, single = bind_site(staged.root, work, settings(report, figures, draft=draft))
    except BookError as error:
        if not error.problems:
            raise
        raise BookError((*ran.problems, *error.problems)) from None
    shutil.move(site, out / "site")
    said("bound   site")
    clock.lap("site")
    cover = cover_of(report, draft=draft)
    page = single / f"{pages[0]}.html"
    asked = [("report", cover, "")]
    if APPENDIX in pages and Path(APPENDIX).name not in ran.failed:
        asked.append(("benchmarking", appendix_cover(cover), APPENDIX))
    with ThreadPoolExecutor(max_workers=min(jobs, 2)) as pool:
        papers = {
            f"{name}{ending}": pool.submit(
                write, page, own, out / f"{name}{ending}", work, document
            )
            for name, own, document in asked
            for ending, write in ((".pdf", write_pdf), (".docx", write_docx))
        }
    for name, paper in papers.items():
        paper.result()
        said(f"bound   {name}")
    clock.lap("papers")
    write_workbook(report, out / "data.xlsx", draft=draft)
    said("bound   data.xlsx")
    for name in (*papers, "data.xlsx"):
        shutil.copy2(out / name, out / "site" / name)
    clock.lap("workbook")
    write_manifest(out, report, draft=draft, failed=list(ran.failed))
    return Built(out, ran.problems, (*given_away(recorded, period), *ran.notes))


class _Clock:
    """Seconds per step, for the progress lines; nothing of it reaches an output."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = now - self._last
        self._last = now


_MENDS = {
    errno.ENOSPC: "Make room on the disk and build again.",
    errno.EDQUOT: "Make room on the disk and build again.",
    errno.EFBIG: "Make room on the disk and build again.",
    errno.EEXIST: "A file stands where a folder should be. Move it away.",
    errno.ENOTDIR: "A file stands where a folder should be. Move it away.",
    errno.EACCES: "Ask for the right to write there, or build a copy of the book.",
    errno.EPERM: "Ask for the right to write there, or build a copy of the book.",
    errno.EROFS: "Ask for the right to write there, or build a copy of the book.",
}
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _unwritable(error: BaseException) -> str:
    """Return why an output could not be written and what helps, or nothing for another error.

    A full disk is also told from what Sphinx, pandoc and kernels said of it.
    """
    cause: BaseException | None = error
    while cause and not isinstance(cause, OSError) and not isinstance(error, BookError):
        cause = cause.__cause__ or cause.__context__
    number = cause.errno if isinstance(cause, OSError) else None
    if number is None:
        number = next((full for full in _FULL if os.strerror(full) in str(error)), None)
    if number is None:
        return f"{error}." if isinstance(error, OSError) else ""
    why = os.strerror(number)
    return " ".join(part for part in (f"{why[0].lower()}{why[1:]}.", _MENDS.get(number)) if part)


def _swap(new: Path, place: Path, home: Path) -> None:
    """Put a finished build in its place; the one before goes only then."""
    old = home / f".old-{place.name}-{os.getpid()}"
    if place.exists():
        place.rename(old)
    try:
        new.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _sweep(home: Path) -> None:
    """Remove what builds that were killed left behind; put back what one had set aside."""
    for path in home.glob(".old-*"):
        match = re.fullmatch(r"\.old-(.+)-(\d+)", path.name)
        if match and not _alive(int(match[2])):
            place = home / match[1]
            if place.exists():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.rename(place)
    for path in home.glob(".building-*"):
        match = re.fullmatch(r"\.building-.+-(\d+)", path.name)
        if match and not _alive(int(match[1])):
            shutil.rmtree(path, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
