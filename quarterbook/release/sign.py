"""Signing a quarter off: who, when, and the hash of every page as it was built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from quarterbook.compose.page_hashes import quarter_params_hash
from quarterbook.data.params.council import read_council
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.params.quarter_files import quarter_files, read_quarters
from quarterbook.data.signatures import (
    Signature,
    SignOff,
    read_signatures,
    sign_offs_of,
    signatures_file,
    write_signatures,
)
from quarterbook.ground.days import day_fault
from quarterbook.ground.errors import BookError, CommandError, Problem, nearest
from quarterbook.ground.periods import Period
from quarterbook.ground.wording import listed
from quarterbook.release.manifest import read_built
from quarterbook.storage import atomic_write
from quarterbook.storage.book import Book
from quarterbook.storage.lock import hold_lock

_PAGES = "pages.json"


class _PagesFile(BaseModel):
    """``_build/<quarter>/pages.json``: a hash of each page built, and whether all papers were."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    complete: bool
    pages: dict[str, str]


@dataclass(frozen=True)
class Signed:
    """A signature, whether it is new, and how all sign-offs of the quarter stand with it."""

    quarter: Period
    path: Path
    signature: Signature
    is_new: bool
    sign_offs: tuple[SignOff, ...]

    @property
    def is_final(self) -> bool:
        return all(one.state == "signed" for one in self.sign_offs)


def write_pages_file(folder: Path, pages: Mapping[str, str], *, complete: bool) -> None:
    """Leave in a build's folder what there is to sign."""
    there = _PagesFile(complete=complete, pages=dict(sorted(pages.items())))
    atomic_write.replace(folder / _PAGES, f"{there.model_dump_json(indent=1)}\n".encode())


def checked_signatures(book: Book, quarter: Quarter) -> list[Signature]:
    """Return the signatures of a quarter in the order of signing.

    Raises `BookError` where one that would stand by the quarter's params is
    dated before its cut-off. Where the params have changed since, it has
    lapsed anyway.
    """
    signatures = read_signatures(book, quarter.quarter)
    front = book.relative(quarter_files(book)[quarter.quarter])
    last = {signature.role: signature for signature in signatures}
    problems = [
        Problem(
            book.relative(signatures_file(book, quarter.quarter)),
            0,
            "P112",
            f'the sign-off of "{role}" {fault}. Take it out, and sign with: '
            f'quarterbook sign {quarter.quarter.slug} --as "{role}"',
        )
        for role, signature in last.items()
        if role in quarter.sign_offs
        and signature.pages.get(front) == quarter_params_hash(quarter)
        and (fault := _too_early(quarter, signature.date))
    ]
    if problems:
        raise BookError(problems)
    return signatures


def sign(book: Book, period: Period, role: str, day: str) -> Signed:
    """Record that a role signs a quarter off, as it was last built.

    Who has signed this very thing already is not recorded twice. Raises
    `CommandError` for a role that does not have to sign and for a day on which
    nobody can have signed, and `BookError` where no whole build is there.
    """
    quarter = read_quarters(book, read_council(book))[period]
    role = _role(quarter, role)
    signed_on = _day(quarter, day)
    pages = _built_pages(book, quarter)
    path = signatures_file(book, period)
    busy = Problem(
        book.relative(path),
        0,
        "R110",
        "somebody else is signing at this moment. Run the command again.",
    )
    with hold_lock(book.root / "_build" / ".signing", busy):
        signatures = checked_signatures(book, quarter)
        before = [one for one in signatures if one.role == role][-1:]
        is_new = not before or before[0].pages != pages
        signature = Signature(role=role, date=signed_on, pages=pages) if is_new else before[0]
        if is_new:
            signatures.append(signature)
            write_signatures(book, period, signatures)
    sign_offs = sign_offs_of(quarter.sign_offs, signatures, pages)
    return Signed(period, path, signature, is_new, sign_offs)


def _role(quarter: Quarter, text: str) -> str:
    """Return a role as the params write it."""
    roles = quarter.sign_offs
    params = f"params/{quarter.quarter.slug}.yml"
    if not roles:
        raise CommandError(
            f"nobody has to sign {quarter.quarter.slug}: {params} lists no sign_offs. Its status "
            "there says whether it is final."
        )
    folded = " ".join(text.split()).casefold()
    for role in roles:
        if role.casefold() == folded:
            return role
    raise CommandError(
        f'"{text}" does not have to sign {quarter.quarter.slug}.{nearest(text, roles)} '
        f"By {params} these have to: {listed(roles, 'and')}."
    )


def _day(quarter: Quarter, text: str) -> date:
    fault = day_fault(text)
    if fault:
        raise CommandError(f'--on "{text}": {fault}.')
    day = date.fromisoformat(text)
    fault = _too_early(quarter, day)
    if fault:
        raise CommandError(
            f"a sign-off of {quarter.quarter.slug} that {fault} cannot be right. Give the day on "
            "which it was signed with --on, or correct the dates in "
            f"params/{quarter.quarter.slug}.yml."
        )
    return day


def _too_early(quarter: Quarter, day: date) -> str:
    if day >= quarter.cut_off:
        return ""
    return f"is dated {day}, before the cut-off ({quarter.cut_off})"


def _built_pages(book: Book, quarter: Quarter) -> dict[str, str]:
    """Return the hash of every page of a build that can be signed."""
    period = quarter.quarter
    built = book.built(period.slug)
    again = f"Run: quarterbook build {period.slug}"
    read_built(book, period)
    try:
        there = _PagesFile.model_validate_json((built / _PAGES).read_bytes())
    except (OSError, ValidationError):
        fault = f"does not say what there is to sign. {again}"
        raise BookError(Problem(book.relative(built), 0, "R104", fault)) from None
    if not there.complete:
        fault = (
            f"{period.slug} was built with --edition, not whole, and it is signed as a whole. "
            f"{again}"
        )
        raise BookError(Problem(book.relative(built), 0, "R103", fault))
    params = book.relative(quarter_files(book)[period])
    if there.pages.get(params) != quarter_params_hash(quarter):
        fault = (
            f"has changed since {period.slug} was built. Build it again, so that what is "
            f"signed is what stands there. {again}"
        )
        raise BookError(Problem(params, 0, "R105", fault))
    return there.pages
