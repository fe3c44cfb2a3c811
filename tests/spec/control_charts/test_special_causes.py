"""Special causes.

Four rules tell what is more than chance, in this order of precedence; a figure is given the first
that it breaks. The mean and the limits are those of the whole series.
"""

from __future__ import annotations

from quarterbook.judge.spc import xmr
from support.worked import Row, Worked


def last(row: Row) -> tuple[str, str]:
    chart = xmr(row["figures"])
    return chart.last_flag or "–", chart.variation("higher").side or "–"


def test_outside(worked: Worked) -> None:
    """A figure outside the limits

    A figure strictly beyond a limit. In the NHS's worked case it is the fifth, 10, which is
    beyond 4.60; of the others none breaks a rule.
    """

    def flagged(row: Row) -> tuple[str, str]:
        flags = xmr(row["figures"]).flags
        there = [str(number) for number, flag in enumerate(flags, 1) if flag]
        return " and ".join(there), " and ".join(sorted({flag for flag in flags if flag}))

    worked(
        """
        figures                                               => flagged | rule
        1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1 => 5       | outside
        """,
        flagged,
    )


def test_trend(worked: Worked) -> None:
    """Seven rising or falling

    A trend of seven figures or more, each strictly above the one before or each strictly below.
    Two that are equal end it.
    """
    worked(
        """
        figures                                              => rule  | high or low
        13, 10, 13, 10, 13, 10, 10.5, 11, 11.5, 12, 12.5, 13 => trend | high
        13, 10, 13, 10, 13, 10, 10.5, 11, 11.5, 12, 12, 13   => –     | –
        """,
        last,
    )


def test_two_of_three(worked: Worked) -> None:
    """Two of three near a limit

    Two of three neighbours lie beyond two thirds of the way to a limit, and all three on one side
    of the mean. Only those near the limit are flagged.

    Ten figures swing between 9 and 11, and 16, 12 and 16 follow: their sum is 144, the mean
    11.08. The moving ranges are nine times 2, then 5, 4 and 4: their mean is 31 divided by 12,
    2.58. The upper limit is 17.95, and two thirds of the way to it is 15.66.
    """

    worked(
        """
        figures                                       => rule         | high or low
        9, 11, 9, 11, 9, 11, 9, 11, 9, 11, 16, 12, 16 => two of three | high
        """,
        last,
    )


def test_run(worked: Worked) -> None:
    """Seven on one side of the mean

    A run of seven figures or more on one side of the mean. A figure on the mean ends it.

    The first series sums to 66, its mean is 5.08, and the last seven are above it. The second
    sums to 65: its mean is 5, the seventh figure is on it, and only six are left.
    """
    worked(
        """
        figures                               => rule | high or low
        2, 4, 2, 4, 2, 4, 6, 6, 8, 6, 8, 6, 8 => run  | high
        2, 4, 2, 4, 2, 4, 5, 6, 8, 6, 8, 6, 8 => –    | –
        """,
        last,
    )
