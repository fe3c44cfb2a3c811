"""Replacing a quarter that is public."""

from __future__ import annotations

import ctypes
import json
from pathlib import Path

import pytest

from quarterbook.ground.errors import BookError
from quarterbook.storage.book import Book
from support.archive import Q1, Q2, Page, assert_whole
from support.builds import make_build, publish_made, sha


def test_replacing_keeps_a_record_that_readers_see(book: Book, to: Path) -> None:
    make_build(book, "2021-22-q2", files={"site/dropped.html": "{}"})
    hashes = [sha(publish_made(book, Q2, to) / "manifest.json")]
    make_build(book, "2021-22-q2", "second")
    twice = "Homes were\n counted <twice>"
    hashes.append(sha(publish_made(book, Q2, to, replace=True, reason=twice) / "manifest.json"))
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


def test_a_replacement_does_not_say_again_what_the_one_before_said(book: Book, to: Path) -> None:
    """As its newest correction would, where nobody wrote another; an older reason may come back."""
    for number, reason in enumerate(["", "Homes.", "Streets.", "Homes."]):
        make_build(book, "2021-22-q2", f"build {number}")
        publish_made(book, Q2, to, replace=bool(reason), reason=reason)
    make_build(book, "2021-22-q2", "build 4")
    with pytest.raises(BookError) as refused:
        publish_made(book, Q2, to, replace=True, reason="Homes.")
    assert '2021-22-q2 was replaced with this reason the last time: "Homes." Say' in str(
        refused.value
    )
    assert "build 3" in (to / "2021-22-q2" / "index.html").read_text(encoding="utf-8")
    record = json.loads((to / "2021-22-q2" / "corrections.json").read_text(encoding="utf-8"))
    assert [entry["reason"] for entry in record] == ["Homes.", "Streets.", "Homes."]


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
