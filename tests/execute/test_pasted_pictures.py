"""Pictures pasted into a Markdown cell: photographs are shown, all else is a fault and no text."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from quarterbook.execute.pages import to_page

WORDS = "![A square](attachment:a.bin)"


@pytest.mark.parametrize(
    ("kind", "source", "is_fault"),
    [
        ("image/svg+xml", WORDS, True),
        ("text/html", WORDS, True),
        ("image/png", WORDS, False),
        ("image/jpeg", WORDS, False),
        ("image/svg+xml", "Words that name no attachment", False),
    ],
)
def test_an_attachment_that_is_no_photograph(kind: str, source: str, is_fault: bool) -> None:
    """It stood on the page as a long text of letters, uncleaned."""
    cell = new_markdown_cell(source, attachments={"a.bin": {kind: "AAAA"}})
    page = to_page(new_notebook(cells=[cell]))
    assert [code for _, code, _ in page.faults] == ["N111"] * is_fault
