"""When nothing is compared."""

from __future__ import annotations

from quarterbook.ground.periods import parse
from support.measures import judged
from support.worked import Row, Worked


def moved(row: Row, **settings: str) -> tuple[str, str]:
    figures = {"2021-22-Q1": row["Q1"], "2021-22-Q2": row["Q2"]}
    from_ = row.get("definition from Q2")
    markers = {"2021-22-Q2": "b"} if row.get("marked b") == "Q2" else {}
    definition = parse("2021-22-Q2") if from_ == "yes" else None
    result = judged(figures, {}, markers, definition_from=definition, **settings).direction
    return result.outcome, result.reason or "–"


def test_break(worked: Worked) -> None:
    """A break in the series or a new definition

    A figure marked `b`, or the first period named in `definition_from`, is not compared with what
    was before it.
    """
    worked(
        """
        Q1 | Q2 | marked b | definition from Q2 => direction      | reason
        50 | 60 | –        | –                  => improved       | –
        50 | 60 | Q2       | –                  => not comparable | break in series
        50 | 60 | –        | yes                => not comparable | definition changed
        """,
        moved,
        polarity="higher",
    )


def test_season(worked: Worked) -> None:
    """A measure with a season

    Where `seasonal` is `yes` a figure is compared with a year ago or not at all.
    """
    worked(
        """
        Q1 | Q2 => direction      | reason
        50 | 60 => not comparable | seasonal
        """,
        moved,
        seasonal="yes",
        direction_basis="previous",
    )
