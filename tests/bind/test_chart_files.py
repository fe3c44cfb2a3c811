"""Charts of the site: drawn for dark pages, and as PNG to take away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from quarterbook.bind.site.finishing.chart_files import GROUND, add_chart_files, with_dark_colours
from quarterbook.report.html.contrast import contrast_of
from support.books import ROOT

CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40pt" height="20pt" viewBox="0 0 40 20">'
    '<g id="figure_1"><path d="M0 0H40V20H0z" style="fill: #ffffff"/>'
    '<path d="M2 2L38 18" style="fill: none; stroke: #12436d"/>'
    '<path d="M2 9H38" style="stroke: #e6e6e6"/></g></svg>'
)


def _dark(what: str, colour: str) -> str:
    found = re.search(
        rf'\[style\*="{what}: {colour}"\]\{{{what}:(#\w{{6}})', with_dark_colours(CHART)
    )
    assert found
    return found[1]


def test_on_dark_pages_lines_stand_out_and_the_ground_is_theirs() -> None:
    """4.5 is what WCAG 2 asks for words, of which a chart's are paths in the same colours."""
    assert _dark("fill", "#ffffff") == GROUND
    assert contrast_of(_dark("stroke", "#12436d"), GROUND) >= 4.5
    assert contrast_of(_dark("stroke", "#e6e6e6"), GROUND) < 2  # a band stays a band


def test_on_dark_pages_words_without_a_colour_of_their_own_stand_out() -> None:
    """Black ones: where nothing is said, SVG fills with black."""
    found = re.search(r'\[id\^="text_"\]\{fill:(#\w{6})\}', with_dark_colours(CHART))
    assert found
    assert contrast_of(found[1], GROUND) >= 4.5


def test_the_ground_is_that_of_dark_pages() -> None:
    css = (ROOT / "quarterbook/bind/site/theme/static/quarterbook.css").read_text(encoding="utf-8")
    dark = css.partition(':root[data-theme="dark"] {')[2]
    assert f"--qb-ground: {GROUND};" in dark


def test_the_light_colours_stay_what_they_are() -> None:
    assert re.sub(r"<style>.*?</style>", "", with_dark_colours(CHART)) == CHART


def test_every_chart_has_a_png_beside_it_and_other_pictures_stay(tmp_path: Path) -> None:
    images = tmp_path / "_images"
    images.mkdir()
    (images / "one.svg").write_text(CHART, encoding="utf-8")
    (images / "two.svg").write_text(CHART, encoding="utf-8")
    logo = '<svg xmlns="http://www.w3.org/2000/svg"><path style="fill: #ffffff"/></svg>'
    (images / "logo.svg").write_text(logo, encoding="utf-8")
    add_chart_files(tmp_path)
    assert {path.name for path in images.glob("*.png")} == {"one.png", "two.png"}
    assert (images / "logo.svg").read_text(encoding="utf-8") == logo
    with Image.open(images / "one.png") as picture:
        assert picture.size == (80, 40)  # 144 dots an inch, 72 points an inch


@pytest.mark.parametrize("count", [0, 1])
def test_a_site_of_one_chart_or_none(tmp_path: Path, count: int) -> None:
    (tmp_path / "_images").mkdir()
    for number in range(count):
        (tmp_path / "_images" / f"{number}.svg").write_text(CHART, encoding="utf-8")
    add_chart_files(tmp_path)
    assert len(list((tmp_path / "_images").glob("*.png"))) == count
