"""The notebooks of a quarter: found, checked, executed side by side, and left as pages."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import nbformat
from nbformat import NotebookNode

from quarterbook.data.as_stored import is_as_stored
from quarterbook.data.config_file import read_config
from quarterbook.disclosure.words.authored_outputs import AuthoredOutput
from quarterbook.execute.contents import notebook_file
from quarterbook.execute.executors.executor import Calls, Executor, WorkersDied
from quarterbook.execute.failure_page import failure_page, problem_of, told_once
from quarterbook.execute.kept_pages import KeptPages
from quarterbook.execute.pages import (
    AuthoredWords,
    NotebookPage,
    differs_from_public,
    label_once,
    missing_anchors,
    to_page,
)
from quarterbook.execute.stored.begin_order import longest_first
from quarterbook.execute.stored.names_in_code import LookUp, unknown_names
from quarterbook.execute.stored.notebook import read_notebook, tags_of
from quarterbook.execute.stored.notebook_failed import NotebookFailed
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period
from quarterbook.ground.progress import Progress, going_on
from quarterbook.report.html.block import differing_chart
from quarterbook.storage.book import Book
from quarterbook.storage.python_code import syntax_fault

if TYPE_CHECKING:
    from quarterbook.execute.kernels.run_notebook import Executed


@dataclass(frozen=True)
class NotebookRun:
    """What became of the notebooks: the pages that failed and why, what others noted and show.

    ``authored`` is by page what it shows that is neither written nor made by the package.
    """

    failed: tuple[str, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    authored: tuple[tuple[str, list[AuthoredWords]], ...]

    def __add__(self, other: NotebookRun) -> NotebookRun:
        return NotebookRun(
            self.failed + other.failed,
            self.problems + other.problems,
            self.notes + other.notes,
            self.authored + other.authored,
        )


def check_notebooks(book: Book, pages: Iterable[str]) -> None:
    """Raise `BookError` for notebooks that cannot be executed at all."""
    problems = []
    for page in pages:
        stored: NotebookNode | None = None
        try:
            stored = read_notebook(book, page)
            if not is_as_stored(book, page):
                _check_code(stored)
        except NotebookFailed as failure:
            problems.append(problem_of(_file(book, page), stored, failure))
    if problems:
        raise BookError(problems)


def check_names_in_code(
    book: Book,
    pages: Iterable[str],
    parameters: Mapping[str, Mapping[str, object]],
    measure: LookUp,
    outcome: LookUp,
) -> None:
    """Raise `BookError` for measures and outcome areas that notebooks name and there are not.

    ``parameters`` are by page those of its own (`own_parameters`), ``measure`` and ``outcome`` look
    an id up.
    """
    problems = []
    for page in pages:
        if is_as_stored(book, page):
            continue
        stored = read_notebook(book, page)
        for failure in unknown_names(stored, measure, outcome, parameters.get(page, ())):
            problems.append(problem_of(_file(book, page), stored, failure))
    if problems:
        raise BookError(problems)


def _check_code(notebook: NotebookNode) -> None:
    """Raise `NotebookFailed` for a cell whose code cannot be read and is not meant to fail."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and "raises-exception" not in tags_of(cell):
            fault = syntax_fault(cell.source)
            if fault:
                raise NotebookFailed(index, "N102", fault)


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
class _Pages:
    """The pages of one run, each made by its notebook, taken from a former build, or failed."""

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
        file = _file(self.book, name)
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
        return self.kept.find(name, _path(self.book, name), parameters, self.cell_limit)

    def _executed(self, name: str, stored: NotebookNode, calls: Calls) -> NotebookPage:
        path, began = _path(self.book, name), time.perf_counter()
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
    made = _Pages(book, quarter, about, kept, progress, read_config(book).cell_limit)
    outcomes = _run_all(made, staged, pages, executor)
    if kept:
        kept.keep()
    outcomes = _refuse_shared_names(book, outcomes, about.anchors, progress, public)
    _label_once(outcomes, about.anchors, public)
    left_out = [*_clear_extra(staged)]
    for name, page, _ in outcomes:
        _write(staged, name, page)
    return NotebookRun(
        failed=tuple(name for name, _, problem in outcomes if problem),
        problems=told_once((one, made.failures.get(name)) for name, _, one in outcomes if one),
        notes=(
            *(f"{_file(book, name)}: {note}" for name, page, _ in outcomes for note in page.notes),
            *left_out,
        ),
        authored=tuple((name, page.authored) for name, page, _ in outcomes if page.authored),
    )


def _run_all(
    made: _Pages, staged: Path, pages: Sequence[str], executor: Executor
) -> list[_Outcome]:
    """Make pages side by side, those that take longest first."""
    for name in pages:  # a folder with nothing but notebooks in it is not there yet
        (staged / name).parent.mkdir(parents=True, exist_ok=True)
    with (
        executor.calls(staged) as calls,
        ThreadPoolExecutor(max_workers=max(1, executor.jobs)) as pool,
    ):
        try:
            order = _longest_first(made, pages) if executor.jobs > 1 else pages
            outcomes = dict(zip(order, pool.map(made.make, order, repeat(calls)), strict=True))
        except KeyboardInterrupt:
            calls.stop()
            raise
    return [outcomes[page] for page in pages]


def authored_outputs(book: Book, run: NotebookRun, made: Iterable[str]) -> Iterator[AuthoredOutput]:
    """Yield what notebooks show, but for sentences that the package made of the record."""
    sentences = [*made]
    for name, some in run.authored:
        sources = [str(cell.source) for cell in read_notebook(book, name).cells]
        for cell, words, headings in some:
            code = sources[cell] if cell < len(sources) else ""
            for sentence in sentences:
                words = words.replace(sentence, "")
            yield AuthoredOutput(
                _file(book, name), cell + 1, words, headings, code, "\n".join(sources)
            )


def _longest_first(made: _Pages, pages: Sequence[str]) -> list[str]:
    files = {page: notebook_file(made.book, page) for page in pages}
    anchors, kept = made.about.anchors, made.kept
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
                problem = _shared_name(book, name, chart, _file(book, before))
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
    return Problem(_file(book, name), 0, "N115", fault)


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


def _path(book: Book, page: str) -> Path:
    """Return where a page's notebook is, or would be."""
    return notebook_file(book, page) or book.root / f"{page}.ipynb"


def _file(book: Book, page: str) -> str:
    """Return the file of a page's notebook as analysts see it."""
    return book.relative(_path(book, page))


def _clear_extra(staged: Path) -> Iterator[str]:
    """Take out what notebooks wrote where files lie that go to the site as they are.

    Pages bring theirs afterwards. Yields what was there.
    """
    extra = staged / "extra"
    for path in sorted(path for path in extra.rglob("*") if not path.is_dir()):
        name = path.relative_to(staged).as_posix()
        yield f"{name}, which a notebook wrote, is left out: no file goes to the site unread."
    shutil.rmtree(extra, ignore_errors=True)


def _write(staged: Path, name: str, page: NotebookPage) -> None:
    """Leave a page in the staged book; the Markdown that it was made of makes way."""
    for relative, content in page.files.items():
        target = staged / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    path = staged / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(page.notebook) + "\n", encoding="utf-8")
    path.with_suffix(".md").unlink(missing_ok=True)


def take_pages(source: Path, target: Path, pages: Iterable[str]) -> None:
    """Take over pages that notebooks made, and all charts, from another staged book.

    What the book has already it keeps.
    """
    names = [*(f"{page}.ipynb" for page in pages)]
    names += [f"charts/{path.name}" for path in sorted((source / "charts").glob("*"))]
    for name in names:
        own = target / name
        if (source / name).is_file() and not own.exists():
            own.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, own)
            if own.suffix == ".ipynb":
                own.with_suffix(".md").unlink(missing_ok=True)
