"""``quarterbook build``."""

from __future__ import annotations

import os
from collections.abc import Iterator
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

    book = open_book(folder)
    chosen: list[str | None] = [*quarters] if quarters else [None]
    built: list[Built] = []
    for quarter in chosen:
        with progress(f"Building {quarter or 'the newest quarter'}", quiet=as_json):
            options: dict[str, Any] = {"draft": draft, "editions": editions or ()}
            done = unchanged_build(book, quarter, **options) or _built(
                book, quarter, jobs, options, _print_nothing if as_json else print_line
            )
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
    book: Book, quarter: str | None, jobs: int, options: dict[str, Any], progress: Progress
) -> Built:
    from quarterbook.build.stages import build as build_quarter

    return build_quarter(book, quarter, jobs=jobs, progress=progress, **options)


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
