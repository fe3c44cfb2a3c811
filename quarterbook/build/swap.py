"""A build's place: written aside, put there whole, and told why where that cannot be done."""

from __future__ import annotations

import errno
import os
import re
import shutil
from pathlib import Path

import psutil

from quarterbook.ground.errors import BookError
from quarterbook.storage.atomic_write import swap

_MENDS = {
    errno.ENOSPC: "Make room on the disk and build again.",
    errno.EDQUOT: "Make room on the disk and build again.",
    errno.EFBIG: "Make room on the disk and build again.",
    errno.EEXIST: "A file stands where a folder should be. Move it away.",
    errno.ENOTDIR: "A file stands where a folder should be. Move it away.",
    errno.EACCES: "Ask for the right to write there, or build a copy of the book.",
    errno.EPERM: "Ask for the right to write there, or build a copy of the book.",
    errno.EROFS: "Ask for the right to write there, or build a copy of the book.",
}


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def unwritable(error: BaseException) -> str:
    """Return why an output could not be written and what helps, or nothing for another error.

    A full disk is also told from what Sphinx, pandoc and kernels said of it.
    """
    cause: BaseException | None = error
    while cause and not isinstance(cause, OSError) and not isinstance(error, BookError):
        cause = cause.__cause__ or cause.__context__
    number = cause.errno if isinstance(cause, OSError) else None
    if number is None:
        number = next((full for full in _FULL if os.strerror(full) in str(error)), None)
    if number is None:
        return f"{error}." if isinstance(error, OSError) else ""
    why = os.strerror(number)
    return " ".join(part for part in (f"{why[0].lower()}{why[1:]}.", _MENDS.get(number)) if part)


def put_in_place(new: Path, place: Path, home: Path) -> None:
    """Put a finished build in its place; the one before goes only then."""
    if place.exists():
        swap(new, place, home / f".old-{place.name}-{os.getpid()}")
    else:
        new.rename(place)


def sweep(home: Path) -> None:
    """Remove what builds that were killed left behind; put back what one had set aside."""
    for path in home.glob(".old-*"):
        match = re.fullmatch(r"\.old-(.+)-(\d+)", path.name)
        if match and not psutil.pid_exists(int(match[2])):
            place = home / match[1]
            if place.exists():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.rename(place)
    for path in home.glob(".building-*"):
        match = re.fullmatch(r"\.building-.+-(\d+)", path.name)
        if match and not psutil.pid_exists(int(match[1])):
            shutil.rmtree(path, ignore_errors=True)
