"""A small book spoilt at random: whatever is done to it, `check` ends with messages in order.

No traceback, no hang, and no message without a code and the file that is at fault. The files for
imports are spoilt beside it. `make fuzz` tries more; what it finds becomes a case of bad_input/.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import tempfile
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from quarterbook.cli.app import main
from support.books import SMALL_BOOK

TRIED = int(os.environ.get("SPOILT_BOOKS", "40"))
LONGEST = 20  # seconds

FILES = sorted(
    path.relative_to(SMALL_BOOK).as_posix() for path in SMALL_BOOK.rglob("*") if path.is_file()
)
MESSAGE = re.compile(r"[\w./ -]+(:\d+)? [A-Z]\d{3} \S.*")

# Cells, keys and pieces of syntax that files have had, or that programs stumble over.
PIECES = [
    "", " ", ",", ",,,", "\n", "\r", "\r\n", "\t", ";", '"', '""', "'", ":", ": ", "- ", "#", "|",
    "{", "}", "[", "]", "{{", "}}", "&a", "*a", "<<: *a", "!!python/object:x", "%", "`", "\\",
    "0", "-1", "1e308", "5e-324", "nan", "inf", "-0", "0x1f", "1_000", "1,204", "44197", "½", "٣",
    "2021-02-30", "2021-13", "2021-22-Q5", "2021-23", "9999-12-31", "0001-01-01", "Apr-25",
    "20/07/2025", "true", "no", "off", "null", "~", "..", "../..", "/etc/passwd", "C:\\x", "con",
    "\x00", "\x08", "\x1b[31m", "\ufeff", "\ufffe", "\u2028", "\u202e", "\U0001f5d1", "é",
    "=HYPERLINK(\"x\")", "<script>", "<!--", "$x$", "```", "```{include} /etc/passwd", "=======",
    "<<<<<<< HEAD", "version https://git-lfs.github.com/spec/v1", "<!DOCTYPE html>", "a" * 400,
    "id", "measure", "period", "any", "April", "newest", "judged", "year_to_date", "biennial",
]  # fmt: skip


def spoil(data: st.DataObject, text: bytes) -> bytes:
    """Do one thing to a file: to some of its bytes, its lines or its cells."""
    piece = data.draw(st.sampled_from(PIECES) | st.text(max_size=6), "piece").encode(
        "utf-8", "surrogatepass"
    )
    how = data.draw(st.sampled_from(["put", "swap", "cut", "line", "double", "cell", "raw"]), "how")
    lines = text.splitlines(keepends=True)
    at = data.draw(st.integers(0, max(len(lines) - 1, 0)), "line")
    line = lines[at] if lines else b""
    place = data.draw(st.integers(0, len(line)), "place")
    if how == "raw":
        return text[:place] + data.draw(st.binary(min_size=1, max_size=4), "raw") + text[place:]
    if how == "cut":
        return b"".join(lines[:at]) + line[:place]
    if how == "double":
        lines.insert(at, line)
    elif how == "line":
        lines[at : at + 1] = []
    elif how == "cell":
        cells = line.rstrip(b"\n").split(b",")
        cells[data.draw(st.integers(0, len(cells) - 1), "cell")] = piece
        lines[at : at + 1] = [b",".join(cells) + b"\n"]
    else:
        end = place if how == "put" else data.draw(st.integers(place, len(line)), "end")
        lines[at : at + 1] = [line[:place] + piece + line[end:]]
    return b"".join(lines)


def ended(*words: str) -> tuple[int, str]:
    """Run the command in this process; return its exit status and what it wrote on errors."""
    out, err = io.StringIO(), io.StringIO()
    before = sys.argv
    sys.argv = ["quarterbook", *words]
    try:
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as status:
            main()
    finally:
        sys.argv = before
    return int(status.value.code or 0), err.getvalue()


def in_order(words: list[str], root: Path) -> int:
    """Return the exit status of a command; fails where what it says is not in order."""
    begun = time.monotonic()
    status, said = ended(*words, "--book", str(root))
    note(said)
    assert time.monotonic() - begun < LONGEST
    assert status in (0, 1, 2)
    assert "Traceback" not in said
    assert str(root) not in said
    if status == 1:
        assert said
        assert all(MESSAGE.fullmatch(line) for line in said.splitlines()), said
    return status


@given(st.data())
@settings(max_examples=TRIED, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_spoilt_book_is_told_what_is_wrong_with_it(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "book"
        shutil.copytree(SMALL_BOOK, root)
        for _ in range(data.draw(st.integers(1, 3), "how many")):
            path = root / data.draw(st.sampled_from(FILES), "file")
            path.write_bytes(spoil(data, path.read_bytes()))
        assert in_order(["check"], root) in (0, 1)


EES = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"
    "region_name,old_la_code,new_la_code,la_name,homes\n"
    "2020,Calendar year,National,E92000001,England,,,,,,81.2\n"
    "2020,Calendar year,Local authority,E92000001,England,E12000009,South West,800,E07000998,"
    "Alderbrook,52.3\n"
    "2021,Calendar year,Local authority,E92000001,England,E12000009,South West,800,E07000998,"
    "Alderbrook,c\n"
)
MAP = "indicator_is: homes\nperiod: Year\narea: Code\nvalue: Homes\n"
TABLE = "Code,Year,Homes\nE07000998,2019-20,1310\nE07000998,2020-21,1204\n"


@given(st.data())
@settings(max_examples=TRIED // 2, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_spoilt_file_of_a_publisher_ends_in_a_message(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "book"
        shutil.copytree(SMALL_BOOK, root)
        files = {"ees.csv": EES, "table.csv": TABLE, "map.yml": MAP}
        (root / "data" / "areas.csv").write_text(
            "code,name,kind,region,from,to,successor\nE07000998,Alderbrook,council,,,,\n"
        )
        (root / "data" / "series.csv").write_text(
            "measure,publisher,indicator\nhomes-delivered,ees,homes\nhomes-delivered,table,homes\n"
        )
        for name, text in files.items():
            (root / name).write_bytes(text.encode())
        path = root / data.draw(st.sampled_from(sorted(files)), "file")
        for _ in range(data.draw(st.integers(1, 3), "how many")):
            path.write_bytes(spoil(data, path.read_bytes()))
        published = ["--published", "2021-10-01"]
        commands = {
            "ees.csv": ["import", "ees", str(root / "ees.csv"), *published],
            "table.csv": ["import", "inspect", str(root / "table.csv")],
            "map.yml": ["import", "table", str(root / "table.csv"), "--map", str(path), *published],
        }
        status, said = ended(*commands[path.name], "--book", str(root))
        note(said)
        assert status in (0, 1, 2)
        assert (status == 0) == (not said)
        assert "Traceback" not in said
