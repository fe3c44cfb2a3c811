"""What a cell of data/ must be, by the kind of its column."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from quarterbook.data.tables.ranges import RangeError, parse_range
from quarterbook.ground.days import day_fault
from quarterbook.ground.periods import PeriodError, parse, parse_quarter
from quarterbook.ground.tolerance import ToleranceError, parse_tolerance
from quarterbook.storage.characters import NOT_ON_WINDOWS

CellKind = Literal[
    "text",
    "word",
    "number",
    "integer",
    "digits",
    "decimals",
    "day",
    "period",
    "quarter",
    "margin",
    "range",
    "id",
]

NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)


# Beyond these a double has no decimals left, or there is nothing to see.
_LARGEST_FIGURE = 1e15
_SMALLEST_FIGURE = 1e-9

MOST_DECIMALS = 6

LONGEST_ID = 100  # letters: files are named after ids


_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _is_number(text: str) -> bool:
    return bool(NUMBER.fullmatch(text)) and number_fault(float(text)) == ""


def number_fault(number: float) -> str:
    """Return what keeps a number from being a figure: no unit has such an amount."""
    if abs(number) >= _LARGEST_FIGURE:
        return "large"
    return "small" if 0 < abs(number) < _SMALLEST_FIGURE else ""


def _is_id(text: str) -> bool:
    return bool(_ID.fullmatch(text)) and len(text) <= LONGEST_ID and text not in NOT_ON_WINDOWS


def _read_by(parser: Callable[[str], object], fault: type[ValueError]) -> Callable[[str], bool]:
    """Return whether a text can be parsed; ``fault`` is what the parser raises where not."""

    def is_read(text: str) -> bool:
        try:
            return bool(parser(text))
        except fault:
            return False

    return is_read


_TESTS: dict[CellKind, Callable[[str], bool]] = {
    "number": _is_number,
    "integer": lambda text: bool(_WHOLE.fullmatch(text)),
    "digits": lambda text: bool(_WHOLE.fullmatch(text)),
    "day": lambda text: not day_fault(text),
    "period": _read_by(parse, PeriodError),
    "quarter": _read_by(parse_quarter, PeriodError),
    "margin": _read_by(parse_tolerance, ToleranceError),
    "range": _read_by(parse_range, RangeError),
    "id": _is_id,
    "decimals": lambda text: text in map(str, range(MOST_DECIMALS + 1)),
}


def is_of_kind(kind: CellKind, cell: str) -> bool:
    """Whether a cell that is not blank is what a column of this kind holds, words apart."""
    return _TESTS[kind](cell)
