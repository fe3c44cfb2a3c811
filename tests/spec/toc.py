"""The chapters of docs/judging.md and their sections, in the order of reading.

A chapter is a folder, a section a file in it, a paragraph a test.
"""

from __future__ import annotations

from typing import NamedTuple


class Chapter(NamedTuple):
    """A chapter: its folder, title and introduction, and its sections by name of file."""

    folder: str
    title: str
    introduction: str
    sections: tuple[str, ...]


CHAPTERS = (
    Chapter(
        "rag",
        "RAG ratings",
        "A rating says whether a figure is where the council wants it. Which rule rates a measure "
        "is the cell `rag_rule` of `data/measures.csv` or, where that is blank, the council's own "
        "rule. Every figure is rated as it was recorded, before it is rounded for the page, and a "
        "figure on a limit is on its better side.",
        (
            "target_and_floor",
            "tolerance",
            "limits",
            "plan",
            "expected_range",
            "without_rule",
            "polarity",
            "reading",
            "not_rated",
        ),
    ),
)
