"""Files as publishers lay them out, by hand: areas, headers, rows, and what comes of them.

The real ASCOF file and Dorset's table lie beside the project (shared/).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from quarterbook.publishers.reading.layout import (
    AreaCodes,
    ImportedFigures,
)
from quarterbook.publishers.table_map import Map
from support.books import ROOT

SHARED = ROOT.parent / "shared"
ASCOF_FILE = SHARED / "data" / "ascof" / "meas-from-asc-of-eng-2021-open-data-csv_v2.xlsx"
DORSET_PAPER = SHARED / "seeds" / "002_5f1cb4fc320e8999.txt"

SHROPSHIRE, DORSET, OLD_DORSET = "E06000051", "E06000059", "E10000009"
SOUTH_WEST, ENGLAND = "E12000009", "E92000001"
AREAS = AreaCodes(
    pd.DataFrame(
        [
            (SHROPSHIRE, "Shropshire Council", "2009-04-01", "", "417"),
            (DORSET, "Dorset Council", "2019-04-01", "", "809"),
            (OLD_DORSET, "Dorset County Council", "", "2019-03-31", "805"),
            ("E09000007", "London Borough of Camden", "", "", "702"),
            (SOUTH_WEST, "South West", "", "", ""),
            (ENGLAND, "England", "", "", ""),
        ],
        columns=["code", "name", "from", "to", "ascof_code"],
    )
)


def written(path: Path, rows: Sequence[Sequence[object]], delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return path


def figures(taken: ImportedFigures) -> dict[tuple[str, str], tuple[object, ...]]:
    """Each figure by period and area: value, numerator, denominator (None if none), marker."""
    return {
        (row.period.code, row.area): tuple(
            None if pd.isna(cell) else cell
            for cell in (row.value, row.numerator, row.denominator, row.marker)
        )
        for row in taken.figures.itertuples()
    }


def limits(taken: ImportedFigures) -> dict[tuple[str, str], tuple[object, object]]:
    """The 95% confidence limits of each figure by period and area, None where it has none."""
    return {
        (row.period.code, row.area): tuple(
            None if pd.isna(cell) else round(cell, 9) for cell in (row.lower, row.upper)
        )
        for row in taken.figures.itertuples()
    }


def values(taken: ImportedFigures) -> dict[tuple[str, str], object]:
    return {key: cells[0] for key, cells in figures(taken).items()}


def reasons(taken: ImportedFigures) -> dict[int, str]:
    assert taken.refused["line"].is_unique
    return dict(zip(taken.refused["line"], taken.refused["reason"], strict=True))


# ASCOF

ASCOF_HEADER = (
    "Geographical Code",
    "Geographical Description",
    "Geographical Level",
    "ONS Code",
    "ASCOF Measure Code",
    "Disaggregation Level",
    "Measure Type",
    "Measure Value",
    "Measure Group",
    "Measure Group Description",
)
WEST_COUNTRY = ("SW", "South West", "Region", SOUTH_WEST)
COUNTY = ("417", "Shropshire", "Council", SHROPSHIRE)


def ascof_rows(
    area: tuple[str, ...], code: str, level: str, *measured: tuple[str, object]
) -> list[tuple[object, ...]]:
    return [(*area, code, level, kind, value, code[:2], "A measure") for kind, value in measured]


def three(outcome: object, top: object, bottom: object) -> tuple[tuple[str, object], ...]:
    return ("Outcome", outcome), ("Numerator", top), ("Denominator", bottom)


def ascof_file(path: Path, *rows: Sequence[object], header: Sequence[str] = ASCOF_HEADER) -> Path:
    return written(path, [header, *rows])


# Nomis

NOMIS_HEADER = (
    "DATE",
    "DATE_NAME",
    "GEOGRAPHY_NAME",
    "GEOGRAPHY_CODE",
    "SEX",
    "SEX_NAME",
    "PAY_NAME",
    "ITEM_NAME",
    "MEASURES",
    "MEASURES_NAME",
    "OBS_VALUE",
    "OBS_STATUS",
    "OBS_STATUS_NAME",
    "OBS_CONF",
)
PAY = {"SEX_NAME": "Full Time Workers", "ITEM_NAME": "median"}


def pay_row(
    value: object,
    *,
    date: str = "2022",
    code: str = SHROPSHIRE,
    sex: str = "Full Time Workers",
    measure: tuple[str, str] = ("20100", "Value"),
    status: tuple[str, str, str] = ("A", "Normal Value", "F"),
) -> list[object]:
    return [
        *(date, date, "a place", code, "8", sex, "Weekly pay - gross", "Median"),
        *measure,
        value,
        *status,
    ]


# Fingertips

FINGERTIPS_HEADER = (
    "Indicator ID",
    "Indicator Name",
    "Parent Code",
    "Parent Name",
    "Area Code",
    "Area Name",
    "Area Type",
    "Sex",
    "Age",
    "Category Type",
    "Category",
    "Time period",
    "Value",
    "Lower CI 95.0 limit",
    "Upper CI 95.0 limit",
    "Lower CI 99.8 limit",
    "Upper CI 99.8 limit",
    "Count",
    "Denominator",
    "Value note",
    "Recent Trend",
    "Compared to England value or percentiles",
    "Time period Sortable",
    "New data",
    "Compared to goal",
)


def health_row(
    value: object,
    *,
    code: str = SHROPSHIRE,
    parent: str = "",
    sex: str = "Persons",
    category: str = "",
    period: str = "2019/20",
    note: str = "",
    count: object = "",
    between: tuple[object, object] = ("", ""),
) -> list[object]:
    return [
        *("92443", "Smoking", parent, parent, code, "A place", "UA", sex, "18+ yrs"),
        *("Ethnic groups" if category else "", category, period, value),
        *(*between, "", ""),
        *(count, "1000" if count else "", note, "", "Similar" if parent else "", "", "", ""),
    ]


# Tables through a map

DORSET_MAP = Map(indicator="Indicator", period="Period", value="Data", area_is=DORSET)
