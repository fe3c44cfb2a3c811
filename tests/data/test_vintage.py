"""What a quarter knows: vintages, revisions, what is new, and what is withheld."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterbook.data.recorded import Recorded, read_recorded
from quarterbook.data.vintage import Vintage, vintage_of
from quarterbook.ground.periods import parse
from quarterbook.storage.book import Book
from support.books import ROOT
from support.draws import drawn

Q1, Q2, Q3 = (parse(f"2021-22-Q{n}") for n in (1, 2, 3))


@pytest.fixture(scope="module")
def recorded() -> Recorded:
    return read_recorded(Book(ROOT))


def with_rows(recorded: Recorded, *rows: dict[str, object]) -> Recorded:
    """Add observations; what is not given is blank."""
    base = recorded.tables["observations"]
    blank = {"numerator": float("nan"), "denominator": float("nan"), "marker": "", "note": ""}
    extra = pd.DataFrame([{**blank, **row} for row in rows])
    extra["recorded_on"] = pd.to_datetime(extra["recorded_on"])
    tables = {**recorded.tables, "observations": pd.concat([base, extra], ignore_index=True)}
    return dataclasses.replace(recorded, tables=tables)


def shown(known: Vintage, measure: str, period: str) -> pd.Series:
    rows = known.observations
    found = rows[(rows["measure"] == measure) & (rows["period"] == parse(period))]
    assert len(found) == 1
    return found.iloc[0]


def test_a_quarter_sees_the_latest_row_on_its_cut_off_date(recorded: Recorded) -> None:
    cut_off = recorded.quarters[Q2].cut_off
    changed = with_rows(
        recorded,
        {
            "measure": "recycling-rate",
            "period": parse("2020-21-Q4"),
            "value": 1.0,
            "recorded_on": cut_off,
        },
        {
            "measure": "recycling-rate",
            "period": parse("2020-21-Q3"),
            "value": 2.0,
            "recorded_on": pd.Timestamp(cut_off) + pd.Timedelta(days=1),
        },
    )
    known = vintage_of(changed, Q2)
    on_the_day = shown(known, "recycling-rate", "2020-21-Q4")
    assert on_the_day["value"] == 1.0
    assert (
        on_the_day["was"]
        == shown(vintage_of(recorded, Q1), "recycling-rate", "2020-21-Q4")["value"]
    )
    assert shown(known, "recycling-rate", "2020-21-Q3")["value"] != 2.0
    later = shown(vintage_of(changed, Q3), "recycling-rate", "2020-21-Q3")
    assert later["value"] == 2.0
    assert not pd.isna(later["was"])


def test_updated_means_a_newer_period_than_the_last_report_had(recorded: Recorded) -> None:
    known = vintage_of(recorded, Q3)
    assert shown(known, "recycling-rate", "2021-22-Q3")["is_new"]
    assert not shown(known, "recycling-rate", "2021-22-Q2")["is_new"]
    revised = with_rows(
        recorded,
        {
            "measure": "recycling-rate",
            "period": parse("2020-21-Q1"),
            "value": 3.0,
            "recorded_on": recorded.quarters[Q3].cut_off,
        },
    )
    assert not shown(vintage_of(revised, Q3), "recycling-rate", "2020-21-Q1")["is_new"]


@settings(max_examples=drawn(25), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.floats(0, 100), st.integers(1, 90)), max_size=8))
def test_a_later_vintage_never_changes_an_earlier_quarter(
    recorded: Recorded, rows: list[tuple[int, float, int]]
) -> None:
    cut_off = pd.Timestamp(recorded.quarters[Q1].cut_off)
    later = [
        {
            "measure": "recycling-rate",
            "period": Q3.back(back),
            "value": value,
            "recorded_on": cut_off + pd.Timedelta(days=days),
        }
        for back, value, days in rows
    ]
    if not later:
        return
    before = vintage_of(recorded, Q1).observations.reset_index(drop=True)
    after = vintage_of(with_rows(recorded, *later), Q1).observations.reset_index(drop=True)
    pd.testing.assert_frame_equal(before, after)


def test_a_confidential_figure_is_not_known_at_all(recorded: Recorded) -> None:
    secret = with_rows(
        recorded,
        {
            "measure": "recycling-rate",
            "period": parse("2021-22-Q3"),
            "value": 98.7654,
            "numerator": 5.0,
            "denominator": 9.0,
            "marker": "c",
            "recorded_on": "2022-02-03",
        },
    )
    row = shown(vintage_of(secret, Q3), "recycling-rate", "2021-22-Q3")
    assert row["marker"] == "c"
    assert pd.isna(row["value"])
    assert pd.isna(row["numerator"])
    assert pd.isna(row["denominator"])


def test_a_retired_measure_is_shown_until_its_last_quarter(recorded: Recorded) -> None:
    measures = recorded.tables["measures"]
    retired = measures.loc[measures["status"] == "retired", "id"].iloc[0]
    assert retired in set(vintage_of(recorded, Q1).measures["id"])
    assert retired not in set(vintage_of(recorded, Q2).measures["id"])


def test_a_figure_withdrawn_as_confidential_does_not_live_on_as_what_it_was(
    recorded: Recorded,
) -> None:
    withdrawn = with_rows(
        recorded,
        {
            "measure": "recycling-rate",
            "period": parse("2020-21-Q4"),
            "value": 49.0,
            "marker": "c",
            "recorded_on": "2022-02-03",
        },
    )
    row = shown(vintage_of(withdrawn, Q3), "recycling-rate", "2020-21-Q4")
    assert pd.isna(row["value"])
    assert pd.isna(row["was"])


def test_a_forecast_was_never_reported(recorded: Recorded) -> None:
    """A forecast for Q3, known to Q2's report, makes Q3's figure neither old nor revised."""
    forecast = with_rows(
        recorded,
        {
            "measure": "recycling-rate",
            "period": Q3,
            "value": 40.0,
            "marker": "f",
            "recorded_on": recorded.quarters[Q2].cut_off,
        },
    )
    row = shown(vintage_of(forecast, Q3), "recycling-rate", "2021-22-Q3")
    assert row["is_new"]
    assert pd.isna(row["was"])
