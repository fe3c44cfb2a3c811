"""The site on a telephone: its words' sizes, what becomes of its tables, commas after marks."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from playwright.sync_api import Browser

from support.browser import Look, looking

_LEAST = 12  # pixels

# Words that can be seen and are smaller, and charts that are smaller than they were drawn: their
# words are of 9 points, which are 12 pixels in a chart of its own size.
_TOO_SMALL = """least => {
  document.querySelectorAll("details").forEach((details) => { details.open = true; });
  const faults = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const { width, height } = range.getBoundingClientRect();
    const words = walk.currentNode.textContent.trim();
    const size = parseFloat(getComputedStyle(walk.currentNode.parentElement).fontSize);
    if (words && width > 1 && height > 1 && size < least) faults.add(`${size} ${words}`);
  }
  for (const image of document.querySelectorAll(".qb-chart img[src*='-narrow.']")) {
    const { width } = image.getBoundingClientRect();
    if (width && width < image.naturalWidth) faults.add(`${width} ${image.src}`);
  }
  return [...faults];
}"""
_COMPLETE = "() => [...document.images].every((image) => image.complete)"


def too_small(look: Look) -> list[str]:
    """Return which words and charts of a page, all of it open, are too small to read."""
    look.page.wait_for_function(_COMPLETE)
    faults: list[str] = look.page.evaluate(_TOO_SMALL, _LEAST)
    return faults


def test_no_words_of_any_page_are_smaller_than_twelve_pixels(
    browser: Browser, addresses: list[str]
) -> None:
    """Marks within small words of a table were made smaller once more."""
    faults = []
    with looking(browser, width=320) as look:
        for address in addresses:
            look.page.goto(address)
            faults += [f"{address.rsplit('/', 1)[-1]}: {fault}" for fault in too_small(look)]
    assert not faults


@pytest.mark.parametrize(("size", "faults"), [("11.9px", ["11.9 Small"]), ("12px", [])])
def test_small_words_are_seen(browser: Browser, size: str, faults: list[str]) -> None:
    with looking(browser, width=320) as look:
        look.page.set_content(f"<p>Words</p><details><p style='font-size: {size}'>Small</details>")
        assert too_small(look) == faults


def test_on_a_telephone_a_table_with_words_below_its_rows_is_cards(
    browser: Browser, built_site: Path
) -> None:
    """Actions did fit, a word or two a line; a table of two short columns stays one."""
    with looking(browser, width=400) as look:
        for page in ("notebooks/summary", "book/papers/cabinet", "book/papers/performance"):
            look.page.goto((built_site / f"{page}.html").as_uri())
            tables = look.page.locator("table[class*='qb-below-']")
            assert tables.count() > 0
            assert tables.and_(look.page.locator(".qb-cards")).count() == tables.count()
            assert look.overflow() <= 0
            assert not look.visible(".qb-over")
        look.page.goto((built_site / "notebooks" / "summary.html").as_uri())
        row = look.page.locator(".qb-actions tbody tr").first
        places = {}
        for cell in row.locator("th, td").all():
            box = cell.bounding_box()
            assert box
            places[cell.get_attribute("data-label")] = (box["y"], box["x"])
        in_order = sorted(places, key=lambda label: places[label])
        assert in_order == ["Measure", "RAG", "Figure", "Target", "Action"]
        look.page.goto((built_site / "book" / "markers.html").as_uri())
        assert look.visible(".qb-table:not(.qb-cards)") == 1


# How far after the mark the comma that follows it stands.
_GAP = """mark => {
  const word = document.createRange();
  word.selectNodeContents(mark);
  const comma = document.createRange();
  comma.setStart(mark.nextSibling, 0);
  comma.setEnd(mark.nextSibling, 1);
  if (comma.toString() !== ",") return null;
  return comma.getBoundingClientRect().left - word.getBoundingClientRect().right;
}"""


def test_a_comma_follows_a_state_at_once_and_in_a_cell_a_state_keeps_its_ground(
    browser: Browser, built_site: Path
) -> None:
    with looking(browser) as look:
        look.page.goto((built_site / "book" / "papers" / "panel.html").as_uri())
        gaps = [one.evaluate(_GAP) for one in look.page.locator(".qb-when > .qb-status").all()]
        gaps = [gap for gap in gaps if gap is not None]
        assert gaps
        assert max(gaps) < 1
        look.page.goto((built_site / "book" / "milestones.html").as_uri())
        cell = look.page.locator("td > .qb-status").first
        assert cell.evaluate("one => parseFloat(getComputedStyle(one).paddingRight)") > 1
