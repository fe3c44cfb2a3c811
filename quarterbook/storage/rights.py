"""Who else may read and change what a command makes: those who may in the folder it is made in."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
