"""The front of a paper: what it is asked to note, sign-offs, appendices."""

from __future__ import annotations

from datetime import date

from quarterbook import Report
from quarterbook.data.params.editions import Edition
from quarterbook.data.signatures import SignOff
from quarterbook.report.substitutions.papers import paper_names
from quarterbook.storage.book import Book
from support.paper_parts import block_of, cells, says


def test_the_front(small: Book) -> None:
    said = says(small)
    assert said("committee") == r"Scrutiny \& Review"
    assert said("date") == "Wednesday 1 December 2021"
    assert said("item") == "7"
    assert said("classification") == "Public"
    assert said("officers") == "No officer is named."
    assert said("forward_plan") == "No entry of the forward plan is given."
    of_none = says(small, Edition(name="x"))
    assert of_none("synopsis") == "44\\. is no list here.\n\nA second paragraph\\_with\\_signs."
    # the quarter's synopsis speaks of more than a committee's measures
    assert said("synopsis") == "No synopsis is given."
    assert of_none("committee") == "no committee"
    assert of_none("date") == "a day to be confirmed"


def test_recommendations_are_the_editions_own_or_the_quarters(small: Book) -> None:
    assert says(small)("recommendations") == (
        "````{container} qb-letters\n1. Note the report.\n````"
    )
    own = Edition(name="x", recommendations=["See [](#challenges).", "Agree it:\n\n- now"])
    assert says(small, own)("recommendations") == (
        "````{container} qb-letters\n1. See [](#challenges).\n1. Agree it:\n\n   - now\n````"
    )


def test_sign_offs_say_how_they_stand_and_what_changed(small: Book) -> None:
    signed = [
        SignOff("Chief Executive", "signed", date(2021, 11, 11)),
        SignOff("Director", "recorded", date(2021, 11, 10)),
        SignOff("Monitoring Officer", "lapsed", date(2021, 11, 9), ("book/a", "book/b")),
        SignOff("Section 151 Officer"),
    ]
    report = Report(book=small.root).view
    names = paper_names(report, Edition(name="x"), signed=signed, later=None)
    assert cells(block_of(names, "sign_offs")) == [
        ["Chief Executive", "Signed", "11 November 2021"],
        ["Director", "Recorded", "10 November 2021"],
        ["Monitoring Officer", "Lapsed changed since: book/a and book/b", "9 November 2021"],
        ["Section 151 Officer", "Not yet signed off", "–"],
    ]


def test_appendices_are_lettered_and_linked(small: Book) -> None:
    edition = Edition.model_validate(
        {
            "name": "x",
            "page": "book/papers/x",
            "appendices": [
                {"title": "Corporate performance", "pages": ["book/performance"]},
                {"title": "Benchmarking", "pages": ["notebooks/benchmarking", "book/method"]},
            ],
        }
    )
    assert says(small, edition)("appendices") == (
        "- [Appendix A: Corporate performance](/book/performance)\n"
        "- [Appendix B: Benchmarking](/notebooks/benchmarking)"
    )
