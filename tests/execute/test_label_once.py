"""A measure's section may stand on several pages: links find that of its own."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_markdown_cell

from quarterbook.execute.pages import NotebookPage, empty_notebook, label_once

HOMES = {"bins": "notebooks/streets", "bins-missed": "notebooks/streets"}
BINS, MISSED = "(bins)=\n### Bins\n\nWords.", "(bins-missed)=\n### Missed"
TABLE = '<a href="#bins">Bins</a>'


def labelled(pages: dict[str, list[str]], others: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """The cells of pages once each measure has one label."""
    made = {f"notebooks/{name}": NotebookPage(empty_notebook()) for name in pages}
    for page, cells in zip(made.values(), pages.values(), strict=True):
        page.notebook.cells = [new_markdown_cell(cell) for cell in cells]
    label_once(made, HOMES, others)
    return {
        name.removeprefix("notebooks/"): [cell.source for cell in page.notebook.cells]
        for name, page in made.items()
    }


@pytest.mark.parametrize(
    ("pages", "left"),
    [
        (  # its own page has it, wherever that stands in the contents
            {"mine": [BINS, MISSED], "streets": [f"{BINS}\n\n{MISSED}"]},
            {
                "mine": ["### Bins\n\nWords.", "### Missed"],
                "streets": [f"{BINS}\n\n{MISSED}"],
            },
        ),
        (  # once, however often it stands there
            {"streets": [BINS, f"{BINS}\n\n{BINS}"]},
            {"streets": [BINS, "### Bins\n\nWords.\n\n### Bins\n\nWords."]},
        ),
        (  # of pages of other names the first has it
            {"mine": [BINS], "yours": [BINS], "streets": ["# Streets"]},
            {"mine": [BINS], "yours": ["### Bins\n\nWords."], "streets": ["# Streets"]},
        ),
        (  # a page's own table leads to its own section
            {"mine": [TABLE, BINS], "streets": [BINS]},
            {
                "mine": [TABLE, '<span id="bins"></span>\n\n### Bins\n\nWords.'],
                "streets": [BINS],
            },
        ),
        (  # a page that failed says so, and keeps it
            {"mine": [BINS], "streets": ["(bins)=\n(bins-missed)=\n# Streets\n\nIt failed."]},
            {
                "mine": ["### Bins\n\nWords."],
                "streets": ["(bins)=\n(bins-missed)=\n# Streets\n\nIt failed."],
            },
        ),
        ({"mine": [f"(other)=\n{BINS}"]}, {"mine": [f"(other)=\n{BINS}"]}),
    ],
)
def test_one_page_has_the_label(pages: dict[str, list[str]], left: dict[str, list[str]]) -> None:
    assert labelled(pages) == left


def test_an_exempt_page_leaves_it_to_the_public_one() -> None:
    assert labelled({"mine": [BINS]}, ("notebooks/streets",)) == {"mine": ["### Bins\n\nWords."]}
