"""A record's digest: the same for the same cells, whatever was done with them, and no other's."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from quarterbook.data.record_digest import record_digest
from quarterbook.data.recorded import Recorded, read_recorded
from quarterbook.disclosure.blank import as_reported
from quarterbook.ground.periods import parse
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK
from support.records import counts, record

Tables = dict[str, pd.DataFrame]


def small() -> Recorded:
    measures = pd.DataFrame({"id": ["a", "b"], "unit": ["", "%"], "small_numbers": ["", "nan"]})
    rows = [("a", "2022-23-Q1", 7.0, "2022-07-01"), ("b", "2022-23-Q2", float("nan"), "2022-10-01")]
    return record(measures, counts(rows))


def test_it_is_the_same_whatever_has_worked_with_the_tables() -> None:
    """The pickle of a frame is another once something has asked it for a line or a column."""
    before = read_recorded(Book(SMALL_BOOK))
    digest = record_digest(before)
    as_reported(before, max(before.quarters))
    for rows in before.tables.values():
        assert rows.index.is_unique
        assert [rows[name].isna().sum() for name in rows]
    again = pickle.loads(pickle.dumps(before.tables))
    copies = {name: rows.copy() for name, rows in before.tables.items()}
    assert record_digest(before) == digest
    assert record_digest(replace(before, tables=again)) == digest
    assert record_digest(replace(before, tables=copies)) == digest
    assert record_digest(read_recorded(Book(SMALL_BOOK))) == digest


def cell(table: str, column: str, value: Any) -> Callable[[Tables], Tables]:
    def edit(tables: Tables) -> Tables:
        rows = tables[table].copy()
        rows[column] = [value, *rows[column][1:]]
        return {**tables, table: rows}

    return edit


@pytest.mark.parametrize(
    "edit",
    [
        cell("observations", "value", 7.000000000000001),
        cell("observations", "value", float("nan")),
        cell("observations", "period", parse("2022-23-Q3")),
        cell("observations", "period", "2022-23-Q1"),
        cell("observations", "marker", "c"),
        cell("observations", "recorded_on", pd.Timestamp("2022-07-02")),
        cell("measures", "small_numbers", "nan"),
        cell("measures", "small_numbers", None),
        cell("measures", "unit", '", "'),
        lambda tables: {**tables, "observations": tables["observations"].iloc[::-1]},
        lambda tables: {**tables, "observations": tables["observations"].iloc[:1]},
        lambda tables: {**tables, "measures": tables["measures"].rename(columns={"unit": "title"})},
        lambda tables: {**tables, "measures": tables["measures"].set_axis([3, 4])},
    ],
)
def test_any_other_cell_line_or_column_makes_it_another(edit: Callable[[Tables], Tables]) -> None:
    recorded = small()
    assert record_digest(small()) == record_digest(recorded)
    assert record_digest(replace(recorded, tables=edit(recorded.tables))) != record_digest(recorded)


def test_so_do_params_and_for_whom_it_was_blanked() -> None:
    recorded = small()
    period = max(recorded.quarters)
    quarter = recorded.quarters[period]
    others = [
        replace(recorded, blanked_for=(period, False)),
        replace(recorded, blanked_for=(period, True)),
        replace(recorded, council=recorded.council.model_copy(update={"suppression_threshold": 6})),
        replace(recorded, quarters={period: quarter.model_copy(update={"title": "Other"})}),
        replace(recorded, quarters={}),
    ]
    assert len({record_digest(one) for one in (recorded, *others)}) == 6
