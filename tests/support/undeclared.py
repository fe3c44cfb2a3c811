"""Quarterly counts and rates that nobody declared to be related, and what is withheld of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from quarterbook.ground.periods import parse
from support.records import withheld

QUARTERS = ("2021-22-Q1", "2021-22-Q2", "2021-22-Q3", "2021-22-Q4")
TWO_YEARS = tuple(f"{year}-Q{n}" for year in ("2020-21", "2021-22") for n in (1, 2, 3, 4))
A = [14, 9, 27, 11, 22, 16, 8, 3]
B = [21, 30, 12, 18, 25, 9, 17, 26]


def measures(**units: str) -> pd.DataFrame:
    usual = {"frequency": "quarterly", "reading": "snapshot", "small_numbers": "", "part_of": ""}
    return pd.DataFrame([{**usual, "id": id_, "unit": unit} for id_, unit in units.items()])


def observed(quarters: Sequence[str] = QUARTERS, **series: list[Any]) -> pd.DataFrame:
    """A value, or (value, numerator, denominator), for each quarter in turn."""
    rows = []
    for id_, figures in series.items():
        for code, figure in zip(quarters, figures, strict=False):
            value, top, bottom = figure if isinstance(figure, tuple) else (figure, None, None)
            rows.append((id_, parse(code), value, top, bottom))
    columns = ["measure", "period", "value", "numerator", "denominator"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(marker="").astype(dict.fromkeys(columns[2:], float))


def gone(table: pd.DataFrame, rows: pd.DataFrame) -> set[tuple[str, str]]:
    return {(id_, period.code) for id_, period in withheld(table, rows, 5)}
