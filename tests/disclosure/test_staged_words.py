"""What a page or a notebook can take from the working copy: no words but those of the report."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.blank import as_reported
from quarterbook.disclosure.exempt import without_exempt
from quarterbook.execute.staged_copy import stage_public
from quarterbook.ground.periods import parse_quarter
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK, copy_book

Q2 = parse_quarter("2021-22-q2")
SECRET = "KRAKATOA"


def staged(book: Book, folder: Path) -> Path:
    recorded = as_reported(without_exempt(read_recorded(book), Q2), Q2)
    return stage_public(book, folder, recorded, Q2).data


def rewrite(path: Path, *added: dict[str, str], **everywhere: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    header = list(rows[0])
    rows = [{**row, **everywhere} for row in rows] + [{**rows[0], **row} for row in added]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)


def test_words_that_stand_no_more_or_not_yet_are_not_staged(tmp_path: Path) -> None:
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    own = {"measure": "missed-bins", "quarter": "2021-22-Q2", "commentary": SECRET}
    rewrite(
        book.data / "commentary.csv",
        {**own, "written_on": "2021-10-01"},
        {**own, "written_on": "2021-10-02", "commentary": "It stands."},
        {**own, "written_on": "2022-01-20", "quarter": "2021-22-Q3"},
    )
    words = (staged(book, tmp_path / "copy") / "commentary.csv").read_text(encoding="utf-8")
    assert SECRET not in words
    assert "It stands." in words


def test_notes_of_the_record_are_not_staged(tmp_path: Path) -> None:
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    before = staged(book, tmp_path / "before") / "observations.csv"
    rewrite(book.data / "observations.csv", note=f"{SECRET}, for us")
    after = staged(book, tmp_path / "after") / "observations.csv"
    assert SECRET not in after.read_text(encoding="utf-8")
    assert len(after.read_text("utf-8").splitlines()) == len(before.read_text("utf-8").splitlines())


MADE_UP = (
    "homes_delivered,3\n",
    "Homes\\u002ddelivered: 3",
    "homes&#45;delivered;3",
    "New homes\ndelivered 3",
)


@pytest.mark.parametrize("text", MADE_UP)
@pytest.mark.parametrize("coding", ["utf-8", "utf-16", "utf-32"])
def test_a_file_that_names_what_is_withheld_in_another_spelling_is_kept_back(
    text: str, coding: str, tmp_path: Path
) -> None:
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    row = {"measure": "homes-delivered", "period": "2018-19", "value": "3", "marker": "c"}
    rewrite(book.data / "observations.csv", {**row, "recorded_on": "2019-06-01"})
    (book.data / "own.csv").write_bytes(text.encode(coding))
    (book.data / "other.csv").write_bytes("homes,delivered\n".encode(coding))
    copy = staged(book, tmp_path / "copy")
    assert not (copy / "own.csv").exists()
    assert (copy / "other.csv").exists()
