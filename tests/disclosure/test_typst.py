"""What a Typst program says: content with what is nested in it, strings, but no comments."""

from __future__ import annotations

import pytest

from quarterbook.disclosure.words.files.typst import words_of_typst

# What a reader of the paper would have, by Typst's own syntax (typst.app/docs/reference/syntax).
SAYS = {
    "#let foot = [3 children]": {"3 children"},
    "#let foot = [There were #strong[3] children]": {"3", "There were 3 children"},
    '#let foot = [There were #text(size: 9pt, "3") children]': {"3", "There were 3 children"},
    "#let foot = [#box(width: 2cm)[#emph[Three] children]]": {"Three", "Three children"},
    '#let foot = "see https://x.org/3 children"': {"see https://x.org/3 children"},
    "#let foot = [see https://x.org/3 children]": {"see https://x.org/3 children"},
    '#let a = "// 3" // 4 children\n#let b = [5]': {"// 3", "5"},
    "#let a = [one /* 3 children */ two]": {"one  two"},
    r'#let a = "a \"3\" b \u{33}"': {'a "3" b 3'},
    r"#let a = [\u{33} \[children\]]": {"3 [children]"},
    "#let a = (\n  // 3 children\n  header: paper => [4 #paper.title],\n)": {"4"},
    "There were 3 children.\n\n#set text(9pt)\n": {"There were 3 children."},
    "#let a = 3\n#let b = [children]": {"children"},
    "[#let n = 3] children": {"children"},
    "#let broken = [3 children": {"3 children"},
    '#let broken = "3 children': {"3 children"},
    ")]}": {")}"},
}


@pytest.mark.parametrize("program", SAYS)
def test_what_a_program_says(program: str) -> None:
    assert {*words_of_typst(program)} == SAYS[program]
