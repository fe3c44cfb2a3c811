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


SECRET = "secret-word-of-another-file"
OUT = (
    "it is, or lies in, a link that leads out of the book. Put a copy of the file itself in its "
    "place."
)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("data/observations.csv", "D101 the file cannot be read: "),
        ("data/targets.csv", "D101 the file cannot be read: "),
        ("data/commentary.csv", "D101 the file cannot be read: "),
        ("data/benchmarks.csv", "D101 the file cannot be read: "),
        ("params/council.yml", "P104 the file cannot be read: "),
        ("params/2021-22-q2.yml", "P104 the file cannot be read: "),
        ("params/2021-22-q2.signed.json", "P112 cannot be read: "),
        ("params/2021-22-q2.disclosed.json", "P117 cannot be read: "),
    ],
)
def test_a_link_out_of_the_book_is_not_read(
    name: str, code: str, book: Path, command: Command, tmp_path: Path
) -> None:
    """A message would show the first words of whatever it leads to."""
    (tmp_path / "elsewhere").write_text(SECRET, encoding="utf-8")
    (book / name).unlink(missing_ok=True)
    (book / name).symlink_to(tmp_path / "elsewhere")
    mended = command("check", "--fix", "--book", str(book))
    ended = command("check", "--book", str(book))
    assert ended.status == 1
    assert f"{name} {code}{OUT}" in ended.err.splitlines()
    assert SECRET not in mended.out + mended.err + ended.out + ended.err
    assert (tmp_path / "elsewhere").read_text(encoding="utf-8") == SECRET


def test_a_folder_that_leads_out_of_the_book_is_not_read(
    book: Path, command: Command, tmp_path: Path
) -> None:
    with (book / "data" / "observations.csv").open("a", encoding="utf-8") as file:
        file.write("\n")  # tests read tables of the same bytes once
    (book / "data").rename(tmp_path / "data-elsewhere")
    (book / "data").symlink_to(tmp_path / "data-elsewhere")
    ended = command("check", "--book", str(book))
    assert ended.status == 1
    assert f"data/observations.csv D101 the file cannot be read: {OUT}" in ended.err.splitlines()


@pytest.mark.parametrize("name", ["data/commentary.csv", "params/2021-22-q2.yml"])
def test_a_link_within_the_book_is_read(name: str, book: Path, command: Command) -> None:
    (book / "kept").mkdir()
    (book / name).rename(book / "kept" / "file")
    (book / name).symlink_to("../kept/file")
    assert command("check", "--book", str(book)).status == 0


def test_a_book_that_is_reached_by_a_link_is_read(
    book: Path, command: Command, tmp_path: Path
) -> None:
    (tmp_path / "by-link").symlink_to(book)
    assert command("check", "--book", str(tmp_path / "by-link")).status == 0


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
