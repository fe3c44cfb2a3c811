"""What is withheld of one figure, and of a count under two names, by hand."""

from __future__ import annotations

import pytest

from quarterbook.disclosure.small_counts import broken_counts
from support.tables import (
    COUNT,
    PARTS,
    RATE,
    SHARE,
    TO_DATE,
    all_of,
    gone,
    measures,
    observed,
    parts_of,
)


def test_a_small_count_is_withheld_and_zero_is_not() -> None:
    assert gone(COUNT, observed(a=[4, 5, 0, 1])) == {"a": ["2021-22-Q1", "2021-22-Q4"]}
    assert gone(measures({"id": "a", "unit": ""}), observed(a=[4, 5])) == {"a": ["2021-22-Q1"]}
    assert gone(COUNT, observed(a=[4, 5, 0, 1]), threshold=2) == {"a": ["2021-22-Q4"]}
    for nothing in (0, 1):
        assert gone(COUNT, observed(a=[4, 5, 0, 1]), threshold=nothing) == {}


def test_a_figure_that_counts_nothing_is_not_small() -> None:
    assert gone(measures({"id": "a", "unit": "days"}), observed(a=[3.2])) == {}
    assert gone(SHARE, observed(a=[3.2])) == {}


def test_a_value_that_is_not_whole_is_no_small_count() -> None:
    lost = measures({"id": "a", "decimals": 1})
    assert gone(lost, observed(a=[2.7, 3, 8])) == {}
    assert gone(lost, observed(a=[2, 3, 8])) == {"a": ["2021-22-Q1", "2021-22-Q2"]}


def test_what_is_marked_confidential_is_withheld_whatever_it_is() -> None:
    for marked in ({"value": 100, "marker": "c"}, {"marker": "c"}, {"value": 0, "marker": "c"}):
        assert gone(COUNT, observed(a=[marked, 20])) == {"a": ["2021-22-Q1"]}
        shown = COUNT.assign(small_numbers="show")
        assert gone(shown, observed(a=[marked, 3])) == {"a": ["2021-22-Q1"]}


def test_a_rate_goes_with_its_numerator() -> None:
    assert gone(RATE, observed(a=[(4, 9000), (5, 9000), (0, 9000)])) == {"a": ["2021-22-Q1"]}
    assert gone(SHARE, observed(a=[(4, 90), (5, 90), (0, 90)])) == {"a": ["2021-22-Q1"]}


def test_a_percentage_and_its_denominator_give_the_count() -> None:
    """4.4% of 90 is 4 people, 5.6% of 90 is 5; 0.1% of 90 is somebody all the same."""
    of_90 = [{"value": value, "denominator": 90} for value in (4.4, 5.6, 0.1, 0)]
    assert gone(SHARE, observed(a=of_90)) == {"a": ["2021-22-Q1", "2021-22-Q3"]}


def test_a_percentage_goes_with_its_complement() -> None:
    shares = observed(a=[(86, 90), (85, 90), (90, 90)])
    assert gone(SHARE, shares) == {"a": ["2021-22-Q1"]}
    assert gone(RATE, shares) == {"a": ["2021-22-Q1"]}
    assert gone(RATE, observed(a=[(94, 90), (93, 90)])) == {}
    no_numerator = [{"value": value, "denominator": 90} for value in (95.6, 94.4, 100, 99.9)]
    assert gone(SHARE, observed(a=no_numerator)) == {"a": ["2021-22-Q1", "2021-22-Q4"]}


def test_a_rate_over_few_people_is_withheld() -> None:
    days = measures({"id": "a", "unit": "days"})
    over_few = [{"value": 7, "numerator": 7.0 * of, "denominator": of} for of in (4, 5)]
    assert gone(days, observed(a=over_few)) == {"a": ["2021-22-Q1"]}


def test_a_measure_that_counts_no_people_may_show_its_small_numbers() -> None:
    for table in (COUNT, SHARE, TO_DATE):
        shown = table.assign(small_numbers="show")
        assert gone(shown, observed(a=[4, (4, 90), (88, 90)])) == {}
    without_columns = COUNT.drop(columns=["small_numbers", "part_of"])
    assert gone(without_columns, observed(a=[4, 5])) == {"a": ["2021-22-Q1"]}


def test_a_small_forecast_is_withheld_and_gives_nothing_away() -> None:
    table = parts_of(PARTS, "t", "a", "b")
    rows = observed(
        t=[30, {"value": 24, "marker": "f"}],
        a=[10, {"value": 4, "marker": "f"}],
        b=[20, {"value": 20, "marker": "f"}],
    )
    assert gone(table, rows) == {"a": ["2021-22-Q2"]}


# The same count under two names.


NAMED_TWICE = measures(
    {"id": "t"}, {"id": "a", "part_of": "t"}, {"id": "b", "part_of": "t"}, {"id": "s", "unit": "%"}
)


def test_a_percentage_stands_for_the_count_that_is_its_numerator() -> None:
    """With b, its share of 100 had to go, which says it again: the total alone is less."""
    rows = observed(t=[30, 24], a=[10, 4], b=[20, 20], s=[(20, 100), (20, 100)])
    assert gone(NAMED_TWICE, rows) == all_of("at", "2021-22-Q2")
    another = observed(t=[30, 24], a=[10, 4], b=[20, 20], s=[(21, 100), (20, 100)])
    assert gone(NAMED_TWICE, another) == all_of("ab", "2021-22-Q2")
    only_period = observed(t=[24], a=[4], b=[20], s=[(20, 100)])
    assert gone(NAMED_TWICE, only_period) == all_of("at", "2021-22-Q1")


def test_readers_see_only_what_is_published() -> None:
    """The one quarter in which share and count differ is withheld: they look the same."""
    rows = observed(
        t=[14, 20, 16, 21],
        a=[10, 10, 4, 10],
        b=[4, 10, 12, 11],
        s=[(3, 100), (10, 100), (12, 100), (11, 100)],
    )
    small, other = "2021-22-Q1", "2021-22-Q3"
    assert gone(NAMED_TWICE, rows) == {
        "a": [small, other],
        "b": [small],
        "s": [small],
        "t": [other],
    }


def test_a_percentage_and_its_numerator_give_the_denominator_away() -> None:
    """8 of b are 40%, so that they are 20: with b the share had to go, so it is the total."""
    rows = observed(t=[31, 24], a=[10, 4], b=[21, 20], s=[(8, 21), (8, 20)])
    assert gone(NAMED_TWICE, rows) == all_of("at", "2021-22-Q2")
    unlike = observed(t=[31, 24], a=[10, 4], b=[21, 20], s=[(8, 22), (8, 20)])
    assert gone(NAMED_TWICE, unlike) == all_of("ab", "2021-22-Q2")


@pytest.mark.parametrize(
    "unit",
    [
        "suicides in a year",
        "stillbirths a year",
        "conceptions (under 18 years)",
        "members of staff",
        "NEET (16 to 17)",
        "rough sleepers on a night",
        "exclusions per term",
        "complaints to the ombudsman",
        "persons/year",
        "first time entrants",
        "index offences",
        "second homes",
        "A&E attendances",
        "A level entries",
        "under 18 conceptions",
        "under-18 conceptions",
        "out of area placements",
        "Year 11 pupils",
        "day patients",
        "24 hour crisis calls",
        "months-old babies",
        "FTE leavers",
        "Aged 65+ admissions",
        "In custody",
        "over 65s",
        "children/young people",
        "time lost claimants",
    ],
)
def test_what_is_said_behind_a_unit_makes_it_no_measure(unit: str) -> None:
    counts = measures({"id": "a", "unit": unit})
    assert gone(counts, observed(a=[12, 3, 8])) == {"a": ["2021-22-Q2"]}


@pytest.mark.parametrize(
    "unit",
    [
        "days to decide",
        "hours of care",
        "£ per child",
        "points out of 20",
        "out of 12",
        "weeks",
        "average visits a person",
        "tonnes of waste",
        "kg per household",
        "days (median)",
        "working days lost",
        "days lost to sickness",
        "hours a week",
        "times annual pay",
        "weeks waiting",
        "km/h",
        "waiting time",
        "tonnes CO2e",
    ],
)
def test_what_is_measured_is_no_count_whatever_it_is_of(unit: str) -> None:
    assert gone(measures({"id": "a", "unit": unit}), observed(a=[12, 3, 8])) == {}


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        ("in every 1,000", 0.25),
        ("out of 1,000", 0.25),
        ("per ten thousand", 2.5),
        ("pct", 0.025),
        ("per 1.000", 0.25),
        ("a thousand", 0.25),
        ("per hundred thousand", 25),
        ("out of 100", 0.025),
        ("in every 10 children", 0.0025),
    ],
)
def test_a_rate_of_so_many_however_it_is_spelt(unit: str, value: float) -> None:
    """3 of 12,000; and 6 of them."""
    rates = measures({"id": "a", "unit": unit, "decimals": 3})
    of = [{"value": times * value, "denominator": 12000} for times in (1, 2)]
    assert gone(rates, observed(a=of)) == {"a": ["2021-22-Q1"]}


@pytest.mark.parametrize(
    ("unit", "value", "of"),
    [
        ("per 1,000 births", 980, 100),
        ("‰", 980, 100),
        ("proportion", 0.98, 100),
        ("out of 10", 9.8, 100),
        ("number", 0.98, 100),
    ],
)
def test_a_share_of_any_base_leaves_the_rest(unit: str, value: float, of: int) -> None:
    """2 are left; of ten times as many 20."""
    shares = measures({"id": "a", "unit": unit, "decimals": 2})
    rows = [{"value": value, "denominator": of}, {"value": value, "denominator": 10 * of}]
    assert gone(shares, observed(a=rows)) == {"a": ["2021-22-Q1"]}
    whole = [{**row, "numerator": round(0.98 * row["denominator"])} for row in rows]
    assert gone(shares, observed(a=whole)) == {"a": ["2021-22-Q1"]}


@pytest.mark.parametrize(("decimals", "quarters"), [(0, ["2021-22-Q4"]), (1, [])])
def test_one_value_that_is_not_whole_makes_no_measurement_of_a_count(
    decimals: int, quarters: list[str]
) -> None:
    """A slip of the pen; a measure that is shown with decimals may be no count."""
    counts = measures({"id": "a", "unit": "exclusions", "decimals": decimals})
    assert gone(counts, observed(a=[12, 20.5, 14, 3])).get("a", []) == quarters


@pytest.mark.parametrize(
    ("unit", "values", "is_asked"),
    [
        ("exclusions", [12, 20.5, 14, 3], True),
        ("number", [12, 20.5, 14, 3], True),
        ("exclusions", [12, 20.5, 14, 7], False),
        ("exclusions", [12.5, 20.5, 14.1, 3], False),
        ("exclusions", [12, 20, 14, 3], False),
        ("days", [12, 20.5, 14, 3], False),
    ],
)
def test_who_has_one_value_that_is_not_whole_is_asked(
    unit: str, values: list[float], *, is_asked: bool
) -> None:
    counts = measures({"id": "a", "unit": unit, "decimals": 1})
    assert broken_counts(counts, observed(a=values), 5) == ["a"] * is_asked
