"""What publishing refuses."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from quarterbook.data.disclosed import Disclosed
from quarterbook.data.signatures import SignOff
from quarterbook.ground.errors import BookError
from quarterbook.release.known_archives import one_publication
from quarterbook.release.publish import publish
from quarterbook.release.ready import Ready, ready_build
from quarterbook.storage.book import Book
from support.archive import Q1, Q2, assert_whole, names_in, paper, posix, refused
from support.builds import make_build, publish_made, sha


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


def test_no_folder_below_latest_is_a_link_either(book: Book, to: Path, tmp_path: Path) -> None:
    """Redirects would be written where it leads, over what is there."""
    make_build(book, "2021-22-q2")
    publish_made(book, Q2, to)
    outside = tmp_path / "outside"
    (to / "latest" / "notebooks").rename(outside)
    (to / "latest" / "notebooks").symlink_to(outside)
    before = {path.name: path.read_bytes() for path in outside.iterdir()}
    make_build(book, "2021-22-q2", "second")
    refused("R108 has a link named latest/notebooks", book, Q2, to, replace=True, reason="Mended")
    assert {path.name: path.read_bytes() for path in outside.iterdir()} == before


def test_the_same_build_twice(book: Book, to: Path) -> None:
    make_build(book, "2021-22-q2")
    publish_made(book, Q2, to)
    refused("R107 .*public already", book, Q2, to)
    said = "R107 2021-22-q2 is public as it is built.*recorded after its cut-off does not reach it"
    refused(said, book, Q2, to, replace=True, reason="Corrected")


def test_a_draft_is_published_as_one_or_not_at_all(book: Book, to: Path) -> None:
    make_build(book, "2021-22-q2", status="draft")
    refused("--draft", book, Q2, to)
    assert not to.exists()
    publish_made(book, Q2, to, draft=True)
    make_build(book, "2021-22-q1")
    publish_made(book, Q1, to)
    assert assert_whole(to) == {"2021-22-q1", "2021-22-q2"}


LAWYER = SignOff("Monitoring Officer", "lapsed", date(2021, 11, 16), ("book/method", "figures"))
OFFICER = SignOff("Section 151 Officer", "lapsed", date(2021, 11, 17), ("figures",))
LAPSED = (
    "the sign-off of the Monitoring Officer (16 November 2021) has lapsed. Changed since: "
    "book/method and figures"
)


@pytest.mark.parametrize(
    ("sign_offs", "said"),
    [
        ([], "it is not signed off"),
        ([SignOff("Monitoring Officer")], "it is not signed off"),
        ([SignOff("Section 151 Officer"), LAWYER], LAPSED),
        (
            [LAWYER, OFFICER],
            f"{LAPSED}; the sign-off of the Section 151 Officer (17 November 2021) has lapsed. "
            "Changed since: figures",
        ),
    ],
)
def test_why_it_is_a_draft(sign_offs: list[SignOff], said: str, book: Book, to: Path) -> None:
    make_build(book, "2021-22-q2", status="draft")
    ready = Ready(ready_build(book, Q2), Disclosed(), sign_offs)
    with pytest.raises(BookError) as refusal:
        publish(book, Q2, to, ready)
    assert f"R111 2021-22-q2 is a draft: {said}. Readers would find it" in str(refusal.value)


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
    for place in (built / "site", built.parent / "public"):
        refused("R108 lies in what builds make anew", book, Q2, place)
    refused("R108 lies in data/, which the book is made of", book, Q2, book.data)
    refused("R108 lies in notebooks/, which the", book, Q2, book.notebooks / "public")


def test_a_place_that_cannot_be_written(book: Book, tmp_path: Path) -> None:
    make_build(book, "2021-22-q2")
    (tmp_path / "file").write_text("", encoding="utf-8")
    refused("R109 cannot be written: Not a directory", book, Q2, tmp_path / "file" / "public")


def test_a_file_of_the_build_that_cannot_be_read(book: Book, to: Path) -> None:
    """It is the build's fault and not the archive's."""
    page = make_build(book, "2021-22-q2") / "site" / "index.html"
    ready = Ready(ready_build(book, Q2), Disclosed())
    page.unlink()
    page.mkdir()
    with pytest.raises(BookError, match=r"^index\.html R115 cannot be read: Is a directory. Build"):
        publish(book, Q2, to, ready)
    assert not (to / "2021-22-q2").exists()


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


@posix
def test_two_of_one_book_at_once(book: Book, tmp_path: Path) -> None:
    """To whichever archives: the second may not be decided on before the first is out."""
    import fcntl

    make_build(book, "2021-22-q2")
    with (book.root / "_build" / ".publishing").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with (
            pytest.raises(BookError, match=r"^_build R110 another command publishes this book"),
            one_publication(book),
        ):
            publish_made(book, Q2, tmp_path / "archive")
    with one_publication(book):
        publish_made(book, Q2, tmp_path / "archive")


def test_a_publication_of_a_book_without_a_build(book: Book) -> None:
    with one_publication(book):
        pass
    assert not (book.root / "_build").exists()
