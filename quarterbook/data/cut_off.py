"""What a quarter's cut-off lets through of the dated tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

KEYS: Mapping[str, list[str]] = {
    "observations": ["measure", "period"],
    "targets": ["measure", "period"],
    "recalculations": ["measure", "period"],
    "milestones": ["id"],
    "benchmarks": ["measure", "period", "area"],
}
"""Of which columns each table has one row that counts, the newest."""

_DATED = {
    "observations": "recorded_on",
    "targets": "set_on",
    "recalculations": "set_on",
    "milestones": "recorded_on",
    "benchmarks": "published_on",
}


def known_by(table: str, rows: pd.DataFrame, cut_off: date) -> pd.DataFrame:
    """Return the rows of a table of data/ that are dated on or before the cut-off.

    The date is ``recorded_on``, ``set_on`` or ``published_on``, as the table has it.
    """
    return rows[rows[_DATED[table]] <= pd.Timestamp(cut_off)]


def newest(table: str, rows: pd.DataFrame, cut_off: date) -> pd.DataFrame:
    """Return of each key (`KEYS`) of a table the newest row by the cut-off, in order of dates.

    Of two rows of one date the later in the file counts.
    """
    if rows.empty:
        return rows
    seen = known_by(table, rows, cut_off).sort_values(_DATED[table], kind="stable")
    return seen.drop_duplicates(KEYS[table], keep="last")


def closed_later(decisions: pd.DataFrame, cut_off: date) -> pd.Series:
    """Return of rows of decisions.csv whether each was closed (``closed_on``) after the cut-off."""
    return decisions["closed_on"] > pd.Timestamp(cut_off)


def decided_by(decisions: pd.DataFrame, cut_off: date) -> pd.DataFrame:
    """Return rows of decisions.csv of what was decided (``met_on``) by the cut-off.

    A ``response`` that was given (``answered_on``) or closed later is blank.
    """
    day = pd.Timestamp(cut_off)
    met = decisions[decisions["met_on"] <= day]
    later = closed_later(met, cut_off) | (met["answered_on"] > day)
    return met.assign(response=met["response"].mask(later, ""))
