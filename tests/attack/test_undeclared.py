"""Sums of five, stocks and flows, sums to date, means, runs, what is late or counts twice.

Nobody declares them, and none gives a small count away.

Measured is which of 1 to 4 an attacker can rule out of a small count who knows what the measures
are made of, sees all that is shown, and could not by the rule alone: any is a leak.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd
import pytest

from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.deciding.decided_record import suppression_of
from quarterbook.ground.periods import parse
from support.attacker import Puzzle
from support.records import record

BOOKS = int(os.environ.get("ATTACKED_BOOKS", "300")) // 21
THRESHOLD = 5

Place = tuple[str, int]
"""A measure and the number of a quarter."""


@dataclass
class Book:
    """Figures by measure, quarter after quarter, and sums of them that are nothing."""

    figures: dict[str, list[float]]
    sums: list[dict[Place, int]]

    def recorded(self) -> Recorded:
        kinds = {"frequency": "quarterly", "reading": "snapshot", "part_of": ""}
        table = pd.DataFrame(
            [
                {
                    "id": id_,
                    "unit": "average" if id_ == "mean" else "number",
                    "small_numbers": "show" if id_ == "mean" else "",
                    **kinds,
                }
                for id_ in self.figures
            ]
        )
        rows = [
            {"measure": id_, "period": parse(code_of(n)), "value": float(number), "marker": ""}
            for id_, numbers in self.figures.items()
            for n, number in enumerate(numbers)
        ]
        blank = {"numerator": float("nan"), "denominator": float("nan")}
        return record(table, pd.DataFrame(rows).assign(**blank), THRESHOLD)


def code_of(quarter: int) -> str:
    year = 2010 + quarter // 4
    return f"{year}-{(year + 1) % 100}-Q{quarter % 4 + 1}"


def random_book(kind: str, chance: random.Random) -> Book:
    """A family of a kind over four to nine quarters."""
    quarters = range(chance.randint(4, 9))

    def counts() -> list[float]:
        choices = (0, 1, 2, 3, 4, *range(5, 25), *range(5, 60))
        return [float(chance.choice(choices)) for _ in quarters]

    own: dict[str, list[float]] = {"a": counts()}
    if kind == "five":
        own |= {id_: counts() for id_ in "bcde"}
        sums = [{(id_, n): -1 for id_ in own} | {("t", n): 1} for n in quarters]
        own["t"] = [sum(some) for some in zip(*own.values(), strict=True)]
    elif kind == "mean":
        own["b"] = counts()
        sums = [{("mean", n): 2, ("a", n): -1, ("b", n): -1} for n in quarters]
        own["mean"] = [(a + b) / 2 for a, b in zip(own["a"], own["b"], strict=True)]
    elif kind == "stock":
        own["gone"] = counts()
        rise = [a - b for a, b in zip(own["a"], own["gone"], strict=True)]
        own["stock"] = [600.0 + sum(rise[: n + 1]) for n in quarters]
        sums = [
            {("stock", n): 1, ("stock", n - 1): -1, ("a", n): -1, ("gone", n): 1}
            for n in quarters[1:]
        ]
    elif kind == "late":
        own["b"] = counts()
        own["t"] = [0.0, *(a + b for a, b in zip(own["a"][1:], own["b"], strict=False))]
        sums = [{("t", n): 1, ("a", n): -1, ("b", n - 1): -1} for n in quarters[1:]]
    elif kind == "twice":
        own["b"] = counts()
        own["t"] = [2 * a + b for a, b in zip(own["a"], own["b"], strict=True)]
        sums = [{("t", n): 1, ("a", n): -2, ("b", n): -1} for n in quarters]
    elif kind == "run":
        own["two"] = [0.0, *(a + b for a, b in pairwise(own["a"]))]
        sums = [{("two", n): 1, ("a", n): -1, ("a", n - 1): -1} for n in quarters[1:]]
    else:
        own["so-far"] = [sum(own["a"][: n + 1]) for n in quarters]
        sums = [{("so-far", n): 1, ("so-far", n - 1): -1, ("a", n): -1} for n in quarters[1:]]
    return Book(own, sums)


def puzzle(book: Book, small: set[Place], hidden: set[Place]) -> tuple[Puzzle, dict[Place, int]]:
    """What an attacker knows; of a mean, twice as much."""
    made, places = Puzzle(threshold=THRESHOLD), {}
    for id_, numbers in book.figures.items():
        for n, number in enumerate(numbers):
            shown = int(number * (2 if id_ == "mean" else 1))
            if (id_, n) in small:
                places[id_, n] = made.unknown(1, THRESHOLD - 1)
            elif (id_, n) in hidden:
                places[id_, n] = made.unknown(0, 6000, has_gap=id_ != "mean")
            else:
                places[id_, n] = made.unknown(shown, shown)
    for terms in book.sums:
        factors = {places[p]: 1 if p[0] == "mean" else times for p, times in terms.items()}
        made.rows.append((factors, False))
    return made, places


def leaks(book: Book, small: set[Place], hidden: set[Place]) -> list[str]:
    """Return what can be told of small counts beyond what the rule alone would tell."""
    told, places = puzzle(book, small, hidden)
    some = {(i, n) for i, row in book.figures.items() for n, number in enumerate(row) if number}
    rule, rule_places = puzzle(book, small, some)
    return [
        f"{place} cannot be {amount}"
        for place in sorted(small)
        for amount in range(1, THRESHOLD)
        if not told.can_be(places[place], amount) and rule.can_be(rule_places[place], amount)
    ]


@pytest.mark.alike(3)
@pytest.mark.parametrize("kind", ["five", "mean", "stock", "to date", "late", "twice", "run"])
def test_no_family_that_nobody_declared_gives_a_small_count_away(kind: str) -> None:
    given_away = 0
    for seed in range(BOOKS):
        book = random_book(kind, random.Random(f"{kind} {seed}"))
        recorded = book.recorded()
        suppression = suppression_of(recorded, next(iter(recorded.quarters)))
        codes = {code_of(n): n for n in range(9)}
        rules = {
            (cell.measure, codes[cell.key[1].code]): why.rule
            for number, why in suppression.withheld.items()
            for cell in [suppression.cells[number]]
        }
        small = {place for place, rule in rules.items() if rule == "small"}
        given_away += bool(leaks(book, small, small))
        assert leaks(book, small, set(rules)) == [], (seed, book)
    assert given_away > BOOKS / 8, "or nothing was held back that had to be"
