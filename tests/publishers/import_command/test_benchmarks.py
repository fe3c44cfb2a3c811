"""Published files taken in by the command: a preview, what is written, revisions."""

from __future__ import annotations

import json
from pathlib import Path

from quarterbook.data.recorded import read_recorded
from quarterbook.data.tables.schemas import TABLES
from quarterbook.data.vintage import vintage_of
from quarterbook.ground.periods import parse
from quarterbook.storage.book import Book
from support.command import Command
from support.released import (
    AS_RECORDED,
    BRACKENSHIRE,
    COUNTY,
    ENGLAND,
    MAP,
    SERIES,
    added_to,
    data_of,
    refused,
    release,
    row,
)


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
    source = "DfE children looked after in England,2022-01-08,,,"
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


def test_all_digits_are_kept_and_rows_of_twelve_are_no_others(
    book: Book, command: Command, tmp_path: Path
) -> None:
    """Rows taken in long ago have twelve digits of what the publisher has fifteen."""
    before = data_of(book)
    rate = "67.1234567890123"
    path = release(tmp_path / "cla.csv", figures={(2022, COUNTY): (rate, "402", "59920")})
    command("ees", path, "--published", "2022-01-08", "--write")
    assert [line.split(",")[3] for line in added_to(book, dict(before))] == [rate]
    table = book.data / "benchmarks.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace(rate, "67.123456789"), encoding="utf-8"
    )
    again = command("ees", path, "--published", "2022-03-01", "--write")
    assert again.out.endswith("Nothing is new: data/benchmarks.csv stays as it is.\n")


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
        'data/benchmarks.csv:206 D314 "children-looked-after" for 2019/20 of E10000099, published '
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
    must = [field.name for field in TABLES["benchmarks"].fields if not field.optional]
    assert lines[0].decode().split(",") == must
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


def test_shares_of_a_measure_in_per_cent_are_noted(
    book: Book, command: Command, tmp_path: Path
) -> None:
    """A workbook holds 0.452 where it shows 45.2%; a share of a rate is no concern."""
    measures = book.data / "measures.csv"
    lines = measures.read_text(encoding="utf-8").splitlines(keepends=True)
    per_cent = [
        line.replace('"per 10,000 children"', "%")
        if line.startswith("children-looked-after,")
        else line
        for line in lines
    ]
    assert per_cent != lines
    shares = {(2020, COUNTY): ("0.452",), (2020, BRACKENSHIRE): ("0.5",), (2020, ENGLAND): ("1",)}
    path = release(
        tmp_path / "cla.csv", figures={key: (*value, "", "") for key, value in shares.items()}
    )
    assert "are shares" not in command("ees", path).out
    measures.write_text("".join(per_cent), encoding="utf-8")
    assert (
        'note: no figure of "children-looked-after", which is in per cent, is above 1; the '
        "largest is 1. If they are shares, write 100 under scale in series.csv.\n"
    ) in command("ees", path).out
