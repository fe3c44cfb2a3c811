"""Methods of one sentence.

Without a forecast the outlook is worked out from the measure's own past. Which method is used
follows from how the measure is read. Without a range no figure is given either.
"""

from __future__ import annotations

from support.measures import in_order, judged
from support.worked import Row, Worked

Result = tuple[str, float | None, float | None, float | None, str]


def expected(row: Row, **settings: str) -> Result:
    figures = in_order(row["first"], row["figures"])
    outlook = judged(figures, {"2021-22": (50,)}, year="2021-22", **settings).outlook
    assert outlook
    return outlook.method or "–", outlook.lower, outlook.value, outlook.upper, outlook.reason or "–"


def test_profile(worked: Worked) -> None:
    """Last year's profile

    A figure that adds up over the year is divided by the share of last year's outturn that had
    been reached by the same period. The range is that of the profiles of up to five earlier
    years; where there is one alone, an even pace over the year is the other end.

    Last year 40 of 80 had been reached by Q2, half of it: 60 by Q2 means 120. The year before it
    was 30 of 90, a third: 180. In the second case there is but one year, and an even pace would
    also make 120.
    """
    worked(
        """
        first | figures => by | from | outlook | to | reason
        2019-20-Q1 | 10, 30, 50, 90, 20, 40, 60, 80, 25, 60 => profile | 120 | 120 | 180 | –
        2020-21-Q1 | 20, 40, 60, 80, 25, 60 => profile | 120 | 120 | 120 | –
        2021-22-Q1 | 25, 60 => – | – | – | – | no earlier profile
        """,
        expected,
        reading="year_to_date",
    )


def test_seasonal(worked: Worked) -> None:
    """Last year's end, moved by the change so far

    A seasonal figure is last year's year-end figure, plus the newest figure less that of a year
    earlier. The range is what this missed by in the past, over as many periods: four in five
    errors were no larger.

    The changes on a year ago are 1, 1, 2, 2, 3 and 3 from Q1 2020/21 on. The newest, of Q2, is 3,
    and last year's Q4 was 32: 35. Over two quarters the changes moved four times, each time by 1.
    """
    worked(
        """
        first | figures => by | from | outlook | to | reason
        2019-20-Q1 | 10, 20, 10, 30, 11, 21, 12, 32, 14, 24 => seasonal | 34 | 35 | 36 | –
        2020-21-Q3 | 12, 32, 14, 24 => – | – | – | – | no figure a year ago
        """,
        expected,
        seasonal="yes",
    )


def test_latest(worked: Worked) -> None:
    """The newest figure

    All others are expected to stay as they are. The range is what that missed by in the past,
    over as many periods: four in five errors were no larger, and four are the fewest to go by.

    Q4 is two quarters after Q2. The changes over two quarters, 53 less 50, 52 less 51, 54 less 53
    and 55 less 52, are 3, 1, 1 and 3: of four, all four must be within the range. With five
    figures there are only three.
    """
    worked(
        """
        first      | figures                => by     | from | outlook | to | reason
        2020-21-Q1 | 50, 51, 53, 52, 54, 55 => latest | 52   | 55      | 58 | –
        2020-21-Q2 | 51, 53, 52, 54, 55     => –      | –    | –       | –  | too few figures
        """,
        expected,
    )


def test_limits(worked: Worked) -> None:
    """No further than the figures can go

    A percentage keeps between 0 and 100, and what was never below nothing stays there.

    The changes over two quarters are all 6: from 98 the range would reach to 104.
    """
    worked(
        """
        first      | figures                => by     | from | outlook | to  | reason
        2020-21-Q1 | 86, 86, 92, 92, 98, 98 => latest | 92   | 98      | 100 | –
        """,
        expected,
        unit="%",
    )
