"""Public pages do not name exempt ones, and nothing is staged under another name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from quarterbook.bind.site.exempt_addresses import check_exempt_addresses
from quarterbook.build.stages import build
from quarterbook.ground.errors import BookError
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK
from support.bound_papers import read_article

EXEMPT = ["book/papers/dispute"]
NAMED = [
    '<a href="papers/dispute.html">words</a>',
    '<a href="./papers/../papers/dispute.html#claim">words</a>',
    '<a href="../book/papers/dispute.html?a=1">words</a>',
    '<a href="papers/Dispute.HTML">words</a>',
    '<a href="papers/%64ispute.html">words</a>',
    '<a href="papers%2Fdispute.md">words</a>',
    '<a href="papers%252Fdispute.md">words</a>',
    '<a href="papers/di&#115;pute.html">words</a>',
    '<a href="papers\\dispute.html">words</a>',
    '<a href="papers/dispute">words</a>',
    '<a href="/reports/2021-22-q2/book/papers/dispute.html">words</a>',
    '<a href="https://council.example/2021-22-q2/book/papers/dispute.html">words</a>',
    '<img src="papers/dispute.md" alt="words">',
    '<object data="papers/dispute.html"></object>',
    '<a href="papers/dispute.pdf">words</a>',
    '<a href="papers/dispute.html;x">words</a>',
    '<a href="papers/dispute.html%20">words</a>',
    '<a href="papers/dispute/index.html">words</a>',
    '<a href="https://council.example/go?to=/book/papers/dispute.html">words</a>',
    '<a href="https://council.example/#/book/papers/dispute.html">words</a>',
    '<a href="https://[bad/book/papers/dispute.html">words</a>',
    '<blockquote cite="papers/dispute.html">words</blockquote>',
    '<p data-from="papers/dispute.html">words</p>',
]
FINE = [
    '<a href="papers/disputes.html">words</a>',
    '<a href="dispute.html">words</a>',
    '<a href="#dispute">words</a>',
    '<a href="https://council.example/dispute.html">words</a>',
    "<p>The papers on the dispute, book/papers/dispute.</p>",
    '<a href="papers/dispute-of-2019.html">words</a>',
    '<a href="https://council.example/go?to=papers">words</a>',
]


def check(folder: Path, words: str) -> None:
    page = folder / "site" / "book" / "method.html"
    page.parent.mkdir(parents=True)
    page.write_text(f"<html><body>{words}</body></html>", encoding="utf-8")
    check_exempt_addresses(Book(folder / "staged"), [folder / "site"], EXEMPT)


@pytest.mark.parametrize("words", NAMED)
def test_the_address_of_an_exempt_page_is_said_in_any_spelling(words: str, tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r'B211 the page is public, but names .*papers/dispute"'):
        check(tmp_path, words)


@pytest.mark.parametrize("address", ["pa\u0308per.html", "pa%CC%88per.html", "p\u00e4per.html"])
def test_an_accent_may_be_a_sign_of_its_own(address: str, tmp_path: Path) -> None:
    page = tmp_path / "site" / "book" / "method.html"
    page.parent.mkdir(parents=True)
    page.write_text(f'<html><meta charset="utf-8"><a href="{address}">a</a></html>', "utf-8")
    with pytest.raises(BookError, match="B211"):
        check_exempt_addresses(Book(tmp_path / "s"), [tmp_path / "site"], ["book/p\u00e4per"])


@pytest.mark.parametrize("words", FINE)
def test_what_only_resembles_it_passes(words: str, tmp_path: Path) -> None:
    check(tmp_path, words)


def test_the_line_of_the_link_is_said(tmp_path: Path) -> None:
    (tmp_path / "staged" / "book").mkdir(parents=True)
    (tmp_path / "staged" / "book" / "method.md").write_text("# M\n\n[a](papers/%64ispute.md)\n")
    with pytest.raises(BookError, match=r"^book/method.md:3 B211"):
        check(tmp_path, NAMED[4])


@pytest.mark.parametrize(
    "name",
    [
        "book/method.md",
        "book/notes.md",
        "notebooks/housing.ipynb",
        "_config.yml",
        "book/_templates/words.txt",
    ],
)
def test_a_symbolic_link_is_not_staged(name: str, tmp_path: Path) -> None:
    shutil.copytree(SMALL_BOOK, tmp_path / "book")
    path = tmp_path / "book" / name
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        path.rename(tmp_path / "elsewhere")
    else:
        (tmp_path / "elsewhere").write_text("KRAKATOA")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BookError, match=rf"^{name} B110 this is a symbolic link"):
        build(Book(tmp_path / "book"), None, jobs=1)
    assert not (tmp_path / "book" / "_build" / "2021-22-q2").exists()


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'


@pytest.mark.parametrize("source", ["../exempt/chart.svg", "exempt/chart.svg", "{}/chart.svg"])
def test_papers_take_in_no_picture_from_outside_what_is_bound(source: str, tmp_path: Path) -> None:
    page = tmp_path / "single" / "book" / "start.html"
    for folder in (tmp_path / "exempt", tmp_path / "single" / "_static", page.parent):
        folder.mkdir(parents=True)
    (tmp_path / "exempt" / "chart.svg").write_text(SVG)
    (tmp_path / "single" / "fine.svg").write_text(SVG)
    words = '<html><body><article class="bd-article"><section><h1>A</h1>{}</section></article>'
    picture = '<img src="{}" alt="A chart">'
    page.write_text(words.format(picture.format("../fine.svg")))
    assert len(read_article(page).images) == 1
    page.write_text(words.format(picture.format(source.format(tmp_path / "exempt"))))
    with pytest.raises(BookError, match="B304"):
        read_article(page)
