"""How a fault ends the command: one message or JSON, and an exit status."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from quarterbook.cli.app import main
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK, copy_book


class Ended(NamedTuple):
    """A command's exit status and what it wrote."""

    status: object
    out: str
    err: str


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    """The command itself, in this process."""

    def run(*words: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["quarterbook", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        return Ended(ended.value.code, *capsys.readouterr())

    return run


@pytest.fixture
def small_book(tmp_path: Path) -> Path:
    return copy_book(SMALL_BOOK, tmp_path / "book").root


def test_json_of_a_fault_has_file_line_code_and_message(
    small_book: Path, command: Callable[..., Ended]
) -> None:
    """The second line of measures.csv has a polarity that there is not."""
    table = small_book / "data" / "measures.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("higher", "heigher", 1), encoding="utf-8")
    ended = command("check", "--book", str(small_book), "--json")
    assert (ended.status, ended.err) == (1, "")
    (problem,) = json.loads(ended.out)["problems"]
    assert problem.keys() == {"file", "line", "code", "message"}
    assert (problem["file"], problem["line"]) == ("data/measures.csv", 2)
    assert problem["code"].startswith("D2")
    assert 'Did you mean "higher"?' in problem["message"]


def test_json_of_a_wrong_command(small_book: Path, command: Callable[..., Ended]) -> None:
    ended = command("check", "2029-30-q1", "--book", str(small_book), "--json")
    assert (ended.status, ended.err) == (2, "")
    result = json.loads(ended.out)
    assert (result["ok"], result["problems"]) == (False, [])
    assert "2029-30-q1" in result["message"]


def test_the_word_json_as_a_value_is_not_the_option(
    small_book: Path, command: Callable[..., Ended]
) -> None:
    ended = command("sign", "2021-22-q2", "--as", "--json", "--book", str(small_book))
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith('"--json" does not have to sign 2021-22-q2.')


def test_a_command_that_is_stopped_says_so(
    command: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by Ctrl+C while it looks for the book."""

    def stopped(*_: object) -> Book:
        raise KeyboardInterrupt

    monkeypatch.setattr(Book, "find", stopped)
    ended = command("build")
    assert ended == (130, "", "Stopped. What was built before is as it was.\n")
