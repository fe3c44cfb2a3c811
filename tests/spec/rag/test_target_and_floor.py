"""Target and floor.

Kent County Council's quarterly performance report rates by a target and a floor, both set before
the year starts. `target` and `floor` are columns of `data/targets.csv`.
"""

from __future__ import annotations

from support.measures import judged
from support.worked import Row, Worked, explains


def rated(row: Row, **settings: str) -> str:
    goal = (row["target"], row.get("floor"))
    return judged({"2021-22-Q2": row["figure"]}, {"2021-22": goal}, **settings).rag.outcome


@explains(rag_rule="floor")
def test_a_target_and_a_floor(worked: Worked) -> None:
    """A target with a floor below it

    Green when the target is met, amber when it is missed and the floor is met, red when the floor
    is missed or, where none is set, the target is.
    """
    worked(
        """
        figure | target | floor => rating
        50     | 50     | 47    => green
        49.99  | 50     | 47    => amber
        47     | 50     | 47    => amber
        46.99  | 50     | 47    => red
        """,
        rated,
        rag_rule="floor",
        polarity="higher",
    )


def test_lower_is_better(worked: Worked) -> None:
    """A floor where lower is better

    The floor is then the highest figure that is still amber.
    """
    worked(
        """
        figure | target | floor => rating
        8      | 8      | 9     => green
        8.01   | 8      | 9     => amber
        9      | 8      | 9     => amber
        9.01   | 8      | 9     => red
        """,
        rated,
        rag_rule="floor",
        polarity="lower",
    )


def test_without_a_floor(worked: Worked) -> None:
    """A target without a floor

    There is no amber: whoever misses the target is red.
    """
    worked(
        """
        figure | target | floor => rating
        50     | 50     | –     => green
        49.99  | 50     | –     => red
        """,
        rated,
        rag_rule="floor",
        polarity="higher",
    )
