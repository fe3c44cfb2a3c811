"""Target and tolerance.

Maidstone, Havering and many other councils set a tolerance instead of a floor. There is no common
one, so it is a setting: of the measure (`tolerance` in `data/measures.csv`) or of the council
(`params/council.yml`).
"""

from __future__ import annotations

from support.measures import judged
from support.worked import Row, Worked, explains


def rated(row: Row, **settings: str) -> str:
    figures = {"2021-22-Q2": row["figure"]}
    if "a year ago" in row:
        figures = {"2020-21-Q2": row["a year ago"], **figures}
    return judged(figures, {"2021-22": (row["target"],)}, **settings).rag.outcome


@explains(rag_rule="tolerance", tolerance="5%")
def test_a_share_of_the_target(worked: Worked) -> None:
    """A share of the target

    Green when the target is met, amber when it is missed by no more than the tolerance, red
    beyond it.

    The share is of the target: 5% of 60 is 3, so amber reaches from 57, not from 55, or up to 63
    where lower is better. So it is for a measure in per cent too: a target of 60% with a tolerance
    of 5% has amber from 57%.
    """
    worked(
        """
        figure | target => rating
        60     | 60     => green
        59.9   | 60     => amber
        57     | 60     => amber
        56.9   | 60     => red
        """,
        rated,
        rag_rule="tolerance",
        tolerance="5%",
        polarity="higher",
    )
    worked(
        """
        figure | target => rating
        60     | 60     => green
        63     | 60     => amber
        63.1   | 60     => red
        """,
        rated,
        rag_rule="tolerance",
        tolerance="5%",
        polarity="lower",
    )


@explains(tolerance="2 points")
def test_points(worked: Worked) -> None:
    """Points in the measure's own unit

    A fixed distance from the target, in the unit of the measure, however large the target is.
    """
    worked(
        """
        figure | target => rating
        48     | 50     => amber
        47.9   | 50     => red
        8      | 10     => amber
        7.9    | 10     => red
        """,
        rated,
        rag_rule="tolerance",
        tolerance="2 points",
        polarity="higher",
    )
    worked(
        """
        figure | target => rating
        72     | 75     => amber
        71.9   | 75     => red
        """,
        rated,
        rag_rule="tolerance",
        tolerance="3 points",
        polarity="higher",
    )


@explains(amber_when="within_tolerance")
def test_amber_within_the_tolerance(worked: Worked) -> None:
    """Amber within 10%, red beyond

    A target missed by no more than the tolerance is amber, whatever the figure was a year ago.
    This holds where nothing is set.
    """
    worked(
        """
        figure | target | a year ago => rating
        45     | 50     | 60         => amber
        44.9   | 50     | 30         => red
        """,
        rated,
        rag_rule="tolerance",
        tolerance="10%",
        amber_when="within_tolerance",
        polarity="higher",
    )


@explains(amber_when="no_worse_than_year_ago")
def test_havering(worked: Worked) -> None:
    """Green within 10%, amber if no worse than a year ago

    Green up to the tolerance short of the target; beyond that amber if the figure is no worse
    than in the same period last year, and red if it is worse or there was none to compare with:
    none at all, or one before a break in the series or a new definition. This is the rule of the
    London Borough of Havering, whose tolerance is 10%.
    """
    worked(
        """
        figure | target | a year ago => rating
        45     | 50     | 60         => green
        44.9   | 50     | 44.8       => amber
        44.9   | 50     | 44.9       => amber
        44.9   | 50     | 45         => red
        44.9   | 50     | –          => red
        """,
        rated,
        rag_rule="tolerance",
        tolerance="10%",
        amber_when="no_worse_than_year_ago",
        polarity="higher",
    )


def test_a_target_of_zero(worked: Worked) -> None:
    """A target of zero

    No share of zero is a margin: a target of zero can be met, and where it is missed the figure
    is not rated. Points are a margin of any target.
    """
    worked(
        """
        figure | target => rating
        0      | 0      => green
        1      | 0      => not rated
        """,
        rated,
        rag_rule="tolerance",
        tolerance="5%",
        polarity="lower",
    )
    worked(
        """
        figure | target => rating
        1      | 0      => amber
        3      | 0      => red
        """,
        rated,
        rag_rule="tolerance",
        tolerance="2 points",
        polarity="lower",
    )
