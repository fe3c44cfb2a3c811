"""Files from the web: a server of our own on the loopback, its faults, and none at all."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from quarterbook.publishers.reading import fetch
from quarterbook.storage.book import Book
from support.command import Command
from support.released import data_of
from support.waiting import PATIENCE


class Server(BaseHTTPRequestHandler):
    """Answers by path; ``body`` is the file it offers."""

    body = b""
    is_over = threading.Event()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/on/"):
            left = int(path.rpartition("/")[2])
            self.send_response(302)
            self.send_header("Location", f"/on/{left - 1}" if left else "/cla.csv")
            self.end_headers()
            return
        if path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
            return
        if path == "/slow":
            self.is_over.wait(PATIENCE)
            return
        if path == "/none":
            self.send_error(404)
            return
        self.send_response(200)
        if path == "/named":
            self.send_header("Content-Disposition", 'attachment; filename="../../our file.csv"')
        if path.startswith("/packed"):
            self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            packed = gzip.compress(self.body)
            self.wfile.write(packed[:-20] if path.endswith("short") else packed)
            return
        if path == "/csv":
            self.send_header("Content-Type", "text/csv")
        if path != "/unannounced":
            size = len(self.body) + (1000 if path == "/broken-off" else 0)
            self.send_header("Content-Length", str(size))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(known_figures: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(Server, "body", known_figures.read_bytes())
    monkeypatch.setattr(Server, "is_over", threading.Event())
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        Server.is_over.set()
        running.shutdown()


@pytest.mark.alike(3)
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/cla.csv", "cla.csv"),
        ("/data/cla%20rates.csv?year=2020", "cla-rates.csv"),
        ("/named", "our-file.csv"),
        ("/csv", "csv.csv"),
        ("/unannounced", "unannounced"),
        ("/on/4", "cla.csv"),
        ("/packed.csv", "packed.csv"),
    ],
)
def test_from_the_web(path: str, name: str, book: Book, command: Command, server: str) -> None:
    ended = command("ees", f"{server}{path}", "--from-web")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith(f"Fetched _build/imports/{name}\nmeasure")
    assert [one.name for one in (book.root / "_build" / "imports").iterdir()] == [name]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (
            "/none",
            "the server answers 404 (Not Found). Open the address in a browser, and give the one "
            "that the file itself has.",
        ),
        ("/slow", "no answer for 0.3 seconds. Try again later, or check the connection."),
        ("/packed-short", "the download broke off: "),
        ("/broken-off", "the download broke off: "),
        ("/on/9", "the server leads on more than 5 times. "),
        ("/elsewhere", "the server leads on to file:///etc/hostname, which is not on the web. "),
    ],
)
def test_from_the_web_without_success(
    path: str,
    says: str,
    book: Book,
    command: Command,
    server: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if path == "/slow":  # others may take their time on a busy machine
        monkeypatch.setattr(fetch, "TIMEOUT", 0.3)
    before = data_of(book)
    address = f"{server}{path}"
    ended = command("ees", address, "--from-web", "--published", "2022-01-08", "--write")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(f"{address}: {says}")
    assert ended.err.count("\n") == 1
    assert data_of(book) == before
    assert not list((book.root / "_build").rglob("*.*"))


@pytest.mark.parametrize("path", ["/cla.csv", "/unannounced", "/packed.csv"])
def test_from_the_web_too_large(
    path: str, book: Book, command: Command, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "LARGEST", 500)
    kept = book.root / "_build" / "imports" / path[1:]
    kept.parent.mkdir(parents=True)
    kept.write_text("an earlier download", encoding="utf-8")
    ended = command("ees", f"{server}{path}", "--from-web")
    assert ended.status == 2
    assert "but at most 500 bytes are taken in. Download the file in a browser" in ended.err
    assert [one.name for one in kept.parent.iterdir()] == [kept.name]
    assert kept.read_text(encoding="utf-8") == "an earlier download"


def test_no_server_at_all(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    ended = command("ees", "http://127.0.0.1:9/cla.csv", "--from-web")
    assert ended.status == 2
    assert ended.err.startswith("http://127.0.0.1:9/cla.csv: nothing could be fetched: ")
    for address in ("file:///etc/hostname", "ftp://127.0.0.1/cla.csv", "cla.csv"):
        ended = command("ees", address, "--from-web")
        assert ended.err == (f'"{address}" is not a web address. Write one that begins https://.\n')
