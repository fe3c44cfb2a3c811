"""What holds of judging whatever the figures."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from quarterbook.judge import direction, rag
from quarterbook.judge.direction import DirectionRule
from quarterbook.judge.rag import RatingRule
from quarterbook.judge.rating_counts import movements, ratings

FIGURES = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3))


def mirrored(polarity: str) -> str:
    return {"higher": "lower", "lower": "higher"}[polarity]


@given(FIGURES, FIGURES, st.floats(0, 1e5).map(lambda x: round(x, 3)))
def test_reversing_polarity_and_sign_keeps_the_judgement(
    value: float, target: float, below: float
) -> None:
    one = rag.judge(value, target, target - below)
    other = rag.judge(-value, -target, -(target - below), by=RatingRule(polarity="lower"))
    assert one == other
    assert (
        direction.travel(value, target).outcome
        == direction.travel(-value, -target, by=DirectionRule("lower")).outcome
    )


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(0, 500), st.integers(1, 64))
def test_scaling_a_measure_and_its_target_keeps_the_judgement(
    value: int, target: int, below: int, by: int
) -> None:
    assert rag.judge(value, target, target - below) == rag.judge(
        value * by, target * by, (target - below) * by
    )


RULES = st.sampled_from(
    [
        RatingRule("floor"),
        RatingRule("bands"),
        RatingRule("plan", tolerance="10%"),
        RatingRule("tolerance", tolerance="10%"),
        RatingRule("tolerance", tolerance="10%", amber_when="no_worse_than_year_ago"),
    ]
)


@given(
    RULES, st.lists(st.integers(-1000, 1000), min_size=6, max_size=6), st.sampled_from([1, 3, 64])
)
def test_every_rule_is_the_same_in_a_mirror_and_at_another_scale(
    rule: RatingRule, figures: list[int], by: int
) -> None:
    value, target, floor, low, high, ago = figures
    lower, upper = min(low, high), max(low, high)
    one = rag.judge(value, target, floor, lower, upper, year_ago=ago, by=rule)
    by_lower = replace(rule, polarity="lower")
    mirror = rag.judge(-value, -target, -floor, -upper, -lower, year_ago=-ago, by=by_lower)
    scaled = rag.judge(
        *(by * x for x in (value, target, floor, lower, upper)), year_ago=by * ago, by=rule
    )
    assert one == mirror == scaled


@given(RULES, FIGURES, FIGURES, FIGURES)
def test_a_better_figure_is_never_rated_worse(
    rule: RatingRule, value: float, target: float, better: float
) -> None:
    """But for closeness to plan, where more is not better."""
    if rule.rule == "plan":
        return
    order = ["red", "not_rated", "amber", "green"]
    low, high = sorted((value, better))
    limits = {"lower": target - 5, "upper": target, "year_ago": target - 7}
    worse, best = (rag.judge(v, target, target - 5, **limits, by=rule).outcome for v in (low, high))
    assert order.index(worse) <= order.index(best)


@given(st.lists(st.sampled_from(["improved", "same", "declined", "not_comparable", "odd"])))
def test_movements_always_add_up(outcomes: list[str]) -> None:
    assert movements(outcomes).total == len(outcomes)


@given(
    st.lists(st.sampled_from(["red", "amber", "green", "not_rated", "within", "above", "below"]))
)
def test_ratings_always_add_up(outcomes: list[str]) -> None:
    assert ratings(outcomes).total == len(outcomes)
