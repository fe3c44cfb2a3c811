"""A template as the books of many councils: each whole in its folder, or told why not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from quarterbook.build.books.book_list import ListedBook
from quarterbook.build.books.make_book import BookOrder, MadeBook, make_book
from quarterbook.build.books.noted_books import find_book, note_book
from quarterbook.build.built import Built
from quarterbook.build.kept.unchanged import OPTIONS, files_of, options_of
from quarterbook.build.request import choose_papers
from quarterbook.build.swap import put_in_place, sweep
from quarterbook.data.disclosed import ENDING
from quarterbook.data.params.council import read_council
from quarterbook.data.params.quarter_files import choose_quarter, read_quarters
from quarterbook.execute.executors.executor import Calls, Executor, LocalExecutor, WorkersDied
from quarterbook.execute.executors.packed_folder import pack, unpack
from quarterbook.ground.errors import Problem
from quarterbook.ground.progress import Progress
from quarterbook.reuse.fingerprint import fingerprint
from quarterbook.reuse.steps import Given, Steps, of_bytes
from quarterbook.storage import csv_lines
from quarterbook.storage.atomic_write import replace
from quarterbook.storage.book import Book
from quarterbook.storage.lock import hold_lock
from quarterbook.storage.store import Store

_COUNCIL = "the council's code and name"
_NOT_OF_A_COUNCIL = (".*", "*.signed.json", f"*{ENDING}")


@dataclass(frozen=True)
class BookResult:
    """What became of a council's book: as it was, made, or at fault.

    ``folder`` holds what was built; of a book at fault it may hold what was built before.
    """

    code: str
    name: str
    folder: Path
    built: Built | None
    is_reused: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class BooksResult:
    """The books of all councils in the list's order, and the file that lists them."""

    books: tuple[BookResult, ...]
    index: Path

    @property
    def ok(self) -> bool:
        return all(book.ok for book in self.books)


def build_books(
    template: Book,
    quarter: str | None,
    books: Sequence[ListedBook],
    *,
    executor: Executor,
    draft: bool = False,
    editions: Sequence[str] = (),
    progress: Progress = lambda line: None,
) -> BooksResult:
    """Build a template for each council into ``_build/books/<quarter>/<code>/``.

    A council's data stand in place of the template's files of the same names or beside them, its
    name and code in place of those in council.yml. What is as it was built before is left as it
    is. A book at fault is told and keeps none from being built. Raises `BookError` and
    `CommandError` for what is wrong with the template itself.
    """
    template.require()
    period = choose_quarter(template, quarter)
    choose_papers(read_quarters(template, read_council(template))[period], editions)
    home = template.root / "_build" / "books"
    quarter_folder = home / period.slug
    quarter_folder.mkdir(parents=True, exist_ok=True)
    busy = Problem(f"_build/books/{period.slug}", 0, "B117", "another build of these books runs.")
    with hold_lock(quarter_folder / ".lock", busy):
        sweep(quarter_folder)
        work = quarter_folder / f".building-books-{os.getpid()}"
        try:
            _copy_template(template, work / "template")
            maker = _Maker(
                files_of(Book(work / "template")),
                home / ".store",
                quarter_folder,
                work,
                draft,
                tuple(editions),
            )
            with executor.calls(work / "template") as calls:
                results = []
                for result in _in_turn(executor, calls, books, maker):
                    results.append(result)
                    progress(_line(result))
        finally:
            shutil.rmtree(work, ignore_errors=True)
        index = quarter_folder / "index.csv"
        replace(index, _index(results, quarter_folder).encode())
    return BooksResult(tuple(results), index)


def _in_turn(
    executor: Executor, calls: Calls, books: Sequence[ListedBook], maker: _Maker
) -> Iterator[BookResult]:
    """Yield the results in the list's order: one book at a time here, many on workers.

    On workers each has the next one waiting while its last one is put in its place here.
    """
    if isinstance(executor, LocalExecutor):
        for book in books:
            yield maker.make(book, calls, executor.jobs)
        return
    with ThreadPoolExecutor(max_workers=2 * executor.jobs) as pool:
        try:
            yield from pool.map(lambda book: maker.make(book, calls, 1), books)
        except BaseException:
            calls.stop()
            raise


@dataclass(frozen=True)
class _Maker:
    """Makes books of a template, of which these are the files, and notes what each is made of."""

    files: Given
    stores: Path
    place: Path
    work: Path
    draft: bool
    editions: tuple[str, ...]

    def make(self, listed: ListedBook, calls: Calls, jobs: int) -> BookResult:
        folder, store = self.place / listed.code, self.stores / listed.code
        steps = Steps(Store(store))
        subject = f"{self.place.name}/books"
        inputs = self._inputs(listed)
        before = find_book(steps, subject, inputs, folder)
        if before:
            return BookResult(listed.code, listed.name, folder, before, is_reused=True)
        store.mkdir(parents=True, exist_ok=True)
        order = BookOrder(
            listed.code,
            listed.name,
            pack(listed.data),
            pack(store),
            self.place.name,
            self.draft,
            self.editions,
            jobs,
        )
        try:
            made: MadeBook = calls.run(make_book, order)
        except WorkersDied as error:
            words = f"{error} while they made it, most often because memory ran out."
            return _at_fault(listed, folder, [Problem("", 0, "B116", words)])
        unpack(made.store, store)
        if made.built is None:
            return _at_fault(listed, folder, made.problems)
        new = self.work / listed.code
        unpack(made.outputs, new)
        put_in_place(new, folder, self.place)
        made.built.folder = folder
        note_book(steps, subject, inputs, made.built)
        return BookResult(listed.code, listed.name, folder, made.built)

    def _inputs(self, listed: ListedBook) -> Given:
        own = {
            f"data/{path.relative_to(listed.data).as_posix()}": of_bytes(path.read_bytes())
            for path in sorted(listed.data.rglob("*"))
            if path.is_file()
        }
        named = {_COUNCIL: fingerprint(f"{listed.code} {listed.name}")}
        options = {OPTIONS: options_of(self.draft, self.editions)}
        return {**self.files, **own, **named, **options}


def _copy_template(template: Book, target: Path) -> None:
    """Copy what books are made of, as it is now, without what is signed or out of the template."""
    target.mkdir(parents=True)
    for path in (template.toc, template.config):
        shutil.copy2(path, target / path.name)
    ignored = shutil.ignore_patterns(*_NOT_OF_A_COUNCIL)
    for folder in (template.pages, template.notebooks, template.params, template.data):
        if folder.is_dir():
            shutil.copytree(folder, target / folder.name, ignore=ignored)


def _at_fault(listed: ListedBook, folder: Path, problems: Sequence[Problem]) -> BookResult:
    return BookResult(listed.code, listed.name, folder, None, problems=tuple(problems))


def _line(result: BookResult) -> str:
    """Return a line that says what became of a book."""
    words = "reused" if result.is_reused else "made  " if result.ok else "failed"
    fault = f": {_fault_of(result)}" if result.problems else ""
    return f"{words}  {result.code} {result.name}{fault}"


def _fault_of(result: BookResult) -> str:
    """Return what is wrong with a book in one line; empty where nothing is."""
    if not result.problems:
        return ""
    first, *others = map(str, result.problems)
    return f"{first.strip()} (and {len(others)} more)" if others else first.strip()


def _index(results: Sequence[BookResult], quarter_folder: Path) -> str:
    """Return the list of books: whether each was built, where its site is, what is wrong."""
    rows = [("code", "name", "built", "site", "fault")]
    for result in results:
        site = result.folder / "site" / "index.html"
        where = site.relative_to(quarter_folder).as_posix() if site.is_file() else ""
        built = "yes" if result.ok else "no"
        rows.append((result.code, result.name, built, where, _fault_of(result)))
    return csv_lines.as_published_csv(rows)
