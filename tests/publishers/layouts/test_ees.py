"""Explore Education Statistics: small files by hand after its layout, and the real ones."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from quarterbook.publishers.layouts import ees
from quarterbook.publishers.reading.layout import (
    TAKE_IN_AREAS,
    AreaCodes,
    LayoutError,
    RequestedSeries,
)
from support.real_files import (
    IN_NEED,
    LOOKED_AFTER,
    ON_31_MARCH,
    REFERRALS,
    SOME,
    assert_all_accounted,
    by_hand,
    figures,
    real,
    reasons,
)

EES = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"
    "region_name,new_la_code,old_la_code,la_name,placement,rate,number,population\n"
)


def ees_row(
    period: str, identifier: str, code: str, rest: str = "Total,1,2,3", level: str = ""
) -> str:
    if code.startswith("E92"):
        place, found = f"{code},England,,,,,", "National"
    elif code.startswith("E1") and code[2] in "23":
        place, found = f"E92000001,England,{code},Region,,,", "Regional"
    else:
        place, found = f"E92000001,England,E12000005,West Midlands,{code},893,Council", ""
    return f"{period},{identifier},{level or found or 'Local authority'},{place},{rest}\n"


def ees_file(tmp_path: Path, *rows: str, header: str = EES) -> Path:
    path = tmp_path / "ees.csv"
    path.write_text(header + "".join(rows), encoding="utf-8-sig")
    return path


@pytest.mark.parametrize(
    ("period", "identifier", "kind", "expected"),
    [
        ("2022", "Reporting year", "year", "2021-22"),
        ("2022", "Reporting year", "calendar", "2022"),
        ("2022", "Calendar year", "calendar", "2022"),
        ("2022", "Reporting year", "academic", "2021/22-AY"),
        ("2022", "Calendar year", None, "2022"),
        ("2022", "Reporting year", None, "2021-22"),
        ("202021", "Financial year", None, "2020-21"),
        ("202021", "Academic year", None, "2020/21-AY"),
        ("202021", "Academic year", "academic", "2020/21-AY"),
        ("202021", "Reporting year", "year", "2020-21"),
        ("202021", "Reporting year", "academic", "2020/21-AY"),
        ("199900", "Financial year", "year", "1999-00"),
    ],
)
def test_a_time_period_of_ees_is_a_year(
    tmp_path: Path, period: str, identifier: str, kind: str | None, expected: str
) -> None:
    path = ees_file(tmp_path, ees_row(period, identifier, "E06000051"))
    taken = ees.read(path, [RequestedSeries("m", "rate", period=kind)], SOME)
    assert figures(taken) == {("m", expected, "E06000051"): (1.0, "")}


@pytest.mark.parametrize(
    ("period", "identifier", "kind", "reason"),
    [
        ("202122", "Autumn term", "year", '"202122" with the time_identifier "Autumn term"'),
        ("2022", "January", "year", '"2022" with the time_identifier "January" is no year'),
        ("2022", "Week 12", "year", '"2022" with the time_identifier "Week 12" is no year'),
        ("202122", "Financial year Q1", "year", '"202122" with the time_identifier'),
        ("2022", "Academic year", "academic", '"2022" with the time_identifier "Academic year"'),
        (
            "2022",
            "Calendar year",
            "year",
            'time_identifier is "Calendar year", and series.csv says financial years',
        ),
        (
            "202021",
            "Financial year",
            "academic",
            'time_identifier is "Financial year", and series.csv says academic years',
        ),
        (
            "202021",
            "Academic year",
            "year",
            'time_identifier is "Academic year", and series.csv says financial years',
        ),
        (
            "202123",
            "Academic year",
            "academic",
            'time_period is "202123", not two consecutive',
        ),
        ("2022/23", "Academic year", "year", 'time_period is "2022/23", neither a year (2022)'),
        ("202122", "Reporting year", "calendar", '"202122" is two years, and series.csv says'),
    ],
)
def test_a_time_period_of_ees_that_is_no_year_is_refused(
    tmp_path: Path, period: str, identifier: str, kind: str, reason: str
) -> None:
    path = ees_file(tmp_path, ees_row(period, identifier, "E06000051"))
    taken = ees.read(path, [RequestedSeries("m", "rate", period=kind)], SOME)
    assert taken.figures.empty
    assert reasons(taken)[2].startswith(reason)
    assert taken.refused.loc[0, "text"].startswith(f"{period},{identifier},Local authority,")


def test_ees_symbols_levels_and_unknown_areas(tmp_path: Path) -> None:
    year = ("2022", "Reporting year")
    path = ees_file(
        tmp_path,
        *(
            ees_row(str(2010 + at), year[1], "E06000051", f"Total,{cell},c,300")
            for at, cell in enumerate(["12.5", "c", "x", "z", "u", "k", "low", '"1,250"', "n/a"])
        ),
        ees_row(*year, "E92000001", "Total,0.1,5,50"),
        ees_row(*year, "E12000003", "Total,0.2,6,"),
        ees_row(*year, "E06000001"),
        ees_row(*year, ""),
        ees_row(*year, "E14000001", level="Parliamentary constituency"),
        ees_row(*year, "E06000051", level="School"),
    )
    series = RequestedSeries(
        "m", "rate", numerator="Number", denominator="population", scale=10, source="s"
    )
    taken = ees.read(path, [series], SOME)
    shropshire = [
        figures(taken).get(("m", f"{y - 1}-{y % 100}", "E06000051")) for y in range(2010, 2018)
    ]
    assert shropshire == [
        (125.0, ""), (None, "c"), (None, "x"), (None, "z"), (None, "u"), (None, "low"),
        (None, "low"), (12500.0, ""),
    ]  # fmt: skip
    assert figures(taken)["m", "2021-22", "E92000001"] == (1.0, "")
    england = taken.figures.loc[11]
    assert (england["numerator"], england["denominator"], england["source"]) == (5, 50, "s")
    assert pd.isna(taken.figures.loc[2, "numerator"])
    assert reasons(taken) == {
        10: 'rate is "n/a", no figure',
        13: "E06000001 is no code of areas.csv: " + TAKE_IN_AREAS,
        14: "the code of the area is blank",
    }
    assert (taken.rows, taken.unasked) == (15, 2)
    assert_all_accounted(taken)


def test_ees_rows_of_several_filters_are_refused_until_where_narrows_them(tmp_path: Path) -> None:
    rows = [
        ees_row("2022", "Reporting year", code, f"{placement},{rate},2,3")
        for code, rate in (("E06000051", 4), ("E92000001", 5))
        for placement in ("Total", "Fostered")
    ]
    path = ees_file(tmp_path, *rows)
    taken = ees.read(path, [RequestedSeries("m", "rate")], SOME)
    assert taken.figures.empty
    assert set(reasons(taken).values()) == {
        "several rows for one area and period: in where, set one value of placement "
        '("Total" or "Fostered")'
    }
    narrowed = ees.read(path, [RequestedSeries("m", "rate", where={"Placement": "total"})], SOME)
    assert figures(narrowed) == {
        ("m", "2021-22", "E06000051"): (4.0, ""),
        ("m", "2021-22", "E92000001"): (5.0, ""),
    }
    assert (narrowed.rows, narrowed.unasked) == (4, 2)
    twice = ees.read(ees_file(tmp_path, *rows[:1] * 2), [RequestedSeries("m", "rate")], SOME)
    assert set(reasons(twice).values()) == {
        "the file has several rows for this area and period, and no filter differs"
    }


@pytest.mark.parametrize(
    ("series", "message"),
    [
        (
            [
                RequestedSeries("m", "rates"),
                RequestedSeries("n", "rate", where={"placement": "Totals"}),
            ],
            "The file has none of the series that series.csv asks of Explore Education Statistics: "
            '"m" asks for the column "rates", which the file does not have. Did you mean "rate"? '
            '"n" asks for placement "Totals", which no row has. Did you mean "Total"?',
        ),
        (
            [RequestedSeries("m", "rate", numerator="numbers")],
            'series.csv asks for a numerator of "m" in the column "numbers", which the file does '
            'not have. Did you mean "number"?',
        ),
    ],
)
def test_series_that_no_ees_file_has_are_named(
    tmp_path: Path, series: list[RequestedSeries], message: str
) -> None:
    path = ees_file(tmp_path, ees_row("2022", "Reporting year", "E06000051"))
    with pytest.raises(LayoutError) as caught:
        ees.read(path, series, SOME)
    assert str(caught.value) == message


def test_rereferrals_and_children_looked_after_are_as_published(england: AreaCodes) -> None:
    series = RequestedSeries(
        "rereferrals",
        "rereferral_percent",
        numerator="rereferral_count",
        denominator="referral_count",
    )
    taken = ees.read(real(REFERRALS), [series], england)
    found = figures(taken)
    areas = ("E06000051", "E12000005", "E92000001")
    assert [found["rereferrals", "2021-22", area][0] for area in areas] == [13.8, 19.1, 21.5]
    parts = {"geographic_level": "Regional", "region_code": "E13"}  # inner and outer London
    rows = [
        row
        for row in by_hand(REFERRALS)
        if not all(row[column].startswith(start) for column, start in parts.items())
    ]
    assert len(taken.figures) == len(rows)
    markers = [row["rereferral_percent"] for row in rows if row["rereferral_percent"] in "cxu"]
    assert sorted(taken.figures["marker"][taken.figures["marker"] != ""]) == sorted(markers)
    assert_all_accounted(taken)

    taken = ees.read(
        real(LOOKED_AFTER),
        [RequestedSeries("looked-after", "rate_per_10000", where=ON_31_MARCH)],
        england,
    )
    found = figures(taken)
    assert [found["looked-after", "2021-22", area][0] for area in areas] == [104, 88, 70]
    assert taken.unasked == sum(
        row["population_type"] != ON_31_MARCH["population_type"] for row in by_hand(LOOKED_AFTER)
    )
    assert_all_accounted(taken)


def test_ees_councils_keep_the_code_of_their_time(england: AreaCodes) -> None:
    taken = ees.read(real(IN_NEED), [RequestedSeries("in-need", "At31_episodes")], england)
    at = {code: set() for code in ("E10000009", "E06000059", "E10000027", "E06000066")}
    for row in taken.figures.itertuples():
        if row.area in at:
            at[row.area].add(row.period.end.year)
    assert at == {
        "E10000009": set(range(2013, 2020)),
        "E06000059": set(range(2020, 2026)),
        "E10000027": set(range(2013, 2024)),
        "E06000066": {2024, 2025},
    }
    assert_all_accounted(taken)
    assert set(taken.refused["text"].str.extract(r",(E13\d{6}),")[0]) == {"E13000001", "E13000002"}


def test_a_level_without_its_codes_is_no_file_of_ees(tmp_path: Path) -> None:
    """A header that somebody renamed; where no row is of that level it may be missing."""
    header = EES.replace("new_la_code", "la_code")
    council = ees_row("2022", "Calendar year", "E06000051")
    with pytest.raises(LayoutError, match='level "local authority" need the column "new_la_code"'):
        ees.read(ees_file(tmp_path, council, header=header), [RequestedSeries("m", "rate")], SOME)
    nation = ees_row("2022", "Calendar year", "E92000001")
    path = ees_file(tmp_path, nation, header=header)
    assert len(ees.read(path, [RequestedSeries("m", "rate")], SOME).figures) == 1
