"""Ratings and directions: hand-worked cases from the published rules."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from quarterbook.judge import direction, rag, spc
from quarterbook.judge.direction import ComparedPair, DirectionRule
from quarterbook.judge.rag import RatedCase, RatingRule


@pytest.mark.parametrize(
    ("value", "target", "floor", "polarity", "expected"),
    [
        # Kent: green when the target is met, amber when the floor is, red when it is missed
        (50, 50, 47, "higher", "green"),
        (49.99, 50, 47, "higher", "amber"),
        (47, 50, 47, "higher", "amber"),
        (46.99, 50, 47, "higher", "red"),
        (8, 8, 9, "lower", "green"),
        (8.01, 8, 9, "lower", "amber"),
        (9, 8, 9, "lower", "amber"),
        (9.01, 8, 9, "lower", "red"),
        # no floor: missing the target is red
        (49, 50, None, "higher", "red"),
        # a target of nothing, and figures below nothing
        (0, 0, None, "lower", "green"),
        (1, 0, 2, "lower", "amber"),
        (-3, -2, -4, "higher", "amber"),
        # no guess
        (None, 50, 47, "higher", "not_rated"),
        (math.nan, 50, 47, "higher", "not_rated"),
        (50, None, 47, "higher", "not_rated"),
        (50, 50, 47, "none", "not_rated"),
    ],
)
def test_floor(
    value: float | None, target: float | None, floor: float | None, polarity: str, expected: str
) -> None:
    assert rag.judge(value, target, floor, by=RatingRule(polarity=polarity)).outcome == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(99, "below"), (100, "within"), (150, "within"), (200, "within"), (201, "above")],
)
def test_expected_range(value: float, expected: str) -> None:
    judged = rag.judge(value, lower=100, upper=200, by=RatingRule("expected_range"))
    assert judged.outcome == expected
    assert not judged.is_rated


@pytest.mark.parametrize(
    ("value", "target", "tolerance", "polarity", "expected"),
    [
        # 10% of 50 is 5: amber down to 45
        (50, 50, "10%", "higher", "green"),
        (49.99, 50, "10%", "higher", "amber"),
        (45, 50, "10%", "higher", "amber"),
        (44.99, 50, "10%", "higher", "red"),
        # 10% of 60 is 6: amber up to 66
        (60, 60, "10%", "lower", "green"),
        (66, 60, "10%", "lower", "amber"),
        (66.01, 60, "10%", "lower", "red"),
        # 10% of 52.6 is 5.26: 47.34 is on the limit, whatever binary fractions make of it
        (47.34, 52.6, "10%", "higher", "amber"),
        # 2 points
        (48, 50, "2 points", "higher", "amber"),
        (47.9, 50, "2 points", "higher", "red"),
        # below nothing: 10% of -20 is 2
        (-22, -20, "10%", "higher", "amber"),
        (-22.1, -20, "10%", "higher", "red"),
        # a share of zero is no margin, but zero can be met; points are
        (0, 0, "10%", "lower", "green"),
        (1, 0, "10%", "lower", "not_rated"),
        (1, 0, "1 point", "lower", "amber"),
        (2, 0, "1 point", "lower", "red"),
    ],
)
def test_tolerance(
    value: float, target: float, tolerance: str, polarity: str, expected: str
) -> None:
    judged = rag.judge(value, target, by=RatingRule("tolerance", polarity, tolerance))
    assert judged.outcome == expected


@pytest.mark.parametrize(
    ("value", "year_ago", "expected"),
    [
        # Havering: within 10% of 50 is green; beyond it amber if no worse than last year
        (45, 60, "green"),
        (44.9, 44.9, "amber"),
        (44.9, 44.8, "amber"),
        (44.9, 45.0, "red"),
        (44.9, None, "red"),
    ],
)
def test_beyond_the_tolerance_amber_if_no_worse_than_a_year_ago(
    value: float, year_ago: float | None, expected: str
) -> None:
    judged = rag.judge(
        value,
        50,
        year_ago=year_ago,
        by=RatingRule("tolerance", "higher", "10%", "no_worse_than_year_ago"),
    )
    assert judged.outcome == expected


@pytest.mark.parametrize(
    ("value", "polarity", "expected"),
    [
        (80, "higher", "green"),
        (79.9, "higher", "amber"),
        (70, "higher", "amber"),
        (69.9, "higher", "red"),
        (70, "lower", "green"),
        (70.1, "lower", "amber"),
        (80, "lower", "amber"),
        (80.1, "lower", "red"),
        (75, "none", "not_rated"),
    ],
)
def test_bands(value: float, polarity: str, expected: str) -> None:
    judged = rag.judge(value, lower=70, upper=80, by=RatingRule("bands", polarity))
    assert judged.outcome == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        # 5% of 200 is 10, twice that 20
        (200, "green"),
        (190, "green"),
        (189, "amber"),
        (180, "amber"),
        (179, "red"),
        (210, "green"),
        (211, "amber"),
        (220, "amber"),
        (221, "red"),
    ],
)
def test_close_to_plan_on_either_side(value: float, expected: str) -> None:
    assert rag.judge(value, 200, by=RatingRule("plan", "plan", "5%")).outcome == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(150, "amber"), (149, "red"), (215, "amber"), (216, "red"), (195, "green")],
)
def test_a_plan_may_have_limits_of_its_own(value: float, expected: str) -> None:
    judged = rag.judge(value, 200, lower=150, upper=215, by=RatingRule("plan", tolerance="5%"))
    assert judged.outcome == expected


@pytest.mark.parametrize(
    ("case", "by", "reason"),
    [
        (RatedCase(None, 50), RatingRule(), "no figure"),
        (RatedCase(None, 50, marker="c"), RatingRule(), "withheld"),
        (RatedCase(50), RatingRule(), "no target"),
        (RatedCase(50, 50), RatingRule(polarity="none"), "neither higher nor lower is better"),
        (RatedCase(50, 50), RatingRule(polarity="plan"), "no tolerance about its plan"),
        (RatedCase(50), RatingRule("bands"), "no limits"),
        (RatedCase(50), RatingRule("expected_range"), "no expected range"),
        (RatedCase(1, 0), RatingRule("tolerance", "lower", "5%"), "target is zero"),
        (RatedCase(1, 0), RatingRule("plan", tolerance="5%"), "target is zero"),
        (RatedCase(50), RatingRule("none"), "not rated"),
    ],
)
def test_what_cannot_be_rated_says_why(case: RatedCase, by: RatingRule, reason: str) -> None:
    assert rag.rate(case, by) == rag.Rag("not_rated", reason)


def test_a_rule_without_its_tolerance_is_an_error() -> None:
    with pytest.raises(ValueError, match="needs a tolerance"):
        RatingRule("tolerance")
    with pytest.raises(ValueError, match="not a margin"):
        RatingRule("tolerance", tolerance="about 5")


def test_a_series_is_rated_figure_by_figure() -> None:
    """Kent's cases at once; the index stays, and a target may be one or many."""
    values = pd.Series([50, 49.99, 46.99, None], index=["a", "b", "c", "d"])
    rated = rag.judge(values, 50, 47)
    assert list(rated["outcome"]) == ["green", "amber", "red", "not_rated"]
    assert rated.loc["d", "reason"] == "no figure"
    own = rag.judge(values, pd.Series({"b": 49.0, "a": 51.0, "c": 40.0, "d": 1.0}), 47)
    assert list(own["outcome"]) == ["amber", "green", "green", "not_rated"]


def test_recorded_judgement_keeps_its_reason_and_is_never_invented() -> None:
    by = RatingRule("judged")
    judged = rag.rate(RatedCase(1, 100, judgement="amber", reason="Courts were closed."), by)
    assert (judged.outcome, judged.reason) == ("amber", "Courts were closed.")
    assert rag.judge(1, 100, by=by).outcome == "not_rated"


def test_an_unknown_rule_or_basis_is_an_error() -> None:
    with pytest.raises(ValueError, match="not a RAG rule"):
        RatingRule("traffic-light")
    for rule in (RatingRule, DirectionRule):
        with pytest.raises(ValueError, match="not a polarity"):
            rule(polarity="upwards")
    with pytest.raises(ValueError, match="not a basis"):
        DirectionRule(basis="feeling")


@pytest.mark.parametrize(
    ("current", "earlier", "polarity", "expected", "reason"),
    [
        (52.3, 51.0, "higher", "improved", ""),
        (52.3, 51.0, "lower", "declined", ""),
        (52.3, 52.3, "lower", "same", ""),
        (52.3, None, "higher", "not_comparable", "first figure"),
        (None, 51.0, "higher", "not_comparable", "no figure"),
        (52.3, 51.0, "none", "not_comparable", "neither higher nor lower is better"),
    ],
)
def test_direction_on_the_previous_period(
    current: float | None, earlier: float | None, polarity: str, expected: str, reason: str
) -> None:
    moved = direction.travel(current, earlier, by=DirectionRule(polarity))
    assert (moved.outcome, moved.reason) == (expected, reason)


@pytest.mark.parametrize(
    ("current", "earlier", "band", "expected"),
    [
        # 1% of 50 is 0.5
        (50.5, 50, "1%", "same"),
        (50.51, 50, "1%", "improved"),
        (49.5, 50, "1%", "same"),
        (49.49, 50, "1%", "declined"),
        (0.3, 0.1, "0.2 points", "same"),
        (0.31, 0.1, "0.2 points", "improved"),
        (1, 0, "5%", "improved"),
    ],
)
def test_a_small_change_is_none(current: float, earlier: float, band: str, expected: str) -> None:
    assert (
        direction.travel(current, earlier, by=DirectionRule(same_within=band)).outcome == expected
    )


def test_nearer_to_plan_is_better_on_either_side() -> None:
    """Ten over a plan of 100, then four under one of 110: six nearer."""
    by = DirectionRule("plan")
    assert direction.travel(106, 110, target=110, earlier_target=100, by=by).outcome == "improved"
    assert direction.travel(95, 105, target=100, earlier_target=100, by=by).outcome == "same"
    assert direction.travel(95, 105, by=by).reason == "no target"
    assert direction.travel(95, 105, earlier_target=100, by=by).reason == "no target"
    without = direction.travel(95, 105, target=100, by=by)
    assert without.reason == "the figure before has no target"


def test_an_obstacle_is_said() -> None:
    pair = ComparedPair(5, 3, obstacle="break in series")
    moved = direction.compare_pair(pair, DirectionRule())
    assert (moved.outcome, moved.reason) == ("not_comparable", "break in series")


def test_a_series_is_compared_figure_by_figure() -> None:
    moved = direction.travel(pd.Series([52.3, 50.0, None]), 51.0, by=DirectionRule("lower"))
    assert list(moved["outcome"]) == ["declined", "improved", "not_comparable"]
    assert moved.loc[1, "change"] == -1.0


def test_a_trend_counts_where_its_slope_is_no_accident() -> None:
    """Twelve figures that rise by one each time lie on a line; 1 2 1 2 1 2 go nowhere."""
    rising = [float(n) for n in range(12)]
    places = list(range(12))
    assert direction.by_trend(places, rising).outcome == "improved"
    assert direction.by_trend(places, rising, polarity="lower").outcome == "declined"
    assert direction.by_trend(places, [1.0, 2.0] * 6).outcome == "same"
    assert direction.by_trend([0, 1, 2], [1.0, 2.0, 3.0]).reason == "too few figures for a trend"
    assert direction.by_trend(places, [*rising[:11], None]).reason == "no figure"


def test_a_control_chart_gives_a_direction() -> None:
    """Nine at 1 or 2 and one at 10, the worked case; its last point is common cause."""
    usual = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    assert direction.by_control_chart(spc.xmr(usual)).outcome == "same"
    high = spc.xmr([*usual, 10])
    assert direction.by_control_chart(high).outcome == "improved"
    assert direction.by_control_chart(high, polarity="lower").outcome == "declined"
    assert (
        direction.by_control_chart(spc.xmr(usual[:11])).reason == "fewer than 12 figures for limits"
    )


def test_a_seasonal_measure_is_compared_with_a_year_ago_only() -> None:
    on_previous, on_year_ago = (
        DirectionRule(basis=basis, seasonal=True) for basis in ("previous", "year_ago")
    )
    assert direction.travel(5, 3, by=on_previous).reason == "seasonal"
    assert direction.travel(5, 3, by=on_year_ago).outcome == "improved"


def test_change_is_free_of_binary_dust() -> None:
    assert direction.travel(0.3, 0.1).change == 0.2
    assert direction.travel(0.1 + 0.2, 0.3).outcome == "same"
