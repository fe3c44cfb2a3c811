"""Periods: what may be written, what readers see, and their order."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterbook.ground.periods import Period, PeriodError, parse, parse_quarter, span

KINDS = st.sampled_from(["month", "quarter", "year", "calendar", "academic"])
STARTS = {"month": range(1, 13), "quarter": (1, 4, 7, 10), "year": (4,), "calendar": (1,)}


@st.composite
def periods(draw: st.DrawFn) -> Period:
    kind = draw(KINDS)
    month = draw(st.sampled_from(list(STARTS.get(kind, (9,)))))
    return Period(draw(st.integers(2000, 2090)), month, kind)


@pytest.mark.parametrize(
    ("written", "shown", "start", "end"),
    [
        ("2021-09", "September 2021", date(2021, 9, 1), date(2021, 9, 30)),
        ("2021-22-Q1", "Q1 2021/22", date(2021, 4, 1), date(2021, 6, 30)),
        ("2021-22-Q2", "Q2 2021/22", date(2021, 7, 1), date(2021, 9, 30)),
        ("2021-22-Q4", "Q4 2021/22", date(2022, 1, 1), date(2022, 3, 31)),
        ("2021-22", "2021/22", date(2021, 4, 1), date(2022, 3, 31)),
        ("1999-00", "1999/00", date(1999, 4, 1), date(2000, 3, 31)),
        ("2021", "2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2020/21-AY", "2020/21 academic year", date(2020, 9, 1), date(2021, 8, 31)),
        ("2015 to 2017", "2015 to 2017", date(2015, 1, 1), date(2017, 12, 31)),
        ("2018-19 to 2020-21", "2018/19 to 2020/21", date(2018, 4, 1), date(2021, 3, 31)),
        ("2010-11 to 2011-12", "2010/11 to 2011/12", date(2010, 4, 1), date(2012, 3, 31)),
        (
            "2021-10 to 2022-09",
            "October 2021 to September 2022",
            date(2021, 10, 1),
            date(2022, 9, 30),
        ),
        (
            "2018/19-AY to 2020/21-AY",
            "2018/19 to 2020/21 academic year",
            date(2018, 9, 1),
            date(2021, 8, 31),
        ),
        ("2020-02", "February 2020", date(2020, 2, 1), date(2020, 2, 29)),
    ],
)
def test_written_and_shown(written: str, shown: str, start: date, end: date) -> None:
    period = parse(written)
    assert (period.label, period.start, period.end) == (shown, start, end)
    assert period.code == written


@pytest.mark.parametrize(
    "text",
    [
        "", "2021-23", "2021-13", "2021-22-Q5", "Q2 2021/22", "Oct-20", "2021/22", "21-22",
        "2021-9", "2021-01 to 2021-12", "2015 to 2015", "2017 to 2015", "2015 to 2016-17",
        "2001 to 2017", "2021-04 to 2021-09", "2015 to 2017 to 2019", " to ",
    ],
)  # fmt: skip
def test_everything_else_is_an_error_that_names_the_forms(text: str) -> None:
    with pytest.raises(PeriodError, match='quarter "2021-22-Q2"'):
        parse(text)


def test_what_could_be_a_year_or_a_month_follows_from_the_frequency() -> None:
    assert parse("2011-12").kind == "month"
    assert parse("2011-12", "monthly").kind == "month"
    assert parse("2011-12", "quarterly").label == "2011/12"
    assert parse("2011-12", "annual").label == "2011/12"
    assert parse("2011-10", "annual").kind == "month"


def test_several_years_together_are_published_every_year() -> None:
    period = parse("2015 to 2017")
    assert period.back() == parse("2014 to 2016") == period.year_ago()
    assert period.months == 36
    assert parse("2014 to 2016") < period < parse("2016 to 2018")
    assert period.slug == "2015-to-2017"
    assert span(2021, 4, 12) == parse("2021-22", "annual")


def test_a_quarter_is_lower_case_in_commands() -> None:
    assert parse_quarter("2021-22-q2").slug == "2021-22-q2"
    with pytest.raises(PeriodError):
        parse_quarter("2021-22")


def test_the_quarter_a_period_ends_in() -> None:
    assert parse("2021-12").quarter.code == "2021-22-Q3"
    assert parse("2021-22").quarter.code == "2021-22-Q4"
    assert parse("2022-01").financial_year.code == "2021-22"


@given(periods())
def test_written_form_reads_back(period: Period) -> None:
    frequency = "annual" if period.kind == "year" else None
    assert parse(period.code, frequency) == period


@given(periods(), st.integers(1, 40))
def test_going_back_is_earlier_and_a_year_ago_is_twelve_months(period: Period, n: int) -> None:
    assert period.back(n) < period
    assert period.back(n).back(-n) == period
    ago = period.year_ago()
    assert (ago.year, ago.month, ago.kind) == (period.year - 1, period.month, period.kind)
