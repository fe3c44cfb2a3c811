"""``quarterbook import``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quarterbook.cli.verb import (
    BookOption,
    JsonOption,
    open_book,
    print_json,
    print_line,
    progress,
)
from quarterbook.data.tables.publisher_names import PUBLISHERS
from quarterbook.ground.errors import CommandError
from quarterbook.ground.wording import first_of

if TYPE_CHECKING:
    from quarterbook.publishers.imported import Imported
    from quarterbook.publishers.merge_areas import MergedAreas
    from quarterbook.publishers.merge_rows import MergedRows
    from quarterbook.storage.book import Book

_MOST = 10  # reasons or changes that are named
_MOST_ABSENT = 3  # series; of more, other files of the publisher are meant
_MOST_NAMED = 6  # series, areas or periods of a file
_MOST_LINES = 12  # of a draft
_CONTENTS = ("layout", "sheet", "line", "rows", "series", "areas", "periods", "filters", "alike")
_HEADER = ("measure", "figures", "periods", "areas", "new", "revised", "unchanged")


def import_(
    layout: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help=f"Whose file it is: {', '.join(PUBLISHERS)}, areas or neighbours; inspect tells.",
        ),
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
    own: Annotated[
        bool,
        typer.Option("--own", help="Take the council's own figures into observations.csv, too."),
    ] = False,
    group: Annotated[
        str | None,
        typer.Option("--group", metavar="NAME", help="What to call these neighbours."),
    ] = None,
    folder: BookOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in a published file: show what it would add and, with --write, add it."""
    from quarterbook.publishers.book_tables import imports_folder
    from quarterbook.publishers.import_file import (
        ImportOptions,
        choose_day,
        choose_format,
        compare_file,
        write_import,
    )
    from quarterbook.publishers.imported import list_refused, refuse_unused
    from quarterbook.publishers.reading.fetch import fetch, is_address

    if layout == "inspect":
        if write or from_web or own or any((published, columns, group)):
            raise CommandError("inspect takes nothing in: leave all options but --book and --json.")
        _inspect(open_book(folder), Path(file), as_json)
        return
    publisher = choose_format(layout)
    day = choose_day(publisher, published, write=write, today=date.today())
    if is_address(file) and not from_web:
        raise CommandError(f"{file} is an address. Add --from-web to fetch it.")
    book = open_book(folder)
    path = Path(file)
    if from_web:
        with progress(f"Fetching {file}", quiet=as_json):
            path = fetch(file, imports_folder(book))
        if not as_json:
            print_line(f"Fetched {book.relative(path)}")
    options = ImportOptions(day, columns, with_own=own, group=group)
    imported = list_refused(book, compare_file(book, publisher, path, options))
    if write:
        imported = write_import(imported)
    if not as_json:
        for line in _lines(book, imported):
            print_line(line)
    refuse_unused(imported)
    if as_json:
        print_json(**_result(book, imported, published or ""))


def _inspect(book: Book, path: Path, as_json: bool) -> None:
    """Say what a file is, and leave drafts of what the book needs to take it in."""
    from quarterbook.publishers.inspecting.inspect_file import inspect_file

    inspection, drafts = inspect_file(book, path)
    contents = inspection.contents
    if as_json:
        print_json(
            ok=True,
            **{name: getattr(contents, name) for name in _CONTENTS},
            unknown_areas=inspection.unknown,
            drafts=[book.relative(draft) for draft in drafts],
        )
        return
    place = f', sheet "{contents.sheet}"' if contents.sheet else ""
    header = f", header on line {contents.line}" if contents.line else ""
    print_line(f"{path.name}: {contents.layout}{place}{header}, {_count(contents.rows, 'row')}")
    series = [f"{name} ({rows:,})" for name, rows in contents.series.items()]
    for what, names in (
        (f"{len(series):,} series", series),
        (_count(len(contents.areas), "area"), contents.areas),
        (_count(len(contents.periods), "period"), contents.periods),
    ):
        if names:
            print_line(f"{what}: {first_of(names, _MOST_NAMED)}.")
    for name, values in contents.filters.items():
        print_line(f"{name}: {first_of(values, _MOST_NAMED)}. Choose one of them in where.")
    if contents.alike:
        print_line(
            f"The same header: {first_of(contents.alike, _MOST_NAMED)}. "
            "Of each such sheet write a map of its own, with its name under sheet."
        )
    if inspection.unknown:
        print_line(f"Not in areas.csv: {first_of(inspection.unknown, _MOST_NAMED)}.")
    for draft in drafts:
        print_line(f"Draft: {book.relative(draft)}")
        for line in draft.read_text(encoding="utf-8").splitlines()[:_MOST_LINES]:
            print_line(f"  {line}")


def _lines(book: Book, imported: Imported) -> Iterator[str]:
    """Yield what a file has for the book, line by line."""
    from quarterbook.publishers.merge_rows import MergedRows

    target = book.relative(imported.target)
    merged = imported.merged
    if isinstance(merged, MergedRows):
        yield from _by_measure(merged)
        yield (
            f"{_count(imported.rows, 'row')} in the file: {imported.used:,} used, "
            f"{imported.faulty:,} that cannot be used, {imported.unasked:,} that series.csv does "
            "not ask for."
        )
        if imported.own and imported.own.counts:
            yield "The council's own figures, into data/observations.csv:"
            yield from _by_measure(imported.own)
        elif imported.own:
            yield "None of the council's own figures fits data/observations.csv."
        if merged.later:
            yield (
                f"{target} has figures published later for {merged.later:,} of these: reports "
                "from that day on show those."
            )
        if merged.unlimited:
            yield (
                f"{target} has {merged.unlimited:,} of these from that day without the confidence "
                "limits that the file has. To have them, take those rows out and import again."
            )
    else:
        yield from _by_row(merged, target)
    if len(imported.absent) > _MOST_ABSENT:
        yield f"Not in the file: {len(imported.absent):,} other series of series.csv."
    else:
        yield from (f"Not in the file: {text}" for text in imported.absent)
    yield from _refused(book, imported)
    yield from imported.notes
    if imported.written:
        yield f"Written to {target}{' and data/observations.csv' if imported.own else ''}."
    elif not imported.anything_new:
        yield f"Nothing is new: {target} stays as it is."
    else:
        yield "Nothing is written yet: add --write."


def _by_measure(merged: MergedRows) -> Iterator[str]:
    rows = [
        (
            count.measure,
            *(
                f"{number:,}"
                for number in (
                    count.figures,
                    count.periods,
                    count.areas,
                    count.new,
                    count.revised,
                    count.unchanged,
                )
            ),
        )
        for count in merged.counts
    ]
    widths = [max(map(len, column)) for column in zip(_HEADER, *rows, strict=True)]
    for row in (_HEADER, *rows) if rows else ():
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join(cells)


def _by_row(merged: MergedAreas, target: str) -> Iterator[str]:
    yield (
        f"{target}: {_count(len(merged.added), 'row')} to add, {merged.changed:,} to change, "
        f"{merged.unchanged:,} unchanged."
    )
    for change in merged.changes[:_MOST]:
        was = f'"{change.was}"' if change.was else "blank"
        yield f'  {change.row}: {change.column} was {was}, becomes "{change.now}"'
    if len(merged.changes) > _MOST:
        yield f"  and {len(merged.changes) - _MOST:,} more cells"
    if merged.kept:
        yield (
            f"{_count(merged.kept, 'row')} there for the same councils "
            f"{'is' if merged.kept == 1 else 'are'} not in the file and would stay. If the file "
            "replaces them, take them out by hand first."
        )


def _refused(book: Book, imported: Imported) -> Iterator[str]:
    if not imported.refused_file:
        return
    yield f"What cannot be used is listed in {book.relative(imported.refused_file)}:"
    for reason, rows in imported.refused[:_MOST]:
        yield f"  {rows:,}  {reason}"
    rest = imported.refused[_MOST:]
    if rest:
        yield f"  {sum(rows for _, rows in rest):,}  for {_count(len(rest), 'other reason')}"


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _result(book: Book, imported: Imported, published: str) -> dict[str, Any]:
    """Return the same for a program."""
    from quarterbook.publishers.merge_rows import MergedRows

    merged = imported.merged
    result: dict[str, Any] = {
        "ok": True,
        "format": imported.publisher,
        "file": book.relative(imported.file),
        "target": book.relative(imported.target),
        "published": published,
        "written": imported.written,
        "rows": imported.rows,
        "used": imported.used,
        "refused": imported.faulty,
        "unasked": imported.unasked,
        "refused_by_reason": [
            {"reason": reason, "rows": rows} for reason, rows in imported.refused
        ],
        "refused_file": book.relative(imported.refused_file) if imported.refused_file else None,
        "absent": list(imported.absent),
        "notes": list(imported.notes),
    }
    if isinstance(merged, MergedRows):
        result["measures"] = [vars(count) for count in merged.counts]
        result["published_later"] = merged.later
        result["without_limits"] = merged.unlimited
        if imported.own:
            result["own"] = [vars(count) for count in imported.own.counts]
    else:
        result |= {
            "added": len(merged.added),
            "changed": merged.changed,
            "unchanged": merged.unchanged,
            "not_in_file": merged.kept,
            "changes": [vars(change) for change in merged.changes],
        }
    return result
