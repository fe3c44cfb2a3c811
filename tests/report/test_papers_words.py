"""What committee papers say: each part by itself, from small books and from Dorset's."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import lxml.html
import pytest

from quarterbook import Report
from quarterbook.data.params.editions import Edition
from quarterbook.data.recorded import read_recorded
from quarterbook.data.signatures import SignOff
from quarterbook.data.tables.schemas import several
from quarterbook.report.blocks.papers import panel
from quarterbook.report.html.block import Block
from quarterbook.report.substitutions.papers import paper_names
from quarterbook.report.views.quarter import quarter_view
from quarterbook.storage.book import Book
from support.books import ROOT, copy_book

SMALL = ROOT / "tests" / "bad_input" / "book"
DORSET = ROOT / "examples" / "dorset"
SCRUTINY = Edition(name="exceptions", committee="people-and-health-scrutiny")

LITTER = '<a href="#litter" class="qb-name">Litter</a>'
BINS = r'<a href="#missed-bins" class="qb-name">Missed \<bins\> \& \*boxes\*</a>'

MEASURES = """\
id,title,outcome,sub_outcome,service,owner,committee,unit,decimals,polarity,kind,frequency,\
reading,rag_rule,direction_basis,seasonal,status,first_quarter,retired_quarter,definition,\
source,related
recycling-rate,Household waste recycled,environment,waste,Waste,Head of Waste,cabinet,%,1,higher,\
measure,quarterly,snapshot,,,no,live,,,,,
missed-bins,Missed <bins> & *boxes*,environment,waste,Waste,Head of Waste,scrutiny,\
"per 100,000 collections",0,lower,measure,monthly,snapshot,,,no,live,,,,,recycling-rate
litter,Litter,environment,streets,,Head of Waste,scrutiny,number,0,lower,measure,monthly,\
snapshot,,,no,live,,,,,
homes-delivered,New homes delivered,housing,supply,Housing,Head of Housing,scrutiny,number,0,\
higher,measure,annual,snapshot,,,no,live,,,,,
tree-cover,Tree cover,environment,waste,Parks,Head of Parks,scrutiny,%,1,higher,measure,annual,\
snapshot,,,no,in_development,,,Land under trees.,,
"""

PARAMS = """\
quarter: 2021-22-Q2
title: Performance report
cut_off: 2021-11-05
status: final
synopsis: |-
  44. is no list here.

  A second paragraph_with_signs.
meetings:
  - {committee: scrutiny, date: 2021-12-01, item: 7}
  - {committee: cabinet, date: 2021-12-08}
recommendations: [Note the report.]
"""

DECISIONS = """\
id,committee,met_on,measure,request,owner,due_quarter,status,response,closed_on,kind
A-1,scrutiny,2021-06-01,litter,Say where litter lies.,Head of Waste,2021-22-Q1,open,,,
A-2,scrutiny,2021-06-01,,Visit a depot.,,2021-22-Q1,closed,Members went.,2021-07-01,asked
A-3,scrutiny,2021-06-01,,Name the routes.,Head of Waste,2021-22-Q2,closed,Named.,2021-10-01,asked
B-1,scrutiny,2021-09-01,,The report for Q1 2021/22.,,,,,,noted
B-2,scrutiny,2021-09-01,,That <rounds> be published.,,,,,,resolved
B-3,scrutiny,2021-09-01,missed-bins,Report missed bins by round.,Head of Waste,2021-22-Q3,closed,\
Sent in November.,2021-11-20,asked
C-1,cabinet,2021-10-06,missed-bins,Bring back the contract.,Head of Waste,2021-22-Q4,open,,,
D-1,scrutiny,2021-11-10,,Not known by the cut-off.,,,open,,,asked
"""


@pytest.fixture
def small(tmp_path: Path) -> Book:
    """A book of two quarters, two committees and four measures, with milestones and decisions."""
    book = copy_book(SMALL, tmp_path / "book")
    texts = {
        "data/measures.csv": MEASURES,
        "data/decisions.csv": DECISIONS,
        "params/2021-22-q2.yml": PARAMS,
    }
    for name, text in texts.items():
        (book.root / name).write_text(text, encoding="utf-8")
    add(
        book,
        "observations",
        """\
        litter,2021-09,120,,,,2021-10-05,
        litter,2020-09,90,,,,2020-10-05,
        """,
    )
    add(book, "targets", "litter,2021-22,50,80,,,2021-03-01")
    (book.data / "milestones.csv").write_text(
        "id,title,outcome,owner,committee,due,forecast,completed_on,status,commentary,"
        "recorded_on,highlight\n"
        "depot,New depot,environment,Head of Waste,scrutiny,2022-03-31,2022-03-31,,on_track,"
        "The roof is on.,2021-10-01,success\n"
        "strategy,Waste strategy,environment,Head of Waste,scrutiny,2021-12-31,2021-12-31,,"
        "at_risk,,2021-07-01,concern\n",
        encoding="utf-8",
    )
    council = book.params / "council.yml"
    text = council.read_text(encoding="utf-8")
    council.write_text(
        text.replace(
            "- {id: cabinet, title: Cabinet}",
            "- {id: cabinet, title: Cabinet}\n  - {id: scrutiny, title: Scrutiny & Review}",
        ),
        encoding="utf-8",
    )
    return book


def add(book: Book, table: str, rows: str) -> None:
    lines = "".join(f"{line.strip()}\n" for line in rows.strip().splitlines())
    with (book.data / f"{table}.csv").open("a", encoding="utf-8") as file:
        file.write(lines)


def says(
    book: Book | Path, edition: Edition | None = None, until: date | None = None
) -> Callable[[str], str]:
    """Return what a name says, as Markdown."""
    root = book.root if isinstance(book, Book) else book
    report = Report(book=root).view
    if edition and edition.is_exempt:  # which shows what no notebook has
        report = quarter_view(read_recorded(Book(root)), report.quarter.quarter)
    later = None
    if until:
        recorded = read_recorded(Book(root))
        asked = report.quarter.model_copy(update={"cut_off": until})
        quarters = {**recorded.quarters, asked.quarter: asked}
        later = quarter_view(replace(recorded, quarters=quarters), report.quarter.quarter)
    names = paper_names(
        report, edition or Edition(name="x", committee="scrutiny"), signed=(), later=later
    )

    def said(name: str) -> str:
        text = names[name]
        return text.markdown if isinstance(text, Block) else text

    return said


def cells(markdown: str) -> list[list[str]]:
    """Return the rows of the tables of a block, header rows apart, as text."""
    root = lxml.html.fragment_fromstring(markdown, create_parent="div")
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("th | td")]
        for row in root.xpath(".//tbody/tr")
    ]


# Dorset's scrutiny paper of January 2021, whose counts and rows are known.


@pytest.fixture(scope="module")
def dorset_blocks() -> Mapping[str, str | Block]:
    report = Report(book=DORSET).view
    return paper_names(report, SCRUTINY, signed=(), later=None)


def block_of(names: Mapping[str, str | Block], name: str) -> str:
    found = names[name]
    assert isinstance(found, Block)
    return found.markdown


def test_the_exception_table_has_the_rows_of_the_published_paper(
    dorset_blocks: Mapping[str, str | Block],
) -> None:
    rows = cells(block_of(dorset_blocks, "exceptions"))
    ratings = [row[6].removesuffix(" as recorded") for row in rows]
    assert ratings == ["◆ Red"] * 6 + ["▲ Amber"] * 22
    # A rating without a target beside it has its reason; of those with one it is the target.
    assert {row[6].endswith("as recorded") == (row[8] == "No target") for row in rows} == {True}
    assert {len(row) for row in rows} == {12}
    by_title = {row[0]: row for row in rows}
    homes = by_title["Number of affordable homes delivered"]
    assert homes[1:10] == [
        "Housing", "Q2 2020/21 111 days old", "Number", "Quarterly", "47", "◆ Red",
        "↘ Declined as recorded", "75", "–",
    ]  # fmt: skip
    assert homes[11] == "No action recorded Head of Housing"
    carers = by_title["Number of active foster carers (including connected persons)"]
    assert carers[2:10] == [
        "Oct 2020 80 days old", "Number", "Monthly", "206", "▲ Amber", "→ Same as recorded", "215",
        "201",
    ]  # fmt: skip
    placed = by_title["Percentage of looked after children placed outside the council area"]
    assert placed[2:10] == [
        "Oct 2020 80 days old", "%", "Monthly", "41.4%", "◆ Red", "↗ Improved as recorded",
        "30.0%", "38.8%",
    ]  # fmt: skip
    cases = by_title["Percentage of child protection cases dealt with in court within 26 weeks"]
    assert cases[7:10] == ["– Not compared no direction recorded", "100.0%", "–"]
    turnover = by_title["Staff turnover as a percentage of total Dorset Council headcount"]
    assert turnover[8:11] == ["No target", "–", "–"]
    assert turnover[11].startswith("No action recorded")


def test_every_red_and_amber_measure_has_its_action_or_is_said_to_have_none(
    dorset_blocks: Mapping[str, str | Block],
) -> None:
    """Of the council's 28 measures its paper has an action for ten."""
    for name, column in (("exceptions", 11), ("actions", 4)):
        said = [row[column] for row in cells(block_of(dorset_blocks, name))]
        assert len(said) == 28, name
        assert sum(one.startswith("No action recorded") for one in said) == 18
        assert all(" recorded " in one for one in said), name
    assert block_of(dorset_blocks, "exceptions_summary") == (
        "Of twenty-eight measures twenty-two are amber and six red. Ratings are those of the "
        "newest figures on the cut-off date, 19 January 2021.\n\n"
        "No action is recorded for one of the six red measures: "
        "[Number of affordable homes delivered](#affordable-homes)."
    )


def test_every_row_can_be_linked_to(dorset_blocks: Mapping[str, str | Block]) -> None:
    text = block_of(dorset_blocks, "exceptions")
    assert '<span id="in-table-affordable-homes"></span><a href="#affordable-homes">' in text
    assert len(set(re.findall(r'id="in-table-([^"]+)"', text))) == 28


def test_ages_count_from_the_end_of_the_period_to_the_day_of_the_meeting(
    dorset_blocks: Mapping[str, str | Block],
) -> None:
    text = block_of(dorset_blocks, "ages")
    # 31 October 2020 and 30 September 2020 to 28 January 2021
    assert text.startswith(
        "On the day of the meeting, 28 January 2021, the figures are between 89 and 120 days old, "
        "counted from the end of the period. Twenty-eight figures are older than 60 days."
    )
    ages = [int(row[2]) for row in cells(text)]
    assert ages == sorted(ages, reverse=True)
    assert (ages.count(120), ages.count(89)) == (5, 23)


# Whose measures a paper speaks of.


def test_a_paper_speaks_of_its_committees_measures(small: Book) -> None:
    report = Report(book=small.root).view

    def ids(edition: Edition) -> list[str]:
        return [view.id for view in report.for_edition(edition).shown]

    every = ["recycling-rate", "missed-bins", "litter", "homes-delivered"]
    assert ids(Edition(name="x", committee="scrutiny")) == every[1:]
    assert ids(Edition(name="x", committee="cabinet")) == every[:1]
    assert ids(Edition(name="x", committee="council")) == every
    assert ids(Edition(name="x")) == every
    assert ids(Edition(name="x", measures=["litter", "recycling-rate"])) == [every[0], every[2]]
    assert [view.id for view in report.shown] == every


def test_milestones_of_another_committee_are_left_out(small: Book) -> None:
    report = Report(book=small.root).view
    for committee, number in (("scrutiny", 2), ("cabinet", 0), ("council", 2)):
        scoped = report.for_edition(Edition(name="x", committee=committee))
        assert len(scoped.milestones) == number


def test_nothing_is_made_before_it_is_asked_for(
    small: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Block:
        raise AssertionError

    monkeypatch.setattr(panel, "sections", fail)
    names = paper_names(Report(book=small.root).view, Edition(name="x"), signed=(), later=None)
    assert "sections" in names
    assert names["title"] == "Performance report"
    assert "nothing" not in names


# The front of a paper.


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


# Successes, concerns and notes.


def test_highlights_name_measures_and_milestones_with_what_is_said_of_them(small: Book) -> None:
    add(
        small,
        "commentary",
        "missed-bins,2021-22-Q2,Two **rounds** <b>failed</b>.,,concern,,,,2021-10-20",
    )
    said = says(small)
    assert said("success") == ('- **<a href="#milestone-depot">New depot</a>**: The roof is on.')
    # the commentary of the small book makes homes a concern; the strategy's mark is of Q1
    assert said("concern") == (
        "- **[Missed \\<bins\\> \\& \\*boxes\\*](#missed-bins)**: "
        "Two <strong>rounds</strong> failed.\n"
        "- **[New homes delivered](#homes-delivered)**: "
        "Two large sites started late."
    )
    assert said("note") == "Nothing else was singled out this quarter."


def test_the_summary_page_lists_milestones_too(small: Book) -> None:
    text = Report(book=small.root).highlights().markdown
    assert "- New depot: On track. The roof is on." in text
    assert "Waste strategy" not in text


def test_a_milestone_without_words_is_a_label_and_its_state(small: Book) -> None:
    path = small.data / "milestones.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("The roof is on.", ""), "utf-8")
    assert "- New depot: On track.\n" in Report(book=small.root).highlights().markdown + "\n"
    assert says(small)("success") == '- **<a href="#milestone-depot">New depot</a>**: on track.'


def test_a_highlight_without_a_figure_says_what_its_owner_says(small: Book) -> None:
    """Where nobody says anything, that there is no figure."""
    path = small.data / "observations.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(row for row in lines if "homes-delivered" not in row), "utf-8")
    text = Report(book=small.root).highlights().markdown
    assert "[New homes delivered](#homes-delivered): Two large sites started late." in text
    assert "no figure yet" not in text
    path = small.data / "commentary.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Two large sites started late.", ""), "utf-8"
    )
    text = Report(book=small.root).highlights().markdown
    assert "[New homes delivered](#homes-delivered): no figure yet." in text


def test_nothing_is_compared_across_a_break_in_series(small: Book) -> None:
    """Neither with the figure before the break nor, later, with those before it."""
    path = small.data / "observations.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("homes-delivered,2020-21,1204,,,,", "homes-delivered,2020-21,1204,,,b,"),
        "utf-8",
    )
    homes = Report(book=small.root)["homes-delivered"].finding
    assert "New homes delivered was 1,204 [b] in 2020/21" in homes
    assert homes.endswith("; earlier figures cannot be compared with it")
    add(
        small,
        "observations",
        """\
        missed-bins,2021-07,70,,,,2021-09-03,
        missed-bins,2021-06,90,,,,2021-09-03,
        """,
    )
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "missed-bins,2021-08,61,,,,", "missed-bins,2021-08,61,,,b,"
        ),
        "utf-8",
    )
    bins = Report(book=small.root)["missed-bins"].finding
    assert "fell from 61 in August 2021 to 58 per 100,000 collections in September 2021" in bins
    assert "earlier figures" not in bins


def test_counts(small: Book) -> None:
    assert says(small)("counts") == (
        "Of three measures one is green, one amber and one red.\n\n"
        f"One measure is red: {LITTER}.\n\n"
        "Since Q1 2021/22 these have changed colour:\n\n"
        f"- Now red, not rated before: {LITTER}.\n\n"
        "Two measures and one milestone have been updated for Q2 2021/22.\n\n"
        f"- One measure shows an improvement in performance: {BINS}.\n"
        f"- One measure shows a decline: {LITTER}.\n\n"
        "The milestone updated, New depot, is on track."
    )


def test_measures_in_development(small: Book) -> None:
    assert says(small)("in_development") == "- Tree cover: Land under trees."
    cabinet = Edition(name="x", committee="cabinet")
    assert says(small, cabinet)("in_development") == "No measure is in development."


# What is new.


def test_the_performance_appendix_shows_what_is_new_by_area(small: Book) -> None:
    text = says(small)("performance")
    assert text.startswith(
        "What is new in Q2 2021/22 is shown by outcome area: two measures and one milestone."
    )
    assert re.findall(r"^#.*", text, re.MULTILINE) == [
        "## A clean environment",
        "### Waste and recycling",
        "### Streets",
        "### Milestones: A clean environment",
        "## A home for everyone",
    ]
    assert text.endswith("No measure of this area has a new figure in Q2 2021/22.")
    assert "- Higher is better where a measure does not say otherwise" in text
    rows = cells(text)
    assert rows[1] == [
        "Litter lower is better", "Sep 2021", "120", "50", "◆ Red",
        "↘ Declined on September 2020", "90 Sep 2020", "90", "–",
    ]  # fmt: skip
    assert rows[2][:3] == ["New depot", "31 March 2022", "31 March 2022"]
    for name in ("missed-bins", "litter", "milestone-depot"):
        assert f'<span id="in-table-{name}"></span>' in text
    assert "in-table-milestone-strategy" not in text


def test_the_milestones_of_the_book_can_be_linked_to(small: Book) -> None:
    text = Report(book=small.root).milestone_table().markdown
    assert '<span id="milestone-depot"></span>New depot' in text


# What is red or amber, and how old it is.


def test_an_amber_figure_of_an_earlier_year_is_shown_with_its_age(small: Book) -> None:
    said = says(small)
    assert said("exceptions_summary") == (
        "Of three measures one is green, one amber and one red. Ratings are those of the newest "
        "figures on the cut-off date, 5 November 2021.\n\n"
        "No action is recorded for the red measure: [Litter](#litter).\n\n"
        "One measure has no figure for 2021/22 yet, only for an earlier period: "
        "[New homes delivered](#homes-delivered)."
    )
    rows = cells(said("exceptions"))
    assert [(row[0], row[2]) for row in rows] == [
        ("Litter", "Sep 2021 36 days old"),
        ("New homes delivered", "2020/21 219 days old"),
    ]
    add(small, "targets", "homes-delivered,2020-21,1200,1150,,,2021-08-01")
    assert [row[0] for row in cells(says(small)("exceptions"))] == ["Litter"]


def test_of_several_red_measures_none_has_an_action(small: Book) -> None:
    add(small, "targets", "missed-bins,2021-09,10,11,,,2021-04-01")
    assert (
        "No action is recorded for any of the two red measures: "
        r"[Missed \<bins\> \& \*boxes\*](#missed-bins) and [Litter](#litter)."
    ) in says(small)("exceptions_summary")
    add(small, "commentary", "missed-bins,2021-22-Q2,,Hire drivers.,,,,,2021-10-20")
    add(small, "commentary", "litter,2021-22-Q2,,Sweep.,,,,,2021-10-20")
    assert "Every red measure has an action recorded." in says(small)("exceptions_summary")


def test_what_was_recorded_since_the_cut_off_is_named(small: Book) -> None:
    params = small.params / "2021-22-q2.yml"
    newer = "editions:\n  - {name: x, committee: scrutiny, newer_to: 2021-11-30}\n"
    params.write_text(params.read_text(encoding="utf-8") + newer, encoding="utf-8")
    add(small, "observations", "litter,2021-10,40,,,,2021-11-09,")
    add(small, "observations", "missed-bins,2021-09,57,,,r,2021-11-12,")
    chosen = Edition(
        name="x",
        committee="scrutiny",
        measures=["missed-bins", "litter", "homes-delivered"],
    )
    text = says(small, chosen, until=date(2021, 11, 30))("ages")
    assert "Two measures have a newer figure. No rating has changed with it." in text
    assert cells(text) == [
        ["New homes delivered", "2020/21", "245", "Older than 60 days", "–"],
        [
            "Missed <bins> & *boxes*", "Sep 2021", "62", "Older than 60 days",
            "57 [r] per 100,000 collections (Sep 2021, revised) ● Green",
        ],
        ["Litter", "Sep 2021", "62", "Older than 60 days", "40 (Oct 2021) not rated"],
    ]  # fmt: skip
    assert "Recorded since" not in says(small)("ages")
    assert "No newer figure has been recorded" in says(small, until=date(2021, 11, 5))("ages")


def test_ages_are_those_of_the_exceptions_alone_and_of_figures_there_are(small: Book) -> None:
    """Missed bins are green; a survey of homes that did not run this year has no age."""
    assert [row[:2] for row in cells(says(small)("ages"))] == [
        ["New homes delivered", "2020/21"],
        ["Litter", "Sep 2021"],
    ]
    add(small, "observations", "litter,2021-08,,,,x,2021-09-05,")
    path = small.data / "observations.csv"
    text = path.read_text(encoding="utf-8").replace(
        "litter,2021-09,120,,,,", "litter,2021-09,,,,x,"
    )
    path.write_text(text, encoding="utf-8")
    chosen = Edition(name="x", committee="scrutiny", measures=["litter"])
    assert [row[:2] for row in cells(says(small, chosen)("ages"))] == [["Litter", "Sep 2020"]]


# What changed, and what is no success.


def test_what_changed_colour_is_named_and_in_the_first_quarter_nothing_is_new(small: Book) -> None:
    add(small, "targets", "missed-bins,2021-09,10,11,,,2021-04-01")
    add(small, "targets", "missed-bins,2021-06,999,,,,2021-04-01")
    add(small, "observations", "missed-bins,2021-06,90,,,,2021-07-03,")
    text = says(small)("changes")
    assert text.startswith(f"Two measures are red: {BINS}; {LITTER}.\n\nSince Q1 2021/22 these")
    assert f"- From green to red: {BINS}." in text
    (small.params / "2021-22-q1.yml").unlink()
    first = says(small)("counts")
    assert "Three measures and two milestones are reported for Q2 2021/22." in first
    assert "updated" not in first
    assert "colour" not in first


def test_a_red_measure_is_a_success_only_in_its_owners_words(small: Book) -> None:
    add(small, "commentary", "litter,2021-22-Q2,,Sweep.,success,,,,2021-10-20")
    assert "Litter" not in says(small)("success")
    assert "Litter" not in Report(book=small.root).highlights().markdown
    add(small, "commentary", "litter,2021-22-Q2,Fewer fines.,,success,,,,2021-10-21")
    assert "**[Litter](#litter)**: Fewer fines." in says(small)("success")
    assert "- [Litter](#litter): Fewer fines." in Report(book=small.root).highlights().markdown


def test_the_summary_names_reds_and_ambers_where_its_tiles_lead(small: Book) -> None:
    text = Report(book=small.root).headline().markdown
    assert '<a href="#red-measures" class="qb-name">Red</a>' in text
    assert '<span id="red-measures"></span>One measure is red: [Litter](#litter).' in text
    assert '<a href="#amber-measures" class="qb-name">Amber</a>' in text
    assert '<span id="amber-measures"></span>One measure is amber: ' in text
    assert '">Green</a>' not in text


def test_an_action_has_its_owner_and_day(small: Book) -> None:
    path = small.data / "commentary.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join([f"{lines[0]},action_by", *(f"{line}," for line in lines[1:])]) + "\n", "utf-8"
    )
    add(small, "commentary", "litter,2021-22-Q2,,Sweep.,,,,,2021-10-20,2022-01-31")
    rows = {row[0]: row[-1] for row in cells(says(small)("actions"))}
    assert rows["Litter"] == "Sweep. Head of Waste, by 31 January 2022"
    assert rows["New homes delivered"] == (
        "Meet both builders in November. Head of Housing, recorded 22 October 2021"
    )
    path.write_text(lines[0] + "\n", "utf-8")
    rows = {row[0]: row[-1] for row in cells(says(small)("actions"))}
    assert rows["New homes delivered"] == "No action recorded Head of Housing"
    assert "No action recorded" in Report(book=small.root)["homes-delivered"].section().markdown


# Decisions.


def test_a_paper_opens_with_what_was_asked_last_time_and_what_came_of_it(small: Book) -> None:
    text = says(small)("decisions")
    assert text.split("<div")[0].strip() == (
        "As known on 5 November 2021, the committee last met on 1 September 2021. It noted one "
        "matter, passed one resolution and made one request.\n\n"
        "- Noted: The report for Q1 2021/22.\n"
        "- Resolved: That \\<rounds\\> be published.\n\n"
        "Of the requests made at that meeting, one is open. Of earlier requests, one is overdue "
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
        "No decision of this committee from before this meeting is recorded."
    )


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
    assert text.count("No figures of other councils are published for this measure.") == 3
    assert '<div id="in-table-litter">' in litter
    assert "/charts/litter.svg" in litter


def cells_of(section: str) -> list[list[str]]:
    found = re.search(r"<table.*</table>", section, re.DOTALL)
    return cells(found[0]) if found else []


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
    assert 'red measure: <a href="#litter">Litter</a>' in says(small, exempt)("exceptions_summary")


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
    names = paper_names(report, edition, signed=(), later=report)
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
