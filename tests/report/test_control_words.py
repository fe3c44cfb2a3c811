"""Control charts in words."""

from __future__ import annotations

import pytest

from support.charted import SWING, WORKED, finding


def test_common_cause_names_figure_limits_and_mean() -> None:
    """One decimal more than the figures have, as the limits are only 5.32 apart."""
    assert finding(WORKED, unit="", decimals=0) == (
        "Recycling: common cause variation. The last figure, 1 in October 2021, lies within the "
        "limits of −0.7 and 4.6 around a mean of 1.9."
    )


def test_a_unit_in_words_is_said_once() -> None:
    """Of the last figure; a sign for per cent stays with every figure."""
    assert finding(WORKED, 3, unit="days", decimals=1) == (
        "Recycling: common cause variation. The last figure, 1.0 days in October 2021, lies "
        "within the limits of −0.7 and 4.6 around a mean of 1.9. The target of 3.0 lies within "
        "the limits, so it will be met and missed by chance."
    )
    assert "the limits of −0.7% and 4.6% around a mean of 1.9%" in finding(WORKED, decimals=1)


@pytest.mark.parametrize(
    ("target", "polarity", "said"),
    [
        (3, "higher", "The target of 3.0% lies within the limits, so it will be met and missed"),
        (11, "higher", "Both limits miss the target of 11.0%, so it will be missed every time"),
        (11, "lower", "Both limits meet the target of 11.0%, so it will be met every time"),
    ],
)
def test_the_target_is_compared_with_the_limits(target: float, polarity: str, said: str) -> None:
    assert said in finding(WORKED, target, polarity)


@pytest.mark.parametrize(("target", "polarity"), [(None, "higher"), (3, "none")])
def test_without_target_or_polarity_nothing_is_promised(
    target: float | None, polarity: str
) -> None:
    assert "target" not in finding(WORKED, target, polarity)


@pytest.mark.parametrize(
    ("polarity", "kind"),
    [
        ("higher", "an improvement"),
        ("lower", "a cause for concern"),
        ("none", "a change that is neither better nor worse"),
    ],
)
def test_a_figure_outside(polarity: str, kind: str) -> None:
    """Mean 80/21; the last of the twenty moving ranges is 70: 450/20 = 22.5, times 2.66 is 59.85.

    70 is not screened, as 3.267 times 22.5 is 73.5.
    """
    assert finding([*SWING, 80], polarity=polarity) == (
        f"Recycling: special cause variation, {kind}. The last figure, 80.0% in January 2022, lies "
        "above the upper limit of 63.7%; the mean is 3.8%."
    )


def test_a_figure_just_outside_is_not_said_to_be_above_itself() -> None:
    """Mean 60.4/21 = 2.88, limit 2.66 x 430.4/20 = 57.24 above it: 60.12, which 60.4 rounds to."""
    assert "lies just above the upper limit of 60;" in finding([*SWING, 60.4], unit="", decimals=0)


def test_a_trend() -> None:
    """Eight from -15 on, as that is already below the 5 before it."""
    values = [*SWING, 5, -15, -14, -12, -10, 0, 15, 30, 33]
    said = "The last eight figures, the newest 33.0% in September 2022, rise without a break"
    assert said in finding(values)
    assert "fall without a break" in finding([-value for value in values])


def test_two_of_three() -> None:
    """Mean 126/23 = 5.5, limits 2.66 x 511/22 = 61.8 away: the upper one is 67.3."""
    said = finding([*SWING, 60, 15, 51])
    assert (
        "At least two of the last three figures, the newest 51.0% in March 2022, lie close to the "
        "upper limit of 67.3%, and all three above the mean of 5.5%."
    ) in said


def test_a_run() -> None:
    """Seven below and seven above a mean of 0; moving ranges of 2, so that the limits are ±5.3."""
    values = [-1, -3, -1, -3, -1, -3, -1, 1, 3, 1, 3, 1, 3, 1]
    assert (
        "The last seven figures, the newest 1.0% in June 2021, all lie above the mean of 0.0%, "
        "with limits of −5.3% and 5.3%."
    ) in finding(values)


def test_figures_that_never_move() -> None:
    assert finding([100.0] * 12, 100.0) == (
        "Recycling: common cause variation. Every figure since May 2020 is 100.0%. Both limits "
        "meet the target of 100.0%, so it will be met every time unless something changes."
    )


# Mean 72/16 = 4.5; without the one of 9 fourteen moving ranges add up to 22: 22/14 × 2.66 = 4.2,
# and limits of 0.3 and 8.7, which the last four of sixteen lie outside.
STEPPED = [1.0, 3.0] * 6 + [12.0] * 4


def test_a_target_that_was_met_is_not_said_to_be_missed_every_time() -> None:
    said = finding(STEPPED, 10.0)
    assert said.endswith(
        " Both limits miss the target of 10.0%, but 4 of the 16 figures since May 2020 met "
        "it, the newest in August 2021. The figures seem to have come to another level, and "
        "the limits still take in those from before. They are recalculated from there once its "
        "owner has recorded when it began, and why."
    )
    assert "every time" not in said


def test_a_target_that_was_missed_is_not_said_to_be_met_every_time() -> None:
    """Lower is better: the same, the other way up, and where one figure alone missed it."""
    assert "Both limits meet the target of 10.0%, but 4 of the 16 figures" in finding(
        STEPPED, 10.0, "lower"
    )
    # Mean 10/13, fourteen ranges of 0, two of 10 left out, all counted again: 20/12 × 2.66 = 4.4.
    one = finding([0.0] * 6 + [10.0] + [0.0] * 6, 9.0, "lower")
    assert one.endswith(
        " Both limits meet the target of 9.0%, but 1 of the 13 figures since May 2020 "
        "missed it, that of November 2020."
    )


def test_a_change_is_no_promise_though_every_figure_missed_the_target() -> None:
    said = finding(STEPPED, 50.0)
    assert said.endswith(
        " Both limits miss the target of 50.0%, and every figure since May 2020 has missed it."
    )


def test_what_only_chance_moves_is_still_foretold() -> None:
    assert finding(SWING, 100.0).endswith(
        "so it will be missed every time unless something changes."
    )


def test_an_improvement_says_how_much_was_better_before_it() -> None:
    """Mean 0.2; without the 6 the thirteen moving ranges add up to 16: none lies outside."""
    run = finding([-1.0, -3.0] * 4 + [3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 1.0])
    assert "special cause variation, an improvement" in run
    assert "Yet 6 of the 15 figures since May 2020 were higher than the last one." in run


def test_an_improvement_on_a_fall_that_is_short_of_what_was_before_is_none() -> None:
    """Twelve months at 29 or 30, twelve at 10 or 11, and 25; the second time four and twenty.

    Mean (354 + 126 + 25) / 25 = 20.2; without 20 and 14 each moving range is 1: 17.5 to 22.9.
    """
    said = finding([29.0, 30.0] * 6 + [10.0, 11.0] * 6 + [25.0], 20.0)
    assert said == (
        "Recycling: limits to be recalculated. Of the 25 figures since May 2020, 25 lie outside "
        "the limits of 17.5% and 22.9% around a mean of 20.2%. As these are a third or more, "
        "no one pair of limits fits all figures: they have been at different levels or have kept "
        "rising or falling. The chart shows nothing until its limits are recalculated, for which "
        "the owner records from when, and why."
    )
    # Mean 384/25 = 15.4; without the fall by 20, 91/23 × 2.66 = 10.5: only five of 25 lie outside.
    said = finding([29.0, 30.0] * 2 + [10.0, 14.0] * 10 + [26.0])
    assert "special cause variation, an improvement" in said
    assert "Yet" not in said


def test_limits_that_many_figures_do_not_keep_to_are_said_to_be_of_several_levels() -> None:
    """Mean 10.5; without the two jumps each moving range is 1: limits 10.5 less and plus 2.66.

    The sixteen figures around 20 and around 0 lie outside, the eight around 10 within.
    """
    levels = [*[20.0, 21.0] * 4, *[0.0, 1.0] * 4, *[10.0, 11.0] * 4]
    said = finding(levels, 10.0)
    assert said.startswith("Recycling: limits to be recalculated. Of the 24 figures since May 2020")
    assert "16 lie outside the limits of 7.8% and 13.2% around a mean of 10.5%." in said
    assert "target" not in said
    assert "recalculated" not in finding(WORKED)  # one of eighteen lies outside


def test_limits_worked_out_anew_are_said_with_period_and_reason() -> None:
    """From the sixth figure on nothing but 1 and 2, seven and six of them: mean 19/13."""
    said = finding(WORKED, anew=[(5, "A new contractor\nbegan.")])
    assert "around a mean of 1.5%" in said
    assert said.endswith(" The limits are recalculated from October 2020: A new contractor began.")


@pytest.mark.parametrize(
    ("values", "has"),
    [
        ([1.0] * 7, "7 since May 2020"),
        ([None, None, 1.0, None], "1 since July 2020"),
        ([None], "none yet"),
        ([], "none yet"),
    ],
)
def test_too_few_figures(values: list[float | None], has: str) -> None:
    text = f"A control chart needs at least 12 figures; this measure has {has}."
    assert finding(values) == text


def test_too_few_figures_since_limits_are_worked_out_anew() -> None:
    assert finding(WORKED, anew=[(10, "New method")]) == (
        "A control chart needs at least 12 figures; this measure has 8 since March 2021. The "
        "limits are recalculated from March 2021: New method."
    )
