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
        "is the cell `rag_rule` of `data/measures.csv` or, where that is blank, of `defaults:` in "
        "`params/council.yml`; where that names none either it is `floor`. The settings of a rule "
        "have their places in the same two files, under the same names. Every figure is rated as "
        "it was recorded, before it is rounded for the page, and a figure on a limit is on its "
        "better side.",
        (
            "target_and_floor",
            "tolerance",
            "bands",
            "plan",
            "expected_range",
            "without_rule",
            "polarity",
            "reading",
            "not_rated",
        ),
    ),
    Chapter(
        "direction",
        "Direction of travel",
        "A direction of travel says how performance moved, always against a stated basis: the page "
        "says beside each arrow what the figure is compared with. The basis is the cell "
        "`direction_basis` of `data/measures.csv` or, where that is blank, of `defaults:` in "
        "`params/council.yml`; where that names none either it is `previous`.",
        (
            "previous",
            "year_ago",
            "trend",
            "control_chart",
            "recorded",
            "same",
            "long_term",
            "not_compared",
        ),
    ),
    Chapter(
        "control_charts",
        "Control charts",
        "A control chart (XmR) tells what is chance in a series of figures and what is not. The "
        "rules are those of NHS England's Making Data Count. A measure has one where `spc` is one "
        "of its bases for the direction of travel; it needs twelve figures, gaps not counted, and "
        "takes in all that are known since the last break in series or change of definition, as "
        "they are shown.",
        ("limits", "special_causes", "variation"),
    ),
    Chapter(
        "outlook",
        "Outlook for the year end",
        "A measure with a target for the year end has an outlook until that figure is in. The page "
        "says how it was come by, with a range and the rating it would have. In these cases the "
        "newest figure is that of Q2 2021/22.",
        ("owner", "methods"),
    ),
    Chapter(
        "ranking",
        "Rank among councils",
        "Where published figures of other councils are at hand, the report says where the council "
        "stands among them, and how that has changed.",
        ("ranks", "movement"),
    ),
    Chapter(
        "suppression",
        "Small numbers",
        "Small counts of people are withheld so that nobody can be singled out, and stand as "
        "`[c]`. No output of the book holds a withheld figure.",
        ("small_counts", "totals"),
    ),
)
