"""A publisher's confidence limits arrive in benchmarks.csv, whatever it had before."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.data.recorded import read_recorded
from quarterbook.storage.book import Book
from support.command import Command
from support.released import COUNTY

SERIES = "measure,publisher,indicator,source\nchildren-looked-after,table,Rate,Profiles\n"
MAP = (
    "indicator_is: Rate\nperiod: Period\narea: Code\nvalue: Value\nlower: LCL\nupper: UCL\n"
    "marker: Note\n"
)
HEADER = "measure,period,area,value,numerator,denominator,marker,source,published_on"
BEFORE = f"{HEADER}\nchildren-looked-after,2019-20,{COUNTY},66.9,,,,Profiles,2020-12-10\n"


@pytest.fixture
def taken(book: Book, command: Command, tmp_path: Path) -> Command:
    """Take in rows of period, value and limits, released on a day, with the limits or without."""
    (book.data / "series.csv").write_text(SERIES, encoding="utf-8")
    (book.data / "benchmarks.csv").write_text(BEFORE, encoding="utf-8")

    def take(day: str, *rows: tuple[str, ...], has_limits: bool = True) -> str:
        lines = ["Period,Code,Value,LCL,UCL,Note", *(",".join(row) for row in rows)]
        (tmp_path / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        text = MAP if has_limits else MAP.replace("lower: LCL\nupper: UCL\n", "")
        (tmp_path / "map.yml").write_text(text, encoding="utf-8")
        words = ("--map", tmp_path / "map.yml", "--published", day, "--write")
        return command("table", tmp_path / "t.csv", *words).out

    return take


def text_of(book: Book) -> str:
    return (book.data / "benchmarks.csv").read_text(encoding="utf-8")


ROW = ("2019/20", COUNTY, "66.9", "60.5", "73.8", "")
NEXT = ("2020/21", COUNTY, "70.1", "63.2", "77.6", "p")


def test_a_file_without_columns_of_limits_gets_them(book: Book, taken: Command) -> None:
    taken("2021-12-10", ROW, NEXT)
    assert text_of(book).splitlines() == [
        f"{HEADER},lower,upper",
        f"children-looked-after,2019-20,{COUNTY},66.9,,,,Profiles,2020-12-10,,",
        f"children-looked-after,2019-20,{COUNTY},66.9,,,,Profiles,2021-12-10,60.5,73.8",
        f"children-looked-after,2020-21,{COUNTY},70.1,,,p,Profiles,2021-12-10,63.2,77.6",
    ]
    read_recorded(book)
    assert "Nothing is new" in taken("2021-12-10", ROW, NEXT)


def test_figures_of_that_day_without_their_limits_are_named(book: Book, taken: Command) -> None:
    """No row is rewritten, and there can be no second one of the day."""
    said = taken("2020-12-10", ROW)
    assert (
        "data/benchmarks.csv has 1 of these from that day without the confidence limits that the "
        "file has. To have them, take those rows out and import again.\n"
    ) in said
    assert text_of(book) == BEFORE


def test_a_file_without_limits_says_nothing_of_those_that_are_there(
    book: Book, taken: Command
) -> None:
    taken("2021-12-10", ROW)
    before = text_of(book)
    assert "Nothing is new" in taken("2021-12-10", ROW, has_limits=False)
    assert "Nothing is new" in taken("2022-01-10", ROW, has_limits=False)
    assert text_of(book) == before


def test_limits_that_change_are_a_revision(book: Book, taken: Command) -> None:
    taken("2021-12-10", ROW)
    taken("2022-01-10", (*ROW[:3], "60.4", "73.8", ""))
    assert text_of(book).splitlines()[3:] == [
        f"children-looked-after,2019-20,{COUNTY},66.9,,,,Profiles,2022-01-10,60.4,73.8"
    ]


def test_a_file_without_limits_leaves_the_columns_out(book: Book, taken: Command) -> None:
    taken("2021-12-10", NEXT, has_limits=False)
    assert text_of(book) == (
        f"{BEFORE}children-looked-after,2020-21,{COUNTY},70.1,,,p,Profiles,2021-12-10\n"
    )
