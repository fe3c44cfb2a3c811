"""Figures that cannot be: too early, beyond their unit, or contradicted by their own counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from quarterbook.data.tables.cell_faults import markers_explained
from quarterbook.data.tables.ranges import RANGE_FORMS, is_count, possible_range
from quarterbook.data.tables.rows import rows_of
from quarterbook.ground.errors import Problem
from quarterbook.ground.markers import WITHOUT_FIGURE, Marker
from quarterbook.ground.periods import YEAR_KINDS, Period, complete_on
from quarterbook.ground.units import base_of_share
from quarterbook.ground.wording import listed

_YEARS = {
    "year": "financial years",
    "calendar": "calendar years",
    "academic": "academic years",
}

_COUNTS_ROUNDED_TO = 5  # as some publishers round both


def check_recording(
    measures: pd.DataFrame, observations: pd.DataFrame, faulty: set[tuple[str, int]]
) -> list[Problem]:
    """Figures recorded before they could be known, and rows without figure or reason.

    Of measures.csv ``id`` and ``complete`` count, of observations.csv, whose periods are `Period`,
    ``value``, ``marker`` and ``recorded_on``; ``faulty`` are files and lines told of already.
    """
    in_month = dict(zip(measures["id"], measures["complete"], strict=True))
    problems = []
    for row in rows_of(observations):
        line, recorded_on = int(str(row.Index)), row.recorded_on.date()
        if ("data/observations.csv", line) in faulty:
            continue
        complete = complete_on(row.period, in_month.get(row.measure, ""))
        if recorded_on < complete and row.marker != Marker.FORECAST:
            fault = (
                f'"{row.measure}" for {row.period.label} was recorded on {recorded_on}, before '
                f"{_ready(row.period, complete)}. Correct the period or the date, or mark the "
                'figure "f" (forecast).'
            )
            if row.period.kind in YEAR_KINDS.values() and not in_month.get(row.measure):
                fault += (
                    " If it is taken in one month of the year, as a survey's is, name that month "
                    "in the column complete of measures.csv."
                )
            problems.append(Problem("data/observations.csv", line, "D306", fault))
        elif pd.isna(row.value) and row.marker not in WITHOUT_FIGURE:
            fault = (
                f'"{row.measure}" for {row.period.label} has no value. Give it, or say why '
                f"not in the marker: {listed(markers_explained(WITHOUT_FIGURE))}."
            )
            problems.append(Problem("data/observations.csv", line, "D307", fault))
    return problems


def _ready(period: Period, complete: date) -> str:
    if complete == period.end or period.kind == "academic":
        return f"that period was over ({complete})"
    return f"the month was over in which it is complete ({complete})"


def check_years(tables: Mapping[str, pd.DataFrame], faulty: set[tuple[str, int]]) -> list[Problem]:
    """Yearly figures of a measure for years that begin in different months, and so overlap.

    ``tables`` has measures.csv (``id``, ``frequency``), observations.csv and benchmarks.csv
    (``measure``, ``period``); ``faulty`` is as for `check_recording`.
    """
    frequency = dict(zip(tables["measures"]["id"], tables["measures"]["frequency"], strict=True))
    problems = []
    for name in ("observations", "benchmarks"):
        first: dict[str, dict[str, int]] = {}
        for row in rows_of(tables[name]):
            line = int(str(row.Index))
            is_sound = (f"data/{name}.csv", line) not in faulty and row.period.kind in _YEARS
            if is_sound and frequency.get(row.measure) in ("annual", "biennial"):
                first.setdefault(row.measure, {}).setdefault(row.period.kind, line)
        problems += [
            _years_of_two_kinds(f"data/{name}.csv", measure, lines)
            for measure, lines in first.items()
            if len(lines) > 1
        ]
    return problems


def _years_of_two_kinds(file: str, measure: str, lines: Mapping[str, int]) -> Problem:
    named = [f"{_YEARS[kind]} (line {line})" for kind, line in lines.items()]
    fault = (
        f'"{measure}" has figures for {listed(named, "and")}: they have months in common, so that '
        "no change between them can be told. Keep those of one kind, or make a measure of each."
    )
    return Problem(file, max(lines.values()), "D327", fault)


def check_figures(
    tables: Mapping[str, pd.DataFrame], faulty: set[tuple[str, int]]
) -> list[Problem]:
    """Figures, benchmarks and goals that their unit cannot have or their counts contradict.

    ``tables`` has measures.csv (``unit``, ``possible``), targets.csv and, with ``value``,
    ``numerator`` and ``denominator``, observations.csv and benchmarks.csv; ``faulty`` is as for
    `check_recording`.
    """
    measures = {row.id: row for row in rows_of(tables["measures"])}
    problems = []
    for name, columns in (
        ("observations", ("value",)),
        ("benchmarks", ("value",)),
        ("targets", ("target", "floor", "lower", "upper")),
    ):
        for row in rows_of(tables[name]):
            line = int(str(row.Index))
            if row.measure not in measures or (f"data/{name}.csv", line) in faulty:
                continue
            measure = measures[row.measure]
            faults = [*_out_of_range(measure, row, columns)]
            if name != "targets" and not faults:
                faults = [*_counts(measure, row, is_own=name == "observations")]
            problems += [
                Problem(f"data/{name}.csv", line, code, f'"{row.measure}" {fault}')
                for code, fault in faults
            ]
    return problems


def _out_of_range(measure: Any, row: Any, columns: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    can_be = possible_range(measure.unit, measure.decimals, measure.possible)
    for column in columns:
        value = getattr(row, column)
        if not pd.isna(value) and not can_be.has(value):
            yield (
                "D320",
                f"for {row.period.label} has {value:.15g} as its {column}, but {can_be}. Correct "
                "it or, if it can be that, say so in the column possible of measures.csv: "
                f"{RANGE_FORMS}.",
            )


def _counts(measure: Any, row: Any, *, is_own: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with a count, or between a figure, its numerator and its denominator."""
    of = f"for {row.period.label}"
    is_whole = is_count(measure.unit, measure.decimals) and not measure.possible
    if is_own and is_whole and row.value % 1 > 0:
        yield (
            "D320",
            f"{of} is {row.value:.12g}, but a count is whole. Correct it or, if there can be "
            "parts of one, give the measure decimals.",
        )
    has_value = not pd.isna(row.value)
    if row.denominator < 0:
        fault = f"{of} has the denominator {row.denominator:.12g}, less than nothing. Correct it."
        yield "D321", fault
    elif row.denominator == 0 and has_value:
        fault = f"{of} is {row.value:.12g} of nothing: its denominator is 0. Correct one of them."
        yield "D321", fault
    elif row.denominator > 0 and not pd.isna(row.numerator):
        yield from _parts(measure, row, of, is_judged=is_own and has_value)


def _parts(measure: Any, row: Any, of: str, *, is_judged: bool) -> Iterator[tuple[str, str]]:
    above, below, base = row.numerator, row.denominator, base_of_share(measure.unit)
    if measure.unit == "%" and not measure.possible and above > below:
        yield (
            "D321",
            f"{of} has the numerator {above:.12g} above the denominator {below:.12g}: more than "
            "there are. Exchange them, or correct one.",
        )
    elif is_judged and base and not _fits(row.value, above, below, base, measure.decimals):
        yield (
            "D321",
            f"{of} has the value {row.value:.12g}, but {above:.12g} of {below:.12g} is "
            f"{above / below * base:.6g}. Correct one of the three.",
        )


def _fits(value: float, above: float, below: float, base: float, decimals: int) -> bool:
    """Whether a value is that of its counts within rounding, theirs and the measure's included."""
    places = -int(Decimal(repr(value)).normalize().as_tuple().exponent)
    near = 0.5 * 10.0 ** -max(min(places, decimals), 0) if abs(places) < 12 else 0.5
    slack = _slack(above, below)
    least = (above - slack) / (below + slack) * base
    most = (above + slack) / (below - slack) * base if below > slack else float("inf")
    dust = 1e-9 * max(abs(value), 1)
    return least - near - dust <= value <= most + near + dust


def _slack(above: float, below: float) -> float:
    """Return by how much counts may be off: who rounds one of the two rounds the other too."""
    return _COUNTS_ROUNDED_TO / 2 if are_rounded(above, below) else 0


def are_rounded(above: float, below: float) -> bool:
    """Whether both counts are whole fives, to which publishers round them."""
    return not any(one % _COUNTS_ROUNDED_TO for one in (above, below))
