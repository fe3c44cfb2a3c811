"""What a reader of two reports can add up: who lost a colour, what is late, what a line did."""

from __future__ import annotations

import re

from quarterbook import Report
from quarterbook.report.blocks.milestones import milestones
from quarterbook.report.sentences import alt_text, since_last_report
from support.books import ROOT
from support.northshire import NORTHSHIRE, all_of, compared, homes


def test_a_measure_that_lost_its_colour_is_named_with_why() -> None:
    """Bed and breakfast was amber in September (9, target 6, floor 10) and is withheld now."""
    said = since_last_report.turned_sentences(Report(book=ROOT).view, lambda view: view.title)
    assert said[-1] == (
        "Not rated now, amber before: "
        "Families in bed and breakfast for more than six weeks (withheld)."
    )
    assert not any("quality of life" in one for one in said)  # unrated before and now


def test_what_is_not_rated_stands_by_the_reason_said_once() -> None:
    """From measures.csv and targets.csv: nine without a target, one withheld."""
    report = Report(book=ROOT).view
    assert since_last_report.rated_sentences(report, "not_rated", lambda view: view.id) == [
        "Ten measures are not rated:",
        "No target: solar-generation; nitrogen-dioxide; claimant-count; weekly-pay; bus-journeys; "
        "house-price-ratio; slow-broadband; rural-grants; carer-quality-of-life.",
        "Withheld: bed-and-breakfast.",
    ]
    environment = report.for_page("healthy-environment")
    assert since_last_report.rated_sentences(environment, "not_rated", lambda view: view.id) == [
        "Two measures are not rated (no target): solar-generation; nitrogen-dioxide."
    ]


def test_changes_of_colour_lead_from_the_last_counts_to_these() -> None:
    """Gritting has no figure in summer and is green in December: 35 greens, 12 moves, 33.

    Whoever adds the moves named to the counts of the last report comes to those of this one.
    """
    before, now = (Report(name, book=ROOT).view for name in ("2021-22-q2", "2021-22-q3"))
    said = since_last_report.turned_sentences(now, lambda view: f"<{view.id}>")
    assert "Now green, not rated before: <winter-gritting>." in said
    for colour in ("green", "amber", "red"):
        gained = [one for one in said if re.match(f"(From .* to|Now) {colour}", one)]
        lost = [one for one in said if re.search(f"^From {colour}|now, {colour} before", one)]
        change = "".join(gained).count("<") - "".join(lost).count("<")
        was, is_now = (getattr(report.rated, colour) for report in (before, now))
        assert was + change == is_now, colour


def test_a_chart_in_words_tells_no_rise_across_a_break() -> None:
    years = {
        "2018-19": all_of(46.9, [46.2] * 7),
        "2019-20": all_of(50.3, [49.7] * 7),
        "2020-21": all_of(51.2, [51.1] * 7),
    }
    broken = compared(years, marked={("2019-20", NORTHSHIRE): "b"})
    words = alt_text.of_years("Attainment", broken, homes().format, "Northshire")
    assert "Northshire rose from 50.3% in 2019/20 to 51.2%" in words
    whole = alt_text.of_years("Attainment", compared(years), homes().format, "Northshire")
    assert "Northshire rose from 46.9% to 51.2%" in whole


def test_every_measure_that_moved_is_named_once() -> None:
    """What improved is named as wholly as what declined: nobody has to look for the rest."""
    report = Report(book=ROOT).view
    said = since_last_report.movements_by_name(report, lambda view: f"<{view.id}>")
    named = re.findall(r"<([^>]+)>", " ".join(said))
    moved = [
        view.id for view in report.updated if view.assessment.direction.outcome != "not_comparable"
    ]
    assert len(moved) > 40
    assert sorted(named) == sorted(moved)


def test_figures_told_in_words_have_their_markers(dorset_report: Report) -> None:
    """186 after 452 is no fall: October 2020 was recorded in another way."""
    said = dorset_report["hospital-discharges"].section().html
    assert "Figures so far: 452 in October 2019; 186 [b] in October 2020." in said


def test_what_a_committee_took_last_is_the_report_that_changes_are_told_since() -> None:
    """Changes of colour are told since the report for Q2, which every committee met on."""
    q2, q3 = (Report(name, book=ROOT).view for name in ("2021-22-q2", "2021-22-q3"))
    met = q3.vintage.decisions.groupby("committee")["met_on"].max()
    meetings = {one.committee: one.date for one in q2.quarter.meetings}
    assert {name: met[name].date() for name in meetings} == meetings


def test_a_milestone_has_its_owner() -> None:
    html = milestones(Report(book=ROOT).view).html
    assert '<p class="qb-when">Owner: Head of Housing Strategy</p>' in html


def test_a_figure_that_adds_up_over_the_year_says_so_wherever_it_heads_something() -> None:
    """171 homes are those since April; 103,900 visits to libraries are the quarter's own."""
    report = Report(book=ROOT)
    assert "Q3 2021/22, year to date" in report["affordable-homes"].standfirst().html
    assert "Q3 2021/22, over the last twelve months" in report["recycling-rate"].standfirst().html
    assert "Q3 2021/22 <" in report["library-visits"].standfirst().html
    homes = Report(outcome="suitable-homes", book=ROOT).overview().html
    assert re.search(r"Affordable homes delivered</a>\s*<.*?year to date", homes)


def test_a_quarter_is_told_in_months_at_the_head_of_the_summary() -> None:
    assert "Q3 2021/22 (October to December 2021)" in Report(book=ROOT).headline().html
