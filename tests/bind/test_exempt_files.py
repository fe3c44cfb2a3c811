"""What an exempt page shows is not shown by a public one, however the exempt one names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.bind.site.exempt_files import check_exempt_files
from quarterbook.ground.errors import BookError
from quarterbook.storage.book import Book

EXEMPT = "book/dispute"
NAMING = {
    "picture": "![The plot](pictures/plot.png)",
    "in-angles": "![The plot](<pictures/plot.png>)",
    "coded": "![The plot](pictures%2Fpl%6ft.png)",
    "in-capitals": "![The plot](pictures/Plot.PNG)",
    "in-several-forms": "![The plot](pictures/plot.*)",
    "by-reference": "![The plot][p]\n\n[p]: pictures/plot.png",
    "figure": "```{figure} pictures/plot.png\n:alt: The plot\n```",
    "download": "{download}`The plot <pictures/plot.png>`",
    "html": '<img alt="The plot" src="pictures/plot.png">',
    "in-an-include": "```{include} parts/words.txt\n```",
}
FINE = {
    "none": "Words.",
    "longer": "![The plot](pictures/old-plot.png)",
    "other-form": "![The plot](pictures/plot.png.txt)",
    "a-page": "[The method](method.md)",
}


def book_of(folder: Path, words: str) -> Book:
    files = {
        "dispute.md": words,
        "method.md": "![The plot](pictures/plot.png)",
        "pictures/plot.png": "picture",
        "parts/words.txt": "![The plot](pictures/plot.png)",
    }
    for name, text in files.items():
        (folder / "book" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "book" / name).write_text(text, encoding="utf-8")
    for name in ("notebooks", "data"):
        (folder / name).mkdir()
    return Book(folder)


USED = {"book/pictures/plot.png": ["book/method"]}


@pytest.mark.parametrize("name", NAMING)
def test_a_file_of_an_exempt_page_is_refused(name: str, tmp_path: Path) -> None:
    book = book_of(tmp_path, NAMING[name])
    with pytest.raises(BookError, match=r"book/method\.md B217 .*book/pictures/plot\.png"):
        check_exempt_files(book, USED, [EXEMPT], ["book/method"])


@pytest.mark.parametrize("name", FINE)
def test_a_file_that_no_exempt_page_names_is_not(name: str, tmp_path: Path) -> None:
    check_exempt_files(book_of(tmp_path, FINE[name]), USED, [EXEMPT], ["book/method"])


def test_nothing_is_refused_where_nothing_is_exempt(tmp_path: Path) -> None:
    check_exempt_files(book_of(tmp_path, NAMING["picture"]), USED, [], ["book/method"])
