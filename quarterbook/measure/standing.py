"""Where a council stands among all councils.

Bands and ranks follow the Department for Education's Local Authority
Interactive Tool: quartiles by R's type 7 over councils only, a value on a
boundary in the numerically lower band, ties ranked at the lowest rank, a
missing value unranked, and a measure without polarity neither ranked nor
banded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

QUARTILES = ("top", "second", "third", "bottom")


def limits(values: Iterable[float]) -> list[float]:
    """Return the three quartile limits of the values that are there (R's type 7)."""
    there = np.asarray([value for value in values if not pd.isna(value)], dtype=float)
    if not there.size:
        return [float("nan")] * 3
    return [float(limit) for limit in np.quantile(there, [0.25, 0.5, 0.75], method="linear")]


def rank(values: pd.Series | Sequence[float | None], polarity: str) -> pd.DataFrame:
    """Rank councils from best to worst.

    values
        one figure per council, in any unit; None or NaN where missing.
    polarity
        ``higher`` or ``lower`` is better; with any other nothing is ranked.

    Returns, with the index of a Series or else numbered from 0: ``rank`` (1
    is best, ties share the lowest), ``of`` (how many are ranked), ``band`` (1
    holds the lowest numbers, 4 the highest) and ``quartile`` (top, second,
    third or bottom by polarity).
    """
    values = pd.Series(values, dtype=float)
    out = pd.DataFrame(index=values.index, columns=["rank", "of", "band", "quartile"], dtype=object)
    if polarity not in ("higher", "lower"):
        return out
    there = values.dropna()
    edges = limits(there)
    bands = np.searchsorted(edges, there.to_numpy(), side="left") + 1
    out.loc[there.index, "rank"] = (
        there.rank(method="min", ascending=polarity == "lower").astype(int).astype(object)
    )
    out["of"] = len(there)
    out.loc[there.index, "band"] = bands.astype(object)
    order = QUARTILES if polarity == "lower" else QUARTILES[::-1]
    out.loc[there.index, "quartile"] = [order[band - 1] for band in bands]
    return out
