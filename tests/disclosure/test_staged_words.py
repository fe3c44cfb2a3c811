"""What a page or a notebook can take from the working copy: no words but those of the report."""

from __future__ import annotations

import base64
import csv
import gzip
import random
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


@pytest.mark.alike(4)
@pytest.mark.parametrize("text", MADE_UP)
@pytest.mark.parametrize("coding", ["utf-8", "utf-16", "utf-32"])
def test_a_file_that_names_what_is_withheld_in_another_spelling_is_left_out(
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


SERIES = (23, 31, 28, 33, 41, 3)


def book_with_a_series(folder: Path) -> Book:
    """New homes of six years, of which those of the last one are withheld."""
    book = copy_book(SMALL_BOOK, folder)
    rows = [
        {"measure": "homes-delivered", "period": f"{year}-{year - 1999}", "value": str(value)}
        for year, value in enumerate(SERIES, start=2012)
    ]
    rows[-1]["marker"] = "c"
    rewrite(book.data / "observations.csv", *({**row, "recorded_on": "2019-06-01"} for row in rows))
    return book


NAMED = "homes-delivered,3\n"
TOLD = {
    "list.py": b"ROWS=[23,31,28,33,41,3]",
    "part.py": b"LAST = (33, 41, 3)",
    "backwards.txt": b"3 41 33 28 31 23",
    "records.json": b'[{"y": "2016-17", "n": 41.0}, {"y": "2017-18", "n": 3.0, "z": 7}]'
    + b' [{"y": "2015-16", "n": 33}, {"y": "2016-17", "n": 41}, {"y": "2017-18", "n": 3}]',
    "column.csv": b"x,y\n1,23\n2,31\n3,28\n4,33\n5,41\n6,3\n",
    "utf7.txt": b"+AGgAbwBtAGUAcw-+AC0-delivered 3",
    "base64.txt": base64.b64encode(NAMED.encode()),
    "twice.txt": base64.b64encode(base64.b64encode(NAMED.encode())),
    "list64.txt": base64.b64encode(b"[23,31,28,33,41,3]"),
    "wide64.txt": base64.b64encode("homes-delivered,3".encode("utf-16")),
    "packed64.txt": base64.b64encode(gzip.compress(NAMED.encode())),
    "hex.txt": NAMED.encode().hex().encode(),
    "spaced.txt": NAMED.encode().hex(" ").encode(),
    "escaped.py": b"NAME = '" + b"".join(b"\\x%02x" % sign for sign in b"homes-delivered") + b"'",
    "octal.py": b"'\\150\\157\\155\\145\\163-delivered', 3",
    "address.txt": b"?%68omes%2Ddelivered=3",
    "mail.txt": b"homes=2Ddelivered 3",
    "word.csv": "Homes\xa0delivered,3\n".encode(),
    "hyphens.csv": "homes\u2011delivered,3\n".encode(),
    "soft.csv": "ho\xadmes-deli\u200bvered,3\n".encode(),
    "entity.html": b"ho&shy;mes-delivered 3",
    "camel.json": b'{"homesDelivered": 3}',
}
LOOK_ALIKES = {
    "public.py": b"ROWS=[23,31,28,33,41]",
    "other.py": b"ROWS=[23,31,28,33,42,3,41]",
    "two.txt": b"41 and 3",
    "dashes.txt": "Homes \u2013 41 \u2013 3, undelivered".encode(),
    "steps.csv": b"1,2,3,4,5,6\n",
    "long.csv": b"".join(b"%d,%d\n" % (n * 37 % 50, n * 53 % 47) for n in range(4000)),
    "words64.txt": base64.b64encode(b"Nothing of it is here, 41 times"),
    "sum.txt": b"0a1b2c3d4e5f60718293a4b5c6d7e8f901234567 +AGE-b+c",
    "picture.svg": b"data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\0\0\0\x0d" * 9),
}


def test_a_file_with_the_figures_or_the_name_in_another_form_is_left_out(tmp_path: Path) -> None:
    """As a list, a column, in base64, hex, UTF-7 or escapes; what looks alike is staged."""
    book = book_with_a_series(tmp_path / "book")
    for name, data in {**TOLD, **LOOK_ALIKES}.items():
        (book.data / name).write_bytes(data)
    copy = staged(book, tmp_path / "copy")
    assert [name for name in TOLD if (copy / name).exists()] == []
    assert [name for name in LOOK_ALIKES if not (copy / name).exists()] == []


def test_hardly_any_file_is_left_out_by_chance(tmp_path: Path) -> None:
    """Of 200 files of 20 to 2,000 numbers that have nothing to do with the record."""
    book = book_with_a_series(tmp_path / "book")
    chance = random.Random(1)
    for number in range(200):
        top = chance.choice((10, 50, 100, 1000))
        figures = (str(chance.randrange(top)) for _ in range(chance.choice((20, 200, 2000))))
        (book.data / f"{number}.csv").write_text("\n".join(figures), encoding="utf-8")
    copy = staged(book, tmp_path / "copy")
    assert sum(not (copy / f"{number}.csv").exists() for number in range(200)) <= 1


def test_the_limits_of_a_withheld_benchmark_are_not_staged(tmp_path: Path) -> None:
    """From them the count could be reckoned; those of a figure that is shown are."""
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    (book.data / "areas.csv").write_text(
        "code,name,kind,region,from,to,successor\nE07000998,Alderbrook,council,,,,\n",
        encoding="utf-8",
    )
    (book.data / "benchmarks.csv").write_text(
        "measure,period,area,value,numerator,denominator,marker,source,published_on,lower,upper\n"
        "homes-delivered,2018-19,E07000998,3,3,1000,c,Homes,2020-12-10,0.62,8.77\n"
        "homes-delivered,2019-20,E07000998,52,52,1000,,Homes,2020-12-10,38.84,68.19\n",
        encoding="utf-8",
    )
    copy = staged(book, tmp_path / "copy") / "benchmarks.csv"
    assert copy.read_text(encoding="utf-8").splitlines()[1:] == [
        "homes-delivered,2018-19,E07000998,,,,c,Homes,2020-12-10,,",
        "homes-delivered,2019-20,E07000998,52,52,1000,,Homes,2020-12-10,38.84,68.19",
    ]
