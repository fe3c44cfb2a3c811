"""Recorded, not worked out."""

from __future__ import annotations

from support.measures import judged
from support.worked import Row, Worked, explains


@explains(direction_basis="judged")
def test_judged(worked: Worked) -> None:
    """As its owner recorded it

    The owner records improved, same or declined in `direction_judgement` of
    `data/commentary.csv`; nothing is worked out.
    """

    def moved(row: Row, **settings: str) -> tuple[str, str]:
        figures = {"2021-22-Q1": row["before"], "2021-22-Q2": row["figure"]}
        recorded = {"direction_judgement": row["recorded"] or ""}
        result = judged(figures, recorded=recorded, **settings).direction
        return result.outcome, result.reason or "–"

    worked(
        """
        before | figure | recorded => direction      | reason
        50     | 49     | improved => improved       | –
        50     | 49     | –        => not comparable | no direction recorded
        """,
        moved,
        direction_basis="judged",
    )
