"""What is heard of a page and not seen: a stop between two lines, the name of a toggle."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from playwright.sync_api import Browser

from quarterbook.bind.site import theme
from quarterbook.bind.site.theme.menu import named
from quarterbook.report.html.marks import mark
from support.browser import looking

STYLES = Path(theme.__file__).parent / "static" / "quarterbook.css"


def test_two_lines_of_a_cell_are_heard_with_a_stop_between_them(browser: Browser) -> None:
    arrow = mark("dot", "not_comparable", "–", "Not compared")
    below = '<br><span class="qb-basis">no direction recorded</span>'
    table = f'<table class="qb-table"><tr><td>{arrow} {below}</td><td>{arrow}</td></tr></table>'
    with looking(browser) as look:
        look.page.set_content(f"<style>{STYLES.read_text(encoding='utf-8')}</style>{table}")
        heard = [cell.aria_snapshot() for cell in look.page.locator("td").all()]
        assert heard == ['- cell "Not compared , no direction recorded"', '- cell "Not compared"']
        assert look.page.locator("td").first.inner_text().split() == [
            "–", "Not", "compared", "no", "direction", "recorded",
        ]  # fmt: skip


def test_what_opens_a_part_of_the_menu_has_the_name_of_its_page() -> None:
    toggle = '<details><summary><span class="toctree-toggle" role="presentation"></span></summary>'
    item = f'<li class="has-children"><a href="a.html">Cabinet</a>{toggle}<ul></ul></details></li>'
    plain = '<li><a href="b.html">Summary</a></li>'
    menu = named(plain + item + plain)
    assert '<summary><span class="qb-hidden">Pages below Cabinet</span><span class="toc' in menu
    assert menu.count("qb-hidden") == 1
    assert named(plain) == plain
