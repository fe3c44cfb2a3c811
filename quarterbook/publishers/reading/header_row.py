"""The header row of a publisher's file: found, or said what stands there instead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quarterbook.data.tables.cell_faults import quoted
from quarterbook.ground.wording import first_of, listed
from quarterbook.publishers.reading.layout import LayoutError

HEADER_WITHIN = 20  # lines: publishers put titles above the header

_MOST = 12  # columns that a message names


class OtherLayoutError(LayoutError):
    """The file is sound, but has not the columns needed: ``header`` is what it has instead."""

    def __init__(self, message: str, line: int, header: Sequence[str]) -> None:
        super().__init__(message, line)
        self.header = header


class NothingBelowError(LayoutError):
    """The file is sound, but ends with its header."""


# A line's number and its cells.
NumberedRow = tuple[int, list[str]]


def plain(header: str) -> str:
    """Return a header as it is compared: small letters, runs of spaces and underscores as one."""
    return re.sub(r"[\s_\ufeff]+", " ", header.lower()).strip()


def find_header(
    rows: Sequence[NumberedRow], needed: Sequence[str], header_rows: int = 1
) -> NumberedRow | None:
    """Return the first row that has all columns needed, if there is one.

    A header of several ``header_rows`` is the last of them, each cell behind the ones above it:
    ``2021/22 - Rate``. A cell above others, merged or not, stands above all up to the next; one
    that goes down over both lines has nothing below it. A header that begins with a line in which
    nothing stands is taken only where there is no other.
    """
    plain_needed = {plain(name) for name in needed}
    header_row: NumberedRow | None = None
    for at in range(header_rows - 1, len(rows)):
        line, cells = rows[at]
        above = [row for _, row in rows[at - header_rows + 1 : at]]
        width = max(map(len, (cells, *map(_trimmed, above))))
        header = [
            " - ".join(part for part in (*parts, cell.strip()) if part)
            for cell, *parts in zip(
                [*cells, *[""] * (width - len(cells))],
                *(_spread(row, width) for row in above),
                strict=True,
            )
        ]
        if plain_needed <= {plain(cell) for cell in header}:
            header_row = header_row or (line, header)
            if not above or any(cell.strip() for cell in above[0]):
                return line, header
    return header_row


def _trimmed(row: Sequence[str]) -> Sequence[str]:
    """Return a row up to its last cell that is filled."""
    return row[: max((at for at, cell in enumerate(row, 1) if cell.strip()), default=0)]


def _spread(row: Sequence[str], width: int) -> list[str]:
    """Return a row of that width in which every blank cell has what stands left of it."""
    spread: list[str] = []
    for cell in [*row, *[""] * width][:width]:
        spread.append(cell.strip() or (spread[-1] if spread else ""))
    return spread


def other_layout(
    rows: Sequence[NumberedRow], needed: Sequence[str], publisher: str
) -> OtherLayoutError:
    """Return the error for a file without the columns needed: what it has instead.

    ``rows`` are its first lines, each with its number (0 where it has none) and its cells.
    """
    plain_needed = {plain(name): name for name in needed}

    def fits(row: NumberedRow) -> tuple[int, int]:
        return len(plain_needed.keys() & {plain(cell) for cell in row[1]}), len(row[1])

    line, best = max(rows, key=fits, default=(0, []))
    named = [quoted(cell.strip("\ufeff")) for cell in best if cell.strip()]
    have = {plain(cell) for cell in best}
    missing = [quoted(name) for key, name in plain_needed.items() if key not in have]
    where = f"Line {line}" if line else "It"
    among = f"no line of the first {HEADER_WITHIN} has all its columns, and " if line else ""
    return OtherLayoutError(
        f"This is not the layout of {publisher}: {among}{listed(missing, 'and')} "
        f"{'are' if len(missing) > 1 else 'is'} missing. {where} has "
        f"{first_of(named, _MOST) or 'nothing'}.",
        line,
        best,
    )


def column_names(header: Sequence[str], needed: Sequence[str], line: int) -> list[str]:
    """Return the columns' names: those needed as asked for, a repeated other one numbered.

    Raises `LayoutError` where one that is needed stands twice.
    """
    plain_needed = {plain(name): name for name in needed}
    names: list[str] = []
    for cell in header:
        name = plain_needed.get(plain(cell), cell.strip("\ufeff \t\r\n\u00a0"))
        if name in names:
            if name in needed:
                raise LayoutError(
                    f"The column {quoted(name)} stands twice on line {line}: which one counts? "
                    "Take one of them out.",
                    line,
                )
            name = next(
                numbered
                for number in range(2, len(header) + 2)
                if (numbered := f"{name} ({number})") not in names
            )
        names.append(name)
    return names


def fitted(row: list[str], width: int, line: int) -> list[str]:
    """Return a row as wide as the header; raises `LayoutError` where it has more that is filled."""
    if len(row) > width and any(cell.strip() for cell in row[width:]):
        raise LayoutError(
            f"Line {line} has {len(row)} cells, the header {width}. Look for a comma too many: "
            "text with a comma goes in quotes.",
            line,
        )
    return row[:width] + [""] * (width - len(row))


def cut_short(publisher: str, how: str, line: int = 0) -> LayoutError:
    """Return the error for a download that broke off."""
    return LayoutError(
        f"The file is cut short: {how}. Download it from {publisher} again, to the end.", line
    )
