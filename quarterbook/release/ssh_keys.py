"""Signatures made with an SSH key: made and checked by ``ssh-keygen -Y``."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from quarterbook.data.params.allowed_signers import ALLOWED_SIGNERS, needs_key
from quarterbook.data.params.roles import principal_of
from quarterbook.data.signatures import Signature
from quarterbook.ground.errors import BookError, CommandError, Problem
from quarterbook.ground.periods import Period
from quarterbook.storage.book import Book
from quarterbook.storage.regular_file import LARGEST_PARAMS, read_file

_NAMESPACE = "quarterbook"
_KEY = re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----|(?:ssh|ecdsa|sk)-\S+ ")


def make_signature(key: Path, quarter: Period, signature: Signature) -> str:
    """Return the signature of a record by a key; raises `CommandError` where none is made."""
    fault = _file_fault(key)
    if fault:
        name = "Name the file of your private key, such as ~/.ssh/id_ed25519."
        raise CommandError(f"--key {key}: {fault}. {name}")
    done = _run(["sign", "-f", str(key), "-n", _NAMESPACE], _message(quarter, signature))
    if done.returncode or not done.stdout.strip():
        answer = done.stderr.decode(errors="replace").strip() or "no signature was made"
        raise CommandError(f"--key {key}: ssh-keygen could not sign: {answer.splitlines()[-1]}")
    return done.stdout.decode()


def _file_fault(key: Path) -> str:
    """Return why a file cannot be the one of a key, or nothing."""
    try:
        if key.is_dir():
            return "this is a folder"
        return "" if _KEY.match(read_file(key, LARGEST_PARAMS)) else "this is no SSH key"
    except FileNotFoundError:
        return "there is no such file"
    except OSError as error:
        return f"it cannot be read ({error.strerror})"


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
