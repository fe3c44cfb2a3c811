"""The notebooks of a quarter: found, checked, executed side by side, and left as pages."""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

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
    differing_chart,
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
from quarterbook.storage.book import Book
from quarterbook.storage.python_code import syntax_fault

if TYPE_CHECKING:
    from quarterbook.execute.engine import Executed


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


def execute_notebooks(
    book: Book,
    staged: Path,
    quarter: Period,
    pages: Sequence[str],
    anchors: Mapping[str, list[str]],
    parameters: Mapping[str, Mapping[str, object]],
    *,
    executor: Executor,
    progress: Progress,
    titles: Mapping[str, str],
    kept: KeptPages | None = None,
    public: Path | None = None,
) -> NotebookRun:
    """Execute notebooks for a quarter and leave each as a page in the staged book.

    pages
        the pages that they make, without ending.
    anchors
        by page the measures to whose sections on it other pages link.
    parameters
        by page those of its own (`own_parameters`).
    executor
        where their kernels run, and how many at once.
    progress
        called whenever a notebook is done.
    titles
        by page the title of the outcome area that it is of.
    kept
        the pages of former builds, taken where all that they are made of is as it was.
    public
        of what is exempt the staged public book, whose charts come to lie beside its own.
    """
    limit = read_config(book).cell_limit
    failures: dict[str, NotebookFailed] = {}
    for name in pages:  # a folder with nothing but notebooks in it is not there yet
        (staged / name).parent.mkdir(parents=True, exist_ok=True)

    def run(name: str, calls: Calls) -> _Outcome:
        path = notebook_file(book, name) or book.root / f"{name}.ipynb"
        file = book.relative(path)
        stored: NotebookNode | None = None
        try:
            stored = read_notebook(book, name)
            if is_as_stored(book, name):
                page, noted, began = to_page(stored, is_as_stored=True), None, 0.0
            else:
                own_parameters = {**parameters.get(name, {}), "quarter": quarter.slug}
                former = kept.find(name, path, own_parameters, limit) if kept else None
                if former:
                    progress(f"reused  {file}")
                    return name, former, None
                began = time.perf_counter()
                with going_on(name, file, kept.expected(path) if kept else 0.0):
                    executed, noted = _execute(calls, name, stored, own_parameters, limit)
                page = to_page(executed)
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
        except NotebookFailed as failure:
            failures[name] = failure
            problem = problem_of(_file(book, name), stored, failure)
            progress(f"failed  {file}")
            return name, failure_page(name, stored, anchors, problem, titles), problem
        if kept and noted:
            kept.add(path, page, noted, time.perf_counter() - began)
        progress(f"ran     {file}")
        return name, page, None

    with (
        executor.calls(staged) as calls,
        ThreadPoolExecutor(max_workers=max(1, executor.jobs)) as pool,
    ):
        try:
            begun = _begun(book, pages, anchors, kept) if executor.jobs > 1 else pages
            made = dict(zip(begun, pool.map(run, begun, repeat(calls)), strict=True))
        except KeyboardInterrupt:
            calls.stop()
            raise
    if kept:
        kept.keep()
    outcomes = _refuse_shared_names(book, [made[page] for page in pages], anchors, progress, public)
    left_out = [*_clear_extra(staged)]
    for name, page, _ in outcomes:
        _write(staged, name, page)
    problems = told_once((one, failures.get(name)) for name, _, one in outcomes if one)
    return NotebookRun(
        failed=tuple(name for name, _, problem in outcomes if problem),
        problems=problems,
        notes=(
            *(f"{_file(book, name)}: {note}" for name, page, _ in outcomes for note in page.notes),
            *left_out,
        ),
        authored=tuple((name, page.authored) for name, page, _ in outcomes if page.authored),
    )


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


def _begun(
    book: Book,
    pages: Sequence[str],
    anchors: Mapping[str, Sequence[str]],
    kept: KeptPages | None,
) -> list[str]:
    files = {page: notebook_file(book, page) for page in pages}
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
        if problem is None and public and (chart := _differs_from(public, page, measures)):
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


def _differs_from(public: Path, page: NotebookPage, measures: Collection[str]) -> str:
    """Return the name of a page's own chart by which the public side has another; "" of none.

    A measure's charts differ where one side withholds more, and are the same measure's.
    """
    others: dict[str, str | bytes] = {}
    for path, content in page.files.items():
        name = Path(path).name
        is_own = path.startswith("charts/") and not any(
            name.startswith((f"{id_}.", f"{id_}-")) for id_ in measures
        )
        if is_own and (public / path).is_file():
            data = (public / path).read_bytes()
            others[path] = data if isinstance(content, bytes) else data.decode()
    return differing_chart(others, page.files)


def _shared_name(book: Book, name: str, chart: str, before: str) -> Problem:
    fault = (
        f'this page shows another chart as "{chart}" than {before} does, and both go by that name. '
        f'Give each a name of its own, such as name="{chart}-{Path(name).name}".'
    )
    return Problem(_file(book, name), 0, "N115", fault)


def _execute(
    calls: Calls, page: str, stored: NotebookNode, own_parameters: dict[str, object], limit: int
) -> Executed:
    from quarterbook.execute.engine import execute

    try:
        return calls.run(execute, page, deepcopy(stored), own_parameters, limit)
    except WorkersDied as error:
        raise NotebookFailed(
            -1,
            "N114",
            f"{error} while they ran it, most often because memory ran out. Run it with "
            "--executor local to see its cell, or start workers with more memory.",
        ) from None


def _file(book: Book, page: str) -> str:
    """Return the file of a page's notebook as analysts see it."""
    path = notebook_file(book, page)
    return book.relative(path) if path else f"{page}.ipynb"


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
