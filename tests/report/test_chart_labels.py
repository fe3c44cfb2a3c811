"""Labels of charts over time stand inside the picture, clear of each other and of the axes."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from quarterbook.report.charts import bars, trend
from quarterbook.report.charts.labels import width_of
from quarterbook.report.charts.style import drawing
from quarterbook.report.views.measure import MeasureView
from support.measures import judged

QUARTERS = [f"{year}-{str(year + 1)[2:]}-Q{q}" for year in (2018, 2019, 2020) for q in (1, 2, 3, 4)]
RAMP = [float(n) for n in range(12)]
YEARLY = [25.0, 50.0, 75.0, 99.0] * 3

SHAPES: dict[str, tuple[list[float | None], float | None, str]] = {
    "falls from its highest": ([83.9 - n for n in RAMP], 80.0, "%"),
    "rises from its lowest": ([38.4 + 3 * n for n in RAMP], 70.0, "%"),
    "begins at a figure of the axis": ([80.0, 81.0, 79.0, *[80.0] * 9], None, "%"),
    "large": ([164911.0 + 9000 * (-1) ** n * n for n in range(12)], None, ""),
    "money": ([1.8e6, 2.9e6, *[3e6 - 1e5 * n for n in range(10)]], None, "£"),
    "flat": ([50.0] * 12, 50.0, "%"),
    "a peak": ([*RAMP[:6], *RAMP[:6][::-1]], 3.0, "%"),
    "a trough": ([*RAMP[:6][::-1], *RAMP[:6]], 3.0, "%"),
    "ends just below its target": ([94.6, *[95.0] * 10, 95.3], 95.5, "%"),
    "ends just above its target": ([94.6, *[95.0] * 10, 95.3], 95.2, "%"),
    "ends at nought": ([11 - n for n in RAMP], 0.0, ""),
    "small": ([0.4 + 0.1 * n for n in RAMP], None, "%"),
    "begins with a fall to nought": ([9.0, 0.0, 8.0, 7.0, *[6.0] * 8], 6.0, ""),
    "negative": ([-5 + n for n in RAMP], 2.0, "%"),
}


def _figures(
    monkeypatch: pytest.MonkeyPatch, view: MeasureView, *, are_bars: bool = False
) -> list[Figure]:
    """The wide and the narrow chart of a measure, as they are drawn."""
    figures: list[Figure] = []
    module = bars if are_bars else trend
    draw = trend.svg

    def kept(figure: Figure, *rest: Any) -> Any:
        figures.append(figure)
        return draw(figure, *rest)

    monkeypatch.setattr(module, "svg", kept)
    bars.bars(view) if are_bars else trend.trend(view)
    return figures


def _view(values: list[float | None], target: float | None, unit: str, **more: Any) -> MeasureView:
    figures = dict(zip(QUARTERS, values, strict=True))
    targets = {} if target is None else dict.fromkeys(QUARTERS, (target,))
    assessment = judged(figures, targets, **more)
    row = {"id": "m", "title": "Visits", "unit": unit or "number", "decimals": 1}
    return MeasureView(row, assessment)


def _boxes(figure: Figure) -> tuple[list[tuple[str, Bbox]], list[tuple[str, Bbox]]]:
    """The boxes of the labels, and of the figures along the axes."""
    figure.set_dpi(100)
    with drawing():
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        (axes,) = figure.axes

        def boxes(texts: list[Text]) -> list[tuple[str, Bbox]]:
            renderer = canvas.get_renderer()
            return [(t.get_text(), t.get_window_extent(renderer)) for t in texts if t.get_text()]

        low, high = sorted(axes.get_ylim())
        ticks = zip(axes.get_yticks(), axes.get_yticklabels(), strict=True)
        along = [label for at, label in ticks if low <= at <= high]
        return boxes(list(axes.texts)), boxes([*along, *axes.get_xticklabels()])


def _overlaps(one: Bbox, other: Bbox) -> bool:
    """Whether boxes share more than the pixel that rounding leaves between neighbours."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    up = min(one.y1, other.y1) - max(one.y0, other.y0)
    return across > 1 and up > 1


def _assert_clear(figure: Figure) -> list[tuple[str, Bbox]]:
    labels, ticks = _boxes(figure)
    width, height = figure.get_size_inches() * 100
    for words, box in labels + ticks:
        assert box.x0 >= -1, words
        assert box.y0 >= -1, words
        assert box.x1 <= width + 1, words
        assert box.y1 <= height + 1, words
    for (words, box), (others, other) in [
        *combinations(labels, 2),
        *((label, each) for label in labels for each in ticks),
    ]:
        assert not _overlaps(box, other), f"{words!r} over {others!r}"
    return labels


@pytest.mark.parametrize(("size", "named"), [(1, 4), (350_000, 3)])
def test_periods_below_a_narrow_chart_are_clear_of_each_other(
    monkeypatch: pytest.MonkeyPatch, size: int, named: int
) -> None:
    """Figures of pounds in full leave little room: 2022/23 stood over 2023/24."""
    values = [size * (n % 4 + 1.0) for n in range(12)]
    _, narrow = _figures(monkeypatch, _view(values, size * 4.1, "£"))
    _, along = _boxes(narrow)
    assert not [pair for pair in combinations(along, 2) if _overlaps(pair[0][1], pair[1][1])]
    assert len(narrow.axes[0].get_xticks()) == named


@pytest.mark.alike(4)
@pytest.mark.parametrize("shape", SHAPES)
def test_labels_are_clear_of_axes_and_of_each_other(
    shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    values, target, unit = SHAPES[shape]
    figures = _figures(monkeypatch, _view(values, target, unit))
    assert len(figures) == 2
    for figure in figures:
        labels = _assert_clear(figure)
        assert len(labels) == (2 if target is None else 3)
        assert all(text.get_path_effects() for text in figure.axes[0].texts)


def test_the_last_figure_of_a_year_stands_by_its_own_line(monkeypatch: pytest.MonkeyPatch) -> None:
    values: list[float | None] = [*YEARLY[:-1], None]
    view = _view(values, None, "%", reading="year_to_date", year="2020-21")
    for figure in _figures(monkeypatch, view):
        words = dict(_assert_clear(figure))
        x = figure.axes[0].transData.transform((10, 75.0))[0]
        earlier = figure.axes[0].transData.transform((7, 99.0))[0]
        label = words["75.0%"]
        assert min(abs(label.x0 - x), abs(label.x1 - x)) < abs(label.x0 - earlier)


def test_markers_stand_clear_of_dots(monkeypatch: pytest.MonkeyPatch) -> None:
    values: list[float | None] = [5.0, 4.0, 0.0, 0.5, None, 3.0, *[2.0] * 6]
    view = _view(values, None, "", markers={QUARTERS[2]: "b", QUARTERS[4]: "c"})
    for figure in _figures(monkeypatch, view):
        labels = _assert_clear(figure)
        dots = figure.axes[0].transData.transform(
            [(x, value) for x, value in enumerate(values) if value is not None]
        )
        markers = [box for words, box in labels if words in ("[b]", "[c]")]
        assert len(markers) == 2
        assert not any(box.contains(*dot) for box in markers for dot in dots)


@pytest.mark.parametrize("shape", ["rises from its lowest", "negative", "falls from its highest"])
def test_the_newest_bar_s_figure_is_not_cut(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    values, target, unit = SHAPES[shape]
    for figure in _figures(monkeypatch, _view(values, target, unit), are_bars=True):
        assert len(_assert_clear(figure)) == 1


def test_no_text_has_no_width() -> None:
    """Where a name has no short form, a band too narrow for it has none."""
    assert width_of("", 9) == 0
    assert width_of("Top", 9) > 9
