"""Control charts as readers meet them: drawn, in words, and summed up on a page."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Sequence
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterbook.ground.periods import parse
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.observations import Observation
from quarterbook.judge.spc import Variation, xmr
from quarterbook.report.blocks import control_charts
from quarterbook.report.charts import control
from quarterbook.report.charts.control import spread
from quarterbook.report.html import icons
from quarterbook.report.html.icons import KINDS, variation_words
from quarterbook.report.sentences import control_chart as sentences
from quarterbook.report.views.control_chart import ControlChart

PER_CENT = NumberFormat("%", 0)

# The published worked case: mean 1.94, limits -0.72 and 4.60.
WORKED = [1.0, 2.0, 1.0, 2.0, 10.0, *[1.0, 2.0] * 6, 1.0]
# Twenty figures with mean 0, whose nineteen moving ranges of 20 add up to 380.
SWING = [-10.0, 10.0] * 10


def observations(values: Sequence[float | None], start: str = "2020-05") -> list[Observation]:
    first = parse(start)
    return [Observation(first.back(-i), value) for i, value in enumerate(values)]


def charted(
    id: str,
    values: Sequence[float | None],
    target: float | None = None,
    polarity: str = "higher",
    *,
    title: str = "",
    format: NumberFormat = PER_CENT,
    anew: Sequence[tuple[int, str]] = (),
) -> ControlChart:
    """A measure's control chart; `anew` says at which figures limits begin anew, and why."""
    read = observations(values)
    return ControlChart(
        id=id,
        title=title or id.title(),
        href=f"#{id}",
        observations=read,
        xmr=xmr(values, recalculate=[at for at, _ in anew]),
        target=target,
        format=format,
        polarity=polarity,
        recalculations=[(read[at].period, reason) for at, reason in anew],
    )


def finding(
    values: Sequence[float | None],
    target: float | None = None,
    polarity: str = "higher",
    unit: str = "%",
    decimals: int = 1,
    anew: Sequence[tuple[int, str]] = (),
) -> str:
    format = NumberFormat(unit, decimals)
    return sentences.finding(
        charted("recycling", values, target, polarity, format=format, anew=anew)
    )


# Words ---------------------------------------------------------------------------------------


def test_common_cause_names_figure_limits_and_mean() -> None:
    """One decimal more than the figures have, as the limits are only 5.32 apart."""
    assert finding(WORKED, unit="", decimals=0) == (
        "Recycling: common cause variation. The last figure, 1 in October 2021, lies within the "
        "limits of −0.7 and 4.6 around a mean of 1.9."
    )


def test_a_unit_in_words_is_said_once_for_both_limits() -> None:
    assert "the limits of −0.7 and 4.6 days around" in finding(WORKED, unit="days", decimals=1)


@pytest.mark.parametrize(
    ("target", "polarity", "said"),
    [
        (3, "higher", "The target of 3.0% lies within the limits, so it will be hit and missed"),
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


# Mean 3, moving ranges of 0 but for one of 4, which is left out as an outlier; what is left is
# standstill, so that it counts after all: 4/15 × 2.66 = 0.7, and limits of 2.3 and 3.7.
STEPPED = [2.0] * 12 + [6.0] * 4


def test_a_target_that_was_met_is_not_said_to_be_missed_every_time() -> None:
    said = finding(STEPPED, 5.0)
    assert said.endswith(
        " Both limits miss the target of 5.0%, but 4 of the 16 figures since May 2020 met "
        "it, the newest in August 2021. The limits take in what came before the change: once its "
        "reason is known, they can be worked out anew from when it began."
    )
    assert "every time" not in said


def test_a_target_that_was_missed_is_not_said_to_be_met_every_time() -> None:
    """Lower is better: the same, the other way up, and where one figure alone missed it."""
    assert "Both limits meet the target of 5.0%, but 4 of the 16 figures" in finding(
        STEPPED, 5.0, "lower"
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


def test_limits_worked_out_anew_are_said_with_period_and_reason() -> None:
    """From the sixth figure on nothing but 1 and 2, seven and six of them: mean 19/13."""
    said = finding(WORKED, anew=[(5, "A new contractor\nbegan.")])
    assert "around a mean of 1.5%" in said
    assert said.endswith(
        " The limits are worked out anew from October 2020: A new contractor began."
    )


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
        "limits are worked out anew from March 2021: New method."
    )


# Symbols -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variation", "words"),
    [
        (Variation("common_cause", ""), "Common cause"),
        (Variation("improvement", "high"), "Improvement (high)"),
        (Variation("concern", "low"), "Concern (low)"),
        (Variation("neutral", "high"), "Change, neither better nor worse (high)"),
    ],
)
def test_a_variation_has_a_word(variation: Variation, words: str) -> None:
    assert variation_words(variation) == words
    assert f" {words}</span>" in icons.variation_mark(variation)


def pictures(html: str) -> list[str]:
    return [b64decode(data).decode() for data in re.findall(r"base64,([^\"]+)\"", html)]


def test_icons_are_shapes_of_their_own_and_hidden_from_screen_readers() -> None:
    every = [icons.variation_icon(Variation(kind, "")) for kind in KINDS]
    every += [icons.assurance_icon(a) for a in ("passing", "failing", "hit_and_miss")]
    assert len(set(every)) == 7
    in_grey = {
        re.sub(r"#[0-9a-fA-F]{3,6}", "", picture) for icon in every for picture in pictures(icon)
    }
    assert len(in_grey) == 7
    for icon in every:
        assert 'alt=""' in icon
        assert 'aria-hidden="true"' in icon
        assert re.search(r'data-mark="[^"]+"', icon)
        ElementTree.fromstring(pictures(icon)[0])
        assert "<text" not in pictures(icon)[0]


# Chart ---------------------------------------------------------------------------------------


def drawing(
    values: Sequence[float | None], target: float | None = None, anew: Sequence[int] = ()
) -> str:
    begun = [(at, "New method.") for at in anew]
    one_decimal = NumberFormat("%", 1)
    return control.control(charted("drawn", values, target, format=one_decimal, anew=begun)).svg


def dashed(svg: str) -> int:
    return svg.count("stroke-dasharray")


def test_the_chart_is_a_picture_without_text_and_always_the_same() -> None:
    svg = drawing(WORKED, 3)
    ElementTree.fromstring(svg)
    assert "<text" not in svg
    assert svg == drawing(WORKED, 3)


def test_limits_and_target_are_dashed_and_step_where_limits_are_worked_out_anew() -> None:
    """Two limits; one target more; two stretches' limits, the dotted line between, the target."""
    assert dashed(drawing(WORKED)) == 2
    assert dashed(drawing(WORKED, 3)) == 3
    assert dashed(drawing([*WORKED, *WORKED], 3, [18])) == 6


def test_no_limits_are_drawn_for_fewer_than_twelve_figures() -> None:
    assert dashed(drawing(WORKED[:11])) == 0
    assert dashed(drawing([*WORKED, *WORKED[:11]], None, [18])) == 3
    assert charted("short", WORKED[:11]).kinds == [None] * 11


@pytest.mark.parametrize(
    "values", [[5.0], [None, 5.0, None], [0.0] * 14, [1e9 + i for i in range(20)]]
)
def test_odd_figures_can_be_drawn(values: list[float | None]) -> None:
    ElementTree.fromstring(drawing(values, 5.0))


def test_each_point_has_the_symbol_of_its_kind_and_a_gap_none() -> None:
    values = [*WORKED[:4], None, *WORKED[4:]]
    expected = ["common_cause"] * 4 + [None, "improvement"] + ["common_cause"] * 13
    assert charted("calm", values).kinds == expected
    assert charted("calm", values, polarity="lower").kinds[5] == "concern"


def test_limits_close_to_each_other_have_a_decimal_more() -> None:
    """The worked case's are 5.32 apart: less than ten whole numbers, more than ten tenths."""
    assert charted("limits", WORKED, format=NumberFormat("", 0)).limit_format.decimals == 1
    assert charted("limits", WORKED, format=NumberFormat("", 1)).limit_format.decimals == 1
    assert charted("limits", [100.0] * 12, format=NumberFormat("", 0)).limit_format.decimals == 0


heights = st.lists(st.floats(-0.5, 1.5), min_size=1, max_size=6)


@given(heights)
def test_labels_never_overlap_and_keep_their_order(wanted: list[float]) -> None:
    shown = spread(wanted, 0.07)
    pairs = sorted(zip(wanted, shown, strict=True), key=lambda pair: pair[1])
    assert [want for want, _ in pairs] == sorted(wanted)
    placed = [place for _, place in pairs]
    assert all(b - a >= 0.07 - 1e-9 for a, b in pairwise(placed))
    assert placed[0] >= -1e-9
    assert placed[-1] <= 1 + 1e-9


def test_labels_with_room_stay_where_they_belong() -> None:
    assert spread([0.9, 0.1, 0.5], 0.07) == pytest.approx([0.9, 0.1, 0.5])
    assert spread([0.5, 0.5], 0.1) == pytest.approx([0.45, 0.55])


def block_of(values: Sequence[float | None], anew: Sequence[tuple[int, str]] = ()) -> str:
    kilograms = NumberFormat("kg", 0)
    chart = charted("waste", values, 3.0, "lower", format=kilograms, anew=anew)
    block = control_charts.chart(chart)
    assert list(block.files) == ["charts/waste-control.svg", "charts/waste-control.shown.json"]
    return block.markdown


def test_the_chart_says_in_words_what_it_shows_and_explains_the_symbols_it_uses() -> None:
    text = block_of(WORKED)
    assert ':alt: "Waste: common cause variation. The last figure, 1 kg in October 2021' in text
    assert "The chart joins eighteen figures with a line." in text
    assert "Control chart (kg), May 2020 to October 2021." in text
    assert "Grey circle: common cause; orange diamond: concern." in text
    assert "plus sign" not in text
    assert "The target is that of the newest figure." in text


def test_the_caption_says_where_limits_are_worked_out_anew_and_where_there_are_none() -> None:
    text = block_of(WORKED, [(10, "New method.")])
    assert "No limits are drawn for fewer than 12 figures." in text
    assert "Limits worked out anew from March 2021: New method." in text


def test_a_measure_without_a_figure_has_a_sentence_and_no_picture() -> None:
    empty = control_charts.chart(charted("a", [None]))
    assert not empty.files
    assert empty.markdown == (
        "<p>A control chart needs at least 12 figures; this measure has none yet.</p>"
    )


# The page ------------------------------------------------------------------------------------

WORSE = [*SWING, -80.0]
BETTER = [*SWING, 80.0]
ENTRIES = [
    charted("calm", WORKED, 3.0),
    charted("better", BETTER, 90.0),
    charted("new", [1.0, 2.0]),
    charted("worse-missed", WORSE, 100.0),
    charted("worse", WORSE, 0.0),
    charted("changed", BETTER, 3.0, "none"),
    charted("safe", WORKED, -5.0, title="Fish & <chips>"),
    charted("free", WORKED),
    charted("empty", [None]),
]


def test_concern_and_missed_targets_come_first() -> None:
    table = control_charts.summary(ENTRIES).html.split("<caption>Control charts")[1]
    linked = re.findall(r'href="#([^"]+)"', table.split("</table>")[0])
    assert linked == ["worse-missed", "worse", "changed", "calm", "safe", "free", "better"]


def test_the_counts_add_up() -> None:
    """Seven charts: three calm, one better, two worse, one neither; five held against a target.

    The limits are -57.0 and 49.4 (100 is above them, 0 within), -56.0 and 63.7 (90 is above
    them), -0.7 and 4.6 (-5 is below them, 3 within).
    """
    text = control_charts.summary(ENTRIES).html
    assert (
        "Of seven control charts, three show common cause variation, one an improvement, two a "
        "cause for concern and one a change that is neither better nor worse. Of five measures "
        "with a target, one is consistently passing, two consistently failing and two hit and "
        "miss. Two are not held against a target."
    ) in text
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', text)
    cells = {name: [int(n) for n in re.findall(r">(\d+)<", row)] for name, row in rows[:5]}
    assert cells["Concern"] == [1, 1, 0, 0, 2]
    assert cells["Common cause"] == [0, 1, 1, 1, 3]
    assert cells["All"] == [2, 2, 1, 2, 7]


def test_measures_with_too_few_figures_are_named() -> None:
    assert (
        "<p>Two measures have too few figures for a control chart, which needs at least 12: "
        '<a href="#new">New</a> has 2 since May 2020; <a href="#empty">Empty</a> has none yet.</p>'
    ) in control_charts.summary(ENTRIES).html


def test_one_chart_none_and_no_target() -> None:
    assert control_charts.summary([]).html == (
        "<p>No measure of this report is read by a control chart.</p>"
    )
    assert "The one control chart shows common cause variation. None is held against" in (
        control_charts.summary([charted("a", WORKED)]).html
    )
    both = control_charts.summary([charted("a", WORKED, 3.0), charted("b", WORKED, 3.0)]).html
    assert (
        "Both control charts show common cause variation. "
        "Both measures with a target are hit and miss."
    ) in both
    assert "<table" not in control_charts.summary([charted("a", [1.0])]).html


def test_titles_are_words_and_a_row_says_why_nothing_is_held_against_a_target() -> None:
    text = control_charts.summary(ENTRIES).html
    assert '<a href="#safe">Fish &amp; &lt;chips&gt;</a>' in text
    assert text.count("Neither higher nor lower is better") == 1
    assert text.count("No target") == 2


def test_how_to_read_a_control_chart_is_made_from_what_judges_it() -> None:
    text = control_charts.explained().html
    for words in (
        "2.66 times",
        "seven figures in a row",
        "at least twelve figures",
        *KINDS.values(),
    ):
        assert words in text
    assert text.count("qb-icon") == 7
