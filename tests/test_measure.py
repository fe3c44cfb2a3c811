"""Judging: hand-worked cases from the published rules, and properties."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterbook.measure import direction, rag, standing
from quarterbook.measure.counts import movements, ratings

FIGURES = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3))


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
    assert rag.judge(value, target, floor, polarity=polarity).outcome == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(99, "below"), (100, "within"), (150, "within"), (200, "within"), (201, "above")],
)
def test_expected_range(value: float, expected: str) -> None:
    judged = rag.judge(value, lower=100, upper=200, rule="expected_range")
    assert judged.outcome == expected
    assert not judged.is_rated


def test_recorded_judgement_keeps_its_reason_and_is_never_invented() -> None:
    judged = rag.judge(1, 100, rule="judged", judgement="amber", reason="Courts were closed.")
    assert (judged.outcome, judged.reason) == ("amber", "Courts were closed.")
    assert rag.judge(1, 100, rule="judged").outcome == "not_rated"


def test_an_unknown_rule_or_basis_is_an_error() -> None:
    with pytest.raises(ValueError, match="not a RAG rule"):
        rag.judge(1, 2, rule="traffic-light")
    with pytest.raises(ValueError, match="not a basis"):
        direction.travel(1, 2, basis="feeling")


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
    moved = direction.travel(current, earlier, polarity=polarity)
    assert (moved.outcome, moved.reason) == (expected, reason)


def test_a_seasonal_measure_is_compared_with_a_year_ago_only() -> None:
    assert direction.travel(5, 3, seasonal=True).reason == "seasonal"
    assert direction.travel(5, 3, seasonal=True, basis="year_ago").outcome == "improved"


def test_change_is_free_of_binary_dust() -> None:
    assert direction.travel(0.3, 0.1).change == 0.2
    assert direction.travel(0.1 + 0.2, 0.3).outcome == "same"


def mirrored(polarity: str) -> str:
    return {"higher": "lower", "lower": "higher"}[polarity]


@given(FIGURES, FIGURES, st.floats(0, 1e5).map(lambda x: round(x, 3)))
def test_reversing_polarity_and_sign_keeps_the_judgement(
    value: float, target: float, below: float
) -> None:
    one = rag.judge(value, target, target - below, polarity="higher")
    other = rag.judge(-value, -target, -(target - below), polarity="lower")
    assert one == other
    assert (
        direction.travel(value, target, polarity="higher").outcome
        == direction.travel(-value, -target, polarity="lower").outcome
    )


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(0, 500), st.integers(1, 64))
def test_scaling_a_measure_and_its_target_keeps_the_judgement(
    value: int, target: int, below: int, by: int
) -> None:
    assert rag.judge(value, target, target - below) == rag.judge(
        value * by, target * by, (target - below) * by
    )


@given(st.lists(st.sampled_from(["improved", "same", "declined", "not_comparable", "odd"])))
def test_movements_always_add_up(outcomes: list[str]) -> None:
    assert movements(outcomes).total == len(outcomes)


@given(
    st.lists(st.sampled_from(["red", "amber", "green", "not_rated", "within", "above", "below"]))
)
def test_ratings_always_add_up(outcomes: list[str]) -> None:
    assert ratings(outcomes).total == len(outcomes)


def test_quartiles_and_ranks_by_hand() -> None:
    """Eight councils; type 7 puts the limits of 1 2 3 4 5 6 7 8 at 2.75, 4.5 and 6.25."""
    values = pd.Series([1, 2, 3, 4, 5, 6, 7, 8, None], index=list("abcdefghi"), dtype=float)
    assert standing.limits(values) == [2.75, 4.5, 6.25]
    ranked = standing.rank(values, "higher")
    assert list(ranked["rank"][:8]) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert list(ranked["band"][:8]) == [1, 1, 2, 2, 3, 3, 4, 4]
    assert ranked.loc["h", "quartile"] == "top"
    assert ranked.loc["a", "quartile"] == "bottom"
    assert pd.isna(ranked.loc["i", "rank"])
    assert ranked.loc["a", "of"] == 8
    assert standing.rank(values, "lower").loc["a", "quartile"] == "top"


def test_a_value_on_a_boundary_is_in_the_lower_band_and_ties_share_the_lowest_rank() -> None:
    """Five councils at 1 2 2 4 5: the limits are 2, 2 and 4."""
    values = pd.Series([1, 2, 2, 4, 5], index=list("abcde"), dtype=float)
    assert standing.limits(values) == [2.0, 2.0, 4.0]
    ranked = standing.rank(values, "lower")
    assert list(ranked["band"]) == [1, 1, 1, 3, 4]
    assert list(ranked["rank"]) == [1, 2, 2, 4, 5]


def test_without_polarity_nothing_is_ranked() -> None:
    ranked = standing.rank(pd.Series([1.0, 2.0]), "none")
    assert ranked.isna().all(axis=None)
