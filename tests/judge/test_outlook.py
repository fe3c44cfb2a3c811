"""The year-end outlook: each method worked by hand, what it refuses, its words, its properties."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from quarterbook.ground.periods import Period, parse
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.observations import Observation
from quarterbook.judge.outlook import Outlook, outlook, year_end
from quarterbook.judge.rag import Rag
from quarterbook.report.charts.outlook import draw
from quarterbook.report.html.marks import outlook_mark
from quarterbook.report.sentences.outlook import method, sentence

Values = list[float | None]


def series(first: str, values: Values, markers: dict[str, str] | None = None) -> list[Observation]:
    """Readings of consecutive periods, with markers by period."""
    start, marked = parse(first), markers or {}
    periods = [start.back(-i) for i in range(len(values))]
    return [
        Observation(period, value, marked.get(period.code, ""))
        for period, value in zip(periods, values, strict=True)
    ]


def ahead(
    observations: list[Observation],
    end: str = "2021-22-Q4",
    forecasts: dict[Period, Observation] | None = None,
    **how: Any,
) -> Outlook | None:
    settings = {"reading": "snapshot", "seasonal": False, "unit": "number", **how}
    return outlook(observations, forecasts or {}, parse(end), **settings)


def given_for(observations: list[Observation], end: str = "2021-22-Q4", **how: Any) -> Outlook:
    found = ahead(observations, end, **how)
    assert found is not None
    return found


def spread(found: Outlook) -> tuple[float | None, float | None, float | None]:
    return found.lower, found.value, found.upper


def test_year_end() -> None:
    year = parse("2021-22")
    assert year_end(year, "monthly").code == "2022-03"
    assert year_end(year, "quarterly").code == "2021-22-Q4"
    assert year_end(year, "annual") == year_end(year, "biennial") == year


# The owner's forecast


def test_the_owners_forecast_goes_before_any_method() -> None:
    end = parse("2021-22-Q4")
    forecasts = {end: Observation(end, 52.4, "f")}
    observations = series("2020-21-Q1", [50, 51, 53, 52, 54, 55])
    found = given_for(observations, forecasts=forecasts)
    assert (found.method, spread(found)) == ("owner", (None, 52.4, None))
    assert given_for([], forecasts=forecasts).value == 52.4


def test_a_forecast_for_another_period_or_without_a_value_is_none() -> None:
    third, end = parse("2021-22-Q3"), parse("2021-22-Q4")
    forecasts = {third: Observation(third, 70.0, "f"), end: Observation(end, None, "f")}
    observations = series("2019-20-Q2", RISING)
    assert given_for(observations, forecasts=forecasts).method == "drift"


def test_none_is_due_once_the_year_end_is_in() -> None:
    observations = series("2020-21-Q1", [50, 51, 53, 52, 54, 55, 56, 57])
    end = parse("2021-22-Q4")
    assert ahead(observations) is None
    assert ahead(observations, forecasts={end: Observation(end, 60, "f")}) is None


def test_none_is_due_where_the_year_end_has_been_reported_without_a_figure() -> None:
    values: Values = [50, 51, 53, 52, 54, 55, 56, None]
    assert ahead(series("2020-21-Q1", values, {"2021-22-Q4": "x"})) is None
    withheld = given_for(series("2020-21-Q1", values, {"2021-22-Q4": "c"}))
    assert withheld.reason == "withheld"


def test_a_calendar_year_has_no_end_in_a_financial_year() -> None:
    assert ahead(series("2015", [1, 2, 3, 4, 5, 6]), "2021-22") is None


# The average change

RISING: Values = [48, 50, 52, 54, 56, 58, 60, 62, 64]


def test_drift_by_hand() -> None:
    """From 10 in Q1 2019/20 on: 10, 13, 15, 18, 20, 24, 25, 29, 30, 34.

    The newest is 34, the average change 24 over nine quarters; two quarters on it is 34 + 48/9.
    The first four end on 18, with 8/3 a quarter: 18 + 16/3 for Q2 2020/21, where 24 came, so it
    missed by 2/3; by 0 from 20 (25, as came), 24 + 28/5 by 3/5, 25 + 5 by 0, 29 + 38/7 by 3/7. No
    change missed by 6, 5, 5, 5 and 5.
    """
    found = given_for(series("2019-20-Q1", [10, 13, 15, 18, 20, 24, 25, 29, 30, 34]))
    assert (found.method, found.ahead, found.cases) == ("drift", 2, 5)
    assert found.value == pytest.approx(34 + 48 / 9)
    assert found.change == pytest.approx(24 / 9)
    assert found.error == pytest.approx((2 / 3 + 3 / 5 + 3 / 7) / 5)
    assert found.error_unchanged == 5.2
    assert found.margin == pytest.approx(3 / 5)  # four of five
    assert found.based_on == parse("2021-22-Q2")


def test_a_method_that_misses_by_a_fifth_less_and_one_that_does_not() -> None:
    """Of 0, 4, 8, 12 and then steps of 1, 1, 1, 1 or 9, 9, 9, 9, one quarter ahead.

    Steps of 1: the average change was 4, then 3.25, 2.8, 2.5, so it missed by 3, 2.25, 1.8, 1.5
    and no change by 1. Steps of 9: 4, 5, 17/3, 43/7, so by 5, 4, 10/3, 20/7, and no change by 9.
    """
    first: Values = [0, 4, 8, 12]
    slow = given_for(series("2019-20-Q4", [*first, 13, 14, 15, 16]), "2021-22-Q4")
    assert (slow.value, slow.reason) == (None, "no better than no change")
    quick = given_for(series("2019-20-Q4", [*first, 21, 30, 39, 48]), "2021-22-Q4")
    assert quick.value == pytest.approx(48 + 48 / 7)
    assert quick.error_unchanged == 9


def test_three_cases_are_too_few() -> None:
    found = given_for(series("2019-20-Q3", RISING[1:]))
    assert (found.value, found.reason, found.method) == (None, "too few figures", "")


def test_a_figure_that_never_changes_has_no_outlook() -> None:
    found = given_for(series("2018-19-Q1", [5.0] * 14))
    assert found.reason == "no better than no change"


def test_a_period_left_out_is_a_gap_not_a_step() -> None:
    """Without the 56 of Q2 2020/21 one of the four cases goes; two quarters more make up for it."""
    observations = series("2019-20-Q2", RISING)
    del observations[4]
    assert given_for(observations).reason == "too few figures"
    observations = series("2018-19-Q4", [44, 46, *RISING])
    del observations[5]
    found = given_for(observations)
    assert (found.cases, found.margin, found.value) == (4, 0, 68)


def test_a_figure_that_is_not_a_number_is_a_gap() -> None:
    values: Values = [*RISING[:-1], None]
    gap = given_for(series("2019-20-Q2", values))
    assert given_for(series("2019-20-Q2", [*values[:-1], float("nan")])) == gap


def test_an_annual_measure_is_carried_on_by_years() -> None:
    """Up 2 a year from 48 in 2012/13 to 64 in 2020/21: 66, and 68 with a year left out."""
    found = given_for(series("2012-13", RISING), "2021-22", unit="%")
    assert (found.ahead, found.cases, found.margin, found.value) == (1, 5, 0, 66)
    found = given_for(series("2012-13", [46, *RISING, None]), "2023-24")
    assert (found.ahead, found.value) == (2, 68)


def test_a_survey_every_two_years() -> None:
    years = [f"{year}-{year % 100 + 1:02}" for year in range(2006, 2022, 2)]
    figures = zip(years, RISING, strict=False)
    observations = [Observation(parse(year, "biennial"), value) for year, value in figures]
    found = given_for(observations, "2022-23")
    assert (found.ahead, found.cases, found.value) == (2, 4, 64)
    assert given_for(observations, "2021-22").reason == "too few figures"


# What is refused, whatever the method


@pytest.mark.parametrize("how", [{}, {"seasonal": True}, {"reading": "year_to_date"}])
def test_without_a_figure_of_this_year_there_is_no_outlook(how: dict[str, Any]) -> None:
    last_year: Values = [1, 2, 3, 4] * 3
    found = given_for(series("2018-19-Q1", last_year), **how)
    assert (found.value, found.reason) == (None, "no figure this year yet")
    gap = series("2018-19-Q1", [*last_year, None], {"2021-22-Q1": "x"})
    assert given_for(gap, **how).reason == "no figure this year yet"
    assert given_for([], **how).reason == "no figure yet"


@pytest.mark.parametrize("how", [{}, {"seasonal": True}, {"reading": "year_to_date"}])
def test_a_withheld_figure_is_not_worked_round(how: dict[str, Any]) -> None:
    values: Values = [1, 2, 3, 4] * 3
    newest = series("2018-19-Q1", [*values, 1, None], {"2021-22-Q2": "c"})
    assert given_for(newest, **how).reason == "withheld"
    then_a_gap = series(
        "2018-19-Q1", [*values, 1, None, None], {"2021-22-Q2": "c", "2021-22-Q3": "x"}
    )
    assert given_for(then_a_gap, **how).reason == "withheld"
    low = series("2018-19-Q1", [*values, 1, None], {"2021-22-Q2": "low"})
    assert given_for(low, **how).reason == "below rounding"


def test_a_figure_withheld_earlier_is_a_gap() -> None:
    values: Values = [None, *RISING[1:]]
    found = given_for(series("2019-20-Q2", values, {"2019-20-Q2": "c"}))
    assert found.reason == "too few figures"


def test_a_withheld_figure_is_not_read_even_if_it_is_there() -> None:
    found = given_for(series("2020-21-Q1", [50, 51, 53, 52, 54, 55], {"2021-22-Q2": "c"}))
    assert (found.value, found.reason) == (None, "withheld")


def test_only_figures_from_the_last_break_on_are_used() -> None:
    """The break's own figure counts."""
    values: Values = [900, 1, *RISING]
    assert given_for(series("2018-19-Q4", values, {"2019-20-Q2": "b"})).value == 68
    later = {"2019-20-Q3": "b"}
    assert given_for(series("2018-19-Q4", values, later)).reason == "too few figures"


# Last year's figure and the change since

SEASONS: Values = [10, 20, 30, 40, 12, 22, 33, 43, 13, 25, 35, 44, 18, 28]


def test_seasonal_by_hand() -> None:
    """Q4 was 44 and Q2 rose from 25 to 28: 47.

    Changes on a year ago: 2 2 3 3, 1 3 2 1, 5 3. Carried two quarters on they
    missed by 3-2, 3-2, 1-3, 3-3, 2-1, 1-3, 5-2, 3-1, that is 1 1 2 0 1 2 3 2.
    Four in five of eight are 6.4, so seven, and seven are 2 or less.
    """
    found = given_for(series("2018-19-Q1", SEASONS), seasonal=True)
    assert (found.method, found.ahead, found.cases, found.margin) == ("seasonal", 2, 8, 2)
    assert found.change == 3
    assert spread(found) == (45, 47, 49)
    rolling = given_for(series("2018-19-Q1", SEASONS), seasonal=True, reading="rolling_12")
    assert rolling == found


def test_seasonal_needs_the_same_quarter_and_the_end_of_last_year() -> None:
    for gone in ("2020-21-Q2", "2020-21-Q4"):
        observations = [r for r in series("2018-19-Q1", SEASONS) if r.period.code != gone]
        assert given_for(observations, seasonal=True).reason == "no figure a year ago"


def test_seasonal_needs_four_past_errors() -> None:
    """From Q1 2019/20: changes on a year ago 1 3 2 1, 5 3, so 2-1, 1-3, 5-2, 3-1 as errors."""
    whole = series("2018-19-Q1", SEASONS)
    found = given_for(whole[4:], seasonal=True)
    assert (found.cases, found.margin) == (4, 3)
    assert spread(found) == (44, 47, 50)
    assert given_for(whole[5:], seasonal=True).reason == "too few figures"


def test_figures_are_free_of_binary_dust() -> None:
    """0.1 to 0.3 is 0.2 and no more, 0.7 + 0.2 is 0.9; every year rises alike, so none missed."""
    values: Values = [0.0, 0.1, 0.2, 0.3, 0.2, 0.3, 0.4, 0.5, 0.4, 0.5, 0.6, 0.7, 0.6, 0.7]
    found = given_for(series("2018-19-Q1", values), seasonal=True)
    assert (found.change, found.margin, spread(found)) == (0.2, 0, (0.9, 0.9, 0.9))


def test_a_yearly_measure_has_no_season() -> None:
    found = given_for(series("2012-13", RISING), "2021-22", seasonal=True)
    assert found.method == "drift"


def test_a_monthly_season() -> None:
    """Each month is 2 more than a year ago: March was 12 in 2020 and 14 in 2021, so 16."""
    year = range(1, 13)
    observations = series("2019-04", [month + 2 * years for years in range(3) for month in year])
    found = given_for(observations[:33], "2022-03", seasonal=True)
    assert (found.ahead, found.margin) == (3, 0)
    assert spread(found) == (16, 16, 16)


# The profile of earlier years

JOBS: Values = [55, 113, 177, 231, 57, 116, 185, 246, 52, 108, 158, 214, 71, 138]


def test_profile_by_hand() -> None:
    """By Q2 108 of last year's 214 were reached: 138 x 214 / 108 = 273.44.

    By the years before 138 x 246 / 116 = 292.66 and 138 x 231 / 113 = 282.11.
    """
    found = given_for(series("2018-19-Q1", JOBS), reading="year_to_date")
    assert (found.method, found.cases, found.ahead) == ("profile", 3, 2)
    assert spread(found) == pytest.approx((29532 / 108, 29532 / 108, 33948 / 116))
    assert found.share == pytest.approx(108 / 214)
    assert found.profile_year == parse("2020-21")
    assert found.margin is None


def test_a_profile_is_tried_on_at_least_two_earlier_years() -> None:
    """With the first year left out one is left to be tried."""
    assert given_for(series("2019-20-Q1", JOBS[4:]), reading="year_to_date").reason == (
        "too few figures"
    )


def test_profiles_go_back_five_years() -> None:
    """By Q2 each year had 10 per cent in the first and then 50, 40, 50, 50, 50 per cent."""
    outturns = zip((10, 50, 40, 50, 50, 50), (100, 150, 100, 150, 100, 150), strict=True)
    years = [[5, share * end / 100, share * end / 100, end] for share, end in outturns]
    values: Values = [value for year in years for value in year]
    found = given_for(series("2015-16-Q1", [*values, 5, 20]), reading="year_to_date")
    assert (found.cases, spread(found)) == (5, (40, 40, 50))  # 20/0.5 and 20/0.4, not 20/0.1


def test_years_without_a_profile_are_left_out() -> None:
    """Last year had nothing by Q2: three years before it have half by then, and 12 becomes 24."""
    values: Values = [10, 20, 30, 40, 10, 40, 60, 80, 10, 20, 30, 40, 0, 0, 5, 9, 4, 12]
    found = given_for(series("2017-18-Q1", values), reading="year_to_date")
    assert found.profile_year == parse("2019-20")
    assert (found.cases, spread(found)) == (3, (24, 24, 24))


def test_profile_across_gaps() -> None:
    """No figure for Q2: 10 by Q1, when in three years it was a fifth."""
    values: Values = [20, None, None, 100, 30, 40, 60, 150, 20, None, 70, 100, 10, None]
    found = given_for(series("2018-19-Q1", values), reading="year_to_date")
    assert (found.ahead, found.cases, found.value) == (3, 3, 50)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([0, 0, 5, 9, 4, 12], "nothing counted by the same time last year"),
        ([None, None, 5, 9, 4, 12], "no earlier profile"),
        ([1, 2, 3, None, 4, 12], "no earlier profile"),
        ([1, 2, 3, 0, 4, 12], "no earlier profile"),
        ([1, 2, 3, -4, 4, 12], "no earlier profile"),
        ([-1, -2, 3, 9, 4, 12], "nothing counted by the same time last year"),
        ([1, 2, 3, 4, 0, 0], "nothing counted yet"),
    ],
)
def test_no_profile_is_invented(values: Values, reason: str) -> None:
    found = given_for(series("2020-21-Q1", values), reading="year_to_date")
    assert (found.value, found.lower, found.upper, found.reason) == (None, None, None, reason)


def test_a_profile_from_before_a_break_is_not_used() -> None:
    since = given_for(series("2018-19-Q1", JOBS, {"2019-20-Q1": "b"}), reading="year_to_date")
    assert since.reason == "too few figures"
    now = given_for(series("2018-19-Q1", JOBS, {"2021-22-Q1": "b"}), reading="year_to_date")
    assert now.reason == "no earlier profile"


def test_a_yearly_figure_has_no_profile() -> None:
    observations = series("2012-13", RISING)
    assert given_for(observations, "2021-22", reading="year_to_date").method == "drift"


# Limits


def test_percentages_stay_between_0_and_100() -> None:
    up: Values = [64, 68, 72, 76, 80, 84, 88, 92, 96]
    assert spread(given_for(series("2019-20-Q2", up), unit="%")) == (100, 100, 100)
    assert given_for(series("2019-20-Q2", up), unit="number").value == 104
    down: Values = [100 - value for value in up if value]
    for unit in ("%", "number"):
        assert given_for(series("2019-20-Q2", down), unit=unit).value == 0


def test_a_profile_cannot_exceed_100_per_cent_either() -> None:
    """Every year had half by Q2: 60 would become 120."""
    years: Values = [10, 20, 30, 40, 10, 40, 60, 80, 10, 20, 30, 40]
    observations = series("2018-19-Q1", [*years, 30, 60])
    assert spread(given_for(observations, reading="year_to_date", unit="%")) == (100, 100, 100)


def test_figures_that_have_been_beyond_a_limit_may_be_so_again() -> None:
    over: Values = [value + 40 for value in RISING if value]
    assert given_for(series("2019-20-Q2", over), unit="%").value == 108
    under: Values = [44 - value for value in RISING if value]
    for unit in ("%", "£m"):
        assert given_for(series("2019-20-Q2", under), unit=unit).value == -24


# Words

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
        "The average change so far (up 2.7 percentage points a quarter), carried on from "
        "Q2 2021/22. Tried on five earlier figures, two quarters ahead, it missed by 0.3 "
        "percentage points on average, no change by 5.2; in four of five cases by no more than "
        "0.6 percentage points."
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
        margin=1,
        error=1,
        error_unchanged=1.3,
    )
    assert "missed by 1.0 on average, no change by 1.3; in four" in method(
        found, NumberFormat("number", 0)
    )


def test_four_cases_are_all_of_them() -> None:
    found = given_for(series("2019-20-Q2", RISING))
    assert method(found, NumberFormat("days", 0)).endswith(
        "; in all of them by no more than 0 days."
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
        "ahead, it missed by 2 visits on average, no change by 3; in four of five cases by no "
        "more than 2 visits."
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
        "Year-end outlook: 273 [f] for Q4 2021/22 (between 273 and 293), which would be amber "
        "against the target of 300."
    )
    assert method(found, NumberFormat("number", 0)) == (
        "Last year 50.5% of the year-end figure had been "
        "reached by the same quarter; the range comes from the profiles of three years. "
        "Tried on earlier years, it missed by 12 on average, the year before by 24."
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
            "None: on its own past no method has done better than to expect no change.",
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


# Properties

FIGURE = st.one_of(st.none(), st.floats(-1e5, 1e5, allow_nan=False).map(lambda x: round(x, 2)))
HOW = st.fixed_dictionaries(
    {
        "reading": st.sampled_from(["snapshot", "year_to_date", "rolling_12"]),
        "seasonal": st.booleans(),
    }
)
MARKER = st.sampled_from(["", "", "", "", "", "b", "c", "p", "x"])
FIRST = st.sampled_from([parse("2011-12", "annual"), parse("2012-05"), parse("2012-13-Q2")])


@st.composite
def histories(draw_: st.DrawFn) -> tuple[list[Observation], Period]:
    """Readings of any kind of period, and the end of the year after the newest or of its own."""
    first = draw_(FIRST)
    rows = draw_(st.lists(st.tuples(FIGURE, MARKER), min_size=1, max_size=40))
    observations = [
        Observation(first.back(-i), None if marker in ("c", "x") else value, marker)
        for i, (value, marker) in enumerate(rows)
    ]
    year = observations[-1].period.financial_year
    if draw_(st.booleans()):
        year = year.back(-1)
    frequency = {"month": "monthly", "quarter": "quarterly", "year": "annual"}[first.kind]
    return observations, year_end(year, frequency)


@given(histories(), HOW, st.sampled_from(["%", "number"]))
def test_the_figure_lies_in_its_range_or_has_a_reason(
    history: tuple[list[Observation], Period], how: dict[str, Any], unit: str
) -> None:
    observations, end = history
    found = outlook(observations, {}, end, unit=unit, **how)
    if found is None:
        assert observations[-1].period == end
    elif found.value is None:
        assert found.reason
        assert found.method == ""
    else:
        assert found.lower is not None
        assert found.upper is not None
        assert found.lower <= found.value <= found.upper
        assert found.based_on is not None
        assert found.based_on.back(-found.ahead) == end
    if found is not None:
        format = NumberFormat(unit, 1)
        assert sentence(found, (NONE, NONE, NONE), None, format) or method(found, format)


@given(histories(), HOW, st.integers(1, 8))
def test_scaling_all_figures_scales_the_outlook(
    history: tuple[list[Observation], Period], how: dict[str, Any], power: int
) -> None:
    observations, end = history
    by = 2**power
    larger = [r._replace(value=None if r.value is None else r.value * by) for r in observations]
    one = outlook(observations, {}, end, unit="number", **how)
    other = outlook(larger, {}, end, unit="number", **how)
    assert (one is None) == (other is None)
    if one is None or other is None:
        return
    assert (one.reason, one.method, one.cases) == (other.reason, other.method, other.cases)
    if one.value is not None:
        scaled = [edge * by for edge in spread(one) if edge is not None]
        assert spread(other) == pytest.approx(tuple(scaled), rel=1e-9, abs=1e-9 * by)


@given(histories(), HOW, st.lists(FIGURE, max_size=8))
def test_figures_of_later_years_are_never_used(
    history: tuple[list[Observation], Period], how: dict[str, Any], later: Values
) -> None:
    observations, end = history
    after = [Observation(end.back(-i), value) for i, value in enumerate(later, 1)]
    assert outlook([*observations, *after], {}, end, unit="%", **how) == outlook(
        observations, {}, end, unit="%", **how
    )


@given(st.lists(st.floats(0.01, 1e7), min_size=4, max_size=4), st.integers(1, 3))
def test_a_year_in_the_proportions_of_the_last_ends_in_them(
    year: list[float], quarters: int
) -> None:
    """Every year is twice the one before, so that no change misses by half of each."""
    values = [figure * 2**years for years in range(4) for figure in year]
    found = given_for(
        series("2018-19-Q1", values[: 12 + quarters]), reading="year_to_date", unit="£"
    )
    assert found.value == pytest.approx(8 * year[3])
