"""The first page's book with counts of cases in it, some of them small."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from quarterbook.storage.book import Book
from support.books import ROOT, copy_book

PERIODS = ("2024-25-Q2", "2024-25-Q3", "2024-25-Q4", "2025-26-Q1")


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    columns = dict.fromkeys(name for row in rows for name in row)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def read(path: Path) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def of_cases(
    book: Book,
    figures: dict[str, list[int | str]],
    forecasts: dict[str, float] | None = None,
    words: dict[str, str] | None = None,
    **measure: str,
) -> Book:
    """Put quarterly counts of cases into a copy of the first page's book: t is all the others."""
    source = copy_book(ROOT / "examples" / "first-page", book.root)
    usual = {**read(source.data / "measures.csv")[1], "frequency": "quarterly"}
    usual |= {"rag_rule": "floor", **measure}
    part = {"part_of": "t"} if "t" in figures else {}
    own = [
        {**usual, "id": id_, "title": f"Cases of {id_}", **({} if id_ == "t" else part)}
        for id_ in figures
    ]
    measures = read(book.data / "measures.csv")
    write(book.data / "measures.csv", [*({"part_of": "", **row} for row in measures), *own])
    rows = [
        {"measure": id_, "period": period, "value": value, "recorded_on": "2025-07-20"}
        for id_, values in figures.items()
        for period, value in zip(PERIODS[-len(values) :], values, strict=True)
    ]
    rows += [
        {
            "measure": id_,
            "period": "2025-26-Q4",
            "value": value,
            "marker": "f",
            "recorded_on": "2025-07-20",
        }
        for id_, value in (forecasts or {}).items()
    ]
    write(book.data / "observations.csv", read(book.data / "observations.csv") + rows)
    floor = 2 if usual["polarity"] == "higher" else 4
    goals = [
        {"measure": id_, "period": year, "target": 3, "floor": floor, "set_on": "2024-03-01"}
        for id_ in figures
        for year in ("2024-25", "2025-26")
    ]
    write(book.data / "targets.csv", read(book.data / "targets.csv") + goals)
    if words:
        row = {"quarter": "2025-26-Q1", "written_on": "2025-07-25", **words}
        columns = {"direction_judgement": ""}
        before = [columns | one for one in read(book.data / "commentary.csv")]
        write(book.data / "commentary.csv", [*before, *(row | {"measure": id_} for id_ in "c")])
    return book
