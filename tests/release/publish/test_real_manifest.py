"""The manifest of a real report, and its publication."""

from __future__ import annotations

import errno
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from quarterbook import Report
from quarterbook.data.params.editions import Edition, Meeting
from quarterbook.ground.errors import BookError
from quarterbook.ground.periods import parse_quarter
from quarterbook.release.manifest import manifest_of, read_manifest, write_manifest
from quarterbook.storage.book import Book
from support.archive import DORSET, Page, assert_whole, paper
from support.builds import make_build, publish_made


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


def test_a_manifest_that_cannot_be_made_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = Report(book=DORSET).view
    (tmp_path / "written").mkdir()
    (tmp_path / "written" / "manifest.json").mkdir()
    with pytest.raises(BookError, match=r"^manifest\.json B109 cannot be written: Is a directory"):
        write_manifest(tmp_path / "written", report)

    def lost(file: object, digest: str) -> None:
        raise OSError(errno.EIO, "Input/output error", "site/index.html")

    (tmp_path / "read" / "site").mkdir(parents=True)
    (tmp_path / "read" / "site" / "index.html").write_text("page", encoding="utf-8")
    monkeypatch.setattr(hashlib, "file_digest", lost)
    with pytest.raises(BookError, match=r"^index\.html R115 cannot be read: Input/output error"):
        write_manifest(tmp_path / "read", report)
    with pytest.raises(BookError, match=r"^index\.html R115 cannot be read: Input/output error"):
        manifest_of(tmp_path / "read", report)  # as publish asks for it


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
