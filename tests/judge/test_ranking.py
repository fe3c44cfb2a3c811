"""Where a council stands: ranks, quartiles, how they moved and what they sum up to, by hand."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import get_args

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterbook.judge import ranking
from quarterbook.judge.ranking import SummaryEntry

FIGURES = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 2))
GAPPED = st.lists(st.none() | FIGURES, max_size=30)

# Nine councils with a figure and two without: 1 2 3 3 5 6 7 7 9. Type 7 puts the limits at the
# 3rd, the 5th and the 7th of them (8 x 1/4, 8 x 2/4 and 8 x 3/4 steps from the first), which are
# 3, 5 and 7: a council, or two, on each.
BOUNDARIES = [1.0, 2.0, 3.0, 3.0, None, 5.0, 6.0, 7.0, 7.0, 9.0, None]


def test_a_set_with_ties_missing_values_and_a_value_on_each_boundary() -> None:
    assert ranking.quartile_limits(BOUNDARIES) == [3, 5, 7]
    high = ranking.rank(BOUNDARIES, "higher")
    low = ranking.rank(BOUNDARIES, "lower")
    there = [at for at, value in enumerate(BOUNDARIES) if value is not None]
    # a value on a limit is in the numerically lower band, whichever way is better
    assert list(high.loc[there, "band"]) == [1, 1, 1, 1, 2, 3, 3, 3, 4]
    assert list(low.loc[there, "band"]) == [1, 1, 1, 1, 2, 3, 3, 3, 4]
    # 9 is best, two share 2nd, so 6 is 4th; 3 and 3 share 6th, so 2 is 8th
    assert list(high.loc[there, "rank"]) == [9, 8, 6, 6, 5, 4, 2, 2, 1]
    assert list(low.loc[there, "rank"]) == [1, 2, 3, 3, 5, 6, 7, 7, 9]
    quartiles = ["bottom"] * 4 + ["third"] + ["second"] * 3 + ["top"]
    assert list(high.loc[there, "quartile"]) == quartiles
    quartiles = ["top"] * 4 + ["second"] + ["third"] * 3 + ["bottom"]
    assert list(low.loc[there, "quartile"]) == quartiles
    assert set(high["of"]) == {9}
    assert high.loc[[4, 10], ["rank", "band", "quartile"]].isna().all(axis=None)


def test_limits_between_two_figures() -> None:
    """10 20 40 80: type 7 goes 3/4, 1 1/2 and 2 1/4 steps along: 17.5, 30 and 50."""
    assert ranking.quartile_limits([80, 10, None, 40, 20]) == [17.5, 30, 50]


def test_lists_and_series_say_the_same() -> None:
    listed = ranking.rank([61.0, 58.5, None, 70.2], "higher")
    assert list(listed.index) == [0, 1, 2, 3]
    series = pd.Series([61.0, 58.5, math.nan, 70.2], index=list("abcd"))
    named = ranking.rank(series, "higher")
    assert list(named.index) == list("abcd")
    assert named.reset_index(drop=True).equals(listed)
    assert ranking.quartile_limits([]) == pytest.approx([math.nan] * 3, nan_ok=True)
    assert len(ranking.rank([], "higher")) == 0


@pytest.mark.parametrize("polarity", ["plan", "none"])
def test_without_polarity_nothing_is_ranked_and_nothing_moves(polarity: str) -> None:
    assert ranking.rank([1.0, 2.0], polarity).isna().all(axis=None)
    moved = ranking.movement([1.0, 2.0], [2.0, 1.0], polarity)
    assert list(moved["moved"]) == ["not_comparable"] * 2
    assert list(moved["change"]) == [-1, 1]
    assert ranking.years_improved([1.0, 2.0], polarity) == 0
    assert ranking.gap_narrows(1, 2, 1, 5, polarity) is None
    assert ranking.lead_over(1, 2, polarity) is None


def test_ranks_and_figures_move() -> None:
    """a 1st to 2nd, b 3rd to 1st, c joint 3rd and still 3rd, d missing now, e missing before."""
    before = pd.Series({"a": 90.0, "b": 70.0, "c": 70.0, "d": 80.0, "e": None}, dtype=float)
    now = pd.Series({"a": 85.0, "b": 88.5, "c": 80.0, "d": None, "e": 60.0}, dtype=float)
    moved = ranking.movement(now, before, "higher")
    assert list(moved["rank"][["a", "b", "c", "e"]]) == [2, 1, 3, 4]
    assert list(moved["rank_before"][["a", "b", "c", "d"]]) == [1, 3, 3, 2]
    assert list(moved["places"][["a", "b", "c"]]) == [-1, 2, 0]
    assert list(moved["change"][["a", "b", "c"]]) == [-5, 18.5, 10]
    assert list(moved["moved"]) == ["fell", "improved", "held", "not_comparable", "not_comparable"]


def test_a_council_that_is_new_has_moved_nowhere() -> None:
    moved = ranking.movement(pd.Series({"new": 2.0}), pd.Series({"old": 1.0}), "higher")
    assert list(moved["moved"]) == ["not_comparable"]


@pytest.mark.parametrize(
    ("values", "polarity", "times"),
    [
        ([1, 2, 3, 4], "higher", 3),
        ([4, 3, 2, 1], "lower", 3),
        ([4, 3, 2, 1], "higher", 0),
        ([5, 3, 4, 5], "higher", 2),  # 5 to 3 was no improvement
        ([3, 4, 4, 5], "higher", 1),  # nor is the same again
        ([3, 4, 4], "higher", 0),
        ([1, 2, None, 3], "higher", 2),  # no survey: neither a year nor a break
        ([None, 1, 2, None], "higher", 1),
        ([1], "higher", 0),
        ([None, None], "higher", 0),
        ([], "higher", 0),
    ],
)
def test_times_in_a_row(values: list[float | None], polarity: str, times: int) -> None:
    assert ranking.years_improved(values, polarity) == times


@pytest.mark.parametrize(
    ("own_now", "other_now", "own_before", "other_before", "polarity", "narrows"),
    [
        (70, 75, 65, 74, "higher", True),  # 9 behind, now 5
        (70, 79, 65, 74, "higher", False),  # 9 behind, and still
        (70, 80, 65, 74, "higher", False),  # 9 behind, now 10
        (76, 75, 65, 74, "higher", True),  # behind, now ahead
        (75, 75, 65, 74, "higher", True),  # behind, now level
        (70, 75, 75, 74, "higher", False),  # ahead, now behind
        (80, 75, 79, 70, "higher", None),  # ahead both times: no gap to close
        (12, 10, 15, 11, "lower", True),  # 4 too many, now 2
        (9, 10, 8, 11, "lower", None),
        (0.3, 0.4, 0.2, 0.3, "higher", False),  # 0.1 behind both times, whatever binary makes of it
        (None, 75, 65, 74, "higher", None),
        (70, math.nan, 65, 74, "higher", None),
        (70, 75, 65, None, "higher", None),
    ],
)
def test_a_gap(
    own_now: float | None,
    other_now: float | None,
    own_before: float | None,
    other_before: float | None,
    polarity: str,
    narrows: bool | None,
) -> None:
    found = ranking.gap_narrows(own_now, other_now, own_before, other_before, polarity)
    assert found is narrows


def test_a_lead_is_ahead_whichever_way_is_better() -> None:
    assert ranking.lead_over(70, 75, "higher") == -5
    assert ranking.lead_over(70, 75, "lower") == 5
    assert ranking.lead_over(0.3, 0.1, "higher") == 0.2


def test_ten_of_thirteen_is_77_per_cent() -> None:
    """The published paper had 13 measures: 7 improved, 4 declined, 2 the same, 10 in the top two
    quartiles, 3 of them in the top one and 3 in the lower. 10 of 13 is 76.9%."""
    quartiles = ["top"] * 3 + ["second"] * 7 + ["bottom"] * 3
    moves = ["improved"] * 7 + ["fell"] * 4 + ["held"] * 2
    found = ranking.summarise(
        SummaryEntry(f"M{i}", quartile, moved)  # type: ignore[arg-type]
        for i, (quartile, moved) in enumerate(zip(quartiles, moves, strict=True))
    )
    assert (found.improved, found.held, found.fell, found.not_comparable) == (7, 2, 4, 0)
    assert (found.top_two, found.ranked, found.share, found.total) == (10, 13, 77, 13)
    assert found.top == ("M0", "M1", "M2")
    assert found.bottom == ("M10", "M11", "M12")


def test_what_is_not_ranked_is_counted_but_not_in_the_share() -> None:
    entries = [
        SummaryEntry("A", "top", "improved"),
        SummaryEntry("B", "third", "not_comparable"),
        SummaryEntry("C", None, "not_comparable"),
    ]
    found = ranking.summarise(entries)
    assert (found.total, found.not_comparable, found.ranked) == (3, 2, 2)
    assert (found.top_two, found.share) == (1, 50)
    assert ranking.summarise([]).share is None
    assert ranking.summarise([]).total == 0


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [
        (1, 8, 13),  # 12.5: halves up
        (1, 200, 1),  # 0.5
        (3, 8, 38),  # 37.5
        (1, 3, 33),
        (2, 3, 67),
        (0, 5, 0),
        (5, 5, 100),
        (0, 0, None),
    ],
)
def test_percentages_round_halves_up(part: int, whole: int, share: int | None) -> None:
    assert ranking.whole_percentage(part, whole) == share


# Properties ------------------------------------------------------------------------------------


@given(GAPPED, st.sampled_from(["higher", "lower"]))
def test_ranks_are_one_more_than_those_that_are_better(
    values: list[float | None], polarity: str
) -> None:
    there = [value for value in values if value is not None]
    ranked = ranking.rank(values, polarity)
    for value, place in zip(values, ranked["rank"], strict=True):
        if value is None:
            assert pd.isna(place)
        else:
            better = sum(o > value if polarity == "higher" else o < value for o in there)
            assert place == better + 1


@given(GAPPED)
def test_bands_follow_the_figures_and_quartiles_mirror(values: list[float | None]) -> None:
    high, low = ranking.rank(values, "higher"), ranking.rank(values, "lower")
    banded = sorted(
        (value, band) for value, band in zip(values, high["band"], strict=True) if value is not None
    )
    assert all(one[1] <= other[1] for one, other in pairwise(banded))
    assert all((one[0] < other[0]) or (one[1] == other[1]) for one, other in pairwise(banded))
    mirrored = dict(zip(ranking.QUARTILES, reversed(ranking.QUARTILES), strict=True))
    pairs = zip(high["quartile"].dropna(), low["quartile"].dropna(), strict=True)
    assert all(mirrored[one] == other for one, other in pairs)


@given(GAPPED)
def test_nothing_moves_where_nothing_changed(values: list[float | None]) -> None:
    moved = ranking.movement(values, values, "higher")["moved"]
    expected = ["not_comparable" if value is None else "held" for value in values]
    assert list(moved) == expected


@given(GAPPED)
def test_years_in_a_row_pass_over_gaps(values: list[float | None]) -> None:
    there = [value for value in values if value is not None]
    times = ranking.years_improved(values, "higher")
    assert times == ranking.years_improved(there, "higher")
    last = there[len(there) - times - 1 :] if there else []
    assert all(one < other for one, other in pairwise(last))


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*ranking.QUARTILES, None]),
            st.sampled_from(get_args(ranking.Moved)),
        )
    )
)
def test_a_summary_accounts_for_every_measure(entries: list[tuple[str | None, str]]) -> None:
    found = ranking.summarise(SummaryEntry("M", *entry) for entry in entries)  # type: ignore[arg-type]
    assert found.total == len(entries)
    assert found.top_two <= found.ranked <= found.total
    if found.ranked:
        assert found.share is not None
        assert abs(found.share - 100 * found.top_two / found.ranked) <= 0.5


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval(count: int, of: int, low: float, high: float) -> None:
    """Newcombe, Two-sided confidence intervals for the single proportion (1998), table I."""
    assert ranking.wilson(count, of) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(10, 4.795, 18.390), (20, 12.217, 30.888), (100, 81.364, 121.627)],
)
def test_byars_interval_is_near_the_exact_one(count: int, low: float, high: float) -> None:
    """The exact limits of a Poisson count, as tables give them; Byar's are within 0.02 of them."""
    assert ranking.byar(count) == pytest.approx((low, high), abs=0.02)
    assert ranking.byar(9) is None


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
    ],
)
def test_the_interval_of_a_difference(
    now: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe, Interval estimation for the difference (1998), table II, method 10."""
    found = ranking.difference(
        now[0] / now[1], ranking.wilson(*now), before[0] / before[1], ranking.wilson(*before)
    )
    assert found == pytest.approx((low, high), abs=5e-5)


def test_an_interval_follows_from_counts_that_make_the_figure() -> None:
    """92 of 176 is 52.3%, not 50.0%; 277 of 60,160 is 46.0 per 10,000."""
    share = ranking.interval_of(52.3, 92, 176, decimals=1)
    rate = ranking.interval_of(46.0, 277, 60160, decimals=1)
    assert share == pytest.approx((44.9, 59.5), abs=0.05)
    assert rate == pytest.approx((40.8, 51.8), abs=0.05)
    assert ranking.interval_of(50.0, 92, 176, decimals=1) is None
    assert ranking.interval_of(52.3, float("nan"), 176, decimals=1) is None
    assert ranking.interval_of(0.0, 0, 176, decimals=1) is None


def test_better_worse_or_similar() -> None:
    interval = ranking.Interval(40.0, 50.0)
    assert ranking.set_against(interval, 50.0, "higher") == "similar"
    assert ranking.set_against(interval, 50.1, "higher") == "worse"
    assert ranking.set_against(interval, 39.9, "higher") == "better"
    assert ranking.set_against(interval, 39.9, "lower") == "worse"
    assert ranking.set_against(interval, 39.9, "none") == "higher"


def test_ranks_past_those_surely_better_and_worse() -> None:
    """B holds 48 to 52: A (58 to 62) is surely better, D (30, exact) surely worse, C overlaps."""
    values = pd.Series({"A": 60.0, "B": 50.0, "C": 47.0, "D": 30.0})
    intervals = {
        "A": ranking.Interval(58.0, 62.0),
        "B": ranking.Interval(48.0, 52.0),
        "C": ranking.Interval(45.0, 49.0),
    }
    assert ranking.rank_interval(values, intervals, "B", "higher") == (2, 3)
    assert ranking.rank_interval(values, intervals, "B", "lower") == (2, 3)
    assert ranking.rank_interval(values, intervals, "D", "higher") is None
    assert ranking.rank_interval(values, intervals, "B", "none") is None


@pytest.mark.parametrize(
    ("ranks", "polarity", "expected"),
    [
        ((1, 2), "higher", {"top"}),
        ((2, 3), "higher", {"top", "second"}),
        ((1, 8), "higher", {"top", "second", "third", "bottom"}),
        ((7, 8), "lower", {"bottom"}),
        ((6, 6), "lower", {"third"}),
    ],
)
def test_the_quartiles_that_some_ranks_reach_into(
    ranks: tuple[int, int], polarity: str, expected: set[str]
) -> None:
    """Eight figures, two to a quartile; the rank of a council is not its place in the list."""
    values = pd.Series([50.0, 20.0, 80.0, 10.0, 70.0, 30.0, 60.0, 40.0], list("ABCDEFGH"))
    assert ranking.quartiles_of(values, ranks, polarity) == expected  # type: ignore[arg-type]


def test_a_rank_that_chance_explains_is_no_finding() -> None:
    """Of three measures one improved surely; one moved by chance, and its quartile is not sure."""
    entries = [
        SummaryEntry("Sure", "bottom", "improved"),
        SummaryEntry("Chance", "bottom", "by_chance", is_sure=False),
        SummaryEntry("Neither", "top", "held"),
    ]
    found = ranking.summarise(entries)
    assert (found.improved, found.by_chance, found.held, found.total) == (1, 1, 1, 3)
    assert found.bottom == ("Sure",)
    assert found.top == ("Neither",)
