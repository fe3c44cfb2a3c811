"""Whether recorded signatures can be and hold: by their days, their keys, and what was signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from quarterbook.compose.page_hashes import quarter_params_hash
from quarterbook.data.params.allowed_signers import read_allowed_signers, shared_keys
from quarterbook.data.params.council import read_council
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.params.quarter_files import quarter_files, read_quarters
from quarterbook.data.signatures import (
    Signature,
    SignOff,
    read_signatures,
    sign_offs_of,
    signatures_file,
)
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period
from quarterbook.release.manifest import read_built
from quarterbook.release.pages_file import read_pages_file
from quarterbook.release.sign_off_days import too_early, yet_to_come
from quarterbook.release.ssh_keys import key_fault
from quarterbook.storage.book import Book


@dataclass(frozen=True)
class Verified:
    """What was found of a quarter's signatures.

    ``is_built`` says whether a whole build was there to compare with what was signed.
    """

    quarter: Period
    sign_offs: tuple[SignOff, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
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
    problems = [problem for one in last.values() for problem in problems_of(book, quarter, one)]
    if problems:
        raise BookError(problems)
    return signatures


def problems_of(book: Book, quarter: Quarter, signature: Signature) -> Iterator[Problem]:
    """Yield what is wrong with a signature that would stand by the quarter's params."""
    front = book.relative(quarter_files(book)[quarter.quarter])
    would_stand = signature.pages.get(front) == quarter_params_hash(quarter)
    fault = (would_stand and too_early(quarter, signature.date)) or key_fault(
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
        Problem(path, 0, "P112", f'the sign-off of "{one.role}" {fault}.')
        for one in checked_signatures(book, quarter)
        if one.role in quarter.sign_offs and (fault := yet_to_come(one.date, today))
    ]
    if ahead:
        raise BookError(ahead)


def verify(book: Book, period: Period, today: date) -> Verified:
    """Check every signature of a quarter.

    A record that is dated after ``today`` is wrong here; a build has no clock to know it by.
    Whether pages still say what was signed is told by the last whole build. Where there is none to
    compare with, that is a problem of every sign-off that else would stand.
    """
    read_allowed_signers(book)
    quarter = read_quarters(book, read_council(book))[period]
    signatures = read_signatures(book, period)
    last = {one.role: one for one in signatures if one.role in quarter.sign_offs}
    pages, obstacles = _pages_to_compare(book, quarter)
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
    faults += [one.lapse for one in sign_offs if one.state == "lapsed"]
    sign_offs = tuple(
        replace(one, state="invalid", changed=()) if one.role in invalid else one
        for one in sign_offs
    )
    faults += _uncompared(sign_offs, obstacles)
    path = book.relative(signatures_file(book, period))
    problems = tuple(Problem(path, 0, "P112", fault) for fault in faults)
    notes = tuple(shared_keys(book, [quarter]))
    return Verified(period, sign_offs, problems, notes, pages is not None)


def _pages_to_compare(
    book: Book, quarter: Quarter
) -> tuple[Mapping[str, str] | None, tuple[Problem, ...]]:
    """Return what `built_pages` does, or None and why there are none."""
    try:
        return built_pages(book, quarter), ()
    except BookError as error:
        return None, error.problems


def _uncompared(sign_offs: Iterable[SignOff], obstacles: Sequence[Problem]) -> Iterator[str]:
    """Yield of every sign-off that would stand that it is unproven, and what stood in the way."""
    why = " ".join(f"{each.file}: {each.message}" for each in obstacles)
    for one in sign_offs:
        if why and one.holds:
            yield f'the sign-off of "{one.role}" cannot be compared with what was signed. {why}'


def _faults(
    book: Book, quarter: Quarter, one: Signature, last: Mapping[str, Signature], today: date
) -> Iterator[str]:
    if one.role not in quarter.sign_offs:
        yield f'the sign-off of "{one.role}" is of a role that does not have to sign.'
        return
    if ahead := yet_to_come(one.date, today):
        yield f'the sign-off of "{one.role}" {ahead}.'
    if one is last[one.role]:
        yield from (problem.message for problem in problems_of(book, quarter, one))
    elif one.signature and (fault := key_fault(book, quarter.quarter, one)):
        yield f'the sign-off of "{one.role}" of {one.date} {fault}.'


def built_pages(book: Book, quarter: Quarter) -> dict[str, str]:
    """Return the hash of every page of a build that can be signed.

    Raises `BookError` where nothing whole is built, or the quarter's params have changed since.
    """
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
