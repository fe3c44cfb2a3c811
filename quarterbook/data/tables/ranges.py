"""What a figure can be at all: a percentage, a count or a rate; or what its measure says."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

RANGE_FORMS = '"any", or two numbers such as "-100 to 250"'

_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER}) to ({_NUMBER})", re.ASCII)


class RangeError(ValueError):
    """The text is no range."""


class Range(NamedTuple):
    """The least and the most that a figure can be, and what such figures are called."""

    least: float
    most: float
    name: str

    def has(self, value: float) -> bool:
        """Whether a figure can be this."""
        return self.least <= value <= self.most

    def __str__(self) -> str:
        if math.isinf(self.most):
            return f"{self.name} is {self.least:.12g} or more"
        return f"{self.name} is between {self.least:.12g} and {self.most:.12g}"


_ANY = Range(-math.inf, math.inf, "it")


def parse_range(text: str) -> Range:
    """Read a range such as ``-100 to 250`` or ``any``; raises `RangeError` for any other text."""
    if text == "any":
        return _ANY
    match = _RANGE.fullmatch(text)
    if not match or float(match[1]) >= float(match[2]):
        raise RangeError(f'"{text}" is no range. Write {RANGE_FORMS}.')
    return Range(float(match[1]), float(match[2]), "a figure of this measure")


def possible_range(unit: str, decimals: int, possible: str) -> Range:
    """Return what a measure's figures can be.

    ``possible`` is what the measure says of it. Where that is blank the unit tells: ``%`` is 0
    to 100; a count (``number`` or no unit, without decimals) and a rate (``per …``) are not
    negative. Money, points and all others may be anything.
    """
    if possible:
        return parse_range(possible)
    if unit == "%":
        return Range(0, 100, "a percentage")
    if is_count(unit, decimals):
        return Range(0, math.inf, "a count")
    return Range(0, math.inf, "a rate") if unit.startswith("per ") else _ANY


def is_count(unit: str, decimals: int) -> bool:
    """Whether figures count whole things: ``number`` or no unit, without decimals."""
    return unit in ("number", "") and decimals == 0
