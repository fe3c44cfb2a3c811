"""Files as publishers release them, and the Department for Education's layouts.

Small files here are made by hand after the layouts of the publishers'; the real ones lie beside the
project (shared/data/SOURCES.md) and are read here with csv and pandas alone for what to expect.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterbook.publishers.layouts import ees, lait
from quarterbook.publishers.layouts.areas import add_codes, read_areas
from quarterbook.publishers.layouts.neighbours import read_neighbours
from quarterbook.publishers.reading.layout import (
    TAKE_IN_AREAS,
    TAKE_IN_NUMBERS,
    AreaCodes,
    ImportedFigures,
    LayoutError,
    RequestedSeries,
)
from quarterbook.publishers.reading.text_cells import NO_FIGURE_SYMBOLS, cells, numbers
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


@pytest.fixture(scope="module")
def england() -> AreaCodes:
    """Every area of England, with the Department's numbers."""
    areas = add_codes(read_areas(real(COUNCILS)), real(IN_NEED))
    return AreaCodes(areas)


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


# Files

TABLE = "Name;Short_Desc;Value\nKöln – 1;a;1\n\n;b;2\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("title", ["", "A title\n\n"])
def test_a_csv_is_read_whatever_its_encoding_and_delimiter(
    tmp_path: Path, encoding: str, delimiter: str, title: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes((title + TABLE.replace(";", delimiter)).encode(encoding))
    frame = cells(path, ["short desc", "Value"], publisher="Example")
    assert list(frame.columns) == ["Name", "short desc", "Value"]
    assert frame.to_numpy().tolist() == [["Köln – 1", "a", "1"], ["", "b", "2"]]
    above = title.count("\n")
    assert list(frame.index) == [above + 2, above + 4]


def test_a_workbook_is_read_from_the_sheet_that_has_the_header(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["What this is"])
    sheet = book.create_sheet("Data")
    for row in (["A title"], ["Code ", "Value", "Day"], [893, 13.799999999999999, None], []):
        sheet.append(row)
    sheet.append([" 417 ", 0.1 + 0.2, pd.Timestamp("2022-03-31")])
    path = tmp_path / "file.xlsx"
    book.save(path)
    frame = cells(path, ["code", "value"], publisher="Example")
    assert list(frame.columns) == ["code", "value", "Day"]
    assert frame.to_numpy().tolist() == [["893", "13.8", ""], ["417", "0.3", "2022-03-31"]]
    assert list(frame.index) == [3, 5]
    with pytest.raises(LayoutError) as caught:
        cells(path, ["code"], sheet="Deta", publisher="Example")
    assert str(caught.value) == 'The workbook has no sheet "Deta". It has "Notes" or "Data".'


CELL = st.text(st.sampled_from("ab1 ,\"\n'"), max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6))
def test_any_csv_gives_its_cells_and_the_lines_they_begin_on(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "file.csv"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    expected, line = {}, 2
    writer.writerow(["one", "two", "three"])
    for row in [*rows, ("last", "", "row")]:
        writer.writerow(row)
        if any(cell.strip() for cell in row):
            expected[line] = [cell.strip() for cell in row]
        line += 1 + "".join(row).count("\n")
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    frame = cells(path, ["two"], publisher="Example")
    assert {int(at): list(row) for at, *row in frame.itertuples()} == expected


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "Code,Value\nE06000051,1\n" * 50)
    return out.getvalue()


BROKEN = {
    "page": (
        b"\n<!DOCTYPE html>\n<html><body>Sign in</body></html>",
        "This is a web page, not the data file of Example. The download led to a page, perhaps a "
        "notice or a sign-in. Open the link in a browser and save the file that it offers.",
    ),
    "empty": (b"\xef\xbb\xbf \r\n", "The file is empty. Download it from Example again."),
    "pdf": (
        b"%PDF-1.7\n%\xe2\xe3",
        "This is a PDF, not the data file of Example. Download the data as CSV.",
    ),
    "old workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "The workbook is damaged and cannot be read. Save the sheet as CSV UTF-8, and give that "
        "file.",
    ),
    "parquet": (
        b"PAR1\x15\x04",
        "This is a Parquet file, not the data file of Example. Download the data as CSV.",
    ),
    "pointer": (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
        "This is a Git LFS pointer, not the data file of Example. Git has not fetched the file "
        'itself: run "git lfs pull".',
    ),
    "conflict": (
        b"Code,Value\nE06000051,1\n<<<<<<< HEAD\nE06000019,2\n=======\nE06000019,3\n>>>>>>> main\n",
        "Git left two versions of these lines (<<<<<<<). Keep one of them.",
    ),
    "archive": (
        zipped("data.csv"),
        "This is a zip archive, not the data file of Example. Unpack it, and give the CSV inside.",
    ),
    "cut archive": (
        zipped("xl/workbook.xml")[:60],
        "The file is cut short: the workbook or archive cannot be opened. Download it from Example "
        "again, to the end.",
    ),
    "binary": (
        b"Code,Value\n\x00\x01",
        "This is not text but some other kind of file, not the data file of Example. Download the "
        "data as CSV.",
    ),
    "cut row": (
        b"Code,Name,Value\nE06000051,Shropshire,1\nE0600005",
        "The file is cut short: line 3 ends in the middle of a row. Download it from Example "
        "again, to the end.",
    ),
    "cut quote": (
        b'Code,Value,Name\nE06000051,1,Shropshire\nE06000019,2,"Herefordshire, Cou',
        'The file is cut short: a quote (") opens on line 3 or below and never closes. Download it '
        "from Example again, to the end.",
    ),
    "cut letter": (
        "Code,Value,Name\nE06000051,1,Köln".encode()[:-3],
        "The file is cut short: its last letter is incomplete. Download it from Example again, to "
        "the end.",
    ),
    "cut utf-16": (
        "Code,Value\nE06000051,1\n".encode("utf-16")[:-1],
        "The file is cut short: its last letter is incomplete. Download it from Example again, to "
        "the end.",
    ),
    "header only": (
        b"A title\nCode,Value\n",
        "The file has a header on line 2 and nothing below it. Download it from Example again.",
    ),
    "too many cells": (
        b"Code,Value\nE06000051,1\nE06000019,1,204\n",
        "Line 3 has 3 cells, the header 2. Look for a comma too many: text with a comma goes in "
        "quotes.",
    ),
    "quote": (
        b'Code,Value,Name\nE06000051,1,"a"b\nE06000051,1,"c\nd",e\n',
        'A quote (") on line 2 or below closes before its cell ends. Put the whole cell in quotes, '
        'and write a quote inside it twice ("").',
    ),
    "encoding": (
        b"Code,Value\nE06000051,1\nK\x81ln,2\n",
        "Letters on line 3 are in no encoding that is known here (UTF-8, UTF-16 or Windows-1252). "
        "Open the file in Excel and save it as CSV UTF-8.",
    ),
    "column twice": (
        b"Code,Value,value\nE06000051,1,2\n",
        'The column "Value" stands twice on line 1: which one counts? Take one of them out.',
    ),
    "another layout": (
        b"A title\nShort Desc,Data item,Years,LA and Regions,Values\nLAC,,2022,England,70\n",
        "This is not the layout of Example: no line of the first 20 has all its columns, and "
        '"Code" and "Value" are missing. Line 2 has "Short Desc", "Data item", "Years", '
        '"LA and Regions" and "Values". It looks like a file of the Local Authority Interactive '
        "Tool (lait).",
    ),
    "some columns": (
        b"Name,Value\nShropshire,1\n",
        "This is not the layout of Example: no line of the first 20 has all its columns, and "
        '"Code" is missing. Line 1 has "Name" and "Value".',
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_file_is_named_for_what_it_is(tmp_path: Path, fault: str) -> None:
    data, message = BROKEN[fault]
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    with pytest.raises(LayoutError) as caught:
        cells(path, ["Code", "Value"], publisher="Example")
    assert str(caught.value) == message


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(
        LayoutError, match=r"^The file cannot be read: No such file or directory\.$"
    ):
        cells(tmp_path / "none.csv", ["Code"], publisher="Example")
    with pytest.raises(LayoutError, match="cannot be read"):
        lait.read(tmp_path / "none.parquet", [], SOME)


def test_a_note_below_the_table_is_no_cut(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("Code,Value\nE06000051,1\n\nSource: Example", encoding="utf-8")
    assert list(cells(path, ["Code"], publisher="Example")["Code"])[-1] == "Source: Example"


def test_figures_are_read_and_symbols_become_markers() -> None:
    texts = ["13.8", "1,204", "1 204.5", "22.6%", "-3", "\u22123", "c", "[X]", "LOW", "k", "", "–"]
    texts += ["1,20", "nan", "inf", "n/a", "12 p"]
    column = pd.Series(texts, index=range(10, 10 + len(texts)))
    values, markers, bad = numbers(column, NO_FIGURE_SYMBOLS | {"-": "z"})
    assert list(values[:6]) == [13.8, 1204, 1204.5, 22.6, -3, -3]
    assert values[6:].isna().all()
    assert list(markers[:12]) == [""] * 6 + ["c", "x", "low", "low", "x", "z"]
    assert list(column[bad]) == ["1,20", "nan", "inf", "n/a", "12 p"]


# Explore Education Statistics

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


# The Local Authority Interactive Tool

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
        14: 'Values is "none", no figure',
        15: "the file has this area and period more than once",
        16: "the file has this area and period more than once",
    }
    number = "835.0" if kind == "csv" else "835"
    assert taken.refused.loc[0, "text"] == f"LAC,,2020,Dorset (Pre LG),-,{number},NA"
    assert (taken.rows, taken.unasked) == (15, 1)
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


# Areas

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
    codes.write_text("geographical code,ONS AREA CODE\n417,E06000903\n", encoding="utf-8")
    filled = add_codes(filled, codes)
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
    assert rows.to_numpy().tolist()[:3] == [
        ["neighbours", "E06000051", "E10000009", 1],
        ["neighbours", "E06000051", "E06000059", 2],
        ["neighbours", "E06000051", "E06000066", 3],
    ]
    assert list(rows["rank"]) == [1, 2, 3, 6, 7, 8, 9, 10]
    assert refused[["line", "reason"]].to_numpy().tolist() == [
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
