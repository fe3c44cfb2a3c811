"""Charts of an analyst's own: in the house style, shown once, with words that say something."""

from __future__ import annotations

import json
from itertools import combinations

import matplotlib as mpl
import pandas as pd
import pytest
import seaborn as sns
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt

from quarterbook import Report
from quarterbook.data.params.council import Colours
from quarterbook.ground.errors import CommandError
from quarterbook.report.charts.house_style import house_style
from quarterbook.report.charts.style import palette
from quarterbook.report.html.contrast import WHITE, are_apart, contrast_of
from support.books import ROOT

mpl.use("agg")


@pytest.fixture(scope="module")
def report() -> Report:
    return Report("2021-22-q3", book=ROOT)


def drawn() -> plt.Axes:
    _, axes = plt.subplots()
    axes.plot([1, 2])
    axes.set_title("Jobs by year")
    return axes


def test_a_chart_is_closed_so_that_it_is_shown_once(report: Report) -> None:
    before = set(plt.get_fignums())
    block = report.figure(drawn(), name="jobs", alt="Jobs rose from 1 to 2.")
    assert ':alt: "Jobs rose from 1 to 2."' in block.markdown
    assert set(plt.get_fignums()) == before


def test_what_was_drawn_on_may_be_axes_or_several_of_them_or_a_grid(report: Report) -> None:
    frame = pd.DataFrame({"year": [1, 2], "jobs": [3, 4]})
    for drawn_on in (frame.plot(subplots=True), sns.jointplot(frame, x="year", y="jobs")):
        block = report.figure(drawn_on, name="jobs", alt="Jobs rose from 3 to 4.")
        assert ':alt: "Jobs rose from 3 to 4."' in block.markdown
    with pytest.raises(CommandError, match=r"^report.figure was given a list\. Give it a matpl"):
        report.figure([3, 4], name="jobs", alt="Jobs rose.")  # type: ignore[arg-type]


def test_words_of_a_legend_have_white_behind_them(report: Report) -> None:
    with report.style():
        axes = pd.DataFrame({"care": [1, 2], "shops": [3, 4]}).plot.area()
    frame = axes.get_legend().get_frame()
    assert axes.get_legend().get_frame_on()
    assert frame.get_facecolor() == (1, 1, 1, 0.9)
    plt.close(axes.figure)


@pytest.mark.parametrize("alt", ["", "Jobs by year", "jobs by year.", "Jobs", "Jobs in the county"])
def test_words_that_only_repeat_the_title_are_refused(report: Report, alt: str) -> None:
    with pytest.raises(CommandError, match="only repeats what the chart is called"):
        report.figure(drawn(), name="jobs", alt=alt, caption="Jobs in the county.")


def test_a_letter_that_the_typeface_lacks_is_told(report: Report) -> None:
    axes = drawn()
    axes.set_xlabel("To the moon 🚀")
    with pytest.raises(CommandError, match=r'the chart says "🚀" \(rocket\), which its typeface'):
        report.figure(axes, name="jobs", alt="Jobs rose from 1 to 2.")
    plt.close("all")


@pytest.mark.parametrize(
    ("across", "notes"),
    [
        (6.4, ()),
        (
            14,
            (
                'shows "jobs", which is 14 inches wide: on paper its words are 3.5 points high. '
                "Draw it at most 8 inches wide, plt.subplots(figsize=(8, …))",
            ),
        ),
    ],
)
def test_words_too_small_on_paper_are_told(
    report: Report, across: float, notes: tuple[str, ...]
) -> None:
    _, axes = plt.subplots(figsize=(across, 4))
    axes.plot([1, 2])
    block = report.figure(axes, name="jobs", alt="Jobs rose from 1 to 2.")
    assert block.notes == notes
    (bundle,) = (one for one in block._repr_mimebundle_().values() if isinstance(one, dict))
    assert bundle.get("left_out", []) == list(notes)


@pytest.mark.parametrize(("across", "is_wide"), [(5.6, False), (6, False), (7, True), (11, True)])
def test_a_wide_figure_has_the_width_of_the_column(
    report: Report, across: float, is_wide: bool
) -> None:
    """It was shown as wide as a measure's chart, its words of 5 pixels."""
    _, axes = plt.subplots(figsize=(across, 4))
    axes.plot([1, 2])
    block = report.figure(axes, name="jobs", alt="Jobs rose from 1 to 2.")
    assert (":figclass: qb-chart qb-wide\n" in block.markdown) == is_wide
    assert ('class="qb-chart qb-wide"' in block.html) == is_wide


@pytest.mark.parametrize("name", ["", " – ", "📈"])
def test_a_name_without_letters_is_no_name_of_a_file(report: Report, name: str) -> None:
    with pytest.raises(CommandError, match=r"cannot be the name of a file\. Write letters or dig"):
        report.figure(drawn(), name=name, alt="Jobs rose from 1 to 2.")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("a-b-c", "a-b-c"),
        ("A-b---c", "a-b-c"),
        ("Jobs by year", "jobs-by-year"),
        ("../jobs", "jobs"),
        ("litter-Llŷn", "litter-llyn"),
        ("litter-Lly\u0302n", "litter-llyn"),
        ("litter-St Mary's", "litter-st-marys"),
        ("litter-St Mary’s", "litter-st-marys"),
        ("litter-St Marys", "litter-st-marys"),
        ("2024", "2024"),
    ],
)
def test_a_place_that_is_named_in_a_loop_names_its_file(
    report: Report, name: str, file: str
) -> None:
    block = report.figure(drawn(), name=name, alt="Jobs rose from 1 to 2.")
    assert f"/charts/{file}.svg" in block.markdown


@pytest.mark.parametrize(
    "colours", [("#FFDD00", "#FFFFFF"), ("#12436D", "#28A197"), ("#ffdd00",) * 2]
)
def test_every_colour_stands_out_from_the_page_and_is_there_once(colours: tuple[str, str]) -> None:
    with house_style(Colours(primary=colours[0], accent=colours[1])) as style:
        assert mpl.rcParams["axes.prop_cycle"].by_key()["color"] == list(style.palette)
    assert all(contrast_of(colour, WHITE) >= 3 for colour in style.palette)
    assert len(set(style.palette)) == len(style.palette) == 5


HEX = st.integers(0, 0xFFFFFF).map("#{:06X}".format)


@settings(max_examples=60, deadline=None)
@given(HEX, HEX)
@example("#7A1F5C", "#E08E0B")  # the third was #801650, the same plum
@example("#12436D", "#28A197")
@example("#000000", "#000000")
def test_colours_of_a_palette_are_told_apart_whatever_a_councils_are(one: str, two: str) -> None:
    colours = palette(Colours(primary=one, accent=two))
    assert len(colours) == 5
    assert all(contrast_of(colour, WHITE) >= 3 for colour in colours)
    assert all(are_apart(*pair) for pair in combinations(colours, 2))


@pytest.mark.parametrize(
    ("one", "two", "apart"),
    [
        ("#7A1F5C", "#801650", False),
        ("#12436D", "#F46A25", True),
        ("#12436D", "#801650", False),  # as grey they are one
        ("#12436D", "#28A197", True),
    ],
)
def test_which_colours_are_told_apart(one: str, two: str, apart: bool) -> None:
    assert are_apart(one, two) == are_apart(two, one) == apart


def test_a_palette_begins_with_the_councils_two_colours() -> None:
    assert palette(Colours())[:2] == ("#12436D", "#28A197")


def test_the_style_ends_with_its_block(report: Report) -> None:
    before = dict(mpl.rcParams)
    with report.style():
        assert mpl.rcParams["font.family"] == ["Fira Sans", "DejaVu Sans"]
    assert dict(mpl.rcParams) == before


def test_lines_are_named_at_their_ends_instead_of_in_a_legend(report: Report) -> None:
    data = pd.DataFrame(
        {"x": [1, 2, 1, 2], "y": [1.0, 2.0, 1.0, 2.01], "kind": ["care", "care", "shops", "shops"]}
    )
    with report.style() as style:
        _, axes = plt.subplots()
        sns.lineplot(data, x="x", y="y", hue="kind", ax=axes)
        style.label_lines(axes)
    assert axes.get_legend() is None
    assert [text.get_text() for text in axes.texts] == ["care", "shops"]
    low, high = (text.xy[1] for text in axes.texts)
    assert high - low > 0.05  # 2.0 and 2.01 would be written over each other
    plt.close(axes.figure)


def test_lines_of_one_colour_have_their_own_names(report: Report) -> None:
    with report.style() as style:
        _, axes = plt.subplots()
        axes.plot([1, 2], [1, 5], color="C0", label="North")
        axes.plot([1, 2], [1, 2], color="C0", linestyle="--", label="South")
        axes.legend()
        style.label_lines(axes)
    assert axes.get_legend() is None
    assert [(text.get_text(), text.xy[1] > 0.5) for text in axes.texts] == [
        ("North", True),
        ("South", False),
    ]
    plt.close(axes.figure)


DASHED = pd.DataFrame(
    {"x": [1, 2] * 4, "y": [1.0, 2, 1, 3, 1, 4, 1, 5], "kind": ["care"] * 4 + ["shops"] * 4}
).assign(area=["North", "North", "South", "South"] * 2)


def test_lines_told_apart_by_dashes_have_their_own_names(report: Report) -> None:
    with report.style() as style:
        _, axes = plt.subplots()
        sns.lineplot(DASHED[DASHED["kind"] == "care"], x="x", y="y", style="area", ax=axes)
        style.label_lines(axes)
    assert axes.get_legend() is None
    assert [text.get_text() for text in axes.texts] == ["North", "South"]
    plt.close(axes.figure)


def test_a_legend_stays_where_it_alone_tells_lines_apart(report: Report) -> None:
    """Four lines, and samples of two colours and of two kinds of dashes."""
    with report.style() as style:
        _, axes = plt.subplots()
        colours = {"care": "#000000", "shops": style.palette[1]}
        sns.lineplot(DASHED, x="x", y="y", hue="kind", style="area", palette=colours, ax=axes)
        style.label_lines(axes)
    assert axes.get_legend() is not None
    assert "care" not in [text.get_text() for text in axes.texts]
    plt.close(axes.figure)


def test_names_of_several_lines_do_not_lie_over_each_other(report: Report) -> None:
    data = pd.DataFrame({"Meir Hay North Parkhall & Weston Coyney": [1, 2.0], "Blurton": [1, 2.05]})
    with report.style() as style:
        figure, axes = plt.subplots()
        data.plot(ax=axes)
        style.label_lines(axes)
        figure.draw_without_rendering()
    long, short = (text.get_window_extent() for text in axes.texts)
    assert axes.texts[0].get_text().count("\n") == 2
    assert short.y0 > long.y1
    plt.close(figure)


@pytest.mark.parametrize("label", [[0, 1], [1, 0]])
def test_names_of_lines_stand_beyond_the_numbers_of_a_second_axis(label: list[int]) -> None:
    with house_style(Colours()) as style:
        figure, left = plt.subplots()
        right = left.twinx()
        left.plot([1, 2], [100, 180], label="Reports")
        right.plot([1, 2], [3.0, 3.1], color=style.palette[1], label="Cost")
        right.set_ylabel("£m")
        for place in label:
            style.label_lines((left, right)[place])
        figure.draw_without_rendering()
    first, second = (axes.texts[0].get_window_extent() for axes in (left, right))
    beyond = right.yaxis.get_tightbbox()
    assert beyond is not None
    assert min(first.x0, second.x0) > beyond.x1
    assert first.y0 > second.y1 or second.y0 > first.y1
    plt.close(figure)


def test_what_is_signed_of_labelled_lines_is_what_they_show(report: Report) -> None:
    """Not how they are drawn, which another version of matplotlib does otherwise."""
    with report.style() as style:
        _, axes = plt.subplots()
        axes.plot([1, 2], [3, 4], label="Jobs")
        style.label_lines(axes)
    files = report.figure(axes, name="jobs", alt="Jobs rose from 3 to 4.").files
    assert files["charts/jobs.svg"].startswith("<?xml")
    assert json.loads(files["charts/jobs.shown.json"])
