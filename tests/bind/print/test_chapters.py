"""A paper's chapters: pandoc converts each by itself, and none again that is as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from quarterbook.bind.print import pandoc
from quarterbook.bind.print.article import Article
from quarterbook.bind.print.council_template import CouncilTemplate
from quarterbook.bind.print.pandoc import chapters_of, parsed
from quarterbook.bind.print.word.document import write_docx
from quarterbook.reuse.steps import Steps
from quarterbook.storage.store import Store
from support.bound_papers import COVER, document, texts

REPORT = replace(COVER, committee_paper=False)
TABLE = '<table class="qb-upright"><thead><tr><th>Measure</th></tr></thead></table>'


def section(title: str, inside: str) -> str:
    return f'<section><h1 id="{title.lower()}">{title}</h1>{inside}</section>'


@pytest.mark.parametrize(
    ("inside", "begin"),
    [
        (section("One", "<p>1</p>") + section("Two", "<p>2</p>"), ["One", "Two"]),
        ("<p>First</p>" + section("One", "<p>1</p>"), ["First", "One"]),
        ('<div class="qb-own"><h1 class="qb-section">Own</h1><h1>Not</h1></div>', ["Own"]),
        # tables of one kind have their columns in the same places, so what is between stays too
        (
            section("One", TABLE) + section("Two", "") + section("Three", TABLE)
            + section("Four", ""),
            ["One", "Four"],
        ),
    ],
)  # fmt: skip
def test_a_chapter_begins_with_its_heading(inside: str, begin: list[str]) -> None:
    cut = chapters_of(parsed(f"<article>{inside}</article>"))
    assert [parsed(chapter).text_content()[: len(word)] for chapter, word in zip(
        cut, begin, strict=True)] == begin  # fmt: skip
    together = "".join(parsed(chapter).text_content() for chapter in cut)
    assert together == parsed(f"<article>{inside}</article>").text_content()


def test_pandoc_converts_a_chapter_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a paper with one chapter changed it converts that one; its contents list all."""
    converted = []
    convert = pandoc.convert

    def noted(html: str, *others: object) -> str:
        converted.append(parsed(html).text_content())
        return convert(html, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(pandoc, "convert", noted)

    def words(last: str, store: Path) -> bytes:
        inside = section("One", "<p>1</p>") + section("Two", f"<p>{last}</p>")
        article = Article(f"<article>{inside}</article>", {})
        out = tmp_path / "paper.docx"
        write_docx(article, REPORT, out, tmp_path / "work", steps=Steps(Store(store)))
        return out.read_bytes()

    words("2", tmp_path / "store")
    del converted[:]
    found = words("3", tmp_path / "store")
    assert converted == ["Two3"]
    with ZipFile(tmp_path / "paper.docx") as file:
        text = file.read("word/document.xml").decode()
    assert [text.count(f'w:anchor="{name}"') for name in ("one", "two")] == [1, 1]
    assert found == words("3", tmp_path / "another")


def test_a_word_document_is_not_made_of_typst_files(tmp_path: Path) -> None:
    for name in ("look.typ", "look.docx", "other.docx", "logo.svg"):
        (tmp_path / name).write_text(name)
    look = CouncilTemplate(tmp_path / "look.typ", tmp_path / "look.docx")
    assert [name for name, _ in look.files_of(".docx")] == ["look.docx"]
    assert [name for name, _ in look.files_of(".pdf")] == ["logo.svg", "look.typ"]


def test_pages_are_numbered_where_each_chapter_may_begin_a_page(bind: Callable[..., Path]) -> None:
    """Twenty chapters of half a page to a page: each begins where the one before it lets it."""
    lines = ("".join(f"<p>Line {n}.</p>" for n in range(20 + count)) for count in range(20))
    chapters = "".join(section(f"Area {n}", text) for n, text in enumerate(lines))
    parts = document("paper", "Paper", "") + document("red", "Red", chapters)
    toc = f'<div class="toctree-wrapper">{parts}{document("area", "Area", "")}</div>'
    book = f'<section id="start"><h1>Start</h1>{toc}</section>'
    pages = texts(bind("paper.pdf", REPORT, text=book))
    assert len(pages) > 12
    for number, said in enumerate(pages, 1):
        assert said.endswith(f"Page {number} of {len(pages)}")
