"""The Department for Education's statistical neighbours: ten ranked councils for each council."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from quarterbook.data.tables.schemas import TABLES
from quarterbook.ground.wording import listed
from quarterbook.publishers.reading.header_row import OtherLayoutError
from quarterbook.publishers.reading.layout import REFUSED, TAKE_IN_NUMBERS, AreaCodes, LayoutError
from quarterbook.publishers.reading.text_cells import cells

_GROUP = "neighbours"


TITLE = "the statistical neighbours"


_RANKS = range(1, 11)


# The council's number and the neighbours', nearest first: the layout of 2025, and that of 2021.
_LAYOUTS = tuple(
    (council, *(f"{member}{rank}" for rank in _RANKS))
    for council, member in (("old_la_code", "SN_"), ("LA number", "SN"))
)


def read_neighbours(path: Path, codes: AreaCodes) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return rows of comparators.csv from either vintage, and what could not be used.

    The first frame has ``group`` ("neighbours"), ``council`` and ``member``
    (GSS codes) and ``rank`` (1 is nearest), the second the columns `REFUSED`:
    numbers that are no ``dfe_code`` of areas.csv. A number that several
    councils had is that of the one without a last day. Lines without any
    number are headings, and left out. Raises `LayoutError` for another layout.
    """
    table = _table(path)
    numbers = _numbers(codes)
    rows, refused = [], []
    for line, (council, *members) in zip(
        table.index, table.itertuples(index=False, name=None), strict=True
    ):
        if not any((council, *members)):
            continue
        text = ",".join((council, *members))
        whose = numbers.get(council, [])
        if len(whose) != 1:
            refused.append((line, _unclear(council, whose), text))
            continue
        for rank, number in zip(_RANKS, members, strict=True):
            councils = numbers.get(number, [])
            if len(councils) == 1:
                rows.append((_GROUP, whose[0], councils[0], rank))
            else:
                reason = f"neighbour {rank} of {council}: {_unclear(number, councils)}"
                refused.append((line, reason, text))
    return (
        pd.DataFrame(rows, columns=TABLES["comparators"].columns),
        pd.DataFrame(refused, columns=REFUSED),
    )


def _table(path: Path) -> pd.DataFrame:
    for columns in _LAYOUTS:
        try:
            return cells(path, columns, publisher=TITLE)[list(columns)]
        except OtherLayoutError:
            continue
    raise LayoutError(
        f"This is not a file of {TITLE}: those have a column old_la_code and SN_1 to SN_10 (2025), "
        "or LA number and SN1 to SN10 (2021)."
    )


def _numbers(codes: AreaCodes) -> Mapping[str, Sequence[str]]:
    """Return the council of each number: of several, those that have no last day."""
    ended = pd.to_datetime(codes.areas["to"], errors="coerce").notna()
    over = set(codes.areas.loc[ended, "code"])
    return {
        number: councils if len(councils) == 1 else [code for code in councils if code not in over]
        for number, councils in codes.by("dfe_code").items()
    }


def _unclear(number: str, councils: Sequence[str]) -> str:
    if councils:
        who = listed(councils, "and")
        return f"{who} share the dfe_code {number}: give the earlier one's last day in areas.csv"
    return (
        f"no current council of areas.csv has the dfe_code {number or '(blank)'}: {TAKE_IN_NUMBERS}"
    )
