"""The search of the site: whole words and their forms, measures first, from a folder too."""

from __future__ import annotations

import re
import shutil
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from playwright.sync_api import Browser, expect

from quarterbook.bind.site.finishing.search_index import write_search_index
from quarterbook.bind.site.jupyter_book import add_search
from quarterbook.data.params.council import read_council
from quarterbook.storage.book import Book
from support.books import ROOT
from support.browser import Look, looking


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


SEARCHES = [
    ("bins", "Missed bin collections"),
    ("LAC", "Children looked after"),
    ("recyling", "Household waste sent for reuse, recycling"),
    ("absent", "Attendance at state-funded schools"),
    ("download", "The whole report as PDF"),
    ("is the council doing well?", "This quarter in brief"),
]
MORE_SEARCHES = [
    ("exams", "Average Attainment 8"),
    ("road safety", "People killed or seriously injured"),
    ("buses", "Passenger journeys on local bus services"),
    ("CPP", "Children on a child protection plan"),
    ("neet", "Young people aged 16 and 17 not in education"),
    ("ASCOF 2A", "Permanent admissions to care homes"),
    ("potholes", "Urgent highway defects made safe"),
    ("recyc", "Household waste sent for reuse, recycling"),
    ("pothole", "Urgent highway defects made safe"),
    ("council tax", "Council tax collected"),
    ("pupils", "Pupils receiving home-to-school transport"),
    ("excel", "Figures as Excel workbook"),
    ("benchmarking appendix", "Benchmarking appendix (Cabinet) as PDF"),
    ("performance and follow-up", "Performance and follow-up"),
]


@pytest.mark.alike(3)
@pytest.mark.parametrize(
    ("query", "first"),
    [*SEARCHES, *(pytest.param(*one, marks=pytest.mark.exhaustive) for one in MORE_SEARCHES)],
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


def test_another_word_for_the_same_is_no_other_form_of_it(
    browser: Browser, built_site: Path
) -> None:
    """Refuse is rubbish, an application that was refused is not."""
    with looking(browser) as look:
        places = _search(look, built_site, "bins")
        assert any("Residual household waste" in place for place in places)
        assert not any("planning applications" in place for place in places)
        for query in ("refuse", "recycling"):
            places = _search(look, built_site, query)
            assert any("Residual household waste" in place for place in places)
            assert not any(re.search("[Rr]efuse[sd]", place) for place in places)


def test_words_offered_as_examples_lead_to_measures_of_this_report(
    browser: Browser, built_site: Path, tmp_path: Path
) -> None:
    with looking(browser) as look:
        hint = look.page.locator(".qb-search-hint")
        look.page.goto((built_site / "search.html").as_uri())
        expect(hint).to_contain_text("for example “recycling”, “red” or “NEET”.")
        site = shutil.copytree(built_site, tmp_path / "site")
        part = {"id": "a", "title": "Children in care", "text": "Red tape.", "figure": "12, Q3"}
        pages = [{"page": "notebooks/a", "kind": "page", "parts": [part]}]
        write_search_index(site / "searchindex.js", {"pages": pages, "alike": []})
        look.page.goto((site / "search.html").as_uri())
        expect(hint).to_contain_text("the page, for example “children” or “care”.")


def test_a_search_for_nothing_that_is_there_says_so(browser: Browser, built_site: Path) -> None:
    with looking(browser) as look:
        assert not _search(look, built_site, "xylophone")
        expect(look.page.locator(".search-summary")).to_contain_text("Nothing found")
        assert _search(look, built_site, "xylophone recycling")
        expect(look.page.locator(".search-summary")).to_contain_text("Nothing has all the words")


@pytest.mark.exhaustive
def test_a_misspelt_word_is_put_right_and_a_right_one_left_alone(
    browser: Browser, built_site: Path
) -> None:
    with looking(browser) as look:
        summary = look.page.locator(".search-summary")
        _search(look, built_site, "libary visits")
        expect(summary).to_contain_text("Nothing has “libary visits”")
        expect(summary).to_contain_text("found for “library visits”")
        _search(look, built_site, "library visits")
        expect(summary).not_to_contain_text("Nothing")


def test_a_download_leads_to_its_file(browser: Browser, built_site: Path) -> None:
    with looking(browser) as look:
        _search(look, built_site, "excel")
        link = look.page.locator("ul.search li a").first
        assert link.get_attribute("href") == "./data.xlsx"


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
