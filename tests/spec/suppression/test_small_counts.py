"""Small counts and the rates made from them.

`suppression_threshold` in `params/council.yml` is the smallest count that is shown; here it is 5.
"""

from __future__ import annotations

from support.suppressed import published
from support.worked import Row, Worked


def test_count(worked: Worked) -> None:
    """A small count

    A count above nothing and below the threshold is withheld. Zero is shown: it is about nobody.
    """

    def shown(row: Row) -> str:
        return published({"unit": "number", "value": row["count"]})

    worked(
        """
        count => on the page
        0     => 0
        1     => [c]
        4     => [c]
        5     => 5
        """,
        shown,
    )


def test_rate(worked: Worked) -> None:
    """A rate made from a small count

    A percentage or a rate is withheld where its numerator is a small count, where its denominator
    is, or where the rest of the denominator is: 97 of 100 says that 3 did not.
    """

    def shown(row: Row) -> str:
        return published({"unit": "%", **{key: row[key] for key in row}})

    worked(
        """
        value | numerator | denominator => on the page
        40    | 40        | 100         => 40
        3     | 3         | 100         => [c]
        97    | 97        | 100         => [c]
        50    | 2         | 4           => [c]
        100   | 100       | 100         => 100
        """,
        shown,
    )


def test_marked(worked: Worked) -> None:
    """What is always withheld, and what never is

    A figure marked `c` is withheld however large it is. A measure that does not count people says
    so with `small_numbers` `show`, and has no others withheld.
    """

    def shown(row: Row) -> str:
        measure = {"unit": "number", "small_numbers": row["small_numbers"] or ""}
        return published({**measure, "value": row["count"], "marker": row["marker"] or ""})

    worked(
        """
        count | marker | small_numbers => on the page
        300   | c      | –             => [c]
        3     | –      | show          => 3
        300   | c      | show          => [c]
        """,
        shown,
    )
