"""One command at a time: a lock that the system lets go of when a run is killed."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quarterbook.ground.errors import BookError, Problem


@contextmanager
def hold_lock(lock: Path, busy: Problem) -> Iterator[None]:
    """Hold a lock; raises `BookError` with ``busy`` where another command has it.

    A disk that has no locks (some network drives) cannot tell: there nothing is held.
    """
    with lock.open("a", encoding="utf-8") as file:
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
            if error.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.EINVAL, errno.ENOSYS):
                raise
        yield
