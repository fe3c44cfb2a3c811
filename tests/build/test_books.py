"""One template for many councils: each book whole or told why not, here and on workers."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from quarterbook.storage.book import Book
from support.books import SMALL_BOOK, copy_book, digest
from support.cluster import cluster
from support.command import Command
from support.rebuilds import add_cell, edit_row, replace_text

pytestmark = pytest.mark.builds

QUARTER = "2021-22-q2"
NAMES = {"E06000001": "Hartlepool", "E06000002": "Middlesbrough", "E06000003": "Redcar, the coast"}


@pytest.fixture
def template(tmp_path: Path) -> Book:
    return copy_book(SMALL_BOOK, tmp_path / "template")


@pytest.fixture
def list_file(tmp_path: Path) -> Path:
    """A list of three councils, each with a figure of its own."""
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["code", "name", "data"])
        for number, (code, name) in enumerate(NAMES.items()):
            data = tmp_path / "councils" / code / "data"
            data.mkdir(parents=True)
            shutil.copy2(SMALL_BOOK / "data" / "observations.csv", data)
            edit_row("observations", "missed-bins", "value", str(40 + number))(data.parent)
            writer.writerow([code, name, f"councils/{code}/data"])
    return path


def rows(template: Book) -> list[dict[str, str]]:
    text = (template.root / "_build" / "books" / QUARTER / "index.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def books(template: Book) -> dict[str, dict[str, str]]:
    return {code: digest(template.root / "_build" / "books" / QUARTER / code) for code in NAMES}


@pytest.mark.cluster
def test_a_worker_that_dies_half_way(
    template: Book, list_file: Path, tmp_path: Path, command: Command
) -> None:
    """Three books, two workers, one of which a notebook kills; then one council's data change."""
    mark = tmp_path / "mark"
    killing = (
        f"import os, psutil\nif not os.path.exists({str(mark)!r}):\n"
        f"    os.close(os.open({str(mark)!r}, os.O_CREAT))\n"
        "    psutil.Process().parents()[1].kill();"
    )
    add_cell("housing", killing)(template.root)
    edition = ("--edition", "report")
    with cluster(tmp_path, 2, {}) as workers:
        on = ("--executor", f"dask={workers.address}")
        ended = command("build", "--book", template.root, "--books", list_file, *on, *edition)
        assert (ended.status, ended.err) == (0, "")
        assert mark.exists()
        assert ended.out.splitlines()[:4] == [
            *(f"made    {code} {name}" for code, name in NAMES.items()),
            "3 of 3 books are whole",
        ]
    assert [(row["code"], row["name"], row["built"], row["fault"]) for row in rows(template)] == [
        (code, name, "yes", "") for code, name in NAMES.items()
    ]
    made = books(template)
    assert len({one["site/notebooks/environment.html"] for one in made.values()}) == 3
    own = by_hand(template, "E06000003", list_file, tmp_path)
    assert command("build", "--book", own.root, *edition).status == 0
    assert digest(own.built(QUARTER)) == made["E06000003"]


def by_hand(template: Book, code: str, list_file: Path, tmp_path: Path) -> Book:
    """A council's book put together as an analyst would."""
    book = copy_book(template.root, tmp_path / "own")
    shutil.copytree(list_file.parent / "councils" / code / "data", book.data, dirs_exist_ok=True)
    council = book.params / "council.yml"
    text = council.read_text(encoding="utf-8")
    for own in ("Alderbrook Borough Council", "Alderbrook", "E07000998"):
        text = text.replace(f": {own}\n", f": {code if own[1].isdigit() else NAMES[code]}\n")
    council.write_text(text, encoding="utf-8")
    return book


@pytest.mark.exhaustive
def test_what_is_at_fault_is_told_and_only_what_changed_is_made(
    template: Book, list_file: Path, command: Command
) -> None:
    lines = list_file.read_text(encoding="utf-8").splitlines()
    list_file.write_text("\n".join([*lines[:3], ""]), encoding="utf-8")
    bad = list_file.parent / "councils" / "E06000001"
    edit_row("observations", "missed-bins", "value", "many")(bad)
    words = ("build", "--book", template.root, "--books", list_file, "--edition", "report")
    ended = command(*words)
    assert ended.status == 1
    failed, made, summary = ended.out.splitlines()[:3]
    fault = 'data/observations.csv:5 D202 value is "many", which is not a number.'
    assert failed.startswith(f"failed  E06000001 Hartlepool: {fault}")
    assert (made, summary) == ("made    E06000002 Middlesbrough", "1 of 2 books are whole")
    home = template.root / "_build" / "books" / QUARTER
    assert not (home / "E06000001").exists()
    assert [(row["built"], row["site"]) for row in rows(template)] == [
        ("no", ""),
        ("yes", "E06000002/site/index.html"),
    ]
    edit_row("observations", "missed-bins", "value", "41")(bad)
    again = command(*words, "--json")
    assert again.status == 0
    result = json.loads(again.out)["books"][0]
    assert [(one["code"], one["reused"], one["problems"]) for one in result["books"]] == [
        ("E06000001", False, []),
        ("E06000002", True, []),
    ]
    assert sorted(path.name for path in home.iterdir()) == [
        ".lock", "E06000001", "E06000002", "index.csv",
    ]  # fmt: skip
    page = home / "E06000002" / "site" / "index.html"
    page.write_text("forged", encoding="utf-8")
    assert "made    E06000002" in command(*words).out
    assert page.read_text(encoding="utf-8") != "forged"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "list.csv B115 no column code. The first line has to be: code,name,data"),
        ("code,name\nA,B\n", "list.csv:1 B115 no column data."),
        ("code,name,data\n", "list.csv B115 no council is listed."),
        ("code,name,data\nA,B\n", "list.csv:2 B115 2 cells, and the first line has 3."),
        ("code,name,data\n\nA,,councils\n", "list.csv:3 B115 no name."),
        ("code,name,data\n../A,B,councils\n", 'list.csv:2 B115 the code "../A" has more'),
        ("code,name,data\nA,B,nowhere\n", 'list.csv:2 B115 there is no folder "nowhere"'),
        (
            "code,name,data\nA,B,councils\na,B,councils\n",
            'list.csv:3 B115 the code "a" stands in line 2 already.',
        ),
        ('code,name,data\nA,"B,councils\n', "list.csv:2 B115 a quote"),
        (
            "code,name,data\nA,A,councils\nB,B,./councils\n",
            "list.csv:3 B115 line 2 has the same folder of data, so that one council's figures",
        ),
        (
            "code,name,data\nA,A,linked\n",
            'list.csv:2 B115 "linked" has areas.csv, which is a link or no file. Put the file it',
        ),
    ],
)
def test_faults_of_the_list(
    text: str, fault: str, template: Book, list_file: Path, command: Command
) -> None:
    list_file.write_text(text, encoding="utf-8")
    (list_file.parent / "linked").mkdir()
    (list_file.parent / "linked" / "areas.csv").symlink_to("/etc/passwd")
    ended = command("build", "--book", template.root, "--books", list_file)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith(fault)
    assert not (template.root / "_build").exists()


def test_a_list_that_is_not_there(template: Book, command: Command) -> None:
    ended = command("build", "--book", template.root, "--books", template.root / "none.csv")
    assert ended.status == 2
    assert "none.csv: cannot be read: No such file or directory." in ended.err


def test_what_is_wrong_with_the_template_is_told_once(
    template: Book, list_file: Path, command: Command
) -> None:
    replace_text("params/council.yml", "council:", "councils:")(template.root)
    ended = command("build", "--book", template.root, "--books", list_file)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith(
        'params/council.yml P106 "council" is missing. Add a line such as "council:": who the '
    )
