"""``quarterbook new``."""

from __future__ import annotations

from typing import Annotated

import typer

from quarterbook.cli.verb import BookOption, JsonOption, open_book, print_json, print_line


def new(
    quarter: Annotated[str, typer.Argument(metavar="QUARTER", help="Such as 2021-22-q4.")],
    folder: BookOption = None,
    as_json: JsonOption = False,
) -> None:
    """Start a quarter from the last one, and list what must be written for it."""
    from quarterbook.scaffold.new_quarter import start_quarter

    book = open_book(folder)
    started = start_quarter(book, quarter)
    if as_json:
        print_json(ok=True, params=str(started.path), due=list(started.due))
    else:
        print_line(f"Wrote {book.relative(started.path)}. What is due:")
        for line in started.due:
            print_line(f"  - {line}")
