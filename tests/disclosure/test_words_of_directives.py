"""Tables by directive are read with their title, whatever blank lines stand between."""

from __future__ import annotations

import pytest

from quarterbook.storage.book import Book
from support.words import problems

CSV = "```{{csv-table}} {title}\n:widths: 20 80\n:header: Q4, Q1\n\n5, {figure}\n```"
HEADED = '```{{csv-table}}\n:header: "Quarter", "{title}"\n\n"Q4", 5\n\n"Q1", {figure}\n```'
RST = (
    "```{{eval-rst}}\n.. csv-table:: {title}\n   :header: Quarter, Number\n\n"
    "   Q4, 5\n\n   Q1, {figure}\n\nWords\n```"
)
AROUND = ":::{{table}} {title}\n\n| Q4 | Q1 |\n| -- | -- |\n| 5 | {figure} |\n:::"


@pytest.mark.alike(4)
@pytest.mark.parametrize("directive", [CSV, HEADED, RST, AROUND])
def test_rows_go_by_the_title_of_their_table(cases: Book, directive: str) -> None:
    page = cases.root / "book" / "method.md"
    before = page.read_text(encoding="utf-8")
    line = before.count("\n") + 2
    telling = directive.format(title="Cases of pb", figure=3)
    fine = (
        directive.format(title="Cases of pb", figure=5),
        directive.format(title="Days open", figure=3),
        f"{directive.format(title='Cases of pb', figure=5)}\n\nIn Q1 it was 3 degrees.",
    )
    for words in fine:
        page.write_text(f"{before}\n{words}\n", "utf-8")
        assert problems(cases) == []
    page.write_text(f"{before}\n{telling}\n\nThere were 3 children of pb.\n", "utf-8")
    first, second = problems(cases)
    at = line + directive.split(".. csv")[0].count("\n") * (directive == RST)
    assert first.file == "book/method.md"
    assert line <= first.line <= at
    assert second.line == line + telling.count("\n") + 2


NAMES = ["({})=\n## Home", '<p id="{}">Home.</p>', '<b class="{}">Home.</b>', "## Home {{#{}}}"]
NAMES += [
    "```{{note}}\n:name: {}\n\nHome.\n```",
    "```{{eval-rst}}\n.. note::\n   :class: {}\n\n   Home.\n```",
]


@pytest.mark.alike(3)
@pytest.mark.parametrize("named", NAMES)
def test_names_of_places_are_read(cases: Book, named: str) -> None:
    """They stand in addresses and in the index of the search."""
    page = cases.root / "book" / "method.md"
    before = page.read_text(encoding="utf-8")
    page.write_text(f"{before}\n{named.format('three-homes-for-children')}\n", "utf-8")
    assert problems(cases) == []
    page.write_text(f"{before}\n{named.format('three-children-at-home')}\n", "utf-8")
    assert [one.file for one in problems(cases)] == ["book/method.md"]


def test_options_with_a_number_are_layout_only_where_they_are_known(cases: Book) -> None:
    page = cases.root / "book" / "method.md"
    before = page.read_text(encoding="utf-8")
    for option, stops in (
        (":emphasize-lines: 3", 0),
        (":width: 3", 0),
        (":columns: 3 17", 0),
        (":lineno-start: 3", 1),
        (":Q1: 3", 1),
        (":children: 3", 1),
    ):
        words = f"## Cases of pb\n\n```{{code-block}}\n{option}\n\nHome.\n```"
        page.write_text(f"{before}\n{words}\n", "utf-8")
        assert (option, len(problems(cases))) == (option, stops)
