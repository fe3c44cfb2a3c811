"""``quarterbook build``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
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

if TYPE_CHECKING:
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
    from quarterbook.build.unchanged import unchanged_build
    from quarterbook.execute.executors.choose import chosen_executor

    book = open_book(folder)
    chosen: list[str | None] = [*quarters] if quarters else [None]
    built: list[Built] = []
    options: dict[str, Any] = {"draft": draft, "editions": editions or ()}
    told = _print_nothing if as_json else print_line
    opening = chosen_executor(executor, jobs)
    with ExitStack() as stack:
        on: Executor | None = None
        for quarter in chosen:
            with progress(f"Building {quarter or 'the newest quarter'}", quiet=as_json):
                done = unchanged_build(book, quarter, **options)
                if done is None:
                    on = on or stack.enter_context(opening)
                    done = _built(book, quarter, jobs, on, options, told)
            built.append(done)
            if not as_json:
                for line in _lines(done, why=why):
                    print_line(line)
                for problem in done.problems:
                    print_fault(str(problem))
    if as_json:
        print_json({"builds": [_result(done) for done in built]})
    if not all(done.ok for done in built):
        raise typer.Exit(1)


def _built(
    book: Book,
    quarter: str | None,
    jobs: int,
    on: Executor,
    options: dict[str, Any],
    told: Progress,
) -> Built:
    from quarterbook.build.stages import build as build_quarter

    return build_quarter(book, quarter, jobs=jobs, executor=on, progress=told, **options)


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
    seconds = sum(built.seconds.values())
    yield f"{folder.name} built in {seconds:.0f} s" if seconds else f"{folder.name} {_UNCHANGED}"
    yield f"  site  {path_from_here(folder / 'site' / 'index.html')}"
    for file in (*built.papers, *built.files):
        yield f"  {output_of(file).label:4}  {path_from_here(folder / file)}"


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
