"""What was withheld, taken again while all that it was worked out from is as it was.

It lies in the book's own ``_build``, as `kept_pickles` asks. To publish, it is worked out anew.
"""

from __future__ import annotations

from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.deciding.decided_record import DecidedRecord
from quarterbook.reuse.fingerprint import fingerprint
from quarterbook.reuse.kept_pickles import keep_pickle, read_pickle
from quarterbook.reuse.package import package_facts
from quarterbook.storage.book import Book
from quarterbook.storage.store import digest_of

_MOST = 4  # files of the folder, which are those of `record_of` too


class KeptSuppressions:
    """What a former build withheld of a record, and what this one does."""

    def __init__(self, book: Book, recorded: Recorded) -> None:
        """Let those of a former build stand, if there are any."""
        self._decided = DecidedRecord.of(recorded)
        self._path = book.root / "_build" / ".decided" / _file_name(self._decided)
        self._decided.let_stand(read_pickle(self._path))
        self._before = {*self._decided.decisions.suppressions}

    def keep(self) -> None:
        """Keep what has been decided since; where that cannot be written nothing is kept."""
        decisions = self._decided.decisions
        if {*decisions.suppressions} == self._before:
            return
        self._before = {*decisions.suppressions}
        keep_pickle(self._path, decisions, _MOST)


def _file_name(decided: DecidedRecord) -> str:
    """Return what tells apart all that suppression goes by, and the package."""
    return digest_of(decided.digest.encode() + fingerprint(package_facts()).digest.encode())
