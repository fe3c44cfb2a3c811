"""The charts of the site: dark on dark pages, taken away, and read point by point."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from PIL import Image
from playwright.sync_api import Browser, expect

from support.browser import looking


def test_a_chart_can_be_taken_away(browser: Browser, page_address: str) -> None:
    with looking(browser) as look:
        look.page.goto(page_address)
        figure = look.page.locator("figure.qb-chart").first
        files = figure.locator(".qb-chart-files a")
        title = str(
            figure.evaluate("f => f.closest('section').querySelector('h2,h3,h4').firstChild.data")
        )
        assert files.all_inner_texts() == ["SVG", "PNG", "CSV"]
        names = [link.get_attribute("aria-label") for link in files.all()]
        assert names == [f"{kind}: {title}" for kind in ("SVG", "PNG", "CSV")]
        assert look.page.get_by_role("slider").first.get_attribute("aria-label") == (
            f"Points of the chart, from first to last: {title}"
        )
        behind = look.page.locator("summary", has_text=f"Figures behind the chart: {title}")
        assert behind.count() == 1
        for link in files.all():
            path = unquote(urlsplit(str(link.evaluate("a => a.href"))).path)
            assert Path(path).is_file()


def test_each_point_of_a_chart_says_what_it_is_to_mouse_and_keyboard(
    browser: Browser, built_site: Path
) -> None:
    with looking(browser) as look:
        look.page.goto((built_site / "notebooks" / "healthy-environment.html").as_uri())
        points = look.page.get_by_role("slider").first
        expect(points).to_have_attribute("aria-valuetext", re.compile(r"^Q3 2021/22: 52\.0% \[p\]"))
        words = look.page.locator(".qb-point-words").first
        expect(words).to_be_hidden()
        points.focus()
        expect(words).to_have_text("Q3 2021/22: 52.0% [p] provisional")
        look.page.keyboard.press("ArrowLeft")
        expect(words).to_have_text("Q2 2021/22: 51.6% [r] revised")
        expect(points).to_have_attribute("aria-valuetext", "Q2 2021/22: 51.6% [r] revised")
        look.page.keyboard.press("Escape")
        expect(words).to_be_hidden()
        box = points.bounding_box()
        assert box
        points.hover(position={"x": box["width"] * 0.12, "y": 20})
        expect(words).to_have_text("Q3 2018/19: 48.5% [r] revised")


def test_charts_are_dark_on_dark_pages(browser: Browser, page_address: str) -> None:
    """Whatever the system says: the button on the page decides."""

    def ground(dark: bool) -> int:
        look.page.locator("html").evaluate(
            "(html, mode) => { html.dataset.theme = mode }", "dark" if dark else "light"
        )
        picture = look.page.locator("figure.qb-chart img").first
        picture.scroll_into_view_if_needed()
        with Image.open(BytesIO(picture.screenshot())) as seen:
            return sum(seen.convert("RGB").getpixel((3, 3)))  # type: ignore[arg-type]

    with looking(browser) as look:
        look.page.goto(page_address)
        assert ground(dark=False) > 3 * 240
        assert ground(dark=True) < 3 * 40


def test_small_trends_and_shapes_have_no_white_box_on_dark_pages_and_paper_is_light(
    browser: Browser, built_site: Path
) -> None:
    with looking(browser) as look:
        look.page.goto((built_site / "notebooks" / "healthy-environment.html").as_uri())
        html = look.page.locator("html")
        html.evaluate("html => { html.dataset.theme = 'dark' }")
        spark = look.page.locator(".qb-spark").first
        ground = "picture => getComputedStyle(picture).backgroundColor"
        assert spark.evaluate(ground) == "rgba(0, 0, 0, 0)"
        for event, mode in (("beforeprint", "light"), ("afterprint", "dark")):
            html.evaluate("(_, name) => { window.dispatchEvent(new Event(name)) }", event)
            expect(html).to_have_attribute("data-theme", mode)


def test_on_a_narrow_screen_charts_are_those_drawn_for_it(
    browser: Browser, page_address: str
) -> None:
    """A narrow chart has words of 9 points, which are 12 pixels where it has its own width."""
    with looking(browser, width=320) as look:
        look.page.goto(page_address)
        picture = look.page.locator("figure.qb-chart img").first
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_attribute("src", re.compile(r"-narrow\.svg$"))
        expect(picture).to_have_js_property("complete", value=True)
        shown, drawn = picture.evaluate("i => [i.getBoundingClientRect().width, i.naturalWidth]")
        assert shown >= drawn > 0
        assert look.overflow() <= 0


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_narrow_screen_no_chart_is_missing(
    browser: Browser, built_site: Path, scripts: bool
) -> None:
    """Those that cannot be read point by point too, each once."""
    with looking(browser, width=320, java_script_enabled=scripts) as look:
        look.page.goto((built_site / "notebooks" / "benchmarking.html").as_uri())
        figures = look.page.locator("figure.qb-chart").count()
        assert figures > 20
        assert look.visible("figure.qb-chart img, img.qb-narrow") == figures
