"""Links on a council's own colour can be read after a visit, whatever the colour is.

Browsers say of a visited link that it is not, so in a copy of the style sheets ``:visited`` and
``:hover`` are classes, which weigh the same.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from playwright.sync_api import Browser

from quarterbook.bind.site.theme.colours import page_colours
from support.browser import looking

# Mereshire's, Dorset's, and a bright one that nobody could read white on: primary, accent
COUNCILS = [("#12436D", "#28A197"), ("#1D5F4B", "#801650"), ("#F2A900", "#6F2C91")]

_COLOURS = """(links, states) => {
  links.forEach(link => link.classList.add(...states));
  return links.map(link => {
    let ground = link;
    while (/^rgba.*, 0\\)$/.test(getComputedStyle(ground).backgroundColor)) {
      ground = ground.parentElement;
    }
    const colours = [getComputedStyle(link).color, getComputedStyle(ground).backgroundColor];
    return [link.textContent, ...colours];
  });
}"""


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance of a colour such as ``rgb(18, 67, 109)``."""
    shares = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def page_in(folder: Path, site: Path, primary: str, accent: str) -> Path:
    """A page of a site in another council's colours, with classes in place of states."""
    shutil.copytree(site / "_static", folder / "_static")
    for sheet in (folder / "_static").rglob("*.css"):
        rules = sheet.read_text(encoding="utf-8").replace(":visited", ".qb-as-visited")
        sheet.write_text(rules.replace(":hover", ".qb-as-hovered"), encoding="utf-8")
    page = folder / "notebooks" / "summary.html"
    page.parent.mkdir()
    html = (site / "notebooks" / "summary.html").read_text(encoding="utf-8")
    colours = page_colours(primary, accent)
    for name in ("brand", "link", "accent"):
        html = re.sub(
            rf"(:root {{[^}}]*--qb-{name}: )#\w+", rf"\g<1>{colours[name]}", html, count=1
        )
    assert colours["brand"] in html
    page.write_text(html, encoding="utf-8")
    return page


@pytest.mark.alike(3)
@pytest.mark.parametrize(("primary", "accent"), COUNCILS)
def test_links_outside_the_article_are_read_after_a_visit(
    browser: Browser, built_site: Path, tmp_path: Path, primary: str, accent: str
) -> None:
    page = page_in(tmp_path, built_site, primary, accent)
    with looking(browser) as look:
        look.page.goto(page.as_uri())
        links = look.page.locator(".qb-header a, .qb-footer a, .qb-nav a")
        assert links.count() > 5
        for states in (["qb-as-visited"], ["qb-as-visited", "qb-as-hovered"]):
            for text, words, ground in links.evaluate_all(_COLOURS, states):
                assert contrast(words, ground) >= 4.5, text
        logo = look.page.locator(".qb-header a.qb-logo")
        assert logo.evaluate("link => getComputedStyle(link).color") == "rgb(255, 255, 255)"
