"""What was withheld by rule and is no more gives no other figure away, and none by itself.

Random families of one period in two editions: one part is marked ``c`` in the first, and recorded
again without the mark, as it was or revised with its total, for the second; or parts are small by
the threshold of the first, and not by that of the second, which has their total.
"""

from __future__ import annotations

import dataclasses
import random
from dataclasses import dataclass

import pandas as pd
import pytest

from quarterbook.data.params.council import NoLongerConfidential
from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.account import disclosed
from quarterbook.disclosure.blank import blanked
from quarterbook.ground.errors import BookError
from quarterbook.ground.periods import Period, parse
from support.attacker import Key, Public, puzzle
from support.draws import drawn
from support.records import CUT_OFFS, counts, record

THRESHOLD, PERIOD = 5, "2021-22-Q4"
DAYS = ("2022-04-20", "2022-07-20")
FAMILY = {"t": ["a", "b", "c"]}


@dataclass
class History:
    """Counts by measure in both editions; ``b`` is confidential in the first."""

    first: dict[str, float]
    then: dict[str, float]

    @property
    def rows(self) -> list[tuple[str, str, float, str]]:
        changed = [id_ for id_ in self.then if id_ == "b" or self.then[id_] != self.first[id_]]
        return [(id_, PERIOD, value, DAYS[0]) for id_, value in self.first.items()] + [
            (id_, PERIOD, self.then[id_], DAYS[1]) for id_ in changed
        ]

    @property
    def states(self) -> list[dict[tuple[str, str], float]]:
        return [
            {(id_, PERIOD): value for id_, value in one.items()} for one in (self.first, self.then)
        ]

    @property
    def figures(self) -> set[Key]:
        return {(id_, of, value) for one in self.states for (id_, of), value in one.items()}


def history(seed: int) -> History:
    chance = random.Random(seed)
    first = {id_: float(chance.choice((0, *range(1, 14)))) for id_ in "ac"}
    first["b"] = float(chance.randint(8, 30))
    then = dict(first)
    if chance.random() < 0.5:
        then["b"] = float(chance.randint(8, 30))
    for one in (first, then):
        one["t"] = one["a"] + one["b"] + one["c"]
    return History(first, then)


def family_measures() -> pd.DataFrame:
    """The family's rows of measures.csv."""
    usual = {"unit": "number", "frequency": "quarterly", "reading": "snapshot", "decimals": 0}
    more = dict.fromkeys(("small_numbers", "related", "first_quarter", "retired_quarter"), "")
    return pd.DataFrame(
        [{"id": id_, **usual, **more, "part_of": "" if id_ == "t" else "t"} for id_ in "tabc"]
    )


def recorded_of(one: History, *, is_released: bool) -> Recorded:
    measures = family_measures()
    rows = counts(one.rows)
    rows.loc[(rows["measure"] == "b") & (rows["recorded_on"] == DAYS[0]), "marker"] = "c"
    recorded = record(measures, rows, THRESHOLD, dict([*CUT_OFFS.items()][:2]))
    released = NoLongerConfidential(measure="b", period=parse(PERIOD), reason="It is over.")
    named = {"no_longer_confidential": [released] if is_released else []}
    return dataclasses.replace(recorded, council=recorded.council.model_copy(update=named))


def shown_in(one: History, recorded: Recorded) -> list[set[Key]]:
    """What each edition shows."""
    shown = []
    for period in recorded.quarters:
        rows = blanked(recorded, period).tables["observations"].dropna(subset="value")
        shown.append({one.rows[line - 2][:3] for line in rows.index})
    return shown


def leaks(one: History, shown: set[Key], secret: set[Key]) -> list[str]:
    """What is known of small counts beyond the rule, and of what is confidential."""
    small = {key for key in one.figures if 0 < key[2] < THRESHOLD}
    zero = {key for key in one.figures if key[2] == 0}
    held = one.figures - shown - small - secret
    known = {"to_date": False, "twins": {}}
    told, places, _ = puzzle(
        Public(shown, small, held, secret), one.states, FAMILY.items(), **known
    )
    alone = Public(zero, small, one.figures - small - zero - secret, secret)
    rule, rule_places, _ = puzzle(alone, one.states, FAMILY.items(), **known)
    found = [f"{key} is shown" for key in small & shown]
    found += [
        f"{key} cannot be {amount}"
        for key in sorted(small)
        for amount in range(1, THRESHOLD)
        if not told.can_be(places[key], amount) and rule.can_be(rule_places[key], amount)
    ]
    for key in sorted(secret):
        near = range(max(0, int(key[2]) - 3 * THRESHOLD), int(key[2]) + 3 * THRESHOLD)
        possible = [amount for amount in near if told.can_be(places[key], amount)]
        if possible[-1] - possible[0] < THRESHOLD - 2:
            found.append(f"{key} can be {possible} alone")
    return found


@pytest.mark.drawn
def test_what_is_released_gives_nothing_else_away() -> None:
    came_out = stopped = 0
    books = drawn(60)
    for seed in range(books):
        one = history(seed)
        b = {("b", PERIOD, one.first["b"]), ("b", PERIOD, one.then["b"])}
        first, second = shown_in(one, recorded_of(one, is_released=False))
        assert not b & (first | second)
        assert leaks(one, first | second, b) == [], one
        try:
            released = shown_in(one, recorded_of(one, is_released=True))
        except BookError:
            stopped += 1
            continue
        assert released[0] == first
        assert leaks(one, released[0] | released[1], set()) == [], one
        came_out += ("b", PERIOD, one.then["b"]) in released[1]
    assert came_out > books // 3, came_out
    assert stopped <= books // 20


def late_total(seed: int) -> list[tuple[str, str, float, str]]:
    """A family whose total, and perhaps a part, comes later; b is 5 to 9."""
    chance = random.Random(seed)
    a, b, c = (float(chance.randint(*ends)) for ends in ((0, 30), (5, 9), (0, 13)))
    c_day = DAYS[chance.random() < 0.3]
    days = {"a": DAYS[0], "b": DAYS[0], "c": c_day, "t": DAYS[1]}
    figures = {"a": a, "b": b, "c": c, "t": a + b + c}
    return [(id_, PERIOD, value, days[id_]) for id_, value in figures.items()]


@pytest.mark.drawn
def test_a_lower_threshold_gives_nothing_away_that_is_withheld() -> None:
    """Published under a threshold of 10, and then under one of 5."""
    stopped = withheld = 0
    books = drawn(60)
    for seed in range(books):
        rows = late_total(seed)
        measures = family_measures()
        cut_offs = dict([*CUT_OFFS.items()][:2])
        before = record(measures, counts(rows), 10, cut_offs)
        first, second = before.quarters
        out = {first: disclosed(before, first)}
        now = dataclasses.replace(
            record(measures, counts(rows), THRESHOLD, cut_offs), disclosed=out
        )
        shown = _shown(before, first, rows)
        try:
            shown |= _shown(now, second, rows)
        except BookError:
            stopped += 1
            continue
        was_small = {row[:3] for row in rows if row[3] == DAYS[0] and THRESHOLD <= row[2] < 10}
        figures = {id_: value for id_, _, value, _ in rows}
        one = History(figures, figures)
        assert leaks(one, shown, was_small - shown) == [], rows
        withheld += bool(was_small - shown)
    assert withheld > books // 2
    assert stopped <= books // 20, stopped


def _shown(recorded: Recorded, period: Period, rows: list[tuple[str, str, float, str]]) -> set[Key]:
    kept = blanked(recorded, period).tables["observations"].dropna(subset="value")
    return {rows[line - 2][:3] for line in kept.index}
