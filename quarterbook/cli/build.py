"""``quarterbook build``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quarterbook.cli.verb import (
    BookOption,
    JsonOption,
    open_book,
    path_from_here,
    plain_problem,
    print_fault,
    print_json,
    print_line,
    progress,
)
from quarterbook.ground.errors import CommandError

if TYPE_CHECKING:
    from quarterbook.build.books.build_books import BooksResult
    from quarterbook.build.built import Built
    from quarterbook.execute.executors.executor import Executor
    from quarterbook.ground.progress import Progress
    from quarterbook.storage.book import Book

_UNCHANGED = "is as it was built: nothing that it is made of has changed"


def build(
    quarters: Annotated[
        list[str] | None,
        typer.Argument(metavar="[QUARTER]...", help="Such as 2021-22-q2; by default the newest."),
    ] = None,
    folder: BookOption = None,
    jobs: Annotated[
        int, typer.Option("--jobs", min=1, help="Notebooks to run at once.")
    ] = os.cpu_count() or 1,
    executor: Annotated[
        str,
        typer.Option(
            "--executor",
            metavar="NAME",
            help="Where notebooks run: local, dask (workers here), dask=tcp://HOST:PORT.",
        ),
    ] = "local",
    books: Annotated[
        Path | None,
        typer.Option(
            "--books", metavar="FILE", help="Build for each council of a CSV: code, name, data."
        ),
    ] = None,
    editions: Annotated[
        list[str] | None,
        typer.Option("--edition", metavar="NAME", help="A paper to make; by default all."),
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Mark every page as a draft.")] = False,
    why: Annotated[
        bool, typer.Option("--why", help="Say of each part why it was made again, or was not.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Run the notebooks of a quarter and bind its site, papers and workbook."""
    from quarterbook.build.kept.unchanged import unchanged_build, warm_up_early
    from quarterbook.execute.executors.choose import chosen_executor
    from quarterbook.processes.warm_process import warm_processes

    book = open_book(folder)
    chosen: list[str | None] = [*quarters] if quarters else [None]
    built: list[Built] = []
    options: dict[str, Any] = {"draft": draft, "editions": editions or ()}
    tell = _print_nothing if as_json else print_line
    opening = chosen_executor(executor, jobs)
    if books:
        _build_books(book, chosen, books, opening, options, why=why, as_json=as_json)
        return
    with ExitStack() as stack:
        on: Executor | None = None
        for quarter in chosen:
            with progress(f"Building {quarter or 'the newest quarter'}", quiet=as_json):
                done = unchanged_build(book, quarter, **options)
                if done is None:
                    with warm_processes():
                        if executor == "local":
                            warm_up_early(book, quarter, **options)
                        on = on or stack.enter_context(opening)
                        done = _built(book, quarter, jobs, on, options, tell)
            built.append(done)
            if not as_json:
                _print_built(done, why=why)
    if as_json:
        _print_results(built)
    if not all(done.ok for done in built):
        raise typer.Exit(1)


def _print_built(done: Built, *, why: bool) -> None:
    for line in _lines(done, why=why):
        print_line(line)
    for problem in done.problems:
        print_fault(str(problem))


def _built(
    book: Book,
    quarter: str | None,
    jobs: int,
    on: Executor,
    options: dict[str, Any],
    tell: Progress,
) -> Built:
    from quarterbook.build.stages import build as build_quarter

    return build_quarter(book, quarter, jobs=jobs, executor=on, progress=tell, **options)


def _build_books(
    template: Book,
    quarters: Sequence[str | None],
    path: Path,
    opening: AbstractContextManager[Executor],
    options: dict[str, Any],
    *,
    why: bool,
    as_json: bool,
) -> None:
    """Build a template for the councils of a list, and say what became of each."""
    from quarterbook.build.books.book_list import read_list
    from quarterbook.build.books.build_books import build_books

    if why:
        raise CommandError("--why is for one book, and --books builds several. Leave it out.")
    listed = read_list(path)
    tell = _print_nothing if as_json else print_line
    with progress(f"Building {len(listed)} books", quiet=as_json), opening as on:
        done = [
            build_books(template, quarter, listed, executor=on, progress=tell, **options)
            for quarter in quarters
        ]
    for each in done:
        if not as_json:
            good = sum(book.ok for book in each.books)
            print_line(f"{good} of {len(each.books)} books are whole")
            print_line(f"  list  {path_from_here(each.index)}")
    ok = all(each.ok for each in done)
    if as_json:
        print_json(ok=ok, books=[_books_result(each) for each in done])
    if not ok:
        raise typer.Exit(1)


def _books_result(done: BooksResult) -> dict[str, Any]:
    return {
        "quarter": done.index.parent.name,
        "ok": done.ok,
        "index": str(done.index),
        "books": [
            {
                "code": book.code,
                "name": book.name,
                "ok": book.ok,
                "reused": book.is_reused,
                "folder": str(book.folder),
                "problems": [plain_problem(problem) for problem in book.problems],
                "seconds": round(sum(book.built.seconds.values()), 2) if book.built else None,
            }
            for book in done.books
        ],
    }


def _print_nothing(_: str) -> None:
    """Keep standard output for the result alone."""


def _lines(built: Built, *, why: bool) -> Iterator[str]:
    from quarterbook.bind.outputs import output_of

    folder = built.folder
    if why:
        yield from built.why
    for row in built.withheld:
        yield f"withheld  {row}"
    for note in built.notes:
        yield f"note    {note}"
    how = _UNCHANGED if built.is_reused else f"built in {sum(built.seconds.values()):.0f} s"
    yield f"{folder.name} {how}"
    yield f"  site  {path_from_here(folder / 'site' / 'index.html')}"
    for file in (*built.papers, *built.files):
        yield f"  {output_of(file).label:4}  {path_from_here(folder / file)}"


def _print_results(built: Sequence[Built]) -> None:
    problems = [plain_problem(problem) for done in built for problem in done.problems]
    ok = all(done.ok for done in built)
    print_json(ok=ok, problems=problems, builds=[_result(done) for done in built])


def _result(built: Built) -> dict[str, Any]:
    folder = built.folder
    return {
        "quarter": folder.name,
        "ok": built.ok,
        "site": str(folder / "site" / "index.html"),
        "papers": [str(folder / paper) for paper in built.papers],
        "files": [str(folder / file) for file in built.files],
        "problems": [plain_problem(problem) for problem in built.problems],
        "withheld": list(built.withheld),
        "notes": list(built.notes),
        "why": list(built.why),
        "seconds": {name: round(value, 2) for name, value in built.seconds.items()},
    }
