"""Histories of a family of counts over two editions: t of a, b and c, of which b is small."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import yaml

from quarterbook.build.sides.stage_sides import stage_sides
from quarterbook.data.recorded import read_recorded
from quarterbook.ground.periods import parse_quarter
from quarterbook.storage.book import Book
from support.books import ROOT, copy_book

DAYS = ("2025-07-20", "2025-10-20")


def family(*rows: tuple[str, int, int], secret: str = "b") -> dict[str, Any]:
    """Figures by measure, value and edition; b is the small part of t, or was."""
    return {
        "secret": {secret: 3},
        "rows": [
            {"measure": id_, "value": value, "recorded_on": DAYS[edition]}
            for id_, value, edition in rows
        ],
    }


HISTORIES = {
    "nothing changes": family(("a", 10, 0), ("b", 3, 0), ("c", 7, 0), ("t", 20, 0)),
    "late total": family(("a", 10, 0), ("b", 3, 0), ("c", 7, 0), ("t", 20, 1)),
    "late part": family(("a", 10, 0), ("b", 3, 0), ("t", 26, 0), ("c", 13, 1)),
    "revised down": family(("a", 10, 0), ("b", 6, 0), ("c", 7, 0), ("b", 3, 1), ("t", 20, 1)),
    "revised down with its total": family(
        ("a", 10, 0), ("b", 6, 0), ("c", 7, 0), ("t", 23, 0), ("b", 3, 1), ("t", 20, 1)
    ),
    "revised up": family(
        ("a", 10, 0), ("b", 3, 0), ("c", 7, 0), ("t", 20, 0), ("b", 6, 1), ("t", 23, 1)
    ),
}
"""What is recorded for a quarter by the cut-offs of two editions."""


def book_of(folder: Path, history: dict[str, Any]) -> Book:
    """The first page's book with a family of counts beside it and a second quarter."""
    book = copy_book(ROOT / "examples" / "first-page", folder / "book")
    measures = list(csv.DictReader((book.data / "measures.csv").open(encoding="utf-8")))
    usual = next(row for row in measures if row["id"] == "litter-reports")
    for id_ in "tabc":
        own = {"id": id_, "title": f"Cases of {id_}", "frequency": "quarterly", "definition": ""}
        measures.append({**usual, **own, "part_of": "" if id_ == "t" else "t"})
    write(book.data / "measures.csv", [{"part_of": "", **row} for row in measures])
    observations = list(csv.DictReader((book.data / "observations.csv").open(encoding="utf-8")))
    blank = dict.fromkeys(observations[0], "")
    for row in history["rows"]:
        observations.append({**blank, "period": "2025-26-Q1", **row})
    write(book.data / "observations.csv", observations)
    params = yaml.safe_load((book.params / "2025-26-q1.yml").read_text(encoding="utf-8"))
    params |= {"quarter": "2025-26-Q2", "cut_off": "2025-10-31", "meetings": []}
    (book.params / "2025-26-q2.yml").write_text(yaml.safe_dump(params), encoding="utf-8")
    return book


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), restval="")
        writer.writeheader()
        writer.writerows(rows)


def staged(book: Book, quarter: str) -> Path:
    """A quarter's public copy, as its notebooks find it."""
    copy = book.root / "_build" / f"staged-{quarter}" / "source"
    shutil.rmtree(copy.parent, ignore_errors=True)
    copy.parent.mkdir(parents=True)
    stage_sides(book, read_recorded(book), parse_quarter(quarter), copy, copy.parent / "exempt")
    return copy


def shown_by(copy: Path) -> list[dict[str, str]]:
    """The family's rows in the data that are there for all to see."""
    path = copy / "data" / "observations.csv"
    with path.open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["measure"] in tuple("tabc")]
