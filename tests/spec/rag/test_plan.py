"""Close to plan.

For spending against a budget and the like, too much is as bad as too little. The plan is the
`target`.
"""

from __future__ import annotations

from support.measures import judged
from support.worked import Row, Worked, explains


def rated(row: Row, **settings: str) -> str:
    goal = (row["plan"], None, row.get("lower"), row.get("upper"))
    return judged({"2021-22-Q2": row["figure"]}, {"2021-22": goal}, **settings).rag.outcome


@explains(rag_rule="plan")
def test_near_on_either_side(worked: Worked) -> None:
    """Near the plan on either side

    Green within the tolerance of the plan on either side, amber up to `lower` and `upper` or,
    where these are blank, up to twice the tolerance, red further away.

    5% of 200 is 10, and twice that 20.
    """
    worked(
        """
        figure | plan => rating
        200    | 200  => green
        190    | 200  => green
        210    | 200  => green
        189    | 200  => amber
        180    | 200  => amber
        179    | 200  => red
        220    | 200  => amber
        221    | 200  => red
        """,
        rated,
        rag_rule="plan",
        tolerance="5%",
        polarity="plan",
    )


def test_limits_of_its_own(worked: Worked) -> None:
    """Limits of the plan's own

    Each side may have its own: here more leeway below the plan than above it.
    """
    worked(
        """
        figure | plan | lower | upper => rating
        150    | 200  | 150   | 215   => amber
        149    | 200  | 150   | 215   => red
        215    | 200  | 150   | 215   => amber
        216    | 200  | 150   | 215   => red
        """,
        rated,
        rag_rule="plan",
        tolerance="5%",
        polarity="plan",
    )
