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
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from quarterbook.data.signatures import Signature
from quarterbook.ground.errors import BookError, CommandError, Problem
from quarterbook.ground.periods import Period
from quarterbook.storage.book import Book

ALLOWED_SIGNERS = "params/allowed_signers"

_NAMESPACE = "quarterbook"
_KEY_BEGINS = re.compile(r"\s+(?=cert-authority|namespaces=|valid-|ssh-|ecdsa-|sk-)", re.IGNORECASE)


def principal_of(role: str) -> str:
    """Return the name that a role has in the file of allowed signers."""
    return re.sub(r"\W+", "-", role.casefold()).strip("-")


def needs_key(book: Book, role: str) -> bool:
    """Whether the file of allowed signers has a key for a role, however the role is written there.

    What ssh-keygen does not read so, as capitals or a byte-order mark, is no reason to ask for no
    key. Raises `BookError` where the file is none, or not by that name.
    """
    principal = principal_of(role)
    return any(
        _is_for(principal, line) or _is_meant_for(principal, line) for line in _allowed_lines(book)
    )


def _allowed_lines(book: Book) -> list[str]:
    """The lines of the file of allowed signers, none where there is no such file."""
    own = book.root / ALLOWED_SIGNERS
    there = sorted(book.params.iterdir()) if book.params.is_dir() else []
    for path in there:
        name = re.sub(r"[\W_]+", "_", path.name.casefold().removesuffix(".txt"))
        if name == own.name and (path.name != own.name or path.is_symlink() or not path.is_file()):
            fault = f"is not read: the keys stand in a plain file named {ALLOWED_SIGNERS}."
            raise BookError(Problem(book.relative(path), 0, "P118", fault))
    if not own.is_file():
        return []
    return own.read_bytes().replace(b"\0", b"").decode(errors="replace").splitlines()


def _is_meant_for(principal: str, line: str) -> bool:
    """Whether a line names a role in other letters, or in words apart."""
    before = _KEY_BEGINS.split(line, maxsplit=1)[0].strip("\ufeff\t ")
    names = [] if before.startswith("#") else before.split(",")
    if f"!{principal}" in names:
        return False
    meant = [name.replace("_", " ") for name in names if not name.startswith("!")]
    return any(principal_of(name) == principal for name in meant)


def check_allowed_signers(book: Book, roles: Iterable[str]) -> None:
    """Raise `BookError` for lines of the file of allowed signers that fit none of the roles."""
    known = sorted({principal_of(role) for role in roles})
    lines = _allowed_lines(book)
    problems = [
        Problem(
            ALLOWED_SIGNERS,
            number,
            "P118",
            f"{line.split()[0]} is nobody who signs here. Write a role in small letters, joined by "
            f"hyphens: {', '.join(known)}.",
        )
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.lstrip().startswith("#")
        if not any(_is_for(principal, line) for principal in known)
    ]
    if problems:
        raise BookError(problems)


def _is_for(principal: str, line: str) -> bool:
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return False
    patterns = words[0].split(",") if words else []
    return any(fnmatchcase(principal, pattern) for pattern in patterns) and not any(
        fnmatchcase(principal, pattern[1:]) for pattern in patterns if pattern.startswith("!")
    )


def make_signature(key: Path, quarter: Period, signature: Signature) -> str:
    """Return the signature of a record by a key; raises `CommandError` where none is made."""
    done = _run(["sign", "-f", str(key), "-n", _NAMESPACE], _message(quarter, signature))
    if done.returncode or not done.stdout.strip():
        said = done.stderr.decode(errors="replace").strip() or "no signature was made"
        raise CommandError(f"--key {key}: ssh-keygen could not sign: {said.splitlines()[-1]}")
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
