"""Histories of a family over two editions, through the command: no site gives the 3 away."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from quarterbook.build.stages import build
from quarterbook.storage.book import Book
from support.books import ROOT
from support.command import in_this_process
from support.histories import HISTORIES, book_of, family, shown_by, staged
from support.records import counts, withheld

CASES = ROOT.parent / "shared" / "cases" / "editions.json"


def built(book: Book, quarter: str) -> Path:
    """The same after a build."""
    done = build(book, quarter, jobs=1)
    assert done.ok, done.problems
    return done.folder / "source"


def possible(history: dict[str, Any], shown: set[tuple[str, str]]) -> dict[str, set[int]]:
    """What each secret can be for who tries all numbers: sums hold on both days."""
    rows = history["rows"]
    figures = sorted({(row["measure"], row["value"]) for row in rows})
    states = []
    for day in ("2025-07-31", "2025-10-31"):
        newest = {row["measure"]: row["value"] for row in rows if row["recorded_on"] <= day}
        if set(newest) == set("tabc") and newest["t"] == sum(newest[id_] for id_ in "abc"):
            states.append(newest)
    hidden = [figure for figure in figures if (figure[0], str(figure[1])) not in shown]
    ranges = [range(1, 5) if 0 < value < 5 else [0, *range(5, 60)] for _, value in hidden]
    found: dict[str, set[int]] = {id_: set() for id_ in history["secret"]}
    for numbers in itertools.product(*ranges):
        known = {figure: figure[1] for figure in figures} | dict(zip(hidden, numbers, strict=True))
        if all(
            known["t", state["t"]] == sum(known[id_, state[id_]] for id_ in "abc")
            for state in states
        ):
            for id_, value in history["secret"].items():
                found[id_].add(known[id_, value])
    return found


def check_both_editions(
    folder: Path, history: dict[str, Any], make: Callable[[Book, str], Path]
) -> None:
    book = book_of(folder, history)
    shown: set[tuple[str, str]] = set()
    for quarter in ("2025-26-q1", "2025-26-q2"):
        rows = shown_by(make(book, quarter))
        assert rows
        shown |= {(row["measure"], row["value"]) for row in rows if row["value"]}
    for id_, value in history["secret"].items():
        assert (id_, str(value)) not in shown
    assert possible(history, shown) == {id_: {1, 2, 3, 4} for id_ in history["secret"]}


@pytest.mark.parametrize("name", HISTORIES)
def test_two_editions_side_by_side_give_nothing_away(name: str, tmp_path: Path) -> None:
    check_both_editions(tmp_path, HISTORIES[name], staged)


@pytest.mark.exhaustive
@pytest.mark.skipif(not CASES.is_file(), reason="the shared cases are not here")
def test_the_shared_histories_hold(tmp_path: Path) -> None:
    """The first through a whole build, the others by what their notebooks find."""
    for number, history in enumerate(json.loads(CASES.read_text(encoding="utf-8"))):
        check_both_editions(tmp_path / str(number), history, staged if number else built)


def test_check_says_what_is_withheld_and_why(tmp_path: Path) -> None:
    book = book_of(tmp_path, HISTORIES["late total"])
    told = in_this_process("check", "--disclosure", "--book", str(book.root))
    assert told.status == 0, told.err
    assert "Withheld since Q1 2025/26:" in told.out
    assert (
        "data/observations.csv:11 b for Q1 2025/26: a small count; for who holds all publications "
        "it can be 1 to 4." in told.out
    )
    assert "Withheld since Q2 2025/26:" in told.out
    assert (
        "t for Q1 2025/26: withheld with b for Q1 2025/26; for who holds all publications it can "
        "be 18 to 21." in told.out
    )


def test_what_is_out_and_gives_a_secret_away_stops_the_build(tmp_path: Path) -> None:
    """30 less 20 is 10, shown as nobody's; then it turns out to be 4, 4 and 2 people."""
    history = family(("t", 10, 0), ("a", 4, 1), ("b", 4, 1), ("c", 2, 1))
    book = book_of(tmp_path, history)
    told = in_this_process("check", "2025-26-q2", "--disclosure", "--book", str(book.root))
    assert told.status == 1
    assert "data/observations.csv" in told.err
    assert "D401" in told.err
    assert "t Q1 2025/26 (since Q1 2025/26)" in told.err


@pytest.mark.parametrize("small", [1, 2, 3, 4])
def test_what_is_held_back_does_not_tell_which_is_larger(small: int) -> None:
    """28 less 13 is 15, of which the smaller is c: it is 1 with 14 as it is 4 with 11.

    Were the smaller of a and b withheld, a reader would know that b is less than 13.
    """
    figures = {"t": 28.0, "a": 13.0, "b": 15.0 - small, "c": float(small)}
    measures = pd.DataFrame(
        [
            {"id": id_, "unit": "number", "frequency": "quarterly", "reading": "snapshot",
             "small_numbers": "", "part_of": "" if id_ == "t" else "t"}
            for id_ in figures
        ]
    )  # fmt: skip
    rows = counts([(id_, "2021-22-Q1", value, "2022-04-20") for id_, value in figures.items()])
    hidden = {measure for measure, _ in withheld(measures, rows, 5)}
    assert hidden == {"b", "c"}
