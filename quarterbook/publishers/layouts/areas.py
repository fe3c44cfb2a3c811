"""The areas of the United Kingdom: councils and what they became, regions, nations, their codes.

Councils come from mySociety's list of UK local authorities
(``uk_local_authorities_current.csv``, or the one with former councils), the
numbers that publishers use beside the GSS code from the publishers' own files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from quarterbook.data.nations import (
    ENGLAND,
    ENGLAND_AND_WALES,
    GREAT_BRITAIN,
    NORTHERN_IRELAND,
    SCOTLAND,
    UNITED_KINGDOM,
    WALES,
)
from quarterbook.data.tables.schemas import TABLES
from quarterbook.publishers.reading.header_row import OtherLayoutError
from quarterbook.publishers.reading.layout import KnownColumns, LayoutError
from quarterbook.publishers.reading.text_cells import cells

COLUMNS = KnownColumns(("local-authority-code", "gss-code", "official-name"), area="official-name")

_AREAS = TABLES["areas"]


# Unitary, metropolitan, London borough, City of London, county, district; those of Scotland, Wales
# and Northern Ireland.
_TYPES = ("UA", "MD", "LBO", "CC", "CTY", "NMD", "SCO", "WPA", "NID")


_REGIONS = {
    "North East": "E12000001",
    "North West": "E12000002",
    "Yorkshire and The Humber": "E12000003",
    "East Midlands": "E12000004",
    "West Midlands": "E12000005",
    "East of England": "E12000006",
    "London": "E12000007",
    "South East": "E12000008",
    "South West": "E12000009",
}


# Explore Education Statistics puts London's boroughs in Inner and Outer London.
_LONDON = {"E13000001": "E12000007", "E13000002": "E12000007"}


_COUNTRIES = {
    "England": ENGLAND,
    "England and Wales": ENGLAND_AND_WALES,
    "Great Britain": GREAT_BRITAIN,
    "Northern Ireland": NORTHERN_IRELAND,
    "Scotland": SCOTLAND,
    "United Kingdom": UNITED_KINGDOM,
    "Wales": WALES,
}


_KINDS = ("council", "region", "country")


_LIST = (
    "local-authority-code",
    "official-name",
    "gss-code",
    "start-date",
    "end-date",
    "replaced-by",
    "nation",
    "region",
    "local-authority-type",
    "old-ons-la-code",
)


_EES = ("time_period", "old_la_code", "new_la_code", "la_name", "region_code")


_ASCOF = (("Geographical Code", "ONS Code"), ("Geographical Code", "ONS Area Code"))


_COUNCIL = re.compile(r"E(0[6-9]|10)\d{6}")


def read_areas(path: Path) -> pd.DataFrame:
    """Return all principal councils, past and present, England's nine regions and the nations.

    The columns are those of areas.csv, as text. ``from`` and ``to`` are a
    council's first and last day, as far as mySociety's list has them; a
    council that became one other has it as ``successor``, one that was divided
    has none. A council of England without a region has its successor's;
    the other nations have no regions. ``dfe_code`` is
    the list's former code where that is the number the Department for
    Education uses; ``ascof_code`` is blank (`add_codes`). Raises `LayoutError`
    for another layout.
    """
    table = cells(path, _LIST, publisher="mySociety's list of UK local authorities")
    table = table[table["local-authority-type"].isin(_TYPES)]
    by_letters = table.set_index("local-authority-code")
    councils = []
    for row in table[table["gss-code"] != ""].to_dict("records"):
        letters = [name.strip() for name in row["replaced-by"].split(",")]
        heirs = by_letters.loc[[name for name in letters if name in by_letters.index]]
        regions = [row["region"], *heirs["region"]]
        number = row["old-ons-la-code"]
        councils.append(
            {
                "code": row["gss-code"],
                "name": row["official-name"],
                "kind": "council",
                "region": next((_REGIONS[name] for name in regions if name in _REGIONS), ""),
                "from": row["start-date"],
                "to": _last_day(row["end-date"], list(heirs["start-date"])),
                "successor": heirs["gss-code"].iloc[0] if len(letters) == len(heirs) == 1 else "",
                "dfe_code": number if re.fullmatch(r"\d{3}", number) else "",
            }
        )
    others = [
        {"code": code, "name": name, "kind": kind}
        for kind, codes in (("region", _REGIONS), ("country", _COUNTRIES))
        for name, code in codes.items()
    ]
    return _ordered(pd.DataFrame([*councils, *others], columns=_AREAS.columns, dtype=str))


def add_codes(areas: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Return areas with the publishers' numbers that a file of theirs gives.

    An Explore Education Statistics file fills ``dfe_code`` from
    ``old_la_code``, by ``new_la_code``, and adds councils that are missing; a
    file of the Adult Social Care Outcomes Framework fills ``ascof_code`` from
    ``Geographical Code``, by ``ONS Code``. What is filled in already stays; a
    code that is no number, such as a region's NE, is left out.
    ``areas`` is text, as `read_areas` gives it.
    Raises `LayoutError` for any other layout.
    """
    for needed in (_EES, *_ASCOF):
        try:
            table = cells(path, needed, publisher="the codes")
        except OtherLayoutError:
            continue
        if needed is _EES:
            return _with_councils(areas, table)
        codes = dict(zip(table[needed[1]], table[needed[0]], strict=True))
        return _filled(areas, "ascof_code", codes)
    raise LayoutError(
        "The file has no codes of areas: it is neither a file of Explore Education Statistics "
        "(old_la_code, new_la_code, la_name) nor one of the Adult Social Care Outcomes Framework "
        "(Geographical Code, ONS Code)."
    )


def _last_day(end: str, starts: list[str]) -> str:
    """Return a council's last day: the list has the first of its successor's for some."""
    if end and end in starts:
        return (date.fromisoformat(end) - timedelta(days=1)).isoformat()
    return end


def _with_councils(areas: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    table = table[table["new_la_code"].str.fullmatch(_COUNCIL)]
    newest = table.sort_values("time_period", kind="stable").drop_duplicates(
        "new_la_code", keep="last"
    )
    missing = newest[~newest["new_la_code"].isin(areas["code"])]
    added = pd.DataFrame(
        {
            "code": missing["new_la_code"],
            "name": missing["la_name"],
            "kind": "council",
            "region": missing["region_code"].replace(_LONDON),
        },
        columns=_AREAS.columns,
        dtype=str,
    )
    numbers = dict(zip(newest["new_la_code"], newest["old_la_code"], strict=True))
    return _filled(_ordered(pd.concat([areas, added])), "dfe_code", numbers)


def _filled(areas: pd.DataFrame, column: str, codes: Mapping[str, str]) -> pd.DataFrame:
    from_file = areas["code"].map(lambda code: codes.get(code, ""))
    from_file = from_file.where(from_file.str.fullmatch(r"[0-9]+"), "")
    return areas.assign(**{column: areas[column].where(areas[column] != "", from_file)})


def _ordered(areas: pd.DataFrame) -> pd.DataFrame:
    """Return councils, then regions, then countries, each by code."""
    order = areas["kind"].map(_KINDS.index)
    return (
        areas.fillna("")
        .assign(order=order)
        .sort_values(["order", "code"], ignore_index=True)
        .drop(columns="order")
    )
