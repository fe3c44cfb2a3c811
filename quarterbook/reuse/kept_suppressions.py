"""What was withheld, taken again while all that it was worked out from is as it was.

It lies in the book's own ``_build``, as `kept_pickles` asks. To publish, it is worked out anew.
"""

from __future__ import annotations

from quarterbook.data.record_digest import record_digest
from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.suppress import suppression_input, suppressions_of
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
        self._recorded = recorded
        self._path = book.root / "_build" / ".decided" / _digest(recorded)
        kept = read_pickle(self._path)
        if isinstance(kept, dict):
            suppressions_of(recorded).update(kept)
        self._before = {*suppressions_of(recorded)}

    def keep(self) -> None:
        """Keep what has been decided since; where that cannot be written nothing is kept."""
        suppressions = suppressions_of(self._recorded)
        if {*suppressions} == self._before:
            return
        self._before = {*suppressions}
        keep_pickle(self._path, suppressions, _MOST)


def _digest(recorded: Recorded) -> str:
    """Return what tells apart all that suppression goes by."""
    by = record_digest(suppression_input(recorded))
    return digest_of(by.encode() + fingerprint(package_facts()).digest.encode())
