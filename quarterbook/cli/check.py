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
from quarterbook.ground.errors import CommandError, told
from quarterbook.ground.wording import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quarterbook.compose.staged_papers import StagedPaper
    from quarterbook.data.recorded import Recorded
    from quarterbook.disclosure.account import Account, WithheldFigure
    from quarterbook.ground.periods import Period
    from quarterbook.storage.book import Book

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
    from quarterbook.compose.staged_papers import notebooks_of_papers, papers_of_editions
    from quarterbook.data.checks.unlikely import notes_on
    from quarterbook.data.params.quarter_files import choose_quarter
    from quarterbook.data.recorded import read_recorded
    from quarterbook.data.tables.misnamed import unread_tables
    from quarterbook.disclosure.account import account_of
    from quarterbook.disclosure.editions import check_disclosed
    from quarterbook.disclosure.withholding import decide
    from quarterbook.execute.config_file import cell_limit
    from quarterbook.execute.contents import listed_notebooks, listed_pages
    from quarterbook.execute.notebooks import check_notebooks
    from quarterbook.execute.stored.parameters import own_parameters

    if write and not fix:
        raise CommandError("--write goes with --fix. Leave it out.")
    book = open_book(folder)
    if fix:
        _fix(book, write=write, as_json=as_json)
        return
    period = choose_quarter(book, quarter)
    recorded = read_recorded(book)
    check_disclosed(recorded)
    _check_signatures(book, recorded)
    cell_limit(book)
    params = recorded.quarters[period]
    papers = papers_of_editions(book, recorded.council, params, params.editions, listed_pages(book))
    notebooks = [*listed_notebooks(book, recorded.council), *notebooks_of_papers(book, papers)]
    check_notebooks(book, dict.fromkeys(notebooks))
    own_parameters(book, params)
    notes = [*unread_tables(book), *notes_on(recorded.tables, recorded.quarters)]
    accepted_in_vain = _check_words(book, recorded, period, papers)
    rows = {name: len(table) for name, table in recorded.tables.items()}
    if disclosure:
        account = account_of(recorded, period)
    else:
        account = None
        for with_exempt in (False, True):
            decide(recorded, period, with_exempt=with_exempt)
    if as_json:
        more = {"disclosure": _plain(account)} if account else {}
        print_json(
            {
                "ok": True,
                "rows": rows,
                "problems": [],
                "notes": [*map(str, notes), *accepted_in_vain],
                **more,
            }
        )
        return
    counts = ", ".join(f"{number:,} {name}" for name, number in rows.items() if number)
    for line in (f"Nothing wrong: {counts}.", *told(notes), *accepted_in_vain):
        print_line(line)
    if account:
        _print_account(account)


def _check_signatures(book: Book, recorded: Recorded) -> None:
    """Raise `BookError` for records of signatures that cannot be, and for keys of nobody."""
    from datetime import date

    from quarterbook.release.sign import check_records
    from quarterbook.release.ssh_keys import read_allowed_signers

    read_allowed_signers(book)
    for quarter in recorded.quarters.values():
        check_records(book, quarter, date.today())


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
        print_json({"ok": True, "written": write and bool(changed), "files": files})
        return
    for table in tables:
        name = book.relative(table.path)
        for line in table.difference(name):
            print_line(line)
        if table.undone:
            print_line(f"{name}: {listed(table.undone, 'and')}.")
        for cell in table.left:
            print_line(f"{name} stays as it is in {cell}: day and month may be either way round.")
    if not changed:
        print_line("Nothing can be undone.")
    elif write:
        print_line("Written. Check what is left with: quarterbook check")
    else:
        print_line("Nothing is written yet: add --write.")


def _check_words(
    book: Book, recorded: Recorded, period: Period, papers: Sequence[StagedPaper]
) -> list[str]:
    """Raise `BookError` for words that count what is withheld, and for figures that pages name
    and that do not exist; return what is accepted in vain.
    """
    from quarterbook.compose.check_named_figures import check_named_figures
    from quarterbook.compose.staged_papers import notebooks_of_papers
    from quarterbook.disclosure.blank import blanked
    from quarterbook.disclosure.exempt import exempt_pages, without_exempt
    from quarterbook.disclosure.words.check import check_words
    from quarterbook.execute.contents import listed_notebooks, listed_pages
    from quarterbook.report.substitutions.pages import names
    from quarterbook.report.views.quarter import quarter_view

    public = [paper for paper in papers if not paper.edition.is_exempt]
    exempt = [paper for paper in papers if paper.edition.is_exempt]
    listed = listed_pages(book)
    pages = [*listed, *(page for paper in public for page in paper.sources.values())]
    notebooks = [*listed_notebooks(book, recorded.council), *notebooks_of_papers(book, public)]
    shown = without_exempt(recorded, period)
    in_vain = check_words(book, recorded, shown, period, pages, notebooks)
    hidden = exempt_pages(recorded.quarters[period])
    of_side = [page for page in listed if page not in hidden]
    report = quarter_view(shown, period)
    check_named_figures(book, report, names(report), of_side, public)
    if exempt:
        report = quarter_view(blanked(recorded, period), period)
        check_named_figures(book, report, names(report), listed, exempt)
    return in_vain


def _print_account(account: Account) -> None:
    quarters = list(dict.fromkeys(entry.edition for entry in account.entries))
    if not quarters:
        print_line("Nothing is withheld.")
    for quarter in quarters:
        print_line(f"Withheld since {quarter.label}:")
        for entry in account.entries:
            if entry.edition == quarter:
                print_line(f"  {entry}")
    for note in account.notes:
        print_line(note)


def _plain(account: Account) -> dict[str, Any]:
    return {"withheld": [_entry(entry) for entry in account.entries], "notes": account.notes}


def _entry(entry: WithheldFigure) -> dict[str, Any]:
    plain = asdict(entry) | {"edition": entry.edition.slug, "period": entry.period.code}
    for name in ("least", "most"):
        plain[name] = plain[name] if isfinite(plain[name]) else None
    return plain
