"""Ranks and quartiles.

The bands follow the Department for Education's Local Authority Interactive Tool: the limits are
the quartiles of R's type 7, over councils alone and without regions.
"""

from __future__ import annotations

from quarterbook.judge.ranking import quartile_limits, rank
from support.worked import Row, Worked


def placed(row: Row) -> tuple[float | None, float | None, str | None]:
    """The place of the first council of the list."""
    own = rank(row["figures"], row["polarity"]).iloc[0]
    return tuple(
        None if cell != cell else cell for cell in (own["rank"], own["of"], own["quartile"])
    )  # type: ignore[return-value]


def test_limits(worked: Worked) -> None:
    """Where the quartiles lie

    Of eight councils at 1 to 8 the limits stand a quarter, a half and three quarters of the way
    from the first to the eighth: 1 plus 7 times 0.25, 0.5 and 0.75.
    """

    def quartiles(row: Row) -> tuple[float, float, float]:
        first, median, third = quartile_limits(row["figures"])
        return first, median, third

    worked(
        """
        figures                => lower quartile | median | upper quartile
        1, 2, 3, 4, 5, 6, 7, 8 => 2.75           | 4.50   | 6.25
        1, 2, 2, 4, 5          => 2              | 2      | 4
        """,
        quartiles,
    )


def test_rank(worked: Worked) -> None:
    """Rank and quartile of a council

    The best figure is 1st and in the top quartile. The council is the first in each list.
    """
    worked(
        """
        figures                | polarity => rank | of | quartile
        8, 1, 2, 3, 4, 5, 6, 7 | higher   => 1    | 8  | top
        8, 1, 2, 3, 4, 5, 6, 7 | lower    => 8    | 8  | bottom
        5, 1, 2, 3, 4, 6, 7, 8 | higher   => 4    | 8  | second
        """,
        placed,
    )


def test_ties(worked: Worked) -> None:
    """Ties and boundaries

    Councils with the same figure share the lowest of their ranks. A figure on a boundary belongs
    to the numerically lower band.

    Of 1, 2, 2, 4, 5 the lower quartile is 2: both councils at 2 are in the band of the lowest
    numbers, which is the top one where lower is better.
    """
    worked(
        """
        figures       | polarity => rank | of | quartile
        2, 1, 2, 4, 5 | lower    => 2    | 5  | top
        4, 1, 2, 2, 5 | lower    => 4    | 5  | third
        """,
        placed,
    )


def test_unranked(worked: Worked) -> None:
    """Not ranked

    A council without a figure has no rank and does not count among the others; a measure of which
    neither higher nor lower is better has neither ranks nor quartiles.

    In the second case 61 is the median of three figures, and so in the numerically lower band.
    """
    worked(
        """
        figures           | polarity => rank | of | quartile
        –, 61, 58.5, 70.2 | higher   => –    | 3  | –
        61, –, 58.5, 70.2 | higher   => 2    | 3  | third
        61, 58.5, 70.2    | none     => –    | –  | –
        """,
        placed,
    )
