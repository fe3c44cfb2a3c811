"""Neighbours: the Department for Education's ten for each council, or any list of councils."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from quarterbook.data.tables.schemas import TABLES
from quarterbook.ground.wording import listed
from quarterbook.publishers.reading.header_row import NothingBelowError, OtherLayoutError
from quarterbook.publishers.reading.layout import (
    REFUSED,
    TAKE_IN_NUMBERS,
    AreaCodes,
    KnownColumns,
    LayoutError,
)
from quarterbook.publishers.reading.places import Places
from quarterbook.publishers.reading.text_cells import beginnings, cells

TITLE = "the statistical neighbours"
COLUMNS = KnownColumns(("SN1", "SN2"))
COLUMNS_SINCE_2025 = KnownColumns(("SN_1", "SN_2"))


_RANKS = range(1, 11)

_LIST_OF_COUNCILS = ("local-authority-code", "gss-code", "official-name")

_NO_COUNCIL = re.compile(r"E1[1-3]|[EKNSW]92|K0")


# The council's number and the neighbours', nearest first, by the first year whose councils the
# file has: that of 2021 has those of before 2019's changes as well.
_LAYOUTS = {
    year: (council, *(f"{member}{rank}" for rank in _RANKS))
    for year, council, member in ((2025, "old_la_code", "SN_"), (2019, "LA number", "SN"))
}


def read_neighbours(
    path: Path, codes: AreaCodes, group: str, own: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return rows of comparators.csv, and what could not be used.

    The first frame has ``group``, ``council`` and ``member`` (GSS codes) and
    ``rank`` (1 is nearest), the second the columns `REFUSED`. In the
    Department's files, of either vintage, councils have numbers: those that
    are no ``dfe_code`` of areas.csv, or only that of a council which ended
    before the file's councils, are refused; one that several councils had is
    that of the one without a last day, and lines without any are headings.

    Any other file is a list of councils by code or name. A line with one is a
    neighbour of the council ``own``; with several, all are neighbours of the
    first. Raises `LayoutError` for a file without councils.
    """
    year, table = _table(path)
    if table is None:
        _check_no_list_of_areas(path)
        return _listed(path, Places(codes), group, own)
    numbers = _numbers(codes, year)
    rows, refused = [], []
    for line, (council, *members) in zip(
        table.index, table.itertuples(index=False, name=None), strict=True
    ):
        if not any((council, *members)):
            continue
        text = ",".join((council, *members))
        whose = numbers.get(council, [])
        if len(whose) != 1:
            refused.append((line, _unclear(council, whose, codes), text))
            continue
        for rank, number in zip(_RANKS, members, strict=True):
            councils = numbers.get(number, [])
            if len(councils) == 1:
                rows.append((group, whose[0], councils[0], rank))
            else:
                reason = f"neighbour {rank} of {council}: {_unclear(number, councils, codes)}"
                refused.append((line, reason, text))
    return (
        pd.DataFrame(rows, columns=TABLES["comparators"].columns),
        pd.DataFrame(refused, columns=REFUSED),
    )


def _table(path: Path) -> tuple[int, pd.DataFrame | None]:
    """Return the first year of its councils and their numbers, nothing of another file."""
    for year, columns in _LAYOUTS.items():
        try:
            return year, cells(path, columns, publisher=TITLE)[list(columns)]
        except OtherLayoutError:
            continue
    return 0, None


def _check_no_list_of_areas(path: Path) -> None:
    try:
        cells(path, _LIST_OF_COUNCILS, publisher=TITLE)
    except LayoutError:
        return
    raise LayoutError(
        f"This is mySociety's list of councils, and says nothing of {TITLE}: quarterbook import "
        "areas takes it in."
    )


def _listed(path: Path, places: Places, group: str, own: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the neighbours of a list, ranked in its order, and the lines that name no council."""
    rows: list[tuple[str, str, str, int]] = []
    refused: list[tuple[int, str, str]] = []
    members: dict[str, list[str]] = {}
    for line, row in _lines(path, places):
        councils, reason = _councils(row, places)
        if reason:
            refused.append((line, reason, ",".join(row)))
            continue
        council, *others = councils if len(councils) > 1 else (own, *councils)
        members.setdefault(council, []).extend(other for other in others if other != council)
    for council, others in members.items():
        rows += [
            (group, council, other, rank) for rank, other in enumerate(dict.fromkeys(others), 1)
        ]
    if not rows:
        raise LayoutError(
            f"This is not a file of {TITLE}, which has a column old_la_code and SN_1 to SN_10 "
            "(2025), or LA number and SN1 to SN10 (2021); nor a list of councils by the codes or "
            "names of areas.csv."
        )
    return (
        pd.DataFrame(rows, columns=TABLES["comparators"].columns),
        pd.DataFrame(refused, columns=REFUSED),
    )


def _councils(row: Sequence[str], places: Places) -> tuple[list[str], str]:
    """Return the councils that a line names, and why it cannot be used."""
    filled = [cell for cell in row if cell]
    codes = list(dict.fromkeys(code for cell in filled if (code := places.find(cell)[0])))
    if not codes:
        return [], places.find(filled[0])[1] if filled else "the line is blank"
    wider = next((code for code in codes if _NO_COUNCIL.match(code)), "")
    return codes, f"{wider} is a region or a country, and neighbours are councils" if wider else ""


def _lines(path: Path, places: Places) -> list[tuple[int, list[str]]]:
    """Return the lines of a list from the first that names a council; above it is a header."""
    for sheet, top in beginnings(path, TITLE).items():
        at = next(
            (n for n, (_, row) in enumerate(top) if any(places.find(c.strip())[0] for c in row)),
            None,
        )
        if at is None:
            continue
        first = [cell.strip() for cell in top[at][1]]
        needed = list(dict.fromkeys(cell for cell in first if cell))
        below = _below(path, needed, sheet)
        return [(top[at][0], first), *below]
    return []


def _below(path: Path, needed: Sequence[str], sheet: str | None) -> list[tuple[int, list[str]]]:
    """Return the lines below the one with these cells, nothing where it is the last."""
    try:
        table = cells(path, needed, sheet=sheet, publisher=TITLE)
    except NothingBelowError:
        return []
    return [(int(line), list(row)) for line, *row in table.itertuples()]


def _numbers(codes: AreaCodes, year: int) -> Mapping[str, Sequence[str]]:
    """Return the council of each number: of several that a year had, those without a last day."""
    ended = pd.to_datetime(codes.areas["to"], errors="coerce")
    over = set(codes.areas.loc[ended.notna(), "code"])
    long_over = set(codes.areas.loc[ended.dt.year < year, "code"])
    numbers = {}
    for number, councils in codes.by("dfe_code").items():
        there = [code for code in councils if code not in long_over]
        numbers[number] = there if len(there) < 2 else [one for one in there if one not in over]
    return numbers


def _unclear(number: str, councils: Sequence[str], codes: AreaCodes) -> str:
    if councils:
        who = listed(councils, "and")
        return f"{who} share the dfe_code {number}: give the earlier one's last day in areas.csv"
    if ended := codes.by("dfe_code").get(number, []):
        names = dict(zip(codes.areas["code"], codes.areas["name"], strict=True))
        who = listed([f"{names[code]} ({code})" for code in ended], "and")
        return (
            f"in areas.csv the dfe_code {number} is that of {who}, which ended: {TAKE_IN_NUMBERS}"
        )
    return (
        f"no current council of areas.csv has the dfe_code {number or '(blank)'}: {TAKE_IN_NUMBERS}"
    )
