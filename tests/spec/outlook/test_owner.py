"""The owner's forecast."""

from __future__ import annotations

from support.measures import in_order, judged
from support.worked import Row, Worked


def test_owner(worked: Worked) -> None:
    """A forecast goes first

    Where the owner has recorded a forecast for the last period of the year (a row in
    `data/observations.csv` with the marker `f`), that is the outlook, without a range.
    """

    def expected(row: Row) -> tuple[float | None, float | None, str, str]:
        figures = in_order("2021-22-Q1", row["Q1, Q2"])
        figures["2021-22-Q4"] = row["forecast for Q4"]
        targets = {"2021-22": (row["target"], row["floor"])}
        result = judged(figures, targets, {"2021-22-Q4": "f"}, year="2021-22")
        assert result.outlook
        return (
            result.outlook.value,
            result.outlook.lower,
            result.outlook.method,
            result.outlook_rags[0].outcome,
        )

    worked(
        """
        Q1, Q2 | forecast for Q4 | target | floor => outlook | range | by    | rating it would have
        50, 51 | 48              | 50     | 47    => 48      | –     | owner | amber
        """,
        expected,
    )


def test_none_due(worked: Worked) -> None:
    """No outlook

    A measure without a target for the year end has none, nor has one whose year end is in.
    """

    def expected(row: Row) -> bool:
        figures = in_order("2020-21-Q1", row["figures from Q1 last year"])
        targets = {"2021-22": (row["target"],)} if row["target"] else {}
        return judged(figures, targets, year="2021-22").outlook is not None

    worked(
        """
        figures from Q1 last year      | target => outlook
        50, 51, 53, 52, 54, 55         | 50     => yes
        50, 51, 53, 52, 54, 55         | –      => no
        50, 51, 53, 52, 54, 55, 56, 57 | 50     => no
        """,
        expected,
    )
