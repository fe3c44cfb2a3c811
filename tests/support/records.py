"""Small records of one measure family or a few, and the editions that show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from quarterbook.data.params.council import Council
from quarterbook.data.params.editions import Edition
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.schemas import TABLES, typed
from quarterbook.disclosure.deciding.decided_record import suppression_of
from quarterbook.ground.periods import Period, parse

CUT_OFFS = {"2021-22-Q4": "2022-04-30", "2022-23-Q1": "2022-07-31", "2022-23-Q2": "2022-10-31"}

_COUNCIL = {
    "council": {
        "name": "Mereshire County Council",
        "short_name": "Mereshire",
        "code": "E10000099",
        "contact": "performance@mereshire.example",
    },
    "outcomes": [{"id": "people", "title": "People", "summary": "All of them."}],
}


def record(
    measures: pd.DataFrame,
    observations: pd.DataFrame,
    threshold: int = 5,
    cut_offs: Mapping[str, str] | None = None,
) -> Recorded:
    """A record with these measures and observations alone, and a quarter for each cut-off.

    Observations without ``recorded_on`` are there from the start; without
    cut-offs there is one quarter.
    """
    meant = {"low_threshold_reason": "A worked case."} if threshold < 3 else {}
    council = Council.model_validate({**_COUNCIL, "suppression_threshold": threshold, **meant})
    quarters: dict[Period, Quarter] = {}
    for code, day in (cut_offs or {"2030-31-Q1": "2030-07-31"}).items():
        plain = {"quarter": code, "title": "Report", "cut_off": day, "status": "draft"}
        quarters[parse(code)] = Quarter.model_validate(plain)
    rows = observations.copy()
    if "recorded_on" not in rows:
        rows["recorded_on"] = "2021-01-01"
    rows["recorded_on"] = pd.to_datetime(rows["recorded_on"])
    rows.index = pd.RangeIndex(2, len(rows) + 2)
    tables = {**_empty_tables()}
    whole = {name: "" for name in ("complete", "headline") if name not in measures}
    listed = measures.reset_index(drop=True).assign(**whole)
    tables |= {"measures": listed, "observations": rows.assign(note="")}
    return Recorded(council, quarters, tables)


def naming_newer(quarters: Mapping[Period, Quarter], day: str) -> dict[Period, Quarter]:
    """Quarters, the first with a paper that names what was newer by a day."""
    first = min(quarters)
    paper = Edition(name="paper", newer_to=date.fromisoformat(day))
    return {**quarters, first: quarters[first].model_copy(update={"editions": [paper]})}


@cache
def _empty_tables() -> dict[str, pd.DataFrame]:
    return {
        name: typed(table, pd.DataFrame(columns=table.columns, dtype=str))
        for name, table in TABLES.items()
    }


def withheld(
    measures: pd.DataFrame, observations: pd.DataFrame, threshold: int
) -> set[tuple[str, Period]]:
    """The measure and period of what is withheld where all of it is published at once."""
    recorded = record(measures, observations, threshold)
    suppression = suppression_of(recorded, next(iter(recorded.quarters)))
    return {suppression.cells[number].key[:2] for number in suppression.withheld}


def counts(rows: Iterable[tuple[str, str, float, str]]) -> pd.DataFrame:
    """Observations of counts: measure, period, value and the day of recording."""
    blank: dict[str, Any] = {"numerator": float("nan"), "denominator": float("nan"), "marker": ""}
    frame = pd.DataFrame(rows, columns=["measure", "period", "value", "recorded_on"])
    frame["period"] = frame["period"].map(parse)
    return frame.assign(value=frame["value"].astype(float), **blank)
