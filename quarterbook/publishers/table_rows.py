"""The rows of a table that a map describes, each put together from the lines it was broken into."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from quarterbook.ground.periods import Kind, Period, PeriodError
from quarterbook.ground.rule_names import Frequency
from quarterbook.publishers.reading.header_row import plain
from quarterbook.publishers.reading.period_labels import read_period, without_marker
from quarterbook.publishers.reading.places import untagged, words
from quarterbook.publishers.table_map import Map

_BROKEN = 20  # lines that one row may run over


_QUARTER_ABOVE = re.compile(
    r"(?:(?:quarter|qtr|q) ?[1-4]|(?:1st|2nd|3rd|4th|first|second|third|fourth) quarter)\b.*",
    re.IGNORECASE,
)


_BRACKETS = re.compile(r"\(([\d.,£%\s]*\d[\d.,£%\s]*)\)(?=\s*%?$)")


def bare_figure(cell: str) -> str:
    """Return a figure without pound signs, tags and the brackets of a negative one."""
    text = untagged(cell)
    if _BRACKETS.match(text.lstrip("£ ")):
        text = _BRACKETS.sub(r"-\1", text)
    text = re.sub(r"^-\s+", "-", text.replace("£", "").strip())
    return text if re.fullmatch(r"[-\u2212\u2013]?[\d., ]+%?", text) else cell


def below_its_quarter(header: str) -> str:
    """Return a header's month without the quarter that stands above it: ``Quarter 1 - Apr-25``."""
    above, _, below = header.rpartition(" - ")
    if not _QUARTER_ABOVE.fullmatch(above):
        return header
    try:
        is_month = read_period(below, None, "monthly").kind == "month"
    except PeriodError:
        return header
    return below if is_month else header


def period_of(
    text: str, kind: Kind | None = None, frequency: Frequency | None = None
) -> Period | str:
    """Return the period that a cell has, whatever marker is behind it, or why it has none."""
    bare = below_its_quarter(without_marker(untagged(text))[0])
    if not bare:
        return "it is blank"
    try:
        return read_period(bare, kind, frequency)
    except PeriodError as error:
        return str(error)


def whole_rows(table: pd.DataFrame, layout: Map, indicators: set[str]) -> tuple[pd.DataFrame, int]:
    """Return a table with each row whole, and without headers in the middle of it.

    The columns stay, whatever they are called. The number is how many rows hold an index and
    nothing else. Titles and the next line of a cell are no rows. ``indicators`` are the names of
    the series asked for: of two ways to put broken lines together the one is right that gives
    such a name.
    """
    mending = _Mending(table, layout, indicators)
    rows = [
        (int(line), list(row))
        for line, row in zip(table.index, table.itertuples(index=False), strict=True)
        if not mending.is_header(row)
    ]
    whole: dict[int, list[str]] = {}
    at = indices = 0
    while at < len(rows):
        line, row = rows[at]
        at += 1
        if not mending.is_whole(row):
            joined = row
            for step, (_, more) in enumerate(rows[at : at + _BROKEN], 1):
                joined = mending.join(joined, more)
                if not joined or mending.is_row(more):
                    break
                if mending.is_row(joined):
                    row, at = joined, at + step
                    break
        if not mending.is_blank(row):
            whole[line] = row
        elif mending.is_index(row):
            indices += 1
    frame = pd.DataFrame.from_dict(whole, orient="index", columns=table.columns, dtype=str)
    return frame, indices


class _Mending:
    """What a row of a table must have to be one."""

    def __init__(self, table: pd.DataFrame, layout: Map, indicators: set[str]) -> None:
        self.layout = layout
        self.indicators = indicators
        self.width = table.shape[1]
        places = {name: list(table.columns).index(name) for name in layout.columns_together}
        self.header = {at: plain(re.sub("[{}]", "", name)) for name, at in places.items()}
        self.indicator = places.get(layout.indicator or "")
        self.period = places.get(layout.period or "")
        self.keys = [places[name] for name in (layout.indicator, layout.area) if name]
        values = () if layout.across else (layout.value, layout.marker)
        ignored = {plain(name) for name in (*layout.columns_together, *layout.ignore)}
        self.values = [places[name] for name in values if name] or [
            at for at, name in enumerate(table.columns) if plain(name) not in ignored
        ]

    def is_header(self, row: Sequence[str]) -> bool:
        return bool(self.header) and all(plain(row[at]) == name for at, name in self.header.items())

    def is_blank(self, row: Sequence[str]) -> bool:
        """Return whether a line has neither period nor figure: a title, or a cell's next line.

        Where no column has periods, one that says of what it has no figure is a row.
        """
        if any(row[at] != "" for at in self.values):
            return False
        if self.period is not None:
            return row[self.period] == ""
        return bool(self.layout.across) or not self.keys or any(row[at] == "" for at in self.keys)

    def is_index(self, row: Sequence[str]) -> bool:
        """Return whether a row holds nothing but a number in a column that the map names not."""
        filled = [at for at, cell in enumerate(row) if cell]
        return len(filled) == 1 and filled[0] not in self.header and row[filled[0]].isdecimal()

    def is_whole(self, row: Sequence[str]) -> bool:
        """Return whether a row has a period that can be read, and a figure."""
        if self.period is not None and isinstance(period_of(row[self.period]), str):
            return False
        return any(row[at] != "" for at in self.values)

    def is_row(self, row: Sequence[str]) -> bool:
        """Return whether a row is whole and of a series that is asked for."""
        named = self.indicator is None or words(row[self.indicator]) in self.indicators
        return named and self.is_whole(row)

    def join(self, row: Sequence[str], more: Sequence[str]) -> list[str]:
        """Return a row with the next line put on behind its last cell, nothing if too long."""
        end = max((at for at, cell in enumerate(row) if cell), default=0)
        rest = max((at for at, cell in enumerate(more) if cell), default=0)
        if not row or end + rest >= self.width:
            return []
        joined = [*row[:end], f"{row[end]} {more[0]}".strip(), *more[1 : rest + 1]]
        return [*joined, *[""] * (self.width - len(joined))]
