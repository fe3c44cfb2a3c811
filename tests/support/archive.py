"""A public archive as its readers meet it: pages, links and titles."""

from __future__ import annotations

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import pytest

from quarterbook.ground.errors import BookError
from quarterbook.ground.periods import parse_quarter
from support.books import ROOT
from support.builds import publish_made, sha

DORSET = ROOT / "examples" / "dorset"
Q1, Q2, Q3 = (parse_quarter(f"2021-22-q{number}") for number in (1, 2, 3))
posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


class Page(HTMLParser):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.is_in_link = False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "a":
            self.is_in_link = True
            self.links.append((dict(attrs)["href"] or "", ""))

    def handle_endtag(self, tag: str) -> None:
        self.is_in_link = self.is_in_link and tag != "a"

    def handle_data(self, data: str) -> None:
        self.words += data
        if self.is_in_link:
            href, said = self.links[-1]
            self.links[-1] = (href, said + data)


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


def paper(name: str, title: str, committee: str = "", date: str = "") -> dict[str, str]:
    return {"name": name, "title": title, "committee": committee, "date": date}


def titles(path: Path) -> list[tuple[str, str]]:
    return re.findall(r"<(h\d)[^>]*>([^<]*)</h\d>", path.read_text(encoding="utf-8"))


def refused(message: str, *args: Any, **options: Any) -> None:
    with pytest.raises(BookError, match=message):
        publish_made(*args, **options)
