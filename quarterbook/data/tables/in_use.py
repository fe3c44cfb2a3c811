"""Which measures a quarter reports: begun, and not retired before it."""

from __future__ import annotations

import pandas as pd

from quarterbook.ground.periods import Period


def measures_in_use(measures: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return rows of measures.csv that had begun and had not been retired before this quarter.

    ``first_quarter`` and ``retired_quarter`` tell, blank where there is no limit.
    """
    code = period.code
    begun = (measures["first_quarter"] == "") | (measures["first_quarter"] <= code)
    retired = (measures["retired_quarter"] != "") & (measures["retired_quarter"] < code)
    return measures[begun & ~retired]
