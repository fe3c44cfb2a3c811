"""Which measures count something, and which figures are withheld by themselves.

A count above 0 and below the council's threshold is withheld, and the rate made from it (primary
suppression). Zero is shown: it is about nobody.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from quarterbook.disclosure.figures_behind import with_counts
from quarterbook.disclosure.units_that_count import (
    PER_HEAD,
    is_of_one,
    is_rate_of_nobody_knows,
    may_count,
    names_a_count,
)
from quarterbook.ground.markers import Marker

_STEP = 5
_FEW_BROKEN = 0.25  # of the values, so that these look like slips of the pen


def counted(measures: pd.DataFrame, rows: pd.DataFrame) -> set[str]:
    """Return the measures whose values count something.

    Those in numbers (no unit, or ``number``; with decimals only while all
    their values are whole) or in a unit that names people or cases ("number of
    children", "people aged 65 years and over"), and those in a unit that is no
    measure of money, time, size, share or score, as long as all their values
    are whole. Of measures.csv ``unit`` counts, of rows ``measure`` and ``value``.
    """
    plain = set(measures.loc[[names_a_count(unit) for unit in measures["unit"]], "id"])
    plain -= _with_parts_of_one(measures, rows)
    maybe = set(measures.loc[[may_count(unit) for unit in measures["unit"]], "id"])
    if "decimals" in measures:
        plain |= maybe & set(measures.loc[measures["decimals"] == 0, "id"])
    values = rows.loc[rows["measure"].isin(maybe - plain), ["measure", "value"]].dropna()
    broken = set(values.loc[values["value"] % 1 != 0, "measure"])
    return plain | (maybe - broken)


def _with_parts_of_one(measures: pd.DataFrame, rows: pd.DataFrame) -> set[str]:
    """Return the measures in numbers with decimals that have a value which is not whole."""
    if "decimals" not in measures:
        return set()
    can_be = measures["unit"].isin(("", "number")) & (measures["decimals"] > 0)
    values = rows.loc[rows["measure"].isin(measures.loc[can_be, "id"]), ["measure", "value"]]
    return set(values.loc[values["value"] % 1 > 0, "measure"])


def doubtful(measures: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    """Return the measures in a unit of their own that are taken for counts.

    ``measures`` and ``rows`` are as for `counted`.
    """
    plain = set(measures.loc[measures["unit"].isin(("", "number")), "id"])
    return sorted(counted(measures, rows) - plain - measures_shown_small(measures))


def broken_counts(measures: pd.DataFrame, rows: pd.DataFrame, threshold: int) -> list[str]:
    """Return the measures whose unit counts, and that few values which are not whole make none of.

    They have small whole ones, which are shown. ``measures`` and ``rows`` are as for `counted`.
    """
    others = measures[
        ~measures["id"].isin(counted(measures, rows) | measures_shown_small(measures))
    ]
    maybe = others.loc[[may_count(unit) or unit == "" for unit in others["unit"]], "id"]
    values = rows.loc[rows["measure"].isin(maybe) & rows["value"].notna(), ["measure", "value"]]
    by_measure = values["value"].groupby(values["measure"])
    is_small = by_measure.agg(lambda own: ((own > 0) & (own < threshold) & (own % 1 == 0)).any())
    broken = by_measure.agg(lambda own: (own % 1 != 0).mean())
    return sorted(broken[is_small.astype(bool) & (broken <= _FEW_BROKEN)].index)


def bare_rates(measures: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    """Return the measures with rates of which nothing says of how many they are, or made of what.

    Rows are as recorded. Nobody can tell which of them are of few. Of so much a person
    (``£ per child``) the denominator alone says enough.
    """
    counts = with_counts(measures, rows, counted(measures, rows))
    units = dict(zip(measures["id"], measures["unit"], strict=True))
    a_head = counts["measure"].map(units).str.contains(PER_HEAD) & counts["of"].isna()
    is_bare = counts["base"].notna() & (counts["count"].isna() | counts["of"].isna())
    of_nobody_knows = counts["measure"].map(units).map(is_rate_of_nobody_knows)
    of_nobody_knows &= counts["numerator"].isna()
    is_bare = (is_bare | a_head | of_nobody_knows) & counts["value"].notna()
    return sorted(set(counts.loc[is_bare, "measure"]) - measures_shown_small(measures))


def measures_shown_small(measures: pd.DataFrame) -> set[str]:
    """Return the measures whose small numbers are shown, because they count no people.

    ``small_numbers`` of measures.csv says so.
    """
    return _with_small_numbers(measures, "show")


def rounded_measures(measures: pd.DataFrame) -> set[str]:
    """Return the measures whose counts are rounded, small ones too, and not withheld.

    ``small_numbers`` of measures.csv says so.
    """
    return _with_small_numbers(measures, "round")


def _with_small_numbers(measures: pd.DataFrame, setting: str) -> set[str]:
    if "small_numbers" not in measures:
        return set()
    return set(measures.loc[measures["small_numbers"] == setting, "id"])


def base_for(threshold: int) -> int:
    """Return what counts are rounded to: the smallest multiple of 5 not below the threshold.

    A count from 1 to below the threshold is then shown as nothing or as the
    base, and either could stand for each of them.
    """
    return max(1, -(-threshold // _STEP)) * _STEP


def rules_of(measures: pd.DataFrame, rows: pd.DataFrame, threshold: int) -> pd.Series:
    """Return by which rule each row is withheld whatever the others say, or nothing.

    ``confidential``: it is marked so. ``small``: its count is above 0 and
    below the threshold; ``few``: so is its denominator; ``remainder``: so is
    what it leaves of its denominator. A measure whose ``small_numbers``
    is ``show`` has only the first.

    rows
        as `with_counts` returns them.
    """
    columns = ("count", "numerator", "of", "base")
    count, numerator, of, base = (rows[name].to_numpy(dtype=float) for name in columns)
    of_one = set(measures.loc[[is_of_one(unit) for unit in measures["unit"]], "id"])
    is_share = (base > 1) | rows["measure"].isin(of_one).to_numpy()
    with np.errstate(invalid="ignore"):
        left = of - count
        remainder = (left > 0) & (left < threshold) & (count > 0) & is_share
        few = (of > 0) & (of < threshold)
        small = (count > 0) & (count < threshold) | (numerator > 0) & (numerator < threshold)
    names = ["small", "few", "remainder"]
    rule = np.select([small, few, remainder], names, default="").astype(object)
    shown = measures_shown_small(measures)
    rule[[id_ in shown for id_ in rows["measure"]]] = ""
    rule[(rows["marker"] == Marker.CONFIDENTIAL).to_numpy()] = "confidential"
    return pd.Series(rule, index=rows.index)
