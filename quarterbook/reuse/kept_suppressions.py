"""What was withheld, taken again while all that it was worked out from is as it was.

It is pickled, and what is unpickled can run anything: so it lies in the book's own
``_build``, which no other machine writes to as it may to a store, and who can write there can
write notebooks, too. To publish, it is worked out anew.
"""

from __future__ import annotations

import os
import pickle
from contextlib import suppress

from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.suppress import suppression_input, suppressions_of
from quarterbook.ground.errors import BookError
from quarterbook.reuse.fingerprint import fingerprint
from quarterbook.reuse.package import package_facts
from quarterbook.reuse.steps import Fingerprint
from quarterbook.storage import atomic_write
from quarterbook.storage.book import Book
from quarterbook.storage.store import digest_of

_MOST = 4  # records
_DIGEST = 64  # characters of a digest, which stands before what is pickled


class KeptSuppressions:
    """What a former build withheld of a record, and what this one does."""

    def __init__(self, book: Book, recorded: Recorded) -> None:
        """Let those of a former build stand, if there are any."""
        self._recorded = recorded
        self._path = book.root / "_build" / ".decided" / _digest(recorded)
        with suppress(OSError):
            data = self._path.read_bytes()
            if data[:_DIGEST] == digest_of(data[_DIGEST:]).encode():
                suppressions_of(recorded).update(pickle.loads(data[_DIGEST:]))
                os.utime(self._path)
        self._before = {*suppressions_of(recorded)}

    def keep(self) -> None:
        """Keep what has been decided since; where that cannot be written nothing is kept."""
        suppressions = suppressions_of(self._recorded)
        if {*suppressions} == self._before:
            return
        self._before = {*suppressions}
        data = pickle.dumps(suppressions)
        with suppress(OSError, BookError):
            self._path.parent.mkdir(exist_ok=True)
            atomic_write.replace(self._path, digest_of(data).encode() + data)
            kept = sorted(self._path.parent.iterdir(), key=lambda path: path.stat().st_mtime)
            for path in kept[:-_MOST]:
                path.unlink()


def _digest(recorded: Recorded) -> str:
    """Return what tells apart all that suppression goes by."""
    by = record_fingerprint(suppression_input(recorded)).digest
    return digest_of(by.encode() + fingerprint(package_facts()).digest.encode())


def record_fingerprint(recorded: Recorded) -> Fingerprint:
    """Return the fingerprint of params and tables.

    Equal tables are pickled otherwise once something has worked with them, but no two others alike.
    """
    params = [recorded.council, recorded.quarters, recorded.blanked_for, recorded.disclosed]
    return Fingerprint(
        digest_of(fingerprint(params).digest.encode() + pickle.dumps(recorded.tables))
    )
