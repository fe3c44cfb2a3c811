"""Which figure is the quarter's: its own last period's; what is newer stands beside it, unrated."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from quarterbook import Report
from quarterbook.bind.workbook.areas import areas
from quarterbook.bind.workbook.summary import summary
from quarterbook.data.params.editions import Edition
from quarterbook.ground.periods import complete_on, parse
from quarterbook.report.substitutions.papers import paper_names
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK, copy_book

OCTOBER = "missed-bins,2021-10,80,,,p,2021-11-03,\n"  # the quarter ends in September


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return copy_book(SMALL_BOOK, tmp_path / "book")


def observe(book: Book, row: str) -> None:
    with (book.data / "observations.csv").open("a", encoding="utf-8") as file:
        file.write(row)


def set_column(book: Book, measure: str, **cells: str) -> None:
    """Write optional columns of one measure."""
    path = book.data / "measures.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.update(dict.fromkeys(cells, "") | (cells if row["id"] == measure else {}))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_a_month_after_the_quarter_stands_beside_its_figure_unrated(book: Book) -> None:
    observe(book, OCTOBER)
    report = Report(book=book.root)
    measure = report["missed-bins"]
    # September's 58 meets the target of 60; October's 80 would be red
    assert (measure.value, measure.period) == ("58 per 100,000 collections", "September 2021")
    assert (measure.rag, measure.direction) == ("green", "improved")
    since = "80 per 100,000 collections [p] (October 2021)"
    assert f"since then: {since}, not rated" in measure.standfirst().markdown
    assert f"since then {since}" in report.overview().markdown
    assert "[p] provisional" in report.overview().markdown
    assert "October" not in measure.finding
    paper = paper_names(report.view, Edition(name="x", committee="cabinet"), sign_offs=())
    assert f"since then {since}" in str(paper["performance"])
    sheet = summary(report.view)
    row = dict(zip([c.name for c in sheet.columns], sheet.rows[1], strict=True))
    assert (row["Figure"], row["Since then"]) == (58, since)
    figures = [row for sheet in areas(report.view) for row in sheet.rows]
    assert [row[3:6] for row in figures if row[1] == "missed-bins"][-2:] == [
        ["2021-09", "the period", 58], ["2021-10", "the period", 80],
    ]  # fmt: skip
    (text,) = measure.figures().files.values()
    assert "2021-10,80,p,,,," in str(text)


def test_the_quarters_own_last_month_is_its_figure_however_late_it_came(book: Book) -> None:
    observe(book, "missed-bins,2021-09,80,,,p,2021-11-03,\n")
    measure = Report(book=book.root)["missed-bins"]
    assert (measure.period, measure.rag) == ("September 2021", "red")
    assert "since then" not in measure.standfirst().markdown
    assert all(
        column.name != "Since then" for column in summary(Report(book=book.root).view).columns
    )


def test_a_measure_may_say_that_its_newest_figure_is_the_quarters(book: Book) -> None:
    observe(book, OCTOBER)
    set_column(book, "missed-bins", headline="newest")
    measure = Report(book=book.root)["missed-bins"]
    assert (measure.period, measure.rag) == ("October 2021", "red")
    assert "since then" not in measure.standfirst().markdown


def test_only_the_quarters_own_figure_makes_a_measure_updated(book: Book) -> None:
    """Homes of 2020/21 were in the report before; a month of the year to come is no update."""
    observe(book, "missed-bins,2021-10,80,,,,2021-11-03,\n")
    rows = (book.data / "observations.csv").read_text(encoding="utf-8").splitlines(True)
    kept = [row for row in rows if not row.startswith("missed-bins,2021-0")]
    (book.data / "observations.csv").write_text("".join(kept), encoding="utf-8")
    report = Report(book=book.root)
    assert [view.id for view in report.view.updated] == ["recycling-rate"]
    assert report["missed-bins"].value == "no figure yet"
    assert "Since then: 80 per 100,000" in report["missed-bins"].standfirst().markdown


def test_a_year_whose_figure_is_taken_in_a_month_belongs_to_that_months_quarter(
    book: Book,
) -> None:
    observe(book, "homes-delivered,2021-22,1300,,,,2021-10-20,\n")
    set_column(book, "homes-delivered", complete="September")
    measure = Report(book=book.root)["homes-delivered"]
    assert measure.period == "2021/22"
    set_column(book, "homes-delivered", complete="October")
    observe(book, "homes-delivered,2021-22,1290,,,,2021-11-01,\n")
    rows = (book.data / "observations.csv").read_text(encoding="utf-8")
    rows = rows.replace("homes-delivered,2021-22,1300,,,,2021-10-20,\n", "")
    (book.data / "observations.csv").write_text(rows, encoding="utf-8")
    measure = Report(book=book.root)["homes-delivered"]
    assert measure.period == "2020/21"
    assert "since then: 1,290 (2021/22), not rated" in measure.standfirst().markdown


@pytest.mark.parametrize(
    ("period", "month", "day"),
    [
        ("2025", "", date(2025, 12, 31)),
        ("2025", "April", date(2025, 4, 30)),
        ("2025-26", "April", date(2025, 4, 30)),
        ("2025-26", "February", date(2026, 2, 28)),
        ("2025/26-AY", "", date(2026, 8, 1)),
        ("2025/26-AY", "January", date(2026, 1, 31)),
    ],
)
def test_the_day_from_which_a_figure_can_be_known(period: str, month: str, day: date) -> None:
    assert complete_on(parse(period), month) == day


def test_a_highlighted_title_and_what_is_said_of_it_are_two_words(book: Book) -> None:
    text = Report(book=book.root).highlights().markdown
    assert "[Household waste recycled](#recycling-rate) rose from" in text
