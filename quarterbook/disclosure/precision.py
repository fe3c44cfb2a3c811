"""The record to the precision that readers get: every figure with its measure's decimals.

Who has more digits than a page shows may have more than a figure: 7.31707 is 3 of 41. So a figure
is judged as recorded and handed on as shown, whether on a page, in a chart, a download or to a
notebook. A measure whose ``precision`` is ``recorded`` keeps all the decimals that it has. Whole
numbers behind a figure, numerator and denominator, are figures of their own, withheld by their
own rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from quarterbook.data.recorded import Recorded
from quarterbook.ground.units import NumberFormat

_FIGURES = ("observations", "benchmarks")


def has_all_decimals(measure: Mapping[str, Any]) -> bool:
    """Whether readers get the figures of a row of measures.csv as they are recorded."""
    return measure.get("precision", "") == "recorded"


def to_shown_decimals(recorded: Recorded) -> Recorded:
    """Return what is recorded with the values of observations and benchmarks as they are shown.

    Where nothing has more decimals than its measure, that is ``recorded`` itself.
    """
    formats = {
        row["id"]: NumberFormat.of(row)
        for row in recorded.tables["measures"].to_dict("records")
        if not has_all_decimals(row)
    }
    tables = {name: _as_written(recorded.tables[name], formats) for name in _FIGURES}
    if all(tables[name] is recorded.tables[name] for name in _FIGURES):
        return recorded
    return replace(recorded, tables=recorded.tables | tables)


def _as_written(rows: pd.DataFrame, formats: Mapping[str, NumberFormat]) -> pd.DataFrame:
    decimals = rows["measure"].map({id_: format.decimals for id_, format in formats.items()})
    tens = 10.0 ** decimals.astype(float)
    value = rows["value"]
    is_finer = (np.rint(value * tens) / tens != value) & value.notna() & decimals.notna()
    if not is_finer.any():
        return rows
    finer = rows.loc[is_finer, ["measure", "value"]]
    values = [formats[m].rounded(v) for m, v in finer.itertuples(index=False)]
    shown = value.copy()
    shown[is_finer] = values
    return rows.assign(value=shown)
