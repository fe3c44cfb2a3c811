"""Against the figure before.

The first of Havering's two arrows; the other one is against a year ago.
"""

from __future__ import annotations

from support.measures import judged
from support.worked import Row, Worked, explains


def moved(row: Row, **settings: str) -> tuple[str, str]:
    marks = {"not available": "x", "withheld": "c"}
    periods = {"Q4 last year": "2020-21-Q4", "Q1": "2021-22-Q1", "Q2": "2021-22-Q2"}
    cells = {periods[name]: cell for name, cell in row.items() if cell is not None}
    figures = {code: None if cell in marks else cell for code, cell in cells.items()}
    markers = {code: marks[cell] for code, cell in cells.items() if cell in marks}
    result = judged(figures, {}, markers, **settings)
    return result.direction.outcome, result.direction.reason or "–"


@explains(direction_basis="previous")
def test_previous(worked: Worked) -> None:
    """The figure before

    The newest figure is compared with the newest one before it that has a value; for figures that
    add up over the year, with the same period last year.

    Where the period right before has no figure, the page names the period it went back to.
    """
    worked(
        """
        Q4 last year | Q1            | Q2            => direction      | reason
        50           | 51            | 52.3          => improved       | –
        50           | 51            | 51            => same           | –
        50           | 51            | 49            => declined       | –
        50           | not available | 51            => improved       | –
        –            | –             | 51            => not comparable | first figure
        –            | 51            | not available => not comparable | no figure
        –            | 51            | withheld      => not comparable | withheld
        """,
        moved,
        direction_basis="previous",
        polarity="higher",
    )
