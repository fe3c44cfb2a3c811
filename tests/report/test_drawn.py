"""What is signed of a chart: what it shows, and not the bytes in which a library writes it."""

from __future__ import annotations

from collections.abc import Callable

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quarterbook.report.charts.style import svg
from quarterbook.report.html.block import Chart


def plain(axes: Axes) -> None:
    axes.plot([1, 2, 3], [10.0, 12.5, 11.0], "o-", color="#12436D")
    axes.bar([1, 2], [3, 4])
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
    "what is not known": lambda axes: axes.table([["1", "2"]]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_drawn_otherwise_shows_something_else(name: str) -> None:
    assert picture(CHANGES[name]).shows != picture().shows


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
