"""Whole builds after edits: the bytes of a clean build, whatever was kept or killed."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from quarterbook.storage.book import Book
from support.books import SMALL_BOOK, copy_book, digest
from support.command import LIMIT, Command, in_own_process, in_this_process
from support.rebuilds import add_cell, add_lines, edit_row, replace_text

pytestmark = pytest.mark.builds

EDITS = (
    edit_row("commentary", "recycling-rate", "commentary", "Fewer streets take part."),
    edit_row("observations", "missed-bins", "value", "57"),
    add_cell("housing", "A sentence more.", "markdown"),
    add_lines("book/method.md", "\nOne more sentence.\n"),
    replace_text("params/2021-22-q2.yml", "Note performance in the quarter.", "Note it."),
)


def command_of(root: Path) -> list[str]:
    return [sys.executable, "-m", "quarterbook", "build", "--jobs", "2", "--book", str(root)]


def left(root: Path) -> dict[str, str]:
    return digest(root / "_build" / "2021-22-q2")


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a clean build of the edited book leaves, elsewhere.

    In a process of its own, with another hash seed and number of jobs, in another time zone and
    another width of the window.
    """
    root = copy_book(SMALL_BOOK, tmp_path_factory.mktemp("clean") / "book").root
    for edit in EDITS:
        edit(root)
    settings = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "COLUMNS": "40"}
    ended = in_own_process("build", "--jobs", "3", "--book", root, settings=settings)
    assert ended.status == 0, ended.err
    return left(root)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book as it was, built."""
    root = copy_book(SMALL_BOOK, tmp_path_factory.mktemp("built") / "book").root
    assert in_this_process(*command_of(root)[3:]).status == 0
    return root


@pytest.fixture
def book(built: Path, tmp_path: Path) -> Book:
    shutil.copytree(built, tmp_path / "book", symlinks=True)
    return Book(tmp_path / "book")


def test_nothing_changed(book: Book, command: Command) -> None:
    before = left(book.root)
    ended = command("build", "--why", "--book", str(book.root))
    assert ended.out.splitlines()[:2] == [
        "reused  everything: all that it is made of is as it was",
        "2021-22-q2 is as it was built: nothing that it is made of has changed",
    ]
    assert left(book.root) == before


COMMENTED = ("_config.yml", "_toc.yml", "params/council.yml", "params/2021-22-q2.yml")


def test_comments_in_settings_and_params_make_nothing_again(book: Book, command: Command) -> None:
    """The staged copy has them, as that of a clean build would; twice, so that it is noted.

    The staged list of contents is written anew, with the papers.
    """
    before = left(book.root)
    for text in ("# a comment\n", "# another\n"):
        for name in COMMENTED:
            add_lines(name, text)(book.root)
        ended = command("build", "--why", "--book", str(book.root))
        assert ended.out.splitlines()[0] == (
            "reused  everything: what was changed in settings and params says the same"
        )
        written = digest(book.root)
        staged = {f"source/{name}": written[name] for name in COMMENTED if name != "_toc.yml"}
        assert left(book.root) == {**before, **staged}


@pytest.mark.exhaustive
def test_a_comment_that_a_page_shows_is_shown(book: Book, command: Command) -> None:
    add_lines("book/method.md", "\n```{literalinclude} ../_config.yml\n```\n")(book.root)
    command("build", "--book", str(book.root))
    add_lines("_config.yml", "# seen by readers\n")(book.root)
    command("build", "--book", str(book.root))
    page = book.built("2021-22-q2") / "site" / "book" / "method.html"
    assert "seen by readers" in page.read_text(encoding="utf-8")


def test_what_somebody_changed_in_a_build_is_made_again(book: Book, command: Command) -> None:
    before = left(book.root)
    page = book.built("2021-22-q2") / "site" / "book" / "method.html"
    page.write_text("forged", encoding="utf-8")
    ended = command("build", "--why", "--book", str(book.root))
    assert "reused  site: all that it is made of is as it was" in ended.out
    assert left(book.root) == before


@pytest.mark.exhaustive
def test_edits_killed_in_the_middle_and_built_twice_at_once(
    book: Book, clean: dict[str, str], command: Command
) -> None:
    """Killed as soon as it begins to keep results, then two builds side by side."""
    for edit in EDITS:
        edit(book.root)
    kept = {path.name for path in book.store.glob("notes/*")}
    changed = {path: path.stat().st_ino for path in book.store.glob("notes/*")}
    killed = subprocess.Popen(command_of(book.root), stdout=subprocess.DEVNULL)
    until = time.monotonic() + 300
    while changed == {path: path.stat().st_ino for path in book.store.glob("notes/*")}:
        assert killed.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait(LIMIT)
    assert kept
    other = subprocess.Popen(command_of(book.root), stdout=subprocess.DEVNULL)
    assert command(*command_of(book.root)[3:]).status == 0
    assert other.wait(LIMIT) == 0
    assert left(book.root) == clean
