"""Signing a quarter off: who, when, and the hash of every page as it was built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

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
from quarterbook.ground.wording import first_of, listed
from quarterbook.release.manifest import read_built
from quarterbook.release.pages_file import read_pages_file
from quarterbook.release.ssh_keys import (
    ALLOWED_SIGNERS,
    key_fault,
    make_signature,
    needs_key,
    principal_of,
    read_allowed_signers,
)
from quarterbook.storage.book import Book
from quarterbook.storage.lock import hold_lock

_MOST = 5  # changed pages that are named
_AHEAD = 'the sign-off of "{}" is dated {}, which is yet to come.'


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


@dataclass(frozen=True)
class Verified:
    """What was found of a quarter's signatures.

    ``is_built`` says whether a whole build was there to compare with what was signed.
    """

    quarter: Period
    sign_offs: tuple[SignOff, ...]
    problems: tuple[Problem, ...]
    is_built: bool


def checked_signatures(book: Book, quarter: Quarter) -> list[Signature]:
    """Return the signatures of a quarter in the order of signing.

    Raises `BookError` where the last one of a role that has to sign is not signed with the key
    that it should be, or would stand by the quarter's params but is dated before its cut-off;
    where the params have changed since, it has lapsed anyway. The file of keys has to be in order
    even where nobody has signed yet (`read_allowed_signers`).
    """
    read_allowed_signers(book)
    signatures = read_signatures(book, quarter.quarter)
    last = {one.role: one for one in signatures if one.role in quarter.sign_offs}
    problems = [problem for one in last.values() for problem in _problems_of(book, quarter, one)]
    if problems:
        raise BookError(problems)
    return signatures


def _problems_of(book: Book, quarter: Quarter, signature: Signature) -> Iterator[Problem]:
    front = book.relative(quarter_files(book)[quarter.quarter])
    would_stand = signature.pages.get(front) == quarter_params_hash(quarter)
    fault = (would_stand and _too_early(quarter, signature.date)) or key_fault(
        book, quarter.quarter, signature
    )
    if fault:
        path = book.relative(signatures_file(book, quarter.quarter))
        words = (
            f'the sign-off of "{signature.role}" {fault}. Take it out, and sign with: '
            f'quarterbook sign {quarter.quarter.slug} --as "{signature.role}"'
        )
        yield Problem(path, 0, "P112", words)


def check_records(book: Book, quarter: Quarter, today: date) -> None:
    """Raise `BookError` for records that cannot be: see `checked_signatures`; or yet to come.

    Today is asked where something is published or checked; a build has no clock.
    """
    path = book.relative(signatures_file(book, quarter.quarter))
    ahead = [
        Problem(path, 0, "P112", _AHEAD.format(one.role, one.date))
        for one in checked_signatures(book, quarter)
        if one.role in quarter.sign_offs and one.date > today
    ]
    if ahead:
        raise BookError(ahead)


def verify(book: Book, period: Period, today: date) -> Verified:
    """Check every signature of a quarter.

    A record that is dated after ``today`` is wrong here; a build has no clock to know it by.
    Whether pages still say what was signed is told by the last whole build, if there is one.
    """
    read_allowed_signers(book)
    quarter = read_quarters(book, read_council(book))[period]
    signatures = read_signatures(book, period)
    last = {one.role: one for one in signatures if one.role in quarter.sign_offs}
    pages: Mapping[str, str] | None = None
    with suppress(BookError):
        pages = _built_pages(book, quarter)
    sign_offs = tuple(
        sign_offs_of([role], signatures, own if pages is None else pages)[0]
        for role in quarter.sign_offs
        for own in [last[role].pages if role in last else {}]
    )
    faults: list[str] = []
    invalid: set[str] = set()
    for one in signatures:
        own_faults = [*_faults(book, quarter, one, last, today)]
        faults += own_faults
        if own_faults and one is last.get(one.role):
            invalid.add(one.role)
    faults += [_lapsed_fault(one) for one in sign_offs if one.state == "lapsed"]
    sign_offs = tuple(
        replace(one, state="invalid", changed=()) if one.role in invalid else one
        for one in sign_offs
    )
    path = book.relative(signatures_file(book, period))
    return Verified(
        period, sign_offs, tuple(Problem(path, 0, "P112", f) for f in faults), pages is not None
    )


def _faults(
    book: Book, quarter: Quarter, one: Signature, last: Mapping[str, Signature], today: date
) -> Iterator[str]:
    if one.role not in quarter.sign_offs:
        yield f'the sign-off of "{one.role}" is of a role that does not have to sign.'
        return
    if one.date > today:
        yield _AHEAD.format(one.role, one.date)
    if one is last[one.role]:
        yield from (problem.message for problem in _problems_of(book, quarter, one))
    elif one.signature and (fault := key_fault(book, quarter.quarter, one)):
        yield f'the sign-off of "{one.role}" of {one.date} {fault}.'


def _lapsed_fault(one: SignOff) -> str:
    changed = first_of(one.changed, _MOST)
    return f'the sign-off of "{one.role}" has lapsed. Changed since: {changed}.'


def sign(book: Book, period: Period, role: str, day: str, *, key: Path | None = None) -> Signed:
    """Record that a role signs a quarter off, as it was last built, and sign the record by a key.

    Who has signed this very thing already is not recorded twice. Raises
    `CommandError` for a role that does not have to sign and for a day on which
    nobody can have signed, and `BookError` where no whole build is there.
    """
    quarter = read_quarters(book, read_council(book))[period]
    role = _role(quarter, role)
    signed_on = _day(quarter, day)
    if key is None and needs_key(book, role):
        raise CommandError(
            f"{ALLOWED_SIGNERS} has a key for {role}. Name the file of the key with --key."
        )
    pages = _built_pages(book, quarter)
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
            or any(_problems_of(book, quarter, before[0]))
        )
        signature = Signature(role=role, date=signed_on, pages=pages) if is_new else before[0]
        if is_new:
            if key:
                signature = _with_key(book, period, signature, key)
            signatures.append(signature)
            write_signatures(book, period, signatures)
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


def _day(quarter: Quarter, text: str) -> date:
    fault = day_fault(text)
    if fault:
        raise CommandError(f'--on "{text}": {fault}.')
    day = date.fromisoformat(text)
    fault = _too_early(quarter, day)
    if day > date.today():
        fault = f"is dated {day}, which is yet to come,"
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
    again = f"Run: quarterbook build {period.slug}"
    read_built(book, period)
    there = read_pages_file(book, period)
    if not there.complete:
        fault = (
            f"{period.slug} was built with --edition, not whole, and it is signed as a whole. "
            f"{again}"
        )
        raise BookError(Problem(book.relative(book.built(period.slug)), 0, "R103", fault))
    params = book.relative(quarter_files(book)[period])
    if there.pages.get(params) != quarter_params_hash(quarter):
        fault = (
            f"has changed since {period.slug} was built. Build it again, so that what is "
            f"signed is what stands there. {again}"
        )
        raise BookError(Problem(params, 0, "R105", fault))
    return there.pages
