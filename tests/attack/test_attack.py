"""Who holds all editions of a random book learns no more of a small count than the rule says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.blank import as_reported
from quarterbook.ground.errors import BookError
from support.attacker import Key, Public, puzzle
from support.random_books import DAYS, RandomBook, random_book
from support.records import CUT_OFFS, counts, record

BOOKS = int(os.environ.get("ATTACKED_BOOKS", "300"))
THRESHOLD = 5


def recorded_of(book: RandomBook) -> Recorded:
    wholes = {part: total for total, parts in book.families.items() for part in parts}
    measures = pd.DataFrame(
        [
            {
                "id": id_,
                "unit": "number",
                "frequency": "quarterly",
                "reading": "year_to_date" if book.to_date else "snapshot",
                "small_numbers": "",
                "part_of": wholes.get(id_, ""),
                "first_quarter": "",
                "retired_quarter": "",
            }
            for id_ in book.ids
        ]
    )
    return record(measures, counts(book.rows), THRESHOLD, CUT_OFFS)


def states_of(book: RandomBook) -> Iterator[dict[tuple[str, str], float]]:
    for cut_off in CUT_OFFS.values():
        yield {(m, p): value for m, p, value, day in book.rows if day <= cut_off}


def published(book: RandomBook, recorded: Recorded) -> Public:
    """What the blanked records of all editions show, with the rows of what figures were."""
    shown: set[Key] = set()
    for period in recorded.quarters:
        rows = as_reported(recorded, period).tables["observations"].dropna(subset="value")
        shown |= {
            (m, p.code, v)
            for m, p, v in zip(rows["measure"], rows["period"], rows["value"], strict=True)
        }
    return public_of(figures_of(book), shown)


def figures_of(book: RandomBook) -> set[Key]:
    return {(m, p, value) for state in states_of(book) for (m, p), value in state.items()}


def public_of(figures: set[Key], shown: set[Key]) -> Public:
    """What is public of figures of which some are shown."""
    withheld = figures - shown
    small = {key for key in withheld if 0 < key[2] < THRESHOLD}
    return Public(shown, small, withheld - small)


def leaks(book: RandomBook, public: Public) -> list[str]:
    """Return what can be told of small counts beyond what the rule alone would tell."""
    told, places, small_sums = puzzle(public, states_of(book), book.families, to_date=book.to_date)
    everything = public.shown | public.small | public.held
    small = {key for key in everything if 0 < key[2] < THRESHOLD}
    zero = {key for key in everything if key[2] == 0}
    alone = Public(zero, small, everything - small - zero)
    rule, rule_places, rule_sums = puzzle(
        alone, states_of(book), book.families, to_date=book.to_date
    )
    found = [f"{key} is shown" for key in small & public.shown]
    for key in sorted(public.small):
        for amount in range(1, THRESHOLD):
            if not told.can_be(places[key], amount) and rule.can_be(rule_places[key], amount):
                found.append(f"{key} cannot be {amount}")
    for (terms, rest), (rule_terms, _) in zip(small_sums, rule_sums, strict=True):
        for amount in range(1, THRESHOLD):
            if not told.can(terms, amount) and rule.can(rule_terms, amount):
                found.append(f"a rest of {rest} cannot be {amount}")
    return found


def test_no_random_book_gives_a_small_count_away() -> None:
    stopped, solved = [], 0
    for seed in range(BOOKS):
        book = random_book(seed)
        try:
            public = published(book, recorded_of(book))
        except BookError:
            stopped.append(seed)
            continue
        solved += 1
        assert leaks(book, public) == [], (seed, book)
    assert solved >= 0.95 * BOOKS, stopped


def test_the_attacker_would_find_it() -> None:
    """A total recorded after the parts: 20 less 10 less 7 is 3."""
    rows = [("a", 10.0), ("b", 3.0), ("c", 7.0), ("t", 20.0)]
    book = RandomBook(
        {"t": ["a", "b", "c"]}, rows=[(i, "2021-22-Q1", v, "2022-04-20") for i, v in rows]
    )
    shown = {(i, "2021-22-Q1", v) for i, v in rows if i != "b"}
    public = Public(shown, {("b", "2021-22-Q1", 3.0)}, set())
    assert len(leaks(book, public)) == 3
    hidden = ("c", "2021-22-Q1", 7.0)
    assert leaks(book, Public(shown - {hidden}, public.small, {hidden})) == []


def least_held(book: RandomBook) -> int | None:
    """The fewest figures that have to be held back in one edition, by trying all sets of them."""
    figures = figures_of(book)
    small = {key for key in figures if 0 < key[2] < THRESHOLD}
    others = sorted(key for key in figures if key[2] >= THRESHOLD)
    for size in range(len(others) + 1):
        for held in combinations(others, size):
            if not leaks(book, public_of(figures, figures - small - set(held))):
                return size
    return None


def test_hardly_more_is_held_back_than_has_to_be() -> None:
    """In books of one edition and up to twelve figures: by trying all sets."""
    held = least = 0
    for seed in range(BOOKS // 4):
        book = random_book(seed)
        book.rows = [row for row in book.rows if row[3] == DAYS[0]]
        smallest = least_held(book) if len(figures_of(book)) <= 12 else None
        if smallest is None:
            continue
        least += smallest
        held += len(published(book, recorded_of(book)).held)
    assert least > 0
    assert held <= 1.1 * least
