"""How near is near enough: ``5%`` of a figure, or ``2 points`` in the measure's own unit."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

TOLERANCE_FORMS = 'a share such as "5%" or an amount in the measure\'s own unit such as "2 points"'


_SHARE = re.compile(r"(\d{1,15}(?:\.\d{1,15})?) ?%", re.ASCII)


_POINTS = re.compile(r"(\d{1,15}(?:\.\d{1,15})?) points?", re.ASCII)


class ToleranceError(ValueError):
    """The text is no margin in one of the written forms."""


class Tolerance(NamedTuple):
    """An amount, either per cent of another figure or in the measure's own unit."""

    amount: float
    is_share: bool

    def of(self, figure: float) -> float:
        """Return the margin around a figure, in the measure's unit; never negative."""
        return abs(figure) * self.amount / 100 if self.is_share else self.amount

    def covers(self, distance: float, figure: float) -> bool:
        """Whether a distance from a figure is no larger than the margin, but for binary dust."""
        margin = self.of(figure)
        return distance <= margin or math.isclose(distance, margin, rel_tol=1e-9)

    def __str__(self) -> str:
        amount = f"{self.amount:.12g}"
        if self.is_share:
            return f"{amount}%"
        return f"{amount} {'point' if self.amount == 1 else 'points'}"


def parse_tolerance(text: str) -> Tolerance:
    """Read a margin in its written form; raises `ToleranceError` for any other text."""
    for pattern, is_share in ((_SHARE, True), (_POINTS, False)):
        if match := pattern.fullmatch(text.strip()):
            return Tolerance(float(match[1]), is_share)
    raise ToleranceError(f'"{text}" is not a margin. Write {TOLERANCE_FORMS}.')
