"""How the values of one column of an analyst's table are written."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from numbers import Integral, Real
from typing import Any, TypeGuard

import pandas as pd

from quarterbook.ground.periods import long_date
from quarterbook.ground.units import NumberFormat
from quarterbook.ground.wording import verb

_MOST_PLACES = 4
_PANDAS_PLACES = 6  # of pandas by itself, which nobody set
_BINARY_ERROR = 1e-12  # what binary sums leave of nothing
_COUNTED = {"n", "no", "count", "counts", "number", "size", "nunique"}
_COUNTS = {*_COUNTED, "total", "sum", "value", "figure", "target", "numerator", "denominator"}
_YEARS = {"year", "years", "financial year", "calendar year"}
_CODES = {"id", "code", "ref", "reference", "urn", "uprn", "usrn", "ukprn", "laestab"}
_LEAST_PHONE_NUMBER = 1_000_000  # calls by "Phone" are fewer


def column_cells(
    values: Sequence[Any],
    name: object = "",
    rows: Sequence[object] = (),
    *,
    unit: str = "",
    decimals: int | None = None,
) -> list[str]:
    """Return the values of a column as its cells.

    name
        the column's: one that ends in ``code`` or ``id`` has whole numbers without commas.
    rows
        the names of its rows, where these have some: of a row of years or of counts the whole
        numbers are written as such, as in what ``describe`` gives or a frame turned over.
    unit, decimals
        as asked for; without them numbers have as many decimals as the column needs, four at
        most unless all are tiny, and none but zero is written as zero; ``float_format`` and
        ``precision`` of ``pd.options.display`` are followed where they are set. A column whose
        whole numbers all lie from 1900 to 2100 is one of years, unless its name says that it
        counts.
    """
    if decimals is not None or unit:
        format = NumberFormat(unit, _places(values) if decimals is None else decimals)
        cells = [format.short(value) if is_finite(value) else None for value in values]
    elif _are_statistics_of_years(values, name, rows):
        cells = [_statistic_of_years(value) for value in values]
    elif are_quantities(values, name):
        cells = _by_option(values) or _quantities(values, rows)
    else:
        cells = [_as_it_is(value) for value in values]
    others = _others(values)
    return [other if cell is None else cell for cell, other in zip(cells, others, strict=True)]


def _by_option(values: Sequence[Any]) -> list[str | None]:
    """Return numbers as ``pd.options.display`` was set to write them, nothing where it was not.

    As in pandas it says how floats are written, and nothing of whole numbers.
    """
    numbers = [value for value in values if is_finite(value)]
    if not numbers or all(map(_is_int, numbers)):
        return []
    write, places = pd.options.display.float_format, pd.options.display.precision
    if write is not None:
        return [_with_minus(write(value)) if is_finite(value) else None for value in values]
    if places == _PANDAS_PLACES:
        return []
    format = NumberFormat("", places)
    return [format.number(value) if is_finite(value) else None for value in values]


def _with_minus(number: str) -> str:
    return re.sub(r"^(\D?)-", r"\1−", number)


def _quantities(values: Sequence[Any], rows: Sequence[object]) -> list[str | None]:
    format = NumberFormat("", _places([one for one in values if not _is_int(one)]))
    named = rows if len(rows) == len(values) else [""] * len(values)
    return [_number(value, format, row) for value, row in zip(values, named, strict=True)]


def _are_statistics_of_years(values: Sequence[Any], name: object, rows: Sequence[object]) -> bool:
    """Whether this is what ``describe`` gives of years: all but their count and spread are some."""
    by_row = dict(zip(map(str, rows), values, strict=False))
    years = [value for row, value in by_row.items() if row not in ("count", "std")]
    return (
        by_row.keys() >= {"count", "mean", "std", "min", "max"}
        and not _COUNTS & set(_words_of_name(name))
        and all(is_finite(one) and 1900 <= one <= 2100 for one in years)
        and all(map(_is_whole, (by_row["count"], by_row["min"], by_row["max"])))
    )


def _statistic_of_years(value: Any) -> str | None:
    """Return a year without a comma, and what lies between years with the decimals it needs."""
    if not is_finite(value):
        return None
    return f"{round(value, _places([value])):.{_places([value])}f}"


def _as_it_is(value: object) -> str | None:
    return f"{value:.0f}" if _is_whole(value) else None


def _number(value: object, format: NumberFormat, row: object) -> str | None:
    """Return a number of a column with this format, or None; whole ones go by their row's name."""
    if not is_finite(value):
        return None
    of_row = str(row).strip().lower()
    if _is_whole(value) and of_row in _YEARS and 1900 <= value <= 2100:
        return f"{value:.0f}"
    if _is_int(value) or (_is_whole(value) and of_row in _COUNTED):
        return format.with_decimals(0).number(value)
    if abs(value) > _BINARY_ERROR and not format.rounded(value):
        least = format.number(math.copysign(10**-format.decimals, value))
        return f"<{least}" if value > 0 else f">{least}"
    return format.number(value)


def are_quantities(values: Sequence[object], name: object) -> bool:
    """Whether numbers of a column say how much or how many: years and codes do not."""
    words = _words_of_name(name)
    if words[-1] in _CODES or (words[-1] == "phone" and _are_phone_numbers(values)):
        return False
    return not are_years(values) or bool(_COUNTS & set(words))


def _are_phone_numbers(values: Sequence[object]) -> bool:
    there = [value for value in values if not _is_missing(value)]
    return all(_is_whole(value) and value >= _LEAST_PHONE_NUMBER for value in there)


def are_years(values: Sequence[object]) -> bool:
    """Whether all of what is there are whole numbers from 1900 to 2100."""
    there = [value for value in values if not _is_missing(value)]
    return bool(there) and all(_is_whole(value) and 1900 <= value <= 2100 for value in there)


def is_finite(value: object) -> TypeGuard[float]:
    """Whether it is a number with a place on a scale."""
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _is_int(value: object) -> bool:
    return isinstance(value, Integral)


def _is_whole(value: object) -> TypeGuard[float]:
    return is_finite(value) and value == int(value)


def _words_of_name(name: object) -> list[str]:
    return re.split(r"[\W_]+", str(name).strip(" .").lower())


def _places(several: Sequence[object]) -> int:
    """Return how many decimals numbers need: four at most or, where all are tiny, four digits."""
    values = [value for value in several if is_finite(value)]
    largest = max(map(abs, values), default=0.0)
    most = _MOST_PLACES
    if _BINARY_ERROR < largest < 10**-_MOST_PLACES:
        most = _MOST_PLACES - 1 - math.floor(math.log10(largest))
    return next(
        (
            places
            for places in range(most)
            if all(
                math.isclose(value, round(value, places), rel_tol=1e-9, abs_tol=_BINARY_ERROR)
                for value in values
            )
        ),
        most,
    )


def _others(values: Sequence[Any]) -> list[str]:
    """Return what is no number as text; days with their times, where one of them has one."""
    has_times = any(isinstance(one, datetime) and _has_time(one) for one in values)
    return [_other(value, has_times=has_times) for value in values]


def _other(value: Any, *, has_times: bool) -> str:
    if _is_missing(value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, pd.Timedelta) and value == value.floor("D"):
        return f"{value.days:,} {verb(value.days, 'day', 'days')}"
    if isinstance(value, date):
        time = _time(value) if has_times and isinstance(value, datetime) else ""
        return f"{long_date(value)}{time}"
    return str(value)


def _is_missing(value: object) -> bool:
    is_scalar = value is None or value is pd.NaT or value is pd.NA
    return is_scalar or (isinstance(value, Real) and not math.isfinite(value))


def _has_time(value: datetime) -> bool:
    return value is not pd.NaT and (value.hour, value.minute, value.second) != (0, 0, 0)


def _time(value: datetime) -> str:
    return f", {value:%H:%M:%S}" if value.second else f", {value:%H:%M}"
