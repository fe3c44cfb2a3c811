"""Each measure's series as it is drawn at random, period by period, and when it was recorded."""

from __future__ import annotations

import calendar
import datetime as dt
import zlib
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np

CUT_OFFS = {
    "2021-22-Q1": dt.date(2021, 8, 6),
    "2021-22-Q2": dt.date(2021, 11, 5),
    "2021-22-Q3": dt.date(2022, 2, 4),
}
NEWEST = CUT_OFFS["2021-22-Q3"]
LAGS = {"monthly": 21, "quarterly": 28}
BLANK_MARKERS = {"w", "x", "z", "c"}
NOW_AT = [38, 41, 44]  # months since April 2018 at the ends of Q1, Q2 and Q3 of 2021/22
Row = dict[str, Any]


def generator(*names: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32("|".join(names).encode()))


def working_day(day: dt.date, step: int = 1) -> dt.date:
    while day.weekday() > 4:
        day += dt.timedelta(step)
    return day


def financial_year(start: int) -> str:
    return f"{start}-{(start + 1) % 100:02}"


def month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def period_end(period: str) -> dt.date:
    start = int(period[:4])
    if period.endswith("-AY"):
        return dt.date(start + 1, 8, 31)
    if "-Q" in period:
        quarter = int(period[-1])
        return month_end(start + (quarter == 4), (quarter * 3 + 2) % 12 + 1)
    if len(period) == 4:
        return dt.date(start, 12, 31)
    second = int(period[5:7])
    return (
        dt.date(start + 1, 3, 31)
        if second == (start + 1) % 100 and second > 12
        else month_end(start, second)
    )


def regular_periods(frequency: str) -> Iterator[tuple[str, int]]:
    """Yield each period of the history, with the months from April 2018 to its last month."""
    for index in range(45):
        year, month = 2018 + (index + 3) // 12, (index + 3) % 12 + 1
        if frequency == "monthly":
            yield f"{year}-{month:02}", index
        elif index % 3 == 2:
            yield f"{financial_year(2018 + index // 12)}-Q{index % 12 // 3 + 1}", index


def decimals_of(measure: Row) -> int:
    return measure.get("dec", 1 if measure["unit"] == "%" else 0)


def covid_factor(measure: Row, index: int) -> float:
    factors = measure.get("covid")
    if factors is None or not 21 <= index <= 35:
        return 1.0
    if index > 23:
        return factors[1 + (index - 24) // 3]
    if measure["freq"] == "quarterly":
        return factors[0]
    return max(0.3, 1 - 2 * (1 - factors[0])) if index == 23 else 1.0


def season_factor(measure: Row, index: int) -> float:
    if "season12" in measure:
        return measure["season12"][(index + 3) % 12]
    return measure["season4"][index % 12 // 3] if "season4" in measure else 1.0


def running_totals(measure: Row, rng: np.random.Generator) -> Iterator[tuple[str, float]]:
    shares = [0.0, *measure.get("shares", [0.25, 0.5, 0.75, 1.0])]
    this_year = [0.0, *measure["now"], 0.0]
    highest, before = 0.0, 0
    for period, index in regular_periods(measure["freq"]):
        year, place = divmod(index, 12)
        if year == 3:
            value = np.interp((place + 1) / 3, range(5), this_year)
        else:
            damp = 0.0 if place == 11 else 1.0
            value = measure["totals"][year] * np.interp((place + 1) / 3, range(5), shares)
            value += damp * measure["noise"] * rng.normal()
        highest = max(value, highest if year == before else 0.0)
        before = year
        yield period, highest


def levels(measure: Row, rng: np.random.Generator) -> Iterator[tuple[str, float]]:
    anchors, heights = [0, 12, 24, 35, *NOW_AT], [*measure["past"], *measure["now"]]
    for period, index in regular_periods(measure["freq"]):
        damp = 0.0 if index in NOW_AT else 0.35 if index >= 35 else 1.0
        factor = season_factor(measure, index) * covid_factor(measure, index)
        noise = measure.get("noise", 0) * damp * rng.normal() * min(1.0, factor)
        value = float(np.interp(index, anchors, heights)) * factor + noise
        top = 100.0 if measure["unit"] == "%" else np.inf
        yield period, float(np.clip(value, measure.get("min", 0), top))


def with_fraction(
    value: float, base: float, multiplier: float, decimals: int
) -> tuple[float, int | None, int | None]:
    """Return the value as a rounded fraction of a whole denominator."""
    denominator = round(base)
    numerator = round(value * denominator / multiplier)
    if multiplier == 100:
        numerator = min(numerator, denominator)
    return round(multiplier * numerator / denominator, decimals), numerator, denominator


def observation(
    measure: Row,
    period: str,
    wobble: float,
    figure: float | None,
    marker: str,
    day: dt.date,
    note: str = "",
) -> Row:
    """Return a row of observations; wobble moves the denominator around its usual size."""
    decimals = decimals_of(measure)
    numerator = denominator = None
    if figure is not None and "of" in measure:
        spec = measure["of"]
        usual, share = spec if isinstance(spec, list) else (spec, 0.05)
        figure, numerator, denominator = with_fraction(
            figure, usual * (1 + share * wobble), 100, decimals
        )
    elif figure is not None and "per" in measure:
        multiplier, usual = measure["per"]
        end = period_end(period)
        grown = usual * 1.004 ** (end.year - 2021 + end.month / 12)
        figure, numerator, denominator = with_fraction(figure, grown, multiplier, decimals)
    return {
        "measure": measure["id"],
        "period": period,
        "value": "" if figure is None else f"{figure:.{decimals}f}",
        "numerator": numerator,
        "denominator": denominator,
        "marker": marker,
        "recorded_on": day,
        "note": note,
    }


def recorded(measure: Row, rng: np.random.Generator) -> Iterator[Row]:
    """Yield every row of observations for a measure, in the order of recording within a period."""
    if "series" in measure:
        values: Iterable[tuple[str, float | None]] = measure["series"].items()
    elif measure["reading"] == "year_to_date":
        values = running_totals(measure, rng)
    else:
        values = levels(measure, rng)
    marks, notes = measure.get("marks", {}), measure.get("notes", {})
    revisions = {r["period"]: r for r in measure.get("revise", [])}
    provisional = measure.get("provisional")
    for period, value in list(values):
        jitter, drift = int(rng.integers(-2, 3)), rng.normal()
        base = str(measure.get("base", measure["id"]))
        wobble = generator("base", base, period).uniform(-1, 1)
        if period > measure.get("until", "9"):
            continue
        end = period_end(period)
        lag = measure.get("lag") or LAGS[measure["freq"]]
        day = working_day(end + dt.timedelta(lag + (0 if "series" in measure else jitter)))
        marker = marks.get(period, "")
        note = notes.get(period, measure.get("note_all", {}).get(marker, ""))

        row = partial(observation, measure, period, wobble)
        if value is None or marker in BLANK_MARKERS:
            rows = [row(None, marker, day, note)]
        elif provisional:
            early = value + float(np.clip(drift, -1.5, 1.5)) * provisional["spread"]
            first = row(early, provisional.get("marker", "p"), day)
            final = row(value, marker, working_day(day + dt.timedelta(provisional["days"])), note)
            if not marker and final["value"] != first["value"]:
                final["marker"] = "r"
            rows = [first, final]
        elif period in revisions:
            change = revisions[period]
            rows = [
                row(value, marker, day, note),
                row(change["value"], "r", change["dated"], change["note"]),
            ]
        else:
            rows = [row(value, marker, day, note)]
        yield from (r for r in rows if r["recorded_on"] <= NEWEST)
    if ahead := measure.get("forecast"):
        yield {
            "measure": measure["id"],
            "period": ahead["period"],
            "value": ahead["value"],
            "marker": "f",
            "recorded_on": ahead["dated"],
            "note": ahead["note"],
        }
