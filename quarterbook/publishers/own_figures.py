"""The council's own figures in a published file, as observations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

import numpy as np
import pandas as pd

from quarterbook.data.tables.rows import rows_of
from quarterbook.data.tables.schemas import TABLES
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import KINDS_OF_FREQUENCY, Period, complete_on
from quarterbook.ground.rule_names import Frequency
from quarterbook.publishers.merge_rows import MergedRows, merge
from quarterbook.publishers.reading.layout import REFUSED

_OBSERVATIONS = TABLES["observations"]


def merge_own(
    observations: pd.DataFrame,
    figures: pd.DataFrame,
    code: str,
    published_on: date | None,
    frequency: Mapping[str, str],
    complete: Mapping[str, str],
) -> MergedRows:
    """Compare a file's figures of one council with its observations.

    ``observations`` is observations.csv, typed, its periods `Period`;
    ``figures`` is what an importer took; ``code`` the council's; ``complete``
    the month in which a measure's yearly figure is. A figure that differs
    becomes a row recorded on the day of publication, with the source as its
    note. ``left_out`` has the figures of periods that the measure does not
    count by, and those published before they were complete, but for
    forecasts.

    Raises `BookError` as `merge` does.
    """
    own = figures[figures["area"] == code].assign(lower=np.nan, upper=np.nan)
    faults = pd.Series(
        [
            _fault(period, marker, frequency[measure], complete.get(measure, ""), published_on)
            for measure, period, marker in zip(
                own["measure"], own["period"], own["marker"], strict=True
            )
        ],
        index=own.index,
        dtype=str,
    )
    before = observations.rename(columns={"recorded_on": "published_on", "note": "source"})
    merged = merge(
        before.assign(area=code, lower=np.nan, upper=np.nan),
        own[faults == ""],
        published_on,
        frequency,
        file=_OBSERVATIONS.file,
    )
    rows = merged.rows.rename(columns={"published_on": "recorded_on", "source": "note"})
    return MergedRows(
        rows=rows[_OBSERVATIONS.columns],
        counts=merged.counts,
        left_out=pd.concat([merged.left_out, _left_out(own, faults)], ignore_index=True),
        later=merged.later,
        unlimited=merged.unlimited,
    )


def _fault(period: Period, marker: str, often: str, month: str, published_on: date | None) -> str:
    """Return why a figure is no observation of a measure, or nothing."""
    if period.kind not in KINDS_OF_FREQUENCY[cast(Frequency, often)]:
        return f"{period.label} is no period of a measure that is {often}"
    complete = complete_on(period, month)
    if not published_on or published_on >= complete or marker == Marker.FORECAST:
        return ""
    return f"{period.label} was complete only on {complete}, not on {published_on}"


def _left_out(own: pd.DataFrame, faults: pd.Series) -> pd.DataFrame:
    rows = [
        (row.Index, fault, f"{row.measure}, {row.period.label}: {row.value:.15g}")
        for row, fault in zip(rows_of(own), faults, strict=True)
        if fault
    ]
    return pd.DataFrame(rows, columns=list(REFUSED))
