"""Sign-offs signed with an SSH key: what is accepted, what is refused, and what is checked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from quarterbook.compose.page_hashes import quarter_params_hash
from quarterbook.data.params.allowed_signers import ALLOWED_SIGNERS
from quarterbook.data.params.council import read_council
from quarterbook.data.params.quarter_files import read_quarters
from quarterbook.data.signatures import read_signatures, sign_offs_of, signatures_file
from quarterbook.ground.errors import BookError, CommandError
from quarterbook.ground.periods import parse_quarter
from quarterbook.release import ssh_keys
from quarterbook.release.check_signatures import checked_signatures
from quarterbook.release.pages_file import write_pages_file
from quarterbook.release.sign import sign
from quarterbook.storage.book import Book
from support.books import small_book_with_sign_offs
from support.builds import make_build
from support.command import Command

has_ssh = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="ssh-keygen (OpenSSH) is not on this machine"
)

Q2 = parse_quarter("2021-22-q2")
LAWYER, TREASURER = ROLES = ["Monitoring Officer", "Section 151 Officer"]
DAY = "2021-11-16"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    book = small_book_with_sign_offs(tmp_path / "book", ROLES)
    build(book)
    return book


def build(book: Book, **pages: str) -> dict[str, str]:
    """Leave what a build leaves to be signed."""
    params = quarter_params_hash(read_quarters(book, read_council(book))[Q2])
    hashes = {"params/2021-22-q2.yml": params, "book/method": "11", **pages}
    write_pages_file(make_build(book, "2021-22-q2"), hashes, {}, complete=True)
    return hashes


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return make_key(tmp_path / "key")


def make_key(path: Path) -> Path:
    made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(path)]
    subprocess.run(made, check=True)
    return path


def allow(book: Book, key: Path, principal: str = "monitoring-officer", options: str = "") -> None:
    public = key.with_suffix(".pub").read_text(encoding="utf-8")
    with (book.root / ALLOWED_SIGNERS).open("a", encoding="utf-8") as file:
        file.write(f"{principal} {options} {public}")


def state(book: Book) -> str:
    quarter = read_quarters(book, read_council(book))[Q2]
    signatures = checked_signatures(book, quarter)
    pages = signatures[-1].pages
    return sign_offs_of([LAWYER], signatures, pages)[0].state


def edit(book: Book, **changed: object) -> None:
    """Change the last record by hand."""
    path = signatures_file(book, Q2)
    records = json.loads(path.read_text(encoding="utf-8"))
    records[-1] |= changed
    path.write_text(json.dumps(records), encoding="utf-8")


def fault(book: Book) -> str:
    with pytest.raises(BookError) as raised:
        state(book)
    return str(raised.value)


@has_ssh
def test_with_a_key_it_is_signed_and_without_one_recorded(book: Book, key: Path) -> None:
    sign(book, Q2, LAWYER, DAY, today=date.today())
    assert state(book) == "recorded"
    allow(book, key)
    assert "is not signed with a key" in fault(book)
    assert sign(book, Q2, LAWYER, DAY, key=key, today=date.today()).is_new
    assert state(book) == "signed"
    assert not sign(book, Q2, LAWYER, DAY, key=key, today=date.today()).is_new
    assert sign(book, Q2, TREASURER, DAY, today=date.today()).signature.signature is None


@has_ssh
@pytest.mark.parametrize(
    "changed",
    [
        {"date": "2021-11-20"},
        {"pages": {"book/method": "12"}},
        {"signature": "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n"},
        {"signature": None},
        {"signature": ""},
    ],
)
def test_a_record_changed_by_hand(book: Book, key: Path, changed: dict[str, object]) -> None:
    allow(book, key)
    sign(book, Q2, LAWYER, DAY, key=key, today=date.today())
    edit(book, date=DAY)  # as it was
    assert state(book) == "signed"
    edit(book, **changed)
    assert "P112" in fault(book)


@has_ssh
def test_one_roles_signature_under_another(book: Book, key: Path) -> None:
    allow(book, key)
    allow(book, make_key(key.with_name("other")), "section-151-officer")
    sign(book, Q2, LAWYER, DAY, key=key, today=date.today())
    edit(book, role=TREASURER)
    assert "is not what a key of the role has signed" in fault(book)


@has_ssh
def test_a_signature_of_another_quarter(book: Book, key: Path) -> None:
    allow(book, key)
    signature = sign(book, Q2, LAWYER, DAY, key=key, today=date.today()).signature
    assert ssh_keys.key_fault(book, Q2, signature) == ""
    assert ssh_keys.key_fault(book, parse_quarter("2021-22-q1"), signature) != ""


@has_ssh
def test_a_signature_in_another_namespace(book: Book, key: Path) -> None:
    allow(book, key, options='namespaces="git"')
    with pytest.raises(CommandError, match="does not have this key for monitoring-officer"):
        sign(book, Q2, LAWYER, DAY, key=key, today=date.today())


@has_ssh
def test_a_key_that_is_not_the_roles(book: Book, key: Path) -> None:
    allow(book, key)
    other = make_key(key.with_name("other"))
    with pytest.raises(CommandError, match="does not have this key"):
        sign(book, Q2, LAWYER, DAY, key=other, today=date.today())
    with pytest.raises(CommandError, match="Name the file of the key with --key"):
        sign(book, Q2, LAWYER, DAY, today=date.today())
    assert not signatures_file(book, Q2).exists()


@has_ssh
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("folder", "this is a folder. Name the file of your private key"),
        ("none", "there is no such file. Name the file"),
        ("text", "this is no SSH key. Name the file"),
        ("pipe", "it cannot be read (it is no file but a pipe or a device)"),
        ("spoilt", "ssh-keygen could not sign"),
    ],
)
def test_what_is_no_key(book: Book, key: Path, tmp_path: Path, kind: str, said: str) -> None:
    allow(book, key)
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind != "none":
        begin = "-----BEGIN OPENSSH PRIVATE KEY-----" if kind == "spoilt" else "my key"
        path.write_text(f"{begin}\nAAAA\n", encoding="utf-8")
        path.chmod(0o600)
    with pytest.raises(CommandError) as raised:
        sign(book, Q2, LAWYER, DAY, key=path, today=date.today())
    assert said in str(raised.value)


@has_ssh
def test_a_key_of_nobody_is_told_where_the_sign_off_stands(book: Book, key: Path) -> None:
    """Who tries out a new key learns whether it counts; the right one changes nothing."""
    allow(book, key)
    first = sign(book, Q2, LAWYER, DAY, key=key, today=date.today()).signature
    with pytest.raises(CommandError, match="does not have this key for monitoring-officer"):
        sign(book, Q2, LAWYER, DAY, key=make_key(key.with_name("new")), today=date.today())
    again = sign(book, Q2, LAWYER, "2021-11-17", key=key, today=date.today())
    assert (again.is_new, again.signature) == (False, first)
    assert read_signatures(book, Q2) == [first]


@has_ssh
@pytest.mark.parametrize(
    ("options", "holds"),
    [
        ('valid-before="20211117"', True),
        ('valid-before="20211110"', False),
        ('valid-after="20211120"', False),
    ],
)
def test_a_key_counts_as_on_the_day(book: Book, key: Path, options: str, holds: bool) -> None:
    allow(book, key, options=options)
    if holds:
        assert sign(book, Q2, LAWYER, DAY, key=key, today=date.today()).is_new
    else:
        with pytest.raises(CommandError, match="does not have this key"):
            sign(book, Q2, LAWYER, DAY, key=key, today=date.today())


@has_ssh
def test_allowed_signers_taken_away(book: Book, key: Path) -> None:
    allow(book, key)
    sign(book, Q2, LAWYER, DAY, key=key, today=date.today())
    (book.root / ALLOWED_SIGNERS).unlink()
    assert "has none for monitoring-officer" in fault(book)


def test_a_machine_without_ssh(book: Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("ssh-ed25519 AAAA", encoding="utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BookError, match=r"R112 signatures made with a key need ssh-keygen"):
        sign(book, Q2, LAWYER, DAY, key=tmp_path / "key", today=date.today())
    assert sign(book, Q2, LAWYER, DAY, today=date.today()).is_new


# What --verify says.


def test_all_that_hold(book: Book, command: Command) -> None:
    sign(book, Q2, LAWYER, DAY, today=date.today())
    done = command("sign", "--verify", "--book", book.root)
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "2021-22-q1: nobody has to sign.",
        "2021-22-q2, compared with what was last built:",
        "  recorded Monitoring Officer, 16 November 2021",
        "  pending  Section 151 Officer",
    ]
    done = command("sign", "2021-22-q2", "--verify", "--json", "--book", book.root)
    said = json.loads(done.out)
    assert (done.status, said["ok"], said["problems"]) == (0, True, [])
    assert said["quarters"][0]["sign_offs"][0]["state"] == "recorded"


@pytest.mark.parametrize(
    ("changed", "message", "line"),
    [
        (
            {"date": "2099-01-01"},
            "is dated 2099-01-01, which is yet to come.",
            "invalid  Monitoring Officer, 1 January 2099",
        ),
        (
            {"date": "2021-11-01"},
            "is dated 2021-11-01, before the cut-off (2021-11-05)",
            "invalid  Monitoring Officer, 1 November 2021",
        ),
        (
            {"signature": "U1NIU0lH"},
            'the sign-off of "Monitoring Officer"',
            "invalid  Monitoring Officer, 16 November 2021",
        ),
        (
            {"role": "Head of Nothing"},
            "is of a role that does not have to sign.",
            "pending  Monitoring Officer",
        ),
    ],
)
def test_one_that_does_not_hold(
    book: Book, command: Command, changed: dict[str, object], message: str, line: str
) -> None:
    """It is told as invalid, and not as signed above a line that says otherwise."""
    sign(book, Q2, LAWYER, DAY, today=date.today())
    edit(book, **changed)
    done = command("sign", "--verify", "--book", book.root)
    assert done.status == 1
    assert message in done.err
    assert f"  {line}" in done.out.splitlines()
    done = command("sign", "--verify", "--json", "--book", book.root)
    said = json.loads(done.out)
    assert (done.status, said["ok"]) == (1, False)
    assert said["problems"][0]["code"] == "P112"


def test_one_that_has_lapsed(book: Book, command: Command) -> None:
    sign(book, Q2, LAWYER, DAY, today=date.today())
    build(book, new="1")
    done = command("sign", "2021-22-q2", "--verify", "--book", book.root)
    assert done.status == 1
    assert "the sign-off of the Monitoring Officer (" in done.err
    assert "has lapsed. Changed since: new" in done.err


@pytest.mark.parametrize(
    ("left", "why"),
    [
        ("nothing", "_build/2021-22-q2: nothing is built for Q2 2021/22. Run: quarterbook build"),
        ("failed", "2021-22-q2 was built with pages that failed: book/method. Mend them and build"),
        ("edition", "2021-22-q2 was built with --edition, not whole"),
        ("params", "params/2021-22-q2.yml: has changed since 2021-22-q2 was built. Build it again"),
    ],
)
def test_one_that_cannot_be_compared_is_not_verified(
    book: Book, command: Command, left: str, why: str
) -> None:
    """Whoever relies on the exit status must not take it for one that holds."""
    sign(book, Q2, LAWYER, DAY, today=date.today())
    leave(book, left)
    done = command("sign", "--verify", "--book", book.root)
    assert done.status == 1
    told = 'P112 the sign-off of "Monitoring Officer" cannot be compared with what was signed. '
    assert done.err.startswith(f"params/2021-22-q2.signed.json {told}")
    assert why in done.err
    assert len(done.err.splitlines()) == 1  # nothing of the role that has still to sign
    assert "2021-22-q2, not compared with its pages." in done.out
    done = command("sign", "2021-22-q2", "--verify", "--json", "--book", book.root)
    said = json.loads(done.out)
    assert (done.status, said["ok"], said["quarters"][0]["compared"]) == (1, False, False)


@pytest.mark.parametrize("left", ["nothing", "failed", "edition", "params"])
def test_nothing_signed_needs_no_build_to_compare_with(
    book: Book, command: Command, left: str
) -> None:
    leave(book, left)
    done = command("sign", "--verify", "--book", book.root)
    assert (done.status, done.err) == (0, "")
    assert "2021-22-q2, not compared with its pages." in done.out


def test_one_that_is_invalid_and_cannot_be_compared_is_told_once(
    book: Book, command: Command
) -> None:
    sign(book, Q2, LAWYER, DAY, today=date.today())
    edit(book, date="2099-01-01")
    leave(book, "nothing")
    done = command("sign", "--verify", "--book", book.root)
    assert (done.status, len(done.err.splitlines())) == (1, 1)
    assert "which is yet to come" in done.err


def leave(book: Book, left: str) -> None:
    """Leave of a build what cannot be compared with: nothing, or not what was signed."""
    if left == "nothing":
        shutil.rmtree(book.built("2021-22-q2"))
    elif left == "failed":
        make_build(book, "2021-22-q2", ok=False, failed=["book/method"])
    elif left == "edition":
        write_pages_file(book.built("2021-22-q2"), {}, {}, complete=False)
    else:
        path = book.params / "2021-22-q2.yml"
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{text}synopsis: Another.\n", encoding="utf-8")


def test_it_signs_nothing(book: Book, command: Command) -> None:
    done = command("sign", "2021-22-q2", "--verify", "--as", LAWYER, "--book", book.root)
    assert done.status == 2
    assert command("sign", "2021-22-q2", "--book", book.root).status == 2
    assert read_signatures(book, Q2) == []


# `check` and `publish` read the records as well.


@pytest.mark.parametrize("verb", ["check", "publish"])
def test_a_day_to_come_is_refused_where_it_would_reach_readers(
    book: Book, command: Command, tmp_path: Path, verb: str
) -> None:
    sign(book, Q2, LAWYER, DAY, today=date.today())
    edit(book, date="2099-01-01")
    words = ["publish", "2021-22-q2", "--to", tmp_path / "public"] if verb == "publish" else [verb]
    done = command(*words, "--book", book.root)
    assert done.status == 1
    assert 'P112 the sign-off of "Monitoring Officer" is dated 2099-01-01' in done.err
    assert not (tmp_path / "public").exists()


def test_check_reads_the_records(book: Book, command: Command) -> None:
    sign(book, Q2, LAWYER, DAY, today=date.today())
    assert command("check", "--book", book.root).status == 0
    signatures_file(book, Q2).write_text("{}", encoding="utf-8")
    done = command("check", "--book", book.root)
    assert done.status == 1
    assert "params/2021-22-q2.signed.json" in done.err
