"""A second direction for the long term.

`long_term_basis` gives a second direction of travel beside the first, on a basis of its own;
blank means none. In all cases the figure fell in the newest quarter; in all but the last, it had
risen by one a quarter for three years.
"""

from __future__ import annotations

from support.measures import in_order, judged
from support.worked import Row, Worked, explains

CASE = """
    figures => direction | in the long term
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 10.5 => {}
    """


def moved(row: Row, **settings: str) -> tuple[str, str]:
    result = judged(in_order("2018-19-Q2", row["figures"]), **settings)
    assert result.long_term
    return result.direction.outcome, result.long_term.outcome


@explains(long_term_basis="previous")
def test_previous(worked: Worked) -> None:
    """The figure before, as the second

    Beside another basis, the newest figure is compared with the one before it.

    10.5 is more than the 8 of a year ago, and less than the 11 before it.
    """
    worked(
        CASE.format("improved | declined"),
        moved,
        direction_basis="year_ago",
        long_term_basis="previous",
        polarity="higher",
    )


@explains(long_term_basis="year_ago")
def test_year_ago(worked: Worked) -> None:
    """The same period last year, as the second

    Beside another basis, the newest figure is compared with that of the same period last year:
    these are Havering's two arrows.
    """
    worked(
        CASE.format("declined | improved"),
        moved,
        direction_basis="previous",
        long_term_basis="year_ago",
        polarity="higher",
    )


@explains(long_term_basis="trend")
def test_trend(worked: Worked) -> None:
    """The slope, as the second

    The slope of the charted figures says where they are heading, beside the newest change.
    """
    worked(
        CASE.format("declined | improved"),
        moved,
        direction_basis="previous",
        long_term_basis="trend",
        polarity="higher",
    )


@explains(long_term_basis="spc")
def test_spc(worked: Worked) -> None:
    """The control chart, as the second

    The control chart says whether the newest figure is a special cause, beside the newest change.

    The mean is 99 divided by 13, 7.62; without the rise by 15 each moving range is 1: the upper
    limit is 10.28, and 19 is past it.
    """
    worked(
        """
        figures => direction | in the long term
        5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 20, 19 => declined | improved
        """,
        moved,
        direction_basis="previous",
        long_term_basis="spc",
        polarity="higher",
    )
