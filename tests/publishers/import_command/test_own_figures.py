"""The council's own figures in a publisher's file become observations where that is asked."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from quarterbook.data.recorded import read_recorded
from quarterbook.storage.book import Book
from support.command import Command
from support.released import BRACKENSHIRE, COUNTY, LOOKED_AFTER, SERIES, data_of, release

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


TAKEN = "road-condition-a,2021-22,3.4,,,,{},Roads in England\n"


@pytest.mark.parametrize(
    ("in_month", "published_on", "is_taken"),
    [
        ("", "2022-03-30", False),
        ("", "2022-03-31", True),
        ("June", "2021-06-29", False),
        ("June", "2021-09-01", True),
    ],
)
def test_a_figure_is_taken_from_the_day_that_check_takes_it(
    book: Book, command: Command, tmp_path: Path, in_month: str, published_on: str, is_taken: bool
) -> None:
    """That is its period's last day or, of a survey, that of the month named in measures.csv."""
    (book.data / "series.csv").write_text(OWN, encoding="utf-8")
    measures = pd.read_csv(book.data / "measures.csv", dtype=str, keep_default_na=False)
    measures["complete"] = ""
    measures.loc[measures["id"] == "road-condition-a", "complete"] = in_month
    measures.to_csv(book.data / "measures.csv", index=False)
    path = release(tmp_path / "roads.csv", figures={(2022, COUNTY): ("3.4", "", "")})
    ended = command("ees", path, "--published", published_on, "--write", "--own")
    written = (book.data / "observations.csv").read_text("utf-8")
    assert written.endswith(TAKEN.format(published_on)) is is_taken
    assert ("fits data/observations.csv" in ended.out) is not is_taken
    read_recorded(book)


def test_a_service_s_return_becomes_observations_alone(
    book: Book, command: Command, tmp_path: Path
) -> None:
    """By hand: a figure with a star, a blank, an n/a, and a quarter that was not over."""
    (book.data / "areas.csv").write_text("code,name,kind,region,from,to,successor\n", "utf-8")
    (book.data / "benchmarks.csv").unlink()
    lines = "road-condition-a,table,Main roads\nchildren-looked-after,table,Children\n"
    (book.data / "series.csv").write_text(f"measure,publisher,indicator\n{lines}", "utf-8")
    path = tmp_path / "return.csv"
    path.write_text(
        "Streets return,,,\nIndicator,2020-21,Q1 2021/22,Q2 2021/22\n"
        "Main roads,3.2*,n/a,\nChildren,,60.5,61\n",
        "utf-8",
    )
    assert command("inspect", path).status == 0
    drafted = book.root / "_build" / "imports" / "return-map.yml"
    text = drafted.read_text("utf-8")
    assert "'*': WHICH MARKER\n" in text
    assert "ignore" not in text
    drafted.write_text(text.replace("WHICH MARKER", "u").replace("WHICH AREA", "own"), "utf-8")
    before = (book.data / "observations.csv").read_bytes()
    words = ("table", path, "--map", drafted, "--published", "2021-09-20", "--write")
    ended = command(*words)
    assert "Written to data/observations.csv.\n" in ended.out
    assert "Q2 2021/22 was complete only on 2021-09-30, not on 2021-09-20" in ended.out
    after = (book.data / "observations.csv").read_bytes()
    assert after[len(before) :].decode().splitlines() == [
        "road-condition-a,2020-21,3.2,,,u,2021-09-20,",
        "children-looked-after,2021-22-Q1,60.5,,,,2021-09-20,",
    ]
    assert not (book.data / "benchmarks.csv").exists()


def test_a_dash_in_a_month_to_come_is_no_figure_of_it(
    book: Book, command: Command, tmp_path: Path
) -> None:
    """A dash in a quarter that is over says that there is none, as the map has it."""
    lines = "children-looked-after,table,Children\n"
    (book.data / "series.csv").write_text(f"measure,publisher,indicator\n{lines}", "utf-8")
    path, layout = tmp_path / "return.csv", tmp_path / "map.yml"
    header = "Indicator,Q4 2020/21,Q1 2021/22,Q2 2021/22,Q3 2021/22\n"
    path.write_text(f"{header}Children,-,60.5,-,-\n", "utf-8")
    layout.write_text(
        'indicator: Indicator\narea_is: own\nacross: period\nsymbols: {"-": x}\n', "utf-8"
    )
    before = (book.data / "observations.csv").read_bytes()
    words = ("table", path, "--map", layout, "--published", "2021-07-10", "--write")
    assert command(*words).status == 0
    after = (book.data / "observations.csv").read_bytes()
    assert after[len(before) :].decode().splitlines() == [
        "children-looked-after,2020-21-Q4,,,,x,2021-07-10,",
        "children-looked-after,2021-22-Q1,60.5,,,,2021-07-10,",
    ]


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
