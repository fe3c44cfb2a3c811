"""The file of allowed signers: whose key may sign for which role, in the form of OpenSSH.

``params/allowed_signers`` (ssh-keygen(1), ALLOWED SIGNERS). A role is a principal by its words in
small letters, joined by hyphens: ``monitoring-officer``. Patterns are refused: each role is named.
"""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from quarterbook.data.params.council import read_council
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.params.quarter_files import read_quarters
from quarterbook.data.params.roles import principal_of
from quarterbook.ground.errors import BookError, Problem
from quarterbook.storage.book import Book
from quarterbook.storage.characters import unprintable
from quarterbook.storage.regular_file import LARGEST_PARAMS

ALLOWED_SIGNERS = "params/allowed_signers"

_PATTERN = re.compile(r"[*?!]")
_KIND = re.compile(r"(?:ssh|ecdsa|sk)-")
_BEGINS = re.compile(r"valid-after=(\d{8})", re.IGNORECASE)
_ENDS = re.compile(r"valid-before=(\d{8})", re.IGNORECASE)


def needs_key(book: Book, role: str) -> bool:
    """Whether the file of allowed signers has a key for a role; see `read_allowed_signers`."""
    principal = principal_of(role)
    return any(principal in _names(line) for line in read_allowed_signers(book))


def read_allowed_signers(book: Book) -> list[str]:
    """Return the lines of the file of allowed signers, none where there is no such file.

    Raises `BookError` where a key may be meant that no role would be asked for: for a file that
    is no plain text or has nearly the name, and for a line that names somebody else than the
    roles that sign in one of the quarters.
    """
    problems = [
        Problem(f"params/{name}", 0, "P118", f"{fault}, so no key is asked for. {mend}")
        for name, fault, mend in _misnamed(book)
    ]
    if problems:
        raise BookError(problems)
    if not (book.root / ALLOWED_SIGNERS).exists():
        return []
    lines = _text(book).splitlines()
    quarters = read_quarters(book, read_council(book)).values()
    roles = sorted({principal_of(role) for quarter in quarters for role in quarter.sign_offs})
    problems = [
        Problem(ALLOWED_SIGNERS, number, "P118", _nobody(name, roles))
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.lstrip().startswith("#")
        for name in _names_of_nobody(line, roles)
    ]
    if problems:
        raise BookError(problems)
    return lines


def _misnamed(book: Book) -> Iterator[tuple[str, str, str]]:
    """Yield what is in params/ with nearly the name, or is no file: name, fault and mend."""
    right = Path(ALLOWED_SIGNERS).name
    for path in sorted(book.params.iterdir()):
        folded = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", path.name).casefold())
        if path.name.startswith(".") or not folded.startswith("allowedsigner"):
            continue
        if path.name != right:
            yield path.name, "this is not the name of the file of keys", f"Name it {right}."
        elif path.is_symlink() or not path.is_file():
            kind = "link" if path.is_symlink() else "folder" if path.is_dir() else "pipe or device"
            yield path.name, f"this is a {kind}", "Put the file itself here."


def _text(book: Book) -> str:
    """Return the text of the file; raises `BookError` for all that ssh-keygen reads otherwise."""
    mend = "Save it as UTF-8 without a byte-order mark."
    try:
        text = book.read_file(book.root / ALLOWED_SIGNERS, LARGEST_PARAMS).decode("utf-8")
    except OSError as error:
        fault = f"the file cannot be read ({error.strerror}), so no key is asked for."
        raise BookError(Problem(ALLOWED_SIGNERS, 0, "P118", fault)) from None
    except UnicodeDecodeError:
        fault = f"the file is not UTF-8, so no key can be read. {mend}"
        raise BookError(Problem(ALLOWED_SIGNERS, 0, "P118", fault)) from None
    problems = [
        Problem(ALLOWED_SIGNERS, line, "P118", f"this has a sign that is not seen ({name}). {mend}")
        for line, name in unprintable(text)
    ]
    if problems:
        raise BookError(problems)
    return text


def _names_of_nobody(line: str, roles: Collection[str]) -> list[str]:
    """Return the names of a line that are no role's; the line itself where none can be read."""
    names = _names(line)
    return [name for name in names if name not in roles] if names else [line.split()[0]]


def _nobody(name: str, roles: list[str]) -> str:
    if not roles:
        return f"{name} has a key, but nobody signs: no quarter in params/ has sign_offs."
    write = f"Write a role in small letters, joined by hyphens: {', '.join(roles)}."
    if _PATTERN.search(name):
        return (
            f"{name} is a role that nobody has: patterns would let one key sign for roles that "
            f"nobody named. {write}"
        )
    return f"{name} is nobody who signs here. {write}"


def _words(line: str) -> list[str]:
    """Return the words of a line; none where its quotes are not closed."""
    try:
        return shlex.split(line, comments=True)
    except ValueError:
        return []


def _names(line: str) -> list[str]:
    words = _words(line)
    return words[0].split(",") if words else []


class _Key(NamedTuple):
    """A key as a line has it: whose, and from when until when by ``YYYYMMDD``."""

    line: int
    role: str
    text: str
    begins: str
    ends: str


def shared_keys(book: Book, quarters: Iterable[Quarter]) -> Iterator[Problem]:
    """Yield a note for each key by which one person could give two sign-offs of a quarter."""
    keys = [*_keys(read_allowed_signers(book))]
    together = [{*map(principal_of, quarter.sign_offs)} for quarter in quarters]
    for place, key in enumerate(keys):
        for other in keys[:place]:
            is_one = key.text == other.text and key.role != other.role
            is_ever_both = max(key.begins, other.begins) < min(key.ends, other.ends)
            if is_one and is_ever_both and any({key.role, other.role} <= both for both in together):
                yield Problem(
                    ALLOWED_SIGNERS,
                    key.line,
                    "P122",
                    f"{key.role} has the key of {other.role} (line {other.line}), so that "
                    "one person can give both sign-offs. Where they are two, each has a key.",
                    is_note=True,
                )


def _keys(lines: Iterable[str]) -> Iterator[_Key]:
    for number, line in enumerate(lines, 1):
        words = _words(line)
        kind = next((i for i, word in enumerate(words) if i and _KIND.match(word)), len(words))
        options = ",".join(words[1:kind])
        begins = _BEGINS.search(options)
        ends = _ENDS.search(options)
        for name in _names(line):
            text = " ".join(words[kind : kind + 2])
            yield _Key(
                number, name, text, begins[1] if begins else "", ends[1] if ends else "99999999"
            )
