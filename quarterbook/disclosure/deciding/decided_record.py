"""A record and what has been decided of it: one of each record, and nothing of any other's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from quarterbook.data.record_digest import record_digest
from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.deciding.each_publication import suppress_in_order
from quarterbook.disclosure.deciding.suppression import Suppression, Withheld
from quarterbook.disclosure.publications import published, shows_more_apart
from quarterbook.disclosure.small_counts import counted, rounded_measures
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period

_TABLES = ("measures", "observations", "benchmarks", "areas")


def suppression_of(recorded: Recorded, period: Period, *, with_exempt: bool = False) -> Suppression:
    """Return what is withheld in a quarter and in those before it, by order of cut-off dates.

    with_exempt
        for who sees what is exempt, too.

    Each publication's own small, confidential and exempt figures are withheld;
    what was shown before stays known, what was withheld stays withheld, and of
    what is new as little is withheld as keeps every secret of all publications
    as wide as the rule leaves it. Who sees what is exempt has the public
    publications, too: what is withheld from him is withheld from all. Quarters
    that keep what they disclosed stand as they were published. A record is
    decided on once (`DecidedRecord`). Raises `BookError` where what is out makes that
    impossible or has been changed.
    """
    return DecidedRecord.of(recorded).suppression(period, with_exempt=with_exempt)


@dataclass(frozen=True)
class Decisions:
    """What had been decided of a record, to be kept: by quarter, and whether for exempt papers.

    of
        the digest of all that was decided by (`DecidedRecord.digest`).
    """

    of: str
    suppressions: Mapping[tuple[Period, bool], Suppression]


class DecidedRecord:
    """What is withheld of a record, decided when it is first asked for.

    It sees of the record what it goes by and no more. All that is in it has been worked out here,
    but for what `let_stand` takes.
    """

    def __init__(self, recorded: Recorded) -> None:
        """Decide nothing yet: `of` has what has been decided of a record so far."""
        self._figures = _what_counts(recorded)
        self._suppressions: dict[tuple[Period, bool], Suppression] = {}

    @classmethod
    def of(cls, recorded: Recorded) -> DecidedRecord:
        """Return the only one of a record."""
        return recorded.once(cls)

    def suppression(self, period: Period, *, with_exempt: bool = False) -> Suppression:
        """Return what is withheld in a quarter, as `suppression_of` does."""
        if (period, with_exempt) not in self._suppressions:
            decided = self._decide(period, with_exempt=with_exempt)
            self._suppressions[period, with_exempt] = decided
        return self._suppressions[period, with_exempt]

    @property
    def digest(self) -> str:
        """What tells all that is decided by from that of any other record."""
        return self._figures.once(record_digest)

    @property
    def decisions(self) -> Decisions:
        """What has been decided by now."""
        return Decisions(self.digest, dict(self._suppressions))

    def let_stand(self, decisions: object) -> None:
        """Take what a former build has decided, if it is that and by the very same figures."""
        if isinstance(decisions, Decisions) and decisions.of == self.digest:
            self._suppressions = {**decisions.suppressions, **self._suppressions}

    def _decide(self, period: Period, *, with_exempt: bool) -> Suppression:
        _check_rounded(self._figures)
        record = published(self._figures, period, with_exempt=with_exempt)
        from_all: Mapping[int, Withheld] = {}
        if not with_exempt and any(shows_more_apart(one.quarter) for one in record.publications):
            from_all = self.suppression(period, with_exempt=True).withheld
        return suppress_in_order(self._figures, record, from_all, with_exempt=with_exempt)


def _what_counts(recorded: Recorded) -> Recorded:
    """Return all of the record that suppression goes by."""
    if {*recorded.tables} == {*_TABLES}:
        return recorded
    return replace(recorded, tables={name: recorded.tables[name] for name in _TABLES})


def _check_rounded(recorded: Recorded) -> None:
    """Raise `BookError` where something is to be rounded that is no count."""
    measures = recorded.tables["measures"]
    rounded = rounded_measures(measures)
    wrong = sorted(rounded - counted(measures, recorded.tables["observations"])) if rounded else []
    if wrong:
        lines = dict(zip(measures["id"], measures.index, strict=True))
        raise BookError([_not_counted(id_, int(lines[id_])) for id_ in wrong])


def _not_counted(measure: str, line: int) -> Problem:
    return Problem(
        "data/measures.csv",
        line,
        "D402",
        f'small_numbers of "{measure}" is round, but its figures are no counts. Round the counts '
        "that it is made from, and leave this cell blank: small ones are withheld.",
    )
