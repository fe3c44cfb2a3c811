"""What owners wrote that readers would see as raw signs, beside what looks alike and is none."""

from __future__ import annotations

import pytest

from quarterbook.compose.references.owners_words import raw_in_markdown, raw_in_plain_text
from quarterbook.ground.markdown import owners_words


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("See [it](../secret).", 'a link to "../secret"'),
        ("See [it](notes.md).", 'a link to "notes.md"'),
        ("See [it](#recycling-rate).", 'a link to "#recycling-rate"'),
        ("See [it](#none).", 'a link to "#none"'),
        ("See [it](javascript:alert(1)).", "a link to what no page can lead to"),
        ("See [the law][act].", "a link without its address"),
        ("![A map](map.png)", 'a picture, "map.png"'),
        ("It was {{ measures.x.value }}.", "the name of a figure"),
        ("See {doc}`method`.", "a role"),
        ("Up[^1].", "a footnote"),
        ("So $p < 0.05$ holds.", "a formula"),
        ("$$\na = b\n$$", "a formula"),
        ("# Heading\n\nText", "a heading"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a table"),
        ("```{note}\nx\n```", "a directive"),
        (":::{note}\nx\n:::", "a directive"),
        ("- [ ] to do", "a box to tick"),
    ],
)
def test_what_commentary_cannot_hold(text: str, begins: str) -> None:
    ((what, mend),) = raw_in_markdown(text)
    assert what.startswith(begins)
    assert mend


@pytest.mark.parametrize(
    "text",
    [
        "**Bold**, _both_ and ~~gone~~.", "- a\n- b", "1. a\n2. b", "> Said", "`{{ code }}`",
        "[web](https://law.example) [mail](mailto:a@b.example) [call](tel:0123)",
        "see <https://law.example>", "from $5m to $6m", "US$ and A$",
        "half | all", "a [sic] word (really)", "see [1][2]", "#3 of 4, no. # 5", "2 * 3 * 4 < 5",
        "a {brace} and ${b}", "[words] (in brackets)", "```\n[a](b) {{ c }}\n```", "x ^ y [^ z]",
    ],
)  # fmt: skip
def test_what_commentary_can_hold(text: str) -> None:
    assert [*raw_in_markdown(text)] == []


@pytest.mark.parametrize("text", ["**Bold**", "[a](b)", "![a](b)", "{{ a.b }}", "{ref}`x`"])
def test_markup_in_plain_text(text: str) -> None:
    assert len([*raw_in_plain_text(f"So {text} says.")]) == 1


@pytest.mark.parametrize("text", ["2 * 3", "a_b and __", "[a] (b)", "{a}", "5**", "* a *"])
def test_plain_text_that_looks_like_markup(text: str) -> None:
    assert [*raw_in_plain_text(f"So {text} says.")] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[it](../secret)", "<p>it</p>"),
        ("[a *b*](#recycling-rate) c", "<p>a <em>b</em> c</p>"),
        ("![pic](x.png)", "<p>!pic</p>"),
        ("{{ a.b }}", "<p>&#123;&#123; a.b }}</p>"),
        ("[w](https://law.example) [it](x)", '<p><a href="https://law.example">w</a> it</p>'),
        ("[m](mailto:a@b.example)", '<p><a href="mailto:a@b.example">m</a></p>'),
    ],
)
def test_owners_words_lead_out_of_the_book_or_nowhere(text: str, shown: str) -> None:
    """A link to a place failed each page whose table had it, and blamed the table."""
    assert owners_words(text) == shown
