"""Whether figures rise or fall over time by more than chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEAST_SLOPED = 4


_BINARY_ERROR = 1e-12


@dataclass(frozen=True)
class Slope:
    """A straight line through figures.

    ``per_step`` is its rise in the measure's unit for one step of position;
    ``p_value`` how likely so steep a line, up or down, is by chance alone;
    ``count`` how many figures there are. NaN where they are too few.
    """

    per_step: float
    p_value: float
    count: int


def slope(positions: Sequence[float], values: Sequence[float | None]) -> Slope:
    """Fit a line by ordinary least squares and test whether it rises or falls.

    positions
        where each figure stands in time, in months or any even step, so that a
        gap counts as long as it is.
    values
        one figure per position, in any unit; None or NaN is left out.

    The test is Student's t, two-sided, that the slope is nought. Its p value is
    0 for points on a line that is not flat, 1 for a flat line, and NaN with
    fewer than four figures; the slope needs figures at two positions. Figures
    that agree to twelve significant digits are the same.

    Source: Kent County Council's quarterly performance report, whose direction
    of travel tests the slope over the whole charted period. Raises
    ``ValueError`` where positions and values differ in number and for an
    infinite figure.
    """
    y = np.asarray(values, dtype=float)
    x = np.asarray(positions, dtype=float)
    if x.size != y.size:
        raise ValueError(f"{x.size} positions for {y.size} values")
    there = ~np.isnan(y)
    x, y = x[there], y[there]
    count = int(y.size)
    error = _BINARY_ERROR * float(np.abs(y).max(initial=0.0))
    if math.isinf(error):
        raise ValueError("a figure is infinite")
    x = x - x.sum() / max(count, 1)
    spread = float(x @ x)
    if count < 2 or spread == 0:
        return Slope(math.nan, math.nan, count)
    y = y - y.sum() / count
    per_step = float(x @ y) / spread
    if abs(per_step) * float(x.max() - x.min()) <= error:
        return Slope(0.0, 1.0 if count >= LEAST_SLOPED else math.nan, count)
    if count < LEAST_SLOPED:
        return Slope(per_step, math.nan, count)
    off = y - per_step * x
    if float(np.abs(off).max()) <= error:
        return Slope(per_step, 0.0, count)
    t = per_step * math.sqrt(spread * (count - 2) / float(off @ off))
    return Slope(per_step, _two_sided(t, count - 2), count)


def _two_sided(t: float, freedom: int) -> float:
    """Return how likely a Student's t as far from nought is, for whole degrees of freedom.

    The finite series of Abramowitz and Stegun, Handbook of Mathematical
    Functions, 26.7.3 (odd) and 26.7.4 (even).
    """
    angle = math.atan2(abs(t), math.sqrt(freedom))
    cosine, sine = math.cos(angle), math.sin(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    total = 0.0
    for step in range(2 + odd, freedom + 1, 2):
        total += term
        term *= cosine * cosine * (step - 1) / step
    within = 2 / math.pi * (angle + sine * total) if odd else sine * total
    return min(1.0, max(0.0, 1 - within))
