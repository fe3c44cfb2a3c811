"""Periods as publishers write them: read, told apart by measure and series, or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterbook.ground.periods import Kind, Period, PeriodError
from quarterbook.ground.rule_names import Frequency
from quarterbook.publishers.reading.period_labels import read_period


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2019/20", "2019-20"),
        ("2019–20", "2019-20"),
        ("2019/2020", "2019-20"),
        ("19/20", "2019-20"),
        ("FY 2019/20", "2019-20"),
        ("2011/12", "2011-12"),
        ("1999-00", "1999-00"),
        ("2019/20 academic year", "2019/20-AY"),
        ("AY 2020/21", "2020/21-AY"),
        ("2019", "2019"),
        ("Year to 31 March 2022", "2021-22"),
        ("year ending December 2021", "2021"),
        ("Apr 2020 - Mar 2021", "2020-21"),
        ("Sep 2020 to Aug 2021", "2020/21-AY"),
        ("Jul 2021-Jun 2022", "2021-07 to 2022-06"),
        ("2017 - 19", "2017 to 2019"),
        ("2018-19 to 2020-21", "2018-19 to 2020-21"),
        ("2021-10 to 2022-09", "2021-10 to 2022-09"),
        ("Q2 2021/22", "2021-22-Q2"),
        ("2021/22 Q4", "2021-22-Q4"),
        ("Quarter 2 2021-22", "2021-22-Q2"),
        ("Q2 21/22", "2021-22-Q2"),
        ("July to September 2021", "2021-22-Q2"),
        ("Jan-Mar 2022", "2021-22-Q4"),
        ("Oct-20", "2020-10"),
        ("Sept. 2020", "2020-09"),
        ("Oct '20", "2020-10"),
        ("October 2020", "2020-10"),
        ("Dec-98", "1998-12"),
        ("10/2020", "2020-10"),
        ("2020-10", "2020-10"),
        ("31/03/2022", "2022-03"),
        ("31.03.22", "2022-03"),
        ("01/03/2022", "2022-03"),
        ("31st March 2022", "2022-03"),
        ("2020-10-01", "2020-10"),
        ("2020-10-01 00:00:00", "2020-10"),
        ("As at 31 March 2022", "2022-03"),
        ("2022M01", "2022-01"),
        ("Hydref 2020", "2020-10"),
        ("Mai 2021", "2021-05"),
        ("Ebrill-Mehefin 2021", "2021-22-Q1"),
        ("Mid-2021", "2021"),
        ("202122", "2021-22"),
        ("YE Mar 22", "2021-22"),
        ("FYE 2022", "2021-22"),
        ("Quarter ending June 2018", "2018-19-Q1"),
        ("3 months to 31 December 2021", "2021-22-Q3"),
    ],
)
def test_periods_are_read_as_people_write_them(text: str, code: str) -> None:
    assert read_period(text).code == code


@pytest.mark.parametrize(
    ("text", "kind", "frequency", "outcome"),
    [
        ("2010-11", None, "annual", "2010-11"),
        ("2011-12", None, "annual", "2011-12"),
        ("2011-12", None, "biennial", "2011-12"),
        ("2011-12", None, "quarterly", "2011-12"),
        ("2011-12", "academic", "annual", "2011/12-AY"),
        ("2011-12", "calendar", "annual", "is two years, and series.csv says calendar years"),
        ("2009-11", None, "annual", "2009 to 2011"),
        ("2010-12", None, "annual", "2010 to 2012"),
        ("2015 - 17", "calendar", "annual", "2015 to 2017"),
        (
            "2015 - 17",
            "year",
            "annual",
            "is several years together, and which financial years is not said: write it like "
            "2015/16 to 2016/17",
        ),
        ("2018/19 - 20/21", None, "annual", "2018-19 to 2020-21"),
        ("2018/19 - 20/21", "academic", "annual", "2018/19-AY to 2020/21-AY"),
        ("Oct 2021-Sep 2022", None, "quarterly", "2021-10 to 2022-09"),
        ("12 months to September 2022", None, "annual", "2021-10 to 2022-09"),
        ("12 months to March 2022", None, "annual", "2021-22"),
        ("2018-19;Q1", None, "quarterly", "2018-19-Q1"),
        ("Sept-24", "quarter", "quarterly", "2024-25-Q2"),
        ("31/03/2025", "quarter", "quarterly", "2024-25-Q4"),
        ("Q2 2024/25", "quarter", "quarterly", "2024-25-Q2"),
        ("Jun-24", "quarter", "monthly", "2024-06"),
        ("quarter ending Jun-24", None, "quarterly", "2024-25-Q1"),
        ("year ending Mar-24", None, "annual", "2023-24"),
        ("2021", "year", "annual", "is one year, and series.csv says financial years"),
        ("201112", None, "annual", "2011-12"),
        ("201112", None, "monthly", "2011-12"),
        ("202112", None, "monthly", "2021-12"),
        ("202112", None, "annual", "is no two consecutive years"),
        ("202124", None, "annual", "is no two consecutive years"),
        ("2011M12", None, "annual", "is a month, and the measure is annual"),
        ("3 months to May 2018", None, "quarterly", "is three months, which are no quarter"),
        (
            "Jun-24",
            None,
            "quarterly",
            "is a month, and the measure is quarterly; if it is the "
            "quarter that ends then, say quarter under period in series.csv",
        ),
        (
            "May-24",
            "quarter",
            "quarterly",
            "is a month, and the measure is quarterly; no quarter ends with it",
        ),
        ("Jun-24", "quarter", "annual", "is a month, and the measure is annual"),
        ("2021-05", None, "annual", "is neither one year nor two consecutive ones"),
        ("2009-11", None, "monthly", "2009-11"),
        ("2010-11", None, "monthly", "2010-11"),
        ("Nov 2009", None, "annual", "is a month, and the measure is annual"),
        ("Q2 2021/22", None, "annual", "is a quarter, and the measure is annual"),
        ("Nov 2009", None, "quarterly", "is a month, and the measure is quarterly"),
        ("2021/22", None, "monthly", "2021-22"),
        ("2020/21 academic year", "year", "annual", "is an academic year, and series.csv says"),
        ("FY 2020/21", "academic", "annual", "is a financial year, and series.csv says academic"),
    ],
)
def test_what_a_period_is_follows_from_the_measure_and_the_series(
    text: str, kind: Kind | None, frequency: Frequency, outcome: str
) -> None:
    if outcome.startswith("is "):
        with pytest.raises(PeriodError, match=outcome):
            read_period(text, kind, frequency)
    else:
        assert read_period(text, kind, frequency).code == outcome


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2011-12", '"2011-12" is a year or a month: write "2011/12" or "Dec 2011"'),
        ("201112", '"201112" is a year or a month: write "2011/12" or "Dec 2011"'),
        (
            "11/12",
            '"11/12" is a month or a year: write the year in full, as in 2019/20',
        ),
        ("20-Oct", '"20-Oct" is a day, or a month and a year: write it like "Oct 2020"'),
        (
            "Q2 2021",
            '"Q2 2021" is a quarter of a calendar year or of a financial one: '
            "write it like Q2 2021/22, or say calendar under period in series.csv",
        ),
        (
            "05/03/2022",
            '"05/03/2022" is a day within a month: which period it stands for is not said',
        ),
        (
            "03/31/2022",
            '"03/31/2022" is no day that exists, with the day before the month',
        ),
        ("2001 - 19", '"2001 - 19" is neither one year nor two consecutive ones'),
        (
            "Apr-Sep 2021",
            '"Apr-Sep 2021" is 6 months, which are no quarter and no whole years',
        ),
        (
            "2018/19 - 2021/23",
            '"2018/19 - 2021/23" is neither several years nor some months together',
        ),
        (
            "January to April 2022/23",
            '"January to April 2022/23" is no period in a form that is known here',
        ),
        ("October", '"October" is no period in a form that is known here'),
    ],
)
def test_a_period_that_could_be_two_or_is_none_is_refused(text: str, reason: str) -> None:
    with pytest.raises(PeriodError) as error:
        read_period(text)
    assert str(error.value) == reason


def test_the_series_says_which_two_years_are_meant() -> None:
    assert read_period("2020/21", "academic").code == "2020/21-AY"
    with pytest.raises(PeriodError, match=r"is two years, and series\.csv says calendar years"):
        read_period("2020/21", "calendar")
    with pytest.raises(PeriodError, match=r"is one year, and series\.csv says academic years"):
        read_period("2020", "academic")


@given(
    st.integers(2012, 2098),
    st.integers(1, 12),
    st.sampled_from(["month", "quarter", "year", "calendar", "academic"]),
)
def test_what_readers_are_shown_is_read_back(year: int, month: int, kind: str) -> None:
    month = {"quarter": month // 4 * 3 + 1, "year": 4, "calendar": 1, "academic": 9}.get(
        kind, month
    )
    period = Period(year, month, kind)  # type: ignore[arg-type]
    assert read_period(period.label) == period
    assert read_period(period.code) == period


@pytest.mark.parametrize(
    ("text", "code"),
    [("Q1 2022", "2021-22-Q4"), ("2022 Q4", "2022-23-Q3"), ("Q1 2022/23", "2022-23-Q1")],
)
def test_a_quarter_of_a_calendar_year_is_read_where_the_series_says_calendar(
    text: str, code: str
) -> None:
    assert read_period(text, "calendar", "quarterly").code == code
