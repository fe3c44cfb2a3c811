"""A figure that was marked confidential when it was published, and no longer is."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.data.disclosed import keep_disclosed, with_published
from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.account import account_of, disclosed
from quarterbook.disclosure.blank import blanked
from quarterbook.ground.errors import BookError
from quarterbook.ground.periods import Period, parse_quarter
from quarterbook.storage.book import Book
from support.command import Command
from support.histories import DAYS, book_of

Q1, Q2 = parse_quarter("2025-26-q1"), parse_quarter("2025-26-q2")
RECORDED = {"0": DAYS[0], "corrected": "2025-07-25", "1": DAYS[1]}
RELEASED = (
    "no_longer_confidential:\n"
    "  - {measure: b, period: 2025-26-Q1, reason: The inquest ended in September.}\n"
)


def book_with(folder: Path, *rows: str, released: str = "") -> Book:
    """Rows of the first quarter's family as ``b 63c 0``: measure, value with marker, edition."""
    written = []
    for row in rows:
        id_, value, edition = row.split()
        marker = "c" if value.endswith("c") else ""
        figure = {"measure": id_, "value": value.rstrip("c"), "marker": marker}
        written.append({**figure, "recorded_on": RECORDED[edition]})
    book = book_of(folder, {"rows": written})
    council = book.params / "council.yml"
    council.write_text(council.read_text(encoding="utf-8") + released, encoding="utf-8")
    return book


def shown(book: Book, quarter: Period) -> dict[str, float]:
    """The newest figures of the family that a quarter shows."""
    rows = blanked(read_recorded(book), quarter).tables["observations"].sort_values("recorded_on")
    rows = rows[rows["measure"].isin([*"tabc"])].drop_duplicates("measure", keep="last")
    rows = rows.dropna(subset="value")
    return dict(zip(rows["measure"], rows["value"], strict=True))


def keep(book: Book, quarter: Period) -> None:
    what = disclosed(read_recorded(book), quarter)
    keep_disclosed(book, quarter, with_published(book, quarter, what))


@pytest.mark.parametrize("now", ["63", "64"])
@pytest.mark.parametrize("others", [(), ("t 80 0", "a 17 0")])
def test_a_row_without_the_mark_alone_shows_nothing(
    tmp_path: Path, now: str, others: tuple[str, ...]
) -> None:
    """It may have been forgotten. What would show it is said."""
    book = book_with(tmp_path, *others, "b 63c 0", f"b {now} 1")
    assert "b" not in shown(book, Q1)
    assert "b" not in shown(book, Q2)
    entries = [one for one in account_of(read_recorded(book), Q2).entries if one.since == Q2]
    assert [one.measure for one in entries][:1] == ["b"]
    assert (
        "confidential when it was published; this row has no c. Where it may be known now, say so "
        "in params/council.yml, under no_longer_confidential, with measure, period and reason"
    ) in str(entries[0])


def test_what_the_council_releases_is_shown_from_the_newer_row_on(tmp_path: Path) -> None:
    book = book_with(tmp_path, "t 80 0", "a 17 0", "b 63c 0", "b 63 1", released=RELEASED)
    assert shown(book, Q1) == {"t": 80}
    assert shown(book, Q2) == {"t": 80, "b": 63}
    for quarter in (Q1, Q2):
        keep(book, quarter)
    assert shown(book, Q2) == {"t": 80, "b": 63}
    kept = (book.params / "2025-26-q2.disclosed.json").read_text(encoding="utf-8")
    assert '"b 2025-26-Q1 2025-10-20": "63 - -"' in kept


def test_the_list_alone_shows_nothing(tmp_path: Path) -> None:
    """What is still marked stays withheld, and so does another period's figure."""
    book = book_with(tmp_path, "b 63c 0", "b 64c 1", released=RELEASED)
    assert "b" not in shown(book, Q2)
    other = RELEASED.replace("2025-26-Q1", "2024-25-Q1")
    book = book_with(tmp_path / "other", "b 63c 0", "b 64 1", released=other)
    assert "b" not in shown(book, Q2)


def test_it_is_withheld_where_it_would_tell_another(tmp_path: Path) -> None:
    """80 less 77 are 3 of a."""
    book = book_with(tmp_path, "t 80 0", "a 3 0", "b 77c 0", "b 77 1", released=RELEASED)
    assert shown(book, Q2) == {"t": 80}
    why = {str(one).partition(": ")[2] for one in account_of(read_recorded(book), Q2).entries}
    assert any(one.startswith("withheld with a for") for one in why)
    assert any("can be 1 to 4" in one for one in why)


def test_a_mark_taken_out_before_anything_was_published(tmp_path: Path) -> None:
    """Nobody was told that it is confidential."""
    book = book_with(tmp_path, "t 80 0", "a 17 0", "b 63c 0", "b 63 corrected")
    assert shown(book, Q1) == {"t": 80, "a": 17, "b": 63}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (("measure: b", "measure: bb"), '"bb" is not a measure of measures.csv'),
        (("2025-26-Q1", "2025-26-Q7"), "not a period of observations.csv"),
        (("reason: The", "why: The"), "reason"),
    ],
)
def test_what_the_list_may_say(
    tmp_path: Path, command: Command, changed: tuple[str, str], message: str
) -> None:
    book = book_with(tmp_path, "b 63c 0", released=RELEASED.replace(*changed))
    done = command("check", "--book", book.root)
    lines = len((book.params / "council.yml").read_text(encoding="utf-8").splitlines())
    assert done.status == 1
    assert f"params/council.yml:{lines} " in done.err
    assert message in done.err


def test_a_published_figure_cannot_be_marked_afterwards(tmp_path: Path) -> None:
    book = book_with(tmp_path, "t 23 0", "a 17 0", "b 6 0", "b 6c 1")
    with pytest.raises(BookError) as raised:
        shown(book, Q2)
    assert (
        'D401 this row of "b" for Q1 2025/26 is marked c, but Q1 2025/26 has published the figure: '
        "what is out stays out. Take the row away. What is wrong with it is put right by a new row"
    ) in str(raised.value)


def test_a_new_figure_that_follows_from_what_is_out_has_the_other_choices(tmp_path: Path) -> None:
    book = book_with(tmp_path, "t 23 0", "a 17 0", "b 6c 1")
    with pytest.raises(BookError) as raised:
        shown(book, Q2)
    assert "follows from what is published already" in str(raised.value)
    assert "Record it, or the figures that it belongs to" in str(raised.value)
