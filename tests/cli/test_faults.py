"""How a fault ends the command: one message or JSON, and an exit status."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from quarterbook.storage.book import Book
from support.books import SMALL_BOOK, copy_book
from support.command import Command


@pytest.fixture
def small_book(tmp_path: Path) -> Path:
    return copy_book(SMALL_BOOK, tmp_path / "book").root


def test_json_of_a_fault_has_file_line_code_and_message(small_book: Path, command: Command) -> None:
    """The second line of measures.csv has a polarity that there is not."""
    table = small_book / "data" / "measures.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("higher", "heigher", 1), encoding="utf-8")
    ended = command("check", "--book", str(small_book), "--json")
    assert (ended.status, ended.err) == (1, "")
    told = json.loads(ended.out)
    (problem,) = told["problems"]
    assert (told["ok"], told["message"]) == (
        False,
        command("check", "--book", str(small_book)).err[:-1],
    )
    assert problem.keys() == {"file", "line", "code", "message"}
    assert (problem["file"], problem["line"]) == ("data/measures.csv", 2)
    assert problem["code"].startswith("D2")
    assert 'Did you mean "higher"?' in problem["message"]


def test_json_of_a_wrong_command(small_book: Path, command: Command) -> None:
    ended = command("check", "2029-30-q1", "--book", str(small_book), "--json")
    assert (ended.status, ended.err) == (2, "")
    result = json.loads(ended.out)
    assert (result["ok"], result["problems"]) == (False, [])
    assert "2029-30-q1" in result["message"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("build --books list.csv --why", "--why is for one book, and --books builds several. L"),
        ("check --fix --disclosure", "--disclosure does not go with --fix. Leave it out."),
        ("check 2021-22-q2 --fix", "--fix looks at all of data/, and at no quarter. Leave 2021-"),
        ("publish 2021-22-q2 --to out --reason Why", "--reason goes with --replace. Add that, or"),
        ("import inspect file.csv --write", "inspect takes nothing in: leave all options but"),
        ("import inspect file.csv --map map.yml", "inspect takes nothing in: leave all options"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(
    words: str, message: str, small_book: Path, command: Command
) -> None:
    ended = command(*words.split(), "--book", str(small_book))
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(message)


def test_the_word_json_as_a_value_is_not_the_option(small_book: Path, command: Command) -> None:
    ended = command("sign", "2021-22-q2", "--as", "--json", "--book", str(small_book))
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith('"--json" does not have to sign 2021-22-q2.')


def test_a_command_that_is_stopped_says_so(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by Ctrl+C while it looks for the book."""

    def stopped(*_: object) -> Book:
        raise KeyboardInterrupt

    monkeypatch.setattr(Book, "find", stopped)
    ended = command("build")
    assert ended == (130, "", "Stopped. What was built before is as it was.\n")


@pytest.mark.parametrize("words", [["build"], ["build", "--json"]])
def test_a_fault_of_the_program_is_a_message_too(
    words: list[str], command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failed(*_: object) -> Book:
        raise ValueError("a book\nhas no spine")

    monkeypatch.setattr(Book, "find", failed)
    ended = command(*words)
    said = json.loads(ended.out)["message"] if "--json" in words else ended.err
    assert ended.status == 3
    assert said.startswith(
        "Quarterbook itself has failed (ValueError: a book has no spine). What was built before is "
        "as it was."
    )
    assert re.search(r"it about: cli/verb\.py:\d+, cli/build\.py:\d+", said)
