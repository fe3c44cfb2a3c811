"""Who holds all editions of a random book learns no more of a small count than the rule says."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from itertools import combinations

import pandas as pd
import pytest

from quarterbook.data.params.editions import Exempt
from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.blank import blanked
from quarterbook.disclosure.exempt import without_exempt
from quarterbook.ground.errors import BookError
from support.attacker import Key, Public, puzzle
from support.random_books import DAYS, PERIODS, RandomBook, random_book
from support.records import CUT_OFFS, counts, naming_newer, record

BOOKS = int(os.environ.get("ATTACKED_BOOKS", "300"))
THRESHOLD = 5


def recorded_of(book: RandomBook) -> Recorded:
    wholes = {part: total for total, parts in book.families.items() for part in parts}
    measures = pd.DataFrame(
        [
            {
                "id": id_,
                "unit": unit_of(book, id_),
                "frequency": "quarterly",
                "reading": "year_to_date" if book.to_date else "snapshot",
                "small_numbers": "show" if id_ in book.twins and id_ not in book.rates else "",
                "part_of": wholes.get(id_, ""),
                "related": "",
                "first_quarter": "",
                "retired_quarter": "",
            }
            for id_ in book.ids
        ]
    )
    rows = counts(book.rows)
    for id_, (of, denominator) in book.rates.items():
        own = rows["measure"] == id_
        rows.loc[own, "denominator"] = float(denominator)
        if denominator % 2:
            rows.loc[own, "numerator"] = rows.loc[own, "value"]
        rows.loc[own, "value"] = (of * rows.loc[own, "value"] / denominator).round(1)
    recorded = record(measures, rows, THRESHOLD, CUT_OFFS)
    changed = dict(recorded.quarters)
    if book.exempt:
        hidden = [Exempt(measure=book.exempt, reason="Paragraph 3")]
        changed = {p: q.model_copy(update={"exempt": hidden}) for p, q in changed.items()}
    if book.newer:
        changed = naming_newer(changed, [*CUT_OFFS.values()][book.newer])
    return dataclasses.replace(recorded, quarters=changed)


def unit_of(book: RandomBook, id_: str) -> str:
    of = book.rates.get(id_, (1, 1))[0]
    return {1: "number", 100: "%"}.get(of, f"per {of:,}")


def states_of(book: RandomBook) -> Iterator[dict[tuple[str, str], float]]:
    """The newest counts on each day that any edition shows."""
    for cut_off in CUT_OFFS.values():
        yield {(m, p): value for m, p, value, day in book.rows if day <= cut_off}


def published(book: RandomBook, recorded: Recorded, *, with_exempt: bool = False) -> Public:
    """What the blanked records of all editions show, with the rows of what figures were.

    Who sees what is exempt has the public editions as well.
    """
    shown: set[Key] = set()
    for period in recorded.quarters:
        records = [without_exempt(recorded, period)]
        if with_exempt:
            records.append(blanked(recorded, period, with_exempt=True))
        for edition in records:
            rows = edition.tables["observations"].dropna(subset="value")
            shown |= {book.rows[line - 2][:3] for line in rows.index}
    return public_of(figures_of(book), shown, "" if with_exempt else book.exempt)


def figures_of(book: RandomBook) -> set[Key]:
    return {(m, p, value) for state in states_of(book) for (m, p), value in state.items()}


def public_of(figures: set[Key], shown: set[Key], exempt: str = "") -> Public:
    """What is public of figures of which some are shown."""
    withheld = figures - shown
    small = {key for key in withheld if 0 < key[2] < THRESHOLD}
    secret = {key for key in withheld - small if key[0] == exempt}
    return Public(shown, small, withheld - small - secret, secret)


def leaks(book: RandomBook, public: Public) -> list[str]:
    """Return what can be told beyond what the rule alone would tell.

    The rule tells of a figure that is withheld as small that it is 1 to 4, and of
    one held back with it that it is nothing or 5 and more; besides, it shows each
    nothing. What sums rule out of 1 to 4 beyond that is a leak, in any small
    figure and in any small rest that nobody publishes. Of an exempt figure the
    rule tells nothing: the least and the most that it can be have to lie as far apart as a small
    count's, 3, if not side by side: where the rest is 6 and was held back, nothing, 1 or 6.
    """
    known = {"to_date": book.to_date, "twins": book.twins}
    told, places, small_sums = puzzle(public, states_of(book), book.families.items(), **known)
    everything = public.shown | public.small | public.held | public.secret
    small = {key for key in everything if 0 < key[2] < THRESHOLD}
    zero = {key for key in everything if key[2] == 0}
    alone = Public(zero, small, everything - small - zero)
    rule, rule_places, rule_sums = puzzle(alone, states_of(book), book.families.items(), **known)
    found = [f"{key} is shown" for key in small & public.shown]
    for key in sorted(public.small):
        for amount in range(1, THRESHOLD):
            if not told.can_be(places[key], amount) and rule.can_be(rule_places[key], amount):
                found.append(f"{key} cannot be {amount}")
    for key in sorted(public.secret):
        value = int(key[2])
        possible = [value]
        for near in (range(value + 1, value + 3 * THRESHOLD), range(value - 1, -1, -1)):
            wide = max(possible) - min(possible) >= THRESHOLD - 2
            possible += [n for n in near if not wide and told.can_be(places[key], n)]
        if max(possible) - min(possible) < THRESHOLD - 2:
            found.append(f"{key} can be {possible} alone")
    for (terms, rest), (rule_terms, _) in zip(small_sums, rule_sums, strict=True):
        for amount in range(1, THRESHOLD):
            if not told.can(terms, amount) and rule.can(rule_terms, amount):
                found.append(f"a rest of {rest} cannot be {amount}")
    return found


def cannot_be_helped(book: RandomBook, recorded: Recorded) -> bool:
    """Whether a book that stopped would give something away with all that is new withheld."""
    shown: set[Key] = set()
    for period in recorded.quarters:
        try:
            rows = without_exempt(recorded, period).tables["observations"].dropna(subset="value")
        except BookError:
            until = max([*CUT_OFFS.values()][book.newer], CUT_OFFS[period.code])
            so_far = dataclasses.replace(book, rows=[row for row in book.rows if row[3] <= until])
            public = public_of({row[:3] for row in so_far.rows}, shown, book.exempt)
            return bool(leaks(so_far, public))
        shown |= {book.rows[line - 2][:3] for line in rows.index}
    return False


def test_no_random_book_gives_a_small_count_away() -> None:
    stopped: list[int] = []
    solved = 0
    for seed in range(BOOKS):
        book = random_book(seed)
        recorded = recorded_of(book)
        try:
            public = published(book, recorded)
        except BookError:
            if not cannot_be_helped(book, recorded):
                stopped.append(seed)
            continue
        solved += 1
        assert leaks(book, public) == [], (seed, book)
        if book.exempt:
            assert leaks(book, published(book, recorded, with_exempt=True)) == [], (seed, book)
    assert solved >= 0.95 * (solved + len(stopped)), stopped


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


@pytest.mark.parametrize("seed", [3859, 3949, 4549, 6389])
def test_nothing_is_given_away_by_what_held_before_a_part_was_recorded(seed: int) -> None:
    """Or by what holds by chance: these books once published an exempt nothing."""
    book = random_book(seed)
    recorded = recorded_of(book)
    try:
        assert leaks(book, published(book, recorded)) == []
    except BookError:
        assert cannot_be_helped(book, recorded)


def test_an_exempt_nothing_recorded_after_its_total_and_the_rest_stops_the_build() -> None:
    """22 less 22 are out; recorded on the same day, or where it may be seen, it stops nothing."""
    both = [("t", PERIODS[0], 22.0, DAYS[0]), ("a", PERIODS[0], 22.0, DAYS[0])]
    late = RandomBook({"t": ["a", "b"]}, exempt="b", rows=[*both, ("b", PERIODS[0], 0.0, DAYS[1])])
    with pytest.raises(BookError, match='the figure of "b" for Q1 2021/22 has to be withheld'):
        published(late, recorded_of(late))
    at_once = dataclasses.replace(late, rows=[*both, ("b", PERIODS[0], 0.0, DAYS[0])])
    seen = published(at_once, recorded_of(at_once))
    assert leaks(at_once, seen) == []
    assert len(seen.shown) == 1
    public = dataclasses.replace(late, exempt="")
    assert len(published(public, recorded_of(public)).shown) == 3


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
    """In books of one edition and one to twelve figures: by trying all sets."""
    held = least = 0
    for seed in range(BOOKS // 4):
        book = random_book(seed)
        book.exempt, book.newer = "", 0
        book.rows = [row for row in book.rows if row[3] == DAYS[0]]
        figures = len(figures_of(book))
        smallest = least_held(book) if 0 < figures <= 12 else None
        if smallest is None:
            continue
        least += smallest
        held += len(published(book, recorded_of(book)).held)
    assert least > 0
    assert held <= 1.1 * least, (held, least)
