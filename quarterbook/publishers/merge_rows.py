"""Published figures beside those the book has: what is new, revised and unchanged.

Pure functions: frames and bytes in, frames and bytes out. No row of
benchmarks.csv is ever rewritten; a figure that differs becomes a row of its
own with the day it was published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from quarterbook.data.tables.rows import rows_of
from quarterbook.data.tables.schemas import LIMIT_COLUMNS, TABLES
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period, parse
from quarterbook.publishers.reading.layout import REFUSED
from quarterbook.storage import csv_lines

BENCHMARKS = TABLES["benchmarks"]

_COLUMNS = [field.name for field in BENCHMARKS.fields if not field.optional] + [*LIMIT_COLUMNS]


_Key = tuple[str, Period, str]


# value, numerator, denominator, marker and both limits, as benchmarks.csv has them.
_Cells = tuple[str, str, str, str, str, str]


# A row that the book has: its cells, the day it was published, its line.
_Row = tuple[_Cells, date, int]


@dataclass(frozen=True)
class MeasureCount:
    """What a file has of one measure: its figures, and how many of them the book lacks."""

    measure: str
    figures: int
    periods: int
    areas: int
    new: int
    revised: int
    unchanged: int


@dataclass(frozen=True)
class MergedRows:
    """What taking a file in adds.

    ``rows`` are the rows to append, as text, with the columns that
    benchmarks.csv must have, ordered by measure, period and area; ``left_out`` has the
    columns `REFUSED` for figures whose period cannot be written; ``later`` is
    how many figures have a row published after the day given, ``unlimited`` how many have one of
    that day that lacks the confidence limits of the file.
    """

    rows: pd.DataFrame
    counts: tuple[MeasureCount, ...]
    left_out: pd.DataFrame
    later: int
    unlimited: int

    @property
    def anything_new(self) -> bool:
        return bool(len(self.rows))


def merge(
    existing: pd.DataFrame,
    figures: pd.DataFrame,
    published_on: date | None,
    frequency: Mapping[str, str],
    file: str = BENCHMARKS.file,
) -> MergedRows:
    """Compare a file's figures with the book's.

    ``existing`` is benchmarks.csv, typed, indexed by line, its periods
    `Period`; ``figures`` is what an importer took; ``frequency`` has each
    measure of measures.csv, in that file's order; ``file`` is what messages
    name. A figure is unchanged where
    the newest row published by ``published_on`` (None: the newest of all) has
    the same value, numerator, denominator and marker, and the limits
    that the file has, if it has any.

    Raises `BookError` where the file has two different figures for one
    measure, period and area, and where a row published on that very day
    differs from the file.
    """
    incoming, left_out = _without_repeats(figures, frequency)
    before = _newest(existing, published_on)
    state = {
        key: _state(cells, before.get(key), published_on) for key, (cells, _) in incoming.items()
    }
    clashes = [
        key
        for key, how in state.items()
        if how == "revised" and published_on is not None and before[key][1] == published_on
    ]
    if clashes:
        raise BookError(_clash(file, clashes, incoming, before, published_on))
    order = {measure: number for number, measure in enumerate(frequency)}
    keys = sorted(incoming, key=lambda key: (order[key[0]], *key[1:]))
    day = published_on.isoformat() if published_on else ""
    rows = [
        (key[0], key[1].code, key[2], *cells[:4], source, day, *cells[4:])
        for key in keys
        if state[key] not in ("unchanged", "unlimited")
        for cells, source in [incoming[key]]
    ]
    return MergedRows(
        rows=pd.DataFrame(rows, columns=_COLUMNS, dtype=str),
        counts=_counts(keys, state),
        left_out=left_out,
        later=_later(existing, incoming, published_on),
        unlimited=list(state.values()).count("unlimited"),
    )


def _without_repeats(
    figures: pd.DataFrame, frequency: Mapping[str, str]
) -> tuple[dict[_Key, tuple[_Cells, str]], pd.DataFrame]:
    """Return each figure once, as cells and source, and those whose period cannot be written."""
    incoming: dict[_Key, tuple[_Cells, str]] = {}
    left_out = []
    twice: list[tuple[_Key, _Cells, _Cells]] = []
    for row in rows_of(figures):
        key = (row.measure, row.period, row.area)
        cells = _cells(row)
        if parse(row.period.code, frequency[row.measure]) != row.period:
            text = f"{row.measure}, {row.period.label}, {row.area}: {cells[0]}"
            left_out.append((row.Index, _ambiguous(row.period, frequency[row.measure]), text))
        elif incoming.setdefault(key, (cells, row.source))[0] != cells:
            twice.append((key, incoming[key][0], cells))
    if twice:
        raise BookError(_two_figures(twice))
    return incoming, pd.DataFrame(left_out, columns=list(REFUSED))


def _cells(row: Any) -> _Cells:
    return (
        csv_lines.number_cell(row.value),
        csv_lines.number_cell(row.numerator),
        csv_lines.number_cell(row.denominator),
        row.marker,
        csv_lines.number_cell(row.lower),
        csv_lines.number_cell(row.upper),
    )


def _newest(existing: pd.DataFrame, published_on: date | None) -> dict[_Key, _Row]:
    """The newest row of each figure by a day: its cells, its day and its line."""
    by_figure: dict[_Key, _Row] = {}
    rows = existing.sort_values("published_on", kind="stable")
    if published_on is not None:
        rows = rows[rows["published_on"] <= pd.Timestamp(published_on)]
    for row in rows_of(rows):
        by_figure[row.measure, row.period, row.area] = (
            _cells(row),
            row.published_on.date(),
            int(row.Index),
        )
    return by_figure


def _state(cells: _Cells, before: _Row | None, published_on: date | None) -> str:
    """Say how a figure stands to the newest row; a file without limits says nothing of them."""
    if before is None:
        return "new"
    there, day = _with_twelve_digits(before[0]), before[1]
    cells = _with_twelve_digits(cells)
    if there[:4] == cells[:4] and (there == cells or not any(cells[4:])):
        return "unchanged"
    if there[:4] == cells[:4] and not any(there[4:]) and day == published_on:
        return "unlimited"
    return "revised"


def _with_twelve_digits(cells: _Cells) -> _Cells:
    """Return cells with twelve digits, as many as rows have that were taken in long ago."""

    def twelve(cell: str) -> str:
        return f"{float(cell):.12g}" if cell else ""

    value, numerator, denominator, marker, lower, upper = cells
    beside = twelve(numerator), twelve(denominator)
    return (twelve(value), *beside, marker, twelve(lower), twelve(upper))


def _later(
    existing: pd.DataFrame, incoming: Mapping[_Key, object], published_on: date | None
) -> int:
    if published_on is None:
        return 0
    rows = existing[existing["published_on"] > pd.Timestamp(published_on)]
    return len(
        set(zip(rows["measure"], rows["period"], rows["area"], strict=True)) & incoming.keys()
    )


def _counts(keys: Sequence[_Key], state: Mapping[_Key, str]) -> tuple[MeasureCount, ...]:
    counts = []
    for measure in dict.fromkeys(key[0] for key in keys):
        mine = [key for key in keys if key[0] == measure]
        states = [state[key] for key in mine]
        counts.append(
            MeasureCount(
                measure=measure,
                figures=len(mine),
                periods=len({key[1] for key in mine}),
                areas=len({key[2] for key in mine}),
                new=states.count("new"),
                revised=states.count("revised"),
                unchanged=states.count("unchanged") + states.count("unlimited"),
            )
        )
    return tuple(counts)


def _ambiguous(period: Period, frequency: str) -> str:
    other = parse(period.code, frequency)
    return (
        f'the period "{period.code}" of a measure that is {frequency} would be read as '
        f"{other.label}"
    )


def _figure(cells: _Cells) -> str:
    """Return the cells of a figure as a message names them."""
    value, numerator, denominator, marker, lower, upper = cells
    text = value or "no value"
    if numerator or denominator:
        text += f" ({numerator or 'blank'} of {denominator or 'blank'})"
    if lower or upper:
        text += f" between {lower or 'blank'} and {upper or 'blank'}"
    return f"{text} [{marker}]" if marker else text


def _two_figures(twice: Sequence[tuple[_Key, _Cells, _Cells]]) -> Problem:
    (measure, period, area), one, other = twice[0]
    return Problem(
        "data/series.csv",
        0,
        "D313",
        f'"{measure}" gets two figures for {period.label} of {area}: {_figure(one)} and '
        f"{_figure(other)}{_more(len(twice))}. Let where ask for one value in each column that "
        "tells them apart, and let no two lines feed the same periods of a measure.",
    )


def _clash(
    file: str,
    keys: Sequence[_Key],
    incoming: Mapping[_Key, tuple[_Cells, str]],
    before: Mapping[_Key, _Row],
    published_on: date | None,
) -> Problem:
    first = min(keys, key=lambda key: before[key][2])
    measure, period, area = first
    cells, _, line = before[first]
    return Problem(
        f"data/{file}",
        line,
        "D314",
        f'"{measure}" for {period.label} of {area}, published on {published_on}, is '
        f"{_figure(cells)} here and {_figure(incoming[first][0])} in the file"
        f"{_more(len(keys))}. If the publisher has revised it, give the later day with "
        "--published; if the row here is a slip, correct it by hand.",
    )


def _more(count: int) -> str:
    return f" (and so for {count - 1:,} more)" if count > 1 else ""


def append_figures(data: bytes | None, rows: pd.DataFrame) -> bytes:
    """Return benchmarks.csv or observations.csv with rows at its end, its columns in their order.

    ``data`` is the file as it is, or None where there is none yet. Its rows are kept byte for
    byte; where it lacks the columns of limits and the rows have some, each gets blank cells.
    """
    limits = [name for name in LIMIT_COLUMNS if name in rows and (rows[name] != "").any()]
    if data is None:
        names = [name for name in rows.columns if name in limits or name not in LIMIT_COLUMNS]
        data = csv_lines.as_csv([names]).encode()
    lacking = [name for name in limits if name not in csv_lines.header_of(data)]
    data = csv_lines.add_columns(data, lacking) if lacking else data
    header = csv_lines.header_of(data)
    return csv_lines.append_rows(
        data, rows.reindex(columns=header, fill_value="").itertuples(index=False, name=None)
    )
