"""What officers recorded of a figure that is withheld: it is withheld with the figure.

A rating goes by limits that everybody can read, so red tells where a figure lies; improved tells
on which side of the one before.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.small_counts import rounded_measures
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period, parse_quarter

RATING = ("rag_judgement", "rag_reason")
DIRECTION = ("direction_judgement",)


def without_judgements(
    recorded: Recorded, observations: pd.DataFrame, period: Period
) -> pd.DataFrame:
    """Return the commentary without ratings and directions of figures that are withheld.

    Nor has it those of counts that are rounded, which were judged by the count.

    observations
        the newest row of each figure as the publication shows it.
    period
        the publication's quarter, whose words are on a measure's newest figure.
        Those of another quarter are on the figures of that quarter.

    A rating goes with the figure, a direction also with the one before it.
    """
    commentary = recorded.tables["commentary"]
    hidden = _Hidden(observations, period)
    is_rounded = commentary["measure"].isin(rounded_measures(recorded.tables["measures"]))
    keys = list(zip(commentary["measure"], commentary["quarter"], strict=True))
    no_rating = pd.Series([hidden.newest(*key) for key in keys], commentary.index, dtype=bool)
    no_direction = pd.Series(
        [hidden.newest_two(*key) for key in keys], commentary.index, dtype=bool
    )
    masks = dict.fromkeys(RATING, no_rating | is_rounded)
    masks |= dict.fromkeys(DIRECTION, no_direction | is_rounded)
    return commentary.assign(
        **{name: commentary[name].mask(m, "") for name, m in masks.items() if name in commentary}
    )


def judgements_left_out(recorded: Recorded, shown: Recorded, period: Period) -> Iterator[str]:
    """Yield a line for each recorded judgement of a quarter that nobody gets to see.

    shown
        what is recorded, as `as_reported` leaves it.
    """
    told, left = recorded.tables["commentary"], shown.tables["commentary"]
    for name in (RATING[0], *DIRECTION):
        if name not in told or name not in left:
            continue
        own = told[(told["quarter"] == period.code) & told.index.isin(left.index)]
        for line in own.index[own[name] != left.loc[own.index, name]]:
            what = "rating" if name in RATING else "direction"
            yield (
                f'data/commentary.csv:{line}: the {what} recorded for "{own.at[line, "measure"]}" '
                "is not shown, as its figure is withheld or rounded."
            )


class _Hidden:
    """By measure its periods in order, and whether the figure of each is withheld."""

    def __init__(self, observations: pd.DataFrame, period: Period) -> None:
        rows = observations[observations["marker"] != Marker.FORECAST]
        rows = rows.sort_values("period", kind="stable")
        self._of = {
            measure: list(zip(part["period"], part["marker"] == Marker.CONFIDENTIAL, strict=True))
            for measure, part in rows.groupby("measure")
        }
        self._quarter = period.code

    def newest(self, measure: str, quarter: str) -> bool:
        """Whether the figure that words of a quarter are on is withheld."""
        return any(is_hidden for _, is_hidden in self._seen(measure, quarter)[-1:])

    def newest_two(self, measure: str, quarter: str) -> bool:
        """Whether that or the one before is."""
        return any(is_hidden for _, is_hidden in self._seen(measure, quarter)[-2:])

    def _seen(self, measure: str, quarter: str) -> list[tuple[Period, bool]]:
        every = self._of.get(measure, [])
        if quarter == self._quarter:
            return every
        end = parse_quarter(quarter).end
        return [one for one in every if one[0].end <= end]
