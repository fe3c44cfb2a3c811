"""What no parser is given: words that are too many or nested too deep, told before one begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.storage.nesting import parser_limit_fault
from support.books import SMALL_BOOK, copy_book
from support.command import in_this_process
from support.effort import effort

ROW = "| " + "a | " * 10
TOO_MUCH = {
    "quotes": (">" * 1000 + " a", 1),
    "quotes apart": ("> " * 1000 + "a", 1),
    "list": ("\n".join("  " * depth + "- a" for depth in range(500)), 52),
    "list in a line": ("- " * 1000 + "a", 1),
    "numbers": ("1. " * 1000 + "a", 1),
    "directives": (
        "\n".join(":" * (1003 - depth) + "{note}" for depth in range(1000)), 1,
    ),
    "directives in directives": (
        "````{eval-rst}\n" + "\n".join("  " * depth + "* a\n" for depth in range(500)), 104,
    ),
    "brackets": ("a\n" + "[" * 5000, 2),
    "brackets on lines": ("[a\n" * 5000, 3001),
    "pictures": ("![" * 5000 + "a" + "](b)" * 5000, 1),
    "emphasis": ("*a **b " * 2000, 1),
    "stars": ("*" * 5000 + "a" + "*" * 5000, 1),
    "elements": ("\n".join(["a", *["<div>"] * 1000]), 102),
    "elements in a line": ("<div>" * 1000 + "a" + "</div>" * 1000, 1),
    "a table": (f"{ROW}\n" * 10_000, 2001),
    "a table in HTML": ("<table><tr>" + "<td>1</td>\n" * 100_000, 20_001),
    "words": ("word " * 500_000, 1),
    "directives that do not end": (":::{note}\n" * 1000, 51),
    "directives of other signs": ("```{note}\n:::{tip}\n" * 1000, 51),
}  # fmt: skip
FINE = {
    "quotes": "> > > a\n" * 100,
    "a list": "\n".join("  " * depth + "- a" for depth in range(12)),
    "a long list": "- [a](b) and *c*\n" * 10_000,
    "a table": f"{ROW}\n" * 1000,
    "code": "```json\n" + "[" * 5000 + "\n" + " " * 300 + "- a\n```\n",
    "a rule": "*" * 200 + "\n\n" + "-" * 200 + "\n\n" + "~" * 80,
    "elements": "<div><p>a<p>b<br><img src='a'></div>\n" * 1000,
    "a long line": "word " * 100_000,
    "a picture": "![a](data:image/png;base64," + "A" * 1_000_000 + ")",
    "many directives": ":::{note}\na\n:::\n" * 1000,
    "code of directives": "```text\n" + ":::{note}\n" * 1000 + "```",
    "directives that one mark ends": ("::::{note}\n" + ":::{tip}\n" * 40 + "::::\n") * 30,
    "directives": "::::::{note}\n:::::{note}\n::::{note}\na\n::::\n:::::\n::::::",
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much_is_told_with_its_line(name: str) -> None:
    text, line = TOO_MUCH[name]
    too_much, millions = effort(lambda: parser_limit_fault(text))
    assert millions < 200
    assert too_much is not None
    assert too_much[0] == line


@pytest.mark.parametrize("name", FINE)
def test_what_people_write_is_not(name: str) -> None:
    assert parser_limit_fault(FINE[name]) is None


@pytest.mark.parametrize("piece", ["{{ ", "`", "<!--"])
def test_a_very_long_page_is_checked_in_good_time(piece: str, tmp_path: Path) -> None:
    """Of 60 KB, which took from 11 to 50 seconds, 220 to 1,000 million additions."""
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    page = book.pages / "method.md"
    much = piece * (60_000 // len(piece))
    page.write_text(f"{page.read_text(encoding='utf-8')}\n{much}\n", encoding="utf-8")
    checked, millions = effort(lambda: in_this_process("check", "--book", book.root))
    assert checked.status in (0, 1)
    assert millions < 250
