"""What would give a withheld figure away.

A withheld figure must not follow from what is published. Name the total of a measure in its
`part_of`, where all parts together make the total.
A measure may be a part of several totals, and a total be broken down in several ways, each named
in brackets: `referrals (ward)`.
"""

from __future__ import annotations

from support.suppressed import WITHHELD, published_together
from support.worked import Row, Worked


def test_one_more(worked: Worked) -> None:
    """A total and its parts

    If a single part were withheld it would be the total less the others; so one more goes.

    In the first case 54 less 20 less 30 would be the 4. Two that are small protect each other only
    where they could still be anything from 1 to 4: 57 less 50 is 7, which is 3 and 4 or 4 and 3.
    """

    def shown(row: Row) -> tuple[str, str, int]:
        parts = {"a": row["part A"], "b": row["part B"], "c": row["part C"]}
        (cells,) = published_together([{"t": row["total"], **parts}], dict.fromkeys("abc", "t"))
        return cells["t"], cells["a"], [cells[name] for name in "abc"].count(WITHHELD)

    worked(
        """
        total | part A | part B | part C => total shown | A shown | parts withheld
        54    | 4      | 20     | 30     => 54          | [c]     | 2
        57    | 3      | 4      | 50     => 57          | [c]     | 3
        60    | 10     | 20     | 30     => 60          | 10      | 0
        """,
        shown,
    )


def test_two_ways(worked: Worked) -> None:
    """A table of two ways

    A cell has a total in its row and one in its column. What protects it in its row would follow
    from its column, so a rectangle of four goes.

    Boys and girls in the north are `a` and `b`, in the south `c` and `d`.
    """
    part_of = {
        "a": "north; boys", "b": "north; girls", "c": "south; boys", "d": "south; girls",
        **dict.fromkeys(("north", "south"), "t (place)"),
        **dict.fromkeys(("boys", "girls"), "t (sex)"),
    }  # fmt: skip

    def shown(row: Row) -> tuple[str, str, str]:
        cells = {name: row[name] for name in "abcd"}
        a, b, c, d = (float(value) for value in cells.values())
        totals = {"north": a + b, "south": c + d, "boys": a + c, "girls": b + d}
        (seen,) = published_together([{"t": a + b + c + d, **totals, **cells}], part_of)
        hidden = [name for name in part_of if seen[name] == WITHHELD]
        return seen["a"], ", ".join(hidden) or "none", seen["t"]

    worked(
        """
        a  | b  | c  | d  => a shown | withheld   | t shown
        3  | 20 | 30 | 40 => [c]     | a, b, c, d | 93
        30 | 20 | 30 | 40 => 30      | none       | 120
        """,
        shown,
    )


def test_adding_up(worked: Worked) -> None:
    """Figures that add up over the year

    Of a figure that adds up over the year a small step since the last published one is a small
    count. One of the two is withheld: the older, unless it is out already.

    From 10 to 12 are 2, but up to 12 are 12.
    """

    def shown(row: Row) -> tuple[str, ...]:
        quarters = [{"a": row[name]} for name in ("Q1", "Q2", "Q3")]
        return tuple(cell["a"] for cell in published_together(quarters, {}, reading="year_to_date"))

    worked(
        """
        Q1 | Q2 | Q3 => Q1 shown | Q2 shown | Q3 shown
        10 | 12 | 20 => [c]      | 12       | 20
        10 | 15 | 20 => 10       | 15       | 20
        10 | 10 | 20 => 10       | 10       | 20
        """,
        shown,
    )
