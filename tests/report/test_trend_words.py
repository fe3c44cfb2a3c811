"""What is said of a measure's trend, beside the direction that its rating table shows."""

from __future__ import annotations

import pytest

from quarterbook import Report
from quarterbook.report.charts.trend import spark
from quarterbook.report.html.marks import direction_mark, short_direction_mark
from quarterbook.report.sentences import alt_text
from quarterbook.report.sentences.rating_counts import milestone_sentence
from quarterbook.report.sentences.since_last_report import turned_sentences
from support.books import ROOT


@pytest.fixture(scope="module")
def mereshire() -> Report:
    return Report("2021-22-q3", book=ROOT)


@pytest.mark.parametrize(
    ("measure", "sentence"),
    [
        # improved on the quarter before, and on a year ago
        (
            "budget-variance",
            "Forecast overspend against the revenue budget fell from £4.1m in Q2 2021/22 to £3.2m "
            "in Q3 2021/22, although up from £1.8m in Q3 2018/19",
        ),
        (
            "business-rates-collected",
            "Business rates collected rose from 80.7% in December 2020 to 81.0% in December 2021, "
            "below the target of 84.0%, although down from 83.7% in December 2019",
        ),
        # improved over the years as on the quarter before
        (
            "recycling-rate",
            "Household waste sent for reuse, recycling or composting rose from 48.5% in Q3 2018/19 "
            "to 52.0% [p] in Q3 2021/22, above the target of 50.0%",
        ),
        # the quarter before is of another definition
        (
            "village-buses",
            "Rural villages with a weekday bus service stood at 68.5% [b] in Q3 2021/22, below the "
            "target of 70.0%; earlier figures cannot be compared with it",
        ),
    ],
)
def test_a_trend_that_turned_says_so(mereshire: Report, measure: str, sentence: str) -> None:
    assert mereshire[measure].finding == sentence


def test_the_long_term_stands_beside_a_direction_that_it_contradicts(mereshire: Report) -> None:
    """Missed bins improved on November and have been a concern for seven months."""
    missed = short_direction_mark(mereshire["missed-bins"].view.assessment)
    assert "Improved" in missed
    assert "Long term: " in missed
    assert "Declined" in missed.partition("Long term: ")[2]


def test_a_long_term_that_agrees_is_left_to_the_measures_own_page(mereshire: Report) -> None:
    judged = mereshire["temporary-accommodation"].view.assessment
    assert "Long term" not in short_direction_mark(judged)
    assert "Long term: " in direction_mark(judged)


def test_what_cannot_be_compared_is_not_joined_in_the_small_picture(mereshire: Report) -> None:
    """Villages are counted otherwise since Q3 2021/22; waste adds up anew from each April."""
    for id_, pieces in {
        "village-buses": 2,
        "residual-waste": 4,
        "temporary-accommodation": 1,
    }.items():
        view = mereshire[id_].view
        assert spark(view.recent, view.assessment.rules).count("<polyline") == pieces
        assert "join" not in alt_text.of_trend(view)


def test_what_changed_colour_by_another_definition_says_so(mereshire: Report) -> None:
    (moved,) = (
        said
        for said in turned_sentences(mereshire.view, lambda view: view.title)
        if "Rural villages" in said
    )
    assert "Rural villages with a weekday bus service (definition changed)" in moved
    assert "Visits to libraries;" in moved
    # 76.9% to 77.8%, where the survey's margin is 3 points
    (moved,) = (
        said
        for said in turned_sentences(mereshire.view, lambda view: view.title)
        if "Employment rate" in said
    )
    assert "Employment rate of residents aged 16 to 64 (direction of travel: same);" in moved
    assert "Fly-tipping incidents reported;" in moved  # its limits are to be recalculated
    assert "Vacant town-centre units;" in moved


def test_milestones_that_slipped_are_named_with_both_days(mereshire: Report) -> None:
    said = milestone_sentence(mereshire.view)
    assert "Four milestones have a later forecast than last quarter: " in said
    assert (
        "Planning decision on the western relief road (30 September 2022 instead of 30 June 2022)"
        in said
    )
