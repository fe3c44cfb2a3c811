"""Figures that are given more coarsely than they are shown, though their counts say more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import pandas as pd

from quarterbook.data.checks.figures import are_rounded
from quarterbook.data.tables.rows import rows_of
from quarterbook.ground.errors import Problem
from quarterbook.ground.markers import Marker
from quarterbook.ground.rounding import round_half_away
from quarterbook.ground.units import base_of_share


def coarse_figures(tables: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Yield a note for each figure such as 88% of 50 in 57, which pages would show as 88.0%.

    A figure whose ``note`` says something has been looked at, and so have whole counts that are
    rounded.
    """
    measures = {row.id: row for row in rows_of(tables["measures"])}
    rows = tables["observations"]
    rows = rows[rows[["value", "numerator"]].notna().all(axis=1) & (rows["denominator"] > 0)]
    for row in rows_of(rows[(rows["note"] == "") & (rows["marker"] != Marker.FORECAST)]):
        measure = measures.get(row.measure)
        base = base_of_share(measure.unit) if measure else 0
        if not measure or not base or are_rounded(row.numerator, row.denominator):
            continue
        decimals = int(measure.decimals)
        exact = round_half_away(row.numerator / row.denominator * base, decimals)
        shown = round_half_away(row.value, decimals)
        places = -int(Decimal(repr(row.value)).normalize().as_tuple().exponent)
        if places < decimals and exact != shown:
            yield Problem(
                "data/observations.csv",
                int(str(row.Index)),
                "D334",
                f'"{row.measure}" for {row.period.label} is {row.value:.12g}, and '
                f"{row.numerator:.12g} of {row.denominator:.12g} is {exact}: pages show {shown}, "
                f"more exactly than it was given. Write {exact}, or say in its note why it is not.",
                is_note=True,
            )
