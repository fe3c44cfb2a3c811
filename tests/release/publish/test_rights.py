"""What is published can be read by all and put right by whoever shares the archive."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from quarterbook.ground.errors import BookError, Problem
from quarterbook.storage.book import Book
from quarterbook.storage.lock import hold_lock
from support.archive import Q1, Q2, assert_whole, posix
from support.builds import make_build, publish_made

BUSY = Problem("public", 0, "R110", "is busy")
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be two officers"
)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
@pytest.mark.parametrize(
    ("of_archive", "of_folders", "of_files"),
    [(None, 0o755, 0o644), (0o2775, 0o2775, 0o664), (0o700, 0o755, 0o644), (0o777, 0o775, 0o664)],
)
def test_what_a_careful_officer_publishes(
    book: Book, to: Path, of_archive: int | None, of_folders: int, of_files: int
) -> None:
    """Readers can read it, and whom the archive's folder lets write can change it."""
    www = to / "www"
    if of_archive:
        www.mkdir(parents=True)
        www.chmod(of_archive)
    with umask(0o077):
        for quarter in (Q1, Q2):
            make_build(book, quarter.slug)
            publish_made(book, quarter, www)
        make_build(book, "2021-22-q2", "second")
        publish_made(book, Q2, www, replace=True, reason="Mended")
    assert rights(www) == (of_archive or 0o755)
    for path in www.rglob("*"):
        if path.name == ".lock":
            assert rights(path) == rights(www) & 0o664
        else:
            assert rights(path) == (of_folders if path.is_dir() else of_files), path
    for path in book.params.iterdir():
        assert rights(path) & 0o444 == 0o444


@posix
def test_the_lock_of_an_earlier_version_is_mended_by_who_made_it(tmp_path: Path) -> None:
    lock = tmp_path / ".lock"
    lock.touch(mode=0o600)
    tmp_path.chmod(0o755)
    with hold_lock(lock, BUSY):
        assert rights(lock) == 0o644
        with pytest.raises(BookError, match="is busy"), hold_lock(lock, BUSY):
            pass


def second_officer(work: Callable[[], object]) -> int:
    """Do something as another user of the same group; returns how it ended."""
    child = os.fork()
    if not child:
        status = 1
        try:
            os.setgroups([4321])
            os.setgid(1234)
            os.setuid(1234)
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that another user reaches, and whose group may write in it."""
    folder = Path(tempfile.mkdtemp())
    os.chown(folder, 0, 4321)
    folder.chmod(0o2775)
    yield folder
    shutil.rmtree(folder)


@posix
@as_root
def test_a_second_officer_publishes_into_a_shared_archive(shared: Path, book: Book) -> None:
    archive = shared / "public"
    archive.mkdir()
    archive.chmod(0o2775)
    make_build(book, "2021-22-q1")
    with umask(0o077):
        publish_made(book, Q1, archive)

    def publish_too() -> None:
        theirs = Book(shared / "theirs")
        shutil.copytree(shared / "params", theirs.params)
        for quarter in (Q1, Q2):
            make_build(theirs, quarter.slug, "second")
        publish_made(theirs, Q2, archive)
        publish_made(theirs, Q1, archive, replace=True, reason="Mended")

    shutil.copytree(book.params, shared / "params")
    assert second_officer(publish_too) == 0
    assert assert_whole(archive) == {"2021-22-q1", "2021-22-q2"}


@posix
@as_root
def test_a_lock_that_a_second_officer_may_read_or_not(shared: Path) -> None:
    lock = shared / ".lock"

    def told() -> None:
        with pytest.raises(BookError, match="left by somebody else"), hold_lock(lock, BUSY):
            pass

    def taken() -> None:
        with hold_lock(lock, BUSY):
            pass

    lock.touch(mode=0o600)
    assert second_officer(told) == 0
    lock.chmod(0o644)
    assert second_officer(taken) == 0
    with hold_lock(lock, BUSY):
        assert second_officer(taken) == 1
