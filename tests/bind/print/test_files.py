"""A small paper as it is bound in PDF and Word."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

import quarterbook.bind.print.word
from quarterbook.bind.print.cover import Cover
from support.books import ROOT
from support.bound_papers import (
    BOOK,
    COVER,
    EXEMPT,
    LANDSCAPE,
    REASON,
    accessible,
    look_of,
    numbers,
    texts,
)
from support.paper_text import paper_text, squashed


def test_the_pdf_begins_with_its_own_words_under_the_front(bind: Callable[..., Path]) -> None:
    path = bind("paper.pdf")
    first, red, rest = texts(path)
    order = [
        "Anyshire Council", "Cabinet", "Monday 7 February 2022", "Item 5", "Public", "Performance",
        "Q3 2021/22", "Head of Performance", "Synopsis", "What this is about.", "1 One",
        "1.1 See bins (page 2), cars (page 3), Appendix A (page 2), left.", "1.2 Sub",
        "1.3 As section 1 says.", "A. Note.", "B. Agree.",
    ]  # fmt: skip
    front = first.split("Anyshire Council · Performance · Q3 2021/22", 1)[1]
    at = [front.index(words) for words in order]
    assert at == sorted(at)
    assert "Contents" not in first
    assert "Appendix A: Exceptions" in red
    assert "Appendix B: The rest" in rest
    assert "Anyshire Council · Performance" in red
    assert accessible(path)


def test_an_exempt_draft_says_so_on_every_page(bind: Callable[..., Path]) -> None:
    path = bind("exempt.pdf", EXEMPT)
    for text in texts(path):
        assert "Exempt: not for publication" in text
        assert "DRAFT" in text
    assert f"Not for publication. {REASON}." in texts(path)[0]
    assert accessible(path)
    word = docx.Document(str(bind("exempt.docx", EXEMPT)))
    head = " ".join(line.text for line in word.sections[0].header.paragraphs)
    assert "Exempt: not for publication".replace(" ", "") in re.sub(r"\s", "", head)
    assert "DRAFT" in head
    assert f"Not for publication. {REASON}." in [line.text for line in word.paragraphs]


class Renamed(Cover):
    """A front that calls what is exempt by another word."""

    @property
    def classification_label(self) -> str:
        return "PaperPart II"


@pytest.mark.parametrize("look", [None, "mereshire"])
def test_not_for_publication_does_not_hang_on_a_word(
    look: str | None, bind: Callable[..., Path]
) -> None:
    cover = Renamed(**vars(replace(EXEMPT, draft=False)))
    template = look_of(ROOT / "book" / "_templates", look) if look else None
    pages = texts(bind("renamed.pdf", cover, template, LANDSCAPE))
    assert "PaperPart II" in pages[0]
    assert all("Exempt: not for publication" in text for text in pages)
    word = docx.Document(str(bind("renamed.docx", cover, template, LANDSCAPE)))
    assert "PaperPart II" in [line.text for line in word.paragraphs]
    assert len(word.sections) > 1
    for section in word.sections:
        heads = [section.header]
        heads += [section.first_page_header] * section.different_first_page_header_footer
        for head in heads:
            said = " ".join(line.text.replace("\xa0", " ") for line in head.paragraphs)
            assert "Exempt: not for publication" in said


def test_a_title_of_200_characters_and_a_commentary_of_pages(bind: Callable[..., Path]) -> None:
    title = ("How the council did against its plan in the quarter " * 4)[:200].strip()
    text = BOOK.replace("Late.", "The lorries were late again and came back. " * 300)
    path = bind("long.pdf", replace(COVER, title=title), None, text)
    pages = texts(path)
    assert title in pages[0]
    assert title not in pages[1]
    assert "How the council did" in pages[1]
    assert "…" in pages[1]
    said = " ".join(pages)
    assert said.count("lorries were late") >= 290
    assert accessible(path)
    assert "Bins" in pages[1]  # the row begins under its heading, not on a page of its own


def test_word_numbers_the_paper_itself(bind: Callable[..., Path]) -> None:
    path = bind("paper.docx")
    word = docx.Document(str(path))
    found = numbers(word)
    assert [(style, level) for style, _, level in found] == [
        ("Heading 1", 0), ("Numbered Paragraph", 1), ("Heading 2", 1), ("Numbered Paragraph", 1),
    ]  # fmt: skip
    assert found[0][1] == "One"
    assert found[1][1].startswith("See bins")
    assert found[2][1] == "Sub"
    with zipfile.ZipFile(path) as file:
        xml = file.read("word/document.xml").decode()
        lists = file.read("word/numbering.xml").decode()
    assert re.search(r"REF one \\r \\h.*?<w:t>1</w:t>", xml)
    assert 'w:lvlText w:val="%1.%2"' in lists
    assert "QuarterbookNumber" not in xml
    breaks = {
        line.text: line.paragraph_format.page_break_before
        for line in word.paragraphs
        if line.style.name == "Heading 1"
    }
    assert breaks == {"One": None, "Appendix A: Exceptions": True, "Appendix B: The rest": True}
    (header,) = {row for table in word.tables[-1:] for row in table._tbl.xpath("w:tr[1]")}
    assert header.xpath("w:trPr/w:tblHeader")


REFERENCE = Path(quarterbook.bind.print.word.__file__).with_name("reference.docx")


@pytest.mark.parametrize("cover", [EXEMPT, replace(COVER, committee_paper=False)])
def test_every_style_of_a_paper_is_the_shipped_files(
    cover: Cover, bind: Callable[..., Path]
) -> None:
    shipped = {style.name for style in docx.Document(str(REFERENCE)).styles}
    word = docx.Document(str(bind("styles.docx", cover, text=LANDSCAPE)))
    lines = list(word.element.body.iter(qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle")))
    ids = {line.get(qn("w:val")) for line in lines}
    assert {style.name for style in word.styles if style.style_id in ids} <= shipped
    assert {"Cover Line", "Title", "Numbered Paragraph", "Table Note", "Table"} <= shipped
    assert not {"Table Small", "Table Dense"} & shipped
    assert REFERENCE.stat().st_size < 50_000


def test_word_has_the_councils_colour_and_not_the_packages(bind: Callable[..., Path]) -> None:
    def styles(path: Path) -> str:
        with zipfile.ZipFile(path) as file:
            return file.read("word/styles.xml").decode()

    green = styles(bind("green.docx", replace(COVER, primary="#006633")))
    ours = styles(REFERENCE)
    assert ours.count('"12436D"') == green.count('"006633"') > 4
    assert '"12436D"' not in green


@pytest.mark.parametrize("name", ["paper.pdf", "paper.docx"])
def test_a_paper_is_the_same_bytes_again(name: str, bind: Callable[..., Path]) -> None:
    look = look_of(ROOT / "book" / "_templates", "mereshire")
    first = bind(name, EXEMPT, look).read_bytes()
    assert bind(name, EXEMPT, look).read_bytes() == first


@pytest.mark.parametrize("name", ["links.pdf", "links.docx"])
def test_a_link_out_of_the_paper_has_its_address_behind_it(
    name: str, bind: Callable[..., Path]
) -> None:
    """Unless its words are the address, and never behind a link within the paper."""
    links = (
        'See <a href="https://x.example/plan">the plan</a>, <a href="https://y.example/">y.example'
        '</a>, <a href="mailto:a@x.example">a@x.example</a> and <a href="#bins">bins</a>.'
    )
    said = paper_text(bind(name, text=BOOK.replace("<p>Many.", f"<p>{links}", 1)))
    assert (
        squashed("See the plan (https://x.example/plan), y.example, a@x.example and bins") in said
    )
