"""Methods of one sentence.

Without a forecast the outlook is worked out from the measure's own past. Which method is used
follows from how the measure is read. It is first tried on the measure's own past: on earlier
figures, with what was known then, as many periods ahead. Only where it missed by at least a fifth
less on average than to expect no change is there an outlook.
"""

from __future__ import annotations

from support.measures import in_order, judged
from support.worked import Row, Worked

Result = tuple[str, float | None, float | None, float | None]


def expected(row: Row, **settings: str) -> Result:
    figures = in_order(row["first"], row["figures"])
    outlook = judged(figures, {"2021-22": (50,)}, year="2021-22", **settings).outlook
    assert outlook
    return outlook.method or outlook.reason, outlook.lower, outlook.value, outlook.upper


def test_profile(worked: Worked) -> None:
    """Last year's profile

    A figure that adds up over the year is divided by the share of last year's outturn that had
    been reached by the same period. The range is that of the profiles of up to five earlier
    years. It is tried on at least two earlier years, against the outturn of the year before each.

    Last year 40 of 80 had been reached by Q2, half of it: 60 by Q2 means 120. The year before it
    was 30 of 90, a third: 180; and before that 20 of 50. By the profile before them the last two
    years would have come to 120 and 75, which misses 80 by 40 and 90 by 15, 27.5 on average; the
    outturn of the year before missed by 10 and 40, 25 on average. In the second case every year
    had reached half by Q2, so that the profile never missed. In the third there is one year to try
    it on.
    """
    worked(
        """
        first | figures => by, or why none | from | outlook | to
        2018-19-Q1 | 10,20,30,50,10,30,50,90,20,40,60,80,25,60 => no better than no change |–|–|–
        2018-19-Q1 | 10,25,30,50,10,45,50,90,20,40,60,80,25,60 => profile | 120 | 120 | 120
        2019-20-Q1 | 10, 45, 50, 90, 20, 40, 60, 80, 25, 60 => too few figures | – | – | –
        2021-22-Q1 | 25, 60 => no earlier profile | – | – | –
        """,
        expected,
        reading="year_to_date",
    )


def test_seasonal(worked: Worked) -> None:
    """Last year's end, moved by the change so far

    A seasonal figure is last year's year-end figure, plus the newest figure less that of a year
    earlier. The range is what this missed by in the past, over as many periods: four in five
    errors were no larger. It is tried against the newest figure and against last year's.

    The changes on a year ago are 1, 1, 2, 2, 3 and 3 from Q1 2020/21 on. The newest, of Q2, is 3,
    and last year's Q4 was 32: 35. Over two quarters the changes moved four times, each time by 1.
    Last year's figures missed by 2, 2, 3 and 3. In the second case the changes are 1, 3, 1, 3, 3,
    1: they moved by 0, 0, 2 and 2, which is 1 on average, last year's figures by 1, 3, 3 and 1,
    which is 2. In the third they are 1, 1, -1, -1, 1 and 1 and moved by 2 each time, last year's
    figures by 1.
    """
    worked(
        """
        first | figures => by, or why none | from | outlook | to
        2019-20-Q1 | 10, 20, 10, 30, 11, 21, 12, 32, 14, 24 => seasonal | 34 | 35 | 36
        2019-20-Q1 | 10, 20, 10, 30, 11, 23, 11, 33, 14, 24 => seasonal | 32 | 34 | 36
        2019-20-Q1 | 10, 20, 10, 30, 11, 21, 9, 29, 12, 22 => no better than no change | – | – | –
        2020-21-Q3 | 12, 32, 14, 24 => no figure a year ago | – | – | –
        """,
        expected,
        seasonal="yes",
    )


def test_drift(worked: Worked) -> None:
    """The average change, carried on

    All others are expected to go on as they have: the newest figure, and the average change from
    the first comparable figure to the newest. It is tried on each figure that has three before it,
    in at least four cases. The range is what it missed by: four in five errors were no larger.

    From 50 in Q3 2019/20 to 64 in Q2 2021/22 are seven steps of 2, so 68 after two more. The first
    four figures end on 56, and so it would have been 60, as it was. In the second case the figures
    go up and down, and in the third there are three cases to try it on.
    """
    worked(
        """
        first | figures => by, or why none | from | outlook | to
        2019-20-Q2 | 48, 50, 52, 54, 56, 58, 60, 62, 64 => drift | 68   | 68      | 68
        2019-20-Q2 | 48, 52, 50, 47, 52, 49, 50, 48, 51 => no better than no change | – | – | –
        2019-20-Q3 | 50, 52, 54, 56, 58, 60, 62, 64 => too few figures | – | – | –
        """,
        expected,
    )


def test_limits(worked: Worked) -> None:
    """No further than the figures can go

    A percentage keeps between 0 and 100, and what was never below nothing stays there.

    The figures rise by 4 every quarter: two quarters after 96 they would be 104.
    """
    worked(
        """
        first | figures => by, or why none | from | outlook | to
        2019-20-Q2 | 64, 68, 72, 76, 80, 84, 88, 92, 96 => drift | 100  | 100     | 100
        """,
        expected,
        unit="%",
    )
