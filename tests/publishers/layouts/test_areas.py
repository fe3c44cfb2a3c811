"""Areas, what became of them, and statistical neighbours, as they are published."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.publishers.layouts.areas import add_codes, read_areas
from quarterbook.publishers.layouts.neighbours import read_neighbours
from quarterbook.publishers.reading.layout import (
    TAKE_IN_NUMBERS,
    AreaCodes,
    LayoutError,
)
from support.real_files import ASCOF, NEIGHBOURS_2021, NEIGHBOURS_2025, SOME, by_hand, real

COUNCIL_LIST = """\
local-authority-code,official-name,gss-code,start-date,end-date,replaced-by,nation,region,\
local-authority-type,old-ons-la-code
ONE,One County Council,E10000901,,2020-03-31,NEW,England,,CTY,901
TWO,Two District Council,E07000902,,2020-04-01,NEW,England,North East,NMD,43UF
NEW,New Council,E06000903,2020-04-01,,,England,North East,UA,
SPL,Split County Council,E10000904,,2020-04-01,"NEW,OTH",England,North West,CTY,904
OTH,Other Council,E06000905,2020-04-01,,,England,North West,UA,
CAU,A Combined Authority,E47000001,,,,England,North East,COMB,
WAL,A Welsh Council,W06000001,,,,Wales,Wales,WPA,
"""


def test_areas_are_read_with_what_became_of_them(tmp_path: Path) -> None:
    path = tmp_path / "councils.csv"
    path.write_text(COUNCIL_LIST, encoding="utf-8")
    areas = read_areas(path)
    councils = areas[areas["kind"] == "council"]
    assert councils.drop(columns=["kind", "ascof_code"]).to_numpy().tolist() == [
        ["E06000903", "New Council", "E12000001", "2020-04-01", "", "", ""],
        ["E06000905", "Other Council", "E12000002", "2020-04-01", "", "", ""],
        ["E07000902", "Two District Council", "E12000001", "", "2020-03-31", "E06000903", ""],
        ["E10000901", "One County Council", "E12000001", "", "2020-03-31", "E06000903", "901"],
        ["E10000904", "Split County Council", "E12000002", "", "2020-03-31", "", "904"],
        ["W06000001", "A Welsh Council", "", "", "", "", ""],
    ]
    others = areas[areas["kind"] != "council"]
    assert list(others["code"]) == [
        *(f"E1200000{at}" for at in range(1, 10)),
        *("E92000001", "K02000001", "K03000001", "K04000001", "N92000002", "S92000003"),
        "W92000004",
    ]


def test_codes_are_filled_in_and_missing_councils_added(tmp_path: Path) -> None:
    path = tmp_path / "councils.csv"
    path.write_text(COUNCIL_LIST, encoding="utf-8")
    areas = read_areas(path)
    codes = tmp_path / "ees.csv"
    codes.write_text(
        "time_period,old_la_code,new_la_code,la_name,region_code\n"
        "2022,906,E06000906,Added,E12000003\n"
        "2021,906,E06000906,Added Before,E12000003\n"
        "2022,903,E06000903,New,E12000001\n"
        "2022,999,E10000901,One,E12000001\n"
        "2022,,,,E12000001\n"
        "2022,907,E09000907,A Borough,E13000002\n",
        encoding="utf-8",
    )
    filled = add_codes(areas, codes)
    assert len(filled) == len(areas) + 2
    assert filled.set_index("code").loc["E09000907", "region"] == "E12000007"
    added = filled[filled["code"] == "E06000906"].iloc[0]
    assert list(added) == ["E06000906", "Added", "council", "E12000003", "", "", "", "906", ""]
    numbers_ = dict(zip(filled["code"], filled["dfe_code"], strict=True))
    assert (numbers_["E06000903"], numbers_["E10000901"]) == ("903", "901")
    assert areas["dfe_code"].tolist().count("903") == 0
    codes.write_text(
        "geographical code,ONS AREA CODE\n417,E06000903\nNE,E12000001\n", encoding="utf-8"
    )
    filled = add_codes(filled, codes)
    assert filled.set_index("code").loc["E12000001", "ascof_code"] == ""  # a number, or nothing
    assert filled.set_index("code").loc["E06000903", "ascof_code"] == "417"
    codes.write_text("Code\n1\n", encoding="utf-8")
    with pytest.raises(LayoutError, match=r"^The file has no codes of areas: it is neither"):
        add_codes(filled, codes)


def test_the_councils_of_england(england: AreaCodes) -> None:
    areas = england.areas.set_index("code")
    assert not areas.index.has_duplicates
    kinds = areas["kind"].value_counts()
    assert (kinds["region"], kinds["country"]) == (9, 7)
    current = areas[(areas["kind"] == "council") & (areas["to"] == "")]
    # Unitary councils of Scotland and Wales, districts of Northern Ireland since 2015.
    assert [current.index.str.startswith(letter).sum() for letter in "SWN"] == [32, 22, 11]
    areas = areas[areas.index.str.startswith("E")]
    current = areas[(areas["kind"] == "council") & (areas["to"] == "")]
    # Since April 2023: 63 unitary with the Isles of Scilly, 36 metropolitan, 33 in London, 21
    # counties and 164 districts; all but districts have children's services.
    assert len(current) == 63 + 36 + 33 + 21 + 164
    assert (current["dfe_code"] != "").sum() == 63 + 36 + 33 + 21
    assert areas.loc[areas["kind"] == "council", "region"].str.fullmatch("E1200000[1-9]").all()
    what = ["to", "successor", "region", "dfe_code"]
    assert {code: tuple(areas.loc[code, what]) for code in REORGANISED} == REORGANISED
    assert areas.loc["E06000059", "from"] == "2019-04-01"
    assert areas.loc["E06000066", "from"] == "2023-04-01"
    assert tuple(areas.loc["E06000051", ["dfe_code", "region"]]) == ("893", "E12000005")


# Orders for structural change: the day before the new council's first, and the council it became.
REORGANISED = {
    "E10000009": ("2019-03-31", "E06000059", "E12000009", "835"),  # Dorset
    "E06000028": ("2019-03-31", "E06000058", "E12000009", "837"),  # Bournemouth
    "E06000029": ("2019-03-31", "E06000058", "E12000009", "836"),  # Poole
    "E07000048": ("2019-03-31", "E06000058", "E12000009", ""),  # Christchurch
    "E10000002": ("2020-03-31", "E06000060", "E12000008", "825"),  # Buckinghamshire
    "E10000021": ("2021-03-31", "", "E12000004", "928"),  # Northamptonshire, in two
    "E07000150": ("2021-03-31", "E06000061", "E12000004", ""),  # Corby
    "E10000006": ("2023-03-31", "", "E12000002", "909"),  # Cumbria, in two
    "E10000023": ("2023-03-31", "E06000065", "E12000003", "815"),  # North Yorkshire
    "E10000027": ("2023-03-31", "E06000066", "E12000009", "933"),  # Somerset
}


@pytest.mark.exhaustive
def test_ascof_numbers_are_filled_in(england: AreaCodes) -> None:
    areas = add_codes(england.areas, real(ASCOF)).set_index("code")
    assert areas.loc["E06000051", "ascof_code"] == "417"
    assert areas.loc["E06000059", "ascof_code"] == "809"
    assert areas.loc["E10000027", "ascof_code"] == "905"
    assert len(areas) == len(england.areas)


# Statistical neighbours


def test_unknown_and_shared_numbers_of_neighbours_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "neighbours.csv"
    ranks = ",".join(f"SN_{at},SN_{at}P" for at in range(1, 11))
    members = "835,Close,838,Close,933,Close,370,Close,999,Close" + ",893,Close" * 5
    path.write_text(
        f"old_la_code,la_name,{ranks}\n893,Shropshire,{members}\n,Old SNs:{',' * 20}\n"
        f"998,Nowhere,{members}\n",
        encoding="utf-8-sig",
    )
    rows, refused = read_neighbours(path, SOME, "neighbours", "E06000051")
    assert rows.to_numpy().tolist()[:2] == [
        ["neighbours", "E06000051", "E06000059", 2],
        ["neighbours", "E06000051", "E06000066", 3],
    ]
    assert list(rows["rank"]) == [2, 3, 6, 7, 8, 9, 10]
    assert refused[["line", "reason"]].to_numpy().tolist() == [
        [
            2,
            "neighbour 1 of 893: in areas.csv the dfe_code 835 is that of Dorset County "
            "(E10000009), which ended: " + TAKE_IN_NUMBERS,
        ],
        [
            2,
            "neighbour 4 of 893: E08000016 and E08000038 share the dfe_code 370: give the earlier "
            "one's last day in areas.csv",
        ],
        [
            2,
            "neighbour 5 of 893: no current council of areas.csv has the dfe_code 999: "
            + TAKE_IN_NUMBERS,
        ],
        [4, "no current council of areas.csv has the dfe_code 998: " + TAKE_IN_NUMBERS],
    ]
    path.write_text("Code\n1\n", encoding="utf-8")
    with pytest.raises(LayoutError, match=r"^This is not a file of the statistical neighbours"):
        read_neighbours(path, SOME, "neighbours", "E06000051")
    path.write_text(COUNCIL_LIST, encoding="utf-8")
    with pytest.raises(LayoutError, match=r"^This is mySociety's list of councils, and says"):
        read_neighbours(path, SOME, "neighbours", "E06000051")


def test_a_list_of_which_a_line_is_wider_is_not_taken_in_part(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("E06000059\nE06000066,E06000022\n", encoding="utf-8")
    with pytest.raises(LayoutError, match=r"^Line 2 has 2 cells, the header 1\."):
        read_neighbours(path, SOME, "near", "E06000051")


def test_a_country_is_nobody_s_neighbour(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("E06000059\nE92000001\nE06000066\n", encoding="utf-8")
    rows, refused = read_neighbours(path, SOME, "near", "E06000051")
    assert list(rows["member"]) == ["E06000059", "E06000066"]
    assert list(refused["reason"]) == [
        "E92000001 is a region or a country, and neighbours are councils"
    ]


@pytest.mark.parametrize(
    ("name", "council", "member", "councils", "nearest"),
    [
        (NEIGHBOURS_2021, "LA number", "SN", 156, "E10000008"),  # Devon
        (NEIGHBOURS_2025, "old_la_code", "SN_", 153, "E06000065"),  # North Yorkshire
    ],
)
def test_neighbours_are_as_published(
    england: AreaCodes, name: str, council: str, member: str, councils: int, nearest: str
) -> None:
    rows, refused = read_neighbours(real(name), england, "neighbours", "E06000051")
    assert refused.empty
    assert len(rows) == councils * 10
    assert not rows.duplicated(["council", "member"]).any()
    mine = rows[rows["council"] == "E06000051"].sort_values("rank")
    assert mine["member"].iloc[0] == nearest
    published = next(row for row in by_hand(name) if row[council] == "893")
    number = dict(zip(england.areas["code"], england.areas["dfe_code"], strict=True))
    assert [number[code] for code in mine["member"]] == [
        published[f"{member}{rank}"] for rank in range(1, 11)
    ]
