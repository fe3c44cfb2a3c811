"""What is withheld and why, by hand; and that no file of a quarter holds it."""

from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterbook import Report
from quarterbook.build.stages import Built, build
from quarterbook.build.standing import check_standing
from quarterbook.data.recorded import Recorded, read_recorded
from quarterbook.data.vintage import vintage_of
from quarterbook.disclosure.blank import as_reported
from quarterbook.ground.periods import parse
from quarterbook.release.publish import publish
from quarterbook.storage.book import Book
from support.books import ROOT, SMALL_BOOK
from support.records import record, withheld
from support.secrets import held_in

MONTHS = [f"2021-{month:02}" for month in range(4, 13)]
QUARTERS = ["2021-22-Q1", "2021-22-Q2", "2021-22-Q3", "2021-22-Q4", "2022-23-Q1"]
Q1, Q2 = parse("2021-22-Q1"), parse("2021-22-Q2")


def measures(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {"unit": "number", "frequency": "quarterly", "reading": "snapshot"}
    return pd.DataFrame([{**usual, "small_numbers": "", "part_of": "", **row} for row in rows])


def observed(**series: list[Any]) -> pd.DataFrame:
    """Rows by measure: a value each, or (numerator, denominator), or a dict; None leaves one out.

    A measure's periods are months where its name begins with m, years with y, else quarters.
    """
    rows = []
    for measure, values in series.items():
        codes = MONTHS if measure.startswith("m") else QUARTERS
        codes = ["2021-22"] if measure.startswith("y") else codes
        for code, given_ in zip(codes, values, strict=False):
            if given_ is None:
                continue
            row = {"measure": measure, "period": parse(code)}
            if isinstance(given_, tuple):
                top, bottom = given_
                row |= {"value": 100 * top / bottom, "numerator": top, "denominator": bottom}
            else:
                row |= given_ if isinstance(given_, dict) else {"value": given_}
            rows.append(row)
    frame = pd.DataFrame(
        rows, columns=["measure", "period", "value", "numerator", "denominator", "marker"]
    )
    figures = ["value", "numerator", "denominator"]
    return frame.assign(marker=frame["marker"].fillna(""), **frame[figures].astype(float))


def gone(table: pd.DataFrame, rows: pd.DataFrame, threshold: int = 5) -> dict[str, list[str]]:
    """By measure the periods withheld."""
    found: dict[str, list[str]] = {}
    for measure, period in sorted(withheld(table, rows, threshold)):
        found.setdefault(measure, []).append(period.code)
    return found


def all_of(ids: str, code: str) -> dict[str, list[str]]:
    return {id_: [code] for id_ in ids}


COUNT = measures({"id": "a"})
SHARE = measures({"id": "a", "unit": "%"})
RATE = measures({"id": "a", "unit": "per 10,000 children"})
TO_DATE = measures({"id": "a", "reading": "year_to_date"})
PARTS = measures({"id": "t"}, *({"id": id_, "part_of": "t"} for id_ in "abcd"))


def parts_of(table: pd.DataFrame, *ids: str) -> pd.DataFrame:
    return table[table["id"].isin(ids)]


# One figure.


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
    assert gone(RATE, shares) == {}
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


# Totals.


def test_a_total_of_two_parts_loses_both() -> None:
    table = parts_of(PARTS, "t", "a", "b")
    assert gone(table, observed(t=[25], a=[5], b=[20])) == {}
    assert gone(table, observed(t=[24], a=[4], b=[20])) == {
        "a": ["2021-22-Q1"],
        "b": ["2021-22-Q1"],
    }


def test_of_three_parts_the_last_goes_with_the_small_one() -> None:
    table = parts_of(PARTS, "t", "a", "b", "c")
    assert gone(table, observed(t=[32, 31], a=[5, 4], b=[7, 7], c=[20, 20])) == {
        "a": ["2021-22-Q2"],
        "c": ["2021-22-Q2"],
    }
    zero_would_hide_nothing = observed(t=[24], a=[4], b=[0], c=[20])
    assert gone(table, zero_would_hide_nothing) == {"a": ["2021-22-Q1"], "c": ["2021-22-Q1"]}


def test_a_part_blank_from_the_start_is_protected_too() -> None:
    rows = observed(t=[100], a=[{"marker": "c"}], b=[97])
    assert gone(parts_of(PARTS, "t", "a", "b"), rows) == {"a": ["2021-22-Q1"], "b": ["2021-22-Q1"]}


def test_hidden_parts_that_come_to_little_give_each_other_away() -> None:
    """100 less 50 less 48 is 2, so that a and b are 1 each: a third has to go."""
    rows = observed(t=[100], a=[1], b=[1], c=[50], d=[48])
    assert gone(PARTS, rows) == all_of("abd", "2021-22-Q1")
    enough = observed(t=[103], a=[3], b=[2], c=[50], d=[48])
    assert gone(PARTS, enough) == all_of("ab", "2021-22-Q1")


def test_a_small_rest_of_a_total_is_a_small_count() -> None:
    table = parts_of(PARTS, "t", "a")
    assert gone(table, observed(t=[100, 100], a=[96, 95])) == {"a": ["2021-22-Q1"]}
    assert gone(table.assign(small_numbers="show"), observed(t=[100], a=[96])) == {}


def test_parts_shown_not_to_make_up_the_total_do_not_give_each_other_away() -> None:
    table = parts_of(PARTS, "t", "a", "b")
    rows = observed(t=[100, 100], a=[30, 4], b=[20, 20])
    assert gone(table, rows) == {"a": ["2021-22-Q2"]}


def test_a_rest_of_a_total_that_nobody_publishes_is_protected() -> None:
    """9 less 8 leaves 1."""
    table = parts_of(PARTS, "t", "a", "b")
    assert gone(table, observed(t=[9], a=[8], b=[0])) == all_of("a", "2021-22-Q1")
    assert gone(table, observed(t=[90, 9], a=[60, 8], b=[10, 0])) == {"a": ["2021-22-Q2"]}


def test_a_figure_of_the_same_period_goes_first() -> None:
    """The quarter's 7 would do and is smaller, but the other part of the year goes."""
    table = measures(
        {"id": "yt", "frequency": "annual"},
        {"id": "yc", "frequency": "annual", "part_of": "yt"},
        {"id": "yb", "frequency": "annual", "part_of": "yt"},
        {"id": "q", "part_of": "yt"},
    )
    rows = observed(yt=[82], yc=[4], yb=[50], q=[7, 7, 7, 7])
    assert gone(table, rows) == {"yb": ["2021-22"], "yc": ["2021-22"]}


def test_totals_of_totals() -> None:
    """The 4 falls out of b, b out of t: one more goes on each level."""
    table = measures(
        {"id": "t"},
        {"id": "a", "part_of": "t"},
        {"id": "b", "part_of": "t"},
        {"id": "c", "part_of": "b"},
        {"id": "d", "part_of": "b"},
    )
    rows = observed(t=[60], a=[40], b=[20], c=[4], d=[16])
    assert gone(table, rows) == {"c": ["2021-22-Q1"], "d": ["2021-22-Q1"]}
    without_d = observed(t=[60], a=[40], b=[20], c=[4], d=[{"marker": "c"}])
    assert gone(table, without_d) == {"c": ["2021-22-Q1"], "d": ["2021-22-Q1"]}
    marked = observed(t=[60], a=[40], b=[{"value": 20, "marker": "c"}], c=[9], d=[11])
    assert gone(table, marked) == all_of("abd", "2021-22-Q1")


def test_a_quarter_and_its_months() -> None:
    """May is the quarter less April and June: the older of them goes."""
    table = measures({"id": "t"}, {"id": "m", "frequency": "monthly", "part_of": "t"})
    assert gone(table, observed(t=[30], m=[10, 5, 15])) == {}
    assert gone(table, observed(t=[29], m=[10, 4, 15])) == {"m": ["2021-04", "2021-05"]}


def test_the_months_of_a_part_that_reports_by_quarter() -> None:
    """May's total less the other part is 4; once 17 is gone, the quarter must not bring it back."""
    table = measures(
        {"id": "mt", "frequency": "monthly"},
        {"id": "m", "frequency": "monthly", "part_of": "mt"},
        {"id": "q", "part_of": "mt"},
    )
    rows = observed(mt=[20, 21, 22], m=[10, 17, 12], q=[24])
    assert gone(table, rows) == {"m": ["2021-04", "2021-05"]}
    assert gone(table, observed(mt=[20, 22, 22], m=[10, 17, 12], q=[25])) == {}


def test_a_year_and_its_quarters() -> None:
    table = measures({"id": "y", "frequency": "annual"}, {"id": "q", "part_of": "y"})
    rows = observed(y=[64], q=[20, 4, 30, 10])
    assert gone(table, rows) == {"q": ["2021-22-Q1", "2021-22-Q2"]}


# Periods.


def test_a_cumulative_figure_is_withheld_beside_one_that_is_too_near() -> None:
    """Of two the older one goes; of 10, 12, 14 and 15 the middle two: any pair else is too near."""
    assert gone(TO_DATE, observed(a=[10, 12, 20])) == {"a": ["2021-22-Q1"]}
    assert gone(TO_DATE, observed(a=[10, 15, 20])) == {}
    assert gone(TO_DATE, observed(a=[10, 10, 20])) == {}
    assert gone(TO_DATE, observed(a=[10, None, 12, 20])) == {"a": ["2021-22-Q1"]}
    assert gone(TO_DATE, observed(a=[10, 12, 14, 15])) == {"a": ["2021-22-Q2", "2021-22-Q3"]}
    assert gone(TO_DATE, observed(a=[10, 20, 30, 40, 6])) == {}
    assert gone(TO_DATE, observed(a=[10, 20, 30, 40, 4])) == {"a": ["2022-23-Q1"]}
    assert gone(COUNT, observed(a=[10, 12, 20])) == {}


def test_the_months_of_a_cumulative_figure() -> None:
    """May's 3 falls out of the running totals for April and May, and out of May's with April's."""
    table = measures(
        {"id": "mt", "frequency": "monthly", "reading": "year_to_date"},
        {"id": "m", "frequency": "monthly", "part_of": "mt"},
    )
    rows = observed(mt=[10, 13, 25, 40], m=[10, 3, 12, 15])
    assert gone(table, rows) == {"m": ["2021-04", "2021-05"], "mt": ["2021-04"]}
    assert gone(table, observed(mt=[10, 15, 27], m=[10, 5, 12])) == {}


def test_a_period_without_figure_between_two_cumulative_ones() -> None:
    """The months say 10 in April and 12 in June; the running total of 24 leaves 2 for May."""
    table = measures(
        {"id": "mt", "frequency": "monthly", "reading": "year_to_date"},
        {"id": "m", "frequency": "monthly", "part_of": "mt"},
    )
    rows = observed(mt=[10, None, 24], m=[10, None, 12])
    assert gone(table, rows) == {"m": ["2021-06"]}
    assert gone(table, observed(mt=[10, None, 27], m=[10, None, 12])) == {}


def test_the_months_of_a_rolling_year() -> None:
    """Two rolling years a month apart differ by the month that came and the one that went."""
    table = measures(
        {"id": "r", "frequency": "monthly", "reading": "rolling_12"},
        {"id": "m", "frequency": "monthly", "part_of": "r"},
    )
    begin = parse("2019-04")
    months = [begin.back(-place) for place in range(27)]
    counts = [10.0 + place % 3 for place in range(27)]
    counts[20] = 4

    def rows(rolling: list[int]) -> pd.DataFrame:
        found = [("m", months[at], count) for at, count in enumerate(counts)]
        found += [("r", months[at], sum(counts[at - 11 : at + 1])) for at in rolling]
        blank = {"numerator": float("nan"), "denominator": float("nan"), "marker": ""}
        return pd.DataFrame(found, columns=["measure", "period", "value"]).assign(**blank)

    december = "2020-12"
    assert gone(table, rows([])) == {"m": [december]}
    assert gone(table, rows([20])) == {"m": ["2020-01", december]}
    # The year to November would give January 2020 away: the year to December goes instead.
    assert gone(table, rows([19, 20])) == {"m": [december], "r": [december]}
    assert gone(table, rows([19])) == {"m": [december]}


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


# Whatever the figures.


@st.composite
def tables(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A total, its parts and a share of it, in quarters or running over the year."""
    ids = "abcd"[: draw(st.integers(1, 4))]
    periods = draw(st.integers(1, 4))
    counts = st.lists(st.integers(0, 12), min_size=periods, max_size=periods)
    parts = {id_: draw(counts) for id_ in ids}
    rest = draw(counts) if draw(st.booleans()) else [0] * periods
    observations = {id_: draw(st.sampled_from(["snapshot", "year_to_date"])) for id_ in (*ids, "t")}

    def shown(id_: str, amounts: list[int]) -> list[Any]:
        running = observations[id_] == "year_to_date"
        figures = list(itertools.accumulate(amounts)) if running else amounts
        return [
            draw(st.sampled_from([value, value, value, None, {"value": value, "marker": "c"}]))
            for value in figures
        ]

    total = [sum(column) + more for *column, more in zip(*parts.values(), rest, strict=True)]
    rows = {id_: shown(id_, amounts) for id_, amounts in {**parts, "t": total}.items()}
    rows["s"] = [(count, 100) for count in parts["a"]] if draw(st.booleans()) else []
    table = measures(
        *({"id": id_, "reading": observations[id_], "part_of": "t"} for id_ in ids),
        {"id": "t", "reading": observations["t"]},
        {"id": "s", "unit": "%", "reading": "snapshot"},
    )
    return table, observed(**rows)


@settings(max_examples=30, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_change_what_is_withheld(
    given_: tuple[pd.DataFrame, pd.DataFrame], chance: Any
) -> None:
    table, rows = given_
    found = withheld(table, rows, 5)
    order = list(rows.index)
    chance.shuffle(order)
    assert withheld(table.iloc[::-1], rows.loc[order], 5) == found


whole_tables = st.integers(2, 4).flatmap(
    lambda parts: st.lists(
        st.lists(st.integers(0, 7), min_size=parts, max_size=parts), min_size=1, max_size=3
    )
)


@settings(max_examples=40, deadline=None)
@given(whole_tables)
def test_every_withheld_count_could_be_another(quarters: list[list[int]]) -> None:
    """By trying all counts: those that agree with what is published differ in each withheld one."""
    ids = "abcd"[: len(quarters[0])]
    table = parts_of(PARTS, "t", *ids)
    series = {id_: [row[place] for row in quarters] for place, id_ in enumerate(ids)}
    found = gone(table, observed(t=[sum(row) for row in quarters], **series), threshold=3)
    for code, row in zip(QUARTERS, quarters, strict=False):
        secret = {id_ for id_ in (*ids, "t") if code in found.get(id_, [])}
        assert {id_ for id_, count in zip(ids, row, strict=True) if 0 < count < 3} <= secret
        fits = [
            dict(zip((*ids, "t"), (*counts, sum(counts)), strict=True))
            for counts in itertools.product(range(12), repeat=len(ids))
            if all(id_ in secret or counts[place] == row[place] for place, id_ in enumerate(ids))
            and ("t" in secret or sum(counts) == sum(row))
        ]
        for id_ in secret:
            assert len({counts[id_] for counts in fits}) > 1


@settings(max_examples=30, deadline=None)
@given(whole_tables, st.booleans())
def test_later_editions_never_change_what_was_withheld(
    quarters: list[list[int]], running: bool
) -> None:
    """Each quarter's figures are recorded before the cut-off of its own edition."""
    ids = "abcd"[: len(quarters[0])]
    table = parts_of(PARTS, "t", *ids)
    table = table.assign(reading="year_to_date" if running else "snapshot")
    series = {id_: [row[place] for row in quarters] for place, id_ in enumerate(ids)}
    series["t"] = [sum(row) for row in quarters]
    if running:
        series = {id_: list(itertools.accumulate(amounts)) for id_, amounts in series.items()}
    rows = observed(**series)
    days = dict(zip(QUARTERS, ("2021-07-20", "2021-10-20", "2022-01-20"), strict=False))
    rows["recorded_on"] = [days[period.code] for period in rows["period"]]
    cut_offs = {code: f"{day[:7]}-31" for code, day in days.items()}
    last = record(table, rows, 3, cut_offs)
    shown = {
        period.code: as_reported(last, period).tables["observations"] for period in last.quarters
    }
    for number, code in enumerate(list(cut_offs)[: len(quarters)], 1):
        so_far = rows[[period.code <= code for period in rows["period"]]]
        some = dict(list(cut_offs.items())[:number])
        then = as_reported(record(table, so_far, 3, some), parse(code)).tables["observations"]
        pd.testing.assert_frame_equal(
            then.reset_index(drop=True), shown[code].reset_index(drop=True)
        )


# The record as a quarter may know it.


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
                pd.testing.assert_frame_equal(one, other)
            else:
                assert one == other


def test_protecting_twice_is_protecting_once(demonstration: Recorded) -> None:
    every = demonstration.tables["observations"]
    for threshold in (5, 300):
        council = demonstration.council.model_copy(update={"suppression_threshold": threshold})
        recorded = dataclasses.replace(demonstration, council=council)
        for period in recorded.quarters if threshold == 5 else (Q2,):
            once = as_reported(recorded, period)
            twice = as_reported(once, period)
            for name in ("observations", "benchmarks"):
                pd.testing.assert_frame_equal(once.tables[name], twice.tables[name])
            assert set(once.tables["observations"].index) <= set(every.index)


# A quarter, built and published.

PLANTED = {
    "a small count and its share": ["4871093", "31.4159358", "31.41594", "15505166"],
    "a share of nearly all": ["97.5308205", "97.53082", "2219137", "87654321", "89873458"],
    "marked confidential": ["98765.4321", "98765.4"],
    "what was known before of one": ["86420.1357", "86420.1"],
    "a small part": ["4391527"],
    "the part that would give it away": ["8213206"],
    "a small forecast": ["4127853"],
    "another council's small count": ["3999111"],
}
SHOWN = ["12604733", "13017345", "6310222", "6707123"]
HEAD = "title,outcome,sub_outcome,service,owner,committee,unit,decimals,polarity,kind,frequency"
MEASURES = f"""\
id,{HEAD},reading,rag_rule,direction_basis,seasonal,status,first_quarter,retired_quarter,\
definition,source,small_numbers,part_of
recycling-rate,Recycled,environment,waste,,,,%,5,higher,measure,quarterly,snapshot,,,,live,,,,,,
missed-bins,Missed bins,environment,waste,,,,per head,1,lower,measure,monthly,snapshot,,,,live,,,,,,
clean-streets,Clean,environment,streets,,,,%,5,higher,measure,quarterly,snapshot,,,,live,,,,,,
homes,New homes,housing,supply,,,,number,0,higher,measure,annual,snapshot,,,,live,,,,,,
social,Social,housing,supply,,,,number,0,higher,measure,annual,snapshot,,,,live,,,,,,homes
private,Private,housing,supply,,,,number,0,higher,measure,annual,snapshot,,,,live,,,,,,homes
"""
OBSERVATIONS = """\
measure,period,value,numerator,denominator,marker,recorded_on,note
recycling-rate,2020-21-Q3,45.21111,,,,2021-01-20,
recycling-rate,2020-21-Q4,47.32222,,,,2021-04-20,
recycling-rate,2021-22-Q1,48.13333,,,,2021-07-20,
recycling-rate,2021-22-Q2,31.4159358,4871093,15505166,,2021-10-20,It is 4871093 now
missed-bins,2021-05,61.3,,,,2021-06-03,
missed-bins,2021-06,58.2,,,,2021-07-03,
missed-bins,2021-07,86420.1357,,,,2021-08-02,
missed-bins,2021-07,,,,c,2021-10-05,Withdrawn
missed-bins,2021-08,98765.4321,,,c,2021-09-03,
missed-bins,2021-09,60.4,,,,2021-10-05,
clean-streets,2021-22-Q1,95.12345,,,,2021-07-20,
clean-streets,2021-22-Q2,97.5308205,87654321,89873458,,2021-10-20,
homes,2018-19,12950117,,,,2019-06-01,
social,2018-19,6431908,,,,2019-06-01,
private,2018-19,6518209,,,,2019-06-01,
homes,2019-20,12604733,,,,2020-06-01,
social,2019-20,4391527,,,,2020-06-01,
private,2019-20,8213206,,,,2020-06-01,
homes,2020-21,13017345,,,,2021-06-01,
social,2020-21,6310222,,,,2021-06-01,
private,2020-21,6707123,,,,2021-06-01,
social,2021-22,4127853,,,f,2021-10-01,
"""
BENCHMARKS = """\
measure,period,area,value,numerator,denominator,marker,source,published_on
social,2019-20,E07000998,4391527,,,,Homes statistics,2021-06-01
social,2019-20,E07000991,7100000,,,,Homes statistics,2021-06-01
social,2019-20,E07000992,7300000,,,,Homes statistics,2021-06-01
social,2019-20,E07000993,3999111,,,,Homes statistics,2021-06-01
"""
AREAS = "code,name,kind,region,from,to,successor\n" + "".join(
    f"E0700099{number},Council {number},council,,,,\n" for number in (1, 2, 3, 8)
)
READS_ALL = """\
import pandas as pd
print(pd.read_csv("../data/observations.csv").to_string())
print(pd.read_csv("../data/benchmarks.csv").to_string())
from quarterbook.data.recorded import read_recorded
from quarterbook.storage.book import Book
print(read_recorded(Book.find(None)).tables["observations"].to_csv())
print(report.view.vintage.observations.to_csv(), report.view.vintage.benchmarks.to_csv())"""


def plant(folder: Path, observations: str = OBSERVATIONS) -> Book:
    """The small book with other figures, and a notebook that prints all the data it finds."""
    shutil.copytree(SMALL_BOOK, folder)
    for name, text in {
        "measures": MEASURES,
        "observations": observations,
        "benchmarks": BENCHMARKS,
        "areas": AREAS,
        "targets": "measure,period,target,floor,lower,upper,set_on\n",
        "commentary": "measure,quarter,commentary,action,highlight,rag_judgement,rag_reason,"
        "owner,written_on\nrecycling-rate,2021-22-Q2,It fell.,,concern,,,,2021-10-22\n",
    }.items():
        (folder / "data" / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "data" / "notes.txt").write_text("4871093 people\n", encoding="utf-8")
    council = folder / "params" / "council.yml"
    text = council.read_text(encoding="utf-8")
    council.write_text(f"{text}suppression_threshold: 5000000\n", encoding="utf-8")
    notebook = folder / "notebooks" / "environment.ipynb"
    content = json.loads(notebook.read_text(encoding="utf-8"))
    for number, source in enumerate((READS_ALL, 'report["recycling-rate"].benchmark()')):
        tags = {"tags": ["show-print"]}
        cell = {"cell_type": "code", "id": f"all-{number}", "metadata": tags, "source": source}
        content["cells"].append(cell | {"execution_count": None, "outputs": []})
    notebook.write_text(json.dumps(content), encoding="utf-8")
    return Book(folder)


def forms(figure: str) -> set[str]:
    """A figure with and without thousands comma."""
    whole, point, places = figure.partition(".")
    return {figure, f"{int(whole):,}{point}{places}"}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Built:
    book = plant(tmp_path_factory.mktemp("planted") / "book")
    built = build(book, "2021-22-q2", jobs=1)
    assert built.ok, built.problems
    publish(book, Q2, book.root / "public", check_standing(book, Q2), draft=True)
    return built


@pytest.mark.builds
def test_no_file_of_a_quarter_holds_a_withheld_figure(planted: Built) -> None:
    public = planted.folder.parents[1] / "public"
    for folder in (planted.folder, public):
        texts = held_in(folder)
        for what, figures in PLANTED.items():
            for form in {form for figure in figures for form in forms(figure)}:
                where = [name for name, text in texts if form in text]
                assert not where, f"{what}: {form} is in {where}"
        assert any("[c]" in text for _, text in texts)
    assert [note.split(" is ")[0] for note in planted.notes] == ["data/notes.txt"]


def test_the_search_would_have_found_it(planted: Built) -> None:
    """What is published is found in a page, in the paper, in Word, in the workbook and in CSV."""
    texts = held_in(planted.folder)
    for figure in SHOWN:
        where = " ".join(name for name, text in texts if any(f in text for f in forms(figure)))
        for place in (
            "site/notebooks/housing.html",
            "report.pdf page",
            "report.docx/word/document.xml",
            "data.xlsx/xl/",
            ".csv",
            "source/data/observations.csv",
        ):
            assert place in where, f"{figure} is not in {place}"


def test_charts_are_drawn_as_if_nobody_had_recorded_the_figure(
    planted: Built, tmp_path: Path
) -> None:
    """Byte for byte: scale, ticks and labels know nothing of it either."""
    rows = list(csv.reader(io.StringIO(OBSERVATIONS)))
    of_none = [
        [*row[:2], "", "", "", "c", row[6], ""]
        if any(cell in figures for figures in PLANTED.values() for cell in row[2:4])
        else row
        for row in rows
        if row[5] != "f" and row[2] != "86420.1357"
    ]
    assert sum(row[5] == "c" for row in of_none) == 6
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(of_none)
    blank = Report("2021-22-q2", book=plant(tmp_path / "book", text.getvalue()).root)
    built = Report("2021-22-q2", book=planted.folder / "source")
    in_jupyter = Report("2021-22-q2", book=planted.folder.parents[1])
    for view in blank.view.shown:
        for path, svg in blank[view.id].chart().files.items():
            assert (planted.folder / "source" / path).read_text(encoding="utf-8") == svg
        for other in (built, in_jupyter):
            assert other[view.id].section() == blank[view.id].section()


def test_the_staged_data_are_the_analyst_s_less_what_is_withheld(planted: Built) -> None:
    data = planted.folder / "source" / "data"
    assert sorted(path.name for path in data.iterdir()) == [
        f"{name}.csv"
        for name in ("areas", "benchmarks", "commentary", "measures", "observations", "targets")
    ]
    assert (data / "measures.csv").read_text(encoding="utf-8") == MEASURES
    lines = (data / "observations.csv").read_bytes().decode("utf-8").split("\n")
    before = OBSERVATIONS.split("\n")
    assert lines[:4] == before[:4]
    assert lines[4:6] == ["recycling-rate,2021-22-Q2,,,,c,2021-10-20,", before[5]]
    assert "missed-bins,2021-07,,,,c,2021-08-02," in lines
    assert "missed-bins,2021-07,,,,c,2021-10-05," in lines
    assert not any(line.endswith(("2021-10-01,", "\r")) for line in lines)
    read_recorded(Book(planted.folder / "source"))
