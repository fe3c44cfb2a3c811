"""What was decided to withhold, taken again while all that it was decided by is as it was.

A decision is pickled, and what is unpickled can run anything: so it lies in the book's own
``_build``, which no other machine writes to as it may to a store, and who can write there can
write notebooks, too. To publish, it is decided anew.
"""

from __future__ import annotations

import os
import pickle
from contextlib import suppress

from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.withholding import decided_by, decisions_of
from quarterbook.ground.errors import BookError
from quarterbook.reuse.fingerprint import fingerprint
from quarterbook.reuse.package import package_facts
from quarterbook.reuse.steps import Fingerprint
from quarterbook.storage import atomic_write
from quarterbook.storage.book import Book
from quarterbook.storage.store import digest_of

_MOST = 4  # records
_DIGEST = 64  # characters of a digest, which stands before what is pickled


class KeptDecisions:
    """The decisions on a record that a former build kept, and those of this one."""

    def __init__(self, book: Book, recorded: Recorded) -> None:
        """Let those of a former build stand, if there are any."""
        self._recorded = recorded
        self._path = book.root / "_build" / ".decided" / _digest(recorded)
        with suppress(OSError):
            data = self._path.read_bytes()
            if data[:_DIGEST] == digest_of(data[_DIGEST:]).encode():
                decisions_of(recorded).update(pickle.loads(data[_DIGEST:]))
                os.utime(self._path)
        self._before = {*decisions_of(recorded)}

    def keep(self) -> None:
        """Keep what has been decided since; where that cannot be written nothing is kept."""
        decisions = decisions_of(self._recorded)
        if {*decisions} == self._before:
            return
        data = pickle.dumps(decisions)
        with suppress(OSError, BookError):
            self._path.parent.mkdir(exist_ok=True)
            atomic_write.replace(self._path, digest_of(data).encode() + data)
            kept = sorted(self._path.parent.iterdir(), key=lambda path: path.stat().st_mtime)
            for path in kept[:-_MOST]:
                path.unlink()


def _digest(recorded: Recorded) -> str:
    """Return what tells apart all that decisions are made by."""
    by = record_fingerprint(decided_by(recorded)).digest
    return digest_of(by.encode() + fingerprint(package_facts()).digest.encode())


def record_fingerprint(recorded: Recorded) -> Fingerprint:
    """Return the fingerprint of params and tables.

    Equal tables are pickled otherwise once something has worked with them, but no two others alike.
    """
    params = [recorded.council, recorded.quarters, recorded.blanked_for, recorded.disclosed]
    return Fingerprint(
        digest_of(fingerprint(params).digest.encode() + pickle.dumps(recorded.tables))
    )
