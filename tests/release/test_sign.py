"""Signing a quarter off: who may, when, of what; that it lapses; that no signature is lost."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import yaml

from quarterbook.cli.sign import sign_lines
from quarterbook.compose.page_hashes import quarter_params_hash
from quarterbook.data.params.council import read_council
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.params.quarter_files import read_quarters
from quarterbook.data.signatures import SignOff, read_signatures, sign_offs_of, signatures_file
from quarterbook.ground.errors import BookError, CommandError
from quarterbook.ground.periods import parse_quarter
from quarterbook.release.check_signatures import checked_signatures
from quarterbook.release.pages_file import write_pages_file
from quarterbook.release.sign import sign
from quarterbook.storage.book import Book
from support.builds import make_build
from support.command import Command

Q2, Q3 = (parse_quarter(f"2021-22-q{number}") for number in (2, 3))
DIRECTOR, LAWYER, TREASURER = ROLES = [
    "Executive Director of Resources",
    "Monitoring Officer",
    "Section 151 Officer",
]
PARAMS = "params/2021-22-q2.yml"
BUSY = (
    "params/2021-22-q2.signed.json R114 somebody else is signing at this moment. "
    "Run the command again."
)


def quarter_of(book: Book) -> Quarter:
    return read_quarters(book, read_council(book))[Q2]


def change_params(book: Book, **changed: object) -> None:
    path = book.root / PARAMS
    content = yaml.safe_load(path.read_text(encoding="utf-8")) | changed
    left = {key: value for key, value in content.items() if value is not None}
    path.write_text(yaml.safe_dump(left, sort_keys=False), encoding="utf-8")


def build(book: Book, complete: bool = True, ok: bool = True, **pages: str) -> dict[str, str]:
    """Leave what `quarterbook build` leaves to be signed."""
    failed = [] if ok else ["homes"]
    folder = make_build(book, "2021-22-q2", ok=ok, failed=failed)
    hashes = {PARAMS: quarter_params_hash(quarter_of(book)), "book/method": "11", **pages}
    write_pages_file(folder, hashes, {}, complete=complete)
    return hashes


@pytest.fixture
def quarter(book: Book) -> Book:
    """The demonstration unsigned, with 5 November as Q2's cut-off."""
    signatures_file(book, Q2).unlink(missing_ok=True)
    change_params(
        book,
        editions=None,
        exempt=None,
        status=None,
        sign_offs=ROLES,
        meetings=[
            {"committee": "cabinet", "date": "2021-12-01"},
            {"committee": "performance-scrutiny", "date": "2021-12-08"},
        ],
    )
    return book


def states(book: Book, pages: dict[str, str]) -> dict[str, str]:
    quarter = quarter_of(book)
    found = sign_offs_of(quarter.sign_offs, checked_signatures(book, quarter), pages)
    return {one.role: one.state for one in found}


# What is recorded.


def test_a_signature_records_role_day_and_pages(quarter: Book) -> None:
    pages = build(quarter)
    before = {path.name for path in quarter.params.iterdir()}
    signed = sign(quarter, Q2, LAWYER, "2021-11-16", today=date.today())
    assert {path.name for path in quarter.params.iterdir()} - before == {"2021-22-q2.signed.json"}
    assert signed.is_new
    assert not signed.is_final
    text = signatures_file(quarter, Q2).read_text(encoding="utf-8")
    assert json.loads(text) == [{"role": LAWYER, "date": "2021-11-16", "pages": pages}]
    assert '   "book/method": "11",\n' in text
    assert text.endswith("]\n")
    assert states(quarter, pages) == {DIRECTOR: "pending", LAWYER: "recorded", TREASURER: "pending"}


def test_all_that_have_to_sign_make_it_final(quarter: Book) -> None:
    pages = build(quarter)
    for role in ROLES:
        signed = sign(quarter, Q2, role, "2021-11-16", today=date.today())
    assert signed.is_final
    assert [one.role for one in read_signatures(quarter, Q2)] == ROLES
    assert set(states(quarter, pages).values()) == {"recorded"}


def test_a_change_lets_it_lapse_until_it_is_signed_anew(quarter: Book) -> None:
    build(quarter, figures="1", gone="2")
    sign(quarter, Q2, LAWYER, "2021-11-16", today=date.today())
    now = build(quarter, figures="3", new="4")
    (lawyer,) = sign_offs_of([LAWYER], checked_signatures(quarter, quarter_of(quarter)), now)
    assert lawyer == SignOff(LAWYER, "lapsed", date(2021, 11, 16), ("figures", "new", "gone"))
    signed = sign(quarter, Q2, LAWYER, "2021-11-19", today=date.today())
    assert signed.is_new
    assert states(quarter, now)[LAWYER] == "recorded"
    assert [one.date.day for one in read_signatures(quarter, Q2)] == [16, 19]


def test_who_signed_this_very_thing_is_not_recorded_twice(quarter: Book) -> None:
    build(quarter)
    sign(quarter, Q2, LAWYER, "2021-11-16", today=date.today())
    before = signatures_file(quarter, Q2).read_bytes()
    signed = sign(quarter, Q2, LAWYER, "2021-11-17", today=date.today())
    assert not signed.is_new
    assert signed.signature.date == date(2021, 11, 16)
    assert signatures_file(quarter, Q2).read_bytes() == before
    lines = list(sign_lines(quarter, signed, []))
    assert lines[0] == (
        "Monitoring Officer stands for this very thing since 16 November 2021. Nothing is written."
    )


def test_what_is_said(quarter: Book) -> None:
    build(quarter)
    sign(quarter, Q2, DIRECTOR, "2021-11-12", today=date.today())
    build(quarter, **{f"page-{number}": "1" for number in range(8)})
    assert list(
        sign_lines(quarter, sign(quarter, Q2, LAWYER, "2021-11-16", today=date.today()), [])
    ) == [
        "Recorded: Monitoring Officer, 16 November 2021, 2021-22-q2 as it was last built.",
        "  lapsed   Executive Director of Resources, 12 November 2021; changed since: page-0, "
        "page-1, page-2, page-3, page-4 and 3 more",
        "  recorded Monitoring Officer, 16 November 2021",
        "  pending  Section 151 Officer",
        "Written to params/2021-22-q2.signed.json.",
        "The next build shows it: quarterbook build 2021-22-q2",
    ]
    sign(quarter, Q2, DIRECTOR, "2021-11-17", today=date.today())
    both = sign(quarter, Q2, TREASURER, "2021-11-17", today=date.today())
    *_, last = sign_lines(quarter, both, [])
    assert (
        last == "All sign-offs hold. Build again to take DRAFT away: quarterbook build 2021-22-q2"
    )


def test_a_role_that_need_not_sign_any_more_is_ignored(quarter: Book) -> None:
    pages = build(quarter)
    sign(quarter, Q2, LAWYER, "2021-11-16", today=date.today())
    change_params(quarter, sign_offs=[DIRECTOR])
    assert states(quarter, pages) == {DIRECTOR: "pending"}


def test_two_who_sign_at_once_are_both_recorded(quarter: Book) -> None:
    build(quarter)
    names = [f"Officer {number}" for number in range(6)]
    change_params(quarter, sign_offs=names)
    build(quarter)

    def one(role: str) -> str:
        try:
            sign(quarter, Q2, role, "2021-11-16", today=date.today())
        except BookError as error:
            return str(error)
        return ""

    refused = names
    while refused:
        with ThreadPoolExecutor(max_workers=6) as pool:
            said = dict(zip(refused, pool.map(one, refused), strict=True))
        assert set(said.values()) <= {"", BUSY}
        refused = [name for name in refused if said[name]]
    assert sorted(one.role for one in read_signatures(quarter, Q2)) == names


# What is refused.


def refused(book: Book, role: str = LAWYER, day: str = "2021-11-16") -> str:
    with pytest.raises((BookError, CommandError)) as raised:
        sign(book, Q2, role, day, today=date.today())
    assert not signatures_file(book, Q2).exists()
    return str(raised.value)


def test_nothing_built(quarter: Book) -> None:
    assert refused(quarter) == (
        "_build/2021-22-q2 R101 nothing is built for Q2 2021/22. Run: quarterbook build 2021-22-q2"
    )


def test_a_build_that_failed(quarter: Book) -> None:
    build(quarter, ok=False)
    assert "was built with pages that failed: homes" in refused(quarter)


def test_a_build_of_some_papers(quarter: Book) -> None:
    build(quarter, complete=False)
    assert "was built with --edition, not whole" in refused(quarter)


@pytest.mark.parametrize("text", [None, "{", '{"pages": {}}'])
def test_a_build_that_does_not_say_what_there_is_to_sign(quarter: Book, text: str | None) -> None:
    build(quarter)
    path = quarter.built("2021-22-q2") / "pages.json"
    path.unlink()
    if text:
        path.write_text(text, encoding="utf-8")
    assert "does not say what there is to sign. Run: quarterbook build" in refused(quarter)


def test_params_changed_since_the_build(quarter: Book) -> None:
    build(quarter)
    change_params(quarter, synopsis="Something else.")
    assert f"{PARAMS} R105 has changed since 2021-22-q2 was built" in refused(quarter)


def test_a_role_that_does_not_have_to_sign(quarter: Book) -> None:
    build(quarter)
    assert refused(quarter, "Monitoring Oficer") == (
        '"Monitoring Oficer" does not have to sign 2021-22-q2. Did you mean "Monitoring Officer"? '
        f"By {PARAMS} these have to: Executive Director of Resources, Monitoring Officer and "
        "Section 151 Officer."
    )
    assert (
        sign(quarter, Q2, " monitoring  officer", "2021-11-16", today=date.today()).signature.role
        == LAWYER
    )


def test_a_quarter_that_nobody_signs(quarter: Book) -> None:
    change_params(quarter, sign_offs=None, status="draft")
    build(quarter)
    assert "nobody has to sign 2021-22-q2" in refused(quarter)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2021-11-04", "is dated 2021-11-04, before the cut-off (2021-11-05) cannot be right"),
        ("2099-01-01", "is dated 2099-01-01, which is yet to come, cannot be right"),
        ("2021-11-31", "not a date that exists (November 2021 has 30 days)"),
        ("16 November 2021", "not a date as it is written here"),
    ],
)
def test_a_day_on_which_nobody_can_have_signed(quarter: Book, day: str, message: str) -> None:
    build(quarter)
    assert message in refused(quarter, day=day)


@pytest.mark.parametrize("day", ["2021-11-05", "2022-02-01"])
def test_the_first_day_and_one_after_a_correction(quarter: Book, day: str) -> None:
    build(quarter)
    assert sign(quarter, Q2, LAWYER, day, today=date.today()).is_new


# What is read.


def test_a_record_that_was_tampered_with(quarter: Book) -> None:
    build(quarter)
    path = signatures_file(quarter, Q2)
    for text in ("{", "[{}]", '[{"role": "", "date": "2021-11-16", "pages": {}}]'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BookError, match=r"q2\.signed\.json P112 is not as quarterbook sign"):
            checked_signatures(quarter, quarter_of(quarter))


def test_a_key_that_the_record_has_twice(quarter: Book) -> None:
    """Of two roles the last would count, and a reader of the file sees the first."""
    build(quarter)
    sign(quarter, Q2, LAWYER, "2021-11-16", today=date.today())
    path = signatures_file(quarter, Q2)
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert checked_signatures(quarter, quarter_of(quarter))
    path.write_text(text.replace('"role"', '"role": "Chair", "role"', 1), encoding="utf-8")
    with pytest.raises(BookError, match=r"q2\.signed\.json P112 is not as quarterbook sign"):
        checked_signatures(quarter, quarter_of(quarter))


def test_two_versions_that_git_left_of_the_record_are_told(quarter: Book) -> None:
    """Two officers signed, each on a branch of their own."""
    path = signatures_file(quarter, Q2)
    path.write_text("[\n<<<<<<< HEAD\n {}\n=======\n []\n>>>>>>> other\n]\n", encoding="utf-8")
    with pytest.raises(BookError, match=r"q2\.signed\.json:2 P112 git left two versions") as caught:
        checked_signatures(quarter, quarter_of(quarter))
    assert "let who signed on the other sign again" in str(caught.value)


def test_a_day_before_the_cut_off_in_the_record(quarter: Book) -> None:
    """Set by hand it is a fault; where the cut-off has moved since, the sign-off has lapsed."""
    pages = build(quarter)
    sign(quarter, Q2, LAWYER, "2021-11-16", today=date.today())
    path = signatures_file(quarter, Q2)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2021-11-16", "2021-11-04"), encoding="utf-8")
    with pytest.raises(BookError) as raised:
        states(quarter, pages)
    assert str(raised.value) == (
        'params/2021-22-q2.signed.json P112 the sign-off of "Monitoring Officer" is dated '
        "2021-11-04, before the cut-off (2021-11-05). Take it out, and sign with: "
        'quarterbook sign 2021-22-q2 --as "Monitoring Officer"'
    )
    path.write_text(text, encoding="utf-8")
    change_params(quarter, cut_off="2021-11-20")
    assert states(quarter, build(quarter))[LAWYER] == "lapsed"


# The command.


def test_the_command(quarter: Book, command: Command) -> None:
    build(quarter)
    at = ("--book", quarter.root)
    done = command("sign", "2021-22-q2", "--as", LAWYER, "--on", "2021-11-16", *at)
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines()[0].startswith("Recorded: Monitoring Officer, 16 November 2021")
    done = command("sign", "2021-22-q2", "--as", LAWYER, "--on", "2021-11-17", "--json", *at)
    said = json.loads(done.out)
    assert (done.status, said["new"], said["final"]) == (0, False, False)
    assert (said["role"], said["date"]) == (LAWYER, "2021-11-16")
    assert said["record"] == "params/2021-22-q2.signed.json"
    assert said["sign_offs"][1] == {
        "role": LAWYER,
        "state": "recorded",
        "date": "2021-11-16",
        "changed": [],
    }
    done = command("sign", "2021-22-q2", "--as", LAWYER, *at)  # today, as after a correction
    assert done.status == 0
    assert len(read_signatures(quarter, Q2)) == 1
