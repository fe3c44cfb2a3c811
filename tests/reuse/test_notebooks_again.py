"""A notebook is executed again when something that it read has changed, and only then.

Whatever is changed, what is left is byte for byte what a clean run leaves.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from quarterbook.storage.book import Book
from support.books import SMALL_BOOK, copy_book
from support.rebuilds import Edit, add_cell, add_lines, edit_row, replace_text, run_again

pytestmark = pytest.mark.builds

ALL = {"summary", "environment", "housing"}
Q2, COUNCIL = "params/2021-22-q2.yml", "params/council.yml"

EDITS: list[tuple[str, Edit, set[str], str]] = [
    ("nothing", lambda root: None, set(), ""),
    (
        "a commentary more",
        add_lines("data/commentary.csv", "missed-bins,2021-22-Q2,Rounds are new.,,,,,A,2021-10-22"),
        {"environment"},
        "made    notebooks/environment.ipynb: data/commentary.csv: ",
    ),
    (
        "a commentary that its outcome area shows",
        edit_row("commentary", "recycling-rate", "commentary", "Fewer streets take part."),
        {"environment"},
        'data/commentary.csv: commentary in the row of recycling-rate changed from "Food waste is '
        'now collected in every street." to "Fewer streets take part."',
    ),
    (
        "an action of a measure that the summary lists",
        edit_row("commentary", "homes-delivered", "action", "Meet them in May."),
        {"housing", "summary"},
        "data/commentary.csv: action in the row of homes-delivered changed",
    ),
    (
        "what the summary singles out",
        edit_row("commentary", "recycling-rate", "highlight", "note"),
        {"summary"},
        'data/commentary.csv: highlight in the row of recycling-rate changed from "success" to ',
    ),
    (
        "a figure",
        edit_row("observations", "missed-bins", "value", "57"),
        {"environment", "summary"},
        "data/observations.csv: the figures of missed-bins changed",
    ),
    (
        "a target",
        edit_row("targets", "homes-delivered", "target", "1260"),
        {"housing", "summary"},
        "data/targets.csv: the targets of homes-delivered changed",
    ),
    (
        "a definition",
        edit_row("measures", "missed-bins", "definition", "Bins that somebody missed."),
        {"environment"},
        "data/measures.csv: definition in the row of missed-bins changed",
    ),
    ("a comment in a quarter's params", add_lines(Q2, "# a comment\n"), set(), ""),
    ("a comment in the council's params", add_lines(COUNCIL, "# a comment\n"), set(), ""),
    ("a comment in _config.yml", add_lines("_config.yml", "# a comment\n"), set(), ""),
    (
        "a recommendation, which papers alone show",
        replace_text(Q2, "Note performance in the quarter.", "Note it."),
        set(),
        "",
    ),
    ("a page", add_lines("book/method.md", "\nOne more sentence.\n"), set(), ""),
    (
        "a notebook",
        add_cell("housing", "A sentence more.", "markdown"),
        {"housing"},
        "made    notebooks/housing.ipynb: notebooks/housing.ipynb changed",
    ),
    (
        "how long a cell may run",
        replace_text("_config.yml", "timeout: 120", "timeout: 119"),
        ALL,
        "execute: timeout: in _config.yml changed from 120 to 119",
    ),
    (
        "a module beside the notebooks",
        lambda root: (root / "notebooks" / "tools.py").write_text("x = 1\n") and None,
        ALL,
        "the modules beside the notebooks changed",
    ),
]


def small_book(folder: Path) -> Book:
    """The small book, whose summary has the highlights too."""
    book = copy_book(SMALL_BOOK, folder / "book")
    add_cell("summary", "report.highlights() + report.actions()")(book.root)
    return book


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store after the small book's notebooks have run once."""
    folder = tmp_path_factory.mktemp("first")
    book = small_book(folder)
    assert run_again(book.root, folder / "store", folder / "work").executed == ALL
    return folder / "store"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return small_book(tmp_path)


TYPICAL = ((), ("environment",), ("housing", "summary"))


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(
            names,
            marks=[] if names in TYPICAL else pytest.mark.exhaustive,
            id=" and ".join(names) or "nothing",
        )
        for names in sorted({tuple(sorted(executed)) for _, _, executed, _ in EDITS})
    ],
)
def test_what_edits_execute(
    names: tuple[str, ...], first: Path, book: Book, tmp_path: Path
) -> None:
    """Edit after edit that executes the same; a page of the others would be stale at the end."""
    shutil.copytree(first, tmp_path / "store")
    for title, edit, executed, why in EDITS:
        if executed == {*names}:
            edit(book.root)
            again = run_again(book.root, tmp_path / "store", tmp_path / "again")
            assert (title, again.executed) == (title, executed)
            assert why in again.why
    assert again.files == run_again(book.root, tmp_path / "none", tmp_path / "clean").files


OWN = """
import json, os
from pathlib import Path
import tools
own = Path("../data/own.json")
print(json.loads(own.read_text()) if own.exists() else "none")
print(sorted(os.listdir("../data/more")), tools.VALUE, os.environ.get("QB_OWN"))
print(Path(OUTSIDE).read_text())
""".strip()


@pytest.mark.exhaustive
def test_what_a_notebook_reads_by_itself(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files, what was not there, folders, modules, variables, and what lies outside the book."""
    outside = tmp_path / "outside.txt"
    outside.write_text("outside")
    (book.root / "notebooks" / "tools.py").write_text("from more import VALUE\n")
    (book.root / "notebooks" / "more.py").write_text("VALUE = 1\n")
    (book.root / "data" / "more").mkdir()
    (book.root / "data" / "more" / "one.txt").write_text("1")
    add_cell("housing", OWN.replace("OUTSIDE", repr(str(outside))))(book.root)

    def executed() -> set[str]:
        return run_again(book.root, tmp_path / "store", tmp_path / "work").executed

    executed()
    executed()  # what lies outside had just been written
    edits: list[Edit] = [
        lambda root: None,
        lambda root: (root / "data" / "own.json").write_text("[1]") and None,
        lambda root: (root / "data" / "own.json").write_text("[2]") and None,
        lambda root: (root / "data" / "more" / "two.txt").write_text("2") and None,
        lambda root: (root / "notebooks" / "more.py").write_text("VALUE = 2\n") and None,
        lambda root: monkeypatch.setenv("QB_OWN", "set"),
        lambda root: outside.write_text("changed") and None,
        lambda root: (root / "data" / "own.json").unlink(),
        lambda root: (root / "data" / "other.json").write_text("[1]") and None,
    ]
    found = []
    for edit in edits:
        edit(book.root)
        found.append(executed())
    assert found == [set(), *[{"housing"}] * 7, set()]


UNFOLLOWED = [
    ("import subprocess; subprocess.run(['true'])", "another program"),
    ("import os; os.system('true')", "another program"),
    ("import sqlite3; sqlite3.connect('../data/own.db').close()", "a database"),
    ("from lxml import etree; etree.fromstring('<a/>')", "the compiled library lxml"),
    ("open('left.txt', 'w').close()", "it writes files (notebooks/left.txt)"),
    (
        "import socket\ntry:\n    socket.create_connection(('127.0.0.1', 9))\n"
        "except OSError:\n    pass",
        "a connection",
    ),
]


@pytest.mark.parametrize(
    ("source", "remark"),
    [
        UNFOLLOWED[0],
        *(pytest.param(*one, marks=pytest.mark.exhaustive) for one in UNFOLLOWED[1:]),
    ],
)
def test_what_nobody_can_follow_is_never_kept(
    source: str, remark: str, book: Book, tmp_path: Path
) -> None:
    """`--why` says so, instead of a reason that is none."""
    add_cell("housing", f"{source};" if "\n" not in source else source)(book.root)
    for _ in range(2):
        ran = run_again(book.root, tmp_path / "store", tmp_path / "work")
        assert "housing" in ran.executed
        assert remark in next(line for line in ran.why.splitlines() if "housing" in line)


def test_what_one_notebook_writes_concerns_those_alone_that_read_it(
    book: Book, tmp_path: Path
) -> None:
    """A chart that it saves, in a folder that it makes, is nothing to the others."""
    writes = "from pathlib import Path; Path('left').mkdir(); Path('left/one.txt').write_text('1');"
    add_cell("housing", writes)(book.root)

    def executed() -> set[str]:
        return run_again(book.root, tmp_path / "store", tmp_path / "work").executed

    assert executed() == ALL
    assert executed() == {"housing"}
    add_cell("summary", "import os; os.path.exists('left/one.txt');")(book.root)
    add_cell("environment", "import os; os.listdir('..');")(book.root)
    assert [executed(), executed()] == [ALL, ALL]
    ran = run_again(book.root, tmp_path / "store", tmp_path / "work")
    assert "which a notebook writes" in next(
        line for line in ran.why.splitlines() if "notebooks/summary" in line
    )
