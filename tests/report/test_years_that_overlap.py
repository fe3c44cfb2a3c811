"""Figures of several years that share some: a change between them is said not to be independent.

2015 to 2017 and 2016 to 2018 have two years of three in common.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from quarterbook import Report
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK, copy_book

OVERLAP = (
    "2015 to 2017 and 2016 to 2018 overlap: the two figures are not independent, and the change "
    "between them is no finding by itself."
)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return copy_book(SMALL_BOOK, tmp_path / "book")


def homes(book: Book, figures: dict[str, int], **cells: str) -> None:
    """Give the annual measure these figures by period, and these cells."""
    path = book.data / "observations.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines = [line for line in lines if not line.startswith("homes-delivered")]
    lines += [
        f"homes-delivered,{period},{value},,,,2021-06-01,\n" for period, value in figures.items()
    ]
    path.write_text("".join(lines), encoding="utf-8")
    path = book.data / "measures.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.update(dict.fromkeys(cells, "") | (cells if row["id"] == "homes-delivered" else {}))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_a_change_between_periods_that_overlap_is_said_to_be_no_finding(book: Book) -> None:
    homes(book, {"2015 to 2017": 1310, "2016 to 2018": 1204})
    measure = Report(book=book.root)["homes-delivered"]
    assert measure.direction == "declined"
    assert "compared with 2015 to 2017, which overlaps" in measure.standfirst().markdown
    assert OVERLAP in measure.notes().markdown
    assert "to 1,204 in 2016 to 2018; the periods overlap" in measure.finding


def test_of_periods_apart_nothing_is_said(book: Book) -> None:
    homes(book, {"2013 to 2015": 1310, "2016 to 2018": 1204})
    measure = Report(book=book.root)["homes-delivered"]
    assert measure.direction == "declined"
    assert "overlap" not in measure.standfirst().markdown + measure.finding
    assert "overlap" not in measure.notes().markdown


@pytest.mark.parametrize("basis", ["trend", "spc"])
def test_neither_a_slope_nor_a_chart_is_drawn_through_them(basis: str, book: Book) -> None:
    """Both rest on figures that are independent; a line of 14 figures rises without doubt."""
    figures = {f"{year} to {year + 2}": 1000 + 10 * year for year in range(2002, 2016)}
    homes(book, figures, direction_basis=basis)
    measure = Report(book=book.root)["homes-delivered"]
    assert measure.direction == "not comparable"
    assert "figures overlap" in measure.standfirst().markdown


def test_a_slope_through_single_years_is(book: Book) -> None:
    figures = {str(year): 1000 + 10 * year for year in range(2008, 2020)}
    homes(book, figures, direction_basis="trend")
    assert Report(book=book.root)["homes-delivered"].direction == "improved"


def test_so_it_is_beside_other_councils(book: Book) -> None:
    (book.data / "areas.csv").write_text(
        "code,name,kind,region,from,to,successor\nE07000998,Alderbrook,council,,,,\n"
        "E07000997,Brackenshire,council,,,,\n"
    )
    rows = [
        f"homes-delivered,{period},{area},{value},,,,Live tables,2021-09-30\n"
        for period, value in (("2015 to 2017", 1310), ("2016 to 2018", 1204))
        for area in ("E07000998", "E07000997")
    ]
    (book.data / "benchmarks.csv").write_text(
        "measure,period,area,value,numerator,denominator,marker,source,published_on\n"
        + "".join(rows)
    )
    homes(book, {"2015 to 2017": 1310, "2016 to 2018": 1204})
    assert OVERLAP in Report(book=book.root)["homes-delivered"].benchmark().markdown
