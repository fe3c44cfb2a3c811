"""The preview, asked as a browser asks: fresh pages, faults told, nothing left behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from quarterbook.build.preview.preview import Preview
from quarterbook.build.preview.watch import stamps_of, wait_for_change
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK, copy_book
from support.rebuilds import add_cell
from support.waiting import wait_until

pytestmark = pytest.mark.builds

PATIENCE = 300  # seconds on a busy machine


class Browser:
    """A preview in a process of its own, and what a browser asks of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.process = subprocess.Popen(
            [sys.executable, "-m", "quarterbook", "preview", "--book", str(root), "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert self.process.stdout
        self.address = self.process.stdout.readline().split()[1]

    def get(self, name: str, **headers: str) -> bytes:
        headers = {sent.replace("_", "-"): value for sent, value in headers.items()}
        request = urllib.request.Request(self.address + name, headers=headers)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return bytes(answer.read())

    def wait(self, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait as the script of a page does until the state is as it should be."""
        until, number = time.monotonic() + PATIENCE, -1
        while time.monotonic() < until:
            state = json.loads(self.get(f"_preview/state?after={number}"))
            if is_so(state):
                return dict(state)
            number = state["number"]
        raise AssertionError(state)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    browser = Browser(copy_book(SMALL_BOOK, tmp_path_factory.mktemp("preview") / "book").root)
    yield browser
    browser.process.send_signal(signal.SIGINT)
    assert browser.process.wait(timeout=PATIENCE) == 0
    left = sorted(path.name for path in (browser.root / "_build").iterdir())
    assert left == [".decided", ".read", ".store"]


def test_pages_are_fresh_after_a_change(browser: Browser) -> None:
    first = browser.wait(lambda state: state["site"] > 0)
    assert b"A new sentence" not in browser.get("book/method.html")
    page = browser.root / "book" / "method.md"
    for words in ("A", "A new", "A new sentence."):  # a burst of saves
        page.write_text(f"# Method\n\n{words}\n", encoding="utf-8")
    state = browser.wait(lambda state: state["site"] > first["site"])
    assert state == {"number": first["number"] + 1, "site": first["number"] + 1, "fault": ""}
    assert b"A new sentence" in browser.get("book/method.html")


def test_its_script_is_in_no_file_that_is_built(browser: Browser) -> None:
    browser.wait(lambda state: state["site"] > 0)
    assert b"/_preview/reload.js" in browser.get("notebooks/summary.html")
    pages = list((browser.root / "_build").glob(".building-preview-*/site/**/*.html"))
    assert pages
    assert not [page for page in pages if "_preview" in page.read_text(encoding="utf-8")]


def test_a_paper_is_made_when_it_is_asked_for(browser: Browser) -> None:
    """No page waits for it: one comes while the paper is made.

    Where that was as quick as the page, it is asked again, of pages that have been made anew.
    """
    waited, page = True, browser.root / "book" / "method.md"
    for number in range(10):
        state = browser.wait(lambda state: state["site"] > 0 and not state["fault"])
        with ThreadPoolExecutor() as threads:
            paper = threads.submit(browser.get, "report.pdf")
            wait_until(lambda: [*(browser.root / "_build").glob(".building-preview-*/papers")])
            assert b"<article" in browser.get("notebooks/summary.html")
            waited = paper.done()
        assert paper.result().startswith(b"%PDF")
        if not waited:
            break
        page.write_text(f"# Method\n\nMade anew {number} times.\n", encoding="utf-8")
        browser.wait(lambda now, before=state: now["site"] > before["site"])
    assert not waited
    assert browser.get("data.xlsx").startswith(b"PK")


@pytest.mark.parametrize(
    "name", ["../source/_toc.yml", "nothing.html", "..%2fsource/_toc.yml", "notebooks/%00"]
)
def test_nothing_but_the_site_is_served(name: str, browser: Browser) -> None:
    browser.wait(lambda state: state["site"] > 0)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        browser.get(name)


def test_addresses_that_are_none_are_answered(browser: Browser) -> None:
    """``http://[`` is no address, and a number of 5,000 digits no state."""
    assert browser.get(f"_preview/state?after={'9' * 5000}")
    host, port = browser.address.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        connection.sendall(f"GET http://[ HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
        assert b" 400 " in connection.recv(1000)


def test_another_sites_name_is_refused(browser: Browser) -> None:
    with pytest.raises(urllib.error.HTTPError, match="403"):
        browser.get("", Host="council.example")


@pytest.mark.parametrize(
    "sent",
    [
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "script"},
        {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "script"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"},
        {"Origin": "https://evil.example"},
        {"Referer": "http://127.0.0.2:8798/evil/"},
    ],
)
def test_a_page_of_another_site_reads_nothing(sent: dict[str, str], browser: Browser) -> None:
    with pytest.raises(urllib.error.HTTPError, match="403"):
        browser.get("searchindex.js", **sent)


def test_the_sites_own_pages_and_links_to_it_read_it(browser: Browser) -> None:
    browser.wait(lambda state: state["site"] > 0)
    own = {"Sec_Fetch_Site": "same-origin", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "script"}
    assert browser.get("searchindex.js", **own)
    assert browser.get("searchindex.js", Referer=f"{browser.address}notebooks/summary.html")
    link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert browser.get("", Sec_Fetch_Dest="document", **link)


def test_a_fault_is_told_while_the_last_good_page_stays(browser: Browser) -> None:
    good = browser.wait(lambda state: state["site"] > 0 and not state["fault"])
    measures = browser.root / "data" / "measures.csv"
    text = measures.read_bytes()
    measures.write_bytes(text[: len(text) // 2])  # half-written
    state = browser.wait(lambda state: state["fault"] != "")
    assert state["site"] == good["site"]
    assert 'measure "homes-delivered" is not a measure of measures.csv' in state["fault"]
    assert b"<article" in browser.get("notebooks/summary.html")
    measures.write_bytes(text)
    assert browser.wait(lambda state: not state["fault"])["site"] > good["site"]


def test_a_notebook_that_fails_holds_no_other_page_back(browser: Browser) -> None:
    good = browser.wait(lambda state: state["site"] > 0 and not state["fault"])
    page, notebook = (browser.root / name for name in ("book/method.md", "notebooks/housing.ipynb"))
    text = notebook.read_bytes()
    add_cell("housing", "1 / 0")(browser.root)
    page.write_text("# Method\n\nWritten while housing is broken.\n", encoding="utf-8")
    state = browser.wait(lambda state: state["fault"] != "")
    assert state["site"] == state["number"] > good["site"]
    assert "notebooks/housing.ipynb N102 cell" in state["fault"]
    assert b"ZeroDivisionError" in browser.get("notebooks/housing.html")
    assert b"while housing is broken" in browser.get("book/method.html")
    notebook.write_bytes(text)
    assert browser.wait(lambda state: not state["fault"])["site"] > state["site"]


def test_a_deleted_folder_is_a_fault_like_any_other(browser: Browser) -> None:
    good = browser.wait(lambda state: state["site"] > 0 and not state["fault"])
    shutil.move(browser.root / "data", browser.root / "away")
    state = browser.wait(lambda state: state["fault"] != "")
    assert state["fault"].startswith("data B108 missing in book/.")
    shutil.move(browser.root / "away", browser.root / "data")
    assert browser.wait(lambda state: not state["fault"])["site"] > good["site"]


class _FaultyBook(Book):
    """As if the package had a fault of its own."""

    def require(self) -> None:
        raise TypeError("nobody foresaw this")


def test_an_error_that_nobody_foresaw_leaves_where_it_came_from(tmp_path: Path) -> None:
    book = _FaultyBook(copy_book(SMALL_BOOK, tmp_path / "book").root)
    lines: list[str] = []

    def stop(line: str) -> None:
        lines.append(line)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Preview(book, None, 1, stop).keep_fresh()
    where = "_build/preview-fault.txt"
    assert lines == [f"fault   TypeError: nobody foresaw this (where it came from: {where})"]
    trace = (book.root / where).read_text("utf-8")
    assert trace.startswith("Traceback")
    assert "in require" in trace


@pytest.mark.exhaustive
def test_what_editors_leave_is_no_change(tmp_path: Path) -> None:
    book = Book(copy_book(SMALL_BOOK, tmp_path / "book").root)
    before = stamps_of(book)
    for name in (".method.md.swp", "method.md~", "#method.md#", ".#method.md"):
        (book.pages / name).write_text("half", encoding="utf-8")
    assert stamps_of(book) == before
    (book.pages / "new.md").write_text("# New\n", encoding="utf-8")
    (book.pages / "method.md").unlink()
    assert wait_for_change(book, before) == ["book/method.md", "book/new.md"]
