"""Mean and limits.

The centre is the mean of the figures. The limits are 2.66 mean moving ranges away from it; a
moving range is how far one figure is from the one before.
"""

from __future__ import annotations

from quarterbook.judge.spc import xmr
from support.worked import Row, Worked


def limits(row: Row, drop_outlying_ranges: str = "true") -> tuple[float, float, float]:
    chart = xmr(row["figures"], drop_outlying_ranges=drop_outlying_ranges == "true")
    return chart.mean, chart.lower, chart.upper


def test_outlying_ranges_dropped(worked: Worked) -> None:
    """Outlying ranges are left out

    Before averaging, moving ranges of 3.267 or more times their mean are dropped, once. This is
    the worked case of NHS England's Making Data Count: of its 17 moving ranges, 15 are 1, and the
    8 and the 9 on either side of the 10 are dropped. The mean is 35 divided by 18; the limits are
    2.66 away from it.
    """
    worked(
        """
        figures                                               => mean | lower | upper
        1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1 => 1.94 | −0.72 | 4.60
        """,
        limits,
        drop_outlying_ranges="true",
    )


def test_outlying_ranges_kept(worked: Worked) -> None:
    """All ranges are kept

    The NHS's spreadsheet tool drops none. `drop_outlying_ranges: false`, under `defaults:` in
    `params/council.yml`, does as it does: the mean moving range is then 32 divided by 17.
    """
    worked(
        """
        figures                                               => mean | lower | upper
        1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1 => 1.94 | −3.06 | 6.95
        """,
        limits,
        drop_outlying_ranges="false",
    )


def test_gap(worked: Worked) -> None:
    """A gap is left out

    The figures on either side of a period without one are neighbours. 10 and 12, then 12 and 10,
    are 2 apart: the limits are 2.66 times 2 away from the mean.
    """
    worked(
        """
        figures           => mean | lower | upper
        10, 12, 10, 12    => 11   | 5.68  | 16.32
        10, 12, –, 10, 12 => 11   | 5.68  | 16.32
        """,
        limits,
    )


def test_recalculated(worked: Worked) -> None:
    """Limits begin anew

    Where something changed for good, a row in `data/recalculations.csv` works mean and limits out
    anew from a stated period, with a stated reason. No moving range, run or trend crosses it.

    Half the figures are 10 and 11, the others 20 and 21: from the seventh on the mean is 20.5.
    """

    def anew(row: Row) -> tuple[float, float, float]:
        position = int(row["anew from figure"]) - 1
        chart = xmr(row["figures"], recalculate=[position] if position else [])
        return chart.mean, chart.lower, chart.upper

    worked(
        """
        figures                                        | anew from figure => mean | lower | upper
        10, 11, 10, 11, 10, 11, 20, 21, 20, 21, 20, 21 | 7                => 20.5 | 17.84 | 23.16
        """,
        anew,
    )
