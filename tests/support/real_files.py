"""The real files of publishers that lie beside the project, and areas to read them with.

What to expect of them is read here with csv and pandas alone (shared/data/SOURCES.md).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest

from quarterbook.publishers.reading.layout import (
    AreaCodes,
    ImportedFigures,
)
from support.books import ROOT

SHARED = ROOT.parent / "shared" / "data"
REFERRALS = "ees/c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv"
IN_NEED = "ees/b1_children_in_need_2013_to_2025.csv"
LOOKED_AFTER = "ees/cla_number_and_rate_per_10k_children.csv"
LAIT = "lait/bds_long_0.parquet"
COUNCILS = "areas/uk_local_authorities_current.csv"
ASCOF = "ascof/meas-from-asc-of-eng-2021-open-data-csv_v2.xlsx"
NEIGHBOURS_2021 = "neighbours/New_Statistical_Neighbour_Groupings_April_2021.csv"
NEIGHBOURS_2025 = "neighbours/sn_model_2025_wide.csv"
ON_31_MARCH = {"population_type": "Children looked after on 31 March each year"}


def real(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"needs the published file shared/data/{name}, which is no part of the project")
    return path


def by_hand(name: str) -> list[dict[str, str]]:
    with real(name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def areas_of(rows: Iterable[tuple[str, ...]]) -> AreaCodes:
    columns = ["code", "name", "from", "to", "dfe_code"]
    return AreaCodes(pd.DataFrame(list(rows), columns=columns, dtype=str))


SOME = areas_of(
    [
        ("E06000051", "Shropshire", "2009-04-01", "", "893"),
        ("E10000009", "Dorset County", "", "2019-03-31", "835"),
        ("E06000059", "Dorset", "2019-04-01", "", "838"),
        ("E10000027", "Somerset County", "", "2023-03-31", "933"),
        ("E06000066", "Somerset", "2023-04-01", "", "933"),
        ("E08000016", "Barnsley", "", "", "370"),
        ("E08000038", "Barnsley", "", "", "370"),
        ("E12000003", "Yorkshire and The Humber", "", "", ""),
        ("E13000001", "Inner London", "", "", ""),
        ("E92000001", "England", "", "", ""),
    ]
)


def figures(taken: ImportedFigures) -> dict[tuple[str, str, str], tuple[float | None, str]]:
    return {
        (row.measure, row.period.code, row.area): (
            None if pd.isna(row.value) else row.value,
            row.marker,
        )
        for row in taken.figures.itertuples()
    }


def reasons(taken: ImportedFigures) -> dict[int, str]:
    return dict(zip(taken.refused["line"], taken.refused["reason"], strict=True))


def assert_all_accounted(taken: ImportedFigures) -> None:
    used, refused = set(taken.figures.index), set(taken.refused["line"])
    assert len(used | refused) + taken.unasked == taken.rows
