"""Other numbers that fit all that is known, found from the recorded ones without a solver.

Who looks for one changes what must be changed and mends the sums that no longer hold, one figure
after another. Most figures hide each other that simply. Where nothing is found the solver decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from quarterbook.disclosure.linked_sums import Sum, Unknown

KnownSum = tuple[Sum, float, float]
"""A sum and between what it lies."""

_SLACK = 1e-6
_TRIES = 60


@dataclass(frozen=True)
class Domain:
    """What a reader knows of one unknown of a figure that is withheld: its least and its most.

    has_gap
        it is nothing or at least ``low``.
    """

    low: float = 0.0
    high: float = inf
    has_gap: bool = False
    is_whole: bool = True

    def holds(self, number: float) -> bool:
        """Whether a number is one of those."""
        if self.is_whole and abs(number - round(number)) > _SLACK:
            return False
        if self.has_gap and abs(number) < _SLACK:
            return True
        return self.low - _SLACK <= number <= self.high + _SLACK


class Witness:
    """All that is known of some unknowns, and one set of numbers that fits it.

    recorded
        what every unknown of the rows is.
    domains
        those that a reader does not know, each with what he knows of it.
    """

    def __init__(
        self,
        rows: Sequence[KnownSum],
        recorded: Mapping[Unknown, float],
        domains: Mapping[Unknown, Domain],
    ) -> None:
        self._rows = rows
        self._recorded = recorded
        self._domains = domains
        self._rows_of: dict[Unknown, list[KnownSum]] = {}
        for row in rows:
            for unknown, _ in row[0]:
                if unknown in domains:
                    self._rows_of.setdefault(unknown, []).append(row)
        self._is_sound = all(number == number for number in recorded.values())

    def fits(self, secret: Sum, low: float, high: float) -> Mapping[Unknown, float] | None:
        """Return numbers with which a sum lies between two; that none are found says nothing."""
        if not self._is_sound:
            return None
        self._tries = _TRIES
        return self._mend({**self._recorded}, [(secret, low, high)], frozenset())

    def _mend(
        self, numbers: dict[Unknown, float], open_rows: list[KnownSum], moved: frozenset[Unknown]
    ) -> Mapping[Unknown, float] | None:
        """Make the open rows hold by moving what has not been moved."""
        while open_rows and not _gap(open_rows[-1], numbers):
            open_rows = open_rows[:-1]
        if not open_rows:
            return numbers if self._holds(numbers) else None
        row = open_rows[-1]
        for unknown, number in self._moves(row, numbers, moved):
            self._tries -= 1
            if self._tries < 0:
                return None
            changed = {**numbers, unknown: number}
            ahead = [*open_rows, *self._rows_of.get(unknown, ())]
            mended = self._mend(changed, ahead, moved | {unknown})
            if mended is not None:
                return mended
        return None

    def _moves(
        self, row: KnownSum, numbers: Mapping[Unknown, float], moved: frozenset[Unknown]
    ) -> Iterator[tuple[Unknown, float]]:
        """What can be moved, and to where, so that a row holds or comes nearer to it."""
        gap = _gap(row, numbers)
        movable = [
            (unknown, times)
            for unknown, times in row[0]
            if unknown in self._domains and unknown not in moved
        ]
        movable.sort(key=lambda term: len(self._rows_of.get(term[0], ())))
        for unknown, times in movable:
            number = numbers[unknown] + gap / times
            if self._domains[unknown].holds(number):
                yield unknown, number
        for unknown, times in movable:
            domain, before = self._domains[unknown], numbers[unknown]
            bound = domain.high if gap / times > 0 else domain.low
            if abs(bound) < inf and 0 < (bound - before) * times / gap < 1:
                yield unknown, bound

    def _holds(self, numbers: Mapping[Unknown, float]) -> bool:
        """Whether numbers fit all rows and, where they are not known, their domains."""
        return all(
            domain.holds(numbers[unknown])
            for unknown, domain in self._domains.items()
            if unknown in numbers
        ) and not any(_gap(row, numbers) for row in self._rows)


def _gap(row: KnownSum, numbers: Mapping[Unknown, float]) -> float:
    """By how much a row is missed."""
    terms, low, high = row
    amount = sum(times * numbers[unknown] for unknown, times in terms)
    slack = _SLACK * max(1.0, abs(amount))
    if amount < low - slack:
        return low - amount
    if amount > high + slack:
        return high - amount
    return 0.0
