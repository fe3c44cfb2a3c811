"""Random books of three editions: families of totals and parts, recorded late, revised, to date.

Some have a second id or a rate of a part, an exempt part, or papers that name newer figures.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

DAYS = ("2022-04-20", "2022-07-20", "2022-10-20")
PERIODS = ("2021-22-Q1", "2021-22-Q2", "2021-22-Q3", "2021-22-Q4")


@dataclass
class RandomBook:
    """Families by total; measures running over the year; rows by day of recording.

    twins
        ids, each with the part whose count it has too, which nobody declared.
    rates
        ids, each with of how many it is and the denominator of the part's count.
    exempt
        a part that only exempt papers show.
    newer
        the number of the day up to which a paper of the first quarter names what was newer, if any.
    """

    families: dict[str, list[str]] = field(default_factory=dict)
    to_date: bool = False
    twins: dict[str, str] = field(default_factory=dict)
    rates: dict[str, tuple[int, int]] = field(default_factory=dict)
    exempt: str = ""
    newer: int = 0
    rows: list[tuple[str, str, float, str]] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return list(dict.fromkeys(row[0] for row in self.rows))


def random_book(seed: int) -> RandomBook:
    """A book with one or two families, of which the second may be a part of the first."""
    chance = random.Random(seed)
    book = RandomBook(to_date=chance.random() < 0.25)
    book.families["t"] = list("abc"[: chance.choice((2, 2, 3, 3))])
    if chance.random() < 0.3:
        book.families["a"] = ["d", "e"]
    periods = PERIODS[:2] if book.to_date or chance.random() < 0.3 else PERIODS[:1]
    kind = seed % 10
    book.newer = {5: 1, 6: 2}.get(kind, 0)
    if kind in (7, 8):
        book.to_date, periods = False, PERIODS
        book.twins["w"] = "b"
        if kind == 8:
            book.rates["w"] = (chance.choice((100, 1000)), chance.randint(60, 300))
    if kind == 9:
        book.exempt, book.newer = "b", int(seed % 30 == 29)
    leaves = [p for parts in book.families.values() for p in parts if p not in book.families]
    sums: dict[str, int] = dict.fromkeys((*leaves, *book.families), 0)
    for period in periods:
        amounts = {leaf: _amount(chance) for leaf in leaves}
        first = {id_: chance.choice((0, 0, 0, 1)) for id_ in (*leaves, *book.families)}
        revised = chance.choice((0, 0, 1, 2))
        written: dict[str, float] = {}
        for edition, day in enumerate(DAYS):
            if edition and revised == edition:
                leaf = chance.choice(leaves)
                amounts[leaf] = max(0, amounts[leaf] + chance.choice((-4, -3, -2, 2, 3, 4)))
            known = _totals(amounts, book.families)
            for id_ in sums:
                value = known[id_] + (sums[id_] if book.to_date else 0)
                if first[id_] <= edition and written.get(id_) != value:
                    book.rows.append((id_, period, float(value), day))
                    written[id_] = value
        for id_, amount in _totals(amounts, book.families).items():
            sums[id_] += amount
    if len({value for id_, _, value, day in book.rows if id_ == "b" and day == DAYS[0]} - {0}) < 3:
        book.twins, book.rates = {}, {}  # too little to tell by
    for twin, part in book.twins.items():
        book.rows += [(twin, p, value, day) for id_, p, value, day in book.rows if id_ == part]
    return book


def _amount(chance: random.Random) -> int:
    return chance.choice((0, 1, 2, 3, 4, *range(5, 10), *range(5, 25)))


def _totals(amounts: dict[str, int], families: dict[str, list[str]]) -> dict[str, int]:
    known = dict(amounts)
    for total in reversed(families):
        known[total] = sum(known[part] for part in families[total])
    return known
