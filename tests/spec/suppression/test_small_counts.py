"""Small counts and the rates made from them.

`suppression_threshold` in `params/council.yml` is the smallest count that is shown; here it is 5.
"""

from __future__ import annotations

from support.suppressed import published, published_together
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


def test_rounded(worked: Worked) -> None:
    """Counts that are rounded instead

    Of a measure whose `small_numbers` is `round` nothing is withheld for being small: every count
    is rounded, up or down by less than the base, which is the smallest multiple of 5 not below
    the threshold. A multiple of the base stays. Up or down is decided by the names of measure and
    period and never by how large the count is: the nearer multiple would tell whether it is 1 or
    4. Where a total and its parts would not add up so, as few as can be go the other way. What is
    out stays as it was shown.
    """

    def shown(row: Row) -> tuple[str, ...]:
        counts = {"t": row["total"], "a": row["part A"], "b": row["part B"], "c": row["part C"]}
        wholes = dict.fromkeys("abc", "t")
        page = published_together([counts], wholes, small_numbers="round")[0]
        return page["t"], page["a"], page["b"], page["c"]

    worked(
        """
        total | part A | part B | part C => total shown | A shown | B shown | C shown
        20    | 10     | 3      | 7      => 20          | 10      | 5       | 5
        11    | 0      | 1      | 10     => 15          | 0       | 5       | 10
        14    | 0      | 4      | 10     => 15          | 0       | 5       | 10
        """,
        shown,
    )
