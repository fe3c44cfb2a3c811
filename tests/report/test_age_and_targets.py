"""How old a figure is, what is known of the next, and how many measures meet a target."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from quarterbook import Report
from quarterbook.ground.periods import parse
from quarterbook.ground.units import NumberFormat
from quarterbook.report.blocks import measure
from quarterbook.report.blocks.papers.actions import actions
from quarterbook.report.html.links import page_link
from quarterbook.report.sentences.eased_targets import harder_target
from quarterbook.report.sentences.method import age_words, how_judged, next_figure
from quarterbook.report.sentences.rating_counts import targets_sentence
from quarterbook.report.sentences.since_last_report import eased_sentence
from support.books import ROOT
from support.measures import judged
from support.paper_parts import cells


def test_age_is_counted_from_the_end_of_the_period() -> None:
    said = age_words(
        parse("2021-22-Q3", "quarterly"), parse("2021-22-Q4", "quarterly"), date(2022, 2, 4)
    )
    assert said == "35 days on 4 February 2022; the next, for Q4 2021/22, comes after 31 March 2022"
    said = age_words(parse("2021-12", "monthly"), parse("2022-01", "monthly"), date(2022, 2, 4))
    assert said == (
        "35 days on 4 February 2022; the next, for January 2022, is not yet recorded here"
    )


def test_the_end_of_a_period_is_not_the_day_on_which_its_figure_comes_out() -> None:
    """Nobody reads a yearly figure that comes out in summer as five weeks overdue."""
    year = parse("2021", "annual")
    assert next_figure(year, date(2021, 12, 31)) == "2021, after 31 December 2021"
    assert next_figure(year, date(2022, 2, 4)) == "2021, not yet recorded"


def test_a_figure_of_every_second_year_is_followed_two_years_on() -> None:
    report = Report("2021-22-q3", book=ROOT)
    by_frequency = {view.frequency: view for view in report.view.views_shown}
    for frequency, months in {"monthly": 1, "quarterly": 3, "annual": 12, "biennial": 24}.items():
        view = by_frequency[frequency]
        newest = (
            view.assessment.later_figures[-1]
            if view.assessment.later_figures
            else view.newest_figure
        )
        assert newest
        assert view.next_period
        before, after = newest.period, view.next_period
        assert (after.year - before.year) * 12 + after.month - before.month == months


def test_without_a_survey_nobody_says_when_the_next_comes() -> None:
    """Carers were asked in 2018/19, and the survey of 2020/21 was put off."""
    report = Report("2021-22-q3", book=ROOT)
    said = measure.method(report.view, report["carer-quality-of-life"].view).html
    assert "1,041 days on 4 February 2022" in said
    assert "the next" not in said


def test_actions_stand_with_the_age_of_their_figures() -> None:
    """31 December to 2 March is 61 days."""
    report = Report("2021-22-q3", book=ROOT)
    table = actions(report.view, page_link, date(2022, 3, 2)).html
    assert "how old their figures are on 2 March 2022" in table
    (row,) = (row for row in cells(table) if row[0].startswith("Households in temporary"))
    assert row[2] == "186 Dec 2021 61 days old"


def test_the_share_of_measures_with_a_target_and_of_targets_met_is_said() -> None:
    """Of two measures one has a target of 50%, which its 52.0% meets."""
    report = Report(book=ROOT / "examples/first-page")
    assert (
        targets_sentence(report.view)
        == "A target is set for one of the two measures, which meets it."
    )
    somerset = Report(book=ROOT / "examples/somerset")
    assert targets_sentence(somerset.view) == (
        "No target is recorded for any measure, though two measures have one."
    )


def test_targets_that_nobody_recorded_are_told_beside_those_that_are(tmp_path: Path) -> None:
    book = tmp_path / "book"
    shutil.copytree(ROOT / "examples" / "first-page", book)
    head, *rows = (book / "data" / "targets.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{head},marker", *(f"{row}," for row in rows)]
    lines.append("litter-reports,2025-26,,,,,2025-03-01,x")
    (book / "data" / "targets.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert targets_sentence(Report(book=book).view) == (
        "A target is set for one of the two measures, which meets it. "
        "One measure has a target that is not recorded."
    )


@pytest.mark.parametrize("measure", ["recycling-rate", "missed-bins"])
def test_a_measure_says_its_age_and_its_control_chart_the_version_of_its_rules(
    measure: str,
) -> None:
    report = Report("2021-22-q3", book=ROOT)
    assert "35 days on 4 February 2022" in report[measure].method().html
    assert "version 0.2.2 of its program NHSRplotthedots" in report.control_charts().html


def test_targets_made_easier_are_told_with_what_they_were() -> None:
    """From targets.csv: 2,800 until 2020/21 and 2,600 in 2021/22, which a figure is to exceed.

    The target of temporary accommodation was 140 last year too, and recycling's is higher.
    """
    report = Report("2021-22-q3", book=ROOT)
    assert eased_sentence(report.view, lambda view: view.id) == (
        "Four targets are easier to meet than a year ago: library-visits (110,000; 200,000 in "
        "Q3 2020/21); leisure-visits (95,000; 125,000 in December 2020); community-transport "
        "(2,600; 2,800 in December 2020); children-looked-after (72.0 per 10,000 children; 70.0 "
        "in Q3 2020/21)."
    )
    journeys = how_judged(report["community-transport"].view.assessment, NumberFormat("", 0))
    assert journeys.endswith(
        "higher is better; harder to meet in December 2020, when the target was 2,800."
    )
    assert "harder" not in report["temporary-accommodation"].method().html
    assert "Four targets are easier to meet" in report.headline().html


@pytest.mark.parametrize(
    ("polarity", "before", "after", "is_told"),
    [
        ("higher", 50.0, 40.0, True),
        ("higher", 40.0, 50.0, False),
        ("higher", 50.0, 50.0, False),
        ("lower", 40.0, 50.0, True),
        ("lower", 50.0, 40.0, False),
        ("plan", 50.0, 40.0, False),
        ("none", 50.0, 40.0, False),
    ],
)
def test_easier_is_on_the_better_side(
    polarity: str, before: float, after: float, is_told: bool
) -> None:
    figures = {"2020-21-Q2": 1.0, "2021-22-Q2": 2.0}
    goals = {"2020-21": (before,), "2021-22": (after,)}
    result = judged(figures, goals, polarity=polarity)
    assert (harder_target(result) is not None) == is_told
    broken = judged(figures, goals, {"2021-22-Q2": "b"}, polarity=polarity)
    assert harder_target(broken) is None  # the figures are counted in another way


def test_a_target_whose_figure_is_withheld_is_a_target() -> None:
    """By hand from the tables of measures: 11 of 68 say "No target", and one figure is withheld."""
    said = targets_sentence(Report("2021-22-q3", book=ROOT).view)
    assert said == (
        "A target is set for 57 of the 68 measures (84%), and 33 of the 56 with a figure (59%) "
        "meet it or keep to their plan."
    )
