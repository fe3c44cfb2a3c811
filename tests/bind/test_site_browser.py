"""The site as readers have it: seen, narrow, dark, by keyboard, offline, and judged by axe."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import lxml.html
import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from playwright.sync_api import Browser, expect

from support.browser import Look, axe_source, looking

# What another width or other colours can change: axe takes three quarters of its time for contrast.
_OF_COLOURS = ("color-contrast", "link-in-text-block")
_BY_COLOURS = {"runOnly": {"type": "rule", "values": list(_OF_COLOURS)}}
_BY_ALL_ELSE = {"rules": {rule: {"enabled": False} for rule in _OF_COLOURS}}
_SEEN: list[tuple[int, Literal["light", "dark"], dict[str, object]]] = [
    (1400, "light", _BY_ALL_ELSE),
    (1400, "dark", _BY_COLOURS),
    (320, "dark", _BY_COLOURS),
]


_KINDS = ("summary", "benchmarking", "papers/cabinet")
_MORE_KINDS = ("control-charts", "milestones", "method")


def _of_kinds(addresses: list[str], kinds: tuple[str, ...]) -> list[str]:
    """Return a page of each of these kinds, and the results of a search last."""
    chosen = [one for one in addresses if one.endswith(tuple(f"/{kind}.html" for kind in kinds))]
    assert len(chosen) == len(kinds)
    return [*chosen, addresses[-1]]


@pytest.fixture(scope="module")
def short_page(built_site: Path) -> Path:
    """What every page has, and little else."""
    return built_site / "book" / "markers.html"


@pytest.fixture(scope="module")
def typical(addresses: list[str]) -> list[str]:
    """Beside the longest, which is looked at with all open."""
    return _of_kinds(addresses, _KINDS)


@pytest.fixture(scope="module")
def one_of_each(addresses: list[str], page_address: str) -> list[str]:
    return [page_address, *_of_kinds(addresses, _KINDS + _MORE_KINDS)]


@pytest.fixture(scope="module")
def longest(page_address: str) -> list[str]:
    return [page_address]


def faults_at_widths(look: Look) -> Iterator[str]:
    """Yield what is wrong with a page at four widths, at the narrowest of which it stays."""
    for width in (1400, 1200, 800, 320):
        look.page.set_viewport_size({"width": width, "height": 900})
        if (over := look.overflow()) > 0:
            yield f"{over} pixels wider than {width}"
        if width > 1000 and (tables := look.visible(".qb-over")):
            yield f"{tables} tables scroll sideways at {width}"
        fields = look.page.locator("input[name=q]").count()
        if (boxes := (look.visible("input[type=search]"), fields)) != (1, 1):
            yield f"search boxes at {width}: {boxes}"


@pytest.mark.parametrize(
    "pages", ["typical", pytest.param("addresses", marks=pytest.mark.exhaustive)]
)
def test_every_page(browser: Browser, pages: str, request: pytest.FixtureRequest) -> None:
    """Each page, opened once and seen at four widths.

    It asks for nothing that another host has or that is not there, is no wider than the screen,
    has one search box, and where there is room every column of its tables. axe finds nothing on
    it where it is narrowest.
    """
    axe, faults = axe_source(), []
    with looking(browser) as look:
        for address in request.getfixturevalue(pages):
            look.page.goto(address)
            if "q=" in address:
                look.page.locator("ul.search li").first.wait_for()
            seen = [*faults_at_widths(look), *look.violations(axe)]
            faults += [f"{address.rsplit('/', 1)[-1]}: {fault}" for fault in seen]
        assert not look.errors
        assert not look.foreign()
        assert not look.failed
    assert not faults


def test_on_a_narrow_screen_measures_are_cards_with_the_rating_first(
    browser: Browser, page_address: str
) -> None:
    with looking(browser, width=320) as look:
        look.page.goto(page_address)
        row = look.page.locator(".qb-measures tbody tr").first
        places = {}
        for cell in row.locator("th, td").all():
            box = cell.bounding_box()
            assert box
            places[cell.get_attribute("data-label")] = (box["y"], box["x"])
        assert sorted(places, key=lambda label: places[label])[:2] == ["Measure", "RAG"]
        expect(row.get_by_role("rowheader")).to_be_visible()  # still a table to who cannot see it
        scrolled = look.page.locator(".qb-scroll:has(.qb-measures)")
        expect(scrolled).not_to_have_class(re.compile("qb-over"))


def test_a_lone_cell_of_a_card_takes_its_whole_width(browser: Browser, built_site: Path) -> None:
    """What a marker means stands in one cell: in half a card it was a column of single words."""
    with looking(browser, width=320) as look:
        look.page.goto((built_site / "book" / "markers.html").as_uri())
        row = look.page.locator(".qb-cards tbody tr").first
        card, meaning = row.bounding_box(), row.locator("td").bounding_box()
        assert card
        assert meaning
        assert meaning["width"] > 0.8 * card["width"]


def test_no_two_pages_have_one_title(built_site: Path) -> None:
    titles = {
        page: " ".join(lxml.html.parse(str(page)).findtext(".//title", "").split())
        for page in built_site.rglob("*.html")
        if page != built_site / "index.html"
    }
    assert len(set(titles.values())) == len(titles)
    assert titles[built_site / "book" / "papers" / "cabinet-performance.html"].startswith(
        "Corporate performance, Appendix A of Corporate performance report – "
    )


def test_what_a_page_has_is_open_where_there_is_room(browser: Browser, page_address: str) -> None:
    with looking(browser, width=1400) as look:
        look.page.goto(page_address)
        assert look.visible(".qb-toc li a") > 5
        look.page.set_viewport_size({"width": 1000, "height": 900})
        assert look.visible(".qb-toc li a") == 0


@pytest.mark.exhaustive
@pytest.mark.parametrize("pages", ["longest", "one_of_each"])
def test_axe_finds_nothing_however_it_is_seen(
    browser: Browser, pages: str, page_address: str, request: pytest.FixtureRequest
) -> None:
    """Each page, opened once, wide and dark; the walk over pages is narrow, light and in full.

    Of the longest kind, wide and light, all is judged too: what stands on wide pages alone.
    """
    axe, faults = axe_source(), []
    with looking(browser) as look:
        for address in request.getfixturevalue(pages):
            look.page.goto(address)
            if "q=" in address:
                look.page.locator("ul.search li").first.wait_for()
            for width, scheme, rules in _SEEN:
                look.page.set_viewport_size({"width": width, "height": 900})
                look.page.emulate_media(color_scheme=scheme)
                expect(look.page.locator("html")).to_have_attribute("data-theme", scheme)
                is_whole = address == page_address and scheme == "light"
                found = look.violations(axe) if is_whole else look.violations(axe, **rules)
                name = address.rsplit("/", 1)[-1]
                faults += [f"{name} {width} {scheme}: {one}" for one in found]
    assert not faults


@pytest.mark.exhaustive
def test_axe_finds_nothing_in_open_details(browser: Browser, page_address: str) -> None:
    with looking(browser) as look:
        look.page.goto(page_address)
        assert not [*faults_at_widths(look)]
        look.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        look.page.locator(".qb-menu").click()
        assert not look.violations(axe_source())
        assert look.overflow() <= 0
        assert not look.errors
        assert not look.foreign()
        assert not look.failed


def test_many_names_stand_in_columns_and_are_heard_as_a_sentence(
    browser: Browser, built_site: Path
) -> None:
    """Thirty that improved do, with what is said of one; three that turned red stay a sentence."""
    page = (built_site / "notebooks" / "summary.html").as_uri()
    with looking(browser, java_script_enabled=False) as look:
        look.page.goto(page)
        items = look.page.locator(".qb-names li")
        sentences = [" ".join(one.split()) for one in items.all_text_contents()]
    with looking(browser) as look:
        look.page.goto(page)
        items = look.page.locator(".qb-names li")
        assert [" ".join(one.split()) for one in items.all_text_contents()] == sentences
        thirty = items.filter(has_text="Thirty measures show an improvement")
        assert thirty.locator(".qb-columns > span").count() == 30
        left = {box["x"] for one in thirty.locator("a").all() if (box := one.bounding_box())}
        assert len(left) == 2
        turned = items.filter(has_text="From amber to red")
        assert turned.locator("a").count() == 3
        assert turned.locator(".qb-columns").count() == 0
        assert look.overflow() <= 0


def test_front_door_leads_to_the_summary(browser: Browser, built_site: Path) -> None:
    with looking(browser) as look:
        look.page.goto((built_site / "index.html").as_uri())
        look.page.wait_for_url("**/summary.html")
    with looking(browser, java_script_enabled=False) as look:
        text = (built_site / "index.html").read_text(encoding="utf-8")
        look.page.set_content(text.replace('http-equiv="refresh"', ""))
        expect(look.page.get_by_role("heading", level=1)).to_be_visible()


def test_tab_reaches_the_skip_link_first_and_every_stop_shows(
    browser: Browser, short_page: Path
) -> None:
    with looking(browser) as look:
        look.page.goto(short_page.as_uri())
        look.page.keyboard.press("Tab")
        first = look.page.locator(":focus")
        expect(first).to_have_text("Skip to main content")
        expect(first).to_be_in_viewport()
        look.page.keyboard.press("Enter")
        assert look.page.evaluate("document.activeElement.id") == "main-content"
        look.page.goto(short_page.as_uri())
        for _ in range(40):
            look.page.keyboard.press("Tab")
            style = look.page.evaluate(
                "(s => [s.outlineStyle, s.outlineWidth])(getComputedStyle(document.activeElement))"
            )
            assert "none" not in style
            assert "0px" not in style


def test_the_narrow_menu_opens_and_closes_by_keyboard(browser: Browser, short_page: Path) -> None:
    with looking(browser, width=320) as look:
        look.page.goto(short_page.as_uri())
        menu = look.page.get_by_role("button", name="Menu")
        assert not look.visible(".qb-nav")
        menu.press("Enter")
        expect(menu).to_have_attribute("aria-expanded", "true")
        assert look.visible(".qb-nav") == 1
        look.page.keyboard.press("Escape")
        assert not look.visible(".qb-nav")
        expect(menu).to_be_focused()


def test_without_scripts_everything_is_there(browser: Browser, short_page: Path) -> None:
    with looking(browser, width=320, java_script_enabled=False) as look:
        look.page.goto(short_page.as_uri())
        assert look.visible(".qb-nav") == 1
        assert look.visible("article h1") == 1
        assert look.visible("button:text('Menu')") == 0


def test_the_readers_choice_of_dark_is_kept(browser: Browser, short_page: Path) -> None:
    with looking(browser) as look:
        look.page.goto(short_page.as_uri())
        look.page.get_by_role("button", name="Dark mode").click()
        look.page.reload()
        expect(look.page.locator("html")).to_have_attribute("data-theme", "dark")
        look.page.get_by_role("button", name="Light mode").click()
        expect(look.page.locator("html")).to_have_attribute("data-theme", "light")


def test_other_quarters_are_offered_once_published(
    browser: Browser, built_site: Path, short_page: Path, tmp_path: Path
) -> None:
    with looking(browser) as look:
        look.page.goto(short_page.as_uri())
        assert not look.visible(".qb-quarters")
    shutil.copytree(built_site, tmp_path / "2021-22-q3")
    page = tmp_path / "2021-22-q3" / "book" / short_page.name
    other = {"name": "Q1 1999/00", "version": "1999-00-q1", "url": "1999-00-q1/"}
    with looking(browser) as look:
        for is_newest, pages in ((False, []), (True, [f"book/{page.name}"]), (True, [])):
            entries = json.dumps([other | {"preferred": is_newest, "pages": pages}])
            listed = f"window.quarterbookQuarters = {entries};\n"
            (tmp_path / "quarters.js").write_text(listed, encoding="utf-8")
            look.page.goto(page.as_uri())
            look.page.locator(".qb-quarters summary").press("Enter")
            links = look.page.locator(".qb-quarters a")
            name = "Q1 1999/00 (newest)" if is_newest else "Q1 1999/00"
            assert links.all_inner_texts() == [name, "All reports"]
            assert links.evaluate_all("all => all.map(a => a.href)") == [
                f"{tmp_path.as_uri()}/1999-00-q1/",
                f"{tmp_path.as_uri()}/index.html",
            ]
            notice = look.page.locator(".qb-newer")
            assert notice.count() == is_newest
            if is_newest:
                assert notice.inner_text() == (
                    "This is the report for Q3 2021/22. The newest is Q1 1999/00."
                )
                to = f"{tmp_path.as_uri()}/1999-00-q1/{''.join(pages)}"
                assert notice.get_by_role("link").evaluate("a => a.href") == to


def test_nothing_on_the_site_tells_of_its_sources(built_site: Path) -> None:
    """No notebook, no path of the building machine."""
    home = str(Path.home())
    for path in sorted(built_site.rglob("*")):
        if path.suffix not in (".html", ".js", ".css", ".svg"):
            continue
        text = path.read_text(encoding="utf-8")
        told = [
            secret for secret in (".ipynb", "_sources", home, str(built_site)) if secret in text
        ]
        assert not told, path


@pytest.mark.exhaustive
def test_a_table_that_has_room_stays_one_and_a_blank_cell_of_a_card_is_told(
    browser: Browser, page_address: str
) -> None:
    """At 1,000 pixels a sidebar leaves a page 676, which four columns of short words fit in."""
    few = [["Ward", "Reports", "Cleared", "Rate"], ["Northgate", "120", "", "93%"]]
    many = [[f"Column number {n}" for n in range(12)], ["Northgate", *"1234567890", ""]]
    with looking(browser, width=1000) as look:
        look.page.add_init_script(f"window.tables = {[few, many]}")
        look.page.add_init_script(_ADD_TABLES)
        look.page.goto(page_address)
        own = look.page.locator(".qb-table.own")
        as_cards = "nodes => nodes.map(node => node.classList.contains('qb-cards'))"
        assert own.evaluate_all(as_cards) == [False, True]
        look.page.set_viewport_size({"width": 1400, "height": 900})
        expect(own.nth(1)).not_to_have_class(re.compile("qb-cards"))
        look.page.set_viewport_size({"width": 320, "height": 900})
        expect(own.nth(1)).to_have_class(re.compile("qb-cards"))
        blank = own.nth(1).locator("td").last
        expect(blank).to_be_visible()
        told = "node => getComputedStyle(node, '::after').content"
        assert blank.evaluate(told) == '"–" / "blank"'


_ADD_TABLES = """
document.addEventListener("readystatechange", () => {
  if (document.readyState !== "interactive") return;
  const row = (cells, tag) => `<tr>${cells.map((c, n) => n || tag === "th"
    ? `<${tag}>${c}</${tag}>` : `<th scope="row">${c}</th>`).join("")}</tr>`;
  for (const [head, ...rows] of window.tables.reverse()) {
    const body = rows.map((cells) => row(cells, "td")).join("");
    document.querySelector("article").insertAdjacentHTML("afterbegin",
      `<div class="qb-scroll"><table class="qb-table own"><thead>${row(head, "th")}</thead>`
      + `<tbody>${body}</tbody></table></div>`);
  }
});
"""
