"""What is signed of a chart: what it shows, and not the bytes in which a library writes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.patches import Circle
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Affine2D, Bbox, TransformedBbox

from quarterbook.report.charts.style import svg
from quarterbook.report.html.block import Chart


def plain(axes: Axes) -> None:
    axes.plot([1, 2, 3], [10.0, 12.5, 11.0], "o-", color="#12436D")
    axes.plot([1, 3], [5, 5], linestyle=(0, (3, 4)))
    axes.bar([1, 2], [3, 4])
    axes.fill([1, 2.5, 3], [1, 3, 1])
    axes.scatter([1, 2], [7, 8], c=[1, 2])
    axes.text(2, 11, "Target")
    axes.set(title="Waste", xlabel="Year", ylabel="Tonnes", ylim=(0, 20))
    axes.set_xticks([1, 2, 3], ["A", "B", "C"])


def picture(change: Callable[[Axes], object] = lambda axes: None) -> Chart:
    figure = Figure(figsize=(6, 3))
    axes = figure.subplots()
    plain(axes)
    change(axes)
    return svg(figure)


CHANGES: dict[str, Callable[[Axes], object]] = {
    "a figure": lambda axes: axes.lines[0].set_ydata([10.0, 12.6, 11.0]),
    "a bar": lambda axes: axes.patches[0].set_height(5),
    "one more": lambda axes: axes.plot([1], [1]),
    "a colour": lambda axes: axes.lines[0].set_color("red"),
    "the title": lambda axes: axes.set_title("Waste, audited"),
    "an axis": lambda axes: axes.set_ylabel("Kilograms"),
    "its reach": lambda axes: axes.set_ylim(9, 13),
    "its ticks": lambda axes: axes.set_xticks([1, 2, 3], ["A", "C", "B"]),
    "a label": lambda axes: axes.texts[0].set_text("Limit"),
    "where it stands": lambda axes: axes.texts[0].set_position((1, 11)),
    "a word below": lambda axes: axes.figure.text(0, 0, "Audited"),
    "an area": lambda axes: axes.fill_between([1, 2], [1, 2]),
    "a key": lambda axes: axes.legend(["Waste"]),
    "a picture": lambda axes: axes.imshow(np.eye(2)),
    "a line that cannot be seen": lambda axes: axes.lines[0].set_alpha(0.02),
    "a line too thin": lambda axes: axes.lines[0].set_linewidth(0.01),
    "a line in gaps": lambda axes: axes.lines[0].set_linestyle((0, (0.1, 50))),
    "longer gaps": lambda axes: axes.lines[1].set_linestyle((0, (4, 3))),
    "a line's marks": lambda axes: axes.lines[0].set_markersize(0.1),
    "a line out of the axes": lambda axes: axes.lines[0].set_clip_on(False),
    "a line cut off": lambda axes: axes.lines[0].set_clip_path(
        Circle((1, 5), 0.01, transform=axes.transData)
    ),
    "a line cut off by a box": lambda axes: axes.lines[0].set_clip_box(
        TransformedBbox(Bbox([[0, 0], [1, 1]]), axes.transData)
    ),
    "a line moved away": lambda axes: axes.lines[0].set_transform(
        Affine2D().translate(100, 0) + axes.transData
    ),
    "a line that is hidden": lambda axes: axes.lines[0].set_visible(False),
    "a bar behind another": lambda axes: axes.patches[2].set_zorder(0),
    "a bar over words": lambda axes: axes.patches[0].set_zorder(9),
    "a bar's edge": lambda axes: axes.patches[0].set_linewidth(30),
    "a bar that cannot be seen": lambda axes: axes.patches[0].set_alpha(0),
    "the inside of a shape": lambda axes: axes.patches[2].set_xy([(1, 1), (2, 3), (3, 1)]),
    "a small word": lambda axes: axes.texts[0].set_fontsize(0.5),
    "a word that cannot be seen": lambda axes: axes.texts[0].set_alpha(0),
    "a word turned": lambda axes: axes.texts[0].set_rotation(180),
    "a word's ground": lambda axes: axes.texts[0].set_bbox({"facecolor": "black"}),
    "a small title": lambda axes: axes.title.set_fontsize(0.5),
    "an axis's words in white": lambda axes: axes.yaxis.label.set_color("white"),
    "ticks' words in white": lambda axes: axes.tick_params(labelcolor="white"),
    "ticks without words": lambda axes: axes.tick_params(labelleft=False),
    "where ticks are": lambda axes: axes.set_xticks([1, 1.5, 3], ["A", "B", "C"]),
    "a grid over all": lambda axes: axes.grid(color="white", linewidth=50),
    "the ground": lambda axes: axes.set_facecolor("#12436D"),
    "the picture's ground": lambda axes: axes.figure.set_facecolor("black"),
    "no axes": lambda axes: axes.set_axis_off(),
    "an edge": lambda axes: axes.spines["left"].set_linewidth(200),
    "axes over axes": lambda axes: axes.figure.add_axes((0.1, 0.1, 0.8, 0.8)),
    "axes out of the picture": lambda axes: axes.set_position((0.6, 0.1, 0.8, 0.8)),
    "dots too small": lambda axes: axes.collections[0].set_sizes([0.01]),
    "dots' colours": lambda axes: axes.collections[0].set_cmap("gray"),
    "dots' reach": lambda axes: axes.collections[0].set_clim(0, 99),
    "a line's effects": lambda axes: axes.lines[0].set_path_effects([withStroke(linewidth=9)]),
    "a line drawn as by hand": lambda axes: axes.lines[0].set_sketch_params(30, 5, 5),
    "what is not known": lambda axes: axes.table([["1", "2"]]),
}


@pytest.fixture(scope="module")
def unchanged() -> str:
    """What the picture shows as it is."""
    return picture().shows


@pytest.mark.alike(4)
@pytest.mark.parametrize("name", CHANGES)
def test_what_is_drawn_otherwise_shows_something_else(name: str, unchanged: str) -> None:
    assert picture(CHANGES[name]).shows != unchanged


def test_a_broader_effect_hides_more() -> None:
    def halo(width: int) -> str:
        effect = withStroke(linewidth=width, foreground="white")
        return picture(lambda axes: axes.texts[0].set_path_effects([effect])).shows

    assert halo(3) == halo(3) != halo(60)


def test_what_is_written_otherwise_shows_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """As another version of the library may: names, order of definitions, rounding of places."""
    before = picture()

    def written_anew(figure: Figure) -> Chart:
        monkeypatch.setitem(mpl.rcParams, "svg.hashsalt", "another")
        made = svg(figure)
        return Chart(made.svg.replace("<svg", "<svg id='other'"), made.shows)

    figure = Figure(figsize=(6, 3))
    axes = figure.subplots()
    plain(axes)
    axes.lines[0].set_ydata([10.0, 12.5 + 1e-13, 11.0])
    after = written_anew(figure)
    assert after.svg != before.svg
    assert after.shows == before.shows


def test_a_layout_that_is_fitted_a_little_otherwise_shows_the_same() -> None:
    """Another version measures words a little otherwise, and axes move with them."""
    moved = picture(lambda axes: axes.set_position((0.127, 0.112, 0.771, 0.768)))
    named = picture(lambda axes: axes.lines[0].set_gid("line"))
    first = picture(lambda axes: axes.patches[0].set_zorder(0))  # as it is anyway
    assert moved.shows == named.shows == first.shows == picture().shows


def test_a_key_moved_over_the_data_or_made_invisible() -> None:
    def key(change: Callable[[Legend], object]) -> str:
        return picture(lambda axes: change(axes.legend(["Waste"], loc="upper left"))).shows

    def same(_: Legend) -> None:
        return

    changes: list[Callable[[Legend], object]] = [
        lambda legend: legend.set_loc("center"),
        lambda legend: legend.get_texts()[0].set_alpha(0),
        lambda legend: legend.get_frame().set_alpha(1),
        lambda legend: legend.legend_handles[0].set_alpha(0),
        lambda legend: legend.set_bbox_to_anchor((0.5, 0.5)),
    ]
    assert len({key(change) for change in [same, same, *changes]}) == 1 + len(changes)


def test_words_of_scale_that_are_hidden() -> None:
    """Ticks of 1 to 5 are another thing where "1e6" is not said."""

    def millions(hide: bool) -> str:
        figure = Figure(figsize=(6, 3))
        axes = figure.subplots()
        axes.plot([1, 2], [1e6, 5e6])
        if hide:
            axes.yaxis.get_offset_text().set_visible(False)
        return svg(figure).shows

    assert millions(hide=False) == millions(hide=False) != millions(hide=True)


@pytest.mark.parametrize("kind", ["colour bar", "circle", "plain"])
def test_charts_of_other_frames_count_by_what_they_show(kind: str) -> None:
    """A heat map's colour bar and a polar chart, which have no sides."""

    def shown(value: float) -> str:
        figure = Figure()
        axes = figure.subplots(subplot_kw={"polar": kind == "circle"})
        values = [[value, 2.0], [3.0, 4.0]]
        mesh = axes.pcolormesh(values) if kind == "colour bar" else axes.plot([1, 2], values[0])
        if kind == "colour bar":
            figure.colorbar(mesh)
        return svg(figure).shows

    assert shown(1.0) == shown(1.0) != shown(1.5)
    assert not shown(1.0).startswith("<")


def at_dates(axes: Axes) -> None:
    axes.plot([dt.date(2020, 1, 1), dt.date(2021, 1, 1)], [1, 2])


def years(axes: Axes) -> None:
    axes.plot(range(2015, 2025), range(10))


def _scattered(norm: Normalize) -> Callable[[Axes], object]:
    return lambda axes: axes.scatter([1, 2, 3], [1, 2, 3], c=[1, 10, 100], norm=norm)


def _coloured(**colours: str) -> Callable[[Axes], object]:
    colormap = mpl.colormaps["viridis"].with_extremes(**colours)
    return lambda axes: axes.imshow([[1, np.nan], [50, 100]], cmap=colormap, vmin=0, vmax=40)


def _arrowed(aim: tuple[float, float], style: str) -> Callable[[Axes], object]:
    arrow = {"arrowstyle": style}
    return lambda axes: axes.annotate("", xy=aim, xytext=(2020, 8), arrowprops=arrow)


def _moved(by: float) -> Callable[[Axes], object]:
    return lambda axes: axes.plot(
        [2016, 2020], [1, 2], transform=Affine2D().translate(0, by) + axes.transData
    )


# Of each two a reader sees different things.
OTHERWISE: dict[str, tuple[Callable[[Axes], object], Callable[[Axes], object]]] = {
    "words at another year": tuple(
        (lambda axes, year=year: axes.text(year, 5, "New contract")) for year in (2016, 2023)
    ),
    "an annotation at another year": tuple(
        (lambda axes, year=year: axes.annotate("New", xy=(year, 5), xytext=(2018, 8)))
        for year in (2016, 2023)
    ),
    "years that fall out of sight": tuple(
        (lambda axes, left=left: axes.set(xticks=range(2015, 2025), xlim=(left, 2024.5)))
        for left in (2015, 2022)
    ),
    "a scale of another kind": (
        lambda axes: axes.set_yscale("function", functions=(lambda x: x, lambda x: x)),
        lambda axes: axes.set_yscale("function", functions=(lambda x: x**3, np.cbrt)),
    ),
    "colours by another scale": (_scattered(LogNorm(1, 100)), _scattered(Normalize(1, 100))),
    "classes of a map": (
        _scattered(BoundaryNorm([1, 5, 50, 100], 256)),
        _scattered(BoundaryNorm([1, 20, 90, 100], 256)),
    ),
    "the colour of too much": (_coloured(over="green"), _coloured(over="red")),
    "the colour of nothing": (_coloured(bad="white"), _coloured(bad="red")),
    "an arrow's aim": (_arrowed((2016, 2), "->"), _arrowed((2023, 2), "->")),
    "an arrow's end": (_arrowed((2016, 2), "->"), _arrowed((2016, 2), "<-")),
    "arrows of a field": (
        lambda axes: axes.quiver([2016], [1], [1], [1]),
        lambda axes: axes.quiver([2016], [1], [-1], [1]),
    ),
    "points in shares of the axes": (
        lambda axes: axes.scatter([0.5], [0.5], transform=axes.transAxes),
        lambda axes: axes.set_xlim(0, 2) and axes.scatter([0.5], [0.5]),
    ),
    "a line moved": (_moved(0.02), _moved(0.4)),
    "a picture turned": (
        lambda axes: axes.imshow([[1, 2], [3, 4]]),
        lambda axes: axes.imshow([[1, 2], [3, 4]]).set_transform(
            Affine2D().rotate_deg(90) + axes.transData
        ),
    ),
    "where words lead": (
        lambda axes: axes.text(2016, 5, "The plan").set_url("https://a.example"),
        lambda axes: axes.text(2016, 5, "The plan").set_url("https://b.example"),
    ),
    "the side of a label": (
        lambda axes: axes.set(xlabel="Year"),
        lambda axes: (axes.set(xlabel="Year"), axes.xaxis.set_label_position("top")),
    ),
}  # fmt: skip


@pytest.mark.alike(4)
@pytest.mark.parametrize("name", OTHERWISE)
def test_what_a_reader_sees_otherwise_shows_something_else(name: str) -> None:
    """Years differ in their fourth digit, and a map's classes in no value."""
    shown = []
    for change in OTHERWISE[name]:
        figure = Figure(figsize=(6, 3))
        axes = figure.subplots()
        years(axes)
        change(axes)
        shown.append(svg(figure).shows)
    assert shown[0] != shown[1]


@pytest.mark.parametrize(
    ("begin", "place"),
    [
        (at_dates, pd.Timestamp("2020-05-01")),
        (at_dates, dt.date(2020, 5, 1)),
        (lambda axes: axes.bar(["North", "South"], [1, 2]), "North"),
    ],
    ids=["timestamp", "date", "category"],
)
def test_words_at_a_date_or_a_category_are_drawn_and_count(
    begin: Callable[[Axes], object], place: Any
) -> None:
    """As in "the contract began here", the usual way to write beside a point."""

    def shown(words: str, height: float) -> str:
        figure = Figure(figsize=(6, 3))
        axes = figure.subplots()
        begin(axes)
        axes.text(place, height, words)
        axes.annotate("New contract", xy=(place, 1.5), xytext=(place, 1.7))
        return svg(figure).shows

    first = shown("Target", 1.5)
    assert first.startswith("[")
    assert first == shown("Target", 1.5)
    assert first != shown("Limit", 1.5)
    assert first != shown("Target", 1.2)
