"""Control charts as they are drawn, and summed up on a page."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Sequence
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterbook.ground.units import NumberFormat
from quarterbook.judge.spc import Variation
from quarterbook.report.blocks import control_charts
from quarterbook.report.charts import control
from quarterbook.report.charts.labels import spread
from quarterbook.report.html import icons
from quarterbook.report.html.icons import KINDS, variation_words
from support.charted import SWING, WORKED, charted


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


def points_in(svg: str) -> list[tuple[float, float]]:
    """Where points are drawn, from left to right; marks along the axes are not cut at the edge."""
    marks = re.findall(r'<g clip-path="[^"]+">\s*((?:<use [^>]+/>\s*)+)</g>', svg)
    places = re.findall(r'x="([\d.]+)" y="([\d.]+)"', "".join(marks))
    return sorted((float(across), float(down)) for across, down in places)


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
    "values",
    [[5.0], [None, 5.0, None], [0.0] * 14, [1e9 + i for i in range(20)], [3.0, None, 9.0, 2.0]],
)
def test_odd_figures_are_drawn_each_as_a_point_in_its_place(values: list[float | None]) -> None:
    """One after the other to the right, as high as they are large, inside the picture."""
    svg = drawing(values, 5.0)
    points, figures = points_in(svg), [value for value in values if value is not None]
    assert len(points) == len(figures)
    assert all(left < right for (left, _), (right, _) in pairwise(points))
    least = (max(5.0, *figures) - min(5.0, *figures)) / 100  # else both may be as high
    for (this, (_, down)), (other, (_, below)) in pairwise(zip(figures, points, strict=True)):
        assert (below < down) if other - this > least else (below <= down or other < this)
        assert (below > down) if this - other > least else (below >= down or this < other)
    _, _, width, height = map(float, ElementTree.fromstring(svg).attrib["viewBox"].split())
    assert all(0 < across < width and 0 < down < height for across, down in points)


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


def test_a_label_of_three_lines_takes_the_room_of_three() -> None:
    """The middle one's upper edge is 1.5 lines above it, the lower edge of the next 0.5 below."""
    assert spread([0.5, 0.5], 0.1, [3, 1]) == pytest.approx([0.4, 0.6])


def block_of(values: Sequence[float | None], anew: Sequence[tuple[int, str]] = ()) -> str:
    kilograms = NumberFormat("kg", 0)
    chart = charted("waste", values, 3.0, "lower", format=kilograms, anew=anew)
    block = control_charts.chart(chart)
    assert list(block.files) == [
        "charts/waste-control.svg",
        "charts/waste-control.shown.json",
        "charts/waste-control-narrow.svg",
        "charts/waste-control-narrow.shown.json",
    ]
    return block.markdown


def test_the_chart_says_in_words_what_it_shows_and_explains_the_symbols_it_uses() -> None:
    text = block_of(WORKED)
    assert ':alt: "Waste: common cause variation. The last figure, 1 kg in October 2021' in text
    assert "The chart shows eighteen figures." in text
    assert "Control chart (kg), May 2020 to October 2021." in text
    lines = "Solid line: mean; dashed lines: limits; grey circle: common cause; "
    assert f"{lines}orange diamond: concern." in text
    assert "plus sign" not in text


def test_beside_what_it_finds_a_chart_does_not_say_that_again() -> None:
    alone = control_charts.chart(charted("waste", WORKED)).html
    beside = control_charts.chart(charted("waste", WORKED), beside_finding=True).html
    assert "common cause variation" in alone
    assert "common cause variation" not in beside
    assert "Control chart of " in beside
    assert "The chart shows eighteen figures." in beside


def test_the_caption_says_where_limits_are_worked_out_anew_and_where_there_are_none() -> None:
    text = block_of(WORKED, [(10, "New method.")])
    assert "No limits are drawn for fewer than 12 figures." in text
    assert "Limits recalculated from March 2021: New method." in text


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
        "cause for concern and one a change that is neither better nor worse. Of five targets, "
        "one is consistently met, two consistently missed and two neither consistently met nor "
        "consistently missed. Two measures are not held against a target."
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


def test_measures_of_several_levels_are_named_and_not_counted() -> None:
    """Six figures about 20 and six about 10; the last lies between: limits of 12.1 and 18.8."""
    fallen = charted("fallen", [20.0, 21.0] * 3 + [10.0, 11.0] * 3 + [15.0])
    text = control_charts.summary([*ENTRIES, fallen]).html
    assert "Of seven control charts, " in text
    assert text.count('href="#fallen"') == 1
    assert (
        "<p>One measure has a third or more of the figures outside the limits, so that the chart "
        'shows nothing until the limits are recalculated: <a href="#fallen">Fallen</a>.</p>'
    ) in text
    assert "recalculated" not in control_charts.summary(ENTRIES).html
    assert set(fallen.kinds) == {None}  # no point is drawn as an improvement or a concern
    said = control_charts.chart(fallen).html
    assert "Solid line: mean; dashed lines: limits." in said


def test_one_chart_none_and_no_target() -> None:
    assert control_charts.summary([]).html == (
        "<p>No measure of this report is read by a control chart.</p>"
    )
    assert "The one control chart shows common cause variation. None is held against" in (
        control_charts.summary([charted("a", WORKED)]).html
    )
    both = control_charts.summary([charted("a", WORKED, 3.0), charted("b", WORKED, 3.0)]).html
    assert (
        "Both control charts show common cause variation. Neither target is consistently met "
        "or consistently missed."
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
