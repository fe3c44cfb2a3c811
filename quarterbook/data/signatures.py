"""Who signed a quarter off, what they signed, and whether it still is what they signed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from quarterbook.data.params.fields import Day, SomeText, Strict
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period, long_date
from quarterbook.ground.wording import first_of
from quarterbook.storage import atomic_write
from quarterbook.storage.book import Book
from quarterbook.storage.file_kinds import CONFLICT_MARKS, conflict_line
from quarterbook.storage.regular_file import LARGEST_PARAMS

_MOST = 5  # changed pages that are named


class Signature(Strict):
    """One signature of ``params/2021-22-q2.signed.json``.

    pages
        the hash of each page that was signed, by its name; the quarter's
        params are a page too.
    signature
        that of an SSH key on all the others, as ssh-keygen writes it.
    """

    role: SomeText
    date: Day
    pages: dict[str, str]
    signature: str | None = None


_Signatures = TypeAdapter(list[Signature])


@dataclass(frozen=True)
class SignOff:
    """How a role's sign-off stands.

    state
        ``signed`` with a key, ``recorded`` without one, ``lapsed`` since what was signed has
        ``changed``, ``pending``, or ``invalid`` by its key or its day, which `verify` tells.
    """

    role: str
    state: Literal["signed", "recorded", "lapsed", "pending", "invalid"] = "pending"
    date: date | None = None
    changed: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return self.state in ("signed", "recorded")

    @property
    def changes(self) -> str:
        """The first pages that changed since, and how many more."""
        return first_of(self.changed, _MOST)

    @property
    def lapse(self) -> str:
        """That a lapsed sign-off has lapsed, and by what."""
        on = f" ({long_date(self.date)})" if self.date else ""
        return f"the sign-off of the {self.role}{on} has lapsed. Changed since: {self.changes}"

    def as_shown(self, pages: Collection[str]) -> SignOff:
        """Return the sign-off as public papers may tell it: other pages that changed unnamed."""
        public_names = [name if name in pages else "an exempt page" for name in self.changed]
        return replace(self, changed=tuple(dict.fromkeys(public_names)))


def is_draft(status: str | None, sign_offs: Sequence[SignOff]) -> bool:
    """Whether a quarter is a draft: its params say so, or a sign-off is pending or has lapsed."""
    return status == "draft" or any(not sign_off.holds for sign_off in sign_offs)


def signatures_file(book: Book, quarter: Period) -> Path:
    """Where the signatures of a quarter are recorded."""
    return book.params / f"{quarter.slug}.signed.json"


def read_signatures(book: Book, quarter: Period) -> list[Signature]:
    """Return the signatures of a quarter in the order of signing; raises `BookError`."""
    path, line = signatures_file(book, quarter), 0
    try:
        written = book.read_file(path, LARGEST_PARAMS)
        signatures = _Signatures.validate_json(written)
        json.loads(written, object_pairs_hook=_each_once)
        return signatures
    except FileNotFoundError:
        return []
    except ValueError:
        fault = "is not as quarterbook sign wrote it. Restore it from the last commit."
        line = conflict_line(written.decode(errors="replace"))
        if line:
            fault = (
                f"{CONFLICT_MARKS} Keep those of one branch whole, and let who signed on the other "
                "sign again."
            )
    except OSError as error:
        fault = f"cannot be read: {error.strerror}."
    raise BookError(Problem(book.relative(path), line, "P112", fault))


def write_signatures(book: Book, quarter: Period, signatures: Sequence[Signature]) -> None:
    """Record the signatures of a quarter, a page to a line; raises `BookError`."""
    records = _Signatures.dump_python(list(signatures), mode="json", exclude_none=True)
    text = json.dumps(records, indent=1, ensure_ascii=False)
    atomic_write.replace(signatures_file(book, quarter), f"{text}\n".encode())


def _each_once(pairs: list[tuple[str, object]]) -> None:
    """Raise ValueError for a key given twice, of which the last would count."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError


def sign_offs_of(
    roles: Sequence[str], signatures: Sequence[Signature], pages: Mapping[str, str]
) -> tuple[SignOff, ...]:
    """Return how each required sign-off stands.

    roles
        who must sign.
    signatures
        what was signed; the last one of a role counts. Whoever reads them checks keys.
    pages
        the hash of each page as it is now. A page that was added, changed or
        taken out since lets a signature lapse.
    """
    last = {signature.role: signature for signature in signatures}
    sign_offs = []
    for role in roles:
        signature = last.get(role)
        if signature is None:
            sign_offs.append(SignOff(role))
            continue
        names = [*pages, *(name for name in signature.pages if name not in pages)]
        changed = tuple(name for name in names if signature.pages.get(name) != pages.get(name))
        stands: Literal["signed", "recorded"] = "signed" if signature.signature else "recorded"
        sign_offs.append(SignOff(role, "lapsed" if changed else stands, signature.date, changed))
    return tuple(sign_offs)
