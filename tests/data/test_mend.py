"""What Excel does to a table, and how ``check --fix`` undoes it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from support.books import ROOT
from support.command import Command

SOUND = (ROOT / "tests" / "bad_input" / "book" / "data" / "observations.csv").read_bytes()
HEADER = "measure,period,value,numerator,denominator,marker,recorded_on,note\n"
NOTHING = "Nothing in data/ is as a spreadsheet would have changed it.\n"
SAVED = SOUND.replace(b"2021-08,", b"Aug-21,").replace(b"2021-09,", b"Sep-21,")
SAVED = re.sub(rb"(\d{4})-(\d\d)-(\d\d)\b", rb"\3/\2/\1", SAVED)

SPOILT = {
    "dates": SAVED,
    "a byte-order mark": b"\xef\xbb\xbf" + SOUND,
    "line ends": SOUND.replace(b"\n", b"\r\n"),
    "semicolons": SOUND.replace(b",", b";"),
    "tabs in UTF-16": SOUND.replace(b",", b"\t").decode().encode("utf-16"),
    "empty columns": SOUND.replace(b"\n", b",,,\n"),
    "a line for Excel": b"sep=;\r\n" + SOUND.replace(b",", b";").replace(b"\n", b"\r\n"),
    "all at once": b"\xef\xbb\xbf" + SAVED.replace(b",", b";").replace(b"\n", b";;\r\n"),
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "tests" / "bad_input" / "book", tmp_path / "book")
    return tmp_path / "book"


@pytest.mark.alike(3)
@pytest.mark.parametrize("how", SPOILT)
def test_what_excel_does_is_undone(how: str, book: Path, command: Command) -> None:
    path = book / "data" / "observations.csv"
    path.write_bytes(SPOILT[how])
    ended = command("check", "--fix", "--book", book)
    assert ended.status == 0
    assert ended.out.endswith("Nothing is written yet: add --write.\n")
    assert path.read_bytes() == SPOILT[how]
    ended = command("check", "--fix", "--write", "--book", book)
    assert ended.out.endswith("Written. Check what is left with: quarterbook check\n")
    assert path.read_bytes() == SOUND
    assert command("check", "--fix", "--book", book).out == NOTHING
    assert command("check", "--book", book).status == 0


def test_what_changes_is_shown_first(book: Path, command: Command) -> None:
    (book / "data" / "observations.csv").write_bytes(SAVED)
    shown = command("check", "--fix", "--book", book).out.splitlines()
    assert "-missed-bins,Aug-21,61,,,,03/09/2021," in shown
    assert "+missed-bins,2021-08,61,,,,2021-09-03," in shown
    assert "data/observations.csv: 8 dates." in shown


def test_letters_of_windows_are_undone(book: Path, command: Command) -> None:
    path = book / "data" / "commentary.csv"
    text = path.read_text(encoding="utf-8").replace("Two large", "Two £2m “large”")
    path.write_bytes(text.encode("cp1252"))
    told = json.loads(command("check", "--fix", "--write", "--json", "--book", book).out)
    assert told["files"][0]["undone"] == ["the encoding Windows-1252"]
    assert path.read_text(encoding="utf-8") == text


def rows(*days: str) -> str:
    lines = [f"missed-bins,2021-0{n},61,,,,{day},Agreed Apr-21\n" for n, day in enumerate(days, 4)]
    return HEADER + "".join(lines)


@pytest.mark.parametrize(
    ("days", "put_back"),
    [
        (("05/20/2021", "06/04/2021"), ("2021-05-20", "2021-06-04")),  # an American machine
        (("20/05/2021", "04/06/2021"), ("2021-05-20", "2021-06-04")),
        (("05/05/2021", "06/06/2021"), ("2021-05-05", "2021-06-06")),  # the same both ways
        (("05/06/2021", "07/08/2021"), None),
        # The other way round, both would have been recorded before their months were over.
        (("04/05/2021", "05/06/2021"), ("2021-05-04", "2021-06-05")),
        (("05/20/2021", "20/06/2021"), ("2021-05-20", "2021-06-20")),  # from two machines
        (("20.05.2021", "4-Jun-21"), ("2021-05-20", "2021-06-04")),
        (("20/05/21", "44351"), ("2021-05-20", "2021-06-04")),  # as Excel counts days
        # The other way round, both would have been recorded before their months began.
        (("02/05/2021", "02/06/2021"), ("2021-05-02", "2021-06-02")),
        # The other way round, both would have been recorded after the newest cut-off.
        (("05/12/2021", "06/12/2021"), ("2021-05-12", "2021-06-12")),
    ],
)
def test_a_date_is_put_back_where_it_can_be_one_only(
    days: tuple[str, ...], put_back: tuple[str, ...] | None, book: Path, command: Command
) -> None:
    """What a note says of a month is left alone."""
    path = book / "data" / "observations.csv"
    path.write_text(rows(*days), encoding="utf-8")
    ended = command("check", "--fix", "--write", "--book", book)
    assert path.read_text(encoding="utf-8") == rows(*(put_back or days))
    assert ended.out.count("day and month may be either way round") == (0 if put_back else 2)
    assert ("Which day is meant there you alone can tell." in ended.out) == (not put_back)


def test_one_date_among_many_is_told_by_itself_and_put_back(book: Path, command: Command) -> None:
    path = book / "data" / "observations.csv"
    path.write_bytes(SOUND.replace(b"2021-09-03", b"03/09/2021"))
    assert "observations.csv:4 D203" in command("check", "--book", book).err
    command("check", "--fix", "--write", "--book", book)
    assert path.read_bytes() == SOUND


def test_some_dates_among_many_are_put_back_and_doubtful_ones_named(
    book: Path, command: Command
) -> None:
    """Targets have no period that tells when they can have been set."""
    path = book / "data" / "targets.csv"
    header, row, *others = path.read_text(encoding="utf-8").splitlines()
    day = row.rsplit(",", 1)[1]
    saved = [row.replace(day, "05/04/2021"), *others]
    path.write_text("\n".join([header, *saved, ""]), encoding="utf-8")
    shown = command("check", "--fix", "--write", "--book", book).out
    assert 'data/targets.csv stays as it is in line 2: set_on "05/04/2021": day and month' in shown
    saved[1] = saved[1].rsplit(",", 1)[0] + ",25/03/2021"
    path.write_text("\n".join([header, *saved, ""]), encoding="utf-8")
    command("check", "--fix", "--write", "--book", book)
    mended = path.read_text(encoding="utf-8").splitlines()
    assert mended[1].endswith(",2021-04-05")
    assert mended[2].endswith(",2021-03-25")


def test_what_is_no_table_is_left_alone(book: Path, command: Command) -> None:
    path = book / "data" / "observations.csv"
    for data in (b"<<<<<<< HEAD\r\n" + SOUND, b"%PDF-1.7\r\n", b"", b"\x81\r\n", b'a;"b\r\n'):
        path.write_bytes(data)
        assert command("check", "--fix", "--write", "--book", book).status == 0
        assert path.read_bytes() in (data, data.replace(b"\r\n", b"\n"))


def test_writing_needs_fixing(book: Path, command: Command) -> None:
    ended = command("check", "--write", "--book", book)
    assert (ended.status, ended.err) == (2, "--write goes with --fix. Leave it out.\n")


def test_nothing_is_said_to_be_undone_where_a_file_cannot_be_read(
    book: Path, command: Command
) -> None:
    """A quote that is never closed: neither the line for Excel nor the semicolons go."""
    path = book / "data" / "observations.csv"
    data = b"sep=;\n" + SOUND.replace(b",", b";") + b'"'
    path.write_bytes(data)
    assert command("check", "--fix", "--write", "--book", book).out == NOTHING
    assert path.read_bytes() == data
