"""What lies in a book and is no file is named at once; nothing is waited for."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from support.books import ROOT
from support.command import Command
from support.waiting import PATIENCE

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes and links of POSIX")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "tests" / "bad_input" / "book", tmp_path / "book"))


@pytest.fixture
def _alarm() -> Iterator[None]:
    """What waits for a pipe is stopped."""

    def stop(*_: object) -> NoReturn:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(int(PATIENCE))
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("_alarm")
def test_a_pipe_as_a_table(book: Path, command: Command) -> None:
    (book / "data" / "observations.csv").unlink()
    os.mkfifo(book / "data" / "observations.csv")
    assert command("check", "--book", book).err == (
        "data/observations.csv B110 it is no file but a pipe or a device. Take it away, or put a "
        "file in its place.\n"
    )


@pytest.mark.parametrize(
    ("name", "target", "fault"),
    [
        ("data/series.csv", "series.csv", "it is a link that leads nowhere, or in a circle"),
        ("params/2021-22-q3.yml", "none", "it is a link that leads nowhere, or in a circle"),
        ("notebooks/zero.ipynb", "/dev/zero", "it is no file but a pipe or a device"),
        ("book/up", "..", "it is a link to a folder that it lies in, and so in a circle"),
    ],
)
def test_a_link_that_leads_to_no_file(
    name: str, target: str, fault: str, book: Path, command: Command
) -> None:
    (book / name).symlink_to(target)
    assert command("check", "--book", str(book)).err == (
        f"{name} B110 {fault}. Take it away, or put a file in its place.\n"
    )


@pytest.mark.parametrize(("depth", "status"), [(49, 0), (60, 1)])
def test_folders_in_one_another(depth: int, status: int, book: Path, command: Command) -> None:
    """Who walks thousands of them, one calling the other, comes to no end."""
    inside = book / "book"
    inside = inside.joinpath(*"d" * depth)
    inside.mkdir(parents=True)
    ended = command("check", "--book", str(book))
    assert (ended.status, "it lies in more than 50 folders" in ended.err) == (status, bool(status))


def test_a_link_to_a_file_is_a_file(book: Path, command: Command) -> None:
    target = book / "observations.csv"
    (book / "data" / "observations.csv").rename(target)
    (book / "data" / "observations.csv").symlink_to(target)
    assert command("check", "--book", str(book)).status == 0


def test_params_of_megabytes(book: Path, command: Command) -> None:
    with (book / "params" / "council.yml").open("a", encoding="utf-8") as file:
        file.write("# nothing\n" * 300_000)
    assert command("check", "--book", str(book)).err == (
        "params/council.yml P104 the file cannot be read: it has 3 MB, and at most 2 MB are read.\n"
    )


def test_a_notebook_of_lists_in_lists(book: Path, command: Command) -> None:
    (book / "notebooks" / "housing.ipynb").write_text("[" * 100_000, encoding="utf-8")
    ended = command("check", "--book", str(book))
    assert ended.err.startswith("notebooks/housing.ipynb N101 this is not a notebook (not JSON).")
