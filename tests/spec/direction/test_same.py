"""When a change counts as the same.

Without the setting `same_within` only a change of nothing is the same. It belongs to the bases
`previous` and `year_ago`.
"""

from __future__ import annotations

from support.measures import judged
from support.worked import Row, Worked, explains


def moved(row: Row, **settings: str) -> str:
    figures = {"2021-22-Q1": row["before"], "2021-22-Q2": row["figure"]}
    return judged(figures, **settings).direction.outcome


@explains(same_within="1%")
def test_share(worked: Worked) -> None:
    """A share of the earlier figure

    A change of no more than this share of the earlier figure counts as the same.

    1% of 50 is 0.5.
    """
    worked(
        """
        before | figure => direction
        50     | 50.5   => same
        50     | 50.51  => improved
        50     | 49.5   => same
        50     | 49.49  => declined
        """,
        moved,
        same_within="1%",
        polarity="higher",
    )


@explains(same_within="0.5 points")
def test_points(worked: Worked) -> None:
    """A change in points

    A change of no more than this, in the measure's own unit, counts as the same.
    """
    worked(
        """
        before | figure => direction
        8      | 8.5    => same
        8      | 8.6    => improved
        80     | 79.5   => same
        80     | 79.4   => declined
        """,
        moved,
        same_within="0.5 points",
        polarity="higher",
    )
