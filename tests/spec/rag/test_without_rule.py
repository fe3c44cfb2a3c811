"""Rated by hand, or not at all."""

from __future__ import annotations

from support.measures import judged
from support.worked import Row, Worked, explains


@explains(rag_rule="judged")
def test_recorded(worked: Worked) -> None:
    """Recorded by the owner

    The owner records the rating and the reason for it, in `rag_judgement` and `rag_reason` of
    `data/commentary.csv`; without a record for the quarter the figure is not rated.

    Whatever the target says, nothing is worked out.
    """

    def rated(row: Row, **settings: str) -> tuple[str, str]:
        recorded = {"rag_judgement": row["recorded"] or "", "rag_reason": row["reason"] or ""}
        figures, targets = {"2021-22-Q2": row["figure"]}, {"2021-22": (row["target"],)}
        rag = judged(figures, targets, recorded=recorded, **settings).rag
        return rag.outcome, rag.reason

    worked(
        """
        figure | target | recorded | reason        => rating    | why
        30     | 50     | amber    | Courts closed => amber     | Courts closed
        50     | 50     | –        | –             => not rated | no judgement recorded this quarter
        """,
        rated,
        rag_rule="judged",
    )


@explains(rag_rule="none")
def test_none(worked: Worked) -> None:
    """Not rated by choice

    Not rated: the measure is shown with its trend alone.
    """

    def rated(row: Row, **settings: str) -> str:
        figures, targets = {"2021-22-Q2": row["figure"]}, {"2021-22": (row["target"],)}
        return judged(figures, targets, **settings).rag.outcome

    worked(
        """
        figure | target => rating
        30     | 50     => not rated
        """,
        rated,
        rag_rule="none",
    )
