"""Killed before any step on files, a command that writes leaves each file as it was or as it is."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.archive import posix
from support.books import SMALL_BOOK, copy_book
from support.command import in_this_process

_WRITING = {"os.rename", "os.remove", "os.truncate", "os.link"}


def killed_before(number: int, work: Callable[[], object], root: Path) -> bool:
    """Do something in a process killed before its n-th write; False if it got through."""
    child = os.fork()
    if not child:
        left = number

        def hook(event: str, args: tuple[object, ...]) -> None:
            nonlocal left
            writes = event == "open" and isinstance(args[2], int) and args[2] & 3
            if event in _WRITING or (writes and str(args[0]).startswith(str(root))):
                left -= 1
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def contents(root: Path) -> dict[str, bytes]:
    """Every file of a book but hidden ones, which belong to no book."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
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


@posix
@pytest.mark.parametrize("prepare", [mended, imported])
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
        if not killed_before(kills + 1, lambda: in_this_process(*words), root):
            break
        kills += 1
        for name, data in contents(root).items():
            assert data in (before.get(name), after.get(name)), (kills, name)
        in_this_process(*words)
        assert contents(root) == after
    assert kills >= 2
    assert contents(root) == after
