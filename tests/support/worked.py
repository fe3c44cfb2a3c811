"""Worked cases: a table of what goes in and what comes out, which a test checks and a page shows.

    figure | target => rating
    50     | 50     => green

Left of the arrow is what is given: numbers, words, several numbers with commas between them, a
dash for nothing. Right of it is what comes out, as it is written there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

Row = Mapping[str, Any]
Test = TypeVar("Test", bound=Callable[..., None])
NOTHING = "–"


class Table(NamedTuple):
    """A checked table: its settings, headers, how many columns are given, and its rows."""

    settings: Mapping[str, str]
    headers: list[str]
    given: int
    rows: list[list[str]]


class Worked:
    """Checks tables of worked cases, and keeps them in order."""

    def __init__(self) -> None:
        self.tables: list[Table] = []

    def __call__(self, text: str, outcome: Callable[..., Any], **settings: str) -> None:
        """Check each row: ``outcome`` is called with what is given and with the settings."""
        headers, *rows = [_cells(line) for line in text.strip().splitlines()]
        given = len(headers[0])
        for left, right in rows:
            assert (len(left), len(right)) == (given, len(headers[1])), f"cells of {left}"
            row = {name: _read(cell) for name, cell in zip(headers[0], left, strict=True)}
            results = outcome(row, **settings)
            results = results if isinstance(results, tuple) else (results,)
            written = [_write(result, cell) for result, cell in zip(results, right, strict=True)]
            assert written == right, f"{row} gives {written}"
        flat = [left + right for left, right in rows]
        self.tables.append(Table(settings, headers[0] + headers[1], given, flat))


def explains(**settings: str) -> Callable[[Test], Test]:
    """Mark a test as the paragraph that says what a value of a setting means."""

    def mark(test: Test) -> Test:
        test.explains = settings  # type: ignore[attr-defined]
        return test

    return mark


def _cells(line: str) -> tuple[list[str], list[str]]:
    left, right = line.split("=>")
    return [cell.strip() for cell in left.split("|")], [cell.strip() for cell in right.split("|")]


def _read(cell: str) -> Any:
    if cell == NOTHING:
        return None
    if "," in cell:
        return [_read(part.strip()) for part in cell.split(",")]
    try:
        return float(cell.replace("−", "-"))
    except ValueError:
        return cell


def _write(result: Any, expected: str) -> str:
    """Write a result, a number to as many decimals as are expected."""
    if result is None:
        return NOTHING
    if isinstance(result, bool):
        return "yes" if result else "no"
    if isinstance(result, int | float):
        decimals = len(expected.partition(".")[2])
        return f"{result:.{decimals}f}".replace("-", "−")
    return str(result).replace("_", " ")
