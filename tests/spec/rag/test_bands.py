"""Bands.

Some measures have two limits in place of a target: one where green ends and one where red begins.
They are the columns `lower` and `upper` of `data/targets.csv`. What lies between them is amber. A
measure that is good inside a band and bad on either side of it is rated by `plan`, or shown
against an `expected_range` without a colour.
"""

from __future__ import annotations

from support.measures import judged
from support.worked import Row, Worked, explains


def rated(row: Row, **settings: str) -> str:
    goal = (None, None, row["lower"], row["upper"])
    return judged({"2021-22-Q2": row["figure"]}, {"2021-22": goal}, **settings).rag.outcome


@explains(rag_rule="bands")
def test_bands(worked: Worked) -> None:
    """Green, amber and red bands

    Green on the better of the two limits or beyond it, amber up to the worse one, red past it.
    """
    worked(
        """
        figure | lower | upper => rating
        80     | 70    | 80    => green
        79.9   | 70    | 80    => amber
        70     | 70    | 80    => amber
        69.9   | 70    | 80    => red
        """,
        rated,
        rag_rule="bands",
        polarity="higher",
    )
    worked(
        """
        figure | lower | upper => rating
        70     | 70    | 80    => green
        80     | 70    | 80    => amber
        80.1   | 70    | 80    => red
        """,
        rated,
        rag_rule="bands",
        polarity="lower",
    )


def test_one_limit_only(worked: Worked) -> None:
    """One limit alone

    Bands need both limits; with one of them the figure is not rated.
    """
    worked(
        """
        figure | lower | upper => rating
        80     | 70    | –     => not rated
        """,
        rated,
        rag_rule="bands",
        polarity="higher",
    )
