"""Pictures pasted into a Markdown cell: photographs are shown, all else is a fault and no text."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from quarterbook.execute.pages import to_page
from quarterbook.execute.stored.places import place_in_notebook

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


@pytest.mark.parametrize(
    ("attachments", "place"),
    [
        ({"a.bin": {"image/png": "AAAA"}}, (0, "cell 2, line 3: ")),
        ({}, (0, "cell 2, line 3: ")),
    ],
)
def test_a_fault_of_a_pasted_picture_is_in_the_cell_it_was_pasted_into(
    attachments: dict[str, dict[str, str]], place: tuple[int, str], tmp_path: Path
) -> None:
    """It was said to be what the code of the cell before shows."""
    picture = new_markdown_cell(f"## A\n\n{WORDS}", attachments=attachments)
    written, staged = tmp_path / "written.ipynb", tmp_path / "staged.ipynb"
    stored = new_notebook(cells=[new_markdown_cell("# One"), picture])
    nbformat.write(stored, written)
    nbformat.write(to_page(stored).notebook, staged)
    assert place_in_notebook(written, staged, 20_004) == place


def test_what_code_shows_is_in_no_cell_of_words(tmp_path: Path) -> None:
    written, staged = tmp_path / "written.ipynb", tmp_path / "staged.ipynb"
    title = new_markdown_cell("# One")
    nbformat.write(new_notebook(cells=[title, new_code_cell("shown")]), written)
    nbformat.write(new_notebook(cells=[title, new_markdown_cell("![](data:,)")]), staged)
    told = place_in_notebook(written, staged, 20_002)
    assert told == (0, "what the code after cell 1 shows: ")
