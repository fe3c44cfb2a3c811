"""The command ``quarterbook``: one verb per task."""

from __future__ import annotations

import json
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from quarterbook.ground.errors import BookError, CommandError, Problem
from quarterbook.storage.book import Book

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A council's quarterly performance report: one folder in, a site and a paper out.",
)


_console = Console(highlight=False, soft_wrap=True, emoji=False)


_errors = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


BookOption = Annotated[
    Path | None,
    typer.Option("--book", metavar="DIR", help="The book's folder; by default the nearest upward."),
]


JsonOption = Annotated[bool, typer.Option("--json", help="Print one machine-readable result.")]


QuarterArgument = Annotated[
    str | None,
    typer.Argument(metavar="[QUARTER]", help="Such as 2021-22-q2; by default the newest."),
]


@app.command()
def build(
    quarters: Annotated[
        list[str] | None,
        typer.Argument(metavar="[QUARTER]...", help="Such as 2021-22-q2; by default the newest."),
    ] = None,
    book: BookOption = None,
    jobs: Annotated[
        int, typer.Option("--jobs", min=1, help="Notebooks to run at once.")
    ] = os.cpu_count() or 1,
    editions: Annotated[
        list[str] | None,
        typer.Option("--edition", metavar="NAME", help="A paper to make; by default all."),
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Mark every page as a draft.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Run the notebooks of a quarter and bind its site, papers and workbook."""
    from quarterbook.build.stages import build as build_quarter

    found = _book(book)
    results = []
    chosen: list[str | None] = [*quarters] if quarters else [None]
    for quarter in chosen:
        said = (lambda line: None) if as_json else _say
        with _progress(f"Building {quarter or 'the newest quarter'}", quiet=as_json):
            built = build_quarter(
                found, quarter, jobs=jobs, draft=draft, editions=editions or (), said=said
            )
        results.append(
            {
                "quarter": built.folder.name,
                "ok": built.ok,
                "site": str(built.folder / "site" / "index.html"),
                "papers": [str(built.folder / paper) for paper in built.papers],
                "workbook": str(built.folder / "data.xlsx"),
                "problems": [_plain(problem) for problem in built.problems],
                "notes": list(built.notes),
                "seconds": {name: round(value, 2) for name, value in built.seconds.items()},
            }
        )
        if not as_json:
            for note in built.notes:
                _say(f"note    {note}")
            took = sum(built.seconds.values())
            _say(f"{built.folder.name} built in {took:.0f} s")
            _say(f"  site  {_shown(built.folder / 'site' / 'index.html')}")
            for paper in built.papers:
                kind = "PDF " if paper.endswith(".pdf") else "Word"
                _say(f"  {kind}  {_shown(built.folder / paper)}")
            _say(f"  data  {_shown(built.folder / 'data.xlsx')}")
            for problem in built.problems:
                _errors.print(str(problem), markup=False)
    if as_json:
        print(json.dumps({"builds": results}, indent=2))
    if not all(result["ok"] for result in results):
        raise typer.Exit(1)


@app.command()
def check(
    quarter: QuarterArgument = None, book: BookOption = None, as_json: JsonOption = False
) -> None:
    """Read params, data and notebooks, and report what is wrong with file and line."""
    from quarterbook.compose.editions import notebooks_named, papers_of
    from quarterbook.data.params.quarters import choose_quarter
    from quarterbook.data.recorded import read_recorded
    from quarterbook.execute.contents import cell_limit, notebooks_of, pages_of
    from quarterbook.execute.notebooks import check_notebooks

    found = _book(book)
    period = choose_quarter(found, quarter)
    recorded = read_recorded(found)
    cell_limit(found)
    asked = recorded.quarters[period]
    papers = papers_of(found, recorded.council, asked, asked.editions, pages_of(found))
    notebooks = [*notebooks_of(found, recorded.council), *notebooks_named(found, papers)]
    check_notebooks(found, dict.fromkeys(notebooks))
    counts = {name: len(rows) for name, rows in recorded.tables.items()}
    if as_json:
        print(json.dumps({"ok": True, "rows": counts, "problems": []}, indent=2))
    else:
        _say(
            "Nothing wrong: " + ", ".join(f"{n:,} {name}" for name, n in counts.items() if n) + "."
        )


@app.command()
def new(
    quarter: Annotated[str, typer.Argument(metavar="QUARTER", help="Such as 2021-22-q4.")],
    book: BookOption = None,
    as_json: JsonOption = False,
) -> None:
    """Start a quarter from the last one, and list what must be written for it."""
    from quarterbook.scaffold.new_quarter import start_quarter

    found = _book(book)
    started = start_quarter(found, quarter)
    if as_json:
        print(
            json.dumps(
                {"ok": True, "params": str(started.path), "due": list(started.due)}, indent=2
            )
        )
    else:
        _say(f"Wrote {found.relative(started.path)}. What is due:")
        for line in started.due:
            _say(f"  - {line}")


@app.command()
def sign(
    quarter: Annotated[str, typer.Argument(metavar="QUARTER", help="Such as 2021-22-q2.")],
    role: Annotated[str, typer.Option("--as", metavar="ROLE", help="Who signs, by role.")],
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day of signing; by default today."),
    ] = None,
    book: BookOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sign a quarter off as it was last built."""
    from quarterbook.data.params.quarters import choose_quarter
    from quarterbook.release import sign as signing

    found = _book(book)
    period = choose_quarter(found, quarter)
    signed = signing.sign(found, period, role, on or date.today().isoformat())
    if as_json:
        print(json.dumps(signing.sign_result(found, signed), indent=2))
    else:
        for line in signing.sign_lines(found, signed):
            _say(line)


@app.command()
def publish(
    quarter: Annotated[str, typer.Argument(metavar="QUARTER", help="Such as 2021-22-q2.")],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="The public archive's folder.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a quarter that is already public.")
    ] = False,
    reason: Annotated[
        str, typer.Option("--reason", help="Why it is replaced; shown to readers.")
    ] = "",
    book: BookOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a built quarter to the public archive."""
    from quarterbook.data.params.quarters import choose_quarter
    from quarterbook.release.publish import publish as publish_quarter

    found = _book(book)
    period = choose_quarter(found, quarter)
    place = publish_quarter(found, period, to, replace=replace, reason=reason)
    if as_json:
        print(json.dumps({"ok": True, "quarter": period.slug, "published": str(place)}, indent=2))
    else:
        _say(f"{period.slug} is public at {_shown(place)}")


@app.command(name="import")
def import_(
    layout: Annotated[
        str, typer.Argument(metavar="FORMAT", help="Whose file it is: ees, ascof, lait and so on.")
    ],
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="The published file or, with --from-web, its address."),
    ],
    published: Annotated[
        str | None,
        typer.Option(
            "--published", metavar="DATE", help="The day it was released, such as 2021-11-18."
        ),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Add what is new; without it nothing is written.")
    ] = False,
    from_web: Annotated[
        bool, typer.Option("--from-web", help="FILE is an address: fetch it from there.")
    ] = False,
    columns: Annotated[
        Path | None,
        typer.Option("--map", metavar="MAP.yml", help="What the columns of a table are."),
    ] = None,
    book: BookOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in a published file: show what it would add and, with --write, add it."""
    from quarterbook.cli import import_wording as said
    from quarterbook.publishers.import_file import (
        choose_day,
        choose_format,
        import_file,
        imports_folder,
    )
    from quarterbook.publishers.reading.fetch import fetch, is_address

    publisher = choose_format(layout)
    day = choose_day(publisher, published, write)
    if is_address(file) and not from_web:
        raise CommandError(f"{file} is an address. Add --from-web to fetch it.")
    found = _book(book)
    path = Path(file)
    if from_web:
        with _progress(f"Fetching {file}", quiet=as_json):
            path = fetch(file, imports_folder(found))
        if not as_json:
            _say(f"Fetched {found.relative(path)}")
    imported = import_file(found, publisher, path, day, write, columns)
    if as_json:
        print(json.dumps(said.import_result(found, imported, published or ""), indent=2))
    else:
        for line in said.import_lines(found, imported):
            _say(line)


def _book(folder: Path | None) -> Book:
    if folder is not None and not (folder / "_toc.yml").is_file():
        raise CommandError(f"{folder}: no book here. A book is a folder with a _toc.yml.")
    return Book.find(folder)


def _progress(words: str, *, quiet: bool) -> AbstractContextManager[object]:
    """Show that something is going on, on a terminal only."""
    return _console.status(words) if _console.is_terminal and not quiet else nullcontext()


def _say(line: str) -> None:
    _console.print(line, markup=False)


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _plain(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line,
        "code": problem.code,
        "message": problem.message,
    }


def main() -> NoReturn:
    """Run the command; every fault is one clear message and an exit status."""
    try:
        app(standalone_mode=True)
    except BookError as error:
        if "--json" in sys.argv:
            problems = [_plain(problem) for problem in error.problems] or [
                {"file": "", "line": 0, "code": "B100", "message": error.message}
            ]
            print(json.dumps({"ok": False, "problems": problems}, indent=2))
        else:
            _errors.print(error.message, markup=False)
        sys.exit(1)
    except CommandError as error:
        if "--json" in sys.argv:
            print(json.dumps({"ok": False, "message": str(error), "problems": []}, indent=2))
        else:
            _errors.print(str(error), markup=False)
        sys.exit(2)
    except KeyboardInterrupt:
        _errors.print("Stopped. What was built before is as it was.")
        sys.exit(130)
    sys.exit(0)
