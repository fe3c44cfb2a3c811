"""``quarterbook check``."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quarterbook.cli.verb import (
    BookOption,
    JsonOption,
    NewestQuarterArgument,
    open_book,
    print_json,
    print_line,
)
from quarterbook.ground.errors import BookError, CommandError, problem_lines
from quarterbook.ground.wording import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quarterbook.data.tables.mend import MendedTable
    from quarterbook.disclosure.account import Account, WithheldFigure
    from quarterbook.storage.book import Book

_TOLD = "D404"  # words or figures of a page tell what is withheld

_DisclosureOption = Annotated[
    bool,
    typer.Option(
        "--disclosure",
        help="List what is withheld and why, and what could be known of it: for you alone.",
    ),
]


_FixOption = Annotated[
    bool,
    typer.Option(
        "--fix", help="Show what a spreadsheet has done to data/ and how it would be undone."
    ),
]
_WriteOption = Annotated[bool, typer.Option("--write", help="With --fix: undo it.")]


def check(
    quarter: NewestQuarterArgument = None,
    folder: BookOption = None,
    disclosure: _DisclosureOption = False,
    fix: _FixOption = False,
    write: _WriteOption = False,
    as_json: JsonOption = False,
) -> None:
    """Read params, data and notebooks, and report what is wrong with file and line."""
    from datetime import date

    from quarterbook.build.checking import check_quarter
    from quarterbook.data.params.quarter_files import choose_quarter
    from quarterbook.data.recorded import read_recorded
    from quarterbook.disclosure.account import account_of

    _refuse_options(quarter, disclosure=disclosure, fix=fix, write=write)
    book = open_book(folder)
    if fix:
        _fix(book, write=write, as_json=as_json)
        return
    period = choose_quarter(book, quarter)
    recorded = read_recorded(book)
    try:
        checked = check_quarter(book, recorded, period, date.today())
    except BookError as fault:
        tells = any(one.code == _TOLD for one in fault.problems)
        if disclosure and tells and not as_json:
            _print_account(account_of(recorded, period))  # by which the fault is understood
        raise
    rows = {name: len(table) for name, table in recorded.tables.items()}
    account = account_of(recorded, period) if disclosure else None
    if as_json:
        more = {"disclosure": _plain(account)} if account else {}
        print_json(
            ok=True,
            rows=rows,
            notes=[*map(str, checked.notes), *checked.accepted_in_vain],
            **more,
        )
        return
    counts = ", ".join(f"{number:,} {name}" for name, number in rows.items() if number)
    print_line(f"Nothing wrong: {counts}.")
    for line in (*problem_lines(checked.notes), *checked.accepted_in_vain):
        print_line(line)
    if account:
        _print_account(account)


def _refuse_options(quarter: str | None, *, disclosure: bool, fix: bool, write: bool) -> None:
    """Raise `CommandError` for an option that would do nothing beside another."""
    if write and not fix:
        raise CommandError("--write goes with --fix. Leave it out.")
    if fix and disclosure:
        raise CommandError("--disclosure does not go with --fix. Leave it out.")
    if fix and quarter:
        raise CommandError(f"--fix looks at all of data/, and at no quarter. Leave {quarter} out.")


def _fix(book: Book, *, write: bool, as_json: bool) -> None:
    """Show what can be undone in data/, and undo it with ``write``."""
    from quarterbook.data.params.quarter_files import newest_cut_off
    from quarterbook.data.tables.mend import mend_tables
    from quarterbook.storage import atomic_write

    tables = mend_tables(book, newest_cut_off(book))
    changed = [table for table in tables if table.undone]
    for table in changed if write else ():
        atomic_write.replace(table.path, table.after.encode())
    if as_json:
        files = [
            {
                "file": (name := book.relative(table.path)),
                "undone": table.undone,
                "left": table.left,
                "difference": table.difference(name),
            }
            for table in tables
        ]
        print_json(ok=True, written=write and bool(changed), files=files)
        return
    _print_mended(book, tables)
    if changed:
        outcome = "Written. Check what is left with: quarterbook check"
        print_line(outcome if write else "Nothing is written yet: add --write.")


def _print_mended(book: Book, tables: Sequence[MendedTable]) -> None:
    for table in tables:
        name = book.relative(table.path)
        for line in table.difference(name):
            print_line(line)
        if table.undone:
            print_line(f"{name}: {listed(table.undone, 'and')}.")
        for cell in table.left:
            print_line(f"{name} stays as it is in {cell}: day and month may be either way round.")
    is_left = any(table.left for table in tables)
    if is_left:
        print_line("Which day is meant there you alone can tell. Write it as 2025-11-10.")
    if not any(table.undone for table in tables):
        more = " else" if is_left else ""
        print_line(f"Nothing{more} in data/ is as a spreadsheet would have changed it.")


def _print_account(account: Account) -> None:
    quarters = list(dict.fromkeys(entry.since for entry in account.entries))
    if not quarters:
        print_line("Nothing is withheld.")
    for quarter in quarters:
        print_line(f"Withheld since {quarter.label}:")
        for entry in account.entries:
            if entry.since == quarter:
                print_line(f"  {entry}")
    for note in account.notes:
        print_line(note)


def _plain(account: Account) -> dict[str, Any]:
    return {"withheld": [_entry(entry) for entry in account.entries], "notes": account.notes}


def _entry(entry: WithheldFigure) -> dict[str, Any]:
    plain = asdict(entry) | {"since": entry.since.slug, "period": entry.period.code}
    for name in ("least", "most"):
        plain[name] = plain[name] if isfinite(plain[name]) else None
    return plain
