"""The notebooks of a quarter, executed side by side and left as pages of the staged book."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nbformat import NotebookNode

from quarterbook.data.as_stored import is_as_stored
from quarterbook.data.config_file import read_config
from quarterbook.execute.contents import notebook_file, notebook_name, notebook_path
from quarterbook.execute.executors.executor import Calls, Executor, WorkersDied
from quarterbook.execute.failure_page import failure_page, problem_of, told_once
from quarterbook.execute.kept_pages import KeptPages
from quarterbook.execute.notebook_run import NotebookRun
from quarterbook.execute.page_files import clear_extra, write_page
from quarterbook.execute.pages import (
    NotebookPage,
    differs_from_public,
    label_once,
    missing_anchors,
    to_page,
)
from quarterbook.execute.stored.begin_order import longest_first
from quarterbook.execute.stored.notebook import read_notebook
from quarterbook.execute.stored.notebook_failed import NotebookFailed
from quarterbook.ground.errors import Problem
from quarterbook.ground.periods import Period
from quarterbook.ground.progress import Progress, going_on
from quarterbook.report.html.block import differing_chart
from quarterbook.storage.book import Book

if TYPE_CHECKING:
    from quarterbook.execute.kernels.run_notebook import Executed


_Outcome = tuple[str, NotebookPage, Problem | None]


class AboutPages(NamedTuple):
    """What else is known of the pages that notebooks make, by page.

    anchors
        the measures to whose sections on it other pages link.
    parameters
        those of its own (`own_parameters`).
    titles
        the title of the outcome area that it is of.
    """

    anchors: Mapping[str, list[str]]
    parameters: Mapping[str, Mapping[str, object]]
    titles: Mapping[str, str]


@dataclass(frozen=True)
class _PageMaker:
    """Makes the pages of one run, each by its notebook, of a former build, or of a failure."""

    book: Book
    quarter: Period
    about: AboutPages
    kept: KeptPages | None
    progress: Progress
    cell_limit: int
    failures: dict[str, NotebookFailed] = field(default_factory=dict)

    def make(self, name: str, calls: Calls) -> _Outcome:
        """Make a page; one that fails says so itself."""
        stored: NotebookNode | None = None
        file = notebook_name(self.book, name)
        try:
            stored = read_notebook(self.book, name)
            if is_as_stored(self.book, name):
                page = to_page(stored, is_as_stored=True)
                _refuse_faults(page)
            elif former := self._former(name):
                self.progress(f"reused  {file}")
                return name, former, None
            else:
                page = self._executed(name, stored, calls)
        except NotebookFailed as failure:
            self.failures[name] = failure
            problem = problem_of(file, stored, failure)
            self.progress(f"failed  {file}")
            about = self.about
            return name, failure_page(name, stored, about.anchors, problem, about.titles), problem
        self.progress(f"ran     {file}")
        return name, page, None

    def _former(self, name: str) -> NotebookPage | None:
        """Return the page of a former build, where all that it is made of is as it was."""
        if self.kept is None:
            return None
        parameters = self._parameters(name)
        return self.kept.find(name, notebook_path(self.book, name), parameters, self.cell_limit)

    def _executed(self, name: str, stored: NotebookNode, calls: Calls) -> NotebookPage:
        path, began = notebook_path(self.book, name), time.perf_counter()
        expected = self.kept.expected(path) if self.kept else 0.0
        with going_on(name, self.book.relative(path), expected):
            parameters = self._parameters(name)
            executed, noted = _execute(calls, name, stored, parameters, self.cell_limit)
        page = to_page(executed)
        _refuse_faults(page)
        if self.kept and noted:
            self.kept.add(path, page, noted, time.perf_counter() - began)
        return page

    def _parameters(self, name: str) -> dict[str, object]:
        return {**self.about.parameters.get(name, {}), "quarter": self.quarter.slug}


def _refuse_faults(page: NotebookPage) -> None:
    """Raise `NotebookFailed` for what not every reader can have, and for links to no section."""
    for cell, code, message in page.faults:
        raise NotebookFailed(cell, code, message)
    for anchor in missing_anchors(page.notebook):
        raise NotebookFailed(
            -1,
            "N106",
            f'a table links to the section of "{anchor}", which this page does not have. '
            f'Add report["{anchor}"].heading() where its section begins, or leave the '
            f'measure out: Report(…, leave_out=["{anchor}"]).',
        )


def execute_notebooks(
    book: Book,
    staged: Path,
    quarter: Period,
    pages: Sequence[str],
    about: AboutPages,
    *,
    executor: Executor,
    progress: Progress,
    kept: KeptPages | None = None,
    public: Path | None = None,
) -> NotebookRun:
    """Execute notebooks for a quarter and leave each as a page in the staged book.

    pages
        the pages that they make, without ending.
    executor
        where their kernels run, and how many at once.
    progress
        called whenever a notebook is done.
    kept
        the pages of former builds, taken where all that they are made of is as it was.
    public
        of what is exempt the staged public book, whose charts come to lie beside its own.
    """
    maker = _PageMaker(book, quarter, about, kept, progress, read_config(book).cell_limit)
    outcomes = _run_all(maker, staged, pages, executor)
    if kept:
        kept.keep()
    outcomes = _refuse_shared_names(book, outcomes, about.anchors, progress, public)
    _label_once(outcomes, about.anchors, public)
    left_out = [*clear_extra(staged)]
    for name, page, _ in outcomes:
        write_page(staged, name, page)
    return NotebookRun(
        failed=tuple(name for name, _, problem in outcomes if problem),
        problems=told_once((one, maker.failures.get(name)) for name, _, one in outcomes if one),
        notes=(
            *(
                f"{notebook_name(book, name)}: {note}"
                for name, page, _ in outcomes
                for note in page.notes
            ),
            *left_out,
        ),
        authored=tuple((name, page.authored) for name, page, _ in outcomes if page.authored),
    )


def _run_all(
    maker: _PageMaker, staged: Path, pages: Sequence[str], executor: Executor
) -> list[_Outcome]:
    """Make pages side by side, those that take longest first."""
    for name in pages:  # a folder with nothing but notebooks in it is not there yet
        (staged / name).parent.mkdir(parents=True, exist_ok=True)
    with (
        executor.calls(staged) as calls,
        ThreadPoolExecutor(max_workers=max(1, executor.jobs)) as pool,
    ):
        try:
            order = _longest_first(maker, pages) if executor.jobs > 1 else pages
            outcomes = dict(zip(order, pool.map(maker.make, order, repeat(calls)), strict=True))
        except KeyboardInterrupt:
            calls.stop()
            raise
    return [outcomes[page] for page in pages]


def _longest_first(maker: _PageMaker, pages: Sequence[str]) -> list[str]:
    files = {page: notebook_file(maker.book, page) for page in pages}
    anchors, kept = maker.about.anchors, maker.kept
    return longest_first(files, anchors, kept.seconds) if kept else longest_first(files, anchors)


def _refuse_shared_names(
    book: Book,
    outcomes: Iterable[_Outcome],
    anchors: Mapping[str, list[str]],
    progress: Progress,
    public: Path | None,
) -> list[_Outcome]:
    """Fail the pages with a chart by whose name a page before them shows another one.

    Charts of all pages lie in one folder: either page would show that of the other.
    """
    passed: list[_Outcome] = []
    measures = {id_ for ids in anchors.values() for id_ in ids}
    for name, page, problem in outcomes:
        if problem is None and public and (chart := differs_from_public(public, page, measures)):
            problem = _shared_name(book, name, chart, "a public page")
            page = failure_page(name, page.notebook, anchors, problem, {})
            progress(f"failed  {problem.file}")
        for before, other, _ in passed:
            if problem is None and (chart := differing_chart(other.files, page.files)):
                problem = _shared_name(book, name, chart, notebook_name(book, before))
                page = failure_page(name, page.notebook, anchors, problem, {})
                progress(f"failed  {problem.file}")
        passed.append((name, page, problem))
    return passed


def _label_once(
    outcomes: Iterable[_Outcome], anchors: Mapping[str, list[str]], public: Path | None
) -> None:
    homes = {id_: page for page, ids in anchors.items() for id_ in ids}
    others = {page for page in homes.values() if public and (public / f"{page}.ipynb").is_file()}
    label_once({name: page for name, page, _ in outcomes}, homes, others)


def _shared_name(book: Book, name: str, chart: str, before: str) -> Problem:
    fault = (
        f'this page shows another chart as "{chart}" than {before} does, and both go by that name. '
        f'Give each a name of its own, such as name="{chart}-{Path(name).name}".'
    )
    return Problem(notebook_name(book, name), 0, "N115", fault)


def _execute(
    calls: Calls, page: str, stored: NotebookNode, own_parameters: dict[str, object], limit: int
) -> Executed:
    from quarterbook.execute.kernels.run_notebook import execute

    try:
        return calls.run(execute, page, deepcopy(stored), own_parameters, limit)
    except WorkersDied as error:
        raise NotebookFailed(
            -1,
            "N114",
            f"{error} while they ran it, most often because memory ran out. Run it with "
            "--executor local to see its cell, or start workers with more memory.",
        ) from None
