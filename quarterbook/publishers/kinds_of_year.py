"""Years that begin in different months, in one yearly measure: those of one kind are taken in."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from quarterbook.data.tables.rows import rows_of
from quarterbook.ground.periods import MONTH_NAMES, Period
from quarterbook.publishers.reading.layout import REFUSED

_YEARLY = ("annual", "biennial")

_APRIL = 4


def of_one_kind(
    figures: pd.DataFrame, there: pd.DataFrame, frequency: Mapping[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a file's figures without those of years that overlap others, and these with reasons.

    ``figures`` have ``measure`` and ``period``, and so do the book's own, ``there``; ``frequency``
    is that of each measure. What is left out has the columns of `REFUSED`. The years of the
    newest figure that the book has of a yearly measure are kept; where it has none, financial
    years or, where the file has none, those of its newest figure.
    """
    begins = figures["period"].map(_begins)
    other = pd.Series(False, index=figures.index)
    kept: dict[str, int] = {}
    for measure, months in begins.groupby(figures["measure"]):
        if frequency[measure] not in _YEARLY:
            continue
        kept[measure] = _newest(there.loc[there["measure"] == measure, "period"]) or (
            _APRIL if _APRIL in set(months) else _newest(figures.loc[months.index, "period"])
        )
        is_mine = figures["measure"] == measure
        other |= is_mine & (begins > 0) & (begins != kept[measure])
    left_out = [
        (
            row.Index,
            _reason(row.period, kept[row.measure]),
            f"{row.measure}, {row.period.label}, {row.area}: {row.value}",
        )
        for row in rows_of(figures[other])
    ]
    return figures[~other], pd.DataFrame(left_out, columns=list(REFUSED))


def _begins(period: Period) -> int:
    """Return the month in which a year begins, 0 of what is no twelve months."""
    return period.start.month if period.months == 12 else 0


def _newest(periods: pd.Series) -> int:
    """Return the month in which the newest year begins, 0 where there is none."""
    years = [period for period in periods if _begins(period)]
    return _begins(max(years, key=lambda period: period.start)) if years else 0


def _reason(period: Period, kept: int) -> str:
    return (
        f'"{period.label}" begins in {MONTH_NAMES[period.month - 1]}, and the years that the '
        f"measure has in {MONTH_NAMES[kept - 1]}: they have months in common. Say in series.csv "
        "under period which are meant, or make a measure of each"
    )
