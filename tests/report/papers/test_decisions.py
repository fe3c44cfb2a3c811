"""What was decided before and what came of it; the panel's sections; nothing to say."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest

from quarterbook import Report
from quarterbook.data.params.editions import Edition
from quarterbook.data.tables.schemas import several
from quarterbook.report.blocks.papers.decisions import body_words
from quarterbook.report.html.block import Block
from quarterbook.report.substitutions.papers import paper_names
from quarterbook.storage.book import Book
from support.books import ROOT, copy_book
from support.paper_parts import LITTER, cells, cells_of, says

SMALL = ROOT / "tests" / "bad_input" / "book"


# Decisions.


def test_a_paper_opens_with_what_was_asked_last_time_and_what_came_of_it(small: Book) -> None:
    text = says(small)("decisions")
    assert text.split("<div")[0].strip() == (
        "As known on 5 November 2021, the committee last took this report on 1 September 2021. The "
        "minutes record:\n\n"
        "- Noted: The report for Q1 2021/22.\n"
        "- Resolved: That \\<rounds\\> be published.\n\n"
        "The request made at that meeting is open. Of two earlier requests, one is overdue "
        "and one was closed since the last report."
    )
    # closed on 20 November, after the cut-off: still open, and without what was said that day
    assert cells(text) == [
        [
            "B-3 1 September 2021", "Report missed bins by round. Missed <bins> & *boxes*",
            "Head of Waste by Q3 2021/22", "◔ Open", "No answer yet",
        ],
        [
            "A-1 1 June 2021", "Say where litter lies. Litter", "Head of Waste by Q1 2021/22",
            "⚑ Overdue", "No answer yet",
        ],
        [
            "A-3 1 June 2021", "Name the routes.", "Head of Waste by Q2 2021/22",
            "✓ Closed 1 October 2021", "Named.",
        ],
    ]  # fmt: skip


def test_a_committee_that_never_decided_anything(small: Book) -> None:
    (small.data / "decisions.csv").unlink()
    assert says(small)("decisions") == (
        "No decision of the committee from before this meeting is recorded."
    )


def test_votes_proposers_questions_and_answers(small: Book) -> None:
    path = small.data / "decisions.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    more = ("vote", "proposed_by", "seconded_by", "presented_by")
    names = header.split(",")
    said = [
        {
            "id": "B-7", "kind": "resolved", "request": "That the focus is kept.",
            "vote": "unanimous", "proposed_by": "the chair", "seconded_by": "a member",
            "presented_by": "the Portfolio Holder",
        },
        {
            "id": "B-8", "kind": "question", "request": "Is anything of major concern?",
            "owner": "Director of Place", "response": "Nothing *new*.", "answered_on": "2021-09-01",
        },
        {"id": "B-9", "kind": "proposed", "request": "That it is put off.", "vote": "majority"},
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, dict.fromkeys([*names, "answered_on", *more]), restval="")
        writer.writeheader()
        writer.writerows(csv.DictReader([header, *rows]))
        writer.writerows({"committee": "scrutiny", "met_on": "2021-09-01"} | one for one in said)
    text = says(small)("decisions").split("<div")[0]
    assert (
        "The report was presented by the Portfolio Holder. The minutes record:\n\n- Noted: The"
        in text
    )
    assert (
        "- Resolved unanimously, proposed by the chair and seconded by a member: That the focus is "
        "kept." in text
    )
    assert "- Proposed, carried by a majority: That it is put off." in text
    assert "Questions and answers:" in text
    assert (
        r"- Is anything of major concern? **Answer (Director of Place):** Nothing \*new\*." in text
    )


def test_a_paper_tells_what_other_committees_resolved_and_asked_by_its_own_cut_off(
    small: Book,
) -> None:
    """Of every measure and of none, and never what was decided after the report was closed."""
    path = small.data / "decisions.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write(
            "B-7,scrutiny,2021-09-01,,Let us see the *draft*.,,,open,,,asked\n"
            "D-2,scrutiny,2021-11-06,,That the winter is watched.,,,,,,resolved\n"
        )
    measures = ["litter", "missed-bins"]
    cabinet = says(small, Edition(name="cabinet", committee="cabinet", measures=measures))
    text = re.sub("</?span.*?>", "", cabinet("other_decisions"))
    assert text.splitlines()[0] == (
        "What other committees have resolved since the last report, and what they have asked for "
        "that is still open:"
    )
    assert text.splitlines()[2:] == [
        "- Scrutiny \\& Review asked on 1 June 2021 (A-1): Say where litter lies. "
        "⚑ Overdue, due Q1 2021/22.",
        r"- Scrutiny \& Review resolved on 1 September 2021 (B-2): That \<rounds\> be published.",
        "- Scrutiny \\& Review asked on 1 September 2021 (B-3): Report missed bins by round. "
        "◔ Open, due Q3 2021/22.",
        r"- Scrutiny \& Review asked on 1 September 2021 (B-7): Let us see the \*draft\*. ◔ Open.",
    ]
    assert "C-1" in says(small)("other_decisions")  # scrutiny's paper tells cabinet's
    # one rule for all papers, whichever measures they are of
    assert says(small, Edition(name="cabinet", committee="cabinet"))("other_decisions") == cabinet(
        "other_decisions"
    )
    path.unlink()
    assert says(small)("other_decisions").startswith("No other committee has resolved anything")


def test_no_words_of_the_demonstrations_papers_belong_to_one_quarter_alone() -> None:
    """Pages of papers serve every quarter: a day in one is false in the quarters before it."""
    pages = sorted((ROOT / "book" / "papers").glob("*.md"))
    assert len(pages) >= 5
    for page in pages:
        text = page.read_text(encoding="utf-8")
        if page.stem != "contract-dispute":  # of one quarter by its params
            assert not re.search(r"\b20[12]\d\b", text), page


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Cabinet", "cabinet"),
        ("People Overview and Scrutiny Committee", "the committee"),
        ("Adults, Children and Health Overview and Scrutiny Panel", "the panel"),
        ("Health and Wellbeing Board", "the board"),
        ("Scrutiny & Review", "the committee"),
        ("The Executive", "the executive"),
        ("", "the committee"),
    ],
)
def test_a_body_is_called_what_it_is(title: str, expected: str) -> None:
    assert body_words(title) == expected


def test_a_measures_section_shows_what_any_committee_asked_of_it(small: Book) -> None:
    report = Report(book=small.root)
    text = report["missed-bins"].section().markdown
    for words in (
        "Scrutiny &amp; Review asked on 1 September 2021: Report missed bins by round.",
        "Cabinet asked on 6 October 2021: Bring back the contract.",
        "Head of Waste, due Q4 2021/22",
    ):
        assert words in text
    assert "Sent in November" not in text
    assert "Overdue" in report["litter"].section().markdown
    assert "asked on" not in report["recycling-rate"].section().markdown


# The panel's sections.


def test_a_section_shows_related_measures(small: Book) -> None:
    edition = Edition(name="x", measures=["missed-bins", "litter", "recycling-rate"])
    text = says(small, edition)("sections")
    # in the order of the edition
    assert re.findall(r"^### .*", text, re.MULTILINE) == [
        r"### Missed \<bins\> \& \*boxes\*",
        "### Litter",
        "### Household waste recycled",
    ]
    missed, litter, recycling = text.split("\n### ")
    assert [row[0] for row in cells_of(missed)] == ["Household waste recycled"]
    assert "No related measure is reported." in litter
    assert [row[0] for row in cells_of(recycling)] == [
        "Missed <bins> & *boxes* per 100,000 collections"
    ]
    assert text.count("This report has no figures of other councils for this measure.") == 3
    assert '<div id="in-table-litter">' in litter
    assert "/charts/litter.svg" not in litter
    assert "Figures so far: 90 in September 2020; 120 in September 2021." in litter


def test_names_of_related_measures_stand_apart_in_any_usual_way() -> None:
    assert several("a-b; c,d  e") == ["a-b", "c", "d", "e"]
    assert several("  ") == []


def test_exempt_measures_have_sections_in_an_exempt_edition_alone(small: Book) -> None:
    params = small.params / "2021-22-q2.yml"
    text = params.read_text(encoding="utf-8")
    params.write_text(f"{text}exempt: [{{measure: litter, reason: Paragraph 3}}]\n", "utf-8")
    exempt = Edition(name="x", classification="exempt")
    assert says(small, exempt)("exempt").startswith("### Litter\n")
    assert says(small)("exempt") == "No measure is exempt."
    # no page of the site has its section
    assert f"One measure is red: {LITTER}." in says(small, exempt)("exceptions_summary")


# Nothing to say.


def test_each_part_comes_out_well_where_there_is_nothing(tmp_path: Path) -> None:
    book = copy_book(SMALL, tmp_path / "book")
    for name in ("milestones", "decisions"):
        (book.data / f"{name}.csv").unlink(missing_ok=True)
    shutil.copy2(book.params / "2021-22-q1.yml", book.params / "2021-22-q2.yml")
    params = book.params / "2021-22-q2.yml"
    params.write_text(
        "quarter: 2021-22-Q2\ntitle: Performance report\ncut_off: 2021-11-05\nstatus: final\n",
        encoding="utf-8",
    )
    for name in ("observations", "targets", "commentary"):
        path = book.data / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    report = Report(book=book.root).view
    edition = Edition(name="x", classification="exempt")
    names = paper_names(report, edition, sign_offs=(), later=lambda: report)
    for name in names:
        said = names[name]
        text = said.markdown if isinstance(said, Block) else said
        assert text.strip(), name
        if name != "sections":
            assert "<table" not in text, name
            assert not re.search(r"^#", text, re.MULTILINE), name
    sections = names["sections"]
    assert isinstance(sections, Block)
    assert "No figure has been recorded yet." in sections.markdown


def test_an_answer_given_after_the_cut_off_is_not_known_yet(small: Book) -> None:
    (small.data / "decisions.csv").write_text(
        "id,committee,met_on,measure,request,owner,due_quarter,status,response,closed_on,answered_on\n"
        "A-1,scrutiny,2021-09-01,litter,Say where.,,2021-22-Q3,open,In the park.,,2021-11-06\n"
        "A-2,scrutiny,2021-09-01,litter,Say when.,,2021-22-Q3,open,At night.,,2021-11-05\n",
        encoding="utf-8",
    )
    assert [row[-1] for row in cells(says(small)("decisions"))] == ["No answer yet", "At night."]
