"""How a figure is read.

`reading` of `data/measures.csv` says which span of time a figure is for, and so which target and
which earlier figure it is held against.
"""

from __future__ import annotations

from support.measures import judged
from support.worked import Row, Worked, explains


def rated(row: Row, **settings: str) -> tuple[float | None, str, str]:
    figures = {"2020-21-Q2": row["Q2 last year"], "2021-22-Q1": row["Q1"], "2021-22-Q2": row["Q2"]}
    targets = {
        code: (row[name],)
        for code, name in {"2021-22": "year's target", "2021-22-Q2": "Q2's target"}.items()
        if row[name] is not None
    }
    result = judged(figures, targets, **settings)
    return result.goal.target, result.rag.outcome, result.direction.outcome


@explains(reading="snapshot")
def test_snapshot(worked: Worked) -> None:
    """A figure for its period

    The figure is for its own period. It is held against that period's target, or else against its
    financial year's.
    """
    worked(
        """
        Q2 last year | Q1 | Q2 | year's target | Q2's target => held against | rating | direction
        50           | 49 | 51 | 50            | –           => 50           | green  | improved
        50           | 49 | 51 | 50            | 55          => 55           | red    | improved
        """,
        rated,
        reading="snapshot",
        rag_rule="floor",
        polarity="higher",
    )


@explains(reading="year_to_date")
def test_year_to_date(worked: Worked) -> None:
    """A figure that adds up over the year

    The figure counts from April to its period. It is held against that period's target, never the
    year's, which its outlook for the year end is held against; and compared with the same time
    last year, as it can only have risen since the period before.

    75 homes by Q2 are not 75 of the 300 homes of a year; and they are fewer than the 80 of a year
    ago.
    """
    worked(
        """
        Q2 last year | Q1 | Q2 | year's target | Q2's target => held against | rating    | direction
        80           | 30 | 75 | 300           | –           => –            | not rated | declined
        80           | 30 | 75 | 300           | 75          => 75           | green     | declined
        """,
        rated,
        reading="year_to_date",
        rag_rule="floor",
        direction_basis="previous",
        polarity="higher",
    )


@explains(reading="rolling_12")
def test_rolling(worked: Worked) -> None:
    """A figure over the last twelve months

    The figure is for the twelve months up to the end of its period. It is held against its
    period's target or else its year's; as one figure overlaps the next, it has no control chart.
    """
    worked(
        """
        Q2 last year | Q1  | Q2  | year's target | Q2's target => held against | rating | direction
        190          | 200 | 205 | 200           | –           => 200          | green  | improved
        """,
        rated,
        reading="rolling_12",
        rag_rule="floor",
        polarity="higher",
    )
