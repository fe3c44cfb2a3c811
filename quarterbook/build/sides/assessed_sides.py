"""What follows from a record alone for the sides of a quarter, so that it is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from quarterbook.data.record_digest import record_digest
from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.blank import as_reported
from quarterbook.disclosure.judgements import without_commentary
from quarterbook.disclosure.precision import to_shown_decimals
from quarterbook.execute.staged_copy import StagedTables, staged_tables
from quarterbook.ground.periods import Period
from quarterbook.report.views.quarter import QuarterView
from quarterbook.reuse.steps import Fingerprint
from quarterbook.storage.book import Book

StageSide = Callable[[Book, Path, Recorded, Period, StagedTables | None], Book]


@dataclass
class AssessedSide:
    """What a side's pages are written from: the quarter as judged, and what pages may name of it.

    With the record as it is shown, and its tables as they are staged. All follows from what is
    recorded alone.
    """

    report: QuarterView | None = None
    names: dict[str, Any] | None = None
    shown_record: Recorded | None = None
    tables: StagedTables | None = None

    def stage(
        self, stage: StageSide, book: Book, folder: Path, recorded: Recorded, period: Period
    ) -> Book:
        """Stage what may be shown of a record, with its tables as they were staged before."""
        if self.shown_record is None:
            self.shown_record = to_shown_decimals(as_reported(recorded, period))
        staged = stage(book, folder, self.shown_record, period, self.tables)
        if self.tables is None:
            self.tables = staged_tables(staged, self.shown_record)
        return staged

    @property
    def parts(self) -> list[bool]:
        """What is known by now."""
        return [
            part is not None for part in (self.report, self.names, self.shown_record, self.tables)
        ]


class RecordFingerprints(NamedTuple):
    """Those of a record: of the whole, and of what figures and ratings follow from.

    That is all but commentary (`without_commentary`).
    """

    whole: Fingerprint
    figures: Fingerprint


@dataclass
class AssessedSides:
    """Both sides of a quarter as judged, and the fingerprints of the record that they are of."""

    public: AssessedSide = field(default_factory=AssessedSide)
    exempt: AssessedSide = field(default_factory=AssessedSide)
    _fingerprints: RecordFingerprints | None = None

    def fingerprints(self, recorded: Recorded) -> RecordFingerprints:
        """Return those of the record that both sides are of."""
        if self._fingerprints is None:
            self._fingerprints = RecordFingerprints(
                whole=Fingerprint(record_digest(recorded)),
                figures=Fingerprint(record_digest(without_commentary(recorded))),
            )
        return self._fingerprints

    @property
    def parts(self) -> list[bool]:
        """What is known by now."""
        return [*self.public.parts, *self.exempt.parts]
