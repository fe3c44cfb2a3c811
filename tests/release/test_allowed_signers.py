"""The file of allowed signers: whose key is asked for, and what stops where it may be misread."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from quarterbook.data.params import allowed_signers
from quarterbook.data.params.council import read_council
from quarterbook.data.params.quarter_files import read_quarters
from quarterbook.ground.errors import BookError
from quarterbook.ground.periods import parse_quarter
from quarterbook.release.check_signatures import checked_signatures
from quarterbook.storage.book import Book
from support.archive import posix
from support.books import small_book_with_sign_offs
from support.command import Command

Q2 = parse_quarter("2021-22-q2")
LAWYER, _ = ROLES = ["Monitoring Officer", "Section 151 Officer"]
DAY = "2021-11-16"
LINE = "monitoring-officer ssh-ed25519 AAAA\n"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return small_book_with_sign_offs(tmp_path / "book", ROLES)


def test_who_needs_a_key(book: Book) -> None:
    path = book.root / allowed_signers.ALLOWED_SIGNERS
    assert not allowed_signers.needs_key(book, LAWYER)
    for line, needs in {
        "# monitoring-officer ssh-ed25519 AAAA": False,
        "section-151-officer ssh-ed25519 AAAA": False,
        "monitoring-officer ssh-ed25519 AAAA": True,
        "section-151-officer,monitoring-officer ssh-ed25519 AAAA": True,
        '"monitoring-officer" ssh-ed25519 AAAA': True,
    }.items():
        path.write_text(f"{line}\n", encoding="utf-8")
        assert allowed_signers.needs_key(book, LAWYER) == needs, line


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        ("monitoring-officer ssh-ed25519 AAAA", True),
        ("# Monitoring-Officer, from 2021", True),
        ("Monitoring-Officer ssh-ed25519 AAAA", False),
        ("monitoring_officer ssh-ed25519 AAAA", False),
        ("mayor ssh-ed25519 AAAA", False),
    ],
)
def test_a_key_of_nobody_is_named(book: Book, command: Command, line: str, fits: bool) -> None:
    """As spelt it would protect no role, and nobody would know."""
    (book.params / "allowed_signers").write_text(f"\n{line}\n", encoding="utf-8")
    done = command("check", "--book", book.root)
    assert done.status == (0 if fits else 1)
    if not fits:
        assert (
            f"params/allowed_signers:2 P118 {line.split()[0]} is nobody who signs here. Write a "
            "role in small letters, joined by hyphens: monitoring-officer, section-151-officer."
        ) in done.err


@pytest.mark.parametrize("name", ["*", "*-officer", "monitoring*", "?onitoring-officer", "!mayor"])
def test_a_pattern_is_refused(book: Book, command: Command, name: str) -> None:
    """One key would sign for roles that nobody named."""
    path = book.params / "allowed_signers"
    path.write_text(f"{LINE}monitoring-officer,{name} ssh-ed25519 BBBB\n", encoding="utf-8")
    done = command("check", "--book", book.root)
    assert done.status == 1
    assert (
        f"params/allowed_signers:2 P118 {name} is a role that nobody has: patterns would let one "
        "key sign for roles that nobody named. Write a role in small letters, joined by hyphens: "
        "monitoring-officer, section-151-officer."
    ) in done.err


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (["monitoring-officer,section-151-officer ssh-ed25519 A"], 1),
        (["monitoring-officer ssh-ed25519 A a", "", "section-151-officer ssh-ed25519 A b"], 3),
        (
            [
                'monitoring-officer namespaces="quarterbook" ssh-ed25519 A',
                "section-151-officer ssh-ed25519 A",
            ],
            2,
        ),
        (["monitoring-officer ssh-ed25519 A", "section-151-officer ssh-ed25519 B"], 0),
        (["monitoring-officer ssh-ed25519 A", "monitoring-officer ssh-ed25519 A"], 0),
        (
            [
                'monitoring-officer valid-before="20211201" ssh-ed25519 A',
                'section-151-officer valid-after="20211201" ssh-ed25519 A',
            ],
            0,
        ),
    ],
)
def test_one_key_for_two_roles_is_told(
    book: Book, command: Command, lines: list[str], line: int
) -> None:
    (book.params / "allowed_signers").write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = f"params/allowed_signers:{line} P122 note: section-151-officer has the key of"
    for words in (["check"], ["sign", "--verify"]):
        done = command(*words, "--book", book.root)
        assert done.status == 0, done.err
        assert ("P122" in done.out, said in done.out) == (bool(line), bool(line))
    done = command("sign", "2021-22-q2", "--verify", "--json", "--book", book.root)
    notes = json.loads(done.out)["quarters"][0]["notes"]
    assert [(note["code"], note["line"]) for note in notes] == [("P122", line)] * bool(line)


@pytest.mark.alike(4)
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("allowed_signers", b"\xef\xbb\xbf" + LINE.encode(), "without a byte-order mark"),
        ("allowed_signers", LINE.encode("utf-16"), "is not UTF-8"),
        ("allowed_signers", LINE.encode("utf-16-le"), "(U+0000)"),
        ("allowed_signers", b"# from Z\xfcrich\n" + LINE.encode(), "is not UTF-8"),
        ("allowed_signers", LINE.replace("m", "M", 1).encode(), ":1 P118 Monitoring-officer is"),
        ("allowed_signers", LINE.replace("-", " ", 1).encode(), ":1 P118 monitoring is nobody"),
        ("allowed_signers", b'"monitoring officer" ssh-ed25519 AAAA', "monitoring officer is"),
        ("allowed_signers", b'"monitoring-officer ssh-ed25519 AAAA', ':1 P118 "monitoring-officer'),
        (
            "allowed_signers",
            b"section-151-officer,monitoring-oficer ssh-ed25519 A",
            "oficer is nob",
        ),
        ("Allowed_Signers", LINE.encode(), "params/Allowed_Signers P118 this is not the name"),
        ("allowed_signers.txt", LINE.encode(), "params/allowed_signers.txt P118"),
        ("allowed-signers", LINE.encode(), "Name it allowed_signers."),
        ("allowed_signers", LINE.encode(), ""),
        ("allowed_signers", b"\r\n  " + LINE.strip().encode() + b"\r\n", ""),
        ("allowed_signers", "# für alle\n".encode(), ""),
        (".allowed_signers.swp", b"\xff\xff", ""),
        ("signers_allowed.md", LINE.encode(), ""),
    ],
)
def test_a_file_of_keys_that_is_not_read_as_meant(
    book: Book, command: Command, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (book.params / name).write_bytes(content)
    every_door(book, command, tmp_path, message)


@pytest.mark.parametrize("kind", ["link", "folder"])
def test_a_file_of_keys_that_is_no_file(
    book: Book, command: Command, tmp_path: Path, kind: str
) -> None:
    path = book.root / allowed_signers.ALLOWED_SIGNERS
    if kind == "folder":
        path.mkdir()
    else:
        (tmp_path / "keys").write_text(LINE, encoding="utf-8")
        path.symlink_to(tmp_path / "keys")
    every_door(book, command, tmp_path, f"P118 this is a {kind}, so no key is asked for")


@posix
def test_a_file_of_keys_that_is_a_pipe(book: Book, command: Command) -> None:
    os.mkfifo(book.params / "allowed_signers")
    for words, said in (
        (["sign", "--verify"], "P118 this is a pipe or device, so no key is asked for."),
        (["check"], "it is no file but a pipe or a device"),
    ):
        done = command(*words, "--book", book.root)
        assert done.status == 1
        assert said in done.err


def every_door(book: Book, command: Command, tmp_path: Path, message: str) -> None:
    """`check`, `sign --verify`, `sign`, a build and `publish` say the same."""
    quarter = read_quarters(book, read_council(book))[Q2]
    doors = [["check"], ["sign", "--verify"]]
    if message:
        doors.append(["sign", "2021-22-q2", "--as", LAWYER, "--on", DAY])
        doors.append(["publish", "2021-22-q2", "--to", str(tmp_path / "public")])
        with pytest.raises(BookError) as raised:
            checked_signatures(book, quarter)
        assert message in str(raised.value)
    else:
        assert checked_signatures(book, quarter) == []
    for words in doors:
        done = command(*words, "--book", book.root)
        assert ("P118" in done.err, done.status) == (bool(message), int(bool(message))), words
        assert message in done.err
