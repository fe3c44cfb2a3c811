"""Signatures made with an SSH key: made and checked by ``ssh-keygen -Y``.

``params/allowed_signers`` says whose key may sign for which role, in the form of OpenSSH
(ssh-keygen(1), ALLOWED SIGNERS). A role is a principal by its words in small letters, joined
by hyphens: ``monitoring-officer``.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from quarterbook.data.params.council import read_council
from quarterbook.data.params.quarter_files import read_quarters
from quarterbook.data.params.roles import principal_of
from quarterbook.data.signatures import Signature
from quarterbook.ground.errors import BookError, CommandError, Problem
from quarterbook.ground.periods import Period
from quarterbook.storage.book import Book
from quarterbook.storage.characters import unprintable
from quarterbook.storage.regular_file import LARGEST_PARAMS, read_file

ALLOWED_SIGNERS = "params/allowed_signers"

_NAMESPACE = "quarterbook"


def needs_key(book: Book, role: str) -> bool:
    """Whether the file of allowed signers has a key for a role; see `read_allowed_signers`."""
    principal = principal_of(role)
    return any(_is_for(principal, _patterns(line)) for line in read_allowed_signers(book))


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
            yield path.name, "this is a link or a folder", "Put the file itself here."


def _text(book: Book) -> str:
    """Return the text of the file; raises `BookError` for all that ssh-keygen reads otherwise."""
    mend = "Save it as UTF-8 without a byte-order mark."
    try:
        text = read_file(book.root / ALLOWED_SIGNERS, LARGEST_PARAMS).decode("utf-8")
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


def _names_of_nobody(line: str, roles: Iterable[str]) -> list[str]:
    """Return the names of a line that fit no role; the line itself where none can be read."""
    patterns = _patterns(line)
    if not patterns:
        return [line.split()[0]]
    return [
        pattern
        for pattern in patterns
        if not pattern.startswith("!") and not any(_is_for(role, [pattern]) for role in roles)
    ]


def _nobody(name: str, roles: list[str]) -> str:
    if not roles:
        return f"{name} has a key, but nobody signs: no quarter in params/ has sign_offs."
    return (
        f"{name} is nobody who signs here. Write a role in small letters, joined by "
        f"hyphens: {', '.join(roles)}."
    )


def _patterns(line: str) -> list[str]:
    """Return the names that a line is for; none where its quotes are not closed."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return []
    return words[0].split(",") if words else []


def _is_for(principal: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(principal, pattern) for pattern in patterns) and not any(
        fnmatchcase(principal, pattern[1:]) for pattern in patterns if pattern.startswith("!")
    )


def make_signature(key: Path, quarter: Period, signature: Signature) -> str:
    """Return the signature of a record by a key; raises `CommandError` where none is made."""
    done = _run(["sign", "-f", str(key), "-n", _NAMESPACE], _message(quarter, signature))
    if done.returncode or not done.stdout.strip():
        answer = done.stderr.decode(errors="replace").strip() or "no signature was made"
        raise CommandError(f"--key {key}: ssh-keygen could not sign: {answer.splitlines()[-1]}")
    return done.stdout.decode()


def key_fault(book: Book, quarter: Period, signature: Signature) -> str:
    """Return what is wrong with the key's signature of a record, or with there being none.

    Keys count as they were on the day of the record, so that no clock has a say.
    """
    role, allowed = signature.role, book.root / ALLOWED_SIGNERS
    if not signature.signature:
        if needs_key(book, role):
            return f"is not signed with a key, and {ALLOWED_SIGNERS} has one for the role"
        return ""
    if not needs_key(book, role):
        return f"is signed with a key, but {ALLOWED_SIGNERS} has none for {principal_of(role)}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "signature")
        path.write_text(signature.signature, encoding="utf-8")
        options = ["-f", str(allowed), "-I", principal_of(role), "-n", _NAMESPACE, "-s", str(path)]
        day = f"-Overify-time={signature.date:%Y%m%d}120000"
        done = _run(["verify", *options, day], _message(quarter, signature))
    if done.returncode:
        return "is not what a key of the role has signed: the record or the key is another"
    return ""


def _message(quarter: Period, signature: Signature) -> bytes:
    """What a key signs: everything that a record says, and of which quarter."""
    record = signature.model_dump(mode="json", exclude={"signature"}) | {"quarter": quarter.slug}
    return json.dumps(record, sort_keys=True, ensure_ascii=False).encode()


def _run(options: list[str], message: bytes) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("ssh-keygen")
    if program is None:
        fault = (
            "signatures made with a key need ssh-keygen, which is not on this machine. "
            "Install OpenSSH (on Debian: openssh-client)."
        )
        raise BookError(Problem(ALLOWED_SIGNERS, 0, "R112", fault))
    return subprocess.run(
        [program, "-Y", *options],
        input=message,
        capture_output=True,
        env={**os.environ, "TZ": "UTC", "LC_ALL": "C"},
        check=False,
    )
