"""The public archive: what is in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from quarterbook.storage.book import Book
from support.archive import Q1, Q2, Q3, Page, assert_whole, leads_to, names_in, paper, titles
from support.builds import make_build, publish_made


def test_a_quarter_has_its_site_and_its_papers(book: Book, to: Path) -> None:
    built = make_build(book, "2021-22-q2")
    assert publish_made(book, Q2, to) == to / "2021-22-q2"
    assert names_in(to / "2021-22-q2") == {
        "index.html",
        "notebooks/homes.html",
        "_static/tool.html",
        "_static/a.css",
        "report.pdf",
        "report.docx",
        "data.xlsx",
        "manifest.json",
    }
    manifest = json.loads((to / "2021-22-q2" / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest.pop("disclosed")) == 64
    assert manifest == json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    assert assert_whole(to) == {"2021-22-q2"}
    assert {path.name for path in to.iterdir()} == {
        ".lock",
        "2021-22-q2",
        "404.html",
        "index.html",
        "latest",
        "quarters.js",
        "switcher.json",
    }


def test_the_index_lists_quarters_newest_first(book: Book, to: Path) -> None:
    for quarter in (Q2, Q1, Q3):
        make_build(book, quarter.slug, status="draft" if quarter == Q3 else "final")
        publish_made(book, quarter, to, draft=quarter == Q3)
    page = Page(to / "index.html")
    assert [words for tag, words in titles(to / "index.html") if tag == "h2"] == [
        "Q3 2021/22",
        "Q2 2021/22",
        "Q1 2021/22",
    ]
    assert page.words.count("Draft: not signed off") == 1
    assert page.words.count("Final.") == 2
    assert page.words.count("figures as at 5 November 2021") == 3
    assert "2.3 MB" in page.words
    assert "12 kB" in page.words
    assert "Corporate <performance> report" in page.words
    assert "illustrative" in page.words
    assert [href for href, _ in page.links[:5]] == [
        "latest/index.html",
        "2021-22-q3/index.html",
        "2021-22-q3/report.pdf",
        "2021-22-q3/report.docx",
        "2021-22-q3/data.xlsx",
    ]


def test_the_index_names_papers_by_title(book: Book, to: Path) -> None:
    """In the order of the params; two of one title and committee by their names as well."""
    made = ["cabinet", "place-scrutiny", "people-scrutiny", "panel"]
    make_build(
        book,
        "2021-22-q2",
        files={f"{name}{ending}": "{}" for name in made for ending in (".pdf", ".docx")},
        editions=[
            paper("cabinet", "Waste & <bins>", "Cabinet", "2021-12-01"),
            paper("place-scrutiny", "Red or amber", "Scrutiny", "2021-12-08"),
            paper("people-scrutiny", "Red or amber", "Scrutiny", "2021-12-08"),
            paper("panel", "Follow-up"),
        ],
    )
    publish_made(book, Q2, to)
    links = [(href, said) for href, said in Page(to / "index.html").links if "q2/" in href]
    meeting = "Red or amber, Scrutiny, 8 December 2021"
    called = {
        "report": "whole report",
        "cabinet": "Waste & <bins>, Cabinet, 1 December 2021",
        "place-scrutiny": f"{meeting} (place scrutiny)",
        "people-scrutiny": f"{meeting} (people scrutiny)",
        "panel": "Follow-up",
    }
    assert links == [
        ("2021-22-q2/index.html", "Q2 2021/22: read online"),
        *(
            (f"2021-22-q2/{name}{ending}", f"Q2 2021/22: {title}, {kind}")
            for name, title in called.items()
            for ending, kind in ((".pdf", "PDF"), (".docx", "Word document"))
        ),
        ("2021-22-q2/data.xlsx", "Q2 2021/22: Excel workbook"),
    ]
    assert_whole(to)


def test_a_manifest_of_before_there_were_papers(book: Book, to: Path) -> None:
    make_build(book, "2021-22-q2", files={"benchmarking.pdf": "{}"})
    publish_made(book, Q2, to)
    assert ("2021-22-q2/benchmarking.pdf", "Q2 2021/22: benchmarking edition, PDF") in Page(
        to / "index.html"
    ).links


def test_pages_are_accessible(book: Book, to: Path) -> None:
    make_build(book, "2021-22-q2")
    publish_made(book, Q2, to)
    for path in (to / "index.html", to / "404.html", to / "latest" / "notebooks" / "homes.html"):
        page = Page(path)
        tags = [tag for tag, _ in page.tags]
        assert dict(page.tags)["html"]["lang"] == "en-GB"
        assert (tags.count("h1"), tags.count("main"), tags.count("title")) == (1, 1, 1)
        assert ("meta", {"charset": "utf-8"}) in page.tags
        words = [said for _, said in page.links]
        assert len(set(words)) == len(words)
        assert not re.search(r'(?:href|src)="(?:https?:)?//', path.read_text(encoding="utf-8"))


def test_an_address_without_a_page_leads_to_the_reports(book: Book, to: Path) -> None:
    """Hosts show it at any depth; its script lets links begin above the quarter's folder."""
    for quarter in (Q1, Q2):
        make_build(book, quarter.slug)
        publish_made(book, quarter, to)
    page = Page(to / "404.html")
    assert page.links == [
        ("latest/index.html", "The latest report, Q2 2021/22"),
        ("index.html", "All reports"),
    ]
    assert r"\d{4}-\d\d-q[1-4]" in (to / "404.html").read_text(encoding="utf-8")


def test_a_paper_has_a_line_with_each_of_its_files(book: Book, to: Path) -> None:
    make_build(book, "2021-22-q2")
    publish_made(book, Q2, to)
    index = (to / "index.html").read_text(encoding="utf-8")
    assert index.count("<li>") == 3  # read online, the report, the workbook
    assert "July to September 2021" in index


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", ["#12436D", "#FFD700"])
def test_words_stand_out_on_the_councils_colour(book: Book, to: Path, colour: str) -> None:
    make_build(book, "2021-22-q2", colour=colour)
    publish_made(book, Q2, to)
    style = (to / "index.html").read_text(encoding="utf-8")
    header = re.search(r"header { background: (#\w{6}); color: (#\w{6});", style)
    assert header is not None
    dark, light = sorted(luminance(found) for found in header.groups())
    assert (light + 0.05) / (dark + 0.05) >= 4.5
    assert (header[1] == colour) == (colour == "#12436D")


def test_latest_leads_to_the_newest_quarter_that_has_the_page(book: Book, to: Path) -> None:
    make_build(book, "2021-22-q1", files={"site/old page.html": "gone since {}"})
    make_build(book, "2021-22-q2")
    publish_made(book, Q2, to)
    publish_made(book, Q1, to)
    latest = to / "latest"
    assert names_in(latest) == {"index.html", "notebooks/homes.html", "old page.html"}
    expected = {
        "index.html": "2021-22-q2/index.html",
        "notebooks/homes.html": "2021-22-q2/notebooks/homes.html",
        "old page.html": "2021-22-q1/old page.html",
    }
    for name, target in expected.items():
        page = Page(latest / name)
        assert leads_to(latest / name, page.links[0][0]) == to / target
        (refresh,) = [a["content"] for tag, a in page.tags if a.get("http-equiv") == "refresh"]
        assert refresh == f"0; url={page.links[0][0]}"
        assert "location.hash" in (latest / name).read_text(encoding="utf-8")


def test_the_switcher_knows_every_quarter_and_its_pages(book: Book, to: Path) -> None:
    make_build(book, "2021-22-q1")
    make_build(book, "2021-22-q2", status="draft")
    publish_made(book, Q1, to)
    publish_made(book, Q2, to, draft=True)
    entries = json.loads((to / "switcher.json").read_text(encoding="utf-8"))
    pages = ["index.html", "notebooks/homes.html"]
    assert entries == [
        {
            "name": "Q2 2021/22 (draft)",
            "version": "2021-22-q2",
            "url": "2021-22-q2/",
            "preferred": True,
            "pages": pages,
        },
        {
            "name": "Q1 2021/22",
            "version": "2021-22-q1",
            "url": "2021-22-q1/",
            "preferred": False,
            "pages": pages,
        },
    ]
    script = (to / "quarters.js").read_text(encoding="utf-8")
    assert script.startswith("window.quarterbookQuarters = [")
    assert json.loads(script[script.index("[") : -2]) == entries


def test_the_archive_is_a_function_of_what_was_published(book: Book, tmp_path: Path) -> None:
    make_build(book, Q2.slug)
    one, other = tmp_path / "one", tmp_path / "other"
    for to in (one, other):
        make_build(book, Q1.slug)
        publish_made(book, Q1, to)
        publish_made(book, Q2, to)
        make_build(book, Q1.slug, "second")
        publish_made(book, Q1, to, replace=True, reason="Homes were counted twice")
    assert names_in(one) == names_in(other)
    for name in names_in(one):
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
