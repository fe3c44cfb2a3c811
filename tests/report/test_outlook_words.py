"""The year-end outlook in words and in a chart."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure

from quarterbook.ground.periods import Period
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.outlook import Outlook
from quarterbook.judge.rag import Rag
from quarterbook.report.charts.outlook import draw
from quarterbook.report.html.marks import outlook_mark
from quarterbook.report.sentences.outlook import method, sentence
from support.outlooks import JOBS, RISING, SEASONS, Values, given_for, series

END = Period(2022, 1, "quarter")
GREEN, AMBER, RED, NONE = Rag("green"), Rag("amber"), Rag("red"), Rag("not_rated", "no target")


def test_the_sentence_for_an_owners_forecast() -> None:
    said = sentence(
        Outlook(END, 52.4, method="owner"), (GREEN, NONE, NONE), 52.0, NumberFormat("%", 1)
    )
    assert said == (
        "Year-end outlook: 52.4% [f] for Q4 2021/22, which would be green against the target of "
        "52.0%."
    )
    assert (
        method(Outlook(END, 52.4, method="owner"), NumberFormat("%", 1)) == "The owner's forecast."
    )


def test_the_sentence_for_an_average_change() -> None:
    values: Values = [10, 13, 15, 18, 20, 24, 25, 29, 30, 34]
    found = given_for(series("2019-20-Q1", values), unit="%")
    assert sentence(found, (AMBER, AMBER, GREEN), 39.5, NumberFormat("%", 1)) == (
        "Year-end outlook: 39.3% [f] for Q4 2021/22 (between 38.7% and 39.9%), which would be "
        "amber against the target of 39.5%; across that range it would go from amber to green."
    )
    assert method(found, NumberFormat("%", 1)) == (
        "The average change since Q1 2019/20 (up 2.7 percentage points a quarter), carried on "
        "from Q2 2021/22. Tried on five earlier figures, two quarters ahead, it missed by 0.3 "
        "percentage points on average; expecting no change, by 5.2. In four of five cases it "
        "missed by no more than 0.6 percentage points."
    )


def test_errors_that_read_alike_have_a_decimal_more() -> None:
    found = Outlook(
        END,
        2,
        1,
        3,
        "drift",
        "",
        END.back(),
        1,
        5,
        change=1,
        change_since=END.back(9),
        margin=1,
        error=1,
        error_unchanged=1.3,
    )
    assert "missed by 1.0 on average; expecting no change, by 1.3. In four" in method(
        found, NumberFormat("number", 0)
    )


def test_four_cases_are_all_of_them() -> None:
    found = given_for(series("2019-20-Q2", RISING))
    assert method(found, NumberFormat("days", 0)).endswith(
        ". In each of them it missed by no more than 0 days."
    )


def test_the_sentence_for_a_season() -> None:
    found = given_for(series("2018-19-Q1", SEASONS), seasonal=True)
    assert sentence(found, (RED, RED, RED), 60.0, NumberFormat("visits", 0)) == (
        "Year-end outlook: 47 visits [f] for Q4 2021/22 (between 45 and 49 visits), which would be "
        "red against the target of 60."
    )
    assert method(found, NumberFormat("visits", 0)) == (
        "Last year's year-end figure, moved by the change on "
        "a year ago in Q2 2021/22 (up 3 visits). Tried on eight earlier figures, two quarters "
        "ahead, it missed by 2 visits on average; expecting no change, by 3. In four of five cases "
        "it missed by no more than 2 visits."
    )


@pytest.mark.parametrize(
    ("newest", "said"), [(28, "(up 3.0)"), (24.5, "(down 0.5)"), (25.04, "(no change)")]
)
def test_how_a_season_moved(newest: float, said: str) -> None:
    found = given_for(series("2018-19-Q1", [*SEASONS[:-1], newest]), seasonal=True)
    assert said in method(found, NumberFormat("number", 1))


def test_the_sentence_for_a_profile() -> None:
    found = given_for(series("2018-19-Q1", JOBS), reading="year_to_date")
    assert sentence(found, (AMBER, AMBER, AMBER), 300.0, NumberFormat("number", 0)) == (
        "Year-end outlook: 273 [f] for Q4 2021/22 (or up to 293), which would be amber "
        "against the target of 300."
    )
    assert method(found, NumberFormat("number", 0)) == (
        "Last year 50.5% of the year-end figure had been "
        "reached by the same quarter; the range comes from the profiles of three years. "
        "Tried on earlier years, it missed by 12 on average; the figure of the year before, by 24."
    )


def test_the_profile_of_an_earlier_year_is_named() -> None:
    values: Values = [10, 20, 30, 40, 10, 40, 60, 80, 10, 20, 30, 40, 0, 0, 5, 9, 4, 12]
    found = given_for(series("2017-18-Q1", values), reading="year_to_date")
    assert method(found, NumberFormat("number", 0)).startswith(
        "In 2019/20, 50.0% of the year-end figure had been reached by the same quarter; "
        "the range comes from the profiles of three years. "
    )


@pytest.mark.parametrize(
    ("rags", "said"),
    [
        ((GREEN, GREEN, GREEN), "which would be green against the target of 5."),
        (
            (AMBER, GREEN, RED),
            "amber against the target of 5; across that range it would go from green to red.",
        ),
        ((GREEN, RED, RED), "target of 5; at either end of that range it would be red."),
        ((NONE, NONE, NONE), "(between 1 and 3)."),
        (
            (Rag("within"), Rag("below"), Rag("within")),
            "which would be within the expected range; across that range it would go from below "
            "the expected range to within it.",
        ),
    ],
)
def test_ratings_in_the_sentence(rags: tuple[Rag, ...], said: str) -> None:
    found = Outlook(END, 2, 1, 3, "latest", based_on=END.back(), ahead=1, cases=5, margin=1)
    assert said in sentence(found, rags, 5.0, NumberFormat("number", 0))


def test_a_rating_by_bands_has_no_target() -> None:
    found = Outlook(END, 2, 1, 3, "latest", based_on=END.back(), ahead=1, cases=5, margin=1)
    said = sentence(found, (GREEN, GREEN, GREEN), None, NumberFormat("number", 0))
    assert "(between 1 and 3), which would be green." in said


def test_a_range_too_narrow_to_show_is_not_shown_as_two_equal_ends() -> None:
    found = Outlook(END, 2, 1.9, 2.1, "latest", based_on=END.back(), ahead=1, cases=5, margin=0.1)
    said = sentence(found, (GREEN, GREEN, GREEN), 5.0, NumberFormat("number", 0))
    assert "2 [f] for Q4 2021/22 (both ends of the range round to that figure), which" in said


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("withheld", "the newest figure is withheld"),
        ("below rounding", "the newest figure is too small to be shown"),
        ("no figure yet", "there is no figure yet"),
        ("no figure this year yet", "there is no figure for this financial year yet"),
        ("nothing counted yet", "nothing has been counted this year yet"),
        (
            "nothing counted by the same time last year",
            "nothing had been counted by the same time last year",
        ),
        (
            "no earlier profile",
            "no earlier year shows what share of the year-end figure is reached by this time of "
            "year",
        ),
        ("no figure a year ago", "there are no comparable figures of last year"),
    ],
)
def test_why_there_is_none(reason: str, said: str) -> None:
    found = Outlook(END, reason=reason)
    assert sentence(found, (NONE, NONE, NONE), 5.0, NumberFormat("%", 1)) == f"No outlook: {said}."
    assert (
        method(found, NumberFormat("%", 1)) == outlook_mark(found, NONE, NumberFormat("%", 1)) == ""
    )


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("too few figures", "None: there are too few comparable figures to try a method on."),
        (
            "no better than no change",
            "None: on the measure's own past no method has done clearly better than expecting "
            "no change.",
        ),
    ],
)
def test_where_nothing_is_better_than_no_change_the_small_print_says_so(
    reason: str, said: str
) -> None:
    found = Outlook(END, reason=reason)
    assert sentence(found, (NONE, NONE, NONE), 5.0, NumberFormat("%", 1)) == ""
    assert method(found, NumberFormat("%", 1)) == said
    assert outlook_mark(found, NONE, NumberFormat("%", 1)) == ""


def test_the_mark_in_a_table() -> None:
    found = Outlook(END, 51.9, method="owner")
    marker = '<abbr class="qb-marker" title="forecast">[f]</abbr>'
    figure = f'<span class="qb-when">Year end: 51.9% {marker}</span>'
    assert outlook_mark(found, AMBER, NumberFormat("%", 1)) == (
        f'<span class="qb-outlook">{figure} <br><span class="qb-rag qb-amber">'
        '<span class="qb-shape" aria-hidden="true">▲</span> Amber</span></span>'
    )
    assert (
        outlook_mark(found, NONE, NumberFormat("%", 1))
        == f'<span class="qb-outlook">{figure}</span>'
    )


# In a chart


def test_drawn_as_a_diamond_with_its_range() -> None:
    axes = Figure().subplots()
    found = Outlook(END, 2, 1, 3, "latest", based_on=END.back(2), ahead=2, cases=5, margin=1)
    draw(axes, 15, found, (13, 2.5))
    drawn = [np.asarray(line.get_xydata()).tolist() for line in axes.lines]
    assert drawn == [[[13, 2.5], [15, 2]], [[15, 1], [15, 3]], [[15, 2]]]
    assert axes.lines[-1].get_markerfacecolor() == "white"


def test_what_is_not_there_is_not_drawn() -> None:
    axes = Figure().subplots()
    draw(axes, 15, Outlook(END, reason="too few figures"), (13, 2.5))
    assert not axes.lines
    draw(axes, 15, Outlook(END, 2, method="owner"))
    assert len(axes.lines) == 1
