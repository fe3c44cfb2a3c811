"""What a quarter disclosed is kept with the book: what is out stays out, whatever comes later."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import yaml

from quarterbook.data.disclosed import Disclosed, keep_disclosed, with_published
from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.account import disclosed
from quarterbook.disclosure.publications import check_disclosed
from quarterbook.ground.errors import BookError
from quarterbook.ground.periods import parse_quarter
from quarterbook.storage.book import Book
from support.builds import make_build, publish_made
from support.command import Command
from support.histories import HISTORIES, book_of, family, shown_by, staged, write

ROW = "a 2025-26-Q1 2025-07-20"
Q1, Q2 = parse_quarter("2025-26-q1"), parse_quarter("2025-26-q2")


def publish_first(book: Book) -> Path:
    """Publish the first quarter; returns the file that says what it disclosed."""
    make_build(book, Q1.slug)
    what = disclosed(read_recorded(book), Q1)
    publish_made(book, Q1, book.root.parent / "public", what)
    return book.params / "2025-26-q1.disclosed.json"


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def set_threshold(book: Book, threshold: int) -> None:
    path = book.params / "council.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"suppression_threshold: {threshold}\n{text}", encoding="utf-8")


def shown(book: Book, quarter: str) -> dict[str, set[str]]:
    """The figures of the family that a quarter's public copy shows."""
    found: dict[str, set[str]] = {}
    for row in shown_by(staged(book, quarter)):
        found.setdefault(row["measure"], set()).add(row["value"])
    return found


def test_the_file_says_of_each_row_what_was_shown_and_nothing_of_what_was_not(
    tmp_path: Path,
) -> None:
    book = book_of(tmp_path, HISTORIES["late total"])
    path = publish_first(book)
    rows = json.loads(path.read_text(encoding="utf-8"))["observations"]
    family_rows = {name: state for name, state in rows.items() if name[0] in "abct"}
    assert family_rows == {
        "a 2025-26-Q1 2025-07-20": "10 - -",
        "b 2025-26-Q1 2025-07-20": "withheld small",
        "c 2025-26-Q1 2025-07-20": "7 - -",
    }
    before = disclosed(read_recorded(book), Q1)
    change(book.data / "observations.csv", ",3,", ",4,")
    assert disclosed(read_recorded(book), Q1) == before


def test_it_is_of_the_book_and_in_nothing_public(tmp_path: Path) -> None:
    book = book_of(tmp_path, HISTORIES["late total"])
    publish_first(book)
    for folder in (tmp_path / "public", staged(book, Q2.slug)):
        assert not list(folder.rglob("*disclosed*"))


def test_a_row_put_in_before_what_is_out_does_not_hide_it_any_more(tmp_path: Path) -> None:
    """A total dated back to July: had it been there, c would have been held back, but c is out."""
    history = HISTORIES["late total"]
    book = book_of(tmp_path, history)
    publish_first(book)
    late = next(row for row in history["rows"] if row["measure"] == "t")
    change(book.data / "observations.csv", late["recorded_on"], "2025-07-19")
    assert shown(book, Q2.slug) == {"a": {"10"}, "b": {""}, "c": {"7"}, "t": {""}}


def test_without_the_file_it_is_taken_for_published_as_it_computes(tmp_path: Path) -> None:
    history = HISTORIES["late total"]
    book = book_of(tmp_path, history)
    change(book.data / "observations.csv", "2025-10-20", "2025-07-19")
    assert shown(book, Q2.slug) == {"a": {"10"}, "b": {""}, "c": {""}, "t": {"20"}}


def test_what_was_withheld_stays_so_under_a_lower_threshold(tmp_path: Path) -> None:
    book = book_of(tmp_path, HISTORIES["nothing changes"])
    publish_first(book)
    withheld = {name for name, figures in shown(book, Q2.slug).items() if figures == {""}}
    assert withheld == {"b", "c"}
    set_threshold(book, 3)
    for quarter in (Q1, Q2):
        assert shown(book, quarter.slug)["b"] == {""}
    (book.params / "2025-26-q1.disclosed.json").unlink()
    assert shown(book, Q2.slug)["b"] == {"3"}


def set_cells(path: Path, measure: str, cells: dict[str, str]) -> None:
    """Give a measure's rows in a table other cells."""
    key = "id" if path.name == "measures.csv" else "measure"
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    for row in rows:
        if row[key] == measure:
            row.update(cells)
    write(path, [{**dict.fromkeys(cells, ""), **row} for row in rows])


SINCE = {
    "the threshold is lower": 7,
    "small numbers are shown": 3,
    "a half makes it no count": 3,
    "its mark is gone": 30,
}


def _before(since: str, book: Book) -> None:
    """Give b its rule."""
    if since == "the threshold is lower":
        set_threshold(book, 10)
    elif since == "its mark is gone":
        set_cells(book.data / "observations.csv", "b", {"marker": "c"})
    elif since == "a half makes it no count":
        for id_ in "bt":
            cells = {"unit": "number", "decimals": "1"}
            set_cells(book.data / "measures.csv", id_, cells)


def _after(since: str, book: Book) -> None:
    """Take b its rule, but for the threshold, which is council.yml's."""
    observations = book.data / "observations.csv"
    if since == "small numbers are shown":
        set_cells(book.data / "measures.csv", "b", {"small_numbers": "show"})
    elif since == "its mark is gone":
        set_cells(observations, "b", {"marker": ""})
    elif since == "a half makes it no count":
        rows = list(csv.DictReader(observations.open(encoding="utf-8")))
        later = {"period": "2025-26-Q2", "value": "10.5", "recorded_on": "2025-10-20"}
        write(observations, [*rows, *({**rows[-1], "measure": id_, **later} for id_ in "bt")])


@pytest.mark.parametrize("since", SINCE)
def test_what_had_a_rule_of_its_own_is_a_secret_whatever_rule_it_has_now(
    since: str, tmp_path: Path
) -> None:
    """b of a and b, published as withheld: a total recorded late, less a, would be b."""
    secret = SINCE[since]
    book = book_of(tmp_path, family(("a", 33, 0), ("b", secret, 0), ("t", 33 + secret, 1)))
    council = book.params / "council.yml"
    without = council.read_text(encoding="utf-8")
    _before(since, book)
    states = json.loads(publish_first(book).read_text("utf-8"))["observations"]
    rule = "confidential" if since == "its mark is gone" else "small"
    assert states["b 2025-26-Q1 2025-07-20"] == f"withheld {rule}"
    council.write_text(without, encoding="utf-8")
    _after(since, book)
    now = shown(book, Q2.slug)
    assert now["a"] == {"33"}
    assert "" in now["b"] & now["t"]
    assert not {str(secret), str(33 + secret)} & (now["b"] | now["t"])
    item = {"measure": "b", "period": "2025-26-Q1", "reason": "The council has agreed to it."}
    released = yaml.safe_dump({"no_longer_confidential": [item]})
    council.write_text(without + released, encoding="utf-8")
    assert str(33 + secret) in shown(book, Q2.slug)["t"]


def test_what_was_shown_is_out_under_a_higher_threshold(tmp_path: Path, command: Command) -> None:
    """10 less 7 is 3 of a family that came to 20: under a threshold of 8 the 7 would be small."""
    book = book_of(tmp_path, HISTORIES["late total"])
    publish_first(book)
    set_threshold(book, 8)
    assert shown(book, Q2.slug) == {"a": {"10"}, "b": {""}, "c": {"7"}, "t": {""}}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (",10,", ",11,", "has been changed since"),
        ("2025-07-20", "2025-07-19", "has it no more"),
    ],
)
def test_a_published_row_that_has_changed_or_gone_is_a_problem(
    before: str, after: str, told: str, tmp_path: Path, command: Command
) -> None:
    book = book_of(tmp_path, HISTORIES["late total"])
    publish_first(book)
    assert command("check", "--book", str(book.root)).status == 0
    change(book.data / "observations.csv", before, after)
    result = command("check", "--book", str(book.root))
    assert result.status == 1
    assert "D403" in result.err
    assert told in result.err
    with pytest.raises(BookError, match="D403"):
        disclosed(read_recorded(book), Q2)


def test_a_correction_in_a_row_of_its_own_is_none(tmp_path: Path, command: Command) -> None:
    book = book_of(tmp_path, family(("a", 10, 0), ("b", 30, 0), ("a", 11, 1)))
    publish_first(book)
    assert command("check", "--book", str(book.root)).status == 0
    assert shown(book, Q2.slug)["a"] == {"10", "11"}


def test_a_file_that_nobody_wrote_so_is_a_problem(tmp_path: Path, command: Command) -> None:
    book = book_of(tmp_path, HISTORIES["late total"])
    path = publish_first(book)
    for text in ("{", '{"observations": {"a": "seven"}}'):
        path.write_text(text, encoding="utf-8")
        result = command("check", "--book", str(book.root))
        assert "params/2025-26-q1.disclosed.json" in result.err
        assert "P117" in result.err


def test_a_second_publication_takes_nothing_back(tmp_path: Path) -> None:
    book = book_of(tmp_path, HISTORIES["late total"])
    path = publish_first(book)
    before = json.loads(path.read_text(encoding="utf-8"))["observations"]
    make_build(book, Q1.slug, "second")
    less = disclosed(read_recorded(book), Q1).model_copy(update={"observations": {}})
    publish_made(book, Q1, tmp_path / "public", less, replace=True, reason="Other words")
    assert json.loads(path.read_text(encoding="utf-8"))["observations"] == before


def test_what_is_out_is_not_forgotten_with_the_params(tmp_path: Path, command: Command) -> None:
    """A quarter that was never published may be taken away."""
    book = book_of(tmp_path, HISTORIES["late total"])
    path = publish_first(book)
    (book.params / "2025-26-q1.yml").rename(tmp_path / "2025-26-q1.yml")
    result = command("check", "--book", book.root)
    assert result.status == 1
    assert "params/2025-26-q1.disclosed.json P121 2025-26-q1 was published, but" in result.err
    path.unlink()
    assert "P121" not in command("check", "--book", book.root).err


def test_a_file_that_publish_cannot_have_written(tmp_path: Path) -> None:
    """Of two lines for a row the later counted, which says nothing of what is out.

    A row that was taken out, or is called withheld, and a publication that is denied are seen.
    """
    book = book_of(tmp_path, HISTORIES["late total"])
    path = publish_first(book)
    written = path.read_bytes()
    path.write_bytes(written.replace(b"\n", b"\r\n"))  # as git on Windows may write it
    assert read_recorded(book)
    twice = f'"{ROW}": "10 - -"'.encode()
    assert twice in written
    path.write_bytes(written.replace(twice, twice + b",\n  " + twice.replace(b"10", b"11")))
    with pytest.raises(BookError, match="P117 is not as quarterbook publish wrote it"):
        read_recorded(book)
    path.write_bytes(b"<<<<<<< HEAD\n" + written + b"=======\n" + written + b">>>>>>> other\n")
    with pytest.raises(BookError, match=r"disclosed\.json:1 P117 git left two versions"):
        read_recorded(book)
    kept = json.loads(written)
    gone = {**kept, "observations": dict([*kept["observations"].items()][1:])}
    less = {**kept, "observations": kept["observations"] | {ROW: "withheld"}}
    for changed in (gone, less, {**kept, "published": [{"sha256": "0" * 64, "new": []}]}):
        path.write_text(f"{json.dumps(changed, indent=1)}\n", encoding="utf-8")
        with pytest.raises(BookError, match="P117 is not as quarterbook publish wrote it"):
            read_recorded(book)
    path.write_text(f"{json.dumps(kept, indent=1)}\n", encoding="utf-8")
    assert read_recorded(book).disclosed


def rows_of(kept: bytes) -> dict[str, dict[str, str]]:
    return {name: json.loads(kept)[name] for name in ("observations", "benchmarks")}


def test_publish_compares_with_what_is_public(tmp_path: Path) -> None:
    """The file taken away, or made anew by publishing elsewhere, is not what Q1 is out with."""
    book = book_of(tmp_path, HISTORIES["late total"])
    path = publish_first(book)
    public, kept = tmp_path / "public", path.read_bytes()
    make_build(book, Q2.slug)
    shown = json.loads((public / Q1.slug / "manifest.json").read_text("utf-8"))["disclosed"]
    assert json.loads(kept)["published"] == [{"sha256": shown, "new": []}]
    path.unlink()
    with pytest.raises(BookError, match="P120 is not what 2025-26-q1 was published with, so"):
        publish_made(book, Q2, public)
    publish_made(book, Q1, tmp_path / "elsewhere")
    with pytest.raises(BookError, match=r"disclosed\.json P120"):
        publish_made(book, Q2, public)
    assert not (public / Q2.slug).exists()
    path.unlink()
    rows = rows_of(kept)
    del rows["observations"][ROW]
    less = Disclosed.model_validate(rows)
    keep_disclosed(book, Q1, with_published(book, Q1, less))  # by whoever works out the hashes
    assert read_recorded(book).disclosed
    with pytest.raises(BookError, match=r"disclosed\.json P120"):
        publish_made(book, Q2, public)
    path.write_bytes(kept)
    publish_made(book, Q2, public)
    assert (public / Q2.slug).exists()


def test_a_second_publication_that_shows_more_still_is_of_the_first(tmp_path: Path) -> None:
    """Even where it was killed before it was public."""
    book = book_of(tmp_path, HISTORIES["late total"])
    path = publish_first(book)
    more = disclosed(read_recorded(book), Q1)
    more.observations["c 2025-26-Q1 2025-08-20"] = "8 - -"
    first = json.loads(path.read_text(encoding="utf-8"))["published"]
    make_build(book, Q1.slug, "second")
    keep_disclosed(book, Q1, with_published(book, Q1, more))
    assert len(json.loads(path.read_text(encoding="utf-8"))["published"]) == 2
    publish_made(book, Q1, tmp_path / "public", more, replace=True, reason="More")
    published = json.loads(path.read_text(encoding="utf-8"))["published"]
    assert published[:-1] == first
    manifest = (tmp_path / "public" / Q1.slug / "manifest.json").read_text(encoding="utf-8")
    assert json.loads(manifest)["disclosed"] == published[-1]["sha256"]
    assert published[-1]["new"] == ["observations c 2025-26-Q1 2025-08-20"]


@pytest.mark.parametrize(("first", "then"), [(5, 10), (10, 5)])
def test_a_rounded_count_that_is_out_keeps_its_base_under_another_threshold(
    tmp_path: Path, first: int, then: int
) -> None:
    """Of 6, a multiple of the first base is out and stays; 24, which is new, goes by the other."""
    book = book_of(tmp_path, family(("a", 6, 0), ("t", 24, 1)))
    rows = list(csv.DictReader((book.data / "measures.csv").open(encoding="utf-8")))
    write(
        book.data / "measures.csv",
        [{**row, "small_numbers": "round" if row["id"] in ("a", "t") else ""} for row in rows],
    )
    council = book.params / "council.yml"
    without = council.read_text(encoding="utf-8")
    set_threshold(book, first)
    publish_first(book)
    (was,) = shown(book, Q1.slug)["a"]
    assert float(was) in {5: (5, 10), 10: (0, 10)}[first]
    council.write_text(without, encoding="utf-8")
    set_threshold(book, then)
    now = shown(book, Q2.slug)
    assert now["a"] == {was}
    (new,) = now["t"]
    assert float(new) in {5: (20, 25), 10: (20, 30)}[then]
    state = disclosed(read_recorded(book), Q2).observations["a 2025-26-Q1 2025-07-20"]
    assert state == f"rounded {float(was):.0f} by {first}"


def set_totals(book: Book, totals: dict[str, str]) -> None:
    path = book.data / "measures.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    write(path, [{**row, "part_of": totals.get(row["id"], row["part_of"])} for row in rows])


@pytest.mark.alike(3)
@pytest.mark.parametrize(
    ("totals", "parts"),
    [
        (dict.fromkeys("abc", ""), "abc"),
        ({"a": ""}, "a"),
        ({"a": "litter-reports"}, "a"),
        ({"a": "t (age)", "b": "t (ward)", "c": "t (ward)"}, "a"),
        (dict.fromkeys("abc", "t (ward)"), ""),  # named, since another breakdown comes
        ({"b": "t; litter-reports"}, ""),
        ({"recycling-rate": "t"}, ""),  # a part that is new
    ],
)
def test_what_adds_up_in_public_cannot_be_taken_back(
    tmp_path: Path, totals: dict[str, str], parts: str
) -> None:
    """t 20 of a 10, b 3 and c 7 are out with b and c withheld; later c would tell of b."""
    book = book_of(tmp_path, HISTORIES["nothing changes"])
    kept = json.loads(publish_first(book).read_text(encoding="utf-8"))
    assert kept["part_of"] == dict.fromkeys("abc", "t")
    set_totals(book, totals)
    try:
        check_disclosed(read_recorded(book))
        told = []
    except BookError as error:
        told = [problem.message for problem in error.problems]
    assert [text.partition(" was ")[0] for text in told] == [f'part_of of "{id_}"' for id_ in parts]


def test_a_total_that_is_named_later_is_kept_at_the_next_publication(tmp_path: Path) -> None:
    book = book_of(tmp_path, HISTORIES["nothing changes"])
    publish_first(book)
    set_totals(book, {"a": "t; litter-reports"})
    kept = with_published(book, Q1, disclosed(read_recorded(book), Q1))
    assert kept.part_of == {"a": "t; litter-reports", "b": "t", "c": "t"}
    assert kept.is_as_written()
