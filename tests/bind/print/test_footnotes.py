"""A footnote is printed once, at the foot of its mark's page, however often it is referred to."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import lxml.etree
import pytest

from support.bound_papers import COVER, document, texts

REPORT = replace(COVER, committee_paper=False)


def mark(note: str) -> str:
    """A mark as Sphinx writes it."""
    return (
        f'<a class="footnote-reference brackets" href="#{note}" role="doc-noteref">'
        '<span class="fn-bracket">[</span>1<span class="fn-bracket">]</span></a>'
    )


def note(name: str, words: str, marks: int) -> str:
    """A note as Sphinx writes it below a page, with links back where it has several marks."""
    numbers = [f'<a href="#id{one}" role="doc-backlink">{one}</a>' for one in range(1, marks + 1)]
    back = f'<span class="backrefs">({",".join(numbers)})</span>' if marks > 1 else ""
    return (
        f'<aside class="footnote brackets" id="{name}" role="doc-footnote"><span class="label">'
        '<span class="fn-bracket">[</span>1<span class="fn-bracket">]</span></span>'
        f"{back}\n<p>{words}</p></aside>"
    )


def book(chapter: str, before: int = 0) -> str:
    lines = "".join(f"<p>Line {number}.</p>" for number in range(before))
    return (
        '<section id="start"><h1>Start</h1><div class="toctree-wrapper">'
        f"{document('paper', 'Paper', lines)}{document('red', 'Red', chapter)}"
        f"{document('area', 'Area', '<p>Many.</p>')}</div></section>"
    )


TWICE = book(
    f"<p>Costs{mark('id7')} rose.</p><p>Calls{mark('id8')} fell, and costs{mark('id7')}.</p>"
    + note("id7", "By our own method.", 2)
    + note("id8", "By telephone.", 1)
)


def test_a_note_with_two_marks_is_printed_once(bind: Callable[..., Path]) -> None:
    said = " ".join(texts(bind("paper.pdf", REPORT, text=TWICE)))
    assert said.count("own method") == 1
    assert "(1,2)" not in said
    assert re.search(r"Costs1 rose\..*Calls2 fell, and costs1\..*1 ?By our.*2 ?By tele", said)


def test_a_further_mark_repeats_its_number_in_word(bind: Callable[..., Path]) -> None:
    with zipfile.ZipFile(bind("paper.docx", REPORT, text=TWICE)) as packed:
        parts = [packed.read(f"word/{name}.xml") for name in ("footnotes", "document")]
    notes, words = map(lxml.etree.fromstring, parts)
    said = "".join(notes.itertext("{*}t"))
    assert said.split() == ["By", "our", "own", "method.", "By", "telephone."]
    assert len([*words.iter("{*}footnoteReference")]) == 2
    assert "Calls fell, and costs1." in "".join(words.itertext("{*}t"))
    (field,) = (one.text.split() for one in words.iter("{*}instrText") if "NOTEREF" in one.text)
    (place,) = (
        one
        for one in words.iter("{*}bookmarkStart")
        if one.get(f"{{{one.nsmap['w']}}}name") == field[1]
    )
    assert next(place.itersiblings()).find("{*}footnoteReference") is not None


@pytest.mark.parametrize("lines", [31, 32, 33])
def test_a_chapter_takes_its_notes_along(bind: Callable[..., Path], lines: int) -> None:
    """One that began on a page and was moved to the next left them at the foot of the first."""
    words = f"<p>Costs{mark('id7')} rose.</p>{note('id7', 'By method.', 1)}"
    assert_on_one_page(bind("paper.pdf", REPORT, text=book(words, lines)))


@pytest.mark.parametrize("lines", [46, 47])
def test_what_leads_up_to_a_list_has_its_notes(bind: Callable[..., Path], lines: int) -> None:
    words = f"<p>Costs{mark('id7')} are:</p><ul><li>Staff</li></ul>{note('id7', 'By method.', 1)}"
    text = book("", lines).replace("</section>", f"{words}</section>", 1)
    assert_on_one_page(bind("paper.pdf", REPORT, text=text))


def assert_on_one_page(paper: Path) -> None:
    pages = texts(paper)
    (costs,) = (number for number, said in enumerate(pages) if "Costs" in said)
    assert "By method." in pages[costs]
