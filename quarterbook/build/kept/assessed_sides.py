"""What follows from a record alone for the sides of a quarter, so that it is worked out once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from quarterbook.data.recorded import Recorded
from quarterbook.execute.staged_copy import StagedTables
from quarterbook.report.views.quarter import QuarterView
from quarterbook.reuse.steps import Fingerprint


@dataclass
class AssessedSide:
    """What a side's pages are written from: the quarter as judged, and what pages may name of it.

    With the record as it is shown, and its tables as they are staged. All follows from what is
    recorded alone.
    """

    report: QuarterView | None = None
    names: dict[str, Any] | None = None
    shown: Recorded | None = None
    tables: StagedTables | None = None


@dataclass
class AssessedSides:
    """Both sides of a quarter as judged, and the fingerprint of the record that they are of."""

    public: AssessedSide = field(default_factory=AssessedSide)
    exempt: AssessedSide = field(default_factory=AssessedSide)
    of_record: Fingerprint | None = None

    @property
    def parts(self) -> list[bool]:
        """What is known by now."""
        sides = (self.public, self.exempt)
        return [part is not None for one in sides for part in (one.report, one.names, one.shown)]
