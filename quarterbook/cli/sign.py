"""``quarterbook sign``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quarterbook.cli.verb import (
    BookOption,
    JsonOption,
    QuarterArgument,
    open_book,
    print_json,
    print_line,
)
from quarterbook.ground.periods import long_date
from quarterbook.ground.wording import first_of

if TYPE_CHECKING:
    from quarterbook.data.signatures import SignOff
    from quarterbook.release.sign import Signed
    from quarterbook.storage.book import Book


_MOST = 5  # changed pages that are named


def sign(
    quarter: QuarterArgument,
    role: Annotated[str, typer.Option("--as", metavar="ROLE", help="Who signs, by role.")],
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day of signing; by default today."),
    ] = None,
    folder: BookOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sign a quarter off as it was last built."""
    from quarterbook.data.params.quarter_files import choose_quarter
    from quarterbook.release.sign import sign as sign_quarter

    book = open_book(folder)
    period = choose_quarter(book, quarter)
    signed = sign_quarter(book, period, role, on or date.today().isoformat())
    if as_json:
        print_json(_result(book, signed))
    else:
        for line in sign_lines(book, signed):
            print_line(line)


def sign_lines(book: Book, signed: Signed) -> Iterator[str]:
    """Return what was signed and who has still to sign, line by line."""
    slug, signature = signed.quarter.slug, signed.signature
    on = long_date(signature.date)
    if signed.is_new:
        yield f"Signed: {signature.role}, {on}, {slug} as it was last built."
    else:
        yield f"{signature.role} signed this very thing on {on}. That stands; nothing is written."
    for one in signed.sign_offs:
        yield f"  {_sign_off_words(one)}"
    if signed.is_new:
        yield f"Recorded in {book.relative(signed.path)}."
    build = f"quarterbook build {slug}"
    if signed.is_final:
        yield f"All have signed. Build again to take DRAFT away: {build}"
    elif signed.is_new:
        yield f"The next build shows it: {build}"


def _sign_off_words(one: SignOff) -> str:
    """Return how a sign-off stands: ``lapsed   Monitoring Officer: book/method has changed``."""
    if one.state == "pending":
        return f"pending  {one.role}"
    on = long_date(one.date) if one.date else ""
    if one.state == "signed":
        return f"signed   {one.role}, {on}"
    return f"lapsed   {one.role}, {on}; changed since: {first_of(one.changed, _MOST)}"


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
        "sign_offs": [
            {
                "role": one.role,
                "state": one.state,
                "date": one.date.isoformat() if one.date else None,
                "changed": list(one.changed),
            }
            for one in signed.sign_offs
        ],
    }
