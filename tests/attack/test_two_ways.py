"""Tables of two ways: each cell is a part of a total in its row and of one in its column."""

from __future__ import annotations

import dataclasses
import random

import pandas as pd
import pytest

from quarterbook.data.params.editions import Exempt
from quarterbook.disclosure.exempt import without_exempt
from quarterbook.ground.errors import BookError
from support.attacker import Key, Public, puzzle
from support.draws import drawn
from support.records import CUT_OFFS, counts, record

BOOKS = drawn(60)
THRESHOLD = 5
PERIOD, DAY = "2021-22-Q1", "2022-04-20"
TOTAL = "t"

Family = tuple[str, list[str]]


def table(seed: int) -> tuple[dict[str, int], list[Family], dict[str, str]]:
    """Figures by measure, the families that they are in, and what ``part_of`` says of them."""
    chance = random.Random(seed)
    rows, columns = (
        ("n", "s", "w")[: chance.choice((2, 3))],
        ("k", "l", "m")[: chance.choice((2, 3))],
    )
    figures = {
        f"{row}{column}": chance.choice((0, 1, 2, 3, 4, *range(5, 25)))
        for row in rows
        for column in columns
    }
    families = [(row, [f"{row}{column}" for column in columns]) for row in rows]
    families += [(column, [f"{row}{column}" for row in rows]) for column in columns]
    figures |= {total: sum(figures[part] for part in parts) for total, parts in families}
    families += [(TOTAL, [*rows]), (TOTAL, [*columns])]
    figures[TOTAL] = sum(figures[row] for row in rows)
    part_of = {f"{row}{column}": f"{row}; {column}" for row in rows for column in columns}
    part_of |= dict.fromkeys(rows, f"{TOTAL} (place)") | dict.fromkeys(columns, f"{TOTAL} (age)")
    return figures, families, part_of


def shown_of(figures: dict[str, int], part_of: dict[str, str], exempt: str = "") -> set[str]:
    """What everybody sees of a table, of which a measure may be exempt."""
    usual = {"unit": "number", "frequency": "quarterly", "reading": "snapshot"}
    usual |= dict.fromkeys(("small_numbers", "related", "first_quarter", "retired_quarter"), "")
    measures = pd.DataFrame(
        [{"id": id_, **usual, "part_of": part_of.get(id_, "")} for id_ in figures]
    )
    rows = counts([(id_, PERIOD, float(value), DAY) for id_, value in figures.items()])
    recorded = record(measures, rows, THRESHOLD, CUT_OFFS)
    hidden = {"exempt": [Exempt(measure=exempt, reason="Paragraph 3")] if exempt else []}
    quarters = {p: one.model_copy(update=hidden) for p, one in recorded.quarters.items()}
    recorded = dataclasses.replace(recorded, quarters=quarters)
    seen = without_exempt(recorded, max(recorded.quarters)).tables["observations"]
    return set(seen.dropna(subset="value")["measure"])


def leaks(figures: dict[str, int], families: list[Family], shown: set[str]) -> list[str]:
    """What can be told of a small figure beyond what the rule alone would tell."""
    keys: dict[str, Key] = {id_: (id_, PERIOD, float(value)) for id_, value in figures.items()}
    state = {(id_, PERIOD): float(value) for id_, value in figures.items()}
    small = {keys[id_] for id_, value in figures.items() if 0 < value < THRESHOLD}

    def known(seen: set[str]) -> Public:
        visible = {keys[id_] for id_ in seen}
        return Public(visible, small - visible, {*keys.values()} - visible - small)

    options = {"to_date": False, "twins": {}}
    told, places, _ = puzzle(known(shown), [state], families, **options)
    zero = {id_ for id_, value in figures.items() if value == 0}
    rule, rule_places, _ = puzzle(known(zero), [state], families, **options)
    found = [f"{key} is shown" for key in small if key[0] in shown]
    for key in sorted(small - {keys[id_] for id_ in shown}):
        for amount in range(1, THRESHOLD):
            if not told.can_be(places[key], amount) and rule.can_be(rule_places[key], amount):
                found.append(f"{key} cannot be {amount}")
    return found


@pytest.mark.drawn
def test_no_table_gives_a_small_count_away() -> None:
    solved = 0
    for seed in range(BOOKS):
        figures, families, part_of = table(seed)
        try:
            shown = shown_of(figures, part_of)
        except BookError:
            continue
        solved += 1
        assert leaks(figures, families, shown) == [], (seed, figures, shown)
    assert solved > 0.95 * BOOKS


@pytest.mark.drawn
def test_no_table_gives_an_exempt_figure_away() -> None:
    """The least and the most that it can be lie at least 3 apart, as those of a small count do."""
    for seed in range(BOOKS // 4):
        figures, families, part_of = table(seed)
        exempt = random.Random(seed).choice([*figures])
        shown = shown_of(figures, part_of, exempt)
        keys: dict[str, Key] = {id_: (id_, PERIOD, float(value)) for id_, value in figures.items()}
        state = {(id_, PERIOD): float(value) for id_, value in figures.items()}
        secret, visible = {keys[exempt]}, {keys[id_] for id_ in shown}
        small = {key for key in keys.values() if 0 < key[2] < THRESHOLD} - secret
        assert not (secret | small) & visible, seed
        public = Public(visible, small, {*keys.values()} - visible - small - secret, secret)
        told, places, _ = puzzle(public, [state], families, to_date=False, twins={})
        near = range(max(0, figures[exempt] - 6), figures[exempt] + 7)
        possible = [n for n in near if told.can_be(places[keys[exempt]], n)]
        assert max(possible) - min(possible) >= 3, (seed, figures, shown, possible)


def test_the_attacker_would_find_it() -> None:
    """One more in the row alone: the column tells it."""
    figures, families, _ = table(0)
    small = next(id_ for id_, value in figures.items() if len(id_) == 2 and 0 < value < THRESHOLD)
    beside = next(id_ for id_ in figures if len(id_) == 2 and id_[0] == small[0] and id_ != small)
    assert leaks(figures, families, {*figures} - {small, beside})


def test_one_total_alone_would_not_do() -> None:
    """What was there before: `part_of` named the total of the row, and the column told it."""
    part_of = {"nk": "n", "nl": "n", "sk": "s", "sl": "s"}
    figures = {"nk": 3, "nl": 20, "sk": 30, "sl": 40, "n": 23, "s": 70, "k": 33, "l": 60}
    rows = [("n", ["nk", "nl"]), ("s", ["sk", "sl"])]
    columns = [("k", ["nk", "sk"]), ("l", ["nl", "sl"])]
    assert leaks(figures, rows + columns, shown_of(figures, part_of))
    both = {"nk": "n; k", "nl": "n; l", "sk": "s; k", "sl": "s; l"}
    assert leaks(figures, rows + columns, shown_of(figures, both)) == []
