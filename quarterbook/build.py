"""A quarter from its folder to its outputs: stage, run, bind, and only then replace what was there."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from quarterbook.book import Book
from quarterbook.data.params import choose_quarter
from quarterbook.data.recorded import Recorded, read_recorded
from quarterbook.errors import BookError, Problem
from quarterbook.report import Report
from quarterbook.report.names import names

Said = Callable[[str], None]


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
    clock.lap("read")
    home = book.root / "_build"
    work = home / f".building-{period.slug}-{os.getpid()}"
    try:
        home.mkdir(exist_ok=True)
        _sweep(home)
        built = _build(book, recorded, period.slug, work, jobs, draft, said, clock)
        _swap(work / "out", book.built(period.slug), home)
    except OSError as error:
        raise BookError(
            f"{book.relative(home)}: cannot be written: {error.strerror or error}. "
            "What was built before is as it was."
        ) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    built.folder = book.built(period.slug)
    built.seconds = clock.laps
    return built


def _build(
    book: Book,
    recorded: Recorded,
    slug: str,
    work: Path,
    jobs: int,
    draft: bool,
    said: Said,
    clock: _Clock,
) -> Built:
    from quarterbook.bind.paper import write_docx, write_pdf
    from quarterbook.bind.cover import cover_of
    from quarterbook.bind.site import bind_site, settings
    from quarterbook.bind.workbook import write_workbook
    from quarterbook.release.manifest import write_manifest
    from quarterbook.run.notebooks import run_notebooks
    from quarterbook.run.stage import notebooks_of, stage

    out = work / "out"
    report = Report(slug, book=book.root, recorded=recorded)
    draft = draft or report.quarter.is_draft
    notebooks = notebooks_of(book, recorded.council)
    staged = stage(book, out / "source")
    anchors = {
        outcome.id: [view.id for view in report.of(outcome.id)]
        for outcome in recorded.council.outcomes
    }
    ran = run_notebooks(
        book, staged.root, report.quarter.quarter, notebooks, anchors, jobs=jobs, said=said
    )
    clock.lap("notebooks")
    site, single = bind_site(staged.root, work, settings(report, names(report), draft=draft))
    shutil.move(site, out / "site")
    said("bound   site")
    clock.lap("site")
    cover = cover_of(report, draft=draft)
    page = next(path for path in single.rglob("*.html") if path.stat().st_size > 5000)
    write_pdf(page, cover, out / "report.pdf", work)
    said("bound   report.pdf")
    clock.lap("pdf")
    write_docx(page, cover, out / "report.docx", work)
    said("bound   report.docx")
    clock.lap("docx")
    write_workbook(report, out / "data.xlsx")
    said("bound   data.xlsx")
    clock.lap("xlsx")
    write_manifest(out, report, draft=draft, failed=list(ran.failed))
    return Built(out, ran.problems, ran.notes)


class _Clock:
    """Seconds per step, for the progress lines; nothing of it reaches an output."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = now - self._last
        self._last = now


def _swap(new: Path, place: Path, home: Path) -> None:
    """Put a finished build in its place; the one before goes only then."""
    old = home / f".old-{place.name}-{os.getpid()}"
    if place.exists():
        place.rename(old)
    new.rename(place)
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
