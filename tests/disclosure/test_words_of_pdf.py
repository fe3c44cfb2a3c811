"""A PDF that a page offers is read like any other file: it may be offered, and may tell nothing."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
import typst

from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.blank import as_reported
from quarterbook.disclosure.exempt import without_exempt
from quarterbook.disclosure.words.files.pdf_text import pdf_texts
from quarterbook.execute.loose_files.staging import files_left_out
from quarterbook.storage.book import Book
from support.words import Q1, problems


def pdf(words: str, title: str = "") -> bytes:
    made = typst.compile(f'#set document(title: "{title}")\n{words}'.encode())
    assert isinstance(made, bytes)
    return made


def left_out(book: Book) -> list[str]:
    recorded = read_recorded(book)
    known = as_reported(without_exempt(recorded, Q1), Q1)
    return [path.name for path in files_left_out(book, known, Q1)]


@pytest.mark.parametrize(
    ("words", "title", "tells"),
    [
        ("Of pb: there were 3 children of pb.", "", True),
        ("Our plan for the service, on two pages.", "3 children of pb", True),
        ("Our plan for the service, 2025 to 2028.", "Plan", False),
    ],
)
def test_what_a_pdf_says_is_read(cases: Book, words: str, title: str, tells: bool) -> None:
    page = cases.pages / "method.md"
    page.write_text(page.read_text("utf-8") + "\n\n{download}`The plan <own.pdf>`\n", "utf-8")
    (cases.pages / "own.pdf").write_bytes(pdf(words, title))
    assert [problem.file for problem in problems(cases)] == ["book/own.pdf"] * tells


def test_a_pdf_may_be_offered_beside_what_is_withheld(cases: Book) -> None:
    """Unless it has a row of figures of it, or cannot be looked into."""
    locked, holding = BytesIO(), BytesIO()
    with pikepdf.open(BytesIO(pdf("Plan"))) as document:
        document.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
        document.attachments["figures.csv"] = b"pb,3"
        document.save(holding)
    for name, data in {
        "plan.pdf": pdf("Our plan for children of pb, and for others."),
        "table.pdf": pdf("pb, 3"),
        "locked.pdf": locked.getvalue(),
        "holding.pdf": holding.getvalue(),
        "damaged.pdf": b"%PDF-1.7\n nothing",
    }.items():
        (cases.pages / name).write_bytes(data)
    assert left_out(cases) == ["damaged.pdf", "holding.pdf", "locked.pdf", "table.pdf"]


def test_every_page_is_read() -> None:
    texts = pdf_texts(pdf("One\n#pagebreak()\nTwo", "Three"))
    assert [text.strip() for text in texts[:2]] == ["One", "Two"]
    assert "Three" in texts
