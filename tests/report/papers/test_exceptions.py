"""What is red or amber in a committee's paper, how old it is, and whose measures it speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import pytest

from quarterbook import Report
from quarterbook.data.params.editions import Edition
from quarterbook.report.blocks.papers import panel
from quarterbook.report.blocks.papers.key import better_below, key
from quarterbook.report.html.block import Block
from quarterbook.report.html.cells import commentary_cell
from quarterbook.report.substitutions.papers import paper_names
from quarterbook.storage.book import Book
from support.books import ROOT
from support.paper_parts import add, block_of, cells, says


def test_the_exception_table_has_the_rows_of_the_published_paper(
    dorset_blocks: Mapping[str, str | Block],
) -> None:
    rows = cells(block_of(dorset_blocks, "exceptions"))
    ratings = [row[4].removesuffix(" as recorded") for row in rows]
    assert ratings == ["◆ Red"] * 6 + ["▲ Amber"] * 22
    assert all(row[4].endswith("as recorded") for row in rows)
    assert {len(row) for row in rows} == {10}
    by_title = {row[0]: row for row in rows}
    homes = by_title["Number of affordable homes delivered"]
    assert homes[1:8] == [
        "Housing", "Q2 2020/21 Quarterly 120 days old", "47", "◆ Red as recorded",
        "↘ Declined as recorded", "75", "–",
    ]  # fmt: skip
    assert homes[9] == "No action recorded Owner: Head of Housing"
    carers = by_title["Number of active foster carers (including connected persons)"]
    assert carers[2:8] == [
        "Oct 2020 Monthly 89 days old", "206", "▲ Amber as recorded",
        "→ Same as recorded", "215",
        "201",
    ]  # fmt: skip
    placed = by_title[
        "Percentage of looked after children placed outside the council area lower is better"
    ]
    assert placed[2:8] == [
        "Oct 2020 Monthly 89 days old", "41.4%", "◆ Red as recorded",
        "↗ Improved as recorded", "30.0%", "38.8%",
    ]  # fmt: skip
    cases = by_title["Percentage of child protection cases dealt with in court within 26 weeks"]
    assert cases[5:8] == ["– Not compared no direction recorded", "100.0%", "–"]
    turnover = by_title[
        "Staff turnover as a percentage of total Dorset Council headcount (DC Overall) "
        "lower is better"
    ]
    assert turnover[6:9] == ["No target", "–", "–"]
    # October cannot be set beside the months before: [b]
    discharges = by_title["Total number of hospital discharges neither higher nor lower is better"]
    assert discharges[3:8] == [
        "186 [b]", "◆ Red as recorded", "→ Same as recorded", "No target", "452",
    ]  # fmt: skip
    assert turnover[9].startswith("No action recorded")


def test_a_paper_has_the_key_to_its_table(dorset_blocks: Mapping[str, str | Block]) -> None:
    """Dorset's services record everything; a plan's green range is 1 point around 11.5%."""
    own = block_of(dorset_blocks, "exceptions")
    assert re.findall(r"^- (.*)", own, re.MULTILINE) == [
        "Higher is better unless a measure says otherwise. Where lower is better, a rise is a "
        "decline.",
        "An arrow says whether performance improved or declined, not whether the number rose.",
        'A rating or direction "as recorded" is the judgement of the service, not of a rule, and '
        "may go by more than the figures shown: eight directions have no earlier figure here to "
        "be compared with.",
    ]
    homes = Report(book=ROOT / "examples" / "dorset")["affordable-homes"].standfirst().html
    assert "as recorded by the service; no earlier figure" in homes
    mereshire = Report(book=ROOT)
    lines = re.findall(r"^- (.*)", key(mereshire.view.measures).markdown, re.MULTILINE)
    assert "What the newest figure is compared with stands below the arrow." in lines
    assert "The long term is shown where it points the other way." in lines
    assert [line for line in lines if "control chart" in line] == [
        'A "control chart" holds the newest figures against the range in which the measure has '
        "varied since the period named."
    ]
    turnover = mereshire["staff-turnover"].view
    assert better_below(turnover) == "near the plan is better: green from 10.5% to 12.5%"


def test_every_red_and_amber_measure_has_its_action_or_is_said_to_have_none(
    dorset_blocks: Mapping[str, str | Block],
) -> None:
    """Of the council's 28 measures its paper has an action for ten."""
    for name, column in (("exceptions", 9), ("actions", 4)):
        said = [row[column] for row in cells(block_of(dorset_blocks, name))]
        assert len(said) == 28, name
        assert sum(one.startswith("No action recorded") for one in said) == 18
        assert all(" recorded " in one for one in said), name
    summary = block_of(dorset_blocks, "exceptions_summary")
    said, ratings, moves, rule = summary.rsplit("\n\n", 3)
    counted, red, amber = said.split("\n\n")
    assert counted == (
        "Of 28 measures, 22 are amber and 6 red. Ratings are those of the "
        "newest figures on the cut-off date, 19 January 2021."
    )
    named, _, without = red.partition(". No action")
    assert named.startswith("Six measures are red: ")
    assert re.findall(r'href="#([^"]+)', named) == [
        view.id
        for view in Report(book=ROOT / "examples" / "dorset").view.measures
        if view.rag == "red"
    ]
    assert without == (
        " is recorded for one of them: "
        '<a href="#affordable-homes" class="qb-name">Number of affordable homes delivered</a>.'
    )
    assert amber == "No action is recorded for 17 of the 22 amber measures."
    # of the target of 100%, 40.0% is more than the tolerance away; 72.86% is above 72.60%
    # eleven have no target
    assert ratings.startswith(
        "Of the 28 ratings recorded, the rule can check 17, and 9 of these are not what it says: "
    )
    assert ratings.count("; ") == 8
    assert "within 26 weeks</a> (amber, by rule red)" in ratings
    assert "not residential or nursing</a> (amber, by rule green)" in ratings
    # 70.0 a year after 67.1, where lower is better; of court cases no direction is recorded, and of
    # nine others there is no figure of a year ago to be compared with, or no better end
    assert moves.startswith(
        "Of the 27 directions of travel recorded, the rule can check 18, and 8 of these are not "
        "what it says: "
        '<a href="#children-in-care-rate" class="qb-name">Rates of children in care per 10,000</a> '
        "(improved, by rule "
        "declined); "
    )
    assert moves.count("; ") == 7
    assert rule.startswith("The rule for ratings: Green when the target is met. ")
    assert " The tolerance is 10%. The rule for directions of travel: " in rule
    assert rule.endswith("The newest figure is compared with that of the same period last year.")


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
        "counted from the end of the period. All twenty-eight are older than 60 days."
    )
    ages = [int(row[2]) for row in cells(text)]
    assert ages == sorted(ages, reverse=True)
    assert (ages.count(120), ages.count(89)) == (5, 23)
    listed = [
        row[2].rpartition(" days")[0].split()[-1]
        for row in cells(block_of(dorset_blocks, "exceptions"))
    ]
    assert sorted(map(int, listed), reverse=True) == ages  # one age in all of a paper


# Whose measures a paper speaks of.


def test_a_paper_speaks_of_its_committees_measures(small: Book) -> None:
    report = Report(book=small.root).view

    def ids(edition: Edition) -> list[str]:
        return [view.id for view in report.for_edition(edition).views_shown]

    every = ["recycling-rate", "missed-bins", "litter", "homes-delivered"]
    assert ids(Edition(name="x", committee="scrutiny")) == every[1:]
    assert ids(Edition(name="x", committee="cabinet")) == every[:1]
    assert ids(Edition(name="x", committee="council")) == every
    assert ids(Edition(name="x")) == every
    assert ids(Edition(name="x", measures=["litter", "recycling-rate"])) == [every[0], every[2]]
    assert [view.id for view in report.views_shown] == every


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
    names = paper_names(Report(book=small.root).view, Edition(name="x"), sign_offs=())
    assert "sections" in names
    assert names["title"] == "Performance report"
    assert "nothing" not in names


# What is red or amber, and how old it is.


def test_an_amber_figure_of_an_earlier_year_is_shown_with_its_age(small: Book) -> None:
    said = says(small)
    assert said("exceptions_summary") == (
        "Of three measures, one is green, one amber and one red. Ratings are those of the newest "
        "figures on the cut-off date, 5 November 2021.\n\n"
        "One measure is red: "
        '<a href="#litter" class="qb-name">Litter</a>. No action is recorded for it.\n\n'
        "The newest figure of one measure is for a period that began before 1 April 2021: "
        '<a href="#homes-delivered" class="qb-name">New homes delivered</a>.\n\n'
        "One milestone is at risk: Waste strategy."
    )
    rows = cells(said("exceptions"))
    assert [(row[0], row[2]) for row in rows[:-1]] == [
        ("Litter lower is better", "Sep 2021 Monthly 62 days old"),
        ("New homes delivered", "2020/21 Yearly 245 days old"),
    ]
    add(small, "targets", "homes-delivered,2020-21,1200,1150,,,2021-08-01")
    assert [row[0] for row in cells(says(small)("exceptions"))] == [
        "Litter lower is better", "Waste strategy",
    ]  # fmt: skip


def test_milestones_off_track_or_at_risk_are_exceptions_too(small: Book) -> None:
    """The committee's own, off track first, however old their state; none that is on track."""
    path = small.data / "milestones.csv"
    late = "hall,New hall,environment,Head of Waste,scrutiny,2021-10-31,2022-01-31,,off_track,"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}{late}The roof leaks.,2021-10-02,\n", encoding="utf-8")
    said = says(small)
    rows = cells(said("exceptions"))[-2:]
    assert rows[0] == [
        "New hall", "31 October 2021", "31 January 2022", "✕ Off track",
        "The roof leaks. No action recorded Owner: Head of Waste",
    ]  # fmt: skip
    assert [row[0] for row in rows] == ["New hall", "Waste strategy"]
    assert said("exceptions_summary").endswith(
        "One milestone is off track: New hall. One milestone is at risk: Waste strategy."
    )
    assert "ilestone" not in says(small, Edition(name="x", committee="cabinet"))(
        "exceptions_summary"
    )


def test_of_several_red_measures_none_has_an_action(small: Book) -> None:
    add(small, "targets", "missed-bins,2021-09,10,11,,,2021-04-01")
    assert (
        "Two measures are red: "
        r'<a href="#missed-bins" class="qb-name">Missed \<bins\> \& \*boxes\*</a>; '
        '<a href="#litter" class="qb-name">Litter</a>. No action is recorded for either.'
    ) in says(small)("exceptions_summary")
    add(small, "commentary", "missed-bins,2021-22-Q2,,Hire drivers.,,,,,2021-10-20")
    add(small, "commentary", "litter,2021-22-Q2,,Sweep.,,,,,2021-10-20")
    assert "Litter</a>. Each has an action recorded." in says(small)("exceptions_summary")


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
        ["New homes delivered", "2020/21", "245", "2021/22, after 31 March 2022", "–"],
        [
            "Missed <bins> & *boxes*", "Sep 2021", "62", "October 2021, not yet recorded",
            "57 [r] per 100,000 collections (Sep 2021, revised) ● Green",
        ],
        [
            "Litter", "Sep 2021", "62", "November 2021, after 30 November 2021",
            "40 (Oct 2021) not rated",
        ],
    ]  # fmt: skip
    assert "All three are older than 60 days." in text  # so no row says it again
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


def test_a_measure_that_is_judged_may_have_no_figure(small: Book) -> None:
    """Its owner says amber, and nothing is measured yet; a dash stands where figure and age do."""
    add(
        small,
        "measures",
        "care,Quality of care,environment,waste,Care,Head of Care,scrutiny,number,0,higher,measure,"
        "quarterly,snapshot,judged,judged,no,live,,,,,",
    )
    add(
        small,
        "commentary",
        "care,2021-22-Q2,,Visit each home.,,amber,Two homes are being inspected.,,2021-10-22",
    )
    said = says(small)
    rows = {name: {row[0]: row for row in cells(said(name))} for name in ("exceptions", "actions")}
    assert rows["exceptions"]["Quality of care"][2:5] == [
        "– Quarterly", "–", "▲ Amber as recorded",
    ]  # fmt: skip
    assert rows["actions"]["Quality of care"][1:3] == ["▲ Amber as recorded", "–"]
    assert rows["exceptions"]["Litter lower is better"][2].startswith("Sep 2021")


def test_a_paper_says_how_a_measure_is_defined_since_that_changed() -> None:
    """Members see 68.5% beside 71.2%, and why the two are not compared."""
    views = {view.id: view for view in Report(book=ROOT).view.measures}
    said = commentary_cell(views["village-buses"])
    assert said.startswith("<p>An operator withdrew")
    assert "Definition, which has changed: Villages of more than 250 residents" in said
    assert "Until Q2 2021/22 a shopping bus on one weekday counted too.</p>" in said
    assert "Definition" not in commentary_cell(views["library-visits"])


def test_a_paper_that_chooses_its_measures_has_the_committees_others_by_exception(
    small: Book,
) -> None:
    """Litter is red and chosen; new homes are amber by last year's figure and are not."""
    chosen = says(small, Edition(name="x", committee="scrutiny", measures=["litter"]))
    assert [row[0] for row in cells(chosen("other_exceptions"))] == [
        "New homes delivered", "Waste strategy",
    ]  # fmt: skip
    assert chosen("other_exceptions_summary").startswith(
        "Of two measures, one is green and one amber. "
    )
    of_cabinet = says(small, Edition(name="x", committee="cabinet", measures=["litter"]))
    assert of_cabinet("other_exceptions") == "No measure is red or amber."


def test_a_late_milestone_has_its_action_or_is_said_to_have_none(small: Book) -> None:
    """In the paper by exception, where action is endorsed and in the appendix alike."""
    path = small.data / "milestones.csv"
    header, depot, strategy = path.read_text(encoding="utf-8").splitlines()
    none = "No action recorded Owner: Head of Waste"
    done = "Action: Hold it in May. Head of Waste, by 31 May 2022"
    for more, said in ((",", none), ("Hold it in May.,2022-05-31", done)):
        rows = (f"{header},action,action_by", f"{depot},,", f"{strategy},{more}")
        path.write_text("\n".join(rows), encoding="utf-8")
        for name in ("exceptions", "actions", "performance"):
            (row,) = [row for row in cells(says(small)(name)) if row[0] == "Waste strategy"]
            assert row[-1] == said, name
