"""How the council compares with others, in charts."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from quarterbook.data.nations import ENGLAND
from quarterbook.ground.periods import Period
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.observations import Point
from quarterbook.report.charts import comparison, strip_plot
from quarterbook.report.charts.comparison import Line
from quarterbook.report.charts.labels import centred
from quarterbook.report.charts.strip_plot import Marked
from quarterbook.report.html.block import Chart
from support.northshire import (
    NORTHSHIRE,
    OTHERS,
    TWO_YEARS,
    all_of,
    compared,
    comparison_of,
    known,
    line,
)

MANY = pd.Series(np.round(np.linspace(40, 95, 151), 1))
LINES = [
    line("Bournemouth, Christchurch and Poole", [61.2, None, 63.5, 64.0], own=True),
    line("Statistical neighbours", [60.1, None, 62.2, 63.9]),
    line("England", [62.0, None, 63.0, 63.8]),
]


def drawings() -> list[str]:
    marked = [Marked("England", 66.0), Marked("North Marches", 66.1), Marked("Own", 95, True)]
    pictures = [
        strip_plot.strip_plot(MANY, marked, NumberFormat("%", 1), "lower"),
        strip_plot.strip_plot(
            pd.Series([3.0] * 20), [Marked("Own", 3.0, True)], NumberFormat("", 0), "higher"
        ),
        strip_plot.strip_plot(pd.Series([1e-4, 2e-4, 2e-4, 9e6]), [], NumberFormat("", 4), "none"),
        comparison.over_years(LINES, NumberFormat("%", 1)),
        comparison.over_years([line("Own", [None, 0.0], own=True)], NumberFormat("£", 0)),
        comparison.dots(LINES, NumberFormat("%", 1)),
        comparison.dots(
            [line("Own", [2e7], own=True), line("England", [2e7])], NumberFormat("£", 0)
        ),
    ]
    return [picture.svg for picture in pictures]


def test_charts_are_the_same_bytes_twice_and_hold_no_text() -> None:
    first, second = drawings(), drawings()
    assert first == second
    for svg in first:
        assert svg.count("<svg") == 1
        assert "<text" not in svg


def test_labels_of_a_strip_do_not_lie_across_others_lines() -> None:
    """With the first on the lowest level, no label spans the line of one that comes later."""
    marked = [
        Marked("England", 60),
        Marked("Region", 62),
        Marked("Near", 58),
        Marked("Us", 61, True),
    ]
    scale = 390 / 100
    spans = {
        one: list(strip_plot.label_spans(one.value * scale, f"{one.label} 60.0%", one.is_own, 390))
        for one in marked
    }
    placed = list(strip_plot.label_levels(spans, 0, scale))
    assert len(placed) == 4
    for at, (_, (begin, end)) in enumerate(placed):
        assert not any(begin < other.value * scale < end for other, _ in placed[at + 1 :])


def test_a_label_that_fits_nowhere_else_leaves_the_council_s_own_line_free() -> None:
    """A long name covers the council's line unless the council's label comes before it."""
    own, near = Marked("Us", 35, True), Marked("Statistical neighbours", 50)
    spans = {near: [(10.0, 190.0)], own: [(39.0, 79.0)]}
    placed = [one for one, _ in strip_plot.label_levels(spans, 0, 1.0)]
    assert placed == [own, near]
    apart = {near: [(54.0, 190.0)], own: [(0.0, 31.0)]}
    assert [one for one, _ in strip_plot.label_levels(apart, 0, 1.0)] == [near, own]


def test_a_narrow_band_has_a_short_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both middle quartiles are a tenth of the axis: "Third" has room, "Second" none."""
    words: list[list[str]] = []
    draw = strip_plot.svg

    def kept(figure: Figure) -> Chart:
        words.append([text.get_text() for text in figure.axes[0].texts])
        return draw(figure)

    monkeypatch.setattr(strip_plot, "svg", kept)
    outer, second, third = range(10, 40, 3), [51.0, 53, 55, 57, 59] * 2, [40.0, 42, 44, 46, 48] * 2
    values = pd.Series([*outer, *third, *second, *(one + 51.0 for one in outer)])
    strip_plot.strip_plot(values, [], NumberFormat("%", 1), "higher")
    assert len(words) == 2
    assert words[1] == ["Bottom quartile", "Third", "2nd", "Top quartile"]


def test_a_strip_is_higher_where_many_are_alike() -> None:
    alike = strip_plot.dot_size_and_height(pd.Series([100.0] * 60), 80, 101)
    spread = strip_plot.dot_size_and_height(MANY, 38, 97)
    assert alike[1] > spread[1]
    assert alike[0] >= 1.7


LABELS = st.lists(st.tuples(st.floats(0, 1), st.integers(1, 4)), min_size=1, max_size=6)


@given(LABELS)
def test_labels_of_several_lines_take_no_more_room_than_they_need(
    labels: list[tuple[float, int]],
) -> None:
    """Axes as high as all labels together hold them without one over another or beyond the axes."""
    lines = sum(lines for _, lines in labels)
    tall = [one / lines for _, one in labels]
    shown = centred([at for at, _ in labels], tall)
    edges = sorted((at - high / 2, at + high / 2) for at, high in zip(shown, tall, strict=True))
    assert edges[0][0] >= -1e-6
    assert edges[-1][1] <= 1 + 1e-6
    assert all(one[1] <= other[0] + 1e-6 for one, other in pairwise(edges))


def test_lines_end_at_gaps_and_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """2018 and 2019 are joined; no survey in 2020; 2022 is broken off from 2021."""
    runs: list[list[int]] = []
    monkeypatch.setattr(
        comparison, "draw_runs", lambda _, frame, **__: runs.append(list(frame["run"]))
    )
    figures = line("Own", [1.0, 2.0, None, 3.0, 4.0], own=True)
    broken = Point(figures.points[4].period, 4.0, broken="break in series")
    comparison.over_years([Line("Own", (*figures.points[:4], broken), True)], NumberFormat("", 0))
    assert runs == [[0, 0, 1, 2]] * 2  # wide and narrow


def test_a_label_across_years_without_figures_has_a_dotted_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A drawn one reads as figures that stayed the same in years that had no survey."""
    dotted: list[bool] = []
    monkeypatch.setattr(
        comparison, "margin_label", lambda *_, **given: dotted.append(given["dotted"])
    )
    lines = [line("Own", [1.0, 2.0, None], own=True), line("England", [1.0, 1.5, 1.6])]
    comparison.over_years(lines, NumberFormat("", 0))
    assert dotted == [True, False] * 2  # wide and narrow


def test_councils_that_are_not_ranked_lie_in_no_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    bands: list[int] = []
    draw = strip_plot.svg

    def kept(figure: Figure) -> Chart:
        bands.append(len(figure.axes[0].patches))
        return draw(figure)

    monkeypatch.setattr(strip_plot, "svg", kept)
    strip_plot.strip_plot(MANY, [], NumberFormat("%", 1), "none")
    strip_plot.strip_plot(MANY, [], NumberFormat("%", 1), "higher")
    assert bands == [1, 1, 4, 4]


def breaks_of(marked: dict[tuple[str, str], str]) -> tuple[list[str], list[list[bool]]]:
    """What the caption says of breaks, and for each line whether it goes on from figure to figure;
    the council's own record breaks in 2021/22."""
    given: dict[str, Any] = {"breaks": ["2021-22"], "marked": marked}
    found = compared(TWO_YEARS, **given)
    html = unescape(comparison_of(known(TWO_YEARS, **given), found).html)
    runs = [found.points, *(other.points for other in found.others)]
    return (
        re.findall(r"(?:Not|[A-Z]\w+.s line is not) joined across a break, [^<]*", html),
        [[not point.broken for point in points[1:]] for points in runs],
    )


def test_a_caption_says_whose_line_breaks() -> None:
    """A break of the council's record alone leaves the others' lines whole; one that the publisher
    marks for all, neighbours of whom there is but a mean too, breaks every line."""
    said, whole = breaks_of({})
    assert said == [
        "Northshire's line is not joined across a break, from 2021/22: break in series."
    ]
    assert whole == [[False], [True], [True], [True]]
    everyone = {("2021-22", area): "b" for area in TWO_YEARS["2021-22"]}
    said, whole = breaks_of(everyone)
    assert said == ["Not joined across a break, from 2021/22: break in series."]
    assert whole == [[False]] * 4


def test_a_survey_every_two_years_is_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[list[int]] = []
    monkeypatch.setattr(
        comparison, "draw_runs", lambda _, frame, **__: runs.append(list(frame["run"]))
    )
    points = tuple(Point(Period(year, 4, "year"), 7.0) for year in (2016, 2018, 2020))
    comparison.over_years([Line("Own", points, True)], NumberFormat("", 1))
    assert runs == [[0, 0, 0]] * 2


def test_a_chart_s_words_say_what_it_adds_and_not_the_standing_again() -> None:
    """The standing and the figures of the newest year are in the paragraph and the table above."""
    html = comparison_of(known(TWO_YEARS), compared(TWO_YEARS)).html
    alts = re.findall(r'<img alt="([^"]*)"', html)
    assert len(alts) == 2
    assert not any("quartile" in alt for alt in alts)
    low, high = (f(v for v in TWO_YEARS["2021-22"].values() if v) for f in (min, max))
    spread = f"in all 8 councils that have a figure: from {low:.1f}% to {high:.1f}%."
    assert alts[0].endswith(f"{spread} Northshire has 75.0%.")
    assert "Northshire rose from 60.0% to 75.0%; Statistical" in alts[1]
    assert "England rose from 58.2% to 59.9%" in alts[1]


def test_the_first_year_has_a_dot_each() -> None:
    figures = {"2021-22": TWO_YEARS["2021-22"]}
    found = comparison_of(known(figures), compared(figures))
    assert {name for name in found.files if name.endswith(".svg")} == {
        "charts/homes-councils.svg",
        "charts/homes-councils-narrow.svg",
        "charts/homes-compared.svg",
        "charts/homes-compared-narrow.svg",
    }


def test_fewer_than_four_councils_have_no_strip() -> None:
    figures = {"2021-22": {NORTHSHIRE: 75.0, OTHERS[0]: 52.0, ENGLAND: 60.0}}
    found = comparison_of(known(figures), compared(figures))
    assert {name for name in found.files if name.endswith(".svg")} == {
        "charts/homes-compared.svg",
        "charts/homes-compared-narrow.svg",
    }


def test_nothing_to_draw() -> None:
    figures = {"2021-22": all_of("w", ["w"] * 7)}
    found = comparison_of(known(figures), compared(figures))
    assert not found.files
    assert "[w]" in found.html
