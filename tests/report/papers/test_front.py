"""The front of a paper: what it is asked to note, sign-offs, appendices."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from quarterbook import Report
from quarterbook.bind.print.cover import edition_cover
from quarterbook.data.params.editions import BackgroundPaper, Edition
from quarterbook.data.signatures import SignOff
from quarterbook.report.substitutions.papers import paper_names
from quarterbook.storage.book import Book
from support.books import ROOT
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
    sign_offs = [
        SignOff("Chief Executive", "signed", date(2021, 11, 11)),
        SignOff("Director", "recorded", date(2021, 11, 10)),
        SignOff("Monitoring Officer", "lapsed", date(2021, 11, 9), ("book/a", "book/b")),
        SignOff("Section 151 Officer"),
    ]
    report = Report(book=small.root).view
    names = paper_names(report, Edition(name="x"), sign_offs=sign_offs)
    assert cells(block_of(names, "sign_offs")) == [
        ["Chief Executive", "Signed", "11 November 2021"],
        ["Director", "Recorded", "10 November 2021"],
        ["Monitoring Officer", "Lapsed figures or words have changed since", "9 November 2021"],
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


def test_contacts_have_a_telephone_where_one_is_given(small: Book) -> None:
    edit(
        small,
        "officers:\n  - {role: Author, post: Performance Manager, email: p@x.example,"
        " telephone: 01632 960 144}\n  - {role: Scrutiny chair, post: Chair of the committee}\n",
    )
    assert cells(says(small)("officers")) == [
        ["Author", "Performance Manager", "p@x.example 01632 960 144"],
        ["Scrutiny chair", "Chair of the committee", ""],
    ]


def edit(book: Book, more: str) -> None:
    path = book.params / "2021-22-q2.yml"
    path.write_text(f"{path.read_text(encoding='utf-8').rstrip()}\n{more}", encoding="utf-8")


def test_background_papers_are_links(small: Book) -> None:
    edition = Edition.model_validate(
        {
            "name": "x",
            "background_papers": [
                {"title": "Business *plan*", "address": "https://x.example/plan"},
                {"title": "Minutes"},
            ],
        }
    )
    assert says(small, edition)("background") == (
        r"- [Business \*plan\*](https://x.example/plan)" + "\n- Minutes"
    )
    assert says(small)("background") == "There are no background papers."
    with pytest.raises(ValidationError, match='an address of the web begins with "https://"'):
        BackgroundPaper(title="Plan", address="plan.pdf")


def test_an_edition_may_have_an_item_of_its_own(small: Book) -> None:
    edition = Edition(name="x", committee="scrutiny", item=14)
    assert says(small, edition)("item") == "14"
    assert edition_cover(Report(book=small.root).view, edition, draft=False).item == "14"


def test_the_sites_address_is_a_word_of_papers(small: Book) -> None:
    assert says(small)("site") == "the report's site"
    path = small.params / "council.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("council:\n", "council:\n  site: https://x.example\n", 1), encoding="utf-8"
    )
    assert says(small)("site") == "[https://x.example](https://x.example)"
    cover = edition_cover(Report(book=small.root).view, Edition(name="x"), draft=False)
    assert cover.site == "https://x.example"


def test_the_front_of_an_appendix_by_itself_says_what_it_is_and_whom_to_ask() -> None:
    """The benchmarking appendix has no words of its own around its pages, but an item of an agenda
    as the paper has that it is an appendix of; an edition for no meeting has neither."""
    report = Report("2021-22-q3", book=ROOT).view
    (edition,) = (one for one in report.quarter.editions if one.name == "benchmarking")
    front = edition_cover(report, edition, draft=True)
    assert front.synopsis.startswith("Appendix B of the corporate performance report")
    assert [one.role for one in front.officers][:2] == ["Responsible officer", "Report author"]
    loose = edition_cover(report, Edition(name="x", pages=["book/method"]), draft=True)
    assert (loose.synopsis, loose.officers) == ("", ())


@pytest.mark.parametrize(("classification", "named"), [("public", False), ("exempt", True)])
def test_a_meeting_on_what_is_exempt_is_named_among_the_exempt_alone(
    small: Book, classification: str, named: bool
) -> None:
    path = small.params / "2021-22-q2.yml"
    text = path.read_text(encoding="utf-8")
    meeting = "- {committee: cabinet, date: 2021-12-08"
    path.write_text(text.replace(meeting, f"{meeting}, classification: exempt"), encoding="utf-8")
    paper = Edition(name="x", committee="scrutiny", classification=classification)
    assert says(small, paper)("other_meetings") == (
        "Cabinet on 8 December 2021" if named else "none"
    )
