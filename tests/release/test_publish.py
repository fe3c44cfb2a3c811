"""The public archive: what is in it, what is refused, and that nothing ever breaks it."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import random
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import pytest

from quarterbook import Report
from quarterbook.data.params.editions import Edition, Meeting
from quarterbook.ground.errors import BookError
from quarterbook.ground.periods import parse_quarter
from quarterbook.release.manifest import read_manifest, write_manifest
from quarterbook.storage.book import Book
from support.books import ROOT
from support.builds import FILES, make_build, publish_made, sha

DORSET = ROOT / "examples" / "dorset"
Q1, Q2, Q3 = (parse_quarter(f"2021-22-q{number}") for number in (1, 2, 3))
posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    (tmp_path / "book" / "params").mkdir(parents=True)
    return Book(tmp_path / "book")


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "public"


class Page(HTMLParser):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "a":
            self.links.append((dict(attrs)["href"] or "", ""))

    def handle_data(self, data: str) -> None:
        self.words += data
        if self.links and not self.links[-1][1]:
            self.links[-1] = (self.links[-1][0], data)


def leads_to(page: Path, href: str) -> Path:
    return Path(unquote(urljoin(page.as_posix(), href)))


def assert_whole(to: Path) -> set[str]:
    """Whatever the archive shows is there as its manifests say; returns the quarters listed."""
    for folder in to.iterdir() if to.exists() else ():
        if not re.fullmatch(r"\d{4}-\d\d-q\d", folder.name):
            continue
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        for file in manifest["files"]:
            assert sha(folder / file["path"].removeprefix("site/")) == file["sha256"]
    listed = set()
    if (to / "index.html").exists():
        for href, _ in Page(to / "index.html").links:
            assert (to / href).is_file(), href
            listed.add(href.split("/")[0])
        listed.discard("latest")
    if (to / "quarters.js").exists():
        script = (to / "quarters.js").read_text(encoding="utf-8")
        entries = json.loads(script.removeprefix("window.quarterbookQuarters = ").rstrip(";\n"))
        for entry in entries:
            for page in entry["pages"]:
                assert (to / entry["url"] / page).is_file()
    for page in (to / "latest").rglob("*.html"):
        ((href, _),) = Page(page).links
        assert leads_to(page, href).is_file()
    return listed


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# What is in the archive.


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
    assert (to / "2021-22-q2" / "manifest.json").read_bytes() == (
        built / "manifest.json"
    ).read_bytes()
    assert assert_whole(to) == {"2021-22-q2"}
    assert {path.name for path in to.iterdir()} == {
        ".lock",
        "2021-22-q2",
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


def paper(name: str, title: str, committee: str = "", date: str = "") -> dict[str, str]:
    return {"name": name, "title": title, "committee": committee, "date": date}


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


def titles(path: Path) -> list[tuple[str, str]]:
    return re.findall(r"<(h\d)[^>]*>([^<]*)</h\d>", path.read_text(encoding="utf-8"))


def test_pages_are_accessible(book: Book, to: Path) -> None:
    make_build(book, "2021-22-q2")
    publish_made(book, Q2, to)
    for path in (to / "index.html", to / "latest" / "notebooks" / "homes.html"):
        page = Page(path)
        tags = [tag for tag, _ in page.tags]
        assert dict(page.tags)["html"]["lang"] == "en-GB"
        assert (tags.count("h1"), tags.count("main"), tags.count("title")) == (1, 1, 1)
        assert ("meta", {"charset": "utf-8"}) in page.tags
        words = [said for _, said in page.links]
        assert len(set(words)) == len(words)
        assert not re.search(r'(?:href|src)="(?:https?:)?//', path.read_text(encoding="utf-8"))


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
    for quarter in (Q1, Q2):
        make_build(book, quarter.slug)
    one, other = tmp_path / "one", tmp_path / "other"
    for to in (one, other):
        publish_made(book, Q1, to)
        publish_made(book, Q2, to)
        publish_made(book, Q1, to, replace=True, reason="Homes were counted twice")
    assert names_in(one) == names_in(other)
    for name in names_in(one):
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


# Replacing a quarter.


def test_replacing_keeps_a_record_that_readers_see(book: Book, to: Path) -> None:
    old = make_build(book, "2021-22-q2", files={"site/dropped.html": "{}"})
    publish_made(book, Q2, to)
    hashes = [sha(old / "manifest.json")]
    hashes.append(sha(make_build(book, "2021-22-q2", "second") / "manifest.json"))
    publish_made(book, Q2, to, replace=True, reason="Homes were\n counted <twice>")
    make_build(book, "2021-22-q2", "third")
    publish_made(book, Q2, to, replace=True, reason="A chart was missing")

    record = json.loads((to / "2021-22-q2" / "corrections.json").read_text(encoding="utf-8"))
    assert [(entry["replaced"], entry["reason"]) for entry in record] == [
        (hashes[0], "Homes were counted <twice>"),
        (hashes[1], "A chart was missing"),
    ]
    assert "third" in (to / "2021-22-q2" / "index.html").read_text(encoding="utf-8")
    assert not (to / "2021-22-q2" / "dropped.html").exists()
    assert not (to / "latest" / "dropped.html").exists()
    words = Page(to / "index.html").words
    assert "Homes were counted <twice>" in words
    assert "A chart was missing" in words
    assert assert_whole(to) == {"2021-22-q2"}
    assert not list(to.glob(".incoming*")) + list(to.glob(".outgoing*"))


def test_replacing_works_where_folders_cannot_change_places(
    book: Book, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())  # it has no such call
    make_build(book, "2021-22-q2")
    publish_made(book, Q2, to)
    make_build(book, "2021-22-q2", "second")
    publish_made(book, Q2, to, replace=True, reason="Corrected")
    assert "second" in (to / "2021-22-q2" / "index.html").read_text(encoding="utf-8")
    assert not list(to.glob(".incoming*")) + list(to.glob(".outgoing*"))


def test_a_quarter_that_a_killed_run_set_aside_comes_back(book: Book, to: Path) -> None:
    for quarter in (Q1, Q2):
        make_build(book, quarter.slug)
    publish_made(book, Q1, to)
    (to / "2021-22-q1").rename(to / ".outgoing-2021-22-q1")
    publish_made(book, Q2, to)
    assert assert_whole(to) == {"2021-22-q1", "2021-22-q2"}


# What is refused.


def refused(message: str, *args: Any, **options: Any) -> None:
    with pytest.raises(BookError, match=message):
        publish_made(*args, **options)


def test_nothing_built(book: Book, to: Path) -> None:
    refused("R101 nothing is built for Q2 2021/22. Run: quarterbook build 2021-22-q2", book, Q2, to)
    assert not to.exists()


def test_failed_pages(book: Book, to: Path) -> None:
    make_build(book, "2021-22-q2", ok=False, failed=["homes"])
    refused("R102 .* pages that failed: homes", book, Q2, to)
    assert not to.exists()


def test_a_build_of_some_papers(book: Book, to: Path) -> None:
    made = [paper("cabinet", "Cabinet"), paper("panel", "Panel")]
    make_build(book, "2021-22-q2", complete=False, editions=made)
    refused(
        r"R103 2021-22-q2 was built with --edition \(cabinet and panel\), not whole", book, Q2, to
    )
    make_build(book, "2021-22-q2", complete=False)
    refused("was built with --edition, not whole. Build it whole. Run: quarterbook", book, Q2, to)
    assert not to.exists()


def test_exempt_papers_stay_where_they_are(book: Book, to: Path) -> None:
    built = make_build(book, "2021-22-q2")
    (built / "exempt").mkdir()
    for name in ("cabinet-exempt.pdf", "cabinet-exempt.docx", "data.xlsx"):
        (built / "exempt" / name).write_text("Marigold settlement", encoding="utf-8")
    (built / "pages.json").write_text("Marigold settlement", encoding="utf-8")
    publish_made(book, Q2, to)
    assert not any("exempt" in name or "pages.json" in name for name in names_in(to))
    assert not any(b"Marigold" in (to / name).read_bytes() for name in names_in(to))


def test_a_build_of_another_quarter(book: Book, to: Path) -> None:
    make_build(book, "2021-22-q2", quarter="2021-22-q1")
    refused("R104 is a build of 2021-22-q1", book, Q2, to)


@pytest.mark.parametrize(
    "change",
    [
        lambda built: (built / "site" / "notebooks" / "homes.html").write_text("52.4%"),
        lambda built: (built / "site" / "notebooks" / "homes.html").unlink(),
        lambda built: (built / "site" / "notebooks" / "homes.html").rename(
            built / "site" / "homes.html"
        ),
    ],
    ids=["edited", "removed", "moved"],
)
def test_files_changed_after_the_build(book: Book, to: Path, change: Callable[[Path], Any]) -> None:
    change(make_build(book, "2021-22-q2"))
    refused("R105 .* was changed after it was made: site/.*homes.html", book, Q2, to)
    assert not to.exists() or {path.name for path in to.iterdir()} == {".lock"}


def test_a_damaged_manifest(book: Book, to: Path) -> None:
    (make_build(book, "2021-22-q2") / "manifest.json").write_text("{", encoding="utf-8")
    refused("manifest.json R106 is not a manifest", book, Q2, to)


def test_a_quarter_that_is_public(book: Book, to: Path) -> None:
    make_build(book, "2021-22-q2")
    publish_made(book, Q2, to)
    before = {name: sha(to / name) for name in names_in(to)}
    make_build(book, "2021-22-q2", "second")
    refused('already.*--replace --reason "', book, Q2, to)
    refused("R107 --replace needs a reason", book, Q2, to, replace=True)
    refused("--replace needs a reason", book, Q2, to, replace=True, reason=" \n")
    refused("--replace needs a reason", book, Q2, to, replace=True, reason="\u200b\ufeff")
    assert {name: sha(to / name) for name in names_in(to)} == before


def test_latest_is_no_link(book: Book, to: Path) -> None:
    """What publish takes out of latest/ would be taken out of what it leads to."""
    make_build(book, "2021-22-q2")
    publish_made(book, Q2, to)
    shutil.rmtree(to / "latest")
    (to / "latest").symlink_to(to / "2021-22-q2")
    before = names_in(to / "2021-22-q2")
    make_build(book, "2021-22-q2", "second")
    refused("R108 has a link named latest", book, Q2, to, replace=True, reason="Corrected")
    assert names_in(to / "2021-22-q2") == before


def test_the_same_build_twice(book: Book, to: Path) -> None:
    make_build(book, "2021-22-q2")
    publish_made(book, Q2, to)
    refused("R107 .*public already", book, Q2, to)


def test_a_draft_is_published_as_one_or_not_at_all(book: Book, to: Path) -> None:
    make_build(book, "2021-22-q2", status="draft")
    refused("--draft", book, Q2, to)
    assert not to.exists()
    publish_made(book, Q2, to, draft=True)
    make_build(book, "2021-22-q1")
    publish_made(book, Q1, to)
    assert assert_whole(to) == {"2021-22-q1", "2021-22-q2"}


@posix
def test_readers_can_read_what_a_careful_officer_publishes(book: Book, to: Path) -> None:
    before = os.umask(0o077)
    try:
        for quarter in (Q1, Q2):
            make_build(book, quarter.slug)
            publish_made(book, quarter, to / "www")
        make_build(book, "2021-22-q2", "second")
        publish_made(book, Q2, to / "www", replace=True, reason="Mended")
    finally:
        os.umask(before)
    for path in (to, *to.rglob("*")):
        if path.name != ".lock":
            assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path


@posix
def test_a_folder_that_was_there_keeps_its_rights(book: Book, to: Path) -> None:
    to.mkdir(mode=0o750)
    make_build(book, "2021-22-q1")
    publish_made(book, Q1, to)
    assert to.stat().st_mode & 0o777 == 0o750


def test_nothing_to_replace(book: Book, to: Path) -> None:
    make_build(book, "2021-22-q2")
    refused("R107 .*not public yet", book, Q2, to, replace=True, reason="Corrected")


@pytest.mark.parametrize(
    ("plant", "message"),
    [
        ("index.html", "index.html that Quarterbook did not write"),
        ("_toc.yml", "R108 is a book"),
        ("2021-22-q2/index.html", "is not a published quarter"),
    ],
)
def test_a_folder_that_is_something_else(book: Book, to: Path, plant: str, message: str) -> None:
    make_build(book, "2021-22-q2")
    (to / plant).parent.mkdir(parents=True)
    (to / plant).write_text("mine", encoding="utf-8")
    refused(message, book, Q2, to)
    assert (to / plant).read_text(encoding="utf-8") == "mine"


def test_an_archive_inside_the_build(book: Book) -> None:
    built = make_build(book, "2021-22-q2")
    refused("R108 lies inside the build", book, Q2, built / "site")


def test_a_place_that_cannot_be_written(book: Book, tmp_path: Path) -> None:
    make_build(book, "2021-22-q2")
    (tmp_path / "file").write_text("", encoding="utf-8")
    refused("R109 cannot be written: Not a directory", book, Q2, tmp_path / "file" / "public")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_read_only_archive(book: Book, to: Path) -> None:
    make_build(book, "2021-22-q2")
    to.mkdir(mode=0o500)
    refused("cannot be written: Permission denied", book, Q2, to)


@posix
def test_two_at_once(book: Book, to: Path) -> None:
    import fcntl

    make_build(book, "2021-22-q2")
    to.mkdir()
    with (to / ".lock").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        refused("R110 is being published to by another command", book, Q2, to)
    publish_made(book, Q2, to)


# Nothing ever breaks it.


def in_child(work: Callable[[], object]) -> int:
    """Do something in a process of its own; returns how it ended."""
    child = os.fork()
    if not child:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1]


@posix
@pytest.mark.parametrize("limit", [8_000, 2_000_000], ids=["listing", "pdf"])
def test_a_full_disk(book: Book, to: Path, limit: int) -> None:
    import resource

    pages = {f"site/{number}.html": "{}" for number in range(200)}
    make_build(book, "2021-22-q1")
    make_build(book, "2021-22-q2", files={**pages, "report.pdf": "{}", "report.docx": "{}"})
    if limit > 10_000:
        make_build(book, "2021-22-q2")
    publish_made(book, Q1, to)
    before = {name: sha(to / name) for name in names_in(to)}

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        with pytest.raises(BookError, match=r"File too large.*still is, whole"):
            publish_made(book, Q2, to)

    assert in_child(work) == 0
    assert {name: sha(to / name) for name in names_in(to)} == before


STEPS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "ctypes.dlsym"}


def killed_at(number: int, work: Callable[[], object], steps: set[str] = STEPS) -> bool:
    """Do something in a process killed before its n-th step on files; False if it got through."""

    def doomed() -> None:
        left = number

        def hook(event: str, args: object) -> None:
            nonlocal left
            if event in steps:
                left -= 1
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        work()

    status = in_child(doomed)
    assert status in (0, signal.SIGKILL)
    return status != 0


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FILES, "report.pdf", "PDF {}")
    monkeypatch.setitem(FILES, "report.docx", "Word {}")


@posix
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("replace", [False, True], ids=["new", "replace"])
def test_killed_before_any_step(book: Book, to: Path, tmp_path: Path, replace: bool) -> None:
    """After a kill at every single step the archive is whole, and the next run finishes."""
    template = tmp_path / "template"
    make_build(book, "2021-22-q1")
    publish_made(book, Q1, template)
    if replace:
        make_build(book, "2021-22-q2", "first", files={"site/dropped.html": "{}"})
        publish_made(book, Q2, template)
    make_build(book, "2021-22-q2", "second")
    options: dict[str, Any] = {"replace": True, "reason": "Corrected"} if replace else {}
    kills = 0
    while True:
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(template, to)
        if not killed_at(kills + 1, lambda: publish_made(book, Q2, to, **options)):
            break
        kills += 1
        listed = assert_whole(to)
        assert {"2021-22-q1"} <= listed <= {"2021-22-q1", "2021-22-q2"}
        if replace:
            assert "2021-22-q2" in listed
        is_new = (to / "2021-22-q2").exists() and "second" in (
            to / "2021-22-q2" / "index.html"
        ).read_text(encoding="utf-8")
        if replace:
            assert (to / "2021-22-q2" / "corrections.json").exists() == is_new
        with suppress(BookError) if is_new else nullcontext():
            publish_made(book, Q2, to, **options)
        assert assert_whole(to) == {"2021-22-q1", "2021-22-q2"}
        assert "second" in (to / "2021-22-q2" / "index.html").read_text(encoding="utf-8")
        assert not list(to.glob(".incoming*")) + list(to.glob(".outgoing*"))
    assert kills > 30


@posix
@pytest.mark.usefixtures("small")
def test_killed_where_folders_cannot_change_places(
    book: Book, to: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its two renames the quarter is away; the next run, of any quarter, mends that."""
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())  # it has no such call
    make_build(book, "2021-22-q2")
    publish_made(book, Q2, tmp_path / "template")
    make_build(book, "2021-22-q2", "second")
    make_build(book, "2021-22-q1")
    kills, away = 0, 0
    while True:
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(tmp_path / "template", to)
        replace = partial(publish_made, book, Q2, to, replace=True, reason="Corrected")
        if not killed_at(kills + 1, replace, {"os.rename"}):
            break
        kills += 1
        away += not (to / "2021-22-q2").exists()
        publish_made(book, Q1, to)
        assert assert_whole(to) == {"2021-22-q1", "2021-22-q2"}
    assert away == 1


@posix
@pytest.mark.usefixtures("small")
def test_killed_at_random_moments(book: Book, to: Path) -> None:
    """Quarter after quarter is published and replaced while runs are killed at any time."""
    chance = random.Random(1)
    quarters = [parse_quarter(f"20{year}-{year + 1}-q{n}") for year in (18, 19) for n in (1, 2, 3)]
    public: set[str] = set()
    for number in range(60):
        quarter = chance.choice(quarters)
        make_build(book, quarter.slug, f"edition {number}")
        child = os.fork()
        if not child:
            try:
                options: dict[str, Any] = {"replace": True, "reason": f"Correction {number}"}
                publish_made(book, quarter, to, **(options if quarter.slug in public else {}))
            finally:
                os._exit(0)
        if number % 5:
            time.sleep(chance.uniform(0, 0.03))
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        listed = assert_whole(to)
        assert public <= {path.name for path in to.glob("20*")} if public else True
        assert listed <= {path.name for path in to.glob("20*")}
        public = {path.name for path in to.glob("20*")}
    assert public


# The manifest of a real report.


def test_a_manifest_lists_outputs_with_their_hashes(tmp_path: Path) -> None:
    folder = tmp_path / "2020-21-q3"
    for name, text in {
        "site/b.html": "b",
        "site/a/c.html": "c",
        "report.pdf": "pdf",
        "data.xlsx": "xlsx",
        "source/a.ipynb": "{}",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    report = Report(book=DORSET).view
    write_manifest(folder, report)
    first = (folder / "manifest.json").read_bytes()
    said = json.loads(first)
    assert [file["path"] for file in said["files"]] == [
        "site/a/c.html",
        "site/b.html",
        "data.xlsx",
        "report.pdf",
    ]
    assert said["files"][3] == {
        "path": "report.pdf",
        "sha256": hashlib.sha256(b"pdf").hexdigest(),
        "size": 3,
    }
    assert (said["quarter"], said["cut_off"], said["status"], said["ok"], said["failed"]) == (
        "2020-21-q3",
        "2021-01-19",
        "final",
        True,
        [],
    )
    write_manifest(folder, report)
    assert (folder / "manifest.json").read_bytes() == first
    write_manifest(folder, report, draft=True, failed=["workforce", "housing"])
    found = read_manifest(folder)
    assert (found.status, found.ok, found.failed) == ("draft", False, ("housing", "workforce"))


def test_a_manifest_names_public_papers(tmp_path: Path) -> None:
    report = Report(book=DORSET).view
    meeting = Meeting(committee=report.council.committees[0].id, date="2021-02-10")
    quarter = report.quarter.model_copy(update={"meetings": [meeting]})
    report = replace(report, vintage=replace(report.vintage, quarter=quarter))
    for name in ("exempt/private.pdf", "private/site/a.html", "panel.pdf", "site/index.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    editions = [
        Edition(name="panel", title="Exceptions", committee=meeting.committee),
        Edition(name="private", title="Marigold settlement", classification="exempt"),
        Edition(name="other"),
    ]
    write_manifest(tmp_path, report, editions=editions, complete=False)
    found = read_manifest(tmp_path)
    assert [one.model_dump() for one in found.editions] == [
        paper("panel", "Exceptions", report.council.committees[0].title, "2021-02-10"),
        paper("other", report.quarter.title),
    ]
    assert [file.path for file in found.files] == ["site/index.html", "panel.pdf"]
    assert not found.complete
    assert "Marigold" not in (tmp_path / "manifest.json").read_text(encoding="utf-8")


def test_a_real_manifest_can_be_published(book: Book, to: Path) -> None:
    built = make_build(book, "2020-21-q3")
    write_manifest(built, Report(book=DORSET).view)
    publish_made(book, parse_quarter("2020-21-q3"), to)
    assert assert_whole(to) == {"2020-21-q3"}
    assert "Dorset Council" in Page(to / "index.html").words
