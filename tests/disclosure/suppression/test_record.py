"""The record as a quarter may know it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import pytest

from quarterbook.data.recorded import Recorded, read_recorded
from quarterbook.data.vintage import vintage_of
from quarterbook.disclosure.blank import as_reported
from quarterbook.ground.periods import Period, parse
from quarterbook.storage.book import Book
from support.books import ROOT
from support.tables import Q1, Q2


@pytest.fixture(scope="module")
def demonstration() -> Recorded:
    return read_recorded(Book(ROOT))


def recorded_with(recorded: Recorded, rows: list[dict[str, Any]]) -> Recorded:
    """The demonstration's record with one measure of people, and these observations of it."""
    own = (
        recorded.tables["measures"]
        .iloc[[0]]
        .assign(id="people", unit="number", decimals=0, frequency="quarterly", reading="snapshot")
    )
    for name in ("small_numbers", "part_of", "first_quarter", "retired_quarter"):
        own[name] = ""
    frame = recorded.tables["observations"].iloc[:0].copy()
    blank = {"numerator": float("nan"), "denominator": float("nan"), "marker": "", "note": ""}
    for line, row in enumerate(rows, 2):
        day = pd.Timestamp(row["recorded_on"])
        frame.loc[line] = pd.Series({"measure": "people", **blank, **row, "recorded_on": day})
    tables = {**recorded.tables, "measures": own, "observations": frame}
    return dataclasses.replace(recorded, tables=tables)


def figure(code: str, value: float, day: str, marker: str = "") -> dict[str, Any]:
    return {"period": parse(code), "value": value, "marker": marker, "recorded_on": day}


def test_what_a_quarter_may_know(demonstration: Recorded) -> None:
    """The cut-offs are 6 August and 5 November 2021."""
    recorded = recorded_with(
        demonstration,
        [
            figure("2020-21-Q3", 12, "2021-02-01"),
            figure("2020-21-Q4", 3, "2021-05-01"),
            figure("2020-21-Q4", 30, "2021-09-01", "r"),
            figure("2021-22-Q1", 40, "2021-07-20"),
            figure("2021-22-Q1", 4, "2021-09-01", "r"),
            figure("2021-22-Q2", 50, "2021-10-20"),
            figure("2021-22-Q2", 60, "2021-12-20"),
            figure("2021-22-Q3", 2, "2021-10-20", "f"),
            figure("2021-22-Q4", 80, "2021-10-20", "f"),
        ],
    )
    rows = as_reported(recorded, Q2).tables["observations"]
    shown = {
        line: (None if pd.isna(row.value) else row.value, row.marker)
        for line, row in zip(rows.index, rows.itertuples(), strict=True)
    }
    assert shown == {
        2: (12, ""),
        3: (None, "c"),
        4: (30, "r"),
        5: (None, "c"),
        6: (None, "c"),
        7: (50, ""),
        10: (80, "f"),
    }
    known = vintage_of(as_reported(recorded, Q2), Q2).observations.set_index("period")
    assert known["was"].isna().all()
    assert known.loc[Q1, "marker"] == "c"
    assert not known.loc[Q1, "is_new"]


def parts_recorded(recorded: Recorded, before: str, after: str) -> pd.DataFrame:
    """What Q2's report knows of a total and its parts, from July's figures and September's."""
    vintages = {"2021-07-20": before, "2021-09-01": after}
    rows = []
    for day, figures in vintages.items():
        for id_, value in (one.split("=") for one in figures.split()):
            number = value.rstrip("cx")
            marker = value.removeprefix(number)
            row = figure("2021-22-Q1", float(number or "nan"), day, marker)
            rows.append({**row, "measure": id_})
    recorded = recorded_with(recorded, rows)
    own = recorded.tables["measures"]
    table = [own.assign(id=id_, part_of="" if id_ == "t" else "t") for id_ in "abct"]
    tables = {**recorded.tables, "measures": pd.concat(table, ignore_index=True)}
    recorded = dataclasses.replace(recorded, tables=tables)
    return vintage_of(as_reported(recorded, Q2), Q2).observations.set_index("measure")


def test_what_was_withheld_before_does_not_come_back_as_what_it_was(
    demonstration: Recorded,
) -> None:
    """In August the 20 gave the 4 away; in November both have been corrected."""
    known = parts_recorded(demonstration, "a=4 b=20 t=24", "a=9 b=21 t=30")
    assert known["value"].to_dict() == {"a": 9, "b": 21, "t": 30}
    assert known["was"].dropna().to_dict() == {"t": 24}


def test_nor_where_another_is_withheld_now(demonstration: Recorded) -> None:
    """August's report withheld a and c and showed b and t; c is confidential now."""
    known = parts_recorded(demonstration, "a=4 b=20 c=30 t=54", "a=9 b=21 c=31c t=61")
    assert known["value"].dropna().to_dict() == {"a": 9, "t": 61}
    assert known["was"].dropna().to_dict() == {"t": 54}


def test_a_figure_withdrawn_does_not_follow_from_what_others_were(
    demonstration: Recorded,
) -> None:
    """a was 10: the report before said so, and this one says it no more."""
    known = parts_recorded(demonstration, "a=10 b=20 c=30 t=60", "a=10c b=x c=31 t=61")
    assert known["value"].dropna().to_dict() == {"c": 31, "t": 61}
    assert known["was"].dropna().to_dict() == {"b": 20, "c": 30, "t": 60}


def test_the_council_s_benchmark_goes_with_its_own_figure(demonstration: Recorded) -> None:
    """A year's benchmark is the figure for its last quarter."""
    recorded = recorded_with(
        demonstration,
        [figure("2019-20-Q4", 7, "2020-05-01", "c"), figure("2020-21-Q4", 40, "2021-05-01")],
    )
    code = recorded.council.council.code
    rows = [
        ("2019-20", code, 7.0, 7.0, 90.0, "", "2020-12-01"),
        ("2019-20", "E06000901", 31.0, 31.0, 90.0, "", "2020-12-01"),
        ("2020-21", code, 41.0, 41.0, 90.0, "", "2021-10-01"),
        ("2020-21", "E06000901", 4.0, 4.0, 90.0, "", "2021-10-01"),
        ("2020-21", "E06000902", 52.0, 52.0, 90.0, "c", "2021-10-01"),
        ("2020-21", "E06000903", 53.0, 53.0, 90.0, "", "2021-12-01"),
    ]
    columns = ["period", "area", "value", "numerator", "denominator", "marker", "published_on"]
    frame = pd.DataFrame(rows, columns=columns).assign(measure="people", source="")
    frame["period"] = frame["period"].map(parse)
    frame["published_on"] = pd.to_datetime(frame["published_on"])
    tables = {**recorded.tables, "benchmarks": frame}
    known = as_reported(dataclasses.replace(recorded, tables=tables), Q2).tables["benchmarks"]
    assert known["marker"].tolist() == ["c", "", "", "c", "c"]
    assert known["value"].dropna().tolist() == [31, 41]
    assert known["numerator"].dropna().tolist() == [31, 41]
    assert known["denominator"].dropna().tolist() == [90, 90]


def test_where_nothing_is_withheld_a_quarter_knows_what_it_knew(demonstration: Recorded) -> None:
    council = demonstration.council.model_copy(update={"suppression_threshold": 0})
    recorded = dataclasses.replace(demonstration, council=council)
    assert "c" not in set(recorded.tables["observations"]["marker"])
    for period in recorded.quarters:
        known, before = (
            vintage_of(as_reported(recorded, period), period),
            vintage_of(recorded, period),
        )
        for field in dataclasses.fields(known):
            one, other = getattr(known, field.name), getattr(before, field.name)
            if isinstance(one, pd.DataFrame):
                if field.name == "observations":
                    other = other.assign(note="")  # which is not shown
                pd.testing.assert_frame_equal(one, other)
            else:
                assert one == other


@pytest.mark.parametrize(
    ("threshold", "period"),
    [
        (5, Q2),
        *(
            pytest.param(*other, marks=pytest.mark.exhaustive)
            for other in ((5, Q1), (5, parse("2021-22-Q3")), (300, Q2))
        ),
    ],
)
def test_protecting_twice_is_protecting_once(
    demonstration: Recorded, threshold: int, period: Period
) -> None:
    council = demonstration.council.model_copy(update={"suppression_threshold": threshold})
    once = as_reported(dataclasses.replace(demonstration, council=council), period)
    twice = as_reported(once, period)
    for name in ("observations", "benchmarks"):
        pd.testing.assert_frame_equal(once.tables[name], twice.tables[name])
    every = demonstration.tables["observations"]
    assert set(once.tables["observations"].index) <= set(every.index)
