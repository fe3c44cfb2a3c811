"""By the control chart.

The chart itself has a chapter of its own.
"""

from __future__ import annotations

from support.measures import in_order, judged
from support.worked import Row, Worked, explains

FALLEN = "20, 21, 20, 21, 20, 21, 10, 11, 10, 11, 10, 11"
RISEN = "10, 14, 10, 14, 10, 14, 10, 14, 30, 31, 30, 31"


@explains(direction_basis="spc")
def test_spc(worked: Worked) -> None:
    """The limits of common variation

    The newest figure is held against the limits within which the measure varies of itself: it
    improves or declines where it is a special cause, and is the same where it is not.

    The figures are those of the NHS's worked case, whose upper limit is 4.60; a last figure of 10
    is past it. A chart needs twelve figures.
    """

    def moved(row: Row, **settings: str) -> tuple[str, str]:
        result = judged(in_order("2018-04", row["figures"]), frequency="monthly", **settings)
        return result.direction.outcome, result.direction.reason or "–"

    worked(
        """
        figures => direction | reason
        1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1 => same | –
        1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 10 => improved | –
        1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2 => not comparable | fewer than 12 figures for limits
        """,
        moved,
        direction_basis="spc",
        polarity="higher",
    )
    worked(
        """
        figures                                                   => direction | reason
        1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 10 => declined  | –
        """,
        moved,
        direction_basis="spc",
        polarity="lower",
    )


def test_several_levels(worked: Worked) -> None:
    """Figures of several levels

    Where a third of the figures or more lie outside the limits, no one pair of limits fits them:
    they are to be recalculated, and nothing is said.

    In the first case six figures are about 20 and six about 10; the last, 16, makes the mean
    15.54. Without the fall by 11 the mean moving range is 15 divided by 11, and the limits are
    11.91 and 19.17: twelve of the thirteen lie outside. In the second the mean is 15.77, the
    ranges of 11 and 8 are left out and the limits are 13.11 and 18.43: all thirteen lie outside.
    In the third the mean is 18.17; without the rise by 16 the mean moving range is 3.1, and the
    limits are 9.92 and 26.41: four of the twelve, a third, lie outside. With one figure more
    before them, in the fourth, the limits are 9.38 and 26.31, and four of thirteen are fewer.
    """

    def moved(row: Row, **settings: str) -> tuple[str, str]:
        result = judged(in_order("2018-04", row["figures"]), frequency="monthly", **settings)
        return result.direction.outcome, result.direction.reason or "–"

    worked(
        f"""
        figures          => direction      | reason
        {FALLEN}, 16     => not comparable | limits to be recalculated
        {FALLEN}, 19     => not comparable | limits to be recalculated
        {RISEN}          => not comparable | limits to be recalculated
        14, {RISEN}      => improved       | –
        """,
        moved,
        direction_basis="spc",
        polarity="higher",
    )


def test_overlap(worked: Worked) -> None:
    """Figures that the limits say nothing about

    Figures over twelve months, or over several years of which some are in both, overlap from one
    period to the next, and figures that add up over
    the year rise by themselves: neither vary of themselves.
    """

    def moved(row: Row, **settings: str) -> tuple[str, str]:
        figures = in_order("2018-04", [1.0, 2.0] * 6)
        measure = {**settings, "reading": row["reading"]}
        result = judged(figures, frequency="monthly", **measure)
        return result.direction.outcome, result.direction.reason

    worked(
        """
        reading      => direction      | reason
        rolling_12   => not comparable | figures overlap
        year_to_date => not comparable | figures add up over the year
        """,
        moved,
        direction_basis="spc",
    )
