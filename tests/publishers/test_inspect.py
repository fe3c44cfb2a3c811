"""``import inspect``: what a file is, and drafts with which it can be taken in."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from quarterbook.storage.book import Book
from support.command import Command
from support.spreadsheets import write_ods

COUNTY, BRACKENSHIRE = "E10000099", "E06000901"


def written(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


LONG = [
    ("Table 1: what residents say", "", "", ""),
    ("Council", "Quarter", "Indicator", "Result"),
    (COUNTY, "Q1 2021/22", "Children looked after", "60.5"),
    (BRACKENSHIRE, "Q1 2021/22", "Children looked after", "sup"),
    (COUNTY, "Q2 2021/22", "Satisfied residents", "71"),
    (BRACKENSHIRE, "Q2 2021/22", "Satisfied residents", "73"),
]
WIDE = [
    ("Code", "2020 to 2021 - outcome", "2020 to 2021 - numerator", "2021 to 2022 - outcome",
     "2021 to 2022 - numerator"),
    (COUNTY, "60.5", "605", "61", "610"),
    (BRACKENSHIRE, "50", "500", "51", "510"),
]  # fmt: skip
SERIES = [
    ("Area code", "Year", "Children looked after", "Satisfied residents", "Remark"),
    (COUNTY, "2020/21", "60.5", "71", "Counted in one week, by hand"),
    (BRACKENSHIRE, "2020/21", "NA", "73", "Counted in one week, by hand"),
]
WITHOUT_FIGURES = [
    ("Council", "Q1 2020/21", "Q2 2020/21", "Q3 2020/21", "Comment"),
    (COUNTY, "23.1", "12.4", "n/a", "Counted by hand in the depot, every Friday"),
    (BRACKENSHIRE, "7", "8", "n/a", ""),
]
MONEY = [
    ("Measure", "Q1 2024/25", "Q2 2024/25", "Q3 2024/25"),
    ("Children looked after", "£32.61", "–", "£1,204,310"),
    ("Satisfied residents", "(12.5)", "13", "14"),
]
QUARTERS = [
    ("Financial Year", "Financial Quarter", "Council", "Offences"),
    ("2018/19", "1", COUNTY, "1,204"),
    ("2018/19", "2", COUNTY, "1,190"),
    ("2018/19", "3", BRACKENSHIRE, "7"),
]
NISRA = [
    ("STATISTIC", "Statistic Label", "TLIST(A1)", "LGD2014", "UNIT", "VALUE"),
    ("REC", "Children looked after", "2021/22", COUNTY, "Number", "1,204"),
    ("REC", "Children looked after", "2021/22", BRACKENSHIRE, "Number", "1,190"),
]
TWO_LINES = [
    ("Homelessness by council", "", "", "", ""),
    ("", "2021/22", "", "2022/23", ""),
    ("Council", "Rate", "Numerator", "Rate", "Numerator"),
    (COUNTY, "1.5", "12", "2.5", "13"),
    (BRACKENSHIRE, "3.5", "20", "..", "21"),
]
MERGED = [
    ("Return of libraries", "", "", ""),
    ("Reported in July, to be checked", "", "", ""),
    ("", "", "", ""),
    ("Indicator", "2021/22", "", "Comments"),  # Indicator and Comments are merged with those below
    ("", "Q1", "Q2 (p)", ""),
    ("Children looked after", "60.5", "61", ""),
    ("Satisfied residents", "71", "73", "Fewer were asked"),
]
UNDER_A_YEAR = [
    ("Return of libraries", "", "", ""),
    ("", "2021/22", "", ""),
    ("Indicator", "Q1", "Q2", "Q3"),
    ("Children looked after", "60.5", "61", "62"),
    ("Satisfied residents", "71", "73", "74"),
]
SHARE = [
    ("Type", "Period", "Decided in time", "Total decided", "Percentage"),
    ("Major", "Q1 2021/22", "9", "10", "90.0%"),
    ("Minor", "Q1 2021/22", "50", "57", "88%"),
    ("Major", "Q2 2021/22", "12", "16", "75.0%"),
]
NO_SHARE = [  # the last column is not what the others come to
    ("Period", "Decided", "Refused", "Percentage"),
    ("Q1 2021/22", "9", "10", "12.0%"),
    ("Q2 2021/22", "50", "57", "31%"),
]

DRAFTS = {
    "share": (SHARE, {"indicator": "Type", "period": "Period", "value": "Percentage",
                      "numerator": "Decided in time", "denominator": "Total decided"}, 2),
    "no share": (NO_SHARE, {"period": "Period", "across": "indicator"}, 2),
    "long": (LONG, {"indicator": "Indicator", "period": "Quarter", "area": "Council",
                    "value": "Result"}, 2),
    "wide": (WIDE, {"indicator_is": "wide", "area": "Code", "across": "period",
                    "value": '"{period} - outcome"'}, 4),
    "money": (MONEY, {"indicator": "Measure", "across": "period", "symbols:\n  –": "x"}, 3),
    "quarters": (QUARTERS, {"indicator_is": "Offences", "area": "Council", "value": "Offences",
                            "period": '"{Financial Year} Q{Financial Quarter}"'}, 3),
    "nisra": (NISRA, {"indicator": "Statistic Label", "period": "TLIST(A1)", "area": "LGD2014",
                      "value": "VALUE"}, 2),
    "two lines": (TWO_LINES, {"indicator_is": "two lines", "area": "Council", "across": "period",
                              "value": '"{period} - Rate"',
                              "numerator": '"{period} - Numerator"', "header_rows": "2"}, 4),
    "merged": (MERGED, {"indicator": "Indicator", "across": "period", "area_is": "WHICH AREA",
                        "ignore": "\n- Comments", "header_rows": "2"}, 2),
    "under a year": (UNDER_A_YEAR, {"indicator": "Indicator", "across": "period",
                                    "header_rows": "2"}, 3),
    "quarter without figures": (WITHOUT_FIGURES, {"area": "Council", "across": "period",
                                       "ignore:\n- Comment\nsymbols:\n  n/a": "x"}, 6),
    "series": (SERIES, {"period": "Year", "area": "Area code", "across": "indicator"}, 2),
}  # fmt: skip


@pytest.mark.alike(4)
@pytest.mark.parametrize("shape", DRAFTS)
@pytest.mark.parametrize("ending", ["csv", "ods"])
def test_the_drafts_take_the_table_in(
    shape: str, ending: str, book: Book, command: Command, tmp_path: Path
) -> None:
    """The series as measures of the book, the map as it is drafted."""
    rows, keys, figures = DRAFTS[shape]
    path = tmp_path / f"{shape}.{ending}"
    if ending == "csv":
        written(path, rows)
    else:
        write_ods(path, {"Notes": [["What this is"]], "Data": rows})
    ended = command("import", "inspect", path, "--book", book.root)
    assert ended.status == 0
    drafted = book.root / "_build" / "imports" / f"{shape}-map.yml"
    text = drafted.read_text(encoding="utf-8")
    for key, value in keys.items():
        assert f"{key}: {value}\n".replace(": \n", ":\n") in text.replace("'", '"')
    drafted.write_text(text.replace("WHICH AREA", COUNTY), encoding="utf-8")
    lines = (drafted.with_name(f"{shape}-series.csv")).read_text(encoding="utf-8").splitlines()
    assert lines[0] == "measure,publisher,indicator"
    measure = "children-looked-after"
    asked = [line.split(",", 1)[1] for line in lines[1:]]
    (book.data / "series.csv").write_text(f"{lines[0]}\n{measure},{asked[0]}\n", encoding="utf-8")
    ended = command("import", "table", path, "--map", drafted, "--json", "--book", book.root)
    result = json.loads(ended.out)
    assert result["refused"] == 0
    assert result["measures"][0]["figures"] == figures


def test_a_wide_table_s_series_have_their_figures_counted_and_sheets_alike_are_named(
    book: Book, command: Command, tmp_path: Path
) -> None:
    path = tmp_path / "return.ods"
    later = [*MONEY[:1], ("Children looked after", "33", "", ""), *MONEY[2:]]
    write_ods(path, {"2023-24": MONEY, "Notes": [["What this is"]], "2024-25": later})
    shown = command("import", "inspect", path, "--book", book.root).out.splitlines()
    assert "2 series: Children looked after (3) and Satisfied residents (3)." in shown
    assert (
        "The same header: 2024-25. Of each such sheet write a map of its own, with its name under "
        "sheet."
    ) in shown
    write_ods(path, {"2023-24": MONEY, "2024-25": [("Measure", "Q1 2025/26"), ("Litter", "3")]})
    other = command("import", "inspect", path, "--book", book.root)
    assert "The same header" not in other.out


def test_a_publisher_s_file_is_told(book: Book, command: Command, tmp_path: Path) -> None:
    header = ("time_period", "time_identifier", "geographic_level", "country_code", "region_code",
              "new_la_code", "la_name", "school_type", "pupils", "rate")  # fmt: skip
    row = ("2020", "Calendar year", "Local authority", "E92000001", "", COUNTY, "A council",
           "Primary", "120", "c")  # fmt: skip
    later = ("2021", *row[1:-1], "7.5")
    path = written(tmp_path / "pupils.csv", [header, row, later])
    told = json.loads(command("import", "inspect", path, "--json", "--book", book.root).out)
    assert (told["layout"], told["line"], told["rows"]) == ("ees", 1, 2)
    assert told["series"] == {"pupils": 2, "rate": 1}
    assert (told["areas"], told["periods"], told["unknown_areas"]) == (
        [COUNTY],
        ["2020", "2021"],
        [],
    )
    shown = command("import", "inspect", path, "--book", book.root).out.splitlines()
    assert shown[:4] == [
        "pupils.csv: ees, header on line 1, 2 rows",
        "2 series: pupils (2) and rate (1).",
        f"1 area: {COUNTY}.",
        "2 periods: 2020 and 2021.",
    ]
    assert not [line for line in shown if "where" in line]


def test_columns_that_part_a_file_s_rows_stand_in_the_draft(
    book: Book, command: Command, tmp_path: Path
) -> None:
    """A line without ``where`` would have several rows for one area and period."""
    header = ("time_period", "time_identifier", "geographic_level", "country_code", "region_code",
              "new_la_code", "la_name", "old_la_code", "school_type", "sex", "pupils")  # fmt: skip
    begun = ("2020", "Calendar year", "Local authority", "E92000001", "", COUNTY, "A council",
             "801")  # fmt: skip
    rows = [
        (*begun, "Primary", "Girls", "120"),
        (*begun, "Primary", "Total", "250"),
        (*begun, "Secondary", "Girls", "110"),
        (*begun, "Secondary", "Total", "c"),
    ]
    path = written(tmp_path / "pupils.csv", [header, *rows])
    shown = command("import", "inspect", path, "--book", book.root).out.splitlines()
    assert "school_type: Primary and Secondary. Choose one of them in where." in shown
    assert "sex: Girls and Total. Choose one of them in where." in shown
    assert shown[-2:] == [
        "  measure,publisher,indicator,where",
        "  name-of-a-measure,ees,pupils,school_type=Primary; sex=Total",
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7", "this is a PDF, not the data file of a publisher."),
        (b"One line of text and no more\n", "the file has no table of figures"),
        (b"Name,Note\nA,some words that are long\n", "the file has no table of figures"),
        (b"PAR1 and nothing", "this is a Parquet file, and not the table of the Local Authority"),
    ],
)
def test_what_is_no_table_is_said_so(
    data: bytes, says: str, book: Book, command: Command, tmp_path: Path
) -> None:
    (tmp_path / "file.csv").write_bytes(data)
    ended = command("import", "inspect", tmp_path / "file.csv", "--book", book.root)
    assert ended.status == 1
    assert ended.err.startswith("file.csv")
    assert says in ended.err
    assert not (book.root / "_build" / "imports").exists()


@pytest.mark.parametrize(
    ("name", "period"),
    [("Waste_2021-22", "2021-22"), ("waste Q1 2021/22".replace("/", "-"), "Q1 2021-22"),
     ("waste", "WHICH PERIOD")],
)  # fmt: skip
def test_a_period_is_that_of_the_name_and_none_is_made_up(
    name: str, period: str, book: Book, command: Command, tmp_path: Path
) -> None:
    path = written(tmp_path / f"{name}.csv", [("Code", "Value"), (COUNTY, "45"), (COUNTY, "46")])
    assert command("import", "inspect", path, "--book", book.root).status == 0
    text = (book.root / "_build" / "imports" / f"{name}-map.yml").read_text(encoding="utf-8")
    assert f"period_is: {period}\n" in text


def test_an_area_is_not_made_up(book: Book, command: Command, tmp_path: Path) -> None:
    path = written(tmp_path / "waste.csv", [("Year", "Value"), ("2020/21", "45")])
    command("import", "inspect", path, "--book", book.root)
    text = (book.root / "_build" / "imports" / "waste-map.yml").read_text(encoding="utf-8")
    assert "area_is: WHICH AREA\n" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Council;Indicator;2022/23\nYours;Rate;3,5\n", 'The figures of "2022/23" have a decimal'),
        ("Council\tIndicator\t2022/23\nYours\tRate\t1.203,5\n", "decimal comma (1.203,5). Write"),
        ("Council;Indicator;2022/23\nYours;Rate;3.5\n", ""),
        ("Council;Indicator;2022/23\nYours;Rate;1,203\n", ""),
    ],
)
def test_decimal_commas_are_called_that(
    book: Book, command: Command, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    ended = command("import", "inspect", path, "--book", book.root)
    assert ended.status == int(bool(said))
    assert said.lower() in ended.err.lower()


@pytest.mark.parametrize(("columns", "status"), [(20_000, 1), (40, 0)])
def test_a_table_of_thousands_of_columns_is_told_at_once(
    book: Book, command: Command, tmp_path: Path, columns: int, status: int
) -> None:
    names = [f"Figure {n}" for n in range(columns - 1)]
    path = written(
        tmp_path / "wide.csv", [("Code", *names), (COUNTY, *map(str, range(columns - 1)))]
    )
    ended = command("import", "inspect", path, "--book", book.root)
    assert ended.status == status, ended.err
    assert ("the table has 20,000 columns, and a draft is made of 400 at most" in ended.err) == (
        status == 1
    )
