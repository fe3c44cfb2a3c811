"""``quarterbook publish``. What stops it, and where: docs/how-it-is-built.md."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quarterbook.cli.verb import (
    BookOption,
    JsonOption,
    QuarterArgument,
    open_book,
    path_from_here,
    plain_problem,
    print_json,
    print_line,
)
from quarterbook.ground.errors import CommandError, Problem

if TYPE_CHECKING:
    from quarterbook.storage.book import Book


def publish(
    quarter: QuarterArgument,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="The public archive's folder.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a quarter that is already public.")
    ] = False,
    reason: Annotated[
        str,
        typer.Option(
            "--reason",
            help="Why it is replaced, shown to readers; by default its newest correction.",
        ),
    ] = "",
    draft: Annotated[
        bool, typer.Option("--draft", help="Publish it although it is not signed off.")
    ] = False,
    folder: BookOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a built quarter to the public archive."""
    from quarterbook.build.up_to_date import check_up_to_date
    from quarterbook.compose.open_tasks import open_tasks
    from quarterbook.data.params.council import read_council
    from quarterbook.data.params.quarter_files import choose_quarter, quarter_files, read_quarters
    from quarterbook.disclosure.exempt import exempt_pages
    from quarterbook.execute.contents import listed_pages
    from quarterbook.release.check_signatures import check_records
    from quarterbook.release.known_archives import one_publication
    from quarterbook.release.publish import publish as publish_quarter

    if reason and not replace:
        raise CommandError("--reason goes with --replace. Add that, or leave it out.")
    book = open_book(folder)
    period = choose_quarter(book, quarter)
    quarters = read_quarters(book, read_council(book))
    check_records(book, quarters[period], date.today())
    corrections = quarters[period].corrections
    if replace and corrections and not reason:
        reason = corrections[-1].sentence
    with one_publication(book):
        ready = check_up_to_date(book, period, reason)
        published = publish_quarter(
            book, period, to, ready, replace=replace, reason=reason, draft=draft
        )
    exempt = exempt_pages(quarters[period])
    pages = [*listed_pages(book), *(edition.page for edition in quarters[period].editions)]
    notes = [
        note for note in open_tasks(book, pages) if note.file.removesuffix(".md") not in exempt
    ]
    if replace and not corrections:
        notes.append(_told_in_the_index_alone(book, quarter_files(book)[period]))
    if as_json:
        print_json(
            ok=True,
            quarter=period.slug,
            published=str(published),
            notes=[*map(plain_problem, notes)],
        )
    else:
        for note in notes:
            print_line(str(note))
        print_line(f"{period.slug} is public at {path_from_here(published)}")


def _told_in_the_index_alone(book: Book, params: Path) -> Problem:
    return Problem(
        book.relative(params),
        0,
        "R116",
        "why it was replaced stands in the archive's index alone. Where something was "
        'put right, say so in the report itself: write "corrections:" here, with a "date:" and a '
        '"reason:", then build, sign and publish it again.',
        is_note=True,
    )
