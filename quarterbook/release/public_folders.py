"""Folders of the public archive: who may read and change what is made in them; kept by the disk."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OUTGOING = ".outgoing-"  # what a folder's name begins with while another takes its place

_READERS = 0o755
_OF_ANY_FOLDER = 0o775  # never writable by everybody


def rights_in(folder: Path) -> int:
    """Return the rights that a folder gives to what is made in it."""
    return stat.S_IMODE(folder.stat().st_mode) & _OF_ANY_FOLDER


@contextmanager
def with_rights(rights: int) -> Iterator[None]:
    """Give files and folders that are made meanwhile these rights, whatever the umask."""
    before = os.umask(0o777 & ~rights)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def public_folder(folder: Path) -> Iterator[None]:
    """Make a folder where there is none; what is made meanwhile is for all readers.

    Who may change the folder may change what is made in it, so that officers can share an archive.
    """
    with with_rights(_READERS):
        folder.mkdir(parents=True, exist_ok=True)
    with with_rights(rights_in(folder) | _READERS):
        yield


def settle_on_disk(folder: Path, deep: bool = True) -> None:
    """Have the disk keep what was written, so that a power cut cannot undo half of it."""
    paths = [folder, *folder.rglob("*")] if deep else [folder]
    for path in paths:
        if path.is_dir() and sys.platform == "win32":
            continue
        number = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
