"""Published files taken in by the command: a preview, what is written, revisions, broken files."""

from __future__ import annotations

import csv
import gzip
import json
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest

import quarterbook.publishers.layouts.ees
from quarterbook.data.recorded import read_recorded
from quarterbook.data.tables.publisher_names import PUBLISHERS
from quarterbook.data.tables.schemas import TABLES
from quarterbook.data.vintage import vintage_of
from quarterbook.ground.periods import parse
from quarterbook.publishers.import_file import FORMATS
from quarterbook.publishers.merge_areas import merge_areas, rewrite
from quarterbook.publishers.reading import fetch
from quarterbook.publishers.reading.layout import RequestedSeries
from quarterbook.publishers.requested_series import WhereError, read_where
from quarterbook.storage.book import Book
from quarterbook.storage.csv_lines import number_cell
from support.command import Command

HEADER = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"
    "region_name,old_la_code,new_la_code,la_name,population_type,population_estimate,"
    "children_count,rate_per_10000"
)
LOOKED_AFTER = "Children looked after on 31 March each year"
SERIES = (
    "measure,publisher,indicator,where,numerator,denominator,source\n"
    f"children-looked-after,ees,rate_per_10000,population_type={LOOKED_AFTER},children_count,"
    "population_estimate,DfE children looked after in England\n"
)
# What the demonstration has of these areas, and what the new release says.
COUNTY, BRACKENSHIRE, ENGLAND = "E10000099", "E06000901", "E92000001"
AS_RECORDED = {
    (2019, COUNTY): ("60.7", "362", "59682"),
    (2019, BRACKENSHIRE): ("54.8", "355", "64724"),
    (2020, COUNTY): ("66.9", "401", "59920"),
    (2020, BRACKENSHIRE): ("59.5", "385", "64724"),
    (2020, ENGLAND): ("66.3", "15186", "2289519"),
}


def row(
    year: int, area: str, figures: Sequence[str], population: str = LOOKED_AFTER, level: str = ""
) -> str:
    """A line of an Explore Education Statistics file."""
    rate, count, estimate = figures
    national = area == ENGLAND
    where = ",,,," if national else f"E12000091,West Marches,899,{area},A council"
    level = level or ("National" if national else "Local authority")
    return (
        f"{year},Reporting year,{level},E92000001,England,"
        f"{where},{population},{estimate},{count},{rate}"
    )


def release(path: Path, *changed: str, figures: dict[tuple[int, str], tuple[str, ...]]) -> Path:
    """Write a release: the figures and further lines."""
    lines = [HEADER, *(row(*key, cells) for key, cells in figures.items()), *changed]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


@pytest.fixture
def command(book: Book, command: Command) -> Command:
    """``quarterbook import`` on the copy of the demonstration, in this process."""
    (book.data / "series.csv").write_text(SERIES, encoding="utf-8")
    return lambda *words: command("import", *words, "--book", book.root)


@pytest.fixture
def known_figures(tmp_path: Path) -> Path:
    """A release that says what the book has already."""
    return release(tmp_path / "cla.csv", figures=AS_RECORDED)


@pytest.fixture
def revised_figures(tmp_path: Path) -> Path:
    """The same with one figure revised, one year more, and lines that cannot be used."""
    return release(
        tmp_path / "cla.csv",
        row(2022, COUNTY, ("77.25", "465", "60194")),
        row(2022, BRACKENSHIRE, ("c", "c", "64724")),
        row(2022, "E06009999", ("50", "30", "6000")),
        row(2022, ENGLAND, ("about 70", "16000", "2290000")),
        row(2022, COUNTY, ("20", "120", "60194"), "Children starting to be looked after"),
        figures=AS_RECORDED | {(2020, COUNTY): ("67.1", "402", "59920")},
    )


def data_of(book: Book) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(book.data.iterdir())}


def added_to(book: Book, before: dict[str, bytes]) -> list[str]:
    """The lines that benchmarks.csv has more, after checking that all else is as it was."""
    after = data_of(book)
    old, new = before.pop("benchmarks.csv"), after.pop("benchmarks.csv")
    assert after == before
    assert new.startswith(old)
    return new[len(old) :].decode("utf-8").splitlines()


def test_a_preview_says_what_is_new_and_writes_nothing(
    book: Book, command: Command, revised_figures: Path
) -> None:
    before = data_of(book)
    ended = command("ees", revised_figures)
    assert (ended.status, ended.err) == (0, "")
    table, *rest = ended.out.split("\n10 rows")
    assert [line.split() for line in table.splitlines()] == [
        ["measure", "figures", "periods", "areas", "new", "revised", "unchanged"],
        ["children-looked-after", "7", "3", "3", "2", "1", "4"],
    ]
    assert rest == [
        " in the file: 7 used, 2 that cannot be used, 1 that series.csv does not ask for.\n"
        "What cannot be used is listed in _build/imports/cla-refused.csv:\n"
        + "".join(f"  1  {reason}\n" for reason in sorted(r["reason"] for r in refused(book)))
        + "Nothing is written yet: add --write.\n"
    ]
    assert data_of(book) == before


def refused(book: Book, name: str = "cla") -> list[dict[str, str]]:
    listing = book.root / "_build" / "imports" / f"{name}-refused.csv"
    with listing.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_cannot_be_used_is_listed_with_its_line(
    book: Book, command: Command, revised_figures: Path
) -> None:
    command("ees", revised_figures)
    found = refused(book)
    text = revised_figures.read_text(encoding="utf-8-sig").splitlines()
    assert [one["line"] for one in found] == ["9", "10"]
    assert [one["text"] for one in found] == [text[8], text[9]]
    assert "E06009999" in found[0]["reason"]
    assert '"about 70"' in found[1]["reason"]
    release(revised_figures, figures=AS_RECORDED)
    command("ees", revised_figures)
    assert not (book.root / "_build" / "imports" / "cla-refused.csv").exists()


def test_write_appends_and_a_second_import_changes_nothing(
    book: Book, command: Command, revised_figures: Path
) -> None:
    before = data_of(book)
    ended = command("ees", revised_figures, "--published", "2022-01-08", "--write")  # a Saturday
    assert ended.status == 0
    assert ended.out.endswith("Written to data/benchmarks.csv.\n")
    source = "DfE children looked after in England,2022-01-08"
    assert added_to(book, dict(before)) == [
        f"children-looked-after,2019-20,{COUNTY},67.1,402,59920,,{source}",
        f"children-looked-after,2021-22,{BRACKENSHIRE},,,64724,c,{source}",
        f"children-looked-after,2021-22,{COUNTY},77.25,465,60194,,{source}",
    ]
    read_recorded(book)
    after = data_of(book)
    for day in ("2022-01-08", "2022-03-01"):
        again = command("ees", revised_figures, "--published", day, "--write")
        assert again.out.endswith("Nothing is new: data/benchmarks.csv stays as it is.\n")
        assert data_of(book) == after


def test_an_old_quarter_keeps_the_figure_that_was_known_then(
    book: Book, command: Command, revised_figures: Path
) -> None:
    command("ees", revised_figures, "--published", "2022-01-08", "--write")
    recorded = read_recorded(book)
    values = {}
    for quarter in ("2021-22-Q2", "2021-22-Q3"):
        rows = vintage_of(recorded, parse(quarter)).benchmarks
        rows = rows[(rows["measure"] == "children-looked-after") & (rows["area"] == COUNTY)]
        values[quarter] = dict(zip(rows["period"].map(str), rows["value"], strict=True))
    assert values["2021-22-Q2"] == {"2018-19": 60.7, "2019-20": 66.9}
    assert values["2021-22-Q3"] == {
        "2018-19": 60.7,
        "2019-20": 67.1,
        "2020-21": 75.8,
        "2021-22": 77.25,
    }


def test_an_older_release_is_taken_in_beside_the_newer(
    book: Book, command: Command, known_figures: Path
) -> None:
    before = data_of(book)
    ended = command("ees", known_figures, "--published", "2019-12-05", "--write")
    assert "has figures published later for 3 of these" in ended.out
    assert len(added_to(book, before)) == 3
    read_recorded(book)


def test_a_revision_needs_a_later_day(book: Book, command: Command, tmp_path: Path) -> None:
    changed = {(2020, COUNTY): ("67.1", "402", "59920"), (2020, ENGLAND): ("66.4", "", "")}
    path = release(tmp_path / "cla.csv", figures=AS_RECORDED | changed)
    before = data_of(book)
    ended = command("ees", path, "--published", "2020-12-10", "--write")
    assert ended.status == 1
    assert ended.err == (
        'data/benchmarks.csv:1889 D314 "children-looked-after" for 2019/20 of E10000099, published '
        "on 2020-12-10, is 66.9 (401 of 59920) here and 67.1 (402 of 59920) in the file (and so "
        "for 1 more). If the publisher has revised it, give the later day with --published; if "
        "the row here is a slip, correct it by hand.\n"
    )
    assert data_of(book) == before


def test_the_file_s_own_columns_and_end_are_kept(
    book: Book, command: Command, known_figures: Path
) -> None:
    """Columns in another order, a byte-order mark, Windows' line ends and none at the end."""
    path = book.data / "benchmarks.csv"
    old = (
        b"\xef\xbb\xbfpublished_on,area,measure,period,value,numerator,denominator,marker,source\r"
        b'\n2020-12-10,E10000099,children-looked-after,2019-20,66.90,401.0,59920,,"DfE, as sent"'
    )
    path.write_bytes(old)
    before = data_of(book)
    command("ees", known_figures, "--published", "2021-01-05", "--write")
    new = path.read_bytes()
    assert new.startswith(old + b"\n")
    lines = new[len(old) + 1 :].decode().split("\n")
    source = "DfE children looked after in England"
    assert (
        lines[0]
        == f"2021-01-05,{BRACKENSHIRE},children-looked-after,2018-19,54.8,355,64724,,{source}"
    )
    assert lines[1].startswith(f"2021-01-05,{COUNTY},children-looked-after,2018-19,60.7,")
    assert len(lines) == 5
    assert lines[-1] == ""
    assert data_of(book).keys() == before.keys()


def test_no_benchmarks_yet(book: Book, command: Command, known_figures: Path) -> None:
    (book.data / "benchmarks.csv").unlink()
    command("ees", known_figures, "--published", "2021-01-05", "--write")
    lines = (book.data / "benchmarks.csv").read_bytes().split(b"\n")
    assert lines[0].decode().split(",") == TABLES["benchmarks"].columns
    assert len(lines) == 7
    read_recorded(book)


def test_a_year_that_would_be_read_as_a_month_is_left_out(
    book: Book, command: Command, tmp_path: Path
) -> None:
    """2011-12 of a monthly measure is December 2011: there is no other way to write the year."""
    text = SERIES.replace("children-looked-after,ees", "missed-bins,ees")
    (book.data / "series.csv").write_text(text, encoding="utf-8")
    path = release(
        tmp_path / "old.csv",
        row(2013, COUNTY, ("41", "1", "2")),
        figures={(2012, COUNTY): ("40", "1", "2")},
    )
    ended = command("ees", path, "--published", "2021-01-05")
    assert refused(book, "old") == [
        {
            "line": "2",
            "reason": 'the period "2011-12" of a measure that is monthly would be read as '
            "December 2011",
            "text": f"missed-bins, 2011/12, {COUNTY}: 40",
        }
    ]
    assert ended.out.splitlines()[1].split() == ["missed-bins", "1", "1", "1", "1", "0", "0"]


def test_two_lines_that_feed_one_figure(book: Book, command: Command, known_figures: Path) -> None:
    text = SERIES + "children-looked-after,ees,children_count,,,,\n"
    (book.data / "series.csv").write_text(text, encoding="utf-8")
    before = data_of(book)
    ended = command("ees", known_figures, "--published", "2021-01-05", "--write")
    assert ended.status == 1
    assert ended.err.startswith(
        'data/series.csv D313 "children-looked-after" gets two figures for 2018/19 of E10000099: '
        "60.7 (362 of 59682) and 362 (and so for 4 more). "
    )
    assert data_of(book) == before


def test_json(book: Book, command: Command, revised_figures: Path) -> None:
    ended = command("ees", revised_figures, "--published", "2022-01-08", "--json")
    result = json.loads(ended.out)
    assert result["ok"]
    assert not result["written"]
    assert result["rows"] == result["used"] + result["refused"] + result["unasked"] == 10
    assert result["measures"] == [
        {
            "measure": "children-looked-after",
            "figures": 7,
            "periods": 3,
            "areas": 3,
            "new": 2,
            "revised": 1,
            "unchanged": 4,
        }
    ]
    assert sum(one["rows"] for one in result["refused_by_reason"]) == len(refused(book)) == 2
    broken = command("ees", book.toc, "--json")
    assert not json.loads(broken.out)["ok"]


def test_a_file_of_which_no_row_is_used_is_a_fault(
    book: Book, command: Command, tmp_path: Path
) -> None:
    """What was expected and what is there; a file that brings nothing new is no fault."""
    figures = {(2019, "E06009999"): ("60.7", "362", "59682")}
    elsewhere = row(2019, COUNTY, ("1", "2", "3"), level="School")
    path = release(tmp_path / "cla.csv", elsewhere, figures=figures)
    for more in ((), ("--json",)):
        ended = command("ees", path, "--published", "2022-01-08", "--write", *more)
        assert ended.status == 1
        said = json.loads(ended.out)["problems"][0]["message"] if more else ended.err
        assert (
            "no row of the file is used. Expected: rows of rate_per_10000 (for "
            "children-looked-after), of an area that areas.csv has and of a period that is as "
            "long as the measure's. Found: 1 that nothing asks for and 1 refused (E06009999 is no "
            "code of areas.csv" in said
        )
    release(path, figures=AS_RECORDED)
    assert command("ees", path, "--published", "2021-01-05").status == 0


def test_rows_of_a_table_that_hold_an_index_only_are_counted(
    book: Book, command: Command, tmp_path: Path
) -> None:
    """Titles, notes and an index that some program has written beside nothing."""
    text = "measure,publisher,indicator\nchildren-looked-after,table,Looked after\n"
    (book.data / "series.csv").write_text(text, encoding="utf-8")
    (tmp_path / "map.yml").write_text(MAP, encoding="utf-8")
    (tmp_path / "own.csv").write_text(
        "Row,Name,Period,Code,Value\n"
        f"1,Looked after,2019/20,{COUNTY},66.9\n"
        f"2,Looked after,soon,{COUNTY},66.9\n"
        f"3,Leaving,2019/20,{COUNTY},66.9\n"
        "4,,,,\n"
        "5,,,,\n",
        encoding="utf-8",
    )
    ended = command("table", tmp_path / "own.csv", "--map", tmp_path / "map.yml", "--json")
    result = json.loads(ended.out)
    counts = [result[name] for name in ("rows", "used", "refused", "unasked")]
    assert counts == [5, 1, 1, 3]


OWN = (
    "measure,publisher,indicator,where,numerator,denominator,source\n"
    f"road-condition-a,ees,rate_per_10000,population_type={LOOKED_AFTER},,,Roads in England\n"
)


def test_the_council_s_own_figures_become_observations(
    book: Book, command: Command, tmp_path: Path
) -> None:
    """By hand: 3.4 of 2019-20 is recorded, 3.1 of 2020-21 revised, and 2021-22 not over yet."""
    (book.data / "series.csv").write_text(OWN, encoding="utf-8")
    figures = {
        (2020, COUNTY): ("3.4", "", ""),
        (2021, COUNTY): ("3.2", "", ""),
        (2022, COUNTY): ("3.0", "", ""),
        (2021, BRACKENSHIRE): ("4.4", "", ""),
    }
    path = release(tmp_path / "roads.csv", figures=figures)
    words = ("ees", path, "--published", "2021-11-18", "--write")
    before = data_of(book)
    observations = before.pop("observations.csv")
    ended = command(*words, "--own")
    assert "The council's own figures, into data/observations.csv:\n" in ended.out
    assert "Written to data/benchmarks.csv and data/observations.csv.\n" in ended.out
    after = (book.data / "observations.csv").read_bytes()
    assert after.startswith(observations)
    assert after[len(observations) :].decode() == (
        "road-condition-a,2020-21,3.2,,,,2021-11-18,Roads in England\n"
    )
    read_recorded(book)
    assert "Nothing is new" in command(*words, "--own").out


def test_without_being_asked_no_observation_is_touched(
    book: Book, command: Command, tmp_path: Path
) -> None:
    (book.data / "series.csv").write_text(OWN, encoding="utf-8")
    path = release(tmp_path / "roads.csv", figures={(2021, COUNTY): ("3.2", "", "")})
    before = (book.data / "observations.csv").read_bytes()
    assert command("ees", path, "--published", "2021-11-18", "--write").status == 0
    assert (book.data / "observations.csv").read_bytes() == before
    ended = command("areas", path, "--own")
    assert (ended.status, ended.err) == (2, "--own goes with published figures. Leave it out.\n")


def test_a_row_recorded_on_that_day_stops_the_import(
    book: Book, command: Command, tmp_path: Path
) -> None:
    (book.data / "series.csv").write_text(OWN, encoding="utf-8")
    path = release(tmp_path / "roads.csv", figures={(2021, COUNTY): ("3.2", "", "")})
    before = data_of(book)
    ended = command("ees", path, "--published", "2021-07-21", "--write", "--own")
    assert ended.status == 1
    assert " D314 " in ended.err
    assert ended.err.startswith("data/observations.csv:")
    assert data_of(book) == before


def test_many_series_of_other_files_are_one_line(
    book: Book, command: Command, known_figures: Path
) -> None:
    lines = [f"children-looked-after,ees,other_{n},,,,\n" for n in range(4)]
    (book.data / "series.csv").write_text(SERIES + "".join(lines[:3]), encoding="utf-8")
    assert command("ees", known_figures).out.count("Not in the file: ") == 3
    (book.data / "series.csv").write_text(SERIES + "".join(lines), encoding="utf-8")
    ended = command("ees", known_figures)
    assert ended.out.count("Not in the file: ") == 1
    assert "Not in the file: 4 other series of series.csv.\n" in ended.out


# Files that are not what they should be.

BROKEN = {
    "another layout": (
        b"Area,Year,Rate\nE10000099,2020,60\n",
        "cla.csv:1 D120 this is not the layout of Explore Education Statistics: no line of the "
        'first 20 has all its columns, and "time_period", "time_identifier", "geographic_level" '
        'and "country_code" are missing. Line 1 has "Area", "Year" and "Rate".\n',
    ),
    "headers of an unknown year": (
        HEADER.replace("time_period", "year").encode() + b"\n2019,a,b,c,d,e,f,g,h,i,j,1,2,3\n",
        '"time_period" is missing',
    ),
    "wrong encoding": ((HEADER + "\n2019,\x81").encode("latin-1") + b"\n", "encoding"),
    "cut short": (
        (HEADER + "\n" + row(2019, COUNTY, ("60.7", "362", "59682")) + "\n2019,Repor").encode(),
        "cut short",
    ),
    "header only": (HEADER.encode() + b"\n", "nothing below it"),
    "a web page": (b"<!DOCTYPE html><html><body>Sign in</body></html>", "this is a web page"),
    "empty": (b"", "the file is empty"),
    "a workbook cut short": (b"PK\x03\x04 and then nothing", "cut short"),
    "none of the series": (
        HEADER.replace("rate_per_10000", "rate_per_1000").encode()
        + b"\n"
        + row(2019, COUNTY, ("60.7", "362", "59682")).encode()
        + b"\n",
        '"children-looked-after" asks for the column "rate_per_10000", which the file does not '
        'have. Did you mean "rate_per_1000"?',
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_file_that_is_not_as_expected(
    what: str, book: Book, command: Command, tmp_path: Path
) -> None:
    data, says = BROKEN[what]
    path = tmp_path / "cla.csv"
    path.write_bytes(data)
    before = data_of(book)
    ended = command("ees", path, "--published", "2022-01-08", "--write")
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.count("\n") == 1
    assert ended.err.startswith("cla.csv")
    assert " D120 " in ended.err
    assert says in ended.err
    assert data_of(book) == before
    assert not (book.root / "_build").exists()


MAP = "indicator: Name\nperiod: Period\narea: Code\nvalue: Value\n"


@pytest.mark.parametrize("layout", list(FORMATS))
def test_what_no_publisher_sends(layout: str, book: Book, command: Command, tmp_path: Path) -> None:
    """Whatever the format, one message and nothing written."""
    if layout in PUBLISHERS:
        line = f"children-looked-after,{layout},anything,,,,\n"
        (book.data / "series.csv").write_text(SERIES + line, encoding="utf-8")
    (tmp_path / "map.yml").write_text(MAP, encoding="utf-8")
    words = ["--map", tmp_path / "map.yml"] if layout == "table" else []
    path = tmp_path / "sent 2020-21.csv"
    before = data_of(book)
    for data in (
        BROKEN["a web page"][0],
        BROKEN["another layout"][0],
        BROKEN["a workbook cut short"][0],
        BROKEN["empty"][0],
        b"\x00\x81\x8d" * 50,
        b"PAR1 and nothing",
        b'"never closed\n1,2\n',
    ):
        path.write_bytes(data)
        ended = command(layout, path, *words)
        assert (ended.status, ended.out) == (1, "")
        assert ended.err.startswith("sent 2020-21.csv")
        assert ended.err.count("\n") == 1
    assert data_of(book) == before


def test_a_list_that_cannot_be_written(book: Book, command: Command, revised_figures: Path) -> None:
    """Then the figures are not written either."""
    (book.root / "_build").write_text("in the way", encoding="utf-8")
    before = data_of(book)
    ended = command("ees", revised_figures, "--published", "2022-01-08", "--write")
    assert (ended.status, ended.err) == (
        1,
        "_build/imports B109 cannot be written: Not a directory.\n",
    )
    assert data_of(book) == before


def test_a_command_at_fault(book: Book, command: Command, known_figures: Path) -> None:
    before = data_of(book)
    for words, says in (
        (
            ("ees", known_figures, "--write"),
            "The figures need the day on which the publisher released them: add it as "
            "--published 2021-11-18.",
        ),
        (
            ("ees", known_figures, "--published", "18/11/2021"),
            '--published is "18/11/2021", not a date as it is written here: year, month, day, '
            "such as 2021-11-05.",
        ),
        (
            ("eees", known_figures),
            '"eees" is not a format. Known: ascof, ees, lait, nomis, fingertips, table, areas '
            'and neighbours. Did you mean "ees"?',
        ),
        (("ees", book.root / "none.csv"), f"{book.root / 'none.csv'}: no such file."),
        (("ees", "x" * 5000), f"{'x' * 5000}: no such file."),
        (("ees", book.root), f"{book.root}: a folder, not a file."),
        (
            ("ees", "https://localhost/cla.csv"),
            "https://localhost/cla.csv is an address. Add --from-web to fetch it.",
        ),
        (
            ("ees", known_figures, "--from-web"),
            f'"{known_figures}" is not a web address. Write one that begins https://.',
        ),
        (
            ("areas", known_figures, "--published", "2021-11-18"),
            "data/areas.csv has no day of publication. Leave --published out.",
        ),
        (("areas", known_figures, "--map", "x.yml"), '--map goes with "table". Leave it out.'),
    ):
        ended = command(*words)
        assert (ended.status, ended.err) == (2, says + "\n")
    assert command("ees", known_figures, "--map", "x.yml").status == 2
    assert command("table", known_figures).status == 2
    assert data_of(book) == before


def test_series_that_cannot_be_read(book: Book, command: Command, known_figures: Path) -> None:
    path = book.data / "series.csv"
    for text, says in (
        (
            "measure,publisher,indicator,where,scale\n"
            "neets,ees,a,,\nneet,ees,a,b,\nneet,ees,b,=c,\nneet,ees,c,d=e; d=f,\nneet,ees,d,,0\n",
            'data/series.csv:2 D301 measure "neets" is not a measure of measures.csv. Did you '
            'mean "neet"?\n',
        ),
        (
            "measure,publisher,indicator,where,scale\n"
            "neet,ees,a,b,\nneet,ees,b,=c,\nneet,ees,c,d=e; d=f,\nneet,ees,d,,0\n",
            'data/series.csv:2 D208 where has "b" without an equals sign. Write "Column=value; '
            'Column=value".\n'
            'data/series.csv:3 D208 where has "=c" without a column. Write "Column=value; '
            'Column=value".\n'
            'data/series.csv:4 D208 where names the column "d" twice. A row can have one value in '
            "it: keep one, and ask for the other on a line of its own.\n"
            "data/series.csv:5 D208 scale is 0. Write what the publisher's figures are to be "
            "multiplied by, such as 0.001, or leave it blank.\n",
        ),
        (
            "measure,publisher,indicator\nneet,lait,16-17 NEET\n",
            'data/series.csv D312 no line asks for a series of "ees", so no figure of the file '
            "has a measure to go to. Add a line for each series, such as: measure "
            '"children-looked-after", publisher "ees", indicator "rate_per_10000", where '
            '"population_type=Children looked after on 31 March each year". Its columns are '
            "measure, publisher and indicator and, where needed, where, numerator, denominator, "
            "period, scale, source, caveat.\n",
        ),
    ):
        path.write_text(text, encoding="utf-8")
        ended = command("ees", known_figures)
        assert (ended.status, ended.err) == (1, says)
    path.unlink()
    ended = command("ees", known_figures)
    assert ended.status == 1
    assert ended.err.startswith("data/series.csv D101 the file is missing. ")
    assert "children-looked-after,ees,rate_per_10000,population_type=" in ended.err


def test_a_series_that_is_not_in_the_file_is_named(
    book: Book, command: Command, known_figures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The importers' ``absent`` reaches the analyst."""
    read = quarterbook.publishers.layouts.ees.read

    def with_absent(path: Path, series: list[RequestedSeries], codes: object) -> object:
        taken = read(path, series, codes)  # type: ignore[arg-type]
        object.__setattr__(taken, "absent", ('"neet" asks for the column "neets".',))
        return taken

    monkeypatch.setattr(quarterbook.publishers.layouts.ees, "read", with_absent)
    ended = command("ees", known_figures)
    assert 'Not in the file: "neet" asks for the column "neets".\n' in ended.out


def test_a_table_at_fault_stops_the_import(
    book: Book, command: Command, known_figures: Path
) -> None:
    path = book.data / "benchmarks.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write("children-looked-after,2019-20,E10000099,many,,,,,2020-12-11\n")
    before = data_of(book)
    ended = command("ees", known_figures, "--published", "2021-01-05", "--write")
    assert ended.status == 1
    assert ended.err.startswith("data/benchmarks.csv:2450 D202 value is")
    path.write_bytes(before["benchmarks.csv"].rpartition(b"children")[0])
    (book.data / "areas.csv").unlink()
    ended = command("ees", known_figures)
    assert ended.err.startswith("data/areas.csv D315 no council is listed")


# Areas and statistical neighbours.

LIST = (
    "local-authority-code,official-name,gss-code,start-date,end-date,replaced-by,nation,region,"
    "local-authority-type,old-ons-la-code\n"
    "ONE,Brackenshire,E06000901,2009-04-01,,,England,North East,UA,901\n"
    "TWO,Newmoor,E06000999,2023-04-01,,,England,North East,UA,999\n"
    "OLD,Oldmoor,E06000998,2009-04-01,2023-03-31,TWO,England,,NMD,998\n"
    "SCO,Northwick,S12000001,2009-04-01,,,Scotland,,SCO,\n"
)


def test_areas_are_added_and_none_is_taken_out(
    book: Book, command: Command, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    before = data_of(book)
    ended = command("areas", path)
    assert ended.status == 0
    assert ended.out == (
        "data/areas.csv: 18 rows to add, 1 to change, 1 unchanged.\n"
        '  E06000901: region was "E12000091", becomes "E12000001"\n'
        '  E06000901: dfe_code was blank, becomes "901"\n'
        "Nothing is written yet: add --write.\n"
    )
    assert data_of(book) == before
    assert command("areas", path, "--write").out.endswith("Written to data/areas.csv.\n")
    old = before["areas.csv"].decode().splitlines()
    new = (book.data / "areas.csv").read_text(encoding="utf-8").splitlines()
    assert new[0] == old[0] + ",dfe_code"
    assert new[2] == "E06000901,Brackenshire,council,E12000001,2009-04-01,,,901"
    assert [line + "," for line in old[3:]] == new[3 : len(old)]
    assert new[len(old)] == (
        "E06000998,Oldmoor,council,E12000001,2009-04-01,2023-03-31,E06000999,998"
    )
    assert len(new) == len(old) + 18
    read_recorded(book)
    written = data_of(book)
    again = command("areas", path, "--write")
    assert again.out.endswith("Nothing is new: data/areas.csv stays as it is.\n")
    assert data_of(book) == written


def test_areas_of_a_region_that_is_not_listed(book: Book, command: Command, tmp_path: Path) -> None:
    line = row(2020, "E06000999", ("50", "30", "6000")).replace("E12000091", "E12000001")
    path = release(tmp_path / "ees.csv", line, figures={})
    ended = command("areas", path, "--write")
    assert ended.status == 1
    assert ended.err.startswith(
        "data/areas.csv D303 the file has councils whose region is E12000001, which is no code"
    )


def test_neighbours(book: Book, command: Command, tmp_path: Path) -> None:
    areas = pd.read_csv(book.data / "areas.csv", dtype=str, keep_default_na=False)
    councils = list(areas.loc[areas["kind"] == "council", "code"])[:12]
    codes = {code: str(801 + place) for place, code in enumerate(councils)}
    areas.assign(dfe_code=areas["code"].map(codes).fillna("")).to_csv(
        book.data / "areas.csv", index=False, lineterminator="\n"
    )
    path = tmp_path / "sn.csv"
    header = ",".join(["old_la_code", *(f"SN_{rank}" for rank in range(1, 11))])
    members = [str(802 + rank) for rank in range(9)]
    path.write_text(f"{header}\n801,{','.join(members)},899\n", encoding="utf-8")
    before = (book.data / "comparators.csv").read_bytes()
    ended = command("neighbours", path, "--write")
    assert ended.status == 0
    assert "rows there for the same councils are not in the file and would stay." in ended.out
    assert "no current council of areas.csv has the dfe_code 899" in ended.out
    after = (book.data / "comparators.csv").read_bytes()
    assert after != before
    assert b"neighbours,E10000099,E06000903,3\n" in after
    read_recorded(book)
    command("neighbours", path, "--write")
    assert (book.data / "comparators.csv").read_bytes() == after


LISTS = {
    "names": "Nearest neighbours\nBrackenshire Council\nAtlantis\nE06000902\n",
    "codes": "E06000901\nE06000902\n",
    "with a header": "Name,Code\nBrackenshire,E06000901\nFarnley,E06000902\n",
    "of two councils": (
        "Council,Nearest,Next\nE10000099,E06000901,E06000902\nE06000901,E10000099,E06000902\n"
    ),
    "by line": "Council,Neighbour\nE10000099,E06000901\nE10000099,E06000902\n",
}


@pytest.mark.parametrize("kind", LISTS)
def test_neighbours_from_any_list(kind: str, book: Book, command: Command, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LISTS[kind], encoding="utf-8")
    before = (book.data / "comparators.csv").read_text(encoding="utf-8")
    ended = command("neighbours", path, "--group", "cipfa", "--write")
    assert ended.status == 0
    added = (book.data / "comparators.csv").read_text(encoding="utf-8")[len(before) :]
    expected = "cipfa,E10000099,E06000901,1\ncipfa,E10000099,E06000902,2\n"
    if kind == "of two councils":
        expected += "cipfa,E06000901,E10000099,1\ncipfa,E06000901,E06000902,2\n"
    assert added == expected
    assert ('"Atlantis" is no area of areas.csv' in ended.out) == (kind == "names")
    read_recorded(book)


def test_a_group_that_no_list_makes(book: Book, command: Command, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LISTS["codes"], encoding="utf-8")
    ended = command("neighbours", path, "--group", "england")
    assert (ended.status, ended.err) == (
        2,
        "--group england is no name of neighbours. Choose another.\n",
    )
    path.write_text("Atlantis\nAvalon\n", encoding="utf-8")
    ended = command("neighbours", path)
    assert ended.status == 1
    assert "nor a list of councils by the codes or names of areas.csv." in ended.err


def test_rows_that_do_not_change_stay_byte_for_byte() -> None:
    table = TABLES["comparators"]
    data = b'group,council,member,rank\r\n"neighbours",A,B,"1"\r\n\r\nneighbours, A ,C,2'
    existing = pd.DataFrame(
        [["neighbours", "A", "B", "1"], ["neighbours", "A", "C", "2"]],
        columns=table.columns,
        index=[2, 4],
    )
    taken = pd.DataFrame(
        [["neighbours", "A", "C", "3"], ["neighbours", "A", "D", "4"]], columns=table.columns
    )
    merged = merge_areas(existing, taken, table.key, table.key[:-1])
    assert (len(merged.added), merged.changed, merged.unchanged, merged.kept) == (1, 1, 0, 1)
    assert rewrite(data, table, merged) == (
        b'group,council,member,rank\r\n"neighbours",A,B,"1"\r\n\r\nneighbours, A ,C,3\n'
        b"neighbours,A,D,4\n"
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (48.5, "48.5"),
        (1e15, "1000000000000000"),
        (0.00001, "0.00001"),
        (-0.0, "0"),
        (1234567.0, "1234567"),
        (2 / 3, "0.666666666667"),
        (float("nan"), ""),
        (None, ""),
    ],
)
def test_numbers_are_written_plainly(number: float | None, text: str) -> None:
    assert number_cell(number) == text


def test_where() -> None:
    assert read_where("") == {}
    assert read_where(" Sex = Persons ;Age=18+ yrs; Category Type=;") == {
        "Sex": "Persons",
        "Age": "18+ yrs",
        "Category Type": "",
    }
    with pytest.raises(WhereError):
        read_where("Sex")


# From the web: a server of our own on the loopback.


class Server(BaseHTTPRequestHandler):
    """Answers by path; ``body`` is the file it offers."""

    body = b""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/on/"):
            left = int(path.rpartition("/")[2])
            self.send_response(302)
            self.send_header("Location", f"/on/{left - 1}" if left else "/cla.csv")
            self.end_headers()
            return
        if path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
            return
        if path == "/slow":
            time.sleep(1.5)
            return
        if path == "/none":
            self.send_error(404)
            return
        self.send_response(200)
        if path == "/named":
            self.send_header("Content-Disposition", 'attachment; filename="../../our file.csv"')
        if path.startswith("/packed"):
            self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            packed = gzip.compress(self.body)
            self.wfile.write(packed[:-20] if path.endswith("short") else packed)
            return
        if path == "/csv":
            self.send_header("Content-Type", "text/csv")
        if path != "/unannounced":
            size = len(self.body) + (1000 if path == "/broken-off" else 0)
            self.send_header("Content-Length", str(size))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(known_figures: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(Server, "body", known_figures.read_bytes())
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/cla.csv", "cla.csv"),
        ("/data/cla%20rates.csv?year=2020", "cla-rates.csv"),
        ("/named", "our-file.csv"),
        ("/csv", "csv.csv"),
        ("/unannounced", "unannounced"),
        ("/on/4", "cla.csv"),
        ("/packed.csv", "packed.csv"),
    ],
)
def test_from_the_web(path: str, name: str, book: Book, command: Command, server: str) -> None:
    ended = command("ees", f"{server}{path}", "--from-web")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith(f"Fetched _build/imports/{name}\nmeasure")
    assert [one.name for one in (book.root / "_build" / "imports").iterdir()] == [name]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (
            "/none",
            "the server answers 404 (Not Found). Open the address in a browser, and give the one "
            "that the file itself has.",
        ),
        ("/slow", "no answer for 0.3 seconds. Try again later, or check the connection."),
        ("/packed-short", "the download broke off: "),
        ("/broken-off", "the download broke off: "),
        ("/on/9", "the server leads on more than 5 times. "),
        ("/elsewhere", "the server leads on to file:///etc/hostname, which is not on the web. "),
    ],
)
def test_from_the_web_without_success(
    path: str,
    says: str,
    book: Book,
    command: Command,
    server: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetch, "TIMEOUT", 0.3)
    before = data_of(book)
    address = f"{server}{path}"
    ended = command("ees", address, "--from-web", "--published", "2022-01-08", "--write")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(f"{address}: {says}")
    assert ended.err.count("\n") == 1
    assert data_of(book) == before
    assert not list((book.root / "_build").rglob("*.*"))


@pytest.mark.parametrize("path", ["/cla.csv", "/unannounced", "/packed.csv"])
def test_from_the_web_too_large(
    path: str, book: Book, command: Command, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "LARGEST", 500)
    kept = book.root / "_build" / "imports" / path[1:]
    kept.parent.mkdir(parents=True)
    kept.write_text("an earlier download", encoding="utf-8")
    ended = command("ees", f"{server}{path}", "--from-web")
    assert ended.status == 2
    assert "but at most 500 bytes are taken in. Download the file in a browser" in ended.err
    assert [one.name for one in kept.parent.iterdir()] == [kept.name]
    assert kept.read_text(encoding="utf-8") == "an earlier download"


def test_no_server_at_all(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    ended = command("ees", "http://127.0.0.1:9/cla.csv", "--from-web")
    assert ended.status == 2
    assert ended.err.startswith("http://127.0.0.1:9/cla.csv: nothing could be fetched: ")
    for address in ("file:///etc/hostname", "ftp://127.0.0.1/cla.csv", "cla.csv"):
        ended = command("ees", address, "--from-web")
        assert ended.err == (f'"{address}" is not a web address. Write one that begins https://.\n')


def test_figures_are_not_published_on_a_day_to_come(command: Command, known_figures: Path) -> None:
    ended = command("ees", known_figures, "--published", "2199-01-01", "--write")
    assert ended.status == 2
    assert ended.err == (
        "--published is 2199-01-01, which has not come yet. Give the day on which the publisher "
        "released the figures.\n"
    )


def test_figures_are_not_published_before_their_period(
    command: Command, known_figures: Path
) -> None:
    ended = command("ees", known_figures, "--published", "1999-01-01", "--write")
    assert ended.status == 2
    assert ended.err.startswith("--published is 1999-01-01, but the file has figures for ")
