"""The year-end outlook: each method worked by hand."""

from __future__ import annotations

import pytest

from quarterbook.ground.periods import parse
from quarterbook.judge.observations import Observation
from quarterbook.judge.outlook import year_end
from support.outlooks import JOBS, SEASONS, Values, ahead, given_for, series, spread


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
