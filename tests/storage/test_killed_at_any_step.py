"""Killed before any step on files, a command that writes leaves each file as it was or as it is."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from quarterbook.compose.page_hashes import quarter_params_hash
from quarterbook.data.params.council import read_council
from quarterbook.data.params.quarter_files import read_quarters
from quarterbook.data.signatures import Signature, write_signatures
from quarterbook.ground.periods import parse_quarter
from quarterbook.release.pages_file import write_pages_file
from quarterbook.storage.book import Book
from support.archive import posix
from support.books import SMALL_BOOK, copy_book
from support.builds import make_build
from support.command import in_this_process

_SIZES = (0, 50)
_WRITING = {"os.rename", "os.remove", "os.truncate", "os.link"}


def killed_before(number: int, work: Callable[[], object], root: Path) -> bool:
    """Do something in a process killed before its n-th write; False if it got through."""
    left = number

    def hook(event: str, args: tuple[object, ...]) -> None:
        nonlocal left
        writes = event == "open" and isinstance(args[2], int) and args[2] & 3
        if event in _WRITING or (writes and str(args[0]).startswith(str(root))):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    return _killed(work, lambda: sys.addaudithook(hook)) == -signal.SIGKILL


def killed_in(size: int, work: Callable[[], object]) -> bool:
    """Do something in a process killed when a file that it writes is so large."""

    def limit() -> None:
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)

    return _killed(work, limit) == -signal.SIGXFSZ


def _killed(work: Callable[[], object], prepare: Callable[[], object]) -> int:
    child = os.fork()
    if not child:
        try:
            prepare()
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def contents(root: Path) -> dict[str, bytes]:
    """Every file of a book but hidden ones and those in hidden folders, which belong to no book."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)
    }


def mended(root: Path) -> tuple[str, ...]:
    """A record with things that `check --fix` undoes in two files."""
    for name in ("measures", "observations"):
        path = root / "data" / f"{name}.csv"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    return ("check", "--fix", "--write", "--book", str(root))


def imported(root: Path) -> tuple[str, ...]:
    """A publisher's file of areas that is not in the record yet."""
    areas = root.parent / "areas.csv"
    areas.write_text(
        "local-authority-code,official-name,gss-code,start-date,end-date,replaced-by,nation,"
        "region,local-authority-type,old-ons-la-code\n"
        "ONE,Brackenshire,E06000901,2009-04-01,,,England,North East,UA,901\n",
        encoding="utf-8",
    )
    return ("import", "areas", str(areas), "--write", "--book", str(root))


def signed(root: Path) -> tuple[str, ...]:
    """A build to be signed by somebody who has signed a former one."""
    book, role, quarter = Book(root), "Director of Resources", parse_quarter("2021-22-q2")
    folder = make_build(book, quarter.slug, files={"report.pdf": "{}", "report.docx": "{}"})
    params = quarter_params_hash(read_quarters(book, read_council(book))[quarter])
    pages = {"params/2021-22-q2.yml": params, "book/method": "2"}
    write_pages_file(folder, pages, {}, complete=True)
    before = Signature(role=role, date=date(2021, 11, 15), pages={**pages, "book/method": "1"})
    write_signatures(book, quarter, [before])
    return ("sign", quarter.slug, "--as", role, "--on", "2021-11-16", "--book", str(root))


@posix
@pytest.mark.parametrize("prepare", [mended, imported, signed])
def test_no_file_is_half_written(
    prepare: Callable[[Path], tuple[str, ...]], tmp_path: Path
) -> None:
    template = copy_book(SMALL_BOOK, tmp_path / "template").root
    words = [word.replace(str(template), str(tmp_path / "book")) for word in prepare(template)]
    root = tmp_path / "book"
    before = contents(template)
    shutil.copytree(template, root)
    assert in_this_process(*words).status == 0
    after = contents(root)
    assert after != before
    kills = 0
    while True:
        shutil.rmtree(root)
        shutil.copytree(template, root)
        if kills < len(_SIZES):
            was_killed = killed_in(_SIZES[kills], lambda: in_this_process(*words))
        else:
            number = kills - len(_SIZES) + 1
            was_killed = killed_before(number, lambda: in_this_process(*words), root)
        if not was_killed:
            break
        kills += 1
        for name, data in contents(root).items():
            assert data in (before.get(name), after.get(name)), (kills, name)
        in_this_process(*words)
        assert contents(root) == after
    assert kills >= 2 + len(_SIZES)
    assert contents(root) == after
