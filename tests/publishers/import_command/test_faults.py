"""What the import command refuses: broken files, wrong options, series that cannot be read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from shutil import copyfile

import pytest

import quarterbook.publishers.layouts.ees
from quarterbook.data.tables.publisher_names import PUBLISHERS
from quarterbook.publishers.import_file import TABLE_OF_FORMAT
from quarterbook.publishers.reading.layout import RequestedSeries
from quarterbook.storage.book import Book
from support.command import Command
from support.released import COUNTY, HEADER, MAP, SERIES, added_to, data_of, refused, row

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


@pytest.mark.parametrize("layout", list(TABLE_OF_FORMAT))
def test_what_no_publisher_sends(layout: str, book: Book, command: Command, tmp_path: Path) -> None:
    """Whatever the format, one message and nothing written."""
    benchmarks = book.data / "benchmarks.csv"  # the fewer, the sooner each of them is read
    benchmarks.write_bytes(b"".join(benchmarks.read_bytes().splitlines(keepends=True)[:20]))
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
        (("inspect", "/dev/null"), "/dev/null: a pipe or a device, not a file."),
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


@pytest.mark.skipif(os.name == "nt", reason="no file has such a name there")
def test_a_name_of_several_lines(book: Book, command: Command, known_figures: Path) -> None:
    """It would print a line of its own, as if the command said so."""
    named = book.root / "cla\nAll is well.csv"
    copyfile(known_figures, named)
    ended = command("ees", named)
    says = "cla All is well.csv: a name of several lines. Give the file another.\n"
    assert (ended.status, ended.err) == (2, says)


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
        file.write("children-looked-after,2019-20,E10000099,many,,,,,2020-12-11,,,\n")
    before = data_of(book)
    ended = command("ees", known_figures, "--published", "2021-01-05", "--write")
    assert ended.status == 1
    assert ended.err.startswith("data/benchmarks.csv:308 D202 value is")
    path.write_bytes(before["benchmarks.csv"].rpartition(b"children")[0])
    (book.data / "areas.csv").unlink()
    ended = command("ees", known_figures)
    assert ended.err.startswith("data/areas.csv D315 no council is listed")


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


@pytest.mark.parametrize(
    ("years", "taken"),
    [
        (("2021/22", "2022"), ["2021-22"]),  # the book has financial years
        (("2022", "2023"), []),
        (("Jul 2021-Jun 2022",), []),
    ],
)
def test_years_that_overlap_those_of_a_measure_are_left_out(
    book: Book, command: Command, years: tuple[str, ...], taken: list[str]
) -> None:
    assert _taken_in(book, command, years) == taken
    left_out = refused(book, "t")
    assert len(left_out) == len(years) - len(taken)
    first = "July" if "Jul" in years[0] else "January"
    assert left_out[-1]["reason"].endswith(
        f"begins in {first}, and the years that the measure has in April: they have months in "
        "common. Say in series.csv under period which are meant, or make a measure of each"
    )


@pytest.mark.parametrize(
    ("years", "taken"),
    [
        (("2022", "2021/22", "2023"), ["2021-22"]),
        (("2021", "Jul 2021-Jun 2022"), ["2021-07 to 2022-06"]),
        (("2021", "2022", "2015 - 17"), ["2015 to 2017", "2021", "2022"]),
    ],
)
def test_years_that_overlap_within_a_file_are_left_out(
    book: Book, command: Command, years: tuple[str, ...], taken: list[str]
) -> None:
    """Financial years are kept or, where there are none, the newest; several together stay."""
    path = book.data / "benchmarks.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert _taken_in(book, command, years) == taken


def _taken_in(book: Book, command: Command, years: Sequence[str]) -> list[str]:
    """Import a figure for each year; returns the periods that benchmarks.csv has more."""
    map_path = book.root / "map.yml"
    map_path.write_text(MAP, encoding="utf-8")
    (book.data / "series.csv").write_text(
        "measure,publisher,indicator\nneet,table,R\n", encoding="utf-8"
    )
    path = book.root / "t.csv"
    rows = "".join(f"R,{year},{COUNTY},60\n" for year in years)
    path.write_text(f"Name,Period,Code,Value\n{rows}", encoding="utf-8")
    before = data_of(book)
    ended = command("table", path, "--map", map_path, "--published", "2024-12-01", "--write")
    added = [line.split(",")[1] for line in added_to(book, before)]
    assert ended.status == (0 if added else 1)
    return added


def test_nothing_of_a_file_runs_in_what_is_listed_of_it(book: Book, command: Command) -> None:
    """A spreadsheet would run what begins like a formula; the figure that is left out does not."""
    map_path = book.root / "map.yml"
    map_path.write_text(MAP, encoding="utf-8")
    (book.data / "series.csv").write_text(
        "measure,publisher,indicator\nchildren-looked-after,table,=1+1\n", encoding="utf-8"
    )
    path = book.root / "t.csv"
    rows = f"=1+1,2019/20,{COUNTY},about 5\n=1+1,2018/19,{COUNTY},-5\n=1+1,2017/18,{COUNTY},6\n"
    path.write_text(f"Name,Period,Code,Value\n{rows}", encoding="utf-8")
    command("table", path, "--map", map_path)
    assert [one["text"] for one in refused(book, "t")] == [f"'=1+1,2019/20,{COUNTY},about 5"]
    path.write_text(f"Name,Period,=2+2\n{rows.replace(f'{COUNTY},', '')}", encoding="utf-8")
    command("inspect", path)
    draft = (book.root / "_build" / "imports" / "t-series.csv").read_text(encoding="utf-8")
    assert draft.splitlines()[1:] == ["name-of-a-measure,table,'=2+2"]
