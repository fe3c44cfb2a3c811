"""Control charts: the published worked case, each rule from both sides, by hand."""

from __future__ import annotations

import math
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterbook.judge.spc import RUN, Stretch, Variation, Xmr, xmr

WORKED = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
# Mean 0; the seven moving ranges 38, 52, 30, 40, 40, 50 and 100 have the mean 50, so that the
# limits are 2.66 x 50 = 133 away and the last figure lies on one.
ON_THE_LIMIT = [-33, 5, -47, -17, -57, -17, 33, 133]
# Ten figures below their mean, whose moving ranges add up to 854, the figures to -576.
TEN = [-10, -107, -10, -107, -10, -107, -12, -103, -10, -100]
# Twenty figures with mean 0 and nineteen moving ranges of 20.
SWING = [-10, 10] * 10

figures = st.lists(st.integers(-1000, 1000), max_size=40)
gappy = st.lists(st.integers(-1000, 1000) | st.none(), max_size=40)
turned = {"high": "low", "low": "high", "": ""}


def flags(values: list[float], **options: object) -> list[str]:
    return list(xmr(values, **options).flags)  # type: ignore[arg-type]


# Limits --------------------------------------------------------------------------------------


def test_the_published_worked_case() -> None:
    """Mean and limits to the digits given, with moving ranges screened and without."""
    chart = xmr(WORKED)
    assert [round(x, 2) for x in (chart.mean, chart.lower, chart.upper)] == [1.94, -0.72, 4.60]
    chart = xmr(WORKED, drop_outlying_ranges=False)
    assert [round(x, 2) for x in (chart.mean, chart.lower, chart.upper)] == [1.94, -3.06, 6.95]


def test_a_moving_range_of_3267_times_the_mean_is_dropped_and_a_smaller_one_not() -> None:
    """3267, 433, 433, 433, 434 have the mean 1000: the first goes, the others' mean is 433.25.

    3266 and the others have the mean 999.8, and 3.267 times that is 3266.35.
    """
    dropped, kept = (xmr([first, 3267, 2834, 3267, 2834, 3268]) for first in (0, 1))
    assert dropped.upper - dropped.mean == pytest.approx(2.66 * 433.25)
    assert kept.upper - kept.mean == pytest.approx(2.66 * 999.8)


def test_screening_does_not_leave_a_standstill() -> None:
    """Two moving ranges of 1 among seventeen of 0: their mean is 2/19, the limits 0.05 ± 0.28."""
    chart = xmr([0] * 10 + [1] + [0] * 9)
    assert chart.upper == pytest.approx(0.05 + 2.66 * 2 / 19)
    assert set(chart.flags[:10]) == set(chart.flags[11:]) == {"run"}
    assert (chart.flags[10], chart.sides[10]) == ("outside", "high")


def test_no_figure_and_one_figure() -> None:
    for values in ([], [None], [math.nan]):
        chart = xmr(values)
        assert all(math.isnan(x) for x in (chart.mean, chart.lower, chart.upper))
        assert list(chart.flags) == [""] * len(values)
        assert chart.variation("higher") == Variation("common_cause", "")
        assert chart.assurance(1, "higher") is None
        assert (chart.last, chart.count, chart.is_enough) == (None, 0, False)
    chart = xmr([3])
    assert chart.mean == 3
    assert math.isnan(chart.lower)
    assert chart.flags == ("",)
    assert chart.assurance(1, "higher") is None


def test_a_figure_without_bounds_is_refused() -> None:
    with pytest.raises(ValueError, match="infinite"):
        xmr([1, 2, math.inf])


def test_twelve_figures_are_enough_and_eleven_are_not() -> None:
    assert xmr(WORKED[:12]).is_enough
    assert not xmr(WORKED[:11]).is_enough
    assert not xmr([*WORKED[:11], None]).is_enough


# Outside -------------------------------------------------------------------------------------


def test_a_point_on_the_limit_is_inside() -> None:
    assert xmr(ON_THE_LIMIT).upper == pytest.approx(133)
    assert flags(ON_THE_LIMIT) == [""] * 8


def test_a_point_beyond_the_limit_is_outside() -> None:
    """134 is 133.875 from the mean of 0.125; the limit is 2.66 x 351/7 = 133.38 away."""
    chart = xmr([*ON_THE_LIMIT[:-1], 134])
    assert list(chart.flags) == [""] * 7 + ["outside"]
    assert chart.sides[-1] == "high"


# Trend ---------------------------------------------------------------------------------------


def test_seven_rising_are_a_trend_and_six_are_not() -> None:
    """Mean 4 and moving ranges 4, 1, 1, 1, 1, 1, 1, 4: the near limits are 3.1 away."""
    chart = xmr([5, 1, 2, 3, 4, 5, 6, 7, 3])
    assert list(chart.flags) == ["", *["trend"] * 7, ""]
    assert list(chart.sides) == ["", *["high"] * 7, ""]
    assert flags([5, 1, 2, 3, 4, 5, 6, 3]) == [""] * 8


def test_seven_falling_are_low() -> None:
    assert list(xmr([3, 7, 6, 5, 4, 3, 2, 1, 5]).sides) == ["", *["low"] * 7, ""]


def test_two_equal_figures_end_a_trend() -> None:
    assert flags([5, 1, 2, 3, 4, 4, 5, 6, 7, 3]) == [""] * 10


def test_a_turning_point_belongs_to_the_later_trend() -> None:
    """Mean 65/17, limits 2.66 x 43/16 = 7.1 away and near limits 4.8: only the trends are left."""
    chart = xmr([1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1, 8, 0, 8, 0])
    assert list(chart.flags) == ["trend"] * 13 + [""] * 4
    assert list(chart.sides) == ["high"] * 6 + ["low"] * 7 + [""] * 4


# Two of three --------------------------------------------------------------------------------


def test_a_point_on_the_near_limit_is_not_close() -> None:
    """Mean 0, mean moving range 1800/12 = 150: the near limit is 2.66 x 150 x 2/3 = 266."""
    assert flags([*TEN, 300, 10, 266])[10:] == ["", "", ""]


def test_two_of_three_beyond_the_near_limit_are_flagged_and_the_third_is_not() -> None:
    """267 is 266.92 from the mean of 1/13; the near limit is 2.66 x 1801/12 x 2/3 = 266.15 away."""
    chart = xmr([*TEN, 300, 10, 267])
    assert list(chart.flags[10:]) == ["two_of_three", "", "two_of_three"]
    assert list(chart.sides[10:]) == ["high", "", "high"]


def test_all_three_must_lie_on_one_side_of_the_mean() -> None:
    """300 and 290 are close in both; the mean is 1.8 and 0.3, so that 10 is above and -10 below."""
    assert flags([*TEN, 300, 10, 290])[10:] == ["two_of_three", "", "two_of_three"]
    assert flags([*TEN, 300, -10, 290])[10:] == ["", "", ""]


def test_a_point_outside_is_not_one_of_two_close_ones() -> None:
    """Limits 66.6 and near limits 44.4 from the mean of 6.3: 80 is outside, 51 close alone.

    With 60 in its place they are 61.8 and 41.2 from 5.5, and both 60 and 51 are close.
    """
    assert flags([*SWING, 80, 15, 51])[20:] == ["outside", "", ""]
    assert flags([*SWING, 60, 15, 51])[20:] == ["two_of_three", "", "two_of_three"]


# Run -----------------------------------------------------------------------------------------


def test_seven_on_one_side_are_a_run_and_six_are_not() -> None:
    """Mean 0; the moving ranges are 2, so that the near limits are 3.5 away."""
    chart = xmr([1, 3, 1, 3, 1, 3, 1, -1, -3, -1, -3, -1, -3, -1])
    assert list(chart.flags) == ["run"] * 14
    assert list(chart.sides) == ["high"] * 7 + ["low"] * 7
    assert flags([1, 3, 1, 3, 1, 3, -3, -1, -3, -1, -3, -1]) == [""] * 12


def test_a_point_on_the_mean_ends_a_run() -> None:
    assert flags([1, 3, 1, 0, 1, 3, 1, 3, -1, -3, -1, 0, -1, -3, -1, -3]) == [""] * 16


def test_rounding_in_binary_is_no_side() -> None:
    """0.1 + 0.2 is not 0.3 in binary, nor is the mean of 0.1 always 0.1."""
    for values in ([0.1] * 30, [0.1 + 0.2, 0.3] * 10, [0.3] * 9 + [0.1 + 0.2]):
        assert flags(values) == [""] * len(values)


# Precedence ----------------------------------------------------------------------------------


def test_outside_goes_before_trend() -> None:
    """Mean 5, limits 2.66 away: 1 and 2 lie below, 8 and 9 above, all nine rise."""
    chart = xmr([1, 2, 3, 4, 5, 6, 7, 8, 9])
    assert list(chart.flags) == ["outside"] * 2 + ["trend"] * 5 + ["outside"] * 2
    assert list(chart.sides) == ["low"] * 2 + ["high"] * 7


def test_trend_goes_before_two_of_three() -> None:
    """Mean 4.3, limits 48.1 and near limits 32.1 away: 45 and 50 are close, and end a rise."""
    assert flags([*SWING, -15, -10, 0, 15, 30, 45, 50])[20:] == ["trend"] * 7


def test_two_of_three_goes_before_run() -> None:
    """Mean 6.2, limits 44.4 and near limits 29.6 away: 50 and 48 are close, and end a run of 8."""
    assert flags([*SWING, 15, 12, 15, 12, 15, 50, 48])[18:] == (
        ["", *["run"] * 6, "two_of_three", "two_of_three"]
    )


# Gaps and recalculation ----------------------------------------------------------------------


def test_a_gap_is_left_out_and_keeps_its_place() -> None:
    chart = xmr([*WORKED[:4], None, *WORKED[4:9], math.nan, *WORKED[9:]])
    assert (chart.mean, chart.upper) == (xmr(WORKED).mean, xmr(WORKED).upper)
    assert [i for i, flag in enumerate(chart.flags) if flag] == [5]
    assert math.isnan(chart.values[4])


def test_a_run_goes_on_across_a_gap() -> None:
    values = [1, 3, 1, 3, None, 1, 3, 1, -1, -3, -1, -3, -1, None, -3, -1]
    chart = xmr(values)
    assert list(chart.flags) == ["" if value is None else "run" for value in values]
    assert chart.length == 7


def test_limits_worked_out_anew() -> None:
    """Means 2 and 12; both have the moving range 11/6, as the step between them is not one."""
    values = [1, 3, 1, 3, 1, 3, 2, 12, 11, 13, 11, 13, 11, 13]
    chart = xmr(values, recalculate=[7])
    reach = 2.66 * 11 / 6
    before, after = chart.stretches
    assert (before.start, before.end, after.start, after.end) == (0, 6, 7, 13)
    assert (before.lower, before.upper) == pytest.approx((2 - reach, 2 + reach))
    assert (chart.mean, chart.lower, chart.upper) == pytest.approx((12, 12 - reach, 12 + reach))
    assert list(chart.flags) == [""] * 14
    assert all(flags(values))


def test_a_trend_does_not_cross_a_recalculation() -> None:
    """Four rising and four rising, all within 1.5 of their means; the near limits are 1.8 away."""
    assert flags([1, 2, 3, 4, 5, 6, 7, 8], recalculate=[4]) == [""] * 8
    assert all(flags([1, 2, 3, 4, 5, 6, 7, 8]))


def test_only_the_newest_stretch_has_to_have_enough() -> None:
    assert not xmr(WORKED, recalculate=[7]).is_enough
    assert xmr(WORKED, recalculate=[6]).is_enough


def test_a_stretch_without_figures() -> None:
    chart = xmr([1, 2, None], recalculate=[2])
    assert math.isnan(chart.mean)
    assert chart.stretches[0] == Stretch(0, 1, 1.5, 1.5 - 2.66, 1.5 + 2.66)
    assert chart.last == 1


@pytest.mark.parametrize("position", [-1, 18])
def test_a_position_that_is_none(position: int) -> None:
    with pytest.raises(ValueError, match=f"no position {position}"):
        xmr(WORKED, recalculate=[position])


# What the last figure tells, and the target ---------------------------------------------------


@pytest.mark.parametrize(
    ("polarity", "kind"), [("higher", "improvement"), ("lower", "concern"), ("none", "neutral")]
)
def test_variation_is_that_of_the_last_figure(polarity: str, kind: str) -> None:
    chart = xmr([1, 2, 3, 4, 5, 6, 7, 8, 9, None])
    assert chart.variation(polarity) == Variation(kind, "high")  # type: ignore[arg-type]
    assert xmr(WORKED).variation(polarity) == Variation("common_cause", "")


def test_the_length_of_the_last_run_and_the_last_trend() -> None:
    """Eight points above the mean of 0, and after a 5 eight that rise."""
    run = xmr([-1, -3, -1, -3, -1, -3, -1, -3, 1, 3, 1, 3, 1, 3, 1, 3])
    assert (run.last_flag, run.length) == ("run", 8)
    trend = xmr([*SWING, 5, -15, -14, -12, -10, 0, 15, 30, 33])
    assert (trend.last_flag, trend.length) == ("trend", 8)
    assert xmr(WORKED).length == 0


@pytest.mark.parametrize(
    ("target", "higher", "lower"),
    [(-1, "passing", "failing"), (3, "hit_and_miss", "hit_and_miss"), (5, "failing", "passing")],
)
def test_assurance_compares_the_target_with_the_limits(
    target: float, higher: str, lower: str
) -> None:
    """The worked case's limits are -0.72 and 4.60."""
    chart = xmr(WORKED)
    assert chart.assurance(target, "higher") == higher
    assert chart.assurance(target, "lower") == lower


def test_a_target_on_a_limit_is_hit_and_missed() -> None:
    chart = xmr(ON_THE_LIMIT)
    for polarity in ("higher", "lower"):
        assert chart.assurance(133, polarity) == "hit_and_miss"
        assert chart.assurance(-133, polarity) == "hit_and_miss"
    assert chart.assurance(133.1, "higher") == "failing"
    assert chart.assurance(-133.1, "higher") == "passing"


def test_figures_that_are_always_on_target_pass() -> None:
    always = xmr([100] * 12)
    assert always.assurance(100, "higher") == always.assurance(100, "lower") == "passing"
    assert always.assurance(101, "higher") == "failing"


def test_no_assurance_without_target_or_polarity() -> None:
    chart = xmr(WORKED)
    assert chart.assurance(None, "higher") is None
    assert chart.assurance(math.nan, "higher") is None
    assert chart.assurance(3, "none") is None


# Series --------------------------------------------------------------------------------------


def test_a_series_comes_back_with_its_index() -> None:
    index = pd.period_range("2021-04", periods=18, freq="M")
    chart = xmr(pd.Series([*WORKED[:-1], None], index=index, dtype="Float64"))
    for column in (chart.flags, chart.sides, chart.values):
        assert isinstance(column, pd.Series)
        assert column.index.equals(index)
    assert chart.flags["2021-08"] == "outside"
    assert chart.sides["2021-08"] == "high"
    assert chart.last == 16


# Properties ----------------------------------------------------------------------------------


@given(gappy)
def test_every_point_has_a_flag_and_only_a_flagged_one_a_side(values: list[int | None]) -> None:
    chart = xmr(values)
    assert len(chart.flags) == len(chart.sides) == len(values)
    for value, flag, side in zip(values, chart.flags, chart.sides, strict=True):
        assert bool(flag) == bool(side)
        assert not (value is None and flag)


@given(figures)
def test_runs_and_trends_are_those_of_seven(values: list[int]) -> None:
    """Each flag by its definition, in whole numbers: above the mean is above the sum by count."""
    chart, total, count = xmr(values), sum(values), len(values)
    runs, trends = set[int](), set[int]()
    for at in range(count - RUN + 1):
        window = values[at : at + RUN]
        signs = {(v * count > total) - (v * count < total) for v in window}
        if signs in ({1}, {-1}):
            runs |= set(range(at, at + RUN))
        if {(b > a) - (b < a) for a, b in pairwise(window)} in ({1}, {-1}):
            trends |= set(range(at, at + RUN))
    for at, flag in enumerate(chart.flags):
        assert at in runs if flag == "run" else at not in runs or flag
        assert at in trends if flag == "trend" else at not in trends or flag == "outside"


@given(st.lists(st.integers(-1000, 1000), max_size=RUN - 1))
def test_fewer_than_seven_figures_are_no_run_and_no_trend(values: list[int]) -> None:
    assert not {"run", "trend"} & set(xmr(values).flags)


def same(one: Xmr, other: Xmr) -> bool:
    return (one.flags, one.sides) == (other.flags, other.sides)


@given(gappy, st.integers(-8, 8), st.integers(0, 10), st.floats(0.001, 1000))
def test_flags_know_no_unit(
    values: list[int | None], doubled: int, shift: int, factor: float
) -> None:
    chart = xmr(values)
    for change in (lambda v: v * 2.0**doubled, lambda v: v + 2**shift, lambda v: v * factor):
        assert same(chart, xmr([v if v is None else change(v) for v in values]))


@given(gappy, st.sampled_from(["higher", "lower", "none"]))
def test_a_mirror_swaps_the_sides(values: list[int | None], polarity: str) -> None:
    chart, mirror = xmr(values), xmr([v if v is None else -v for v in values])
    assert chart.flags == mirror.flags
    assert [turned[side] for side in chart.sides] == list(mirror.sides)
    other = {"higher": "lower", "lower": "higher"}.get(polarity, polarity)
    here, there = chart.variation(polarity), mirror.variation(other)
    assert (here.kind, turned[here.side]) == (there.kind, there.side)


@given(figures, st.lists(st.integers(0, 40), max_size=10))
def test_gaps_change_nothing_else(values: list[int], gaps: list[int]) -> None:
    filled: list[int | None] = list(values)
    for at in gaps:
        filled.insert(at, None)
    flagged = xmr(filled).flags
    kept = [flag for value, flag in zip(filled, flagged, strict=True) if value is not None]
    assert kept == flags(list(values))


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=40), st.data())
def test_a_stretch_is_judged_by_itself(values: list[int], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(values) - 1))
    whole = flags(list(values), recalculate=[cut])
    assert whole == flags(values[:cut]) + flags(values[cut:])
