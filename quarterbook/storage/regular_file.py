"""Files read as a whole: only what is a file, and no more than can be meant."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path

LARGEST_TABLE = 200_000_000  # bytes
LARGEST_NOTEBOOK = 50_000_000
LARGEST_PICTURE = 100_000_000
LARGEST_PAGE = 10_000_000
LARGEST_PARAMS = 2_000_000


def read_file(path: Path, most: int) -> bytes:
    """Return a file's bytes.

    Raises `OSError` with the reason in words where it is a pipe, a device or a link in a circle,
    which would have to be waited for, and where it has more than ``most`` bytes.
    """
    status = path.stat()
    fault = _file_fault(status)
    if fault:
        raise OSError(errno.EINVAL, fault, path)
    if status.st_size > most:
        raise OSError(
            errno.EINVAL,
            f"it has {status.st_size / 1e6:,.0f} MB, and at most {most / 1e6:,.0f} MB are read",
            path,
        )
    return path.read_bytes()


def read_file_of(folder: Path, path: Path, most: int) -> bytes:
    """Return the bytes of a file of a book's folder, as `read_file` does.

    Raises `OSError` with the reason in words also where the file, or a folder that it is in, is a
    link out of the book: messages would show words of a file that is none of the book's.
    """
    if leads_out(folder, path):
        raise OSError(errno.EINVAL, _LEADS_OUT, path)
    return read_file(path, most)


_LEADS_OUT = (
    "it is, or lies in, a link that leads out of the book. Put a copy of the file itself in its "
    "place"
)


def leads_out(folder: Path, path: Path) -> bool:
    """Whether a path that is written as one in a folder is, links followed, elsewhere."""
    is_written_inside = Path(os.path.abspath(path)).is_relative_to(os.path.abspath(folder))
    return is_written_inside and not lies_in(path, [os.path.realpath(folder)])


def in_other_capitals(path: Path) -> str:
    """Return what a file that is missing is called in its folder but for capitals, or nothing.

    Windows and macOS find it, Linux does not.
    """
    try:
        names = sorted(os.listdir(path.parent))
    except OSError:
        return ""
    return next((name for name in names if name.casefold() == path.name.casefold()), "")


def lies_in(path: str | Path, folders: Iterable[str]) -> bool:
    """Whether a path lies in one of some folders, links followed.

    The folders are real paths (``os.path.realpath``), so that asking often costs little.
    """
    real = os.path.realpath(path)
    return any(real == folder or real.startswith(folder + os.sep) for folder in folders)


def _file_fault(status: os.stat_result) -> str:
    """Return what is there instead of a file or a folder; nothing where it is one of them."""
    if stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode):
        return ""
    return "it is no file but a pipe or a device"


_DEEPEST = 50  # folders in one another
_TOO_DEEP = f"it lies in more than {_DEEPEST} folders, one in the other"


def faults_below(folder: Path) -> list[tuple[Path, str]]:
    """Return what in a folder is no file, lies too deep, or is a link to nowhere or in a circle.

    What is hidden (``.git``) is not looked at.
    """
    faults: list[tuple[Path, str]] = []
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        if len(Path(parent).relative_to(folder).parts) >= _DEEPEST:
            faults += [(Path(parent, name), _TOO_DEEP) for name in folders[:1]]
            folders.clear()
        for name in [*folders, *files]:
            path = Path(parent, name)
            if name.startswith("."):
                continue
            try:
                fault = _file_fault(path.stat())
            except OSError:
                fault = "it is a link that leads nowhere, or in a circle"
            if not fault and path.is_symlink() and path.is_dir() and _is_above(path):
                fault = "it is a link to a folder that it lies in, and so in a circle"
            if fault:
                faults.append((path, fault))
    return faults


def _is_above(link: Path) -> bool:
    """Whether a link leads to a folder that holds the link."""
    target = os.path.realpath(link)
    here = os.path.realpath(link.parent)
    return os.path.commonpath([target, here]) == target
