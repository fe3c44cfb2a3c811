"""How many of a set of measures moved which way; the parts always make the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Movements:
    """Counts of directions of travel."""

    improved: int
    same: int
    declined: int
    not_comparable: int

    @property
    def total(self) -> int:
        return self.improved + self.same + self.declined + self.not_comparable


@dataclass(frozen=True)
class Ratings:
    """Counts of RAG outcomes; activity indicators are counted within or outside their range."""

    red: int
    amber: int
    green: int
    not_rated: int
    within: int
    outside: int

    @property
    def rated(self) -> int:
        return self.red + self.amber + self.green

    @property
    def total(self) -> int:
        return self.rated + self.not_rated + self.within + self.outside


def movements(outcomes: Iterable[str]) -> Movements:
    """Count directions: improved, same, declined, and all others as not comparable."""
    seen = Counter(outcomes)
    improved, same, declined = (seen.pop(word, 0) for word in ("improved", "same", "declined"))
    return Movements(improved, same, declined, not_comparable=seen.total())


def ratings(outcomes: Iterable[str]) -> Ratings:
    """Count RAG outcomes as `rag.judge` gives them."""
    seen = Counter(outcomes)
    return Ratings(
        red=seen["red"],
        amber=seen["amber"],
        green=seen["green"],
        not_rated=seen["not_rated"],
        within=seen["within"],
        outside=seen["above"] + seen["below"],
    )
