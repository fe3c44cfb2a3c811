"""What is behind a figure: how many it counts, of how many, and what of that a rate tells.

Of value, numerator and denominator any two tell the third. A rate tells a whole number only within
what it may have been rounded from.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from quarterbook.data.tables.schemas import FIGURE_COLUMNS
from quarterbook.disclosure.units_that_count import is_in_thousands
from quarterbook.ground.units import base_of

_BINARY_ERROR = 1e-9
"""What a product of figures may be off by where one of them has no exact binary number."""

Floats = npt.NDArray[np.float64]
_Flags = npt.NDArray[np.bool_]


class WholeNumbers(NamedTuple):
    """The whole number that rates tell: the nearest, and between which it is; NaN where none is."""

    nearest: Floats
    least: Floats
    most: Floats


def with_counts(
    measures: pd.DataFrame, rows: pd.DataFrame, counts: Collection[str]
) -> pd.DataFrame:
    """Return rows with what is behind each figure: of value, numerator and denominator the third.

    counts
        the measures whose values count something.

    Added are ``base`` (of how many the value is a rate, NaN where it is none), ``half`` (half a
    unit of the last place in which readers take it to be said), ``count`` (the numerator, or the
    value of a count, times 1,000 if it is in thousands), ``of`` (the denominator) and, where one
    of them follows from a published rate, ``count_low, count_high, of_low, of_high``: the whole
    numbers that round to that rate. Of a rate that is neither 0 nor all, the count is neither.
    What is neither a count nor in a unit that says of how many is taken for an average, of one,
    where its denominator is there, or a sum that some whole number makes it of.
    """
    value, numerator, denominator = (rows[name].to_numpy(dtype=float) for name in FIGURE_COLUMNS)
    half = np.array([half_unit(number) for number in value], dtype=float)
    as_read = _half_as_read(measures, rows["measure"], half)
    thousands = set(measures.loc[[is_in_thousands(unit) for unit in measures["unit"]], "id"])
    in_thousands = _is_among(rows, thousands)
    is_counted = _is_among(rows, counts) & ~in_thousands
    base = _bases_of_units(measures, rows)
    averages = bases_from_figures(value, half, numerator, denominator)
    base = np.where(np.isnan(base) & ~is_counted, averages, base)
    count = _recorded_counts(value, numerator, denominator, is_counted)
    is_bare = np.isnan(count) & np.isnan(denominator) & np.isnan(base)
    count = np.where(is_bare & in_thousands, np.round(1000 * value), count)
    counts_told = counts_from_rates(value, as_read, numerator, denominator, base)
    count_low, count_high = _instead(counts_told, count)
    of_told = denominators_from_rates(value, as_read, numerator, denominator, base)
    of_low, of_high = _instead(of_told, denominator)
    return rows.assign(
        base=base,
        half=as_read,
        count=_where_told(counts_told.nearest, count),
        count_low=count_low,
        count_high=count_high,
        of=_where_told(of_told.nearest, denominator),
        of_low=of_low,
        of_high=of_high,
    )


def bases_from_figures(
    value: Floats, half: Floats, numerator: Floats, denominator: Floats
) -> Floats:
    """Return 1 for what is an average by its figures alone, whatever its unit; else NaN.

    It has a denominator and no numerator; or a numerator and no denominator, and some whole number
    of people has that average once it is rounded: 30 days are 7.5 days for 4, and 31 for nobody.
    """
    is_of_its_denominator = ~np.isnan(denominator) & np.isnan(numerator)
    with np.errstate(invalid="ignore", divide="ignore"):
        most = np.floor(numerator / _above_nothing(value - half) + _BINARY_ERROR)
        least = np.ceil(numerator / (value + half) - _BINARY_ERROR)
        is_of_somebody = (value > half) & (most >= least) & (most > 0)
    is_average = is_of_its_denominator | (np.isnan(denominator) & is_of_somebody)
    return np.where(is_average, 1.0, np.nan)


def counts_from_rates(
    value: Floats, half: Floats, numerator: Floats, denominator: Floats, base: Floats
) -> WholeNumbers:
    """Return the counts that rates without a numerator tell: 4.4% of 90 are 4.

    A rate above nothing is of somebody, and one below all leaves somebody out.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        is_told = np.isnan(numerator) & (denominator > 0) & ~np.isnan(base) & (value >= 0)
        is_somebody, all_but_one = value > 0, denominator - 1
        nearest = np.round(value * denominator / base)
        nearest = np.where(is_somebody & (nearest < 1), 1.0, nearest)
        nearest = np.where((value < base) & (nearest > all_but_one), all_but_one, nearest)
        least = np.ceil((value - half) * denominator / base - _BINARY_ERROR)
        least = np.minimum(least, nearest).clip(min=0)
        least = np.where(is_somebody & (least < 1), 1.0, least)
        most = np.floor((value + half) * denominator / base + _BINARY_ERROR)
        most = np.maximum(most, nearest)
    return _only_where(is_told, nearest, least, most)


def denominators_from_rates(
    value: Floats, half: Floats, numerator: Floats, denominator: Floats, base: Floats
) -> WholeNumbers:
    """Return of how many rates with a numerator are that do not say so: 8 are 40% of 20."""
    with np.errstate(invalid="ignore", divide="ignore"):
        is_told = np.isnan(denominator) & (numerator > 0) & ~np.isnan(base) & (value > 0)
        nearest = np.round(numerator * base / value)
        least = np.ceil(numerator * base / (value + half) - _BINARY_ERROR)
        most = np.floor(numerator * base / _above_nothing(value - half))
    return _only_where(is_told, nearest, np.minimum(least, nearest), np.maximum(most, nearest))


def _recorded_counts(
    value: Floats, numerator: Floats, denominator: Floats, is_counted: _Flags
) -> Floats:
    """Return the counts that stand there: the value of what counts, or else the numerator.

    A count that is given with both is a share of something, of which the numerator is the count.
    """
    is_share = ~np.isnan(numerator) & ~np.isnan(denominator)
    return np.where(is_counted & ~np.isnan(value) & ~is_share, value, numerator)


def _only_where(is_told: _Flags, nearest: Floats, least: Floats, most: Floats) -> WholeNumbers:
    return WholeNumbers(*(np.where(is_told, one, np.nan) for one in (nearest, least, most)))


def _where_told(numbers: Floats, otherwise: Floats) -> Floats:
    return np.where(np.isnan(numbers), otherwise, numbers)


def _instead(numbers: WholeNumbers, recorded: Floats) -> tuple[Floats, Floats]:
    """Return between what a number is: what is recorded of it, unless it had to be told."""
    return _where_told(numbers.least, recorded), _where_told(numbers.most, recorded)


def _above_nothing(numbers: Floats) -> Floats:
    return numbers.clip(min=_BINARY_ERROR)


def _is_among(rows: pd.DataFrame, ids: Collection[str]) -> _Flags:
    return np.array([id_ in ids for id_ in rows["measure"]], dtype=bool)


def _bases_of_units(measures: pd.DataFrame, rows: pd.DataFrame) -> Floats:
    bases = {id_: base_of(unit) for id_, unit in zip(measures["id"], measures["unit"], strict=True)}
    return np.array([bases[id_] for id_ in rows["measure"]], dtype=float)


def _half_as_read(measures: pd.DataFrame, ids: pd.Series, half: Floats) -> Floats:
    """Return half a unit of the last place in which values are read, by that of each as recorded.

    A 3 of a measure with two decimals is shown as 3.00, and is read so beside its 2.63.
    """
    of_measure = pd.Series(half).groupby(ids.to_numpy()).transform("min").to_numpy(dtype=float)
    if "decimals" not in measures:
        return np.fmin(half, of_measure)
    places = measures["decimals"].to_numpy(dtype=float)
    shown = dict(zip(measures["id"], 0.5 * 10.0**-places, strict=True))
    return np.fmin(np.fmin(half, of_measure), ids.map(shown).to_numpy(dtype=float))


@lru_cache(maxsize=1 << 16)
def half_unit(value: float) -> float:
    """Return half a unit of the last place in which a value is recorded."""
    if value != value:
        return value
    return float(0.5 * 10.0 ** -len(f"{value:.12g}".partition(".")[2]))
