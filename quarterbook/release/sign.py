"""Signing a quarter off: who, when, and the hash of every page as it was built."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from quarterbook.data.params.allowed_signers import ALLOWED_SIGNERS, needs_key
from quarterbook.data.params.council import read_council
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.params.quarter_files import read_quarters
from quarterbook.data.params.roles import principal_of
from quarterbook.data.signatures import (
    Signature,
    SignOff,
    read_signatures,
    sign_offs_of,
    signatures_file,
    write_signatures,
)
from quarterbook.ground.errors import CommandError, Problem, nearest
from quarterbook.ground.periods import Period
from quarterbook.ground.wording import listed
from quarterbook.release.check_signatures import built_pages, problems_of
from quarterbook.release.public_folders import rights_in, with_rights
from quarterbook.release.sign_off_days import signing_day
from quarterbook.release.ssh_keys import key_fault, make_signature
from quarterbook.storage.book import Book
from quarterbook.storage.lock import hold_lock


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
        return all(one.holds for one in self.sign_offs)


def sign(
    book: Book, period: Period, role: str, day: str, *, today: date, key: Path | None = None
) -> Signed:
    """Record that a role signs a quarter off, as it was last built, and sign the record by a key.

    ``day`` is as it was typed, "" for today. Who has signed this very thing already is not
    recorded twice; a key is tried even so. Raises `CommandError` for a role that does not have to
    sign, for a day on which nobody can have signed and for a key that may not sign for the role,
    and `BookError` where no whole build is there.
    """
    quarter = read_quarters(book, read_council(book))[period]
    role = _role(quarter, role)
    signed_on = signing_day(quarter, day, today)
    if key is None and needs_key(book, role):
        raise CommandError(
            f"{ALLOWED_SIGNERS} has a key for {role}. Name the file of the key with --key."
        )
    pages = built_pages(book, quarter)
    path = signatures_file(book, period)
    busy = Problem(
        book.relative(path),
        0,
        "R114",
        "somebody else is signing at this moment. Run the command again.",
    )
    with hold_lock(book.root / "_build" / ".signing", busy):
        signatures = read_signatures(book, period)
        before = [one for one in signatures if one.role == role][-1:]
        is_new = (
            not before
            or before[0].pages != pages
            or bool(key and not before[0].signature)
            or any(problems_of(book, quarter, before[0]))
        )
        signature = Signature(role=role, date=signed_on, pages=pages)
        if key:
            signature = _with_key(book, period, signature, key)
        if is_new:
            signatures.append(signature)
            with with_rights(rights_in(book.params)):
                write_signatures(book, period, signatures)
    if not is_new:
        signature = before[0]
    sign_offs = sign_offs_of(quarter.sign_offs, signatures, pages)
    return Signed(period, path, signature, is_new, sign_offs)


def _with_key(book: Book, period: Period, signature: Signature, key: Path) -> Signature:
    made = make_signature(key, period, signature)
    signature = signature.model_copy(update={"signature": made})
    if key_fault(book, period, signature):
        principal = principal_of(signature.role)
        raise CommandError(
            f"--key {key}: {ALLOWED_SIGNERS} does not have this key for {principal} on "
            f"{signature.date}. Add its line there: {principal} and the public key."
        )
    return signature


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
