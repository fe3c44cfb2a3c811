"""The points of a chart: where they are drawn, and what each of them says."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from quarterbook import Report
from support.books import ROOT

SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
POINT = re.compile(r'<use xlink:href="#\w+" x="([\d.]+)" y="([\d.]+)" style="fill: #(?!3d3d3d)')


def _said(markdown: str) -> list[tuple[float, float, str]]:
    found = re.search(r'data-points="([^"]+)"', markdown)
    assert found
    return [tuple(point) for point in json.loads(unescape(found[1]))]


@pytest.mark.parametrize(("measure", "is_controlled"), [("recycling-rate", 0), ("missed-bins", 1)])
def test_points_are_said_where_they_are_drawn(measure: str, is_controlled: int) -> None:
    """Matplotlib writes each marker into the SVG with its place; axes have ticks of their own."""
    one = Report("2021-22-q3", book=ROOT)[measure]
    block = one.control_chart() if is_controlled else one.chart()
    svg = next(text for name, text in block.files.items() if name.endswith(".svg"))
    size = SIZE.search(svg)
    assert size
    width, height = map(float, size.groups())
    drawn = {
        (round(100 * float(x) / width, 1), round(100 * float(y) / height, 1))
        for x, y in POINT.findall(svg)
    }
    said = [(across, down) for across, down, _ in _said(block.markdown)]
    assert len(said) >= 13
    assert all(
        any(abs(x - across) < 0.2 and abs(y - down) < 0.2 for x, y in drawn)
        for across, down in said
    )


def test_a_point_says_its_period_its_figure_and_its_marker() -> None:
    one = Report("2021-22-q3", book=ROOT)["recycling-rate"]
    assert _said(one.chart().markdown)[-1][2] == "Q3 2021/22: 52.0% [p] provisional"


def test_a_withheld_figure_has_no_point() -> None:
    """Bed and breakfast: the quarter's figure is [c]."""
    one = Report("2021-22-q3", book=ROOT)["bed-and-breakfast"]
    words = [words for _, _, words in _said(one.chart().markdown)]
    assert words
    assert not any(one.period in said for said in words)
