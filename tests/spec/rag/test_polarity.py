"""Which figures are better.

`polarity` of `data/measures.csv` says which way is up; ratings and directions of travel both go
by it.
"""

from __future__ import annotations

from support.measures import judged
from support.worked import Row, Worked, explains


def rated(row: Row, **settings: str) -> tuple[str, str]:
    figures = {"2021-22-Q1": row["before"], "2021-22-Q2": row["figure"]}
    result = judged(figures, {"2021-22": (row["target"],)}, **settings)
    return result.rag.outcome, result.direction.outcome


@explains(polarity="higher")
def test_higher(worked: Worked) -> None:
    """Higher is better

    The target is met by a figure as high or higher, and a figure that rises improves.
    """
    worked(
        """
        before | figure | target => rating | direction
        48     | 52     | 50     => green  | improved
        52     | 48     | 50     => red    | declined
        """,
        rated,
        polarity="higher",
        rag_rule="floor",
    )


@explains(polarity="lower")
def test_lower(worked: Worked) -> None:
    """Lower is better

    The target is met by a figure as low or lower, and a figure that falls improves.
    """
    worked(
        """
        before | figure | target => rating | direction
        48     | 52     | 50     => red    | declined
        52     | 48     | 50     => green  | improved
        """,
        rated,
        polarity="lower",
        rag_rule="floor",
    )


@explains(polarity="plan")
def test_plan(worked: Worked) -> None:
    """Near the plan is better

    A figure improves when it comes nearer to its plan, from above or from below. With a tolerance
    such a measure is rated by the rule `plan`, unless its own cell names another.

    10% of 100 is 10: 106 is within it. It is 6 away from the plan, where 112 was 12 away.
    """
    worked(
        """
        before | figure | target => rating | direction
        112    | 106    | 100    => green  | improved
        94     | 88     | 100    => amber  | declined
        95     | 105    | 100    => green  | same
        """,
        rated,
        polarity="plan",
        tolerance="10%",
    )


@explains(polarity="none")
def test_none(worked: Worked) -> None:
    """Neither higher nor lower is better

    Such a figure is neither rated by a target nor said to improve or decline; the page says only
    whether the number rose or fell.
    """
    worked(
        """
        before | figure | target => rating    | direction
        48     | 52     | 50     => not rated | not comparable
        """,
        rated,
        polarity="none",
        rag_rule="floor",
    )
