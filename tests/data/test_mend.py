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
SAVED = SOUND.replace(b"2021-08,", b"Aug-21,").replace(b"2021-09,", b"Sep-21,")
SAVED = re.sub(rb"(\d{4})-(\d\d)-(\d\d)\b", rb"\3/\2/\1", SAVED)

SPOILT = {
    "dates": SAVED,
    "a byte-order mark": b"\xef\xbb\xbf" + SOUND,
    "line ends": SOUND.replace(b"\n", b"\r\n"),
    "semicolons": SOUND.replace(b",", b";"),
    "tabs in UTF-16": SOUND.replace(b",", b"\t").decode().encode("utf-16"),
    "empty columns": SOUND.replace(b"\n", b",,,\n"),
    "all at once": b"\xef\xbb\xbf" + SAVED.replace(b",", b";").replace(b"\n", b";;\r\n"),
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "tests" / "bad_input" / "book", tmp_path / "book")
    return tmp_path / "book"


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
    assert command("check", "--fix", "--book", book).out == "Nothing can be undone.\n"
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
        (("04/05/2021", "05/06/2021"), None),
        (("05/20/2021", "20/06/2021"), None),
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


def test_a_date_of_somebody_s_own_is_no_work_of_excel_s(book: Path, command: Command) -> None:
    """One cell among many is told by itself, as before."""
    path = book / "data" / "observations.csv"
    path.write_bytes(SOUND.replace(b"2021-09-03", b"23/09/2021"))
    assert "observations.csv:4 D203" in command("check", "--book", book).err
    assert command("check", "--fix", "--book", book).out == "Nothing can be undone.\n"


def test_what_is_no_table_is_left_alone(book: Path, command: Command) -> None:
    path = book / "data" / "observations.csv"
    for data in (b"<<<<<<< HEAD\r\n" + SOUND, b"%PDF-1.7\r\n", b"", b"\x81\r\n", b'a;"b\r\n'):
        path.write_bytes(data)
        assert command("check", "--fix", "--write", "--book", book).status == 0
        assert path.read_bytes() in (data, data.replace(b"\r\n", b"\n"))


def test_writing_needs_fixing(book: Path, command: Command) -> None:
    ended = command("check", "--write", "--book", book)
    assert (ended.status, ended.err) == (2, "--write goes with --fix. Leave it out.\n")
