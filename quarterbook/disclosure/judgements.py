"""What officers recorded of a figure that is withheld: it is withheld with the figure.

A rating goes by limits that everybody can read, so red tells where a figure lies; improved tells
on which side of the one before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from quarterbook.data.cut_off import newest
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.recorded import Recorded
from quarterbook.data.vintage import OwnPeriods, last_commentary
from quarterbook.disclosure.small_counts import rounded_measures
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period

_RATED = "rag_judgement"
RATING = (_RATED, "rag_reason")
DIRECTION = ("direction_judgement",)

# What goes from a row of which the rating alone is left.
_WORDS = ("commentary", "action", "highlight", "rag_reason", "owner", *DIRECTION)
_DAYS = ("action_by",)

# What is told of a measure and decides on nothing.
_TOLD = ("commentary", "action", "owner", "highlight")


def without_commentary(recorded: Recorded) -> Recorded:
    """Return what figures and ratings follow from: what is recorded but what is told of it."""
    rows = recorded.tables["commentary"]
    unsaid = {name: "" for name in _TOLD if name in rows}
    return replace(recorded, tables={**recorded.tables, "commentary": rows.assign(**unsaid)})


def words_as_shown(recorded: Recorded, observations: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the last words for a quarter and, without words, the ratings of the report before.

    Both are rows of commentary.csv, the latter with ``rag_judgement`` alone.

    observations
        the figures as this report and the one before show them, rows of observations.csv.

    A recorded rating goes with the quarter's own figure, where that is withheld; a direction
    also with the figure before it. Neither is shown of counts that are rounded, which were
    judged by the count.
    """
    quarter = recorded.quarters[period]
    words = _without_judgements(recorded, observations, quarter)
    previous = recorded.previous_quarter(period)
    if previous is None:
        return words.sort_index()
    before = _without_judgements(recorded, observations, previous)
    is_exempt = before["measure"].isin({item.measure for item in previous.exempt})
    before = before[(before[_RATED] != "") & ~is_exempt]
    unsaid = {name: before[name].where(before[name].isna()) for name in _DAYS if name in before}
    unsaid |= {name: "" for name in _WORDS if name in before}
    return pd.concat([words, before.assign(**unsaid)]).sort_index()


def _without_judgements(
    recorded: Recorded, observations: pd.DataFrame, quarter: Quarter
) -> pd.DataFrame:
    """Return the last words for a quarter but what was recorded of figures that nobody sees."""
    measures, period = recorded.tables["measures"], quarter.quarter
    commentary = last_commentary(recorded.tables["commentary"], period)
    rows = newest("observations", observations, quarter.cut_off)
    rows = rows[rows["marker"] != Marker.FORECAST]
    rows = rows[~OwnPeriods.of(measures).is_later(rows, period)].sort_values(
        "period", kind="stable"
    )
    is_rounded = commentary["measure"].isin(rounded_measures(measures))
    changed: dict[str, pd.Series] = {}
    for names, figures in ((RATING, 1), (DIRECTION, 2)):
        of_report = rows.groupby("measure").tail(figures)
        hidden = of_report.loc[of_report["marker"] == Marker.CONFIDENTIAL, "measure"]
        is_unseen = is_rounded | commentary["measure"].isin(hidden)
        changed |= {n: commentary[n].mask(is_unseen, "") for n in names if n in commentary}
    return commentary.assign(**changed)


def judgements_left_out(recorded: Recorded, shown: Recorded, period: Period) -> Iterator[str]:
    """Yield a line for each recorded judgement of a quarter that nobody gets to see.

    shown
        what is recorded, as `as_reported` leaves it.
    """
    recorded_rows, left = recorded.tables["commentary"], shown.tables["commentary"]
    for name in (_RATED, *DIRECTION):
        if name not in recorded_rows or name not in left:
            continue
        own = recorded_rows[
            (recorded_rows["quarter"] == period.code) & recorded_rows.index.isin(left.index)
        ]
        for line in own.index[own[name] != left.loc[own.index, name]]:
            what = "rating" if name in RATING else "direction"
            yield (
                f'data/commentary.csv:{line}: the {what} recorded for "{own.at[line, "measure"]}" '
                "is not shown, as its figure is withheld or rounded."
            )
