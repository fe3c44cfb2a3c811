"""Several years together beside the single years in them: the sum or the mean gives none away."""

from __future__ import annotations

import pandas as pd

from quarterbook.disclosure.deciding.decided_record import suppression_of
from quarterbook.ground.periods import parse
from support.records import CUT_OFFS, counts, record, withheld

Y1, Y2, Y3 = "2018-19", "2019-20", "2020-21"
TWO, THREE = "2019-20 to 2020-21", "2018-19 to 2020-21"


def annual(unit: str = "children", **parts: str) -> pd.DataFrame:
    usual = {"frequency": "annual", "reading": "snapshot", "small_numbers": "", "unit": unit}
    return pd.DataFrame([{**usual, "id": id_, "part_of": of} for id_, of in parts.items()])


def hidden(table: pd.DataFrame, *rows: tuple[str, str, float]) -> set[tuple[str, str]]:
    frame = counts([(*row, "2021-06-01") for row in rows])
    return {(id_, period.code) for id_, period in withheld(table, frame, 5)}


def test_a_sum_of_years_less_the_others_is_the_year() -> None:
    """18 less 15 is 3; 40 less 15 is 25, which is nobody's secret."""
    table = annual(a="")
    assert hidden(table, ("a", Y2, 15), ("a", Y3, 3), ("a", TWO, 18)) == {("a", Y2), ("a", Y3)}
    assert hidden(table, ("a", Y2, 15), ("a", Y3, 25), ("a", TWO, 40)) == set()
    alone = hidden(table, ("a", Y1, 15), ("a", Y3, 3), ("a", "2016-17 to 2017-18", 18))
    assert alone == {("a", Y3)}


def test_a_mean_of_years_gives_the_year_too() -> None:
    """Three times 8 less 12 and 9 is 3."""
    rows = [("a", Y1, 12), ("a", Y2, 9), ("a", Y3, 3), ("a", THREE, 8)]
    assert hidden(annual(a=""), *rows) == {("a", Y1), ("a", Y3)}


def test_a_year_that_nobody_recorded_is_kept_where_it_is_small() -> None:
    """18 less 15 is 3, whether or not it has a row; 28 less 15 may be known."""
    assert hidden(annual(a=""), ("a", Y2, 15), ("a", TWO, 18)) != set()
    assert hidden(annual(a=""), ("a", Y2, 15), ("a", TWO, 28)) == set()
    assert hidden(annual(a=""), ("a", TWO, 18), ("a", THREE, 21)) != set()


def test_a_year_marked_confidential_follows_from_no_sum() -> None:
    frame = counts([("a", code, n, "2021-06-01") for code, n in ((Y1, 20), (Y2, 15), (THREE, 98))])
    blank = counts([("a", Y3, float("nan"), "2021-06-01")]).assign(marker="c")
    gone = {period.code for _, period in withheld(annual(a=""), pd.concat([frame, blank]), 5)}
    assert gone > {Y3}


def test_rates_of_several_years_have_numerators_that_add_up() -> None:
    """73 of 6,000 less 40 and 30 of 2,000 each is 3."""
    rows = [(Y1, 20.0, 40, 2000), (Y2, 15.0, 30, 2000), (Y3, 1.5, 3, 2000), (THREE, 12.2, 73, 6000)]
    frame = pd.DataFrame(rows, columns=["period", "value", "numerator", "denominator"])
    frame = frame.assign(measure="a", marker="", period=frame["period"].map(parse))
    gone = {period.code for _, period in withheld(annual("per 1,000", a=""), frame, 5)}
    assert gone == {Y1, Y3}


def test_years_of_a_part_are_those_of_the_total_of_several_years() -> None:
    rows = [("a", Y1, 20), ("a", Y2, 15), ("a", Y3, 3)]
    gone = hidden(annual(a="t", t=""), *rows, ("t", THREE, 38))
    assert gone == {("a", Y1), ("a", Y3)}


def test_rolling_three_years_of_another_name_are_found_to_be_the_years() -> None:
    """9, 3 and 11 are 23: where one of the sums is another, nothing says whose they are."""
    years = [20, 15, 12, 9, 3, 11, 14, 10]
    one = [("a", f"{2013 + at}-{14 + at}", n) for at, n in enumerate(years)]
    sums = [sum(years[at : at + 3]) for at in range(6)]
    spans = [f"{2013 + at}-{14 + at} to {2015 + at}-{16 + at}" for at in range(6)]
    three = [("th", code, n) for code, n in zip(spans, sums, strict=True)]
    secret = ("a", "2017-18")
    assert hidden(annual(a="", th=""), *one, *three) > {secret}
    other = [*three[:2], ("th", spans[2], sums[2] + 7), *three[3:]]
    assert hidden(annual(a="", th=""), *one, *other) == {secret}


def test_what_is_out_stays_out_and_the_several_years_of_a_later_quarter_are_held_back() -> None:
    rows = [("a", Y2, 15, "2021-06-01"), ("a", Y3, 3, "2021-06-01"), ("a", TWO, 18, "2022-07-01")]
    days = dict(list(CUT_OFFS.items())[:2])
    recorded = record(annual(a=""), counts(rows), cut_offs=days)
    suppression = suppression_of(recorded, parse("2022-23-Q1"))
    assert {suppression.cells[n].key[1].code for n in suppression.withheld} == {Y3, TWO}
