"""A book's record with all that follows from it alone, read and assessed once for the same files.

What counts are the bytes of all files in data/ and params/, and the package: an edit of a page, a
notebook or a look leaves the record as it was read, what is withheld and the quarter as judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quarterbook.build.kept.unchanged import files_below
from quarterbook.build.sides.assessed_sides import AssessedSides
from quarterbook.data.recorded import Recorded, read_recorded
from quarterbook.disclosure.deciding.decided_record import DecidedRecord, Decisions
from quarterbook.ground.periods import Period
from quarterbook.reuse.fingerprint import fingerprint
from quarterbook.reuse.kept_pickles import keep_pickle, read_pickle
from quarterbook.reuse.kept_suppressions import KeptSuppressions
from quarterbook.reuse.package import package_facts
from quarterbook.reuse.steps import Fingerprint
from quarterbook.storage.book import Book

_MOST = 4  # files of the folder, which are those of `kept_suppressions` too


@dataclass
class _KnownRecord:
    """A record, what is withheld of it, and its quarters as judged, as far as they are."""

    recorded: Recorded
    decisions: Decisions
    assessed: dict[Period, AssessedSides]

    @property
    def parts(self) -> list[object]:
        """What is known of it, told apart by name."""
        sides = [(period, assessed.parts) for period, assessed in self.assessed.items()]
        return [*self.decisions.suppressions, *sides]


class RecordOf:
    """A book's record, from memory or as a former build knew it while its files are the same.

    Where it has to be read again, what was withheld of the same figures stands.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._files: Mapping[str, Fingerprint] = {}
        self._known: _KnownRecord | None = None
        self._place: Path | None = None
        self._before: list[object] = []
        self._suppressions: KeptSuppressions | None = None

    def read(self) -> Recorded:
        """Return what is recorded, as `read_recorded` does."""
        files = self._files_of_record()
        if self._known is not None and files == self._files:
            self._book.require()
            return self._known.recorded
        made_of = fingerprint([files, package_facts()]).digest
        self._files = files
        self._place = self._book.root / "_build" / ".decided" / f"record-{made_of}"
        kept = read_pickle(self._place)
        self._known = kept if isinstance(kept, _KnownRecord) else None
        if self._known is None:
            return self._read_anew()
        self._book.require()
        DecidedRecord.of(self._known.recorded).let_stand(self._known.decisions)
        self._before, self._suppressions = self._known.parts, None
        return self._known.recorded

    def assessed(self, period: Period) -> AssessedSides:
        """Return both sides of a quarter as they were assessed of what is recorded, or to be."""
        return (
            self._known.assessed.setdefault(period, AssessedSides())
            if self._known
            else AssessedSides()
        )

    def keep(self) -> None:
        """Keep what is known by now of what is recorded, unless that has been changed since."""
        if self._suppressions:
            self._suppressions.keep()
        if self._place and self._known and self._files == self._files_of_record():
            self._known.decisions = DecidedRecord.of(self._known.recorded).decisions
            if self._known.parts != self._before:
                self._before = self._known.parts
                keep_pickle(self._place, self._known, _MOST)

    def _read_anew(self) -> Recorded:
        recorded = read_recorded(self._book)
        self._suppressions, self._before = KeptSuppressions(self._book, recorded), []
        if self._files == self._files_of_record():  # or it was changed while it was read
            self._known = _KnownRecord(recorded, DecidedRecord.of(recorded).decisions, {})
        return recorded

    def _files_of_record(self) -> Mapping[str, Fingerprint]:
        return files_below(self._book, self._book.data, self._book.params)
