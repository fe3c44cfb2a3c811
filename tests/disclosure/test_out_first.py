"""What is out already where an older quarter is built after a newer, or a file is taken away."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from quarterbook.data.disclosed import keep_disclosed, with_published
from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.account import disclosed
from quarterbook.ground.errors import BookError
from quarterbook.ground.periods import Period, parse_quarter
from quarterbook.storage.book import Book
from support.builds import make_build, publish_made
from support.command import Command
from support.histories import HISTORIES, book_of, family

Q1, Q2 = parse_quarter("2025-26-q1"), parse_quarter("2025-26-q2")
HEADER = "measure,period,value,numerator,denominator,marker,recorded_on,note"


def publish_first(book: Book) -> Path:
    """Publish the first quarter; returns the file that says what it disclosed."""
    make_build(book, Q1.slug)
    publish_made(book, Q1, book.root.parent / "public", disclosed(read_recorded(book), Q1))
    return book.params / "2025-26-q1.disclosed.json"


def keep(book: Book, quarter: Period) -> None:
    """Keep what a quarter discloses, as publishing does."""
    what = disclosed(read_recorded(book), quarter)
    keep_disclosed(book, quarter, with_published(book, quarter, what))


def states(book: Book, quarter: Period) -> dict[str, str]:
    """How the family's rows would be published now, by measure and day."""
    rows = disclosed(read_recorded(book), quarter).observations
    return {f"{n.split()[0]} {n.split()[2]}": s for n, s in rows.items() if n[:2] in family_ids()}


def family_ids() -> tuple[str, ...]:
    return tuple(f"{id_} " for id_ in "tabc")


def add(book: Book, *rows: tuple[str, int]) -> None:
    """Record corrections of the first quarter, with the day of its cut-off."""
    path = book.data / "observations.csv"
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0] == HEADER
    lines = (f"{id_},2025-26-Q1,{value},,,,2025-07-31,\n" for id_, value in rows)
    path.write_text(text + "".join(lines), encoding="utf-8")


def test_a_correction_of_the_older_quarter_tells_nothing_beside_the_newer(tmp_path: Path) -> None:
    """Q2 shows a = 10 of t = 20; with c = 7 shown by Q1, b is 3."""
    late = family(("a", 10, 0), ("t", 20, 1), ("b", 3, 1), ("c", 7, 1))
    book = book_of(tmp_path, late)
    for quarter in (Q1, Q2):
        keep(book, quarter)
    add(book, ("c", 7))
    assert states(book, Q1) == {"a 2025-07-20": "10 - -", "c 2025-07-31": "withheld"}


def test_a_revision_of_the_older_quarter_tells_nothing_beside_the_newer(tmp_path: Path) -> None:
    """Q2 shows a = 10 of t = 20: 23 and 6, beside a c that is withheld, would tell 7 and so 3."""
    late = family(("a", 10, 0), ("t", 20, 1), ("b", 3, 1), ("c", 7, 1))
    book = book_of(tmp_path, late)
    for quarter in (Q1, Q2):
        keep(book, quarter)
    add(book, ("b", 6), ("t", 23), ("c", 7))
    now = states(book, Q1)
    assert now["c 2025-07-31"] == "withheld"
    assert "withheld" in (now["b 2025-07-31"], now["t 2025-07-31"])


@pytest.mark.parametrize(("is_out", "expected"), [(True, "withheld"), (False, "7 - -")])
def test_an_older_quarter_added_after_the_newer_is_out(
    is_out: bool, expected: str, tmp_path: Path
) -> None:
    """Q2 was published alone and withheld c; where it is not out yet, Q1 may show it."""
    book = book_of(tmp_path, HISTORIES["late total"])
    first = book.params / "2025-26-q1.yml"
    text = first.read_text(encoding="utf-8")
    first.unlink()
    if is_out:
        keep(book, Q2)
    first.write_text(text, encoding="utf-8")
    assert states(book, Q1)["c 2025-07-20"] == expected


def test_the_older_quarter_stays_as_it_was_where_nothing_is_new(tmp_path: Path) -> None:
    book = book_of(tmp_path, HISTORIES["late total"])
    keep(book, Q1)
    before = states(book, Q1)
    keep(book, Q2)
    assert states(book, Q1) == before


def test_another_copy_of_the_book_does_not_know_what_is_out(tmp_path: Path) -> None:
    """Its Q2 might show what gives Q1's figures away: it is told before anything is public."""
    book = book_of(tmp_path, HISTORIES["late total"])
    other = Book(Path(shutil.copytree(book.root, tmp_path / "other")))
    kept, public = publish_first(book), tmp_path / "public"
    make_build(other, Q2.slug)
    rows = disclosed(read_recorded(other), Q2)
    with pytest.raises(BookError) as raised:
        publish_made(other, Q2, public, rows)
    assert "P120 is not what 2025-26-q1 was published with" in str(raised.value)
    assert "or from the copy of the book that published 2025-26-q1." in str(raised.value)
    assert not (public / Q2.slug).exists()
    assert not list(other.params.glob("*.disclosed.json"))
    shutil.copy(kept, other.params)
    publish_made(other, Q2, public, disclosed(read_recorded(other), Q2))
    assert (public / Q2.slug / "index.html").is_file()


def test_check_and_build_know_what_is_public_where_it_was_published_from(
    tmp_path: Path, command: Command
) -> None:
    """The file taken away, as long as the archive is there; never published is no fault."""
    book = book_of(tmp_path, HISTORIES["late total"])
    kept = publish_first(book)
    told = "P120 is not what 2025-26-q1 was published with"
    kept_bytes = kept.read_bytes()
    kept.unlink()
    for verb in ("check", "build"):
        assert told in command(verb, Q2.slug, "--book", str(book.root)).err
    archive = book.root.parent / "public"
    archive.rename(book.root / "public")
    assert told in command("check", Q2.slug, "--book", str(book.root)).err
    kept.write_bytes(kept_bytes)
    assert told not in command("check", Q2.slug, "--book", str(book.root)).err
    kept.unlink()
    (book.root / "public").rename(tmp_path / "gone")
    assert told not in command("check", Q2.slug, "--book", str(book.root)).err
