"""Tables as they are met in the wild: names, periods, separators, headers that are not quite so."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from quarterbook.publishers.layouts.table import MappedTable
from quarterbook.publishers.reading.layout import AreaCodes, ImportedFigures, RequestedSeries
from quarterbook.publishers.reading.places import Places
from quarterbook.publishers.table_map import Map
from support.published_files import (
    AREAS,
    DORSET,
    OLD_DORSET,
    SHROPSHIRE,
    figures,
    reasons,
    values,
    written,
)

# Official names, as mySociety's list and the Office for National Statistics have them.
NAMED = AreaCodes(
    pd.DataFrame(
        [
            ("E06000058", "Bournemouth, Christchurch and Poole Council"),
            ("E06000010", "Hull City Council"),
            ("E06000019", "Herefordshire Council"),
            ("E08000013", "St Helens Council"),
            ("E06000047", "Durham County Council"),
            ("E07000146", "Borough Council of King's Lynn & West Norfolk"),
            ("E09000001", "City of London Corporation"),
            ("E09000027", "London Borough of Richmond upon Thames"),
            ("E12000007", "London"),
            ("E12000003", "Yorkshire and The Humber"),
            ("K04000001", "England and Wales"),
            ("K02000001", "United Kingdom"),
            ("S12000013", "Comhairle nan Eilean Siar"),
            ("W06000014", "Vale of Glamorgan Council"),
            ("N09000005", "Derry City and Strabane District Council"),
        ],
        columns=["code", "name"],
    ).assign(**{"from": "", "to": ""})
)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Bournemouth, Christchurch & Poole", "E06000058"),
        ("BOURNEMOUTH CHRISTCHURCH AND POOLE UA", "E06000058"),
        ("Bournemouth, Christchurch and Poole [note 3]", "E06000058"),
        ("Kingston upon Hull, City of", "E06000010"),
        ("Herefordshire, County of", "E06000019"),
        ("St. Helens", "E08000013"),
        ("County Durham", "E06000047"),
        ("Durham1", "E06000047"),
        ("Kings Lynn and West Norfolk", "E07000146"),
        ("City of London", "E09000001"),
        ("London", "E12000007"),
        ("Richmond-upon-Thames LB", "E09000027"),
        ("Yorkshire & the Humber", "E12000003"),
        ("England & Wales", "K04000001"),
        ("UK", "K02000001"),
        ("Na h-Eileanan Siar", "S12000013"),
        ("The Vale of Glamorgan", "W06000014"),
        ("Derry and Strabane", "N09000005"),
        ("England (excluding London)", ""),
        ("Outer London", ""),
        ("Wales", ""),
        ("BCP", ""),
        ("Council", ""),
        ("City", ""),
    ],
)
def test_an_area_is_known_by_its_name_however_it_is_spelt(name: str, code: str) -> None:
    assert Places(NAMED).find(name)[0] == code


def taken(path: Path, **layout: object) -> ImportedFigures:
    keys = {"indicator_is": "r", "area": "Area", "period": "When", "value": "Rate", **layout}
    named = Map(**{key: value for key, value in keys.items() if value})
    series = RequestedSeries("r", "r", frequency="quarterly")
    return MappedTable(named).read(path, [series], AREAS)


@pytest.mark.parametrize(
    ("when", "marker"),
    [
        ("2024/25 Q3 (p)", "p"),
        ("2024/25 Q3 [r]", "r"),
        ("Q3 2024/25 provisional", "p"),
        ("Oct to Dec 2024 (revised)", "r"),
        ("2024/25 Q3 (final)", ""),
        ("2024/25 Q3", ""),
        ("2024/25 Q3 [note 2]", ""),
        ("2024/25 Q3 [p] [note 2]", "p"),
    ],
)
def test_a_marker_behind_a_period_is_that_of_its_figures(
    tmp_path: Path, when: str, marker: str
) -> None:
    rows = [("Area", "When", "Rate"), ("Dorset", when, "45"), (SHROPSHIRE, when, "44r")]
    got = figures(taken(written(tmp_path / "t.csv", rows)))
    assert got["2024-25-Q3", DORSET] == (45, None, None, marker)
    assert got["2024-25-Q3", SHROPSHIRE] == (44, None, None, "r")
    wide = taken(
        written(tmp_path / "wide.csv", [("Area", when), ("Dorset", "45")]),
        across="period", period=None, value=None,
    )  # fmt: skip
    assert figures(wide) == {("2024-25-Q3", DORSET): (45, None, None, marker)}


def test_a_period_may_stand_in_several_columns(tmp_path: Path) -> None:
    """The Home Office's tables of police forces: a header repeated, a year without a quarter."""
    rows = [
        ("Financial Year", "Financial Quarter", "Area", "Rate"),
        ("2018/19", "1", "Dorset", "1,204"),
        ("Financial Year", "Financial Quarter", "Area", "Rate"),
        ("2018/19", "2", SHROPSHIRE, "7.5"),
        ("2018/19", "", SHROPSHIRE, "30"),
        ("2018/19", "5", SHROPSHIRE, "31"),
        ("", "", "Source: the Home Office", ""),
    ]
    form = "{Financial year} Q{Financial Quarter}"
    got = taken(written(tmp_path / "t.csv", rows), period=form)
    assert values(got) == {("2018-19-Q1", OLD_DORSET): 1204, ("2018-19-Q2", SHROPSHIRE): 7.5}
    assert reasons(got) == {
        5: f'{form}: "2018/19 Q" is no period in a form that is known here',
        6: f'{form}: "2018/19 Q5" is no period in a form that is known here',
    }
    across = [("Month", "Year", "Area", "r"), ("April", "2021", "Dorset", 5)]
    map_keys = {"period": "{Month} {Year}", "across": "indicator", "indicator_is": None}
    wide = taken(written(tmp_path / "wide.csv", across), value=None, **map_keys)
    assert reasons(wide) == {
        2: '{Month} {Year}: "April 2021" is a month, and the measure is quarterly'
    }


def test_a_sign_behind_a_period_that_has_no_meaning_is_refused(tmp_path: Path) -> None:
    rows = [("Area", "When", "Rate"), ("Dorset", "2024/25 Q3*", "45"), ("Dorset", "2024/25 Q2", 4)]
    assert reasons(taken(written(tmp_path / "t.csv", rows))) == {
        2: 'When: "2024/25 Q3*" is no period in a form that is known here'
    }


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_whatever_letters_and_separators_are_written_in(
    tmp_path: Path, coding: str, sign: str
) -> None:
    """A byte-order mark or none; the dash is no letter of ASCII."""
    text = "Area,When,Rate\r\nDorset,Q3 2024\u201325,45.5\r\n".replace(",", sign)
    (tmp_path / "t.csv").write_bytes(text.encode(coding))
    assert values(taken(tmp_path / "t.csv")) == {("2024-25-Q3", DORSET): 45.5}


def test_figures_below_no_name_are_told(tmp_path: Path) -> None:
    """An index left of all names is none, and nor is a column with nothing in it."""
    rows = [
        ("", "Area", "Q2 2024/25", "", ""),
        ("1", "Dorset", "44", "45", ""),
    ]
    got = taken(
        written(tmp_path / "t.csv", rows), across="period", period=None, value=None
    )  # fmt: skip
    assert values(got) == {("2024-25-Q2", DORSET): 44.0}
    assert reasons(got) == {
        2: 'the column "column 4" (if it is no period, name it under ignore): "column 4" is no '
        "period in a form that is known here"
    }
