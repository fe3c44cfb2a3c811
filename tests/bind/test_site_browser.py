"""The site as readers have it: seen, narrow, dark, by keyboard, offline, and judged by axe."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from urllib.parse import quote, unquote, urlsplit

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from PIL import Image
from playwright.sync_api import Browser, expect

from quarterbook.bind.site.jupyter_book import add_search
from quarterbook.data.params.council import read_council
from quarterbook.storage.book import Book
from support.books import ROOT
from support.browser import Look, axe_source, chromium, find_chromium, looking

CHROMIUM = find_chromium()
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM is not None
    with chromium(CHROMIUM) as started:
        yield started


@pytest.fixture(scope="module")
def addresses(built_site: Path) -> list[str]:
    """Every page of the site, and the results of a search."""
    pages = sorted(path for path in built_site.rglob("*.html"))
    found = [path.as_uri() for path in pages if path != built_site / "index.html"]
    return [*found, f"{(built_site / 'search.html').as_uri()}?q=recycling"]


@pytest.fixture
def page_address(built_site: Path) -> str:
    """An outcome area's page: the longest kind."""
    return next(
        path.as_uri()
        for path in sorted((built_site / "notebooks").glob("*.html"))
        if 'class="qb-method"' in path.read_text(encoding="utf-8")
    )


def test_every_page(browser: Browser, addresses: list[str]) -> None:
    """Each page, opened once and seen at four widths.

    It asks for nothing that another host has or that is not there, is no wider than the screen,
    has one search box, and where there is room every column of its tables. axe finds nothing on
    it where it is narrowest.
    """
    axe, faults = axe_source(), []
    with looking(browser) as look:
        for address in addresses:
            look.page.goto(address)
            if "q=" in address:
                look.page.locator("ul.search li").first.wait_for()
            seen = []
            for width in (1400, 1200, 800, 320):
                look.page.set_viewport_size({"width": width, "height": 900})
                if (over := look.overflow()) > 0:
                    seen.append(f"{over} pixels wider than {width}")
                if width > 1000 and (tables := look.visible(".qb-over")):
                    seen.append(f"{tables} tables scroll sideways at {width}")
                fields = look.page.locator("input[name=q]").count()
                if (boxes := (look.visible("input[type=search]"), fields)) != (1, 1):
                    seen.append(f"search boxes at {width}: {boxes}")
            seen += look.violations(axe)
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


def test_no_two_pages_have_one_title(browser: Browser, addresses: list[str]) -> None:
    titles = {}
    with looking(browser, java_script_enabled=False) as look:
        for address in addresses[:-1]:
            look.page.goto(address)
            titles[address.rsplit("/", 1)[-1]] = look.page.title()
    assert len(set(titles.values())) == len(titles)
    assert titles["cabinet-performance.html"].startswith(
        "Corporate performance, Appendix A of Corporate performance report – "
    )


def test_a_chart_can_be_taken_away(browser: Browser, page_address: str) -> None:
    with looking(browser) as look:
        look.page.goto(page_address)
        figure = look.page.locator("figure.qb-chart").first
        files = figure.locator(".qb-chart-files a")
        assert files.all_inner_texts() == ["SVG", "PNG", "CSV"]
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


def test_what_a_page_has_is_open_where_there_is_room(browser: Browser, page_address: str) -> None:
    with looking(browser, width=1400) as look:
        look.page.goto(page_address)
        assert look.visible(".qb-toc li a") > 5
        look.page.set_viewport_size({"width": 1000, "height": 900})
        assert look.visible(".qb-toc li a") == 0


@pytest.mark.parametrize(("width", "dark"), [(320, True), (1400, False), (1400, True)])
def test_axe_finds_nothing_however_it_is_seen(
    browser: Browser, addresses: list[str], page_address: str, width: int, dark: bool
) -> None:
    """One page of each kind; the walk over every page is narrow and light."""
    kinds = ("summary", "benchmarking", "control-charts", "milestones", "method", "papers/cabinet")
    chosen = [one for one in addresses if one.endswith(tuple(f"/{kind}.html" for kind in kinds))]
    assert len(chosen) == len(kinds)
    found = {}
    with looking(browser, width=width, dark=dark) as look:
        for address in [*chosen, page_address, addresses[-1]]:
            look.page.goto(address)
            if "q=" in address:
                look.page.locator("ul.search li").first.wait_for()
            if violations := look.violations(axe_source()):
                found[address.rsplit("/", 1)[-1]] = violations
    assert not found


def test_axe_finds_nothing_in_open_details(browser: Browser, page_address: str) -> None:
    with looking(browser, width=320) as look:
        look.page.goto(page_address)
        look.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        look.page.locator(".qb-menu").click()
        assert not look.violations(axe_source())
        assert look.overflow() <= 0


def test_front_door_leads_to_the_summary(browser: Browser, built_site: Path) -> None:
    with looking(browser) as look:
        look.page.goto((built_site / "index.html").as_uri())
        look.page.wait_for_url("**/summary.html")
    with looking(browser, java_script_enabled=False) as look:
        text = (built_site / "index.html").read_text(encoding="utf-8")
        look.page.set_content(text.replace('http-equiv="refresh"', ""))
        expect(look.page.get_by_role("heading", level=1)).to_be_visible()


def _search(look: Look, site: Path, query: str) -> list[str]:
    """What a search shows, a text for each place, in order."""
    look.page.goto(f"{(site / 'search.html').as_uri()}?q={quote(query)}")
    expect(look.page.locator(".search-summary")).not_to_be_empty()
    return look.page.locator("ul.search li").all_inner_texts()


def test_search_finds_whole_words_and_marks_nothing_inside_others(
    browser: Browser, built_site: Path
) -> None:
    with looking(browser) as look:
        places = _search(look, built_site, "red")
        assert all("◆ Red" in place for place in places[:5])
        marked = look.page.locator("span.highlighted").all_inner_texts()
        assert {mark.lower() for mark in marked} == {"red"}


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("bins", "Missed bin collections"),
        ("buses", "Passenger journeys on local bus services"),
        ("LAC", "Children looked after"),
        ("CPP", "Children on a child protection plan"),
        ("neet", "Young people aged 16 and 17 not in education"),
        ("ASCOF 2A", "Permanent admissions to care homes"),
        ("potholes", "Urgent highway defects made safe"),
        ("recyc", "Household waste sent for reuse, recycling"),
        ("is the council doing well?", "This quarter in brief"),
    ],
)
def test_search_finds_forms_abbreviations_and_what_residents_say(
    browser: Browser, built_site: Path, query: str, first: str
) -> None:
    with looking(browser) as look:
        assert _search(look, built_site, query)[0].startswith(first)


def test_search_lists_measures_with_their_rating_before_papers(
    browser: Browser, built_site: Path
) -> None:
    with looking(browser) as look:
        _search(look, built_site, "waste")
        kinds = look.page.locator("#search-results h3").all_inner_texts()
        assert kinds == ["Measures", "Pages", "Papers"]
        measures = look.page.locator("ul.search").first.locator("li")
        expect(measures.locator(".qb-rag .qb-shape")).to_have_count(measures.count())


def test_a_search_for_nothing_that_is_there_says_so(browser: Browser, built_site: Path) -> None:
    with looking(browser) as look:
        assert not _search(look, built_site, "xylophone")
        expect(look.page.locator(".search-summary")).to_contain_text("Nothing found")
        assert _search(look, built_site, "xylophone recycling")
        expect(look.page.locator(".search-summary")).to_contain_text("Nothing has all the words")


def test_a_councils_own_words_lead_to_what_they_mean(
    browser: Browser, built_site: Path, tmp_path: Path
) -> None:
    site = shutil.copytree(built_site, tmp_path / "site")
    council = read_council(Book(ROOT))
    with looking(browser) as look:
        add_search(site, council, [])
        assert not _search(look, site, "skippety")
        words = [["skippety", "household recycling centres"]]
        add_search(site, council.model_copy(update={"search_words": words}), [])
        assert _search(look, site, "skippety")[0].startswith("Visits to household recycling")


def test_search_works_from_a_folder_and_by_keyboard(browser: Browser, page_address: str) -> None:
    with looking(browser) as look:
        look.page.goto(page_address)
        look.page.locator("input[name=q]").focus()
        look.page.keyboard.type("recycling")
        look.page.keyboard.press("Enter")
        look.page.wait_for_url("**/search.html?q=recycling")
        look.page.locator("ul.search li a").first.wait_for()
        expect(look.page.locator("input[name=q]")).to_have_value("recycling")
        expect(look.page.locator(".search-summary")).to_contain_text("found")
        look.page.locator("ul.search li a").first.click()
        look.page.locator("span.highlighted:visible").first.wait_for()
        assert not look.errors


def test_search_works_under_a_sub_path_and_shows_extracts(
    browser: Browser, built_site: Path, tmp_path: Path
) -> None:
    (tmp_path / "council").mkdir()
    shutil.copytree(built_site, tmp_path / "council" / "report")
    handler = partial(_Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, looking(browser) as look:
        Thread(target=server.serve_forever, daemon=True).start()
        site = f"http://127.0.0.1:{server.server_port}/council/report"
        look.page.goto(f"{site}/search.html?q=recycling")
        look.page.locator(".context").first.wait_for()
        look.page.locator("ul.search li a").first.click()
        look.page.wait_for_url(re.compile(rf"{re.escape(site)}/\w+/.+\.html"))
        look.page.locator("span.highlighted:visible").first.wait_for()
        server.shutdown()
        assert not look.errors


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_tab_reaches_the_skip_link_first_and_every_stop_shows(
    browser: Browser, page_address: str
) -> None:
    with looking(browser) as look:
        look.page.goto(page_address)
        look.page.keyboard.press("Tab")
        first = look.page.locator(":focus")
        expect(first).to_have_text("Skip to main content")
        expect(first).to_be_in_viewport()
        look.page.keyboard.press("Enter")
        assert look.page.evaluate("document.activeElement.id") == "main-content"
        look.page.goto(page_address)
        for _ in range(40):
            look.page.keyboard.press("Tab")
            style = look.page.evaluate(
                "(s => [s.outlineStyle, s.outlineWidth])(getComputedStyle(document.activeElement))"
            )
            assert "none" not in style
            assert "0px" not in style


def test_the_narrow_menu_opens_and_closes_by_keyboard(browser: Browser, page_address: str) -> None:
    with looking(browser, width=320) as look:
        look.page.goto(page_address)
        menu = look.page.get_by_role("button", name="Menu")
        assert not look.visible(".qb-nav")
        menu.press("Enter")
        expect(menu).to_have_attribute("aria-expanded", "true")
        assert look.visible(".qb-nav") == 1
        look.page.keyboard.press("Escape")
        assert not look.visible(".qb-nav")
        expect(menu).to_be_focused()


def test_without_scripts_everything_is_there(browser: Browser, page_address: str) -> None:
    with looking(browser, width=320, java_script_enabled=False) as look:
        look.page.goto(page_address)
        assert look.visible(".qb-nav") == 1
        assert look.visible("article h1") == 1
        assert look.visible("button:text('Menu')") == 0


def test_the_readers_choice_of_dark_is_kept(browser: Browser, page_address: str) -> None:
    with looking(browser) as look:
        look.page.goto(page_address)
        look.page.get_by_role("button", name="Dark mode").click()
        look.page.reload()
        expect(look.page.locator("html")).to_have_attribute("data-theme", "dark")
        look.page.get_by_role("button", name="Light mode").click()
        expect(look.page.locator("html")).to_have_attribute("data-theme", "light")


def test_other_quarters_are_offered_once_published(
    browser: Browser, built_site: Path, page_address: str, tmp_path: Path
) -> None:
    with looking(browser) as look:
        look.page.goto(page_address)
        assert not look.visible(".qb-quarters")
    shutil.copytree(built_site, tmp_path / "2021-22-q3")
    (tmp_path / "quarters.js").write_text(
        'window.quarterbookQuarters = [{"name": "Q1 1999/00", "version": "1999-00-q1", '
        '"url": "1999-00-q1/index.html", "preferred": false}];\n',
        encoding="utf-8",
    )
    page = tmp_path / "2021-22-q3" / "notebooks" / page_address.rsplit("/", 1)[-1]
    with looking(browser) as look:
        look.page.goto(page.as_uri())
        look.page.locator(".qb-quarters summary").press("Enter")
        link = look.page.get_by_role("link", name="Q1 1999/00")
        assert link.evaluate("a => a.href") == (tmp_path / "1999-00-q1" / "index.html").as_uri()


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
