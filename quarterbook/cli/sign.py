"""``quarterbook sign``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quarterbook.cli.verb import (
    BookOption,
    JsonOption,
    open_book,
    plain_problem,
    print_fault,
    print_json,
    print_line,
)
from quarterbook.ground.errors import CommandError
from quarterbook.ground.periods import long_date
from quarterbook.ground.wording import first_of

_MOST = 3  # changed files that are named

if TYPE_CHECKING:
    from quarterbook.data.signatures import SignOff
    from quarterbook.release.check_signatures import Verified
    from quarterbook.release.sign import Signed
    from quarterbook.storage.book import Book


def sign(
    quarter: Annotated[
        str | None, typer.Argument(metavar="[QUARTER]", help="Such as 2021-22-q2.")
    ] = None,
    role: Annotated[
        str | None, typer.Option("--as", metavar="ROLE", help="Who signs, by role.")
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day of signing; by default today."),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="FILE", help="An SSH key, by which the record is signed."),
    ] = None,
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Check all signatures, of a quarter or of every one."),
    ] = False,
    folder: BookOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sign a quarter off as it was last built, or check who signed."""
    from quarterbook.build.kept.unchanged import changed_since_built
    from quarterbook.data.params.quarter_files import choose_quarter, quarter_files
    from quarterbook.release.check_signatures import verify as verify_quarter
    from quarterbook.release.sign import sign as sign_quarter

    if verify and (role or on or key):
        raise CommandError("--verify signs nothing: leave --as, --on and --key out.")
    book = open_book(folder)
    if verify:
        periods = [choose_quarter(book, quarter)] if quarter else sorted(quarter_files(book))
        _print_verified([verify_quarter(book, each, date.today()) for each in periods], as_json)
        return
    if not quarter or not role:
        raise CommandError("name the quarter and, with --as, who signs; or check with --verify.")
    period = choose_quarter(book, quarter)
    signed = sign_quarter(book, period, role, on or "", today=date.today(), key=key)
    if as_json:
        print_json(**_result(book, signed))
    else:
        for line in sign_lines(book, signed, changed_since_built(book, period)):
            print_line(line)


def sign_lines(book: Book, signed: Signed, changed: Sequence[str]) -> Iterator[str]:
    """Yield what was signed and who has still to sign, line by line.

    ``changed`` are the book's files that are no longer as they were built, which nobody has signed.
    """
    slug, signature = signed.quarter.slug, signed.signature
    on = long_date(signature.date)
    if signed.is_new:
        done = "Signed" if signature.signature else "Recorded"
        yield f"{done}: {signature.role}, {on}, {slug} as it was last built."
    else:
        yield f"{signature.role} stands for this very thing since {on}. Nothing is written."
    for one in signed.sign_offs:
        yield f"  {_sign_off_words(one)}"
    if signed.is_new:
        yield f"Written to {book.relative(signed.path)}."
    build = f"quarterbook build {slug}"
    if changed:
        yield (
            f"Changed since that build, and not signed: {first_of(changed, _MOST)}. What a reader "
            f"sees of it makes sign-offs lapse. Build again, then sign: {build}"
        )
    elif signed.is_final:
        yield f"All sign-offs hold. Build again to take DRAFT away: {build}"
    elif signed.is_new:
        yield f"The next build shows it: {build}"


def _sign_off_words(one: SignOff) -> str:
    """Return how a sign-off stands: ``lapsed   Monitoring Officer: book/method has changed``."""
    if one.state == "pending":
        return f"pending  {one.role}"
    on = long_date(one.date) if one.date else ""
    if one.state != "lapsed":
        return f"{one.state:<8} {one.role}, {on}"
    return f"lapsed   {one.role}, {on}; changed since: {one.changes}"


def _result(book: Book, signed: Signed) -> dict[str, Any]:
    """Return the same as plain data."""
    return {
        "ok": True,
        "quarter": signed.quarter.slug,
        "role": signed.signature.role,
        "date": signed.signature.date.isoformat(),
        "new": signed.is_new,
        "final": signed.is_final,
        "record": book.relative(signed.path),
        "sign_offs": [*map(_plain_sign_off, signed.sign_offs)],
    }


def _plain_sign_off(one: SignOff) -> dict[str, Any]:
    return {
        "role": one.role,
        "state": one.state,
        "date": one.date.isoformat() if one.date else None,
        "changed": list(one.changed),
    }


def _print_verified(quarters: Sequence[Verified], as_json: bool) -> None:
    """Print how signatures stand; exit status 1 where one does not hold or cannot be compared."""
    problems = [problem for each in quarters for problem in each.problems]
    if as_json:
        print_json(
            ok=not problems,
            problems=[*map(plain_problem, problems)],
            quarters=[
                {
                    "quarter": each.quarter.slug,
                    "compared": each.is_built,
                    "notes": [*map(plain_problem, each.notes)],
                    "sign_offs": [*map(_plain_sign_off, each.sign_offs)],
                }
                for each in quarters
            ],
        )
    else:
        for line in _verified_lines(quarters):
            print_line(line)
        for problem in problems:
            print_fault(str(problem))
    if problems:
        raise typer.Exit(1)


def _verified_lines(quarters: Sequence[Verified]) -> Iterator[str]:
    for each in quarters:
        slug = each.quarter.slug
        if not each.sign_offs:
            yield f"{slug}: nobody has to sign."
        elif each.is_built:
            yield f"{slug}, compared with what was last built:"
        else:
            yield f"{slug}, not compared with its pages. For that run: quarterbook build {slug}"
        for one in each.sign_offs:
            yield f"  {_sign_off_words(one)}"
        yield from map(str, each.notes)
