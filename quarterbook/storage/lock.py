"""One command at a time: a lock that the system lets go of when a run is killed."""

from __future__ import annotations

import errno
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from quarterbook.ground.errors import BookError, Problem

_UNKNOWN = (errno.ENOLCK, errno.ENOTSUP, errno.EINVAL, errno.ENOSYS, errno.EBADF)


@contextmanager
def hold_lock(lock: Path, busy: Problem) -> Iterator[None]:
    """Hold a lock; raises `BookError` with ``busy`` where another command has it.

    A disk that has no locks (some network drives) cannot tell: there nothing is held.
    Whoever may read the folder may open the lock.
    """
    with _opened(lock, busy) as file:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                raise BookError(busy) from None
            if error.errno not in _UNKNOWN:
                raise
        yield


def _opened(lock: Path, busy: Problem) -> TextIO:
    """Open a lock, to read where another user made it; raises `BookError` where that may not be."""
    try:
        file = lock.open("a", encoding="utf-8")
    except PermissionError:
        if not lock.exists():
            raise
        try:
            return lock.open(encoding="utf-8")
        except PermissionError:
            fault = (
                f"{lock.name} in it was left by somebody else, and you may not open it. Who "
                f"made it runs the command again, or: chmod a+r {lock.name}"
            )
            raise BookError(Problem(busy.file, 0, busy.code, fault)) from None
    with suppress(OSError):
        lock.chmod(stat.S_IMODE(lock.parent.stat().st_mode) & 0o664)
    return file
