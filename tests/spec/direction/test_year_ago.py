"""Against a year ago.

Havering shows this one beside the first. It suits whatever has a season.
"""

from __future__ import annotations

from support.measures import judged
from support.worked import Row, Worked, explains


def moved(row: Row, **settings: str) -> tuple[str, str]:
    cells = {"2020-21-Q2": row["Q2 last year"], "2021-22-Q1": row["Q1"]}
    figures = {code: cell for code, cell in cells.items() if cell is not None}
    result = judged({**figures, "2021-22-Q2": row["Q2"]}, **settings).direction
    return result.outcome, result.reason or "–"


@explains(direction_basis="year_ago")
def test_year_ago(worked: Worked) -> None:
    """The same period last year

    The newest figure is compared with that of the same period last year; for a survey every two
    years, with the survey before.
    """

    worked(
        """
        Q2 last year | Q1 | Q2 => direction      | reason
        48           | 55 | 50 => improved       | –
        52           | 45 | 50 => declined       | –
        –            | 45 | 50 => not comparable | no figure a year ago
        """,
        moved,
        direction_basis="year_ago",
        polarity="higher",
    )


def test_every_two_years(worked: Worked) -> None:
    """A survey every two years

    There is no figure a year ago, but one of the survey before.
    """

    def moved(row: Row, **settings: str) -> str:
        figures = {"2018-19": row["2018/19"], "2020-21": row["2020/21"]}
        return judged(figures, **settings).direction.outcome

    worked(
        """
        2018/19 | 2020/21 => direction
        7.6     | 7.9     => improved
        """,
        moved,
        direction_basis="year_ago",
        frequency="biennial",
        polarity="higher",
    )


def test_season(worked: Worked) -> None:
    """A season

    Where `seasonal` is `yes` and `direction_basis` is blank a figure is compared with a year ago,
    whatever the council's own basis says of other measures.
    """

    worked(
        """
        Q2 last year | Q1 | Q2 => direction      | reason
        48           | 55 | 50 => improved       | –
        –            | 45 | 50 => not comparable | no figure a year ago
        """,
        moved,
        seasonal="yes",
        direction_basis="",
        polarity="higher",
    )
