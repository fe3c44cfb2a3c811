"""A council's figure follows from those of areas that it is part of, or was made of."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import pandas as pd
import pytest

from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.blank import blanked
from quarterbook.disclosure.deciding.decided_record import suppression_of
from quarterbook.ground.periods import parse
from support.records import record
from support.undeclared import TWO_YEARS, A, measures, observed

YEAR = "2020-21"
QUARTERS = [f"{YEAR}-Q{number}" for number in (1, 2, 3, 4)]
OWN = "E10000099"  # the council of `record`
R, S = "E12000001", "E12000002"
REGION = [(OWN, R), ("X", R), ("Y", R), (R, "")]


def hidden(
    own: dict[str, float],
    frequency: str,
    figures: Mapping[str, float | list[float]],
    areas: list[tuple[str, str]] = REGION,
    successors: dict[str, str] | None = None,
) -> set[str]:
    """What is withheld of measure a, whose benchmarks are these: areas, and periods.

    Of the year or, where there are four, of its quarters.
    """
    observed = pd.DataFrame(
        [("a", parse(code), value, None, None) for code, value in own.items()],
        columns=["measure", "period", "value", "numerator", "denominator"],
    )
    table = {"id": "a", "unit": "number", "frequency": frequency, "reading": "snapshot"}
    measures = pd.DataFrame([{**table, "small_numbers": "", "part_of": ""}])
    types = {"value": float, "numerator": float, "denominator": float}
    recorded = record(measures, observed.assign(marker="").astype(types))
    kinds = {R: "region", S: "region", "E92000001": "country", "W92000004": "country"}
    rows = [(area, kinds.get(area, "council"), region) for area, region in areas]
    frame = pd.DataFrame(rows, columns=["code", "kind", "region"])
    frame["successor"] = frame["code"].map(successors or {}).fillna("")
    told = [
        (area, code, value)
        for area, values in figures.items()
        for code, value in (
            zip(QUARTERS, values, strict=True) if isinstance(values, list) else [(YEAR, values)]
        )
    ]
    benchmarks = recorded.tables["benchmarks"].reindex(range(2, 2 + len(told)))
    benchmarks = benchmarks.assign(
        measure="a",
        period=[parse(code) for _, code, _ in told],
        area=[area for area, _, _ in told],
        value=[float(value) for _, _, value in told],
        marker="",
        published_on=pd.Timestamp("2021-01-01"),
    )
    tables = {**recorded.tables, "areas": frame, "benchmarks": benchmarks}
    recorded = dataclasses.replace(recorded, tables=tables)
    suppression = suppression_of(recorded, next(iter(recorded.quarters)))
    cells = [suppression.cells[number] for number in suppression.withheld]
    return {cell.area or cell.key[1].code for cell in cells}


def test_a_region_less_its_other_councils_gives_the_council_away() -> None:
    """28 less 11 less 14 is the council's 3; of 29 something else is a part."""
    figures = {R: 28, "X": 11, "Y": 14}
    assert hidden({YEAR: 3}, "annual", figures) == {YEAR, "Y"}
    assert hidden({YEAR: 3}, "annual", {**figures, R: 29}) == {YEAR}


def test_a_year_s_benchmark_less_three_quarters_gives_the_fourth_away() -> None:
    """34 less 10, 12 and 9 is 3, and so it is by way of the region; of 35 it is not."""
    own = dict(zip(QUARTERS, (10, 12, 3, 9), strict=True))
    third = QUARTERS[2]
    assert hidden(own, "quarterly", {OWN: 34}) == {third, OWN}
    assert len(hidden(own, "quarterly", {OWN: 34, R: 59, "X": 11, "Y": 14})) > 1
    assert hidden(own, "quarterly", {OWN: 35}) == {third}


def test_a_region_s_year_less_the_quarters_of_the_others() -> None:
    """The region's 133 less the 54 and 45 of the others are 34: less 10, 12 and 9 the third's 3."""
    own = dict(zip(QUARTERS, (10, 12, 3, 9), strict=True))
    others = {"X": [11, 14, 17, 12], "Y": [14, 9, 12, 10]}
    third = QUARTERS[2]
    assert len(hidden(own, "quarterly", {R: 133, **others})) > 1
    assert hidden(own, "quarterly", {R: 134, **others}) == {third}
    assert len(hidden(own, "quarterly", {R: 133, "X": 54, "Y": others["Y"]})) > 1
    by_quarter = {R: [35.0, 35.0, 32.0, 31.0], "X": 54, "Y": 45}
    assert len(hidden(own, "quarterly", by_quarter)) > 1
    assert hidden(own, "quarterly", {**by_quarter, "Y": 46}) == {third}
    assert len(hidden({YEAR: 3}, "annual", {R: 102, **others})) > 1
    assert hidden({YEAR: 3}, "annual", {R: 103, **others}) == {YEAR}


@pytest.mark.parametrize(
    ("figures", "areas"),
    [
        pytest.param(
            {"E06000002": 492, "E92000001": 495},
            [(OWN, ""), ("E06000002", ""), ("E92000001", "")],
            id="councils of a country that have no region",
        ),
        pytest.param(
            {"E06000002": 92, "E92000001": 95},
            [(OWN, R), ("E06000002", S), (R, ""), (S, ""), ("E92000001", "")],
            id="regions without a figure",
        ),
        pytest.param(
            {"E06000002": 92, S: 1000, "E92000001": 1095},
            [(OWN, R), ("E06000002", R), (R, ""), (S, ""), ("E92000001", "")],
            id="one region with a figure and one without",
        ),
        pytest.param(
            {"E06000002": 92, "E92000001": 95, "W92000004": 70, "K04000001": 165},
            [(OWN, ""), ("E06000002", ""), ("E92000001", ""), ("W92000004", "")],
            id="England and Wales",
        ),
        pytest.param(
            {"E06000002": 92, "E07000001": 1, "E07000002": 2, R: 95},
            [(OWN, R), ("E06000002", R), ("E07000001", R), ("E07000002", R), (R, "")],
            id="districts whose county has the same once more",
        ),
    ],
)
def test_any_area_less_the_others_in_it(
    figures: dict[str, float], areas: list[tuple[str, str]]
) -> None:
    """What is left is the council's 3; of one more something else is a part."""
    assert len(hidden({YEAR: 3}, "annual", figures, areas)) > 1
    more = {area: value + (value == max(figures.values())) for area, value in figures.items()}
    more |= {"E92000001": figures["E92000001"] + 1} if "E92000001" in figures else {}
    assert hidden({YEAR: 3}, "annual", more, areas) - {"E07000001", "E07000002"} == {YEAR}


def test_a_council_less_one_that_it_was_made_of_gives_the_other_away() -> None:
    """594 less 591 is 3, and so is the region less that one and the other council."""
    areas = [(OWN, R), ("X", R), ("Y", R), ("Z", R), (R, "")]
    figures = {"X": 3, "Y": 591, "Z": 836, R: 1430}
    merged = dict.fromkeys("XY", OWN)
    assert {"X", "Y"} <= hidden({YEAR: 594}, "annual", figures, areas, merged)
    assert "Y" not in hidden({YEAR: 600}, "annual", {**figures, R: 1440}, areas, merged)


def test_what_only_a_benchmark_of_the_council_tells() -> None:
    """Of 51 cases 48 are the other part, in every year: 3 follows. By 52 in one it does not."""
    part = {"a": [24, 31, 17, 3], "b": [30, 41, 52, 48]}
    whole = [54, 72, 69, 51]
    assert len(beside_own_benchmarks(part, whole)) > 1
    assert beside_own_benchmarks(part, [54, 72, 70, 51]) == {("a", "2020-21")}


FAMILY = {"a": [24, 31, 17, 3], "b": [30, 41, 52, 48]}
WHOLE: list[int | None] = [54, 72, 69, None]  # as observed, of which the last is 51


def test_the_councils_own_benchmark_where_it_observed_nothing() -> None:
    """Published are 51 in all and 48: 3 follows. Of 60 nine are neither a nor b."""
    last = (YEAR, OWN)
    told = in_a_family({OWN: [54, 72, 69, 51]})
    assert ("a", YEAR, "") in told
    assert told & {("t", *last), ("b", YEAR, "")}
    assert in_a_family({OWN: [54, 72, 69, 60]}) == {("a", YEAR, "")}


def test_the_councils_own_benchmark_is_rounded_as_its_figure_is() -> None:
    """Who has 15 and 20 for one count has it between them."""
    whole = [sum(some) for some in zip(*FAMILY.values(), strict=True)]
    recorded = of_two_ids({**FAMILY, "t": whole}, {OWN: whole})
    table = recorded.tables["measures"].assign(small_numbers="round")
    table = table.assign(part_of=table["id"].map({"a": "t", "b": "t", "t": ""}))
    recorded = dataclasses.replace(recorded, tables={**recorded.tables, "measures": table})
    shown = blanked(recorded, next(iter(recorded.quarters))).tables
    observed = shown["observations"].query("measure == 't'")
    assert list(shown["benchmarks"]["value"]) == list(observed["value"])
    assert {value % 5 for value in observed["value"]} == {0}


def test_what_a_region_leaves_where_the_council_observed_nothing() -> None:
    """The region's 132 less the 51 and 30 of the others are 51, of which 48 are b's."""
    others = {"X": [44, 50, 61, 51], "Y": [19, 12, 31, 30]}
    region = [sum(some) for some in zip((54, 72, 69, 51), *others.values(), strict=True)]
    assert in_a_family({R: region, **others}) > {("a", YEAR, "")}
    region[3] += 1
    assert in_a_family({R: region, **others}) == {("a", YEAR, "")}


def in_a_family(benchmarks: dict[str, list[int]]) -> set[tuple[str, str, str]]:
    """What is withheld of a and b, which make up t, and of the benchmarks of t."""
    recorded = of_two_ids({**FAMILY, "t": WHOLE}, benchmarks)
    table = recorded.tables["measures"]
    table = table.assign(part_of=table["id"].map({"a": "t", "b": "t", "t": ""}))
    recorded = dataclasses.replace(recorded, tables={**recorded.tables, "measures": table})
    suppression = suppression_of(recorded, next(iter(recorded.quarters)))
    hidden = [suppression.cells[number] for number in suppression.withheld]
    return {(cell.measure, cell.key[1].code, cell.area) for cell in hidden}


def test_a_council_under_one_id_and_its_region_under_another() -> None:
    """The region leaves what the council has under a, 3 in the last year; or once 9, not 8."""
    own, others = [24, 8, 17, 3], {"X": [30, 41, 52, 48], "Y": [19, 12, 31, 26]}
    region = [sum(some) for some in zip(own, *others.values(), strict=True)]
    told = under_another_id(own, {R: region, **others})
    assert told > {("a", YEAR, "")}
    assert {id_ for id_, _, _ in told} == {"a", "t"}
    region[1] += 1
    assert under_another_id(own, {R: region, **others}) == {("a", YEAR, "")}


def under_another_id(own: list[int], others: dict[str, list[int]]) -> set[tuple[str, str, str]]:
    """What is withheld of the council's a and of t, which others have: measure, period, area."""
    recorded = of_two_ids({"a": own}, others)
    suppression = suppression_of(recorded, next(iter(recorded.quarters)))
    hidden = [suppression.cells[number] for number in suppression.withheld]
    return {(cell.measure, cell.key[1].code, cell.area) for cell in hidden}


def beside_own_benchmarks(part: dict[str, list[int]], whole: list[int]) -> set[tuple[str, str]]:
    """What is withheld of measures in observations and of t, which benchmarks alone have."""
    recorded = of_two_ids(part, {OWN: whole})
    suppression = suppression_of(recorded, next(iter(recorded.quarters)))
    hidden = [suppression.cells[number] for number in suppression.withheld]
    return {(cell.measure, cell.key[1].code) for cell in hidden}


def of_two_ids(part: Mapping[str, Sequence[int | None]], whole: dict[str, list[int]]) -> Recorded:
    """Measures with yearly observations, and t, of which areas have benchmarks."""
    years = ["2017-18", "2018-19", "2019-20", YEAR]
    rows = [
        (measure, parse(year), value, None, None)
        for measure, values in part.items()
        for year, value in zip(years, values, strict=True)
        if value is not None
    ]
    columns = ["measure", "period", "value", "numerator", "denominator"]
    observed = pd.DataFrame(rows, columns=columns).assign(marker="")
    table = {"unit": "number", "frequency": "annual", "reading": "snapshot"}
    rest = {"small_numbers": "", "part_of": ""}
    ids = dict.fromkeys((*part, "t"))
    measures = pd.DataFrame([{"id": id_, **table, **rest} for id_ in ids])
    recorded = record(measures, observed.astype(dict.fromkeys(columns[2:], float)))
    told = [
        (area, year, float(value))
        for area, values in whole.items()
        for year, value in zip(years, values, strict=True)
    ]
    benchmarks = recorded.tables["benchmarks"].reindex(range(2, 2 + len(told)))
    benchmarks = benchmarks.assign(
        measure="t",
        period=[parse(year) for _, year, _ in told],
        area=[area for area, _, _ in told],
        value=[value for _, _, value in told],
        marker="",
        published_on=pd.Timestamp("2021-01-01"),
    )
    areas = [(area, "region" if area == R else "council", region) for area, region in REGION]
    frame = pd.DataFrame(areas, columns=["code", "kind", "region"]).assign(successor="")
    tables = {**recorded.tables, "areas": frame, "benchmarks": benchmarks}
    return dataclasses.replace(recorded, tables=tables)


def test_a_rate_found_last_goes_with_its_own_benchmark() -> None:
    """r is a per c, and only that says so; the publisher's own figure of r is a little another."""
    c = [40, 37, 55, 61, 48, 52, 44, 39]
    rate = [round(100 * top / bottom, 1) for top, bottom in zip(A, c, strict=True)]
    table = measures(r="%", a="number", c="number")
    recorded = record(table, observed(TWO_YEARS, r=rate, a=A, c=c))
    benchmarks = recorded.tables["benchmarks"].reindex(range(2, 2 + len(rate)))
    benchmarks = benchmarks.assign(
        measure="r",
        period=[parse(quarter) for quarter in TWO_YEARS],
        area=OWN,
        value=[one + 0.1 for one in rate],
        marker="",
        published_on=pd.Timestamp("2021-01-01"),
    )
    areas = pd.DataFrame({"code": [OWN], "kind": "council", "region": "", "successor": ""})
    tables = {**recorded.tables, "areas": areas, "benchmarks": benchmarks}
    suppression = suppression_of(
        dataclasses.replace(recorded, tables=tables), next(iter(recorded.quarters))
    )
    hidden = [suppression.cells[number] for number in suppression.withheld]
    last = parse(TWO_YEARS[-1])
    assert {(cell.measure, cell.key[1], cell.area) for cell in hidden} == {
        ("a", last, ""),
        ("r", last, ""),
        ("r", last, OWN),
    }
