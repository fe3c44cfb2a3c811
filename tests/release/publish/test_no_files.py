"""What lies where publish keeps its record, and is no file, is told; none is waited for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from quarterbook.ground.errors import BookError
from quarterbook.ground.periods import parse_quarter
from quarterbook.release.archive_folder import public_quarters
from quarterbook.release.known_archives import check_what_is_out, note_archive
from quarterbook.release.manifest import MANIFEST, Manifest, read_manifest
from quarterbook.release.pages_file import read_pages_file
from quarterbook.storage.book import Book

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")

FAULT = "it is no file but a pipe or a device"
Q3 = parse_quarter("2021-22-Q3")


def _zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _told(look: Callable[[], object]) -> str:
    with pytest.raises(BookError) as error:
        look()
    return str(error.value)


@pytest.mark.parametrize("put", [os.mkfifo, _zero])
def test_where_it_is_public(put: Callable[[Path], None], book: Book, to: Path) -> None:
    note_archive(book, to)
    check_what_is_out(book)
    noted = book.root / "_build" / ".published-to"
    noted.unlink()
    check_what_is_out(book)
    put(noted)
    told = _told(lambda: check_what_is_out(book))
    assert told.startswith(f"_build/.published-to R106 cannot be read: {FAULT}, so nobody knows")


def test_where_it_is_public_in_no_letters(book: Book, to: Path) -> None:
    note_archive(book, to)
    (book.root / "_build" / ".published-to").write_bytes(b"\xff\xfe")
    assert "cannot be read: it is not UTF-8" in _told(lambda: check_what_is_out(book))


@pytest.mark.parametrize("put", [os.mkfifo, _zero])
def test_corrections_of_an_archive(put: Callable[[Path], None], to: Path) -> None:
    folder = to / Q3.slug
    folder.mkdir(parents=True)
    manifest = Manifest(
        quarter=Q3.slug,
        title="",
        council="",
        colour="",
        status="final",
        illustrative=True,
        cut_off="2022-01-31",
        quarterbook="0",
        ok=True,
        failed=(),
        files=(),
    )
    (folder / MANIFEST).write_bytes(manifest.as_json())
    assert [public.corrections for _, public in public_quarters(to)] == [()]
    put(folder / "corrections.json")
    told = _told(lambda: list(public_quarters(to)))
    assert told.endswith(f"corrections.json R106 cannot be read: {FAULT}.")


@pytest.mark.parametrize("put", [os.mkfifo, _zero])
def test_what_a_build_says_of_itself(put: Callable[[Path], None], book: Book) -> None:
    built = book.built(Q3.slug)
    built.mkdir(parents=True)
    put(built / MANIFEST)
    put(built / "pages.json")
    assert FAULT in _told(lambda: read_manifest(built))
    assert "does not say what there is to sign" in _told(lambda: read_pages_file(book, Q3))
