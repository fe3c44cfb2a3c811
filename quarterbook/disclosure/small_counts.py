"""Which figures count something, how many they count, and which are withheld by themselves.

A count above 0 and below the council's threshold is withheld, and the rate made from it (primary
suppression). Zero is shown: it is about nobody.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from quarterbook.data.tables.schemas import FIGURE_COLUMNS
from quarterbook.ground.markers import Marker
from quarterbook.ground.units import base_of

_STEP = 5
_FEW_BROKEN = 0.25  # of the values, so that these look like slips of the pen


# What the last word of a unit's head is where something is measured in it, and not counted.
_MEASURE = re.compile(
    r"times?|days?|weeks?|months?|years?|hours?|hrs|minutes?|mins|seconds?|secs|pence|p|pounds?|m?g|kg"
    r"|grams?|kilograms?|tonnes?|co2e?|k?m|k?metres?|kilometres?|miles?|hectares?|acres?|m?l|litres?"
    r"|[kmg]wh?|points?|scores?|index|ratio|ranks?|ranking|rating|stars?|percent|pct|percentage"
    r"|proportion|average|mean|median|fte|degrees|decibels?|db|mbps",
    re.IGNORECASE,
)
_TIME = re.compile(r"days|weeks|months|years|hours|minutes|seconds", re.IGNORECASE)
# First words of units that measure whatever stands behind them: "tonnes CO2e", "times annual pay".
_SIZE = re.compile(
    r"times|pence|pounds|kg|grams|kilograms|tonnes|km|kilometres|metres|miles|hectares|acres|litres"
    r"|[kmg]wh|points|decibels|mbps",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[%‰£€$µ²³°]")
_OUT_OF = re.compile(r"(?:in|(?:out )?of) (?:an? |one )?(?:\d+|five|ten|twelve|twenty|hundred)\b")
# Words of units that count, whatever else the unit says.
_COUNTED = re.compile(
    r"\b(number|no|count|cases?|people|persons?|children|adults?|pupils?|patients?|clients?"
    r"|residents?|deaths?|births?|households?|families|carers?|leavers|learners|women|men|boys"
    r"|girls|tenants?|victims?|referrals?|incidents?|users?|workers?|applicants?|claimants?)\b",
    re.IGNORECASE,
)
# What makes a unit one of money or a share, whoever it is about.
_SHARED = re.compile(
    r"\b(per|each|every|percent|percentage|proportion|ratio|average|mean|median|rate)\b",
    re.IGNORECASE,
)
_OF_ONE = re.compile(r"\b(?:proportion|share|ratio|fraction)\b", re.IGNORECASE)
_PER_SPAN = re.compile(
    r"(?:\b(?:per|an?|each|every|in (?:an?|the))\b|/) ?"
    r"(?:day|night|week|month|quarter|term|year)\b",
    re.IGNORECASE,
)
# What says more of what is counted: whose, where, of what age, over how long.
_BEHIND = re.compile(
    r"\s*(?:\([^)]*\)"
    r"|(?<![\w-])(?:aged|at|by|for|from|in|of|on|out|over|to|under|with)(?![\w-]).*)",
    re.IGNORECASE,
)
_RATE = re.compile(r"\b(?:rates?|lakh)\b|\d\^\d", re.IGNORECASE)
_PER_HEAD = re.compile(
    r"(?:\b(?:per|an?|each)|/) ?(?:adult|capita|carer|case|child|client|head|learner|patient|person"
    r"|placement|pupil|referral|resident|service user|student|tenant|user|victim|worker)\b",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(
    r"\s*(?:in )?(?:thousands?|k|['’‘]?000s?)(?: (?:of )?(?P<what>[a-z][a-z ]*))?\s*",
    re.IGNORECASE,
)


def counted(measures: pd.DataFrame, rows: pd.DataFrame) -> set[str]:
    """Return the measures whose values count something.

    Those in numbers (no unit, or ``number``; with decimals only while all
    their values are whole) or in a unit that names people or cases ("number of
    children", "people aged 65 years and over"), and those in a unit that is no
    measure of money, time, size, share or score, as long as all their values
    are whole. Of measures.csv ``unit`` counts, of rows ``measure`` and ``value``.
    """
    plain = set(measures.loc[[_names_a_count(unit) for unit in measures["unit"]], "id"])
    plain -= _with_parts_of_one(measures, rows)
    maybe = set(measures.loc[[_may_count(unit) for unit in measures["unit"]], "id"])
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


def _may_count(unit: str) -> bool:
    """Whether a unit names something that is counted, and no money, time, size, share or score.

    What it is of says what is counted ("suicides in a year", "members of staff", "NEET (16 to
    17)"), and so does its last word ("first time entrants", "A&E attendances").
    """
    words = _PER_SPAN.sub("", unit).strip()
    if base_of(unit) is not None or _SIGN.search(words) or _SHARED.search(words):
        return False
    if _PER_HEAD.search(words) or _OUT_OF.match(words):
        return False
    head = [one for one in re.split(r"[\s/()]+", _BEHIND.sub("", words) or words) if one]
    if not head or _MEASURE.fullmatch(head[-1].strip(".,:;")) or _SIZE.fullmatch(head[0]):
        return False
    names_people = head[-1].endswith("s") or _COUNTED.fullmatch(head[-1])
    return bool(names_people) or not any(map(_TIME.fullmatch, head))


def _names_a_count(unit: str) -> bool:
    if unit in ("", "number") or not _PER_SPAN.sub("", unit).strip():
        return True
    return bool(_COUNTED.search(_PER_SPAN.sub("", unit))) and _may_count(unit)


def _is_of_one(unit: str) -> bool:
    """Whether a figure in a unit may be a share of one, and is no average of so many a person."""
    return unit in ("", "number") or bool(_OF_ONE.search(unit))


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
    maybe = others.loc[[_may_count(unit) or unit == "" for unit in others["unit"]], "id"]
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
    a_head = counts["measure"].map(units).str.contains(_PER_HEAD) & counts["of"].isna()
    is_bare = counts["base"].notna() & (counts["count"].isna() | counts["of"].isna())
    of_nobody_knows = counts["measure"].map(units).map(_is_rate_of_nobody_knows)
    of_nobody_knows &= counts["numerator"].isna()
    is_bare = (is_bare | a_head | of_nobody_knows) & counts["value"].notna()
    return sorted(set(counts.loc[is_bare, "measure"]) - measures_shown_small(measures))


def _is_rate_of_nobody_knows(unit: str) -> bool:
    """Whether a unit is a rate and does not say of how many: ``crude rate``, ``per 10^5``."""
    return base_of(unit) is None and bool(_RATE.search(unit))


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
    bases = {id_: base_of(unit) for id_, unit in zip(measures["id"], measures["unit"], strict=True)}
    base = np.array([bases[id_] for id_ in rows["measure"]], dtype=float)
    counts_itself = np.array([id_ in counts for id_ in rows["measure"]], dtype=bool)
    value, numerator, of = (rows[name].to_numpy(dtype=float) for name in FIGURE_COLUMNS)
    half = np.array([half_unit(number) for number in value], dtype=float)
    as_read = _half_as_read(measures, rows["measure"], half)
    no_numerator, no_of = np.isnan(numerator), np.isnan(of)
    thousands = set(measures.loc[[_is_in_thousands(unit) for unit in measures["unit"]], "id"])
    in_thousands = np.array([id_ in thousands for id_ in rows["measure"]], dtype=bool)
    counts_itself &= ~in_thousands
    is_other = np.isnan(base) & ~counts_itself
    base = np.where(is_other & ~no_of & no_numerator, 1.0, base)
    with np.errstate(invalid="ignore", divide="ignore"):
        some = np.floor(numerator / (value - half).clip(min=1e-9) + 1e-9)
        is_whole = (
            (value > half) & (some >= np.ceil(numerator / (value + half) - 1e-9)) & (some > 0)
        )
    base = np.where(is_other & no_of & is_whole, 1.0, base)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = ~np.isnan(base) & no_numerator & (of > 0) & (value >= 0)
        near = np.round(value * of / base)
        near = np.where((value > 0) & (near < 1), 1.0, near)
        near = np.where((value < base) & (near > of - 1), of - 1, near)
        low = np.minimum(np.ceil((value - as_read) * of / base - 1e-9), near).clip(min=0)
        low = np.where((value > 0) & (low < 1), 1.0, low)
        high = np.maximum(np.floor((value + as_read) * of / base + 1e-9), near)
        whole = ~np.isnan(base) & no_of & (numerator > 0) & (value > 0)
        near_of = np.round(numerator * base / value)
        of_low = np.minimum(np.ceil(numerator * base / (value + as_read) - 1e-9), near_of)
        least = (value - as_read).clip(min=1e-9)
        of_high = np.maximum(np.floor(numerator * base / least), near_of)
    is_count = counts_itself & ~np.isnan(value) & (no_of | no_numerator)
    count = np.where(share, near, np.where(is_count, value, numerator))
    is_bare = np.isnan(count) & no_of & np.isnan(base)
    count = np.where(is_bare & in_thousands, np.round(1000 * value), count)
    return rows.assign(
        base=base,
        half=as_read,
        count=count,
        count_low=np.where(share, low, count),
        count_high=np.where(share, high, count),
        of=np.where(whole, near_of, of),
        of_low=np.where(whole, of_low, of),
        of_high=np.where(whole, of_high, of),
    )


def _is_in_thousands(unit: str) -> bool:
    """Whether a unit is thousands of nothing in particular, or of what is counted."""
    in_thousands = _THOUSANDS.fullmatch(unit)
    return in_thousands is not None and _names_a_count(in_thousands["what"] or "")


def _half_as_read(
    measures: pd.DataFrame, ids: pd.Series, half: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
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
    of_one = set(measures.loc[[_is_of_one(unit) for unit in measures["unit"]], "id"])
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
