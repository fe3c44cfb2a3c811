"""What is withheld of totals and their parts, by hand."""

from __future__ import annotations

from support.tables import PARTS, Q2, all_of, gone, measures, observed, parts_of


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


def test_a_total_without_a_figure_is_what_its_parts_come_to() -> None:
    """58 less 23, 9 and 23 is 3: that d and e make up a, which is blank, keeps nothing."""
    whole = {"t": "", **dict.fromkeys("abc", "t"), "d": "a", "e": "a"}
    table = measures(*({"id": id_, "part_of": total} for id_, total in whole.items()))
    full = {"t": [49, 58], "b": [6, 23], "c": [23, 9], "d": [15, 23], "e": [5, 3]}
    last = "2021-22-Q2"
    assert gone(table, observed(**full, a=[20])) == {"d": [last], "e": [last]}
    small = observed(**full | {"e": [5]}, a=[20])
    assert gone(table, small) == {"d": [last]}, "or 58 less 23, 9 and 23 is the 3 that is missing"
    assert gone(table, observed(**full | {"t": [49, 60], "e": [5, 5]}, a=[20])) == {}


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


def test_a_rate_whose_last_decimals_are_nothing_is_read_as_exact() -> None:
    """0.40 of 5,000 is 2, 3.00 of 8,000 is 24 and 2.00 of 13,000 is 26.

    In whole numbers 3 of 8,000 is any of 20 to 28, and 2 of 13,000 any of 20 to 32.
    """
    rows = observed(
        a=[{"value": 3.2, "denominator": 5000}, {"value": 0.4, "denominator": 5000}],
        b=[{"value": 2.62, "denominator": 8000}, {"value": 3.0, "denominator": 8000}],
        t=[{"value": 2.85, "denominator": 13000}, {"value": 2.0, "denominator": 13000}],
    )
    table = parts_of(PARTS, "t", "a", "b").assign(unit="per 1,000 pupils")
    last = rows[rows["period"] == Q2]
    assert gone(table.assign(decimals=2), last) == all_of("ab", Q2.code)
    assert gone(table.assign(decimals=0), last) == all_of("a", Q2.code)
    assert gone(table.assign(decimals=0), rows) == all_of("ab", Q2.code), "the others have two"
