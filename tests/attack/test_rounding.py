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
from support.draws import drawn
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
    """By hand: 20 and 10 are multiples of 5 and stay; 3 and 7 become 5 and 5, or 0 and 10."""
    book = recorded([(i, v, DAYS[0]) for i, v in zip("tabc", (20, 10, 3, 7), strict=True)], "tabc")
    first = shown(book)[0]
    assert (first["t"], first["a"]) == (20, 10)
    assert (first["b"], first["c"]) in ((5, 5), (0, 10))


def test_how_large_a_count_is_has_no_say_in_the_way_it_is_rounded() -> None:
    """Were the nearest taken, 0 would be 0 to 2; so each of 1 to 4 is shown alike, 6 to 9 too."""
    ways = set()
    for measure in "abcdefgh":
        low, high = (
            {shown(recorded([(measure, n, DAYS[0])], measure))[0][measure] for n in some}
            for some in ((1.0, 2.0, 3.0, 4.0), (6.0, 7.0, 8.0, 9.0))
        )
        assert (len(low), len(high)) == (1, 1)
        ways |= low
    assert ways == {0, 5}


def test_months_beside_an_exact_quarter_that_nobody_declared() -> None:
    """2, 2 and 2 beside 6: each can still be 1 to 4 for who rounds every set that makes 6."""

    def pages(months: Sequence[float], quarters: Sequence[float]) -> list[pd.Series]:
        table = pd.DataFrame(
            [
                {
                    "id": id_,
                    "unit": "number",
                    "frequency": frequency,
                    "reading": reading,
                    "small_numbers": small,
                    "part_of": "",
                }
                for id_, frequency, reading, small in (
                    ("m", "monthly", "snapshot", "round"),
                    ("q", "quarterly", "snapshot", ""),
                )
            ]
        )
        rows = [("m", f"2021-{n:02}", value, DAYS[0]) for n, value in enumerate(months, 1)]
        rows += [
            ("q", f"20{20 + (n > 0)}-{21 + (n > 0)}-Q{(n + 3) % 4 + 1 if n else 4}", v, DAYS[0])
            for n, v in enumerate(quarters)
        ]
        book = record(table, counts(rows), 5, CUT_OFFS)
        return [blanked(book, period).tables["observations"]["value"] for period in book.quarters]

    rest = [7.0, 9.0, 12.0, 21.0, 8.0, 17.0]
    public = pages([2, 2, 2, *rest], [6, 28, 46])
    for amount in (1.0, 2.0, 3.0, 4.0):
        assert any(
            all(
                map(
                    pd.Series.equals,
                    pages([amount, one, 6 - amount - one, *rest], [6, 28, 46]),
                    public,
                )
            )
            for one in range(6 - int(amount))
        ), (amount, public)


@pytest.mark.parametrize("total", [7, 9, 13, 16])
@pytest.mark.parametrize("small", [1, 2, 3, 4])
def test_no_exact_total_stands_beside_rounded_parts_that_are_small(total: int, small: int) -> None:
    """With a total of 16, parts shown as 0 and 15 would tell 1: for 2, 3 and 4 they are 5 and 10.

    ``q`` is ``t`` under another name, in each of four periods; in the first three no part is small.
    """
    amounts = {"a": (14, 17, 11, small), "b": (21, 9, 26, total - small)}
    amounts["t"] = amounts["q"] = tuple(map(sum, zip(amounts["a"], amounts["b"], strict=True)))
    periods = ("2020-21-Q2", "2020-21-Q3", "2020-21-Q4", PERIOD)
    one = recorded([(id_, 1.0, DAYS[0]) for id_ in "tabq"], "tab")
    measures = one.tables["measures"]
    measures.loc[measures["id"] == "q", "part_of"] = ""
    rows = [
        (id_, period, float(n), DAYS[0])
        for id_, figures in amounts.items()
        for period, n in zip(periods, figures, strict=True)
    ]
    book = record(measures, counts(rows), 5, CUT_OFFS)
    table = blanked(book, [*book.quarters][-1]).tables["observations"]
    public = {(row.measure, row.period.code): row.value for row in table.itertuples()}
    assert public["q", PERIOD] != public["q", PERIOD]
    assert [public["q", period] for period in periods[:3]] == [35, 26, 37]
    assert public["t", PERIOD] == public["a", PERIOD] + public["b", PERIOD]


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


def gives_the_same(rows: Rows, named: str, secret: str, amount: int) -> bool:
    """Whether other counts, one of them this much, are published alike: by trying them all."""
    public = shown(recorded(rows, named))
    parts = [(id_, day) for id_, _, day in rows if id_ != "t"]
    day_of_total = rows[-1][2]
    last = public[-1]
    choices = [
        [amount]
        if id_ == secret
        else range(max(0, int(last[id_] or 0) - 4), int(last[id_] or 0) + 5)
        if id_ in named
        else [int(last[id_] or 0)]
        for id_, _ in parts
    ]
    for amounts in itertools.product(*choices):
        others = [(id_, float(n), day) for (id_, day), n in zip(parts, amounts, strict=True)]
        others.append(("t", float(sum(amounts)), day_of_total))
        if secret == "t" and sum(amounts) != amount:
            continue
        try:
            if shown(recorded(others, named)) == public:
                return True
        except BookError:
            continue
    return False


@pytest.mark.drawn
@pytest.mark.parametrize("seed", range(drawn(60)))
def test_a_rounded_count_can_be_every_small_one(seed: int) -> None:
    """Families in which all are rounded, or some are and the others shown or withheld.

    The attacker knows each way that was taken; in some of those where nothing is withheld he
    rounds all other counts by the program itself, to see which are published alike.
    """
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
            below, above = 4 * (public >= value), 4 * (public <= value)
            known[id_] = (max(0, int(public) - below), int(public) + above)
        else:
            known[id_] = (int(public), int(public))
    alone = {id_: (1, 4) if 0 < value < 5 else (0, 40) for id_, value, _ in rows}
    for id_, value, _ in rows:
        if 0 < value < 5:
            by_rule = possible(alone, parts, id_) & {1, 2, 3, 4}
            assert possible(known, parts, id_) >= by_rule, (id_, known)
            if seed % 6 == 0 and None not in seen.values():
                for amount in by_rule:
                    assert gives_the_same(rows, named, id_, amount), (id_, amount, rows, named)
