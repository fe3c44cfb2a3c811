"""Rounding: halves away from zero, of the figure as it was recorded and not of its binary form."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

# A decimal of up to 15 significant digits comes back from its binary form unharmed (IEEE 754).
_DIGITS = 15

_CONTEXT = Context(prec=400)


def _as_recorded(value: float) -> Decimal:
    """Return the decimal that a figure was written as: ``3.15``, not ``3.149999999999999911``."""
    return Decimal(f"{value:.{_DIGITS}g}")


def round_half_away(value: float, decimals: int = 0) -> Decimal:
    """Return a figure rounded to so many decimals, halves away from zero: 50.5 to 51, -2.5 to -3.

    Spreadsheets and the government's publishers round so; Python, numpy and pandas do not.
    """
    return _as_recorded(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _CONTEXT)


def exact_mean(values: Sequence[float]) -> float:
    """Return the mean of figures as recorded, without the dust of binary sums; one at least."""
    with localcontext(_CONTEXT):
        return float(sum(map(_as_recorded, values)) / len(values))
