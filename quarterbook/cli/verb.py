"""What all verbs share: options, how a result is printed, and how a fault is."""

from __future__ import annotations

import json
import signal
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console, Group
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text
from typer.core import TyperCommand

from quarterbook.ground.errors import BookError, CommandError, Problem
from quarterbook.ground.progress import ongoing_lines
from quarterbook.storage.book import Book
from quarterbook.storage.characters import visible

BookOption = Annotated[
    Path | None,
    typer.Option("--book", metavar="DIR", help="The book's folder; by default the nearest upward."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one machine-readable result.")]
QuarterArgument = Annotated[str, typer.Argument(metavar="QUARTER", help="Such as 2021-22-q2.")]
NewestQuarterArgument = Annotated[
    str | None,
    typer.Argument(metavar="[QUARTER]", help="Such as 2021-22-q2; by default the newest."),
]

_output = Console(highlight=False, soft_wrap=True, emoji=False)
_PACKAGE = Path(__file__).parents[1]
_errors = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


class Verb(TyperCommand):
    """A verb whose every fault is one clear message, or JSON, and an exit status."""

    def invoke(self, ctx: Any) -> Any:
        """Run the verb.

        Exit status 1: the book is at fault; 2: the command was; 3: Quarterbook; 130: stopped.
        """
        as_json = ctx.params.get("as_json", False)
        try:
            return super().invoke(ctx)
        except BookError as error:
            _tell(error.message, error.problems, as_json=as_json)
            raise typer.Exit(1) from None
        except CommandError as error:
            _tell(str(error), as_json=as_json)
            raise typer.Exit(2) from None
        except KeyboardInterrupt:
            print_fault("Stopped. What was built before is as it was.")
            raise typer.Exit(130) from None
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except Exception as error:
            _tell(_own_fault(error), as_json=as_json)
            raise typer.Exit(3) from None


def _tell(message: str, problems: Sequence[Problem] = (), *, as_json: bool) -> None:
    """Say what is wrong: to a person on standard error, to a program as its one result."""
    if as_json:
        print_json(ok=False, message=message, problems=[*map(plain_problem, problems)])
    else:
        print_fault(message)


def _own_fault(error: Exception) -> str:
    """Return what is said of a fault that is neither the book's nor the command's, and where."""
    frames = [(Path(one.filename), one.lineno) for one in traceback.extract_tb(error.__traceback__)]
    way = ", ".join(
        f"{file.relative_to(_PACKAGE).as_posix()}:{line}"
        for file, line in reversed(frames)
        if file.is_relative_to(_PACKAGE)
    )
    return (
        f"Quarterbook itself has failed ({type(error).__name__}: {' '.join(str(error).split())}). "
        "What was built before is as it was. Hand this on to whoever looks after Quarterbook, with "
        f"what was changed last, for that brought it about: {way or 'outside the package'}."
    )


def open_book(folder: Path | None) -> Book:
    """Return the book in a folder or, where none is named, the nearest one upward.

    Raises `CommandError` where there is none.
    """
    if folder is not None and not (folder / "_toc.yml").is_file():
        raise CommandError(f"{folder}: no book here. A book is a folder with a _toc.yml.")
    return Book.find(folder)


def print_line(line: str) -> None:
    """Print a line for people; what would steer the terminal is spelt out."""
    _output.print(visible(line), markup=False)


def print_fault(message: str) -> None:
    """Print what is wrong to standard error, as `print_line` prints."""
    _errors.print(visible(message), markup=False)


def print_json(*, ok: bool, **result: Any) -> None:
    """Print the one result that a program reads.

    Whatever the verb, it says whether all is well, what is wrong in words and problem by problem.
    """
    print(json.dumps({"ok": ok, "message": "", "problems": []} | result, indent=2))


@contextmanager
def progress(words: str, *, quiet: bool) -> Iterator[None]:
    """Show that something is going on and in which cells notebooks are, on a terminal only.

    Ctrl+C takes it away at once, whatever has still to be ended.
    """
    if quiet or not _output.is_terminal:
        yield
        return
    spinner = Spinner("dots", words)

    def ongoing() -> Group:
        lines = (
            Text(f"  {visible(line)}", overflow="ellipsis", no_wrap=True)
            for line in ongoing_lines()
        )
        return Group(spinner, *lines)

    live = Live(get_renderable=ongoing, console=_output, transient=True)

    def stop(*_: object) -> None:
        live.stop()
        raise KeyboardInterrupt

    is_heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_heard:  # a background job ignores it
        signal.signal(signal.SIGINT, stop)
    try:
        with live:
            yield
    finally:
        if is_heard:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def path_from_here(path: Path) -> str:
    """Return a path as it is named from the working folder, whole where it lies elsewhere."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def plain_problem(problem: Problem) -> dict[str, Any]:
    """Return a problem as plain data."""
    return {
        "file": problem.file,
        "line": problem.line,
        "code": problem.code,
        "message": problem.words,
    }
