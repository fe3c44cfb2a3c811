"""What a book may set of Sphinx: nothing that reads files, runs code or speaks on every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quarterbook.data.config_file import read_config
from quarterbook.data.sphinx_settings import MAY_BE_SET
from quarterbook.ground.errors import BookError
from quarterbook.storage.book import Book
from support.books import ROOT, copy_book

FIRST_PAGE = ROOT / "examples" / "first-page"
OWN_CODE = "code that no signature covers"


@pytest.fixture
def small(tmp_path: Path) -> Book:
    return copy_book(FIRST_PAGE, tmp_path / "book")


def _set(book: Book, lines: str) -> None:
    text = book.config.read_text(encoding="utf-8")
    book.config.write_text(text + lines, encoding="utf-8")


@pytest.mark.parametrize(
    ("lines", "line", "says"),
    [
        ("  config: {html_search_scorer: /etc/passwd}\n", 13, "html_search_scorer"),
        (
            "  config:\n    nitpicky: true\n    html_context: {theme_announcement: FINAL}\n",
            15,
            "cont",
        ),
        ("  config: {html_file_suffix: .htm}\n", 13, "html_file_suffix"),
        ("  config: {suppress_warnings: [quarterbook.outside]}\n", 13, "suppress_warnings"),
        ("  config: {smartquote: false}\n", 13, 'Did you mean "smartquotes"?'),
        ("parse: {myst_substitutions: {foo: words}}\n", 13, "myst_substitutions"),
        ("  local_extensions: {marks: code}\n", 13, OWN_CODE),
    ],
)
def test_what_lets_something_in_is_refused_with_its_line(
    small: Book, lines: str, line: int, says: str
) -> None:
    _set(small, lines)
    with pytest.raises(BookError) as refused:
        read_config(small)
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.code) == ("_config.yml", line, "B104")
    assert says in problem.message


@pytest.mark.parametrize("path", ["marks.py", "marks/__init__.py"])
def test_an_extension_that_lies_in_the_book_is_refused(small: Book, path: str) -> None:
    text = small.config.read_text(encoding="utf-8")
    text = text.replace("[quarterbook]", "[quarterbook, marks.own]")
    small.config.write_text(text, encoding="utf-8")
    read_config(small)
    (small.root / path).parent.mkdir(exist_ok=True)
    (small.root / path).write_text("", encoding="utf-8")
    with pytest.raises(BookError, match=OWN_CODE):
        read_config(small)


def test_what_is_harmless_may_be_set(small: Book) -> None:
    names = "\n".join(f"    {name}: true" for name in MAY_BE_SET)
    _set(small, f"  config:\n{names}\n")
    assert read_config(small).cell_limit == 120


def test_the_guide_lists_what_may_be_set() -> None:
    guide = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
    chapter = guide.partition("### Settings of Sphinx\n")[2].partition("\n### ")[0]
    listed = chapter.partition("only these:")[2].partition(".\n")[0].partition(". Ext")[0]
    assert tuple(re.findall(r"`(\w+)`", listed)) == MAY_BE_SET
