"""When nothing is rated."""

from __future__ import annotations

from support.measures import judged
from support.worked import Row, Worked


def test_the_reason_is_said(worked: Worked) -> None:
    """The reason is said

    A figure that cannot be rated is never given a colour by guess. The reason stands where the
    rating would.
    """

    def rated(row: Row, **settings: str) -> tuple[str, str]:
        marker = {"withheld": "c", "not available": "x"}.get(str(row["figure"]), "")
        value = None if marker else row["figure"]
        targets = {"2021-22": (row["target"],)} if row["target"] is not None else {}
        rag = judged({"2021-22-Q2": value}, targets, {"2021-22-Q2": marker}, **settings).rag
        return rag.outcome, rag.reason

    worked(
        """
        figure        | target => rating    | reason
        50            | –      => not rated | no target
        not available | 50     => not rated | no figure
        withheld      | 50     => not rated | withheld
        """,
        rated,
        rag_rule="floor",
        polarity="higher",
    )


def test_rated_as_recorded(worked: Worked) -> None:
    """Rated as recorded, not as rounded

    49.96 is shown as 50.0 where one decimal is shown, and misses a target of 50 all the same; the
    page then says that it is rated as recorded. Nobody gets the 49.96: rating and direction go by
    the figure as recorded, changes, limits and outlooks by the figures as shown.
    """

    def rated(row: Row, **settings: str) -> str:
        figures, targets = {"2021-22-Q2": row["figure"]}, {"2021-22": (row["target"], row["floor"])}
        return judged(figures, targets, **settings).rag.outcome

    worked(
        """
        figure | target | floor => rating
        49.96  | 50     | 47    => amber
        """,
        rated,
        rag_rule="floor",
        polarity="higher",
    )
