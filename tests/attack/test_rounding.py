"""Counts that are rounded instead of withheld: who holds all editions learns no more of them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence

import pandas as pd
import pytest

from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.blank import blanked
from quarterbook.ground.errors import BookError
from support.records import CUT_OFFS, counts, record

DAYS = ("2022-04-20", "2022-07-20", "2022-10-20")
PERIOD = "2021-22-Q1"
Rows = Sequence[tuple[str, float, str]]


def recorded(rows: Rows, rounded: str, threshold: int = 5, total: str = "t") -> Recorded:
    """A total and its parts; those named by a letter in ``rounded`` are rounded."""
    ids = list(dict.fromkeys(id_ for id_, _, _ in rows))
    measures = pd.DataFrame(
        [
            {
                "id": id_,
                "unit": "number",
                "frequency": "quarterly",
                "reading": "snapshot",
                "small_numbers": "round" if id_ in rounded else "",
                "part_of": total if id_ != total and total in ids else "",
            }
            for id_ in ids
        ]
    )
    plain = [(id_, PERIOD, value, day) for id_, value, day in rows]
    return record(measures, counts(plain), threshold, CUT_OFFS)


def shown(book: Recorded) -> list[dict[str, float | None]]:
    """What each edition shows of each measure last, nothing where it is withheld."""
    editions = []
    for period in book.quarters:
        rows = blanked(book, period).tables["observations"]
        newest = rows.sort_values("recorded_on", kind="stable").groupby("measure").tail(1)
        editions.append(
            {
                m: None if v != v else v
                for m, v in zip(newest["measure"], newest["value"], strict=True)
            }
        )
    return editions


def test_a_family_is_rounded_so_that_it_still_adds_up() -> None:
    """By hand: 20 and 10 are multiples of 5 and stay; of 3 and 7 both are rounded to 5."""
    book = recorded([(i, v, DAYS[0]) for i, v in zip("tabc", (20, 10, 3, 7), strict=True)], "tabc")
    assert shown(book)[0] == {"t": 20, "a": 10, "b": 5, "c": 5}


def test_the_sum_counts_for_more_than_the_nearest_multiple() -> None:
    """3, 3 and 3 are 9: two of them are 5 and one is nothing, for 9 can only be 5 or 10."""
    book = recorded([(i, v, DAYS[0]) for i, v in zip("tabc", (9, 3, 3, 3), strict=True)], "tabc")
    first = shown(book)[0]
    assert first["t"] == sum(first[i] or 0 for i in "abc")
    assert sorted(first[i] or 0 for i in "abc") in ([0, 5, 5], [0, 0, 5])


@pytest.mark.parametrize(("threshold", "base"), [(3, 5), (5, 5), (6, 10), (10, 10)])
def test_the_base_is_no_less_than_the_threshold(threshold: int, base: int) -> None:
    book = recorded([("a", 13.0, DAYS[0])], "a", threshold)
    assert shown(book)[0]["a"] in (base * (13 // base), base * (13 // base + 1))


def test_what_was_shown_stays_as_it_was_shown() -> None:
    """A total recorded later is rounded to fit what is out, as far as that goes."""
    rows = [("a", 3.0, DAYS[0]), ("b", 3.0, DAYS[0]), ("t", 9.0, DAYS[1]), ("c", 3.0, DAYS[1])]
    first, second, _ = shown(recorded(rows, "tabc"))
    assert (first["a"], first["b"]) == (second["a"], second["b"])
    assert second["t"] == sum(second[i] or 0 for i in "abc")


def test_what_is_no_count_is_not_rounded() -> None:
    book = recorded([("a", 3.0, DAYS[0])], "a")
    book.tables["measures"]["unit"] = "%"
    with pytest.raises(BookError, match='small_numbers of "a" is round, but its figures are no'):
        blanked(book, next(iter(book.quarters)))


def possible(known: Mapping[str, tuple[int, int]], parts: str, secret: str) -> set[int]:
    """What a count can be for who tries all whole numbers, the total being the sum of the parts."""
    found = set()
    for amounts in itertools.product(
        *(range(low, high + 1) for low, high in map(known.get, parts))
    ):
        total = sum(amounts)
        if known["t"][0] <= total <= known["t"][1]:
            found.add(total if secret == "t" else amounts[parts.index(secret)])
    return found


@pytest.mark.parametrize("seed", range(60))
def test_a_rounded_count_can_be_every_small_one(seed: int) -> None:
    """Families in which all are rounded, or some are and the others shown or withheld."""
    chance = random.Random(seed)
    parts = "abc"[: chance.choice((2, 3))]
    amounts = {part: chance.choice((0, 1, 2, 3, 4, 5, 6, 8, 11)) for part in parts}
    rows = [(i, float(v), chance.choice(DAYS)) for i, v in amounts.items()]
    rows.append(("t", float(sum(amounts.values())), chance.choice(DAYS)))
    named = "".join(i for i in "t" + parts if chance.random() < 0.8)
    try:
        seen = shown(recorded(rows, named))[-1]
    except BookError:
        return
    known: dict[str, tuple[int, int]] = {}
    for id_, value, _ in rows:
        public = seen[id_]
        if public is None:
            known[id_] = (1, 4) if 0 < value < 5 else (0, 40)
        elif id_ in named:
            assert public % 5 == 0
            assert abs(public - value) < 5
            known[id_] = (max(0, int(public) - 4), int(public) + 4)
        else:
            known[id_] = (int(public), int(public))
    alone = {id_: (1, 4) if 0 < value < 5 else (0, 40) for id_, value, _ in rows}
    for id_, value, _ in rows:
        if 0 < value < 5:
            by_rule = possible(alone, parts, id_) & {1, 2, 3, 4}
            assert possible(known, parts, id_) >= by_rule, (id_, known)
