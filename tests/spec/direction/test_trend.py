"""By the trend.

Kent tests the slope of a straight line through the charted figures: 13 quarters, 25 months, 10
years or 6 surveys. The test is Student's t, on two sides; `significance`, under `defaults:` in
`params/council.yml`, is 0.05 unless set.
"""

from __future__ import annotations

from support.measures import in_order, judged
from support.worked import Row, Worked, explains


def moved(row: Row, **settings: str) -> tuple[str, str]:
    result = judged(in_order("2018-19-Q1", row["figures"]), **settings).direction
    return result.outcome, result.reason or "–"


@explains(direction_basis="trend")
def test_trend(worked: Worked) -> None:
    """The slope of the charted figures

    A line is fitted to the charted figures; they improve or decline where a line as steep, up or
    down, would come about by chance in no more than 5 of 100 cases, and are the same otherwise.

    Figures on a line leave nothing to chance. The line through 1, 3, 2, 4 rises by 0.8 a quarter,
    but with four figures the share of chance is 1 less their correlation: 1 less 0.8, that is 20
    of 100 cases. Three figures are too few.
    """
    worked(
        """
        figures                            => direction      | reason
        1, 2, 3, 4                         => improved       | –
        4, 3, 2, 1                         => declined       | –
        1, 3, 2, 4                         => same           | –
        1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2 => same           | –
        1, 2, 3                            => not comparable | too few figures for a trend
        1, 2, 3, 4, –                      => not comparable | no figure
        """,
        moved,
        direction_basis="trend",
        polarity="higher",
    )


def test_overlap(worked: Worked) -> None:
    """Figures that a line says nothing about

    Figures that add up over the year rise by themselves, and those with a season rise and fall by
    themselves. Figures of several years that overlap (2015 to 2017, 2016 to 2018) are not
    independent, as the test takes them to be.
    """
    worked(
        """
        figures    => direction      | reason
        1, 2, 3, 4 => not comparable | figures add up over the year
        """,
        moved,
        direction_basis="trend",
        reading="year_to_date",
        polarity="higher",
    )
    worked(
        """
        figures    => direction      | reason
        1, 2, 3, 4 => not comparable | seasonal
        """,
        moved,
        direction_basis="trend",
        seasonal="yes",
        polarity="higher",
    )
