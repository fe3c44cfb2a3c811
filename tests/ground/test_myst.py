"""Pages as markdown-it reads them; what is code and what is a heading is CommonMark's to say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterbook.ground import myst


@pytest.mark.parametrize(
    ("page", "left"),
    [
        ("Rose to `{{ a }}` and {{ b }}.", "{{ b }}"),
        ("``a ` {{ a }}`` {{ b }}", "{{ b }}"),
        ("```\n{{ a }}\n```\n{{ b }}", "{{ b }}"),
        ("~~~~ python\n~~~\n{{ a }}\n~~~~\n\n{{ b }}", "{{ b }}"),
        ("    {{ a }}\n\n{{ b }}", "{{ b }}"),
        ("- one\n\n      {{ a }}\n\n  {{ b }}", "{{ b }}"),
        ("<!-- {{ a }}\n\n{{ a }} -->\n\n{{ b }}", "{{ b }}"),
        ("Words <!-- {{ a }} --> {{ b }}", "{{ b }}"),
        ("% {{ a }}\n{{ b }}", "{{ b }}"),
        ("```{note}\n{{ b }}\n`{{ a }}`\n```", "{{ b }}"),
        ("````{note}\n```\n{{ a }}\n```\n{{ b }}\n````", "{{ b }}"),
        ("> quoted `{{ a }}`\n> {{ b }}", "{{ b }}"),
        ("| `{{ a }}` | {{ b }} |\n|---|---|\n| 1 | 2 |", "{{ b }}"),
        ("a lone ` and {{ b }}", "{{ b }}"),
        ("# Title `{{ a }}` {{ b }} #", "{{ b }}"),
    ],
)
def test_code_and_comments_are_blanked_out(page: str, left: str) -> None:
    blanked = myst.without_literals(page)
    assert "{{ a }}" not in blanked
    assert blanked.index(left) == page.index(left)


@given(st.text(alphabet="ab `~#-<!>\n{}[]()=%*", max_size=80))
def test_all_else_stays_where_it_was(page: str) -> None:
    blanked = myst.without_literals(page)
    assert len(blanked) == len(page)
    assert all(new in (old, " ") for old, new in zip(page, blanked, strict=True))
    assert [i for i, c in enumerate(blanked) if c == "\n"] == [
        i for i, c in enumerate(page) if c == "\n"
    ]


def test_headings_are_not_what_looks_like_one() -> None:
    page = "# One\n\n```\n# not\n```\n\nTwo\n---\n\n```{note}\n### Three `x`\n```\n\n#four\n"
    assert [(h.level, h.words) for h in myst.headings(page)] == [
        (1, "One"),
        (2, "Two"),
        (3, "Three `x`"),
    ]


@pytest.mark.parametrize(
    ("page", "words", "below"),
    [
        ("# One\n\nText", "One", "\n\nText"),
        ("(label)=\n% a comment\n<!-- another -->\n\n# One\nText", "One", "\nText"),
        ("One\n===\nText", "One", "\nText"),
    ],
)
def test_the_title_of_a_page(page: str, words: str, below: str) -> None:
    title = myst.title(page)
    assert title
    assert title.words == words
    assert page[title.end :] == below


@pytest.mark.parametrize("page", ["Text\n\n# One", "## Two\n\n# One", "", "```\n# One\n```"])
def test_a_page_that_does_not_begin_with_its_title(page: str) -> None:
    assert myst.title(page) is None


def test_links_with_their_places() -> None:
    page = (
        "See [the *rate*](#rate), `[no](#code)`, \\[not](#this)\n> or [a\n> b](#c) <https://x.org>"
    )
    assert [
        (link.words, link.address, page[link.begin : link.end]) for link in myst.links(page)
    ] == [
        ("the *rate*", "#rate", "[the *rate*](#rate)"),
        ("a\nb", "#c", "[a\n> b](#c)"),
    ]


def test_anchors_are_labels_and_ids() -> None:
    page = (
        '(one)=\n# T\n\n<div id="two">\n<b id="three">x</b>\n</div>\n\nw <i id="four">y</i> `(no)=`'
    )
    assert myst.anchors(page) == ("one", "two", "three", "four")


def test_comments_are_left_out_and_nothing_else() -> None:
    code = "```text\n% of all <!-- a -->\n```\n"
    assert myst.without_comments(f"# A\n\n% ours\n% alone\n\n50 % of all\n\n{code}") == (
        f"# A\n\n50 % of all\n\n{code}"
    )
    assert myst.without_comments("Words\n\n% ours") == "Words\n"
    html = f"# A\n\n<!-- ours\n\nalone -->\n\nWords <!-- ours --> `<!-- b -->`\n\n{code}"
    assert myst.without_comments(html) == f"# A\n\nWords  `<!-- b -->`\n\n{code}"
    assert myst.without_comments("<p>a<!-- b --></p>\n<!--> c -->") == "<p>a</p>\n c -->"


@pytest.mark.parametrize(
    "shown",
    [
        "```{eval-rst}\n% seen\n```",
        "```{parsed-literal}\n% seen <!-- seen -->\n\n<!-- seen -->\n```",
        ":::{parsed-literal}\n% seen\n:::",
        "::: text\n% seen\n:::",
        "````{note}\n```{eval-rst}\n% seen\n```\n````",
        "```{figure} a.png\n:alt: A <!-- seen --> b\n```",
        "```{figure} a.png\n---\nalt: A <!-- seen --> b\n---\n```",
    ],
)
def test_what_is_no_comment_in_a_directive_stays(shown: str) -> None:
    """Only a directive whose content is Markdown has comments of Markdown and HTML."""
    assert myst.without_comments(shown) == shown


def test_comments_in_directives_of_markdown_are_left_out() -> None:
    assert myst.without_comments(":::{note}\n% ours\n\na <!-- b --> c\n:::") == (
        ":::{note}\n\na  c\n:::"
    )
    assert myst.without_comments("```{figure} a.png\n:alt: A\n\nB\n% ours\n```") == (
        "```{figure} a.png\n:alt: A\n\nB\n```"
    )


@pytest.mark.parametrize(
    ("page", "front", "below"),
    [
        ("---\na: 1\n---\n# Title\n", "a: 1\n", "# Title\n"),
        ("---\na: 1\nb: 2\n---\n\nWords\n", "a: 1\nb: 2\n", "\nWords\n"),
        ("---\n---\nWords\n", "", "Words\n"),
        ("---\n\nWords below a rule.\n", "", "---\n\nWords below a rule.\n"),
        ("Words\n\n---\n\nMore\n\n---\n", "", "Words\n\n---\n\nMore\n\n---\n"),
        ("", "", ""),
    ],
)
def test_front_matter_is_what_the_page_begins_with(page: str, front: str, below: str) -> None:
    assert myst.front_matter(page) == (front, below)


def formulas(text: str) -> list[str]:
    return [token.content for token, _, _ in myst.inline(text) if token.type == "math_inline"]


@pytest.mark.parametrize(
    "words",
    [
        "about $744,650 in US$), and more",
        "about $744,650 in US$), **32.4%** of it, and US$3.",
        "From US$5 to US$6. A (US$)",
        "from $5m to what US$ was",
        "$2.5bn of debt (A$)",
        "the US$) and the [NZ$](https://example.org)",
    ],
)
def test_a_dollar_is_money_by_its_words(words: str) -> None:
    assert formulas(words) == []


@pytest.mark.parametrize(
    "formula",
    [
        "x",
        "p < 0.05",
        "2x",
        "3 x + 1",
        "5 \\times 10^6",
        "2 \\text{ per year}",
        "ab",
        "10",
        "n = 12 of a",
    ],
)
def test_what_is_clearly_maths_is_a_formula(formula: str) -> None:
    assert formulas(f"So ${formula}$ it is.") == [formula]


def test_a_formula_may_stand_in_a_word_that_is_no_currency() -> None:
    assert formulas("CO$_2$ and US$_2$, of $5 to spend") == ["_2", "_2"]
