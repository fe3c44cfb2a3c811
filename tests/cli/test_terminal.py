"""What comes from files never steers the terminal that a message is printed to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quarterbook.storage.characters import visible
from support.books import SMALL_BOOK, copy_book
from support.command import Command

CLEAR, TITLE = "\x1b[2J", "\x1b]0;owned\x07"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_file_named_to_clear_the_screen(tmp_path: Path, command: Command) -> None:
    book = copy_book(SMALL_BOOK, tmp_path / "book").root
    file = tmp_path / f"areas{CLEAR}{TITLE}.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    ended = command("import", "areas", str(file), "--book", str(book))
    said = ended.out + ended.err
    assert r"areas\x1b[2J\x1b]0;owned\x07.csv" in said
    assert not {"\x1b", "\x07"} & set(said)


def test_a_cell_with_a_control_code_in_it(tmp_path: Path, command: Command) -> None:
    book = copy_book(SMALL_BOOK, tmp_path / "book").root
    table = book / "data" / "measures.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("higher", f"higher{CLEAR}\rgood", 1), encoding="utf-8")
    said = command("check", "--book", str(book)).err
    assert "data/measures.csv:2" in said
    assert not {"\x1b", "\r"} & set(said)


@pytest.mark.parametrize("words", ["Café – £3, “fine”\n\tand 𝟛 日本", "", "a  b"])
def test_words_stay_as_they_are(words: str) -> None:
    assert visible(words) == words


def test_halves_of_letters_and_turned_order_are_spelt_out() -> None:
    assert visible("a\udc9bb\u202ec\x85d") == r"a\udc9bb\u202ec\x85d"
