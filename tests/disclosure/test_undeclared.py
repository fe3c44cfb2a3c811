"""What nobody declared: counts behind rates, units that count, one figure under two names, sums."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from quarterbook.data.params.council import Chance
from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.account import account_of
from quarterbook.disclosure.deciding.decided_record import suppression_of
from quarterbook.ground.errors import BookError
from support.books import ROOT, copy_book
from support.records import record
from support.undeclared import QUARTERS, TWO_YEARS, A, B, gone, measures, observed

SECOND = "2021-22-Q2"


def with_last(**series: list[Any]) -> set[str]:
    """The measures that are withheld with the 3 of measure a in the last quarter of two years."""
    rows = observed(TWO_YEARS, a=A, **series)
    units = {"p": "%", "d": "% change", "mean": "average"}
    table = measures(**{id_: units.get(id_, "number") for id_ in ("a", *series)})
    return {id_ for id_, code in gone(table, rows) if code == TWO_YEARS[-1]}


def but_once(series: list[float]) -> list[float]:
    """The same, with one more in the third quarter."""
    return [number + (place == 2) for place, number in enumerate(series)]


def test_a_rounded_count_goes_where_the_same_count_is_withheld() -> None:
    """Shown as 5 it is 3 or more, withheld 1 to 4: the two say 3 or 4. Alone it stays rounded."""
    table = measures(a="number", b="number")
    table["small_numbers"] = ["", "round"]
    both = {("a", SECOND), ("b", SECOND)}
    assert gone(table, observed(a=[9, 3, 12, 20], b=[9, 3, 12, 20])) == both
    assert gone(table, observed(a=[9, 3, 12, 20], b=[9, 3, 12, 21])) == {("a", SECOND)}
    table = measures(p="%", b="number")
    table["small_numbers"] = ["", "round"]
    shares = [(22.5, 9, 40), (7.3, 3, 41), (30.0, 12, 40), (46.5, 20, 43)]
    both = {("p", SECOND), ("b", SECOND)}
    assert gone(table, observed(p=shares, b=[9, 3, 12, 20])) == both
    assert gone(table, observed(b=[9, 3, 12, 20])) == set()


def test_a_rate_per_thousand_and_its_denominator_give_the_count() -> None:
    """0.25 per 1,000 of 12,000 is 3 people, 0.5 is 6."""
    rows = observed(r=[(0.25, None, 12000), (0.5, None, 12000)])
    assert gone(measures(r="per 1,000"), rows) == {("r", QUARTERS[0])}
    assert gone(measures(r="per 1,000 children"), rows) == {("r", QUARTERS[0])}
    assert gone(measures(r="kg per household"), rows) == set()


@pytest.mark.parametrize(
    "unit", ["'000", "thousands", "k", "in thousands", "thousand children", "'000s of people"]
)
def test_three_in_thousands_are_three(unit: str) -> None:
    """0.003 thousand are 3, and 0.3 thousand 300; 0.003 of something else is no count."""
    assert gone(measures(a=unit), observed(a=[0.02, 0.003, 0.3])) == {("a", SECOND)}
    assert gone(measures(a=unit), observed(a=[1.2, 3.0, 4.3])) == set()
    for other in ("index", "thousand tonnes"):
        assert gone(measures(a=other), observed(a=[0.02, 0.003, 0.3])) == set()


def test_units_say_of_how_many_in_many_ways() -> None:
    """3 people of 12,000 each time; of the unlike one nobody can tell that it is a rate."""
    for unit, value in {
        "‰": 0.25,
        "per thousand": 0.25,
        "Per 1,000": 0.25,
        "per 1 000 residents": 0.25,
        "offences/1,000": 0.25,
        "per 10k": 2.5,
        "per million": 250,
        "per 100,000 people": 25,
        "percent": 0.025,
        "Per cent": 0.025,
    }.items():
        rows = observed(r=[(value, None, 12000), (2 * value, None, 12000)])
        assert gone(measures(r=unit), rows) == {("r", QUARTERS[0])}, unit
    assert gone(measures(r="points"), observed(r=[(0.25, None, 12000)])) == set()


def test_an_average_and_its_denominator_give_the_sum() -> None:
    """An average of 0.3 calls by 10 people is 3 calls."""
    rows = observed(r=[(0.3, None, 10), (0.6, None, 10)])
    assert gone(measures(r="calls per person"), rows) == {("r", QUARTERS[0])}


def test_a_rate_and_a_denominator_with_an_id_of_its_own_give_the_count() -> None:
    """3% of 100 is 3; where one quarter's rate is another, nothing says whose rate it is."""
    table = measures(a="number", r="%", n="number")
    count, of = [3, 61, 73], [100, 120, 130]
    both = {("a", QUARTERS[0]), ("r", QUARTERS[0])}
    assert gone(table, observed(a=count, r=[3.0, 50.8, 56.2], n=of)) == both
    assert gone(table, observed(a=count, r=[3.0, 50.8, 56.4], n=of)) == {("a", QUARTERS[0])}
    by_chance = observed(a=[3, 6, 8], r=[3, 6, 8], n=[100, 101, 102])
    assert gone(table, by_chance) == {("a", QUARTERS[0])}
    few = observed(a=[50, 61, 73], r=[16.67, 12.2, 5.62], n=[3, 5, 13])
    table = measures(a="£", r="£ per case", n="number")
    assert gone(table, few) == {("n", QUARTERS[0]), ("r", QUARTERS[0])}


def test_an_average_and_its_sum_give_the_denominator() -> None:
    """24 days at 8.0 a child are 3 children, at 3.0 they are 8; none have 9.5."""
    table = measures(r="days per child")
    days = [(8.0, 24, None), (3.0, 24, None), (9.5, 24, None)]
    assert gone(table, observed(r=days)) == {("r", QUARTERS[0])}


def test_a_percentage_and_its_numerator_give_the_rest() -> None:
    """98 are 98% of 100, which leaves 2; 90% leave 11."""
    rows = observed(r=[(98, 98, None), (90, 98, None)])
    assert gone(measures(r="%"), rows) == {("r", QUARTERS[0])}


def test_a_unit_that_is_no_measure_of_anything_counts() -> None:
    named = ("number of children", "people aged 65 years and over", "care leavers per quarter")
    bare = ("per quarter", "a month")
    for unit in ("children", "cases", "households", "people a day", *named, *bare):
        assert gone(measures(r=unit), observed(r=[3, 9])) == {("r", QUARTERS[0])}, unit
        assert gone(measures(r=unit), observed(r=[3, 9.5])) == {("r", QUARTERS[0])}, unit
    for unit in (
        "days",
        "£m",
        "points",
        "days per child",
        "out of 12",
        "tonnes CO2e",
        "£ per case",
    ):
        assert gone(measures(r=unit), observed(r=[3, 9])) == set(), unit


def test_the_same_count_under_a_second_id_goes_with_it() -> None:
    """b may show its small numbers, yet it is a: where it differs once it is not."""
    table = measures(a="number", b="number")
    table["small_numbers"] = ["", "show"]
    both = {("a", SECOND), ("b", SECOND)}
    assert gone(table, observed(a=[9, 3, 12, 20], b=[9, 3, 12, 20])) == both
    assert gone(table, observed(a=[9, 3, 12, 20], b=[9, 3, 12, 21])) == {("a", SECOND)}
    assert gone(table, observed(a=[9, 3], b=[9, 3])) == both
    assert gone(table, observed(a=[9, 3, 12], b=[9, 3])) == {("a", SECOND)}


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
    assert gone(table, observed(a=a, b=b, t=[28, 16, 23, 30])) == {("a", SECOND), ("t", SECOND)}
    assert gone(table, observed(a=a, b=b, t=[28, 16, 23, 31])) == {("a", SECOND)}


def test_what_a_family_can_only_be_stops_nothing() -> None:
    """Twice a small count is even, whatever is held back; by a part of nothing it need not be.

    13 leave it to the 9 that twice as much is 4.
    """
    a, quarters = [24, 13, 2, 36, 57], TWO_YEARS[:5]
    table = measures(a="number", b="number", t="number")
    third = {("a", quarters[2]), ("t", quarters[2])}
    assert gone(table, observed(quarters, a=a, t=[2 * n for n in a])) == third
    b = [23, 56, 0, 9, 19]
    sums = [2 * n + other for n, other in zip(a, b, strict=True)]
    assert gone(table, observed(quarters, a=a, b=b, t=sums)) == third | {("b", quarters[2])}
    b[2], sums[2] = 9, 13
    assert gone(table, observed(quarters, a=a, b=b, t=sums)) == third


def test_a_sum_of_five_parts_is_a_total() -> None:
    """In eight quarters; one that does not add up says that it is something else."""
    parts = {"b": B, "c": [a + 6 for a in A[::-1]], "f": [2 * b - 7 for b in B]}
    parts["e"] = [13, 15, 19, 12, 31, 24, 17, 11]
    total = [sum(some) for some in zip(A, *parts.values(), strict=True)]
    assert len(with_last(t=total, **parts)) == 2
    assert with_last(t=but_once(total), **parts) == {"a"}


def test_a_mean_and_a_multiple_are_made_of_a_count() -> None:
    """The mean of 3 and 26 is 14.5; a year's pace of 3 a quarter is 12."""
    mean = [(a + b) / 2 for a, b in zip(A, B, strict=True)]
    assert with_last(b=B, mean=mean) == {"a", "mean"}
    assert with_last(b=B, mean=but_once(mean)) == {"a"}
    assert with_last(t=[4 * a for a in A]) == {"a", "t"}
    assert with_last(t=but_once([4 * a for a in A])) == {"a"}


def test_a_stock_follows_from_what_came_and_went() -> None:
    """The stock less the one before, and what went, is what came, as a sum to date rises."""
    stock = [sum(A[: n + 1]) - sum(B[: n + 1]) + 100 for n in range(8)]
    assert len(with_last(went=B, stock=stock)) == 2
    assert with_last(went=B, stock=but_once(stock)) == {"a"}
    so_far = [sum(A[: n + 1]) for n in range(8)]
    assert with_last(stock=so_far) == {"a", "stock"}
    assert with_last(stock=but_once(so_far)) == {"a"}


def test_a_net_change_is_withheld_with_its_count_though_it_is_below_nothing() -> None:
    """3 is 8 less 5: whoever is shown -5 and 8 knows it."""
    change = [5, *(b - a for a, b in itertools.pairwise(A))]
    assert with_last(n=change) == {"a", "n"}
    assert with_last(n=but_once(change)) == {"a"}


def test_a_figure_published_a_quarter_late_is_withheld_as_well() -> None:
    later = [16, 14, 9, 3, 11, 22, 16, 8]
    table, now = measures(a="number", b="number"), [14, 9, 3, 11, 22, 16, 8, 12]
    both = {("a", TWO_YEARS[2]), ("b", TWO_YEARS[3])}
    table["small_numbers"] = ["", "show"]
    assert gone(table, observed(TWO_YEARS, a=now, b=later)) == both
    unlike = [16, 14, 10, 3, 11, 22, 16, 8]
    assert gone(table, observed(TWO_YEARS, a=now, b=unlike)) == {("a", TWO_YEARS[2])}


def test_shares_of_one_denominator_make_it_up_even_in_one_quarter() -> None:
    """3, 16 and 22 of 41; of 42 one is something else."""
    table = measures(p="%", q="%", r="%")
    of = {id_: [(round(100 * n / 41, 1), n, 41)] for id_, n in (("p", 3), ("q", 16), ("r", 22))}
    assert len(gone(table, observed(**of))) == 2
    of = {id_: [(round(100 * n / 42, 1), n, 42)] for id_, n in (("p", 3), ("q", 16), ("r", 22))}
    assert gone(table, observed(**of)) == {("p", QUARTERS[0])}


def test_a_share_of_a_sum_gives_its_parts_away() -> None:
    """10.3% of 3 and 26 together are 3, 89.7% are 26: the denominator stands nowhere."""
    for top in (A, B):
        share = [round(100 * n / (a + b), 1) for n, a, b in zip(top, A, B, strict=True)]
        assert with_last(b=B, p=share) == {"a", "p"}
        assert with_last(b=B, p=but_once(share)) == {"a"}


def test_a_percentage_change_gives_the_figure_away() -> None:
    """8 less 62.5% are 3."""
    change = [12.0, *(round(100 * (b - a) / a, 1) for a, b in itertools.pairwise(A))]
    assert with_last(d=change) == {"a", "d"}
    assert with_last(d=but_once(change)) == {"a"}


def test_rates_that_add_up_give_one_away_whatever_is_known_of_the_others() -> None:
    """1.5 of 2,000 are 3 people; 10.0 less 8.5 is 1.5, 10.5 less 8.5 is 2.0."""
    table = measures(t="per 1,000", a="per 1,000", b="per 1,000")
    table["part_of"] = ["", "t", "t"]
    rows = observed(t=[10.0], a=[(1.5, 3, 2000)], b=[8.5])
    assert gone(table, rows) == {("a", QUARTERS[0]), ("b", QUARTERS[0])}
    rows = observed(t=[10.5], a=[(1.5, 3, 2000)], b=[8.5])
    assert gone(table, rows) == {("a", QUARTERS[0])}


def test_check_asks_of_how_many_a_rate_is() -> None:
    rows = observed(p=[60.0, 61.0], r=[(60.0, 30, 50)], s=[40.0])
    table = measures(p="%", r="%", s="per 1,000").assign(small_numbers=["", "", "show"])
    recorded = record(table, rows)
    notes = account_of(recorded, next(iter(recorded.quarters))).notes
    assert [note for note in notes if "nothing says of how many these rates are: p. " in note]


def test_check_asks_of_how_many_so_much_a_person_is() -> None:
    """£900 at £300 a child are 3 children."""
    table = measures(a="£ per child", b="£ per child", c="£ per tonne", d="days per pupil")
    rows = observed(a=[300.0], b=[(300.0, None, 40)], c=[300.0], d=[4.5])
    recorded = record(table, rows)
    notes = account_of(recorded, next(iter(recorded.quarters))).notes
    assert [note for note in notes if "of how many these rates are: a, d. " in note]


def test_what_the_council_calls_chance_is_not_withheld() -> None:
    """Of all the measures that were found together, and of no others."""
    table, parts = measures(a="number", b="number", t="number"), observed(TWO_YEARS, a=A, b=B)
    rows = pd.concat([parts, observed(TWO_YEARS, t=[a + b for a, b in zip(A, B, strict=True)])])
    recorded = record(table, rows)
    quarter = next(iter(recorded.quarters))
    for named, count in ((["t", "b", "a"], 1), (["t", "a"], 2)):
        chance = [Chance(measures=named, reason="They are about different people.")]
        council = recorded.council.model_copy(update={"chance": chance})
        answered = dataclasses.replace(recorded, council=council)
        assert len(suppression_of(answered, quarter).withheld) == count
    notes = "".join(account_of(recorded, quarter).notes)
    assert '"t" is the sum of "a", "b" in every period' in notes
    assert "params/council.yml, under chance: - {measures: [a, b, t], reason: ...}" in notes


def test_rolling_years_tell_of_one_another() -> None:
    """The year to the fourth quarter is 0, to the fifth 2: so much did the fifth count.

    The year to the ninth is 2 less than the one before: the ninth counted 2 less
    than the fifth, that is 0. Where it is as much, nothing says what either was.
    """
    quarters = (*TWO_YEARS, "2022-23-Q1", "2022-23-Q2", "2022-23-Q3", "2022-23-Q4")
    table = measures(r="number").assign(reading="rolling_12")
    years = [0, 0, 0, 0, 2, 2, 2, 8, 6, 6, 6, 0]
    small = {("r", code) for code in quarters[4:7]}
    assert small < gone(table, observed(quarters, r=years))
    alike = [0, 0, 0, 0, 2, 2, 2, 8, 8, 8, 8, 8]
    assert gone(table, observed(quarters, r=alike)) == small
    no_years = [0, 0, 0, 0, 2, 2, 2, 8, 6, 6, 0, 60]
    assert gone(table.assign(reading="snapshot"), observed(quarters, r=no_years)) == small


def test_chance_names_measures_that_are_there(tmp_path: Path) -> None:
    book = copy_book(ROOT / "examples" / "first-page", tmp_path / "book")
    council = book.params / "council.yml"
    before = council.read_text(encoding="utf-8")
    line = len(before.splitlines()) + 2
    ids = [
        row.split(",")[0] for row in (book.data / "measures.csv").read_text("utf-8").splitlines()
    ]
    for other, is_there in ((ids[1], True), ("no-such-measure", False)):
        told = f"chance:\n  - {{measures: [{ids[1]}, {other}], reason: Nothing in common.}}\n"
        council.write_text(before + told, encoding="utf-8")
        if is_there:
            assert read_recorded(book).council.chance
        else:
            with pytest.raises(
                BookError, match=f'council.yml:{line} P111 "no-such-measure" is not'
            ):
                read_recorded(book)


def test_measures_for_other_spans_of_time_are_one_where_their_amounts_agree() -> None:
    """The quarters of two years and a measure to date: 20 less 17 is 3 in the sixth."""
    table = measures(q="number", y="number")
    table["reading"] = ["snapshot", "year_to_date"]
    quarters = [20, 25, 17, 30, 17]
    to_date = [20, 45, 62, 92, 17]
    table_of_three = observed(q=[20, 25, 3, 30, 17], y=[20, 45, 48, 78, 17])
    assert ("q", QUARTERS[2]) in gone(table, table_of_three)
    assert len(gone(table, table_of_three)) > 1
    unlike = observed(q=[20, 25, 3, 30, 17], y=[20, 45, 60, 90, 17])
    assert gone(table, unlike) == {("q", QUARTERS[2])}
    assert gone(table, observed(q=quarters, y=to_date)) == set()
