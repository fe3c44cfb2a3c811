"""The council's own figures in a published file, as observations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

import numpy as np
import pandas as pd

from quarterbook.data.tables.schemas import TABLES
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import KINDS_OF_FREQUENCY, Period
from quarterbook.ground.rule_names import Frequency
from quarterbook.publishers.merge_rows import MergedRows, merge

OBSERVATIONS = TABLES["observations"]


def merge_own(
    observations: pd.DataFrame,
    figures: pd.DataFrame,
    code: str,
    published_on: date | None,
    frequency: Mapping[str, str],
) -> MergedRows:
    """Compare a file's figures of one council with its observations.

    ``observations`` is observations.csv, typed, its periods `Period`;
    ``figures`` is what an importer took; ``code`` the council's. A figure that
    differs becomes a row recorded on the day of publication, with the source
    as its note. Left out are periods that the measure does not count by, and
    figures published before their period was over, but for forecasts.

    Raises `BookError` as `merge` does.
    """
    own = figures[figures["area"] == code].assign(lower=np.nan, upper=np.nan)
    fits = [
        _fits(period, marker, frequency[measure], published_on)
        for measure, period, marker in zip(
            own["measure"], own["period"], own["marker"], strict=True
        )
    ]
    before = observations.rename(columns={"recorded_on": "published_on", "note": "source"})
    merged = merge(
        before.assign(area=code, lower=np.nan, upper=np.nan),
        own[fits],
        published_on,
        frequency,
        file=OBSERVATIONS.file,
    )
    rows = merged.rows.rename(columns={"published_on": "recorded_on", "source": "note"})
    return MergedRows(
        rows=rows[OBSERVATIONS.columns],
        counts=merged.counts,
        left_out=merged.left_out,
        later=merged.later,
        unlimited=merged.unlimited,
    )


def _fits(period: Period, marker: str, often: str, published_on: date | None) -> bool:
    is_over = published_on is None or published_on > period.end or marker == Marker.FORECAST
    return period.kind in KINDS_OF_FREQUENCY[cast(Frequency, often)] and is_over
