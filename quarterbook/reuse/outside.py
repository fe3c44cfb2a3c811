"""What a notebook read that lies outside its book: files of the machine and its environment."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from quarterbook.reuse.fingerprint import fingerprint
from quarterbook.reuse.kernel_reads import FILE, FOLDER, LOOK, VARIABLE
from quarterbook.reuse.steps import Fingerprint, Read, of_bytes
from quarterbook.storage.store import digest_of

_NOT_LISTED = ("__pycache__", ".ipynb_checkpoints")


def outside_reads(reads: Iterable[Read]) -> Iterator[Read]:
    """Yield those things of all that were read that lie outside the book."""
    for read in dict.fromkeys(reads):
        is_path = read[0] in (FILE, LOOK, FOLDER)
        if read[0] == VARIABLE or (is_path and os.path.isabs(read[1])):
            yield read


def outside_value(read: Read, environment: Mapping[str, str] = os.environ) -> Fingerprint | None:
    """Return what such a thing is now; None where that cannot be told."""
    kind, name = read
    if kind == VARIABLE:
        return fingerprint(environment.get(name))
    return of_path(Path(name), is_listed=kind == FOLDER)


def of_path(path: Path, *, is_listed: bool = False) -> Fingerprint | None:
    """Return the fingerprint of a file or, where that counts, of the names in a folder.

    None of what is neither, or cannot be looked at or read.
    """
    try:
        if not path.exists():
            return Fingerprint("absent", "not there")
        if path.is_dir():
            return _of_folder(path) if is_listed else Fingerprint("folder", "a folder")
        return of_bytes(path.read_bytes()) if path.is_file() else None
    except (OSError, ValueError):
        return None


def _of_folder(path: Path) -> Fingerprint:
    names = sorted(name for name in os.listdir(path) if name not in _NOT_LISTED)
    return Fingerprint(digest_of(os.fsencode("\n".join(names))))
