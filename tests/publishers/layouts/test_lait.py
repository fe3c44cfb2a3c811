"""The Local Authority Interactive Tool: small files by hand after its layout, and the real one."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from quarterbook.publishers.layouts import lait
from quarterbook.publishers.reading.layout import (
    TAKE_IN_NUMBERS,
    AreaCodes,
    LayoutError,
    RequestedSeries,
)
from support.real_files import LAIT, SOME, assert_all_accounted, figures, real, reasons

LAIT_COLUMNS = [
    "Short Desc",
    "Data item",
    "Years",
    "LA and Regions",
    "Values",
    "LA Number",
    "Region",
]


def lait_file(tmp_path: Path, kind: str, *rows: tuple[str, str, str, int, str]) -> Path:
    """Rows of Short Desc, years, area, number and value, as CSV or as the Parquet it comes in."""
    cells_ = [
        (short, "The measure" if not at else None, years, area, value, float(number), "NA")
        for at, (short, years, area, number, value) in enumerate(rows)
    ]
    frame = pd.DataFrame(cells_, columns=LAIT_COLUMNS)
    path = tmp_path / f"lait.{kind}"
    if kind == "csv":
        frame.to_csv(path, index=False)
    else:
        as_parquet(frame, path)
    return path


def as_parquet(frame: pd.DataFrame, path: Path) -> None:
    with duckdb.connect() as database:
        database.from_df(frame).write_parquet(str(path))


@pytest.mark.parametrize(
    ("years", "kind", "expected"),
    [
        ("2022", "year", ("2021-22", "")),
        ("2022", "calendar", ("2022", "")),
        ("2022", "academic", ("2021/22-AY", "")),
        ("2023/24", "academic", ("2023/24-AY", "")),
        ("2023-24", "year", ("2023-24", "")),
        ("2023 (Rev)", "academic", ("2022/23-AY", "r")),
        ("2020 (Final)", "academic", ("2019/20-AY", "")),
        ("2025 (prov)", "academic", ("2024/25-AY", "p")),
        ("2024-25 (OT)", "year", ("2024-25", "")),
        ("2014-16", None, ("2014 to 2016", "")),
        ("2014-16 (prov)", "calendar", ("2014 to 2016", "p")),
        ("2014-16", "year", 'Years is "2014-16", no single year'),
        ("2013/14-15/16", "year", ("2013-14 to 2015-16", "")),
        ("2022", None, ("2021-22", "")),
        ("0", "year", 'Years is "0", no single year'),
        (
            "2022 (est)",
            "year",
            'Years is "2022 (est)", which ends in none of (prov), (Rev), (Final) or (OT)',
        ),
        ("2023/24", "calendar", 'Years is "2023/24", and series.csv says calendar years'),
    ],
)
def test_years_of_lait(
    tmp_path: Path, years: str, kind: str, expected: tuple[str, str] | str
) -> None:
    path = lait_file(tmp_path, "csv", ("LAC", years, "Shropshire", 893, "9.3699999999999992"))
    taken = lait.read(path, [RequestedSeries("m", "LAC", period=kind)], SOME)
    if isinstance(expected, str):
        assert reasons(taken) == {2: expected}
    else:
        assert figures(taken) == {("m", expected[0], "E06000051"): (9.37, expected[1])}


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_dfe_number_of_lait_is_the_council_of_its_time(tmp_path: Path, kind: str) -> None:
    path = lait_file(
        tmp_path,
        kind,
        ("LAC", "2023", "Somerset", 933, "51"),
        ("LAC", "2024", "Somerset", 933, "52"),
        ("Other", "2024", "Somerset", 933, "1"),
        ("LAC", "2019", "Dorset (Pre LG)", 835, "-"),
        ("LAC", "2020", "Dorset (Pre LG)", 835, "-"),
        ("LAC", "2019", "Dorset", 838, "-"),
        ("LAC", "2020 (Rev)", "Dorset", 838, "71"),
        ("LAC", "2020", "Barnsley", 370, "60"),
        ("LAC", "2020", "Camden", 202, "60"),
        ("LAC", "2020", "Yorkshire and the Humber", 982, "70"),
        ("LAC", "2020", "London (Inner)", 987, "71"),
        ("LAC", "2020", "London", 986, "-"),
        ("LAC", "2020", "London (Outer)", 988, "72"),
        ("LAC", "2020", "England", 970, "none"),
        ("LAC", "2022", "England", 970, "70"),
        ("LAC", "2022 (Rev)", "England", 970, "71"),
    )
    taken = lait.read(path, [RequestedSeries("m", "LAC", source="LAIT")], SOME)
    assert figures(taken) == {
        ("m", "2022-23", "E10000027"): (51.0, ""),
        ("m", "2023-24", "E06000066"): (52.0, ""),
        ("m", "2018-19", "E10000009"): (None, "x"),
        ("m", "2019-20", "E06000059"): (71.0, "r"),
        ("m", "2019-20", "E12000003"): (70.0, ""),
        ("m", "2019-20", "E13000001"): (71.0, ""),
    }
    assert reasons(taken) == {
        6: "dfe_code 835 is no council at the end of the period: Dorset County (E10000009) existed "
        "to 2019-03-31",
        7: "dfe_code 838 is no council at the end of the period: Dorset (E06000059) existed from "
        "2019-04-01",
        9: "E08000016 and E08000038 share the dfe_code 370 at that time: give their from and to",
        10: 'areas.csv has no dfe_code 202, and no region or country "Camden": ' + TAKE_IN_NUMBERS,
        13: 'areas.csv has no dfe_code 986, and no region or country "London": ' + TAKE_IN_NUMBERS,
        14: 'areas.csv has no dfe_code 988, and no region or country "London (Outer)": if it is '
        "wanted, add the line E13000002,Outer London,region to areas.csv; London needs neither",
        15: 'Values is "none", no figure',
        16: "the file has this area and period more than once",
        17: "the file has this area and period more than once",
    }
    number = "835.0" if kind == "csv" else "835"
    assert taken.refused.loc[0, "text"] == f"LAC,,2020,Dorset (Pre LG),-,{number},NA"
    assert (taken.rows, taken.unasked) == (16, 1)
    assert_all_accounted(taken)


def test_a_lait_file_that_is_cut_short_or_of_another_layout(tmp_path: Path) -> None:
    path = lait_file(tmp_path, "parquet", ("LAC", "2023", "Somerset", 933, "51"))
    series = [RequestedSeries("m", "LAC")]
    with pytest.raises(LayoutError) as caught:
        lait.read(path, [RequestedSeries("m", "LACs")], SOME)
    assert str(caught.value) == (
        "The file has none of the series that series.csv asks of the Local Authority Interactive "
        'Tool: "m" asks for the Short Desc "LACs", which no row has. Did you mean "LAC"?'
    )
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(LayoutError) as caught:
        lait.read(path, series, SOME)
    assert str(caught.value) == (
        "The file is cut short: the Parquet file cannot be opened. Download it from the Local "
        "Authority Interactive Tool again, to the end."
    )
    for columns in (["Code", "Value"], ["Short Desc", "Values"]):
        as_parquet(pd.DataFrame([["LAC", "1"]], columns=columns), path)
        with pytest.raises(LayoutError, match=r"^This is not the layout of the Local Authority"):
            lait.read(path, series, SOME)


def test_the_whole_table_of_lait(england: AreaCodes) -> None:
    series = [
        RequestedSeries("looked-after", "LAC"),
        RequestedSeries("road-casualties", "RTA"),
        RequestedSeries("phonics", "KS1P_all", period="academic"),
    ]
    taken = lait.read(real(LAIT), series, england)
    assert taken.rows == 641_070
    with duckdb.connect() as database:
        table = database.read_parquet(str(real(LAIT))).df()
    assert taken.unasked == (~table["Short Desc"].isin(["LAC", "RTA", "KS1P_all"])).sum()
    assert_all_accounted(taken)
    found = figures(taken)
    assert [
        found["looked-after", "2021-22", area][0]
        for area in ("E06000051", "E12000005", "E92000001")
    ] == [104, 88, 70]
    # Somerset County to March 2023, Somerset from then; so Dorset in 2019.
    somerset = ("E10000027", "E06000066")
    assert [found.get(("looked-after", "2022-23", code)) for code in somerset] == [(51, ""), None]
    assert [found.get(("looked-after", "2023-24", code)) for code in somerset] == [None, (52, "")]
    dorset = ("E10000009", "E06000059")
    assert [found.get(("looked-after", "2017-18", code)) for code in dorset] == [(59, ""), None]
    assert [found.get(("looked-after", "2019-20", code)) for code in dorset] == [None, (71, "")]
    provisional = table[(table["Short Desc"] == "KS1P_all") & (table["Years"] == "2025 (prov)")]
    last = taken.figures[taken.figures["measure"] == "phonics"].set_index("area")
    last = last[last["period"].map(str) == "2024/25-AY"]
    shropshire = provisional.loc[provisional["LA Number"] == 893, "Values"].item()
    assert last.loc["E06000051", "value"] == float(shropshire)
    assert set(last.loc[last["value"].notna(), "marker"]) == {"p"}
    pooled = table[(table["Short Desc"] == "RTA") & (table["Years"] == "2014-16")]
    shropshire = pooled.loc[pooled["LA Number"] == 893, "Values"].item()
    assert found["road-casualties", "2014 to 2016", "E06000051"] == (float(shropshire), "")
