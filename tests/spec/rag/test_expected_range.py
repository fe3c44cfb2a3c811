"""Expected range.

Kent's activity indicators show how much there is to do, not how well it is done. They have an
expected range, `lower` and `upper` in `data/targets.csv`, and no colour. An activity indicator
has this rule unless its own cell names another.
"""

from __future__ import annotations

from support.measures import judged
from support.worked import Row, Worked, explains


def rated(row: Row, **settings: str) -> str:
    goal = (None, None, row["lower"], row["upper"])
    return judged({"2021-22-Q2": row["figure"]}, {"2021-22": goal}, **settings).rag.outcome


@explains(rag_rule="expected_range")
def test_within_above_or_below(worked: Worked) -> None:
    """Within, above or below

    No colour: the figure is within its expected range, above it or below it. One end may be left
    open.
    """
    worked(
        """
        figure | lower | upper => result
        99     | 100   | 200   => below
        100    | 100   | 200   => within
        200    | 100   | 200   => within
        201    | 100   | 200   => above
        201    | 100   | –     => within
        201    | –     | 200   => above
        201    | –     | –     => not rated
        """,
        rated,
        kind="activity",
        rag_rule="expected_range",
    )
