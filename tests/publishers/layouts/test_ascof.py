"""ASCOF files: what is taken, what each cannot use and why.

Small files here are made by hand after the publisher's layout; what to expect of the real one is
read here with openpyxl.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from quarterbook.ground.periods import parse
from quarterbook.publishers.layouts import ascof
from quarterbook.publishers.reading.layout import (
    FIGURES,
    TAKE_IN_AREAS,
    AreaCodes,
    LayoutError,
    RequestedSeries,
)
from support.published_files import (
    AREAS,
    ASCOF_FILE,
    ASCOF_HEADER,
    COUNTY,
    ENGLAND,
    SHROPSHIRE,
    SOUTH_WEST,
    WEST_COUNTRY,
    ascof_file,
    ascof_rows,
    figures,
    limits,
    reasons,
    three,
    values,
)
from support.spreadsheets import write_ods


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
        "2024 to 2025 - margin of error",
    )  # fmt: skip
    council = ("417", "Shropshire", "Local authority", SHROPSHIRE)
    sheet = [
        ["Table 2A: long-term support needs met"],
        header,
        (*council, 1, 560.5, 400, 71365, "[x]", "[x]", "[x]", "[x]"),
        ("999", "Avon", "Local authority", "", 1, 1, 2, 3, "", "", "", ""),
        ("UA", "Unitary", "Council type", "", 1, 5, 6, 7, 8, 9, 10, ""),
    ]
    other = [["Table 1A: quality of life"], header, (*council, 1, 19.2, 1, 2, 19.4, 3, 4, 0.4)]
    path = write_ods(tmp_path / "series.ods", {"Contents": [["1A"]], "2A": sheet, "1A": other})
    taken = ascof.read(path, [RequestedSeries("needs", "2A")], AREAS)
    assert figures(taken) == {
        ("2023-24", SHROPSHIRE): (560.5, 400, 71365, ""),
        ("2024-25", SHROPSHIRE): (None, None, None, "x"),
    }
    assert list(taken.refused["line"]) == ["2A:4"]
    assert (taken.rows, taken.unasked) == (4, 2)
    newest = RequestedSeries("life", "1A", where={"year": "2024-25"})
    taken = ascof.read(path, [newest], AREAS)
    assert figures(taken) == {("2024-25", SHROPSHIRE): (19.4, 3, 4, "")}
    assert limits(taken) == {("2024-25", SHROPSHIRE): (19, 19.8)}
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


def test_a_margin_of_error_makes_the_limits(tmp_path: Path) -> None:
    """19.2 plus or minus 0.4; the base is not asked for."""
    camden = ("702", "Camden", "Council", "E09000007")
    path = ascof_file(
        tmp_path / "ascof-2021.csv",
        *ascof_rows(COUNTY, "1A", "Total", ("Outcome", 19.2), ("Margin of Error", 0.4)),
        *ascof_rows(COUNTY, "1A", "Total", ("Base", 400)),
        *ascof_rows(WEST_COUNTRY, "1A", "Total", ("Outcome", 19), ("Margin of Error", "[x]")),
        *ascof_rows(camden, "1A", "Total", ("Outcome", 18), ("Margin of Error", "wide")),
    )
    taken = ascof.read(path, [RequestedSeries("life", "1A")], AREAS)
    assert limits(taken) == {
        ("2020-21", SHROPSHIRE): (18.8, 19.6),
        ("2020-21", SOUTH_WEST): (None, None),
    }
    assert reasons(taken) == {7: "its Margin of error is no figure"}
    assert (taken.rows, taken.unasked) == (7, 1)


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


@pytest.mark.exhaustive
def test_every_row_of_the_real_file_is_used_refused_or_unasked(
    published: list[tuple[object, ...]],
) -> None:
    assert len(published) == 48970
    every = sorted({str(row[4]) for row in published})
    series = [RequestedSeries(f"m-{code}", code) for code in every]
    taken = ascof.read(ASCOF_FILE, series, codes_of(published, "E09000001"))
    wanted = [row for row in published if row[2] != "Council Type" and row[6] != "Base"]
    kinds = Counter(row[6] for row in wanted)
    assert taken.rows == 48970
    assert taken.unasked == 48970 - len(wanted)
    assert len(taken.figures) + len(taken.refused) == kinds["Outcome"] == 79 * 161
    assert set(taken.refused["reason"]) == {
        "City of London (714) is no area of areas.csv: " + TAKE_IN_AREAS
    }
    assert len(taken.refused) == 79

    outcomes, margins = (
        {
            (f"m-{row[4]}", row[3]): row[7]
            for row in wanted
            if row[6] == kind and row[3] != "E09000001"
        }
        for kind in ("Outcome", "Margin Of Error")
    )
    for row in taken.figures.itertuples():
        expected = outcomes.pop((row.measure, row.area))
        if isinstance(expected, str):
            assert f"[{row.marker}]" == expected
            assert pd.isna(row.value)
        else:
            assert (row.value, row.marker) == (expected, "")
        margin = margins.get((row.measure, row.area))
        if isinstance(margin, int | float) and not pd.isna(row.value):
            assert (row.upper - row.value, row.value - row.lower) == pytest.approx((margin,) * 2)
        else:
            assert pd.isna(row.lower)
    assert not outcomes


@pytest.mark.exhaustive
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
