"""Nothing ever breaks the archive: full disks, and runs killed at any step."""

from __future__ import annotations

import ctypes
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from quarterbook.data.disclosed import Disclosed, check_published
from quarterbook.ground.errors import BookError
from quarterbook.ground.periods import parse_quarter
from quarterbook.release.archive_folder import public_quarters
from quarterbook.storage.book import Book
from support.archive import Q1, Q2, assert_whole, names_in, posix
from support.builds import FILES, make_build, publish_made, sha
from support.draws import drawn


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


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB, which a quarter's papers of 2.4 MB fill."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(disk)]
    if not shutil.which("mount") or subprocess.call(mount, stderr=subprocess.DEVNULL):
        pytest.skip("no disk may be mounted here")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@posix
def test_a_disk_that_is_full(book: Book, small_disk: Path) -> None:
    """What was public stays whole, nothing is called public that is not, and room is enough."""
    to = small_disk / "public"
    for quarter in (Q1, Q2):
        make_build(book, quarter.slug)
    publish_made(book, Q1, to)
    before = {name: sha(to / name) for name in names_in(to)}
    with pytest.raises(BookError, match=r"R109 .*No space left.*still is, whole"):
        publish_made(book, Q2, to)
    assert {name: sha(to / name) for name in names_in(to)} == before
    assert not list(to.glob(".incoming*"))
    assert not (book.params / "2021-22-q2.disclosed.json").exists()
    make_build(book, "2021-22-q2", files={"report.pdf": "{}"})
    publish_made(book, Q2, to)
    assert assert_whole(to) == {"2021-22-q1", "2021-22-q2"}


@posix
def test_a_book_s_disk_that_is_full(small_disk: Path, to: Path) -> None:
    """What is out cannot be kept, so nothing goes out."""
    book = Book(small_disk / "book")
    book.params.mkdir(parents=True)
    make_build(book, "2021-22-q1")
    with suppress(OSError), (small_disk / "full").open("wb") as file:
        while True:
            file.write(b"." * 4096)
            file.flush()
    with pytest.raises(BookError, match="No space left"):
        publish_made(book, Q1, to, Disclosed(observations={"a 2021-22-Q1 2021-07-20": "10 - -"}))
    assert not (to / "2021-22-q1").exists()
    (small_disk / "full").unlink()
    publish_made(book, Q1, to)
    assert assert_whole(to) == {"2021-22-q1"}


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
    """Papers of a few bytes, and no waiting for the disk, which loses nothing of a dead process."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    monkeypatch.setitem(FILES, "report.pdf", "PDF {}")
    monkeypatch.setitem(FILES, "report.docx", "Word {}")


@posix
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("replace", "every"),
    [
        pytest.param(True, 7, id="replace, every seventh step"),
        pytest.param(False, 1, id="new", marks=pytest.mark.exhaustive),
        pytest.param(True, 1, id="replace", marks=pytest.mark.exhaustive),
    ],
)
def test_killed_before_any_step(
    book: Book, to: Path, tmp_path: Path, replace: bool, every: int
) -> None:
    """After a kill at a step, each in its turn, the archive is whole, and the next run finishes."""
    template = tmp_path / "template"
    make_build(book, "2021-22-q1")
    publish_made(book, Q1, template)
    if replace:
        make_build(book, "2021-22-q2", "first", files={"site/dropped.html": "{}"})
        publish_made(book, Q2, template)
    make_build(book, "2021-22-q2", "second")
    options: dict[str, Any] = {"replace": True, "reason": "Corrected"} if replace else {}
    params = tmp_path / "params"
    shutil.copytree(book.params, params)
    step = 1
    while True:
        for folder, was in ((to, template), (book.params, params)):
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(was, folder)
        if not killed_at(step, lambda: publish_made(book, Q2, to, **options)):
            break
        step += every
        listed = assert_whole(to)
        for period, public in public_quarters(to):
            check_published(book, period, public.manifest.disclosed)
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
    assert step > 30


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
@pytest.mark.drawn
@pytest.mark.usefixtures("small")
def test_killed_at_random_moments(book: Book, to: Path) -> None:
    """Quarter after quarter is published and replaced while runs are killed at any time."""
    chance = random.Random(1)
    quarters = [parse_quarter(f"20{year}-{year + 1}-q{n}") for year in (18, 19) for n in (1, 2, 3)]
    public: set[str] = set()
    for number in range(drawn(60)):
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
