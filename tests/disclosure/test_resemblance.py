"""What nobody declared: counts behind rates, units that count, one figure under two names, sums."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd

from quarterbook.disclosure.withholding import decide
from quarterbook.ground.periods import parse
from support.records import record, withheld

QUARTERS = ("2021-22-Q1", "2021-22-Q2", "2021-22-Q3", "2021-22-Q4")
SECOND = "2021-22-Q2"


def measures(**units: str) -> pd.DataFrame:
    usual = {"frequency": "quarterly", "reading": "snapshot", "small_numbers": "", "part_of": ""}
    return pd.DataFrame([{**usual, "id": id_, "unit": unit} for id_, unit in units.items()])


def observed(**series: list[Any]) -> pd.DataFrame:
    """A value, or (value, numerator, denominator), for each quarter in turn."""
    rows = []
    for id_, figures in series.items():
        for code, figure in zip(QUARTERS, figures, strict=False):
            value, top, bottom = figure if isinstance(figure, tuple) else (figure, None, None)
            rows.append((id_, parse(code), value, top, bottom))
    columns = ["measure", "period", "value", "numerator", "denominator"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(marker="").astype(dict.fromkeys(columns[2:], float))


def gone(table: pd.DataFrame, rows: pd.DataFrame) -> set[tuple[str, str]]:
    return {(id_, period.code) for id_, period in withheld(table, rows, 5)}


def test_a_rate_per_thousand_and_its_denominator_give_the_count() -> None:
    """0.25 per 1,000 of 12,000 is 3 people, 0.5 is 6."""
    rows = observed(r=[(0.25, None, 12000), (0.5, None, 12000)])
    assert gone(measures(r="per 1,000"), rows) == {("r", QUARTERS[0])}
    assert gone(measures(r="per 1,000 children"), rows) == {("r", QUARTERS[0])}
    assert gone(measures(r="kg per household"), rows) == set()


def test_a_percentage_and_its_numerator_give_the_rest() -> None:
    """98 are 98% of 100, which leaves 2; 90% leave 11."""
    rows = observed(r=[(98, 98, None), (90, 98, None)])
    assert gone(measures(r="%"), rows) == {("r", QUARTERS[0])}


def test_a_unit_that_is_no_measure_of_anything_counts() -> None:
    for unit in ("children", "cases", "households"):
        assert gone(measures(r=unit), observed(r=[3, 9])) == {("r", QUARTERS[0])}, unit
        assert gone(measures(r=unit), observed(r=[3, 9.5])) == set(), unit
    for unit in ("days", "£m", "points", "people a day", "out of 12", "tonnes CO2e"):
        assert gone(measures(r=unit), observed(r=[3, 9])) == set(), unit


def test_the_same_count_under_a_second_id_goes_with_it() -> None:
    """b may show its small numbers, yet it is a: where it differs once it is not."""
    table = measures(a="number", b="number")
    table["small_numbers"] = ["", "show"]
    both = {("a", SECOND), ("b", SECOND)}
    assert gone(table, observed(a=[9, 3, 12, 20], b=[9, 3, 12, 20])) == both
    assert gone(table, observed(a=[9, 3, 12, 20], b=[9, 3, 12, 21])) == {("a", SECOND)}


def test_the_same_rate_under_a_second_id_goes_with_it() -> None:
    table = measures(a="%", b="%")
    shares = [(100 * count / 90, count, 90) for count in (9, 3, 12, 20)]
    alike = observed(a=shares, b=[value for value, _, _ in shares])
    assert gone(table, alike) == {("a", SECOND), ("b", SECOND)}
    unlike = observed(a=shares, b=[value + 0.1 for value, _, _ in shares])
    assert gone(table, unlike) == {("a", SECOND)}


def test_a_sum_that_holds_in_every_period_is_a_total() -> None:
    """16 less 13 is 3; where one period does not add up, nothing says that the others do."""
    table = measures(a="number", b="number", t="number")
    a, b = [9, 3, 12, 20], [19, 13, 11, 10]
    assert gone(table, observed(a=a, b=b, t=[28, 16, 23, 30])) == {("a", SECOND), ("b", SECOND)}
    assert gone(table, observed(a=a, b=b, t=[28, 16, 23, 31])) == {("a", SECOND)}


def test_a_region_less_its_other_councils_gives_the_council_away() -> None:
    """28 less 11 less 14 is the council's 3; of 29 something else is a part."""
    for total, others in ((28.0, {"X"}), (29.0, set())):
        table = measures(a="number").assign(frequency="annual")
        rows = observed(a=[3]).assign(period=parse("2020-21"))
        recorded = record(table, rows)
        code = recorded.council.council.code
        councils = [(area, "council", "R") for area in (code, "X", "Y")]
        areas = pd.DataFrame([*councils, ("R", "region", "")], columns=["code", "kind", "region"])
        benchmarks = recorded.tables["benchmarks"].reindex(range(2, 5))
        benchmarks = benchmarks.assign(
            measure="a",
            period=parse("2020-21"),
            area=["R", "X", "Y"],
            value=[total, 11.0, 14.0],
            marker="",
            published_on=pd.Timestamp("2021-01-01"),
        )
        tables = {**recorded.tables, "areas": areas, "benchmarks": benchmarks}
        recorded = dataclasses.replace(recorded, tables=tables)
        decision = decide(recorded, next(iter(recorded.quarters)))
        hidden = {decision.cells[number].area for number in decision.withheld}
        assert hidden == {"", *others}
