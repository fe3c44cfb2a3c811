"""ASCOF, Nomis and Fingertips files, and any table through a map; what each cannot use, and why.

Small files here are made by hand after the publishers' layouts. The real ASCOF file and Dorset's
table lie beside the project (shared/); what to expect of them is read here with openpyxl, and with
the eye.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterbook.ground.errors import BookError, CommandError
from quarterbook.ground.periods import Kind, Period, PeriodError, parse
from quarterbook.ground.rule_names import Frequency
from quarterbook.publishers.layouts import ascof, fingertips, nomis
from quarterbook.publishers.layouts.table import MappedTable
from quarterbook.publishers.reading.layout import (
    FIGURES,
    TAKE_IN_AREAS,
    AreaCodes,
    ImportedFigures,
    Importer,
    LayoutError,
    RequestedSeries,
)
from quarterbook.publishers.reading.period_labels import read_period
from quarterbook.publishers.registry import IMPORTERS, importer
from quarterbook.publishers.table_map import Map, read_map
from quarterbook.storage.book import Book
from support.books import ROOT
from support.spreadsheets import write_ods

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


def values(taken: ImportedFigures) -> dict[tuple[str, str], object]:
    return {key: cells[0] for key, cells in figures(taken).items()}


def reasons(taken: ImportedFigures) -> dict[int, str]:
    assert taken.refused["line"].is_unique
    return dict(zip(taken.refused["line"], taken.refused["reason"], strict=True))


# Periods


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2019/20", "2019-20"),
        ("2019–20", "2019-20"),
        ("2019/2020", "2019-20"),
        ("19/20", "2019-20"),
        ("FY 2019/20", "2019-20"),
        ("2011/12", "2011-12"),
        ("1999-00", "1999-00"),
        ("2019/20 academic year", "2019/20-AY"),
        ("AY 2020/21", "2020/21-AY"),
        ("2019", "2019"),
        ("Year to 31 March 2022", "2021-22"),
        ("year ending December 2021", "2021"),
        ("Apr 2020 - Mar 2021", "2020-21"),
        ("Sep 2020 to Aug 2021", "2020/21-AY"),
        ("Jul 2021-Jun 2022", "2021-07 to 2022-06"),
        ("2017 - 19", "2017 to 2019"),
        ("2018-19 to 2020-21", "2018-19 to 2020-21"),
        ("2021-10 to 2022-09", "2021-10 to 2022-09"),
        ("Q2 2021/22", "2021-22-Q2"),
        ("2021/22 Q4", "2021-22-Q4"),
        ("Quarter 2 2021-22", "2021-22-Q2"),
        ("Q2 21/22", "2021-22-Q2"),
        ("July to September 2021", "2021-22-Q2"),
        ("Jan-Mar 2022", "2021-22-Q4"),
        ("Oct-20", "2020-10"),
        ("Sept. 2020", "2020-09"),
        ("Oct '20", "2020-10"),
        ("October 2020", "2020-10"),
        ("Dec-98", "1998-12"),
        ("10/2020", "2020-10"),
        ("2020-10", "2020-10"),
        ("31/03/2022", "2022-03"),
        ("31.03.22", "2022-03"),
        ("01/03/2022", "2022-03"),
        ("31st March 2022", "2022-03"),
        ("2020-10-01", "2020-10"),
        ("2020-10-01 00:00:00", "2020-10"),
    ],
)
def test_periods_are_read_as_people_write_them(text: str, code: str) -> None:
    assert read_period(text).code == code


@pytest.mark.parametrize(
    ("text", "kind", "frequency", "outcome"),
    [
        ("2010-11", None, "annual", "2010-11"),
        ("2011-12", None, "annual", "2011-12"),
        ("2011-12", None, "biennial", "2011-12"),
        ("2011-12", None, "quarterly", "2011-12"),
        ("2011-12", "academic", "annual", "2011/12-AY"),
        ("2011-12", "calendar", "annual", "is two years, and series.csv says calendar years"),
        ("2009-11", None, "annual", "2009 to 2011"),
        ("2010-12", None, "annual", "2010 to 2012"),
        ("2015 - 17", "calendar", "annual", "2015 to 2017"),
        (
            "2015 - 17",
            "year",
            "annual",
            "is several years together, and which financial years is not said: write it like "
            "2015/16 to 2016/17",
        ),
        ("2018/19 - 20/21", None, "annual", "2018-19 to 2020-21"),
        ("2018/19 - 20/21", "academic", "annual", "2018/19-AY to 2020/21-AY"),
        ("Oct 2021-Sep 2022", None, "quarterly", "2021-10 to 2022-09"),
        ("12 months to September 2022", None, "annual", "2021-10 to 2022-09"),
        ("12 months to March 2022", None, "annual", "2021-22"),
        ("2018-19;Q1", None, "quarterly", "2018-19-Q1"),
        ("2021-05", None, "annual", "is neither one year nor two consecutive ones"),
        ("2009-11", None, "monthly", "2009-11"),
        ("2010-11", None, "monthly", "2010-11"),
        ("Nov 2009", None, "annual", "is a month, and the measure is annual"),
        ("Q2 2021/22", None, "annual", "is a quarter, and the measure is annual"),
        ("Nov 2009", None, "quarterly", "is a month, and the measure is quarterly"),
        ("2021/22", None, "monthly", "2021-22"),
        ("2020/21 academic year", "year", "annual", "is an academic year, and series.csv says"),
        ("FY 2020/21", "academic", "annual", "is a financial year, and series.csv says academic"),
    ],
)
def test_what_a_period_is_follows_from_the_measure_and_the_series(
    text: str, kind: Kind | None, frequency: Frequency, outcome: str
) -> None:
    if outcome.startswith("is "):
        with pytest.raises(PeriodError, match=outcome):
            read_period(text, kind, frequency)
    else:
        assert read_period(text, kind, frequency).code == outcome


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2011-12", '"2011-12" is a year or a month: write "2011/12" or "Dec 2011"'),
        (
            "11/12",
            '"11/12" is a month or a year: write the year in full, as in 2019/20',
        ),
        ("20-Oct", '"20-Oct" is a day, or a month and a year: write it like "Oct 2020"'),
        (
            "Q2 2021",
            '"Q2 2021" is a quarter of a calendar year or of a financial one: '
            "write it like Q2 2021/22",
        ),
        (
            "05/03/2022",
            '"05/03/2022" is a day within a month: which period it stands for is not said',
        ),
        (
            "03/31/2022",
            '"03/31/2022" is no day that exists, with the day before the month',
        ),
        ("2001 - 19", '"2001 - 19" is neither one year nor two consecutive ones'),
        (
            "Apr-Sep 2021",
            '"Apr-Sep 2021" is 6 months, which are no quarter and no whole years',
        ),
        (
            "2018/19 - 2021/23",
            '"2018/19 - 2021/23" is neither several years nor some months together',
        ),
        (
            "January to April 2022/23",
            '"January to April 2022/23" is no period in a form that is known here',
        ),
        ("October", '"October" is no period in a form that is known here'),
    ],
)
def test_a_period_that_could_be_two_or_is_none_is_refused(text: str, reason: str) -> None:
    with pytest.raises(PeriodError) as error:
        read_period(text)
    assert str(error.value) == reason


def test_the_series_says_which_two_years_are_meant() -> None:
    assert read_period("2020/21", "academic").code == "2020/21-AY"
    with pytest.raises(PeriodError, match=r"is two years, and series\.csv says calendar years"):
        read_period("2020/21", "calendar")
    with pytest.raises(PeriodError, match=r"is one year, and series\.csv says academic years"):
        read_period("2020", "academic")


@given(
    st.integers(2012, 2098),
    st.integers(1, 12),
    st.sampled_from(["month", "quarter", "year", "calendar", "academic"]),
)
def test_what_readers_are_shown_is_read_back(year: int, month: int, kind: str) -> None:
    month = {"quarter": month // 4 * 3 + 1, "year": 4, "calendar": 1, "academic": 9}.get(
        kind, month
    )
    period = Period(year, month, kind)  # type: ignore[arg-type]
    assert read_period(period.label) == period
    assert read_period(period.code) == period


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


def test_an_outcome_has_its_numerator_and_denominator_beside_it(tmp_path: Path) -> None:
    path = ascof_file(
        tmp_path / "meas-from-asc-of-eng-2021-open-data-csv.csv",
        *ascof_rows(COUNTY, "1C1A", "Total", *three(85.5, 36614, 42846)),
        *ascof_rows(COUNTY, "1C1A1864", "18-64", *three(90, 9, 10)),
        *ascof_rows(COUNTY, "1A", "Total", *three(18.9, "", ""), ("Base", 400)),
        *ascof_rows(COUNTY, "1A", "Total", ("Margin Of Error", 0.4)),
        *ascof_rows(WEST_COUNTRY, "1C1A", "Total", *three(87.4, "1,234", 1412)),
        *ascof_rows(("E", "England", "England", ENGLAND), "1C1A", "Total", *three(92.2, 1, 2)),
        *ascof_rows(("S", "Shire Counties", "Council Type", ""), "1C1A", "Total", *three(90, 1, 1)),
    )
    taken = ascof.read(path, [RequestedSeries("direct", "1c(1a)", scale=10, source="ASCOF")], AREAS)
    assert list(taken.figures.columns) == list(FIGURES)
    assert set(taken.figures["source"]) == {"ASCOF"}
    assert figures(taken) == {
        ("2020-21", SHROPSHIRE): (855, 36614, 42846, ""),
        ("2020-21", SOUTH_WEST): (874, 1234, 1412, ""),
        ("2020-21", ENGLAND): (922, 1, 2, ""),
    }
    assert list(taken.figures.index) == [2, 13, 16]
    assert taken.refused.empty
    assert (taken.rows, taken.unasked) == (20, 20 - 9)


def test_total_is_meant_where_the_code_has_one_and_the_series_names_no_level(
    tmp_path: Path,
) -> None:
    path = ascof_file(
        tmp_path / "ascof-2019-20.csv",
        *ascof_rows(COUNTY, "1E", "Total", *three(6.1, 61, 1000)),
        *ascof_rows(COUNTY, "1E", "Female", *three(5.5, 22, 400)),
        *ascof_rows(COUNTY, "2D1864", "18-64", *three(70.0, 7, 10)),
        *ascof_rows(COUNTY, "4A", "Female", *three(71.0, 7, 10)),
        *ascof_rows(COUNTY, "4A", "Male", *three(69.0, 7, 10)),
    )
    series = [
        RequestedSeries("all", "1E"),
        RequestedSeries("women", "1E", {"Disaggregation Level": "female"}),
        RequestedSeries("younger", "2D1864"),
        RequestedSeries("safe", "4A"),
    ]
    taken = ascof.read(path, series, AREAS)
    got = {row.measure: row.value for row in taken.figures.itertuples()}
    assert got == {"all": 6.1, "women": 5.5, "younger": 70.0}
    why = "several rows for one area: in where, set one Disaggregation Level"
    assert reasons(taken) == {11: why, 14: why}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("meas-from-asc-of-eng-2021-open-data-csv_v2.csv", "2020-21"),
        ("meas-from-asc-of-eng-1920-open-data-csv.csv", "2019-20"),
        ("ascof-2021-22.csv", "2021-22"),
        ("ASCOF 202122 2021-22.csv", "2021-22"),
        ("ascof_2019_2020.csv", "2019-20"),
        ("saved 2011-12-05 ascof 202223.csv", "2022-23"),
    ],
)
def test_the_year_is_in_the_name_of_the_file(tmp_path: Path, name: str, code: str) -> None:
    path = ascof_file(tmp_path / name, *ascof_rows(COUNTY, "1E", "Total", *three(6, 6, 100)))
    taken = ascof.read(path, [RequestedSeries("m", "1E")], AREAS)
    assert [period.code for period in taken.figures["period"]] == [code]


@pytest.mark.parametrize(
    ("name", "said", "message"),
    [
        (
            "ascof.csv",
            {},
            "A file of the Adult Social Care Outcomes Framework has no column for its year, and "
            "its name states none. Name the file so that it does, such as ascof-2020-21.csv, or "
            "add year=2020-21 to where in series.csv.",
        ),
        (
            "ascof-1920-and-2021.csv",
            {},
            "A file of the Adult Social Care Outcomes Framework has no column for its year, and "
            "its name states 2019-20 and 2020-21. Name the file so that it does, such as "
            "ascof-2020-21.csv, or add year=2020-21 to where in series.csv.",
        ),
        (
            "ascof.csv",
            {"Year": "2021"},
            'series.csv says year=2021 for "m", which is no financial year. Write it like '
            "year=2020-21.",
        ),
        (
            "ascof-2021-22.csv",
            {"year": "2020-21"},
            'series.csv says year=2020-21 for "m", and the file\'s name states 2021-22. Correct '
            "the one that is wrong.",
        ),
    ],
)
def test_a_year_that_is_not_stated_is_asked_for(
    tmp_path: Path, name: str, said: dict[str, str], message: str
) -> None:
    path = ascof_file(tmp_path / name, *ascof_rows(COUNTY, "1E", "Total", *three(6, 6, 100)))
    with pytest.raises(LayoutError) as error:
        ascof.read(path, [RequestedSeries("m", "1E", said)], AREAS)
    assert str(error.value) == message


def test_the_year_of_a_file_without_one_in_its_name_is_the_series(tmp_path: Path) -> None:
    path = ascof_file(tmp_path / "ascof.csv", *ascof_rows(COUNTY, "1E", "Total", *three(6, 6, 9)))
    taken = ascof.read(path, [RequestedSeries("m", "1E", {"year": "2011-12"})], AREAS)
    assert values(taken) == {("2011-12", SHROPSHIRE): 6.0}


def test_areas_go_by_ons_code_then_by_number_then_by_name(tmp_path: Path) -> None:
    header = [name.upper().replace("ONS CODE", "ONS Area Code") for name in ASCOF_HEADER]
    path = ascof_file(
        tmp_path / "ascof-1819.csv",
        *ascof_rows(("417", "SHROPSHIRE UA", "CASSR", ""), "1E", "TOTAL", *three(1, "", "")),
        *ascof_rows(("K", "SOUTH WEST", "Region", "K1"), "1E", "TOTAL", *three(2, "", "")),
        *ascof_rows(("", "england", "National", ""), "1E", "Total", *three(3, "", "")),
        *ascof_rows(("999", "Avon", "Council", "E10000001"), "1E", "Total", *three(4, "", "")),
        header=header,
    )
    taken = ascof.read(path, [RequestedSeries("m", "1E")], AREAS)
    assert values(taken) == {
        ("2018-19", SHROPSHIRE): 1.0,
        ("2018-19", SOUTH_WEST): 2.0,
        ("2018-19", ENGLAND): 3.0,
    }
    assert reasons(taken) == {11: "Avon (999) is no area of areas.csv: " + TAKE_IN_AREAS}


def test_a_time_series_has_a_sheet_for_each_measure(tmp_path: Path) -> None:
    """Years in the headers, numerators beside; council types are no areas, as in the other file."""
    header = (
        "Geographical code", "Geographical description", "Geographical level", "ONS code",
        "All years - outcome",
        "2023 to 2024 - outcome", "2023 to 2024 - numerator", "2023 to 2024 - denominator",
        "2024 to 2025 - outcome", "2024 to 2025 - numerator", "2024 to 2025 - denominator",
    )  # fmt: skip
    council = ("417", "Shropshire", "Local authority", SHROPSHIRE)
    sheet = [
        ["Table 2A: long-term support needs met"],
        header,
        (*council, 1, 560.5, 400, 71365, "[x]", "[x]", "[x]"),
        ("999", "Avon", "Local authority", "", 1, 1, 2, 3, "", "", ""),
        ("UA", "Unitary", "Council type", "", 1, 5, 6, 7, 8, 9, 10),
    ]
    other = [["Table 1A: quality of life"], header, (*council, 1, 19.2, 1, 2, 19.4, 3, 4)]
    path = write_ods(tmp_path / "series.ods", {"Contents": [["1A"]], "2A": sheet, "1A": other})
    taken = ascof.read(path, [RequestedSeries("needs", "2A")], AREAS)
    assert figures(taken) == {
        ("2023-24", SHROPSHIRE): (560.5, 400, 71365, ""),
        ("2024-25", SHROPSHIRE): (None, None, None, "x"),
    }
    assert list(taken.refused["line"]) == ["2A:4"]
    assert (taken.rows, taken.unasked) == (4, 2)
    newest = RequestedSeries("life", "1A", where={"year": "2024-25"})
    assert figures(ascof.read(path, [newest], AREAS)) == {("2024-25", SHROPSHIRE): (19.4, 3, 4, "")}
    with pytest.raises(LayoutError, match=r'asks for "3A", which no sheet is of\.'):
        ascof.read(path, [RequestedSeries("m", "3A")], AREAS)


def test_what_stands_in_place_of_an_outcome_is_a_marker(tmp_path: Path) -> None:
    camden = ("702", "Camden", "Council", "E09000007")
    path = ascof_file(
        tmp_path / "ascof-2021.csv",
        *ascof_rows(COUNTY, "1A", "Total", *three("[x]", "[x]", "[x]")),
        *ascof_rows(camden, "1A", "Total", *three("*", "*", 12)),
        *ascof_rows(WEST_COUNTRY, "1A", "Total", *three("", "", "")),
        *ascof_rows(COUNTY, "1E", "Total", *three("about 5", 5, 100)),
        *ascof_rows(camden, "1E", "Total", *three(5, "five", 100)),
        *ascof_rows(WEST_COUNTRY, "1E", "Total", ("Numerator", 5), ("Denominator", 100)),
    )
    taken = ascof.read(path, [RequestedSeries("m", "1A"), RequestedSeries("n", "1E")], AREAS)
    assert figures(taken) == {
        ("2020-21", SHROPSHIRE): (None, None, None, "x"),
        ("2020-21", "E09000007"): (None, None, 12, "c"),
        ("2020-21", SOUTH_WEST): (None, None, None, "x"),
    }
    assert reasons(taken) == {
        11: 'Measure Value is "about 5", no figure',
        14: 'Numerator is "five", no figure',
        17: "it stands there without its outcome",
        18: "it stands there without its outcome",
    }
    assert taken.refused["text"].iloc[0].startswith("417,Shropshire,Council,E06000051,1E,Total,Out")
    assert taken.unasked == 0


def test_a_numerator_that_stands_twice_is_not_guessed(tmp_path: Path) -> None:
    path = ascof_file(
        tmp_path / "ascof-2021.csv",
        *ascof_rows(COUNTY, "1E", "Total", *three(5, 5, 100), ("Numerator", 6)),
    )
    assert reasons(ascof.read(path, [RequestedSeries("m", "1E")], AREAS)) == {
        2: "its Numerator stands there twice"
    }


# The real file


@pytest.fixture(scope="module")
def published() -> list[tuple[object, ...]]:
    """The rows of the real file, by openpyxl alone."""
    if not ASCOF_FILE.exists():
        pytest.skip(f"needs the published file {ASCOF_FILE.name}, which is no part of the project")
    book = openpyxl.load_workbook(ASCOF_FILE, read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0] == ASCOF_HEADER
    return rows[1:]


def codes_of(published: list[tuple[object, ...]], *without: str) -> AreaCodes:
    areas = sorted({(row[3], row[1]) for row in published if row[3] and row[3] not in without})
    return AreaCodes(pd.DataFrame(areas, columns=["code", "name"]).assign(**{"from": "", "to": ""}))


def test_every_row_of_the_real_file_is_used_refused_or_unasked(
    published: list[tuple[object, ...]],
) -> None:
    assert len(published) == 48970
    every = sorted({str(row[4]) for row in published})
    series = [RequestedSeries(f"m-{code}", code) for code in every]
    taken = ascof.read(ASCOF_FILE, series, codes_of(published, "E09000001"))
    wanted = [
        row
        for row in published
        if row[2] != "Council Type" and row[6] in ("Outcome", "Numerator", "Denominator")
    ]
    kinds = Counter(row[6] for row in wanted)
    assert taken.rows == 48970
    assert taken.unasked == 48970 - len(wanted)
    assert len(taken.figures) + len(taken.refused) == kinds["Outcome"] == 79 * 161
    assert set(taken.refused["reason"]) == {
        "City of London (714) is no area of areas.csv: " + TAKE_IN_AREAS
    }
    assert len(taken.refused) == 79

    outcomes = {
        (f"m-{row[4]}", row[3]): row[7]
        for row in wanted
        if row[6] == "Outcome" and row[3] != "E09000001"
    }
    for row in taken.figures.itertuples():
        expected = outcomes.pop((row.measure, row.area))
        if isinstance(expected, str):
            assert f"[{row.marker}]" == expected
            assert pd.isna(row.value)
        else:
            assert (row.value, row.marker) == (expected, "")
    assert not outcomes


def test_known_figures_of_the_real_file(published: list[tuple[object, ...]]) -> None:
    series = [
        RequestedSeries("direct", "1C part 1A"),
        RequestedSeries("admissions", "2A(2)"),
        RequestedSeries("life", "1A"),
    ]
    taken = ascof.read(ASCOF_FILE, series, codes_of(published))
    assert set(taken.figures["period"]) == {parse("2020-21", "annual")}

    def of(measure: str) -> dict[tuple[str, str], tuple[object, ...]]:
        rows = taken.figures[taken.figures["measure"] == measure]
        return figures(replace(taken, figures=rows))

    assert of("direct")["2020-21", SHROPSHIRE] == (100, 2410, 2410, "")
    assert of("direct")["2020-21", ENGLAND] == (92.2, 409504, 444128, "")
    assert of("direct")["2020-21", "E09000012"] == (None, None, None, "x")  # Hackney
    assert of("admissions")["2020-21", SHROPSHIRE] == (402.6, 327, 81216, "")
    life = of("life")  # eighteen councils ran the survey, which was voluntary that year
    assert life["2020-21", SHROPSHIRE][3] == "x"
    assert life["2020-21", "E08000034"][0] == 19.6  # Kirklees
    assert sum(cells[3] == "" for cells in life.values()) == 18


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


CONFIDENCE = ("20701", "Confidence")


def test_pay_is_taken_and_marked_where_its_confidence_is_low(tmp_path: Path) -> None:
    path = written(
        tmp_path / "nomis.csv",
        [
            NOMIS_HEADER,
            pay_row("571.1"),
            pay_row("4.2", measure=CONFIDENCE),
            pay_row("1,040.5", code=DORSET),
            pay_row("20.1", code=DORSET, measure=CONFIDENCE),
            pay_row("610", code=ENGLAND),
            pay_row("20", code=ENGLAND, measure=CONFIDENCE),
            pay_row("480", sex="Female Full Time Workers"),
            pay_row("580", code="E07000001"),
            pay_row("580", code=""),
        ],
    )
    for indicator in ("Value", "value", "20100"):
        taken = nomis.read(path, [RequestedSeries("pay", indicator, PAY, source="Nomis")], AREAS)
        assert figures(taken) == {
            ("2022", SHROPSHIRE): (571.1, None, None, ""),
            ("2022", DORSET): (1040.5, None, None, "u"),
            ("2022", ENGLAND): (610, None, None, ""),
        }
        assert reasons(taken) == {
            9: "E07000001 is no code of areas.csv: " + TAKE_IN_AREAS,
            10: "a blank is no code of areas.csv: " + TAKE_IN_AREAS,
        }
        assert (taken.rows, taken.unasked) == (9, 1)


def test_confidence_of_another_survey_is_no_percentage(tmp_path: Path) -> None:
    """The Annual Population Survey's is a half-width, in the figure's own unit."""
    header = [name for name in NOMIS_HEADER if name != "PAY_NAME"]
    place = NOMIS_HEADER.index("PAY_NAME")
    rows = [pay_row("12300"), pay_row("2100", measure=CONFIDENCE)]
    path = written(
        tmp_path / "nomis.csv", [header, *[row[:place] + row[place + 1 :] for row in rows]]
    )
    taken = nomis.read(path, [RequestedSeries("m", "Value")], AREAS)
    assert figures(taken) == {("2022", SHROPSHIRE): (12300, None, None, "")}
    assert (taken.rows, taken.unasked) == (2, 1)


@pytest.mark.parametrize(
    ("value", "status", "marker"),
    [
        ("", ("Q", "These figures are missing.", "F"), "x"),
        ("", ("Q", "These figures are suppressed as statistically unreliable", "F"), "u"),
        ("", ("Q", "", "F"), "x"),
        ("", ("A", "", "F"), "x"),
        ("", ("E", "Estimated", "F"), "x"),
        (
            "",
            (
                "Q",
                "Estimate and confidence interval not available since the group sample size is "
                "zero or disclosive (0-2)",
                "F",
            ),
            "c",
        ),
        (
            "900",
            (
                "",
                "Estimate and confidence interval unreliable since the group sample size is small "
                "(3-9)",
                "",
            ),
            "u",
        ),
        ("900", ("P", "Provisional", "F"), "p"),
        ("900", ("B", "", "F"), "b"),
        ("900", ("A", "Normal Value", "F"), ""),
        ("900", ("A", "Normal Value", "C"), "c"),
        ("-", ("", "", ""), "x"),
        ("!", ("", "", ""), "c"),
    ],
)
def test_statuses_become_markers(
    tmp_path: Path, value: str, status: tuple[str, str, str], marker: str
) -> None:
    path = written(tmp_path / "nomis.csv", [NOMIS_HEADER, pay_row(value, status=status)])
    taken = nomis.read(path, [RequestedSeries("m", "Value")], AREAS)
    kept = 900.0 if value == "900" and marker != "c" else None
    assert figures(taken) == {("2022", SHROPSHIRE): (kept, None, None, marker)}


@pytest.mark.parametrize(
    ("label", "kind", "outcome"),
    [
        ("2022", "year", "2022"),
        ("2022", "calendar", "2022"),
        ("Apr 2021-Mar 2022", "year", "2021-22"),
        ("Jan 2021-Dec 2021", "calendar", "2021"),
        ("June 2022", "year", "2022-06"),
        (
            "Jan 2021-Dec 2021",
            "year",
            '"Jan 2021-Dec 2021" is no financial year, which series.csv asks for',
        ),
        (
            "Jul 2021-Jun 2022",
            "year",
            '"Jul 2021-Jun 2022" is no financial year, which series.csv asks for',
        ),
        (
            "2022-06",
            "year",
            '"2022-06" is a month or twelve months that end in it: select date_name too',
        ),
        ("2022", "academic", '"2022" is one year, and series.csv says academic years'),
    ],
)
def test_dates_are_years_months_or_twelve_months(
    tmp_path: Path, label: str, kind: str, outcome: str
) -> None:
    path = written(tmp_path / "nomis.csv", [NOMIS_HEADER, pay_row("5", date=label)])
    taken = nomis.read(path, [RequestedSeries("m", "Value", period=kind)], AREAS)  # type: ignore[arg-type]
    if taken.refused.empty:
        assert values(taken) == {(outcome, SHROPSHIRE): 5.0}
    else:
        assert reasons(taken) == {2: outcome}


def test_what_nomis_cannot_tell_is_refused_by_name(tmp_path: Path) -> None:
    women = pay_row("480", sex="Female")
    unknown = pay_row("5", code=DORSET, status=("K", "", "F"))
    path = written(tmp_path / "nomis.csv", [NOMIS_HEADER, pay_row("571"), women, unknown])
    taken = nomis.read(path, [RequestedSeries("m", "Value")], AREAS)
    several = (
        "several rows for one area and period: in where, set one value of SEX_NAME "
        '("Full Time Workers" or "Female")'
    )
    assert reasons(taken) == {
        2: several,
        3: several,
        4: 'OBS_STATUS is "K", which is not known',
    }


@pytest.mark.parametrize(
    ("drop", "series", "message"),
    [
        (
            ("DATE", "DATE_NAME"),
            RequestedSeries("m", "Value"),
            "The download has neither DATE_NAME nor DATE, so that no figure has a period. Select "
            "date_name when downloading.",
        ),
        (
            ("MEASURES", "MEASURES_NAME"),
            RequestedSeries("m", "Value"),
            'The file has none of the series that series.csv asks of Nomis: "m" asks for a '
            "measure, and the file has no column MEASURES_NAME: select it too.",
        ),
        (
            (),
            RequestedSeries("m", "Values"),
            'The file has none of the series that series.csv asks of Nomis: "m" asks for the '
            'measure "Values", which no row has ("Value" are there). Did you mean "Value"?',
        ),
        (
            (),
            RequestedSeries("m", "Value", {"ITEM_NAME": "Mean"}),
            'The file has none of the series that series.csv asks of Nomis: "m" asks for '
            'ITEM_NAME "Mean", which no row has. Did you mean "Median"?',
        ),
    ],
)
def test_a_download_without_what_is_needed(
    tmp_path: Path, drop: tuple[str, ...], series: RequestedSeries, message: str
) -> None:
    keep = [place for place, name in enumerate(NOMIS_HEADER) if name not in drop]
    rows = [[row[place] for place in keep] for row in (NOMIS_HEADER, pay_row("571"))]
    with pytest.raises(LayoutError) as error:
        nomis.read(written(tmp_path / "nomis.csv", rows), [series], AREAS)
    assert str(error.value) == message


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
) -> list[object]:
    return [
        *("92443", "Smoking", parent, parent, code, "A place", "UA", sex, "18+ yrs"),
        *("Ethnic groups" if category else "", category, period, value, "", "", "", ""),
        *(count, "1000" if count else "", note, "", "Similar" if parent else "", "", "", ""),
    ]


def test_each_area_counts_once_and_categories_not_at_all(tmp_path: Path) -> None:
    other = ["1", *health_row("1")[1:]]
    path = written(
        tmp_path / "fingertips.csv",
        [
            FINGERTIPS_HEADER,
            health_row("13.9", count="139"),
            health_row("13.9", count="139", parent="E12000005"),
            health_row("20.1", category="Mixed"),
            health_row("14.1", code=ENGLAND, period="2018/19"),
            other,
            health_row("15", code="E38000001"),
        ],
    )
    taken = fingertips.read(path, [RequestedSeries("smoking", "92443")], AREAS)
    assert figures(taken) == {
        ("2019-20", SHROPSHIRE): (13.9, 139, 1000, ""),
        ("2018-19", ENGLAND): (14.1, None, None, ""),
    }
    assert len(taken.figures) == 2
    assert reasons(taken) == {7: "A place (E38000001) is no area of areas.csv: " + TAKE_IN_AREAS}
    assert (taken.rows, taken.unasked) == (6, 2)

    mixed = RequestedSeries("smoking", "92443", {"Category": "mixed"})
    assert values(fingertips.read(path, [mixed], AREAS)) == {("2019-20", SHROPSHIRE): 20.1}


def test_sexes_that_the_series_does_not_choose_between_are_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path / "fingertips.csv",
        [FINGERTIPS_HEADER, health_row("14"), health_row("16", sex="Male")],
    )
    several = (
        'several rows for one area and period: in where, set one value of Sex ("Persons" or "Male")'
    )
    assert reasons(fingertips.read(path, [RequestedSeries("m", "92443")], AREAS)) == {
        2: several,
        3: several,
    }
    men = RequestedSeries("m", "92443", {"Sex": "Male"})
    assert values(fingertips.read(path, [men], AREAS)) == {("2019-20", SHROPSHIRE): 16.0}


@pytest.mark.parametrize(
    ("label", "kind", "outcome"),
    [
        ("2019", "year", "2019"),
        ("2019", "calendar", "2019"),
        ("2019/20", "year", "2019-20"),
        ("2019/20", "academic", "2019/20-AY"),
        ("2017 - 19", "calendar", "2017 to 2019"),
        (
            "2018 - 19",
            "year",
            '"2018 - 19" is several years, quarters or months together, not one year',
        ),
        (
            "2017/18 - 19/20",
            "calendar",
            '"2017/18 - 19/20" is several financial years together, and series.csv says calendar '
            "years",
        ),
        ("2017/18 - 19/20", "year", "2017-18 to 2019-20"),
        ("2020/21 Q2", "year", '"2020/21 Q2" is a quarter, not a year'),
        (
            "2020 Q2",
            "calendar",
            '"2020 Q2" is a quarter of a calendar year or of a financial one: write it like Q2 '
            "2021/22",
        ),
        ("Jan 2020", "year", '"Jan 2020" is a month, not a year'),
        ("2019/20", "calendar", '"2019/20" is two years, and series.csv says calendar years'),
    ],
)
def test_time_periods_are_years_or_refused(
    tmp_path: Path, label: str, kind: str, outcome: str
) -> None:
    path = written(tmp_path / "f.csv", [FINGERTIPS_HEADER, health_row("14", period=label)])
    series = RequestedSeries("m", "92443", period=kind)  # type: ignore[arg-type]
    taken = fingertips.read(path, [series], AREAS)
    if taken.refused.empty:
        assert values(taken) == {(outcome, SHROPSHIRE): 14.0}
    else:
        assert reasons(taken) == {2: outcome}


@pytest.mark.parametrize(
    ("value", "note", "marker"),
    [
        ("", "Value suppressed for disclosure control due to small count", "c"),
        ("*", "", "c"),
        ("", "Value not published for data quality reasons", "u"),
        ("", "Value suppressed due to incompleteness of source data", "u"),
        ("", "Value missing in source data", "x"),
        ("", "", "x"),
        ("14", "There is a data quality issue with this value", "u"),
        ("14", "Value is provisional", "p"),
        ("14", "Aggregated from all known lower geography values", ""),
    ],
)
def test_value_notes_become_markers(tmp_path: Path, value: str, note: str, marker: str) -> None:
    path = written(tmp_path / "f.csv", [FINGERTIPS_HEADER, health_row(value, note=note)])
    taken = fingertips.read(path, [RequestedSeries("m", "92443")], AREAS)
    kept = float(value) if value == "14" else None
    assert figures(taken) == {("2019-20", SHROPSHIRE): (kept, None, None, marker)}


# Tables through a map

DORSET_MAP = Map(indicator="Indicator", period="Period", value="Data", area_is=DORSET)
# Read in the paper: the values of its 28 rows from top to bottom. Five are of September 2020, the
# others of October.
DORSET_VALUES = (
    *(70.00, 41.40, 4469, 4.54, 186, 47, 206, 355.20, 49.50, 72.00, 268, 105, 706, 207, 230),
    *(27.14, 72.86, 3.90, 54.00, 364.00, 40.00, 3.64, 21.70, 50.00, 76.00, 0.82, 8.54, 5.10),
)
OF_SEPTEMBER = (47, 3.64, 21.70, 50.00, 76.00)


def test_the_published_table_of_dorset_comes_out_whole(tmp_path: Path) -> None:
    if not DORSET_PAPER.exists():
        pytest.skip("needs the paper shared/seeds/002, which is no part of the project")
    paper = DORSET_PAPER.read_text(encoding="utf-8")
    path = tmp_path / "dorset.tsv"
    path.write_text(paper[paper.index("Indicator\tService") :], encoding="utf-8")
    lines = path.read_text(encoding="utf-8").split("\n")
    header = lines[0]
    names = [
        line.split("\t")[0] for line in lines if line and line != header and line[0] not in "\t"
    ]
    assert len(names) == len(set(names)) == 28
    series = [RequestedSeries(f"measure-{place}", name) for place, name in enumerate(names)]
    taken = MappedTable(DORSET_MAP).read(path, series, AREAS)
    assert list(taken.figures["measure"]) == [one.measure for one in series]
    assert tuple(taken.figures["value"]) == DORSET_VALUES
    assert [period.code for period in taken.figures["period"]] == [
        "2020-09" if value in OF_SEPTEMBER else "2020-10" for value in DORSET_VALUES
    ]
    assert set(taken.figures["area"]) == {DORSET}
    assert taken.refused.empty
    assert (taken.rows, taken.unasked) == (28, 0)


BROKEN_TABLE = """\
Performance at a glance
Indicator\tService\tPeriod\tData\tTarget\tCommentary
<div>Homes &amp; flats delivered</div>\tHousing\tSep-20\t1,204\t75\tOn track

Adult care
Service users\tAdult care\tOct-20\t4,469\t\t<div>Demand is higher.</div>
\t\t\t\t\tIt went on rising.
Indicator\tService\tPeriod\tData\tTarget\tCommentary
Days lost to
sickness per head\tHR & OD\tOct-20\t8.54\t8\tStable
Turnover\tHR
& OD\tOct-20\t0.82\t\tLow
Complaints\tAll\tOct-20\t12\t\tFewer
than before, and
of other kinds
Savings\tFinance\tQ2 2021\t(1,250)\t\t
Debt\tFinance\tOct-20\t£(3,400.50)\t\t
Share\tFinance\tOct-20\t41.4%\t\t
Growth\tFinance\tOct-20\t\t\tNot known yet
Spend\tFinance\tOct-20\t£1.2m\t\t
Not asked for\tFinance\tOct-20\t1\t\t
"""


def test_a_table_with_broken_lines_is_put_together(tmp_path: Path) -> None:
    path = tmp_path / "table.txt"
    path.write_text(BROKEN_TABLE, encoding="utf-8")
    names = (
        "Homes & flats delivered",
        "service users",
        "Days lost to sickness per head",
        "Turnover",
        "Complaints",
        "Savings",
        "Debt",
        "Share",
        "Growth",
        "Spend",
    )
    taken = MappedTable(DORSET_MAP).read(
        path, [RequestedSeries(name, name) for name in names], AREAS
    )
    got = {(row.measure, row.period.code): row.value for row in taken.figures.itertuples()}
    assert got == {
        ("Homes & flats delivered", "2020-09"): 1204,
        ("service users", "2020-10"): 4469,
        ("Days lost to sickness per head", "2020-10"): 8.54,
        ("Turnover", "2020-10"): 0.82,
        ("Complaints", "2020-10"): 12,
        ("Debt", "2020-10"): -3400.5,
        ("Share", "2020-10"): 41.4,
    }
    assert list(taken.figures.index) == [3, 6, 9, 11, 13, 17, 18]
    assert reasons(taken) == {
        16: 'Period: "Q2 2021" is a quarter of a calendar year or of a financial one: write it '
        "like Q2 2021/22",
        19: "Data is blank, and no marker says why",
        20: 'Data is "£1.2m", no figure',
    }
    assert list(taken.refused["text"])[1] == "Growth,Finance,Oct-20,,,Not known yet"
    assert (taken.rows, taken.unasked) == (11, 1)


WHOLE_TABLE = """\
Indicator\tService area\tPeriod\tData\tTarget\tCommentary
New homes delivered\tHousing and Planning\tOct 2020\t47\t75\tOn track for the year
Staff turnover\tHuman Resources\tQ2 2020/21\t0.82\t\tLower than before
Days lost to sickness\tAll services\tSep 2020\t8.54\t8\tStable
"""


def test_it_does_not_matter_where_a_line_is_broken(tmp_path: Path) -> None:
    header, table = WHOLE_TABLE.split("\n", 1)
    names = ("New homes delivered", "Staff turnover", "Days lost to sickness")
    breaks = [place for place, sign in enumerate(table) if sign == " "]
    assert len(breaks) == 19
    for place in breaks:
        path = tmp_path / f"{place}.txt"
        path.write_text(f"{header}\n{table[:place]}\n{table[place + 1 :]}", encoding="utf-8")
        taken = MappedTable(DORSET_MAP).read(
            path, [RequestedSeries(name, name) for name in names], AREAS
        )
        got = {(row.measure, row.period.code): row.value for row in taken.figures.itertuples()}
        assert got == {
            ("New homes delivered", "2020-10"): 47,
            ("Staff turnover", "2020-21-Q2"): 0.82,
            ("Days lost to sickness", "2020-09"): 8.54,
        }, table[place - 10 : place + 10]
        assert (taken.rows, taken.unasked, len(taken.refused)) == (3, 0, 0)


def test_every_column_a_map_can_name(tmp_path: Path) -> None:
    path = written(
        tmp_path / "table.csv",
        [
            ("Name", "Council", "When", "Rate", "Top", "Of", "Note", "Kind"),
            ("Homes", "Dorset", "2018/19", "0.25", "1", "4", "", "net"),
            ("Homes", "Dorset", "2019/20", "0.5", "2", "4", "[p]", "net"),
            ("Homes", "Dorset Council", "2020/21", "", "", "", "C", "net"),
            ("Homes", "Dorset Council", "2017/18", "0.1", "", "", "", "net"),
            ("Homes", "South West", "2020/21", "0.3", "", "", "maybe", "net"),
            ("Homes", "Camden", "2020/21", "0.3", "", "", "", "net"),
            ("Homes", "Rutland", "2020/21", "0.3", "", "", "", "net"),
            ("Homes", SHROPSHIRE, "2020/21", "0.75", "3", "four", "", "net"),
            ("", SHROPSHIRE, "2019/20", "0.7", "", "", "", "net"),
            ("Homes", SHROPSHIRE, "2020/21", "9", "", "", "", "gross"),
            ("Homes", "England", "2020/21", "1", "", "", "", "net"),
            ("Homes", ENGLAND, "2020/21", "2", "", "", "", "net"),
        ],
    )
    layout = Map(
        indicator="Name",
        period="When",
        area="Council",
        value="Rate",
        numerator="Top",
        denominator="Of",
        marker="Note",
    )
    taken = MappedTable(layout).read(
        path, [RequestedSeries("m", "homes", {"kind": "Net"}, scale=100)], AREAS
    )
    assert figures(taken) == {
        ("2018-19", OLD_DORSET): (25, 1, 4, ""),
        ("2019-20", DORSET): (50, 2, 4, "p"),
        ("2020-21", DORSET): (None, None, None, "c"),
        ("2020-21", "E09000007"): (30, None, None, ""),
    }
    assert reasons(taken) == {
        5: 'Council: "Dorset Council" (E06000059) did not exist then',
        6: 'Note is "maybe": expected p, r, e, f, b, c, low, u, w, x or z, or blank',
        8: 'Council: "Rutland" is no area of areas.csv: ' + TAKE_IN_AREAS,
        9: 'Of is "four", no figure',
        10: "Name is blank",
        12: "the table has this area and period more than once",
        13: "the table has this area and period more than once",
    }
    assert (taken.rows, taken.unasked) == (12, 1)


def test_a_table_whose_columns_are_years(tmp_path: Path) -> None:
    path = written(
        tmp_path / "wide.csv",
        [
            ("Measure", "Unit", "2018/19", "2019/20", "2017-19", "RAG"),
            ("Homes", "No.", "1,000", "n/a", "", "Green"),
            ("Waste", "%", "52.1", "", "", ""),
            ("Other", "%", "1", "2", "3", ""),
        ],
    )
    layout = Map(indicator="Measure", across="period", area_is=DORSET, ignore=["unit", "rag"])
    taken = MappedTable(layout).read(
        path, [RequestedSeries("h", "Homes"), RequestedSeries("w", "Waste")], AREAS
    )
    got = {(row.measure, row.period.code): row.value for row in taken.figures.itertuples()}
    assert got == {("h", "2018-19"): 1000, ("w", "2018-19"): 52.1}
    assert reasons(taken) == {2: '2019/20 is "n/a", no figure'}
    assert (taken.rows, taken.unasked) == (3, 1)

    every = Map(indicator="Measure", across="period", area_is=DORSET)
    refused = MappedTable(every).read(path, [RequestedSeries("o", "Other")], AREAS).refused
    assert list(refused["reason"]) == [
        'the column "Unit" (if it is no period, name it under ignore): "Unit" is no period in a '
        "form that is known here",
    ]


def test_a_table_of_one_series_and_one_area_needs_no_column_but_the_years(tmp_path: Path) -> None:
    path = written(tmp_path / "wide.csv", [("2018/19", "2019/20"), ("41", "42")])
    layout = Map(indicator_is="Homes", area_is=DORSET, across="period")
    taken = MappedTable(layout).read(path, [RequestedSeries("h", "Homes")], AREAS)
    assert values(taken) == {("2018-19", DORSET): 41.0, ("2019-20", DORSET): 42.0}


def test_a_table_whose_columns_are_areas(tmp_path: Path) -> None:
    path = written(
        tmp_path / "wide.csv",
        [
            ("Quarter", "Dorset", "South West", "Rutland"),
            ("Q1 2021/22", "50", "51", "52"),
            ("Q2 2021/22", "53", "54", ""),
        ],
    )
    layout = Map(indicator_is="Recycling", period="Quarter", across="area")
    taken = MappedTable(layout).read(path, [RequestedSeries("r", "recycling")], AREAS)
    assert values(taken) == {
        ("2021-22-Q1", DORSET): 50.0,
        ("2021-22-Q1", SOUTH_WEST): 51.0,
        ("2021-22-Q2", DORSET): 53.0,
        ("2021-22-Q2", SOUTH_WEST): 54.0,
    }
    assert reasons(taken) == {
        2: 'the column "Rutland" (if it is no area, name it under ignore): "Rutland" is no area '
        "of areas.csv: " + TAKE_IN_AREAS
    }


def test_a_table_whose_columns_are_series(tmp_path: Path) -> None:
    """Each series has a column, its numerator another; what is not asked for needs no word."""
    path = written(
        tmp_path / "wide.csv",
        [
            ("Council", "Recycling rate", "Recycled", "Collected", "Missed bins", "RAG"),
            ("Dorset", "59.8", "598", "1000", "NA", "Green"),
            ("South West", "49", "", "", "-", "*"),
        ],
    )
    layout = Map(
        area="Council", across="indicator", period_is="2021/22", symbols={"-": "z", "*": "c"}
    )
    taken = MappedTable(layout).read(
        path,
        [
            RequestedSeries("r", "recycling rate", numerator="Recycled", denominator="Collected"),
            RequestedSeries("b", "Missed bins"),
        ],
        AREAS,
    )
    got = {
        (row.measure, row.area): (row.value, row.numerator, row.denominator, row.marker)
        for row in taken.figures.fillna(-1).itertuples()
    }
    assert got == {
        ("r", DORSET): (59.8, 598, 1000, ""),
        ("r", SOUTH_WEST): (49, -1, -1, ""),
        ("b", DORSET): (-1, -1, -1, "x"),
        ("b", SOUTH_WEST): (-1, -1, -1, "z"),
    }
    assert (taken.rows, taken.unasked) == (2, 0)
    with pytest.raises(LayoutError, match=r'the indicator "Recycling", which no column has\.'):
        MappedTable(layout).read(path, [RequestedSeries("r", "Recycling")], AREAS)


def test_a_wide_table_with_numerators_beside_its_values(tmp_path: Path) -> None:
    path = written(
        tmp_path / "wide.csv",
        [
            ("Council", "2020 to 2021 - Outcome", "2020 to 2021 - numerator", "2021/22 - outcome"),
            ("Dorset", "59.8", "598", "60"),
        ],
    )
    layout = Map(
        indicator_is="Support",
        area="Council",
        across="period",
        value="{period} - outcome",
        numerator="{period} - numerator",
    )
    taken = MappedTable(layout).read(path, [RequestedSeries("s", "Support")], AREAS)
    got = {(row.period.code, row.value): row.numerator for row in taken.figures.itertuples()}
    assert got.keys() == {("2020-21", 59.8), ("2021-22", 60.0)}
    assert got["2020-21", 59.8] == 598
    assert reasons(taken) == {}


def test_a_header_of_two_lines_below_a_title(tmp_path: Path) -> None:
    """The years stand once over the columns that they are of."""
    path = written(
        tmp_path / "two.csv",
        [
            ("Table 3: recycling", "", "", ""),
            ("", "2020/21", "", "2021/22"),
            ("Council", "Rate", "Tonnes", "Rate"),
            ("Dorset", "59.8", "598", "60"),
        ],
    )
    layout = Map(
        indicator_is="Recycling",
        area="Council",
        across="period",
        value="{period} - Rate",
        header_rows=2,
    )
    taken = MappedTable(layout).read(path, [RequestedSeries("r", "recycling")], AREAS)
    assert values(taken) == {("2020-21", DORSET): 59.8, ("2021-22", DORSET): 60.0}


def test_a_workbook_with_dates_and_a_named_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Indicator", "Period", "Data"])
    book.active.append(["Homes", "Oct-19", 1])
    sheet = book.create_sheet("Autumn")
    sheet.append(["Homes in the autumn"])
    sheet.append(["Indicator", "Period", "Data"])
    sheet.append(["Homes", pd.Timestamp("2020-10-01").to_pydatetime(), 47.5])
    book.save(tmp_path / "table.xlsx")
    layout = DORSET_MAP.model_copy(update={"sheet": "Autumn"})
    taken = MappedTable(layout).read(
        tmp_path / "table.xlsx", [RequestedSeries("h", "Homes")], AREAS
    )
    assert values(taken) == {("2020-10", DORSET): 47.5}
    assert list(taken.figures.index) == [3]


@pytest.mark.parametrize(
    ("layout", "indicator", "message"),
    [
        (
            {"area_is": "E06000095"},
            "Homes",
            'area_is of the map is "E06000095", no code of areas.csv. Did you mean "E06000059"?',
        ),
        (
            {"area_is": DORSET},
            "Home",
            "The file has none of the series that series.csv asks of tables of your own: "
            '"m" asks for the indicator "Home", which no row has. Did you mean "Homes"?',
        ),
        (
            {"area": "Council"},
            "Homes",
            "This is not the layout of the table that the map describes: no line of the first 20 "
            'has all its columns, and "Council" is missing. Line 1 has "Indicator", "Period" and '
            '"Data".',
        ),
    ],
)
def test_a_table_that_does_not_fit_its_map(
    tmp_path: Path, layout: dict[str, str], indicator: str, message: str
) -> None:
    path = written(tmp_path / "t.csv", [("Indicator", "Period", "Data"), ("Homes", "Oct-20", 1)])
    fits = Map(indicator="Indicator", period="Period", value="Data", **layout)
    with pytest.raises(LayoutError) as error:
        MappedTable(fits).read(path, [RequestedSeries("m", indicator)], AREAS)
    assert str(error.value) == message


# Maps

MAP = "indicator: Indicator\nperiod: Period\nvalue: Data\narea_is: E06000059\n"


def test_a_map_is_read_from_yaml(tmp_path: Path) -> None:
    (tmp_path / "map.yml").write_text(MAP, encoding="utf-8")
    book = Book(tmp_path)
    assert read_map(book, tmp_path / "map.yml") == DORSET_MAP
    table: Importer = importer("table", book, tmp_path / "map.yml")
    assert (table.NAME, table.TITLE) == ("table", "tables of your own")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            MAP + "targets: Target\n",
            'map.yml:5 P105 "targets" is not a known key. Known here: indicator, indicator_is, '
            "period, period_is, area, area_is, value, numerator, denominator, marker, across, "
            "ignore, symbols, header_rows and sheet.",
        ),
        (
            MAP.replace("value: Data\n", ""),
            'map.yml P107 "value" is missing: name the column with the figures.',
        ),
        (
            MAP.replace("period: Period\n", ""),
            'map.yml P107 expected either "period", the column with the periods, or "period_is", '
            "the one of the whole table.",
        ),
        (
            MAP + "area: Council\n",
            'map.yml:5 P107 expected either "area", the column with the areas, or "area_is", the '
            "one of the whole table.",
        ),
        (
            MAP.replace("indicator: Indicator\n", ""),
            'map.yml P107 expected either "indicator", the column with the names of the series, '
            'or "indicator_is", the one of the whole table.',
        ),
        (
            MAP + "across: period\n",
            'map.yml:3 P107 "value" has no place in the map of a wide table (across: period). '
            "Take it out.",
        ),
        (
            "indicator: Measure\nperiod: Year\narea_is: E06000059\nacross: period\n",
            'map.yml:2 P107 "period" has no place in the map of a wide table (across: period). '
            "Take it out.",
        ),
        (
            "indicator: Measure\nperiod: Year\narea_is: E06000059\nacross: area\n",
            'map.yml:3 P107 "area_is" has no place in the map of a wide table (across: area). '
            "Take it out.",
        ),
        (
            MAP + "ignore: [RAG]\n",
            'map.yml:5 P107 "ignore" has no place in the map of a table not wide. Take it out.',
        ),
        (
            MAP + "marker: data\n",
            'map.yml P107 the column "Data" is named for two things. Keep one.',
        ),
        (
            MAP + "across: years\n",
            'map.yml:5 P107 across is "years": expected "period", "area" or "indicator".',
        ),
        (
            MAP + "symbols: {NA: x, '*': hidden}\n",
            'map.yml:5 P107 "*" of symbols is "hidden": expected c, low, u, w, x or z.',
        ),
        (
            MAP + "header_rows: true\n",
            'map.yml:5 P107 header_rows is "true": expected a whole number.',
        ),
        (
            MAP + "period_is: 2021/22\n",
            'map.yml:2 P107 expected either "period", the column with the periods, or "period_is", '
            "the one of the whole table.",
        ),
        (
            MAP.replace("Data", "2021"),
            'map.yml:3 P107 value is "2021": expected text. Put it in quotes.',
        ),
    ],
)
def test_the_faults_of_a_map(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "map.yml").write_text(text, encoding="utf-8")
    with pytest.raises(BookError) as error:
        read_map(Book(tmp_path), tmp_path / "map.yml")
    assert error.value.message == message


def test_a_map_that_is_missing_or_has_no_place(tmp_path: Path) -> None:
    book = Book(tmp_path)
    with pytest.raises(BookError) as missing:
        read_map(book, tmp_path / "map.yml")
    assert missing.value.message == (
        "map.yml P104 there is no such map. It says which column of the table holds what."
    )
    with pytest.raises(CommandError) as needed:
        importer("table", book, None)
    assert str(needed.value) == (
        "a table needs a map, which says what its columns hold. Name it with --map MAP.yml."
    )
    with pytest.raises(CommandError) as needless:
        importer("ees", book, tmp_path / "map.yml")
    assert str(needless.value) == (
        '--map goes with "table"; the layout of "ees" is known. Leave it out.'
    )


# All of them


def test_every_publisher_has_an_importer() -> None:
    assert list(IMPORTERS) == ["ascof", "ees", "lait", "nomis", "fingertips"]
    for name, one in IMPORTERS.items():
        assert name == one.NAME
        assert importer(name, Book(ROOT), None) is one


HEADERS = {"ascof": ASCOF_HEADER, "nomis": NOMIS_HEADER, "fingertips": FINGERTIPS_HEADER}
LAYOUT_TITLES = {
    "ascof": "the Adult Social Care Outcomes Framework",
    "nomis": "Nomis",
    "fingertips": "Fingertips",
}


@pytest.mark.parametrize("publisher", list(HEADERS))
@pytest.mark.parametrize("other", list(HEADERS))
def test_a_file_of_another_publisher_is_named(tmp_path: Path, publisher: str, other: str) -> None:
    if publisher == other:
        return
    header = HEADERS[other]
    path = written(tmp_path / "file-2021.csv", [header, ["1"] * len(header)])
    with pytest.raises(LayoutError) as error:
        IMPORTERS[publisher].read(path, [RequestedSeries("m", "1")], AREAS)
    assert str(error.value).startswith(f"This is not the layout of {LAYOUT_TITLES[publisher]}: ")
    assert str(error.value).endswith(f"It looks like a file of {LAYOUT_TITLES[other]} ({other}).")


@pytest.mark.parametrize("publisher", list(HEADERS))
def test_files_that_are_no_tables(tmp_path: Path, publisher: str) -> None:
    title = LAYOUT_TITLES[publisher]
    header = ",".join(HEADERS[publisher])
    cells = ",".join(["1"] * len(HEADERS[publisher]))
    cases = {
        b"": f"The file is empty. Download it from {title} again.",
        b"<!DOCTYPE html><html><body>Sorry</body></html>": (
            f"This is a web page, not the data file of {title}. The download led to a page, "
            "perhaps a notice or a sign-in. Open the link in a browser and save the file that it "
            "offers."
        ),
        f"{header}\n{cells}\n1,1".encode(): (
            "The file is cut short: line 3 ends in the middle of a row. Download it from "
            f"{title} again, to the end."
        ),
        f"{header}\n".encode(): (
            f"The file has a header on line 1 and nothing below it. Download it from {title} again."
        ),
        b"PK\x03\x04broken": (
            "The file is cut short: the workbook or archive cannot be opened. Download it from "
            f"{title} again, to the end."
        ),
    }
    path = tmp_path / "file-2021.csv"
    for data, message in cases.items():
        path.write_bytes(data)
        with pytest.raises(LayoutError) as error:
            IMPORTERS[publisher].read(path, [RequestedSeries("m", "1")], AREAS)
        assert str(error.value) == message


@pytest.mark.parametrize(
    ("publisher", "indicator", "asks"),
    [
        ("ascof", "9Z", 'the ASCOF Measure Code "9Z", which no row has.'),
        (
            "fingertips",
            "92444",
            'the Indicator ID "92444", which no row has. Did you mean "92443"?',
        ),
    ],
)
def test_a_file_with_none_of_the_series(
    tmp_path: Path, publisher: str, indicator: str, asks: str
) -> None:
    rows = {
        "ascof": ascof_rows(COUNTY, "1E", "Total", *three(6, 6, 100)),
        "fingertips": [health_row("14")],
    }
    path = written(tmp_path / "file-2021.csv", [HEADERS[publisher], *rows[publisher]])
    with pytest.raises(LayoutError) as error:
        IMPORTERS[publisher].read(path, [RequestedSeries("m", indicator)], AREAS)
    assert str(error.value) == (
        f"The file has none of the series that series.csv asks of {LAYOUT_TITLES[publisher]}: "
        f'"m" asks for {asks}'
    )
