"""Benchmarks of a region and its councils, and rolling years: none gives a small count away.

Measured is, for each small figure of each book, which of 1 to 4 an attacker can still rule out who
holds all editions, and who could not by the rule alone: any is a leak.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd
import pytest

from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.exempt import without_exempt
from quarterbook.ground.errors import BookError
from quarterbook.ground.periods import parse
from support.attacker import Puzzle
from support.draws import drawn
from support.random_books import DAYS
from support.records import CUT_OFFS, counts, naming_newer, record

BOOKS = drawn(300, "ATTACKED_BOOKS") // 4
THRESHOLD = 5
pytestmark = pytest.mark.drawn
COUNCIL = "E10000099"
YEAR = "2020-21"

Row = tuple[str, str, float, str]
"""Area, period, figure, and the day on which it is recorded or published."""

Figure = tuple[str, str, float]
State = Mapping[tuple[str, str], float]


@dataclass
class Book:
    """Rows of the council's one measure, where the area is blank, and of its benchmarks.

    newer
        the number of the day up to which a paper of the first quarter names what was newer, if any.
    """

    rows: list[Row]
    reading: str = "snapshot"
    frequency: str = "annual"
    newer: int = 0

    def recorded(self) -> Recorded:
        own = [("a", period, value, day) for area, period, value, day in self.rows if not area]
        kinds = {"frequency": self.frequency, "reading": self.reading}
        table = pd.DataFrame([{"id": "a", "unit": "number", "small_numbers": "", **kinds}])
        made = record(table.assign(part_of=""), counts(own), THRESHOLD, CUT_OFFS)
        others = sorted({row[0] for row in self.rows} - {"", "R", COUNCIL})
        councils = [(area, "council", "R") for area in (COUNCIL, *others)]
        areas = pd.DataFrame([*councils, ("R", "region", "")], columns=["code", "kind", "region"])
        areas["successor"] = ""
        shown = [row for row in self.rows if row[0]]
        benchmarks = made.tables["benchmarks"].reindex(range(2, 2 + len(shown)))
        benchmarks = benchmarks.assign(
            measure="a",
            period=[parse(period) for _, period, _, _ in shown],
            area=[area for area, _, _, _ in shown],
            value=[value for _, _, value, _ in shown],
            marker="",
            published_on=pd.to_datetime([day for _, _, _, day in shown]),
        )
        tables = {**made.tables, "areas": areas, "benchmarks": benchmarks}
        day, quarters = [*CUT_OFFS.values()][self.newer], made.quarters
        quarters = naming_newer(quarters, day) if self.newer else quarters
        return dataclasses.replace(made, tables=tables, quarters=quarters)

    def states(self) -> list[State]:
        """The newest figures on each cut-off day."""
        return [
            {(area, period): value for area, period, value, day in self.rows if day <= cut_off}
            for cut_off in CUT_OFFS.values()
        ]

    def figures(self) -> set[Figure]:
        return {(*key, value) for state in self.states() for key, value in state.items()}

    def shown(self) -> tuple[set[Figure], str]:
        """What all publications show, and the last day that the first one to stop would have."""
        made = self.recorded()
        own = [row for row in self.rows if not row[0]]
        benchmarks = [row for row in self.rows if row[0]]
        found: set[Figure] = set()
        for number, period in enumerate(made.quarters):
            try:
                tables = without_exempt(made, period).tables
            except BookError:
                return found, [*CUT_OFFS.values()][max(number, self.newer)]
            for name, rows in (("observations", own), ("benchmarks", benchmarks)):
                left = tables[name].dropna(subset="value").index
                found |= {rows[line - 2][:3] for line in left}
        return found, ""


Links = Callable[[State, Callable[[Figure], int], Puzzle], Iterable[tuple[dict[int, int], bool]]]


def _puzzle(book: Book, shown: set[Figure], links: Links) -> tuple[Puzzle, dict[Figure, int]]:
    """What an attacker knows: figures shown, the rule, and what holds on each day."""
    made, places = Puzzle(threshold=THRESHOLD), {}
    far = 2 * int(max(figure[2] for figure in book.figures())) + 20

    def place(figure: Figure) -> int:
        if figure not in places:
            value = int(figure[2])
            if figure in shown:
                places[figure] = made.unknown(value, value)
            elif 0 < value < THRESHOLD:
                places[figure] = made.unknown(1, THRESHOLD - 1)
            else:
                places[figure] = made.unknown(0, far, has_gap=True)
        return places[figure]

    for state in book.states():
        made.rows += links(state, place, made)
    for figure in book.figures():
        place(figure)
    return made, places


def leaks(book: Book, shown: set[Figure], links: Links) -> list[str]:
    """Return what can be told of small counts beyond what the rule alone would tell."""
    small = {figure for figure in book.figures() if 0 < figure[2] < THRESHOLD}
    told, places = _puzzle(book, shown, links)
    zero = {figure for figure in book.figures() if figure[2] == 0}
    rule, rule_places = _puzzle(book, zero, links)
    return [f"{figure} is shown" for figure in small & shown] + [
        f"{figure} cannot be {amount}"
        for figure in sorted(small - shown)
        for amount in range(1, THRESHOLD)
        if not told.can_be(places[figure], amount) and rule.can_be(rule_places[figure], amount)
    ]


def of_a_region(
    state: State, place: Callable[[Figure], int], _: Puzzle
) -> Iterable[tuple[dict[int, int], bool]]:
    """The council's benchmark is its figure, and the region's the sum of its councils', if so."""
    here = {area: place((*key, state[key])) for key in state for area in key[:1]}
    value = {area: number for (area, _), number in state.items()}
    if {"", COUNCIL} <= value.keys() and value[""] == value[COUNCIL]:
        yield {here[""]: 1, here[COUNCIL]: -1}, False
    for own in {"", COUNCIL} & value.keys():
        members = [own, *(area for area in value if area not in ("", "R", COUNCIL))]
        if "R" in value and value["R"] == sum(value[area] for area in members):
            yield {here["R"]: 1, **{here[area]: -1 for area in members}}, False


def random_region(chance: random.Random) -> Book:
    """A council's figure for a year, its region's, and those of two to four others."""
    others = "WXYZ"[: chance.randint(2, 4)]
    amounts = {area: chance.choice((0, 1, 2, 3, 4, *range(5, 30))) for area in ("", *others)}
    rows: list[Row] = []
    written: dict[str, float] = {}
    first = {area: chance.choice((0, 0, 0, 1)) for area in ("", COUNCIL, "R", *others)}
    revised = chance.choice((0, 0, 1, 2))
    for edition, day in enumerate(DAYS):
        if edition and revised == edition:
            area = chance.choice(sorted(amounts))
            amounts[area] = max(0, amounts[area] + chance.choice((-4, -3, 2, 3)))
        known = {**amounts, COUNCIL: amounts[""], "R": sum(amounts.values())}
        for area, value in known.items():
            if first[area] <= edition and written.get(area) != value:
                rows.append((area, YEAR, float(value), day))
                written[area] = value
    return Book(rows, newer=chance.choice((0, 0, 0, 1, 2)))


def of_rolling_years(
    state: State, place: Callable[[Figure], int], made: Puzzle
) -> Iterable[tuple[dict[int, int], bool]]:
    """Each figure is what four quarters counted, of which none is published."""
    quarters: dict[int, int] = {}
    for (area, code), value in sorted(state.items()):
        last = 4 * int(code[:4]) + int(code[-1])
        for quarter in range(last - 3, last + 1):
            if quarter not in quarters:
                quarters[quarter] = made.unknown(0, 40)
        terms = {quarters[quarter]: -1 for quarter in range(last - 3, last + 1)}
        yield {place((area, code, value)): 1, **terms}, False


def random_years(chance: random.Random) -> Book:
    """Rolling years at the end of six to nine quarters, the last two of them recorded late."""
    count = chance.randint(6, 9)
    amounts = [chance.choice((0, 0, 0, 1, 2, 3, 5, 8)) for _ in range(count + 3)]
    codes = [f"{2019 + n // 4}-{20 + n // 4}-Q{n % 4 + 1}" for n in range(count)]
    days = [DAYS[max(0, n - count + 3)] for n in range(count)]
    rows = [
        ("", code, float(sum(amounts[n : n + 4])), day)
        for n, (code, day) in enumerate(zip(codes, days, strict=True))
    ]
    return Book(rows, "rolling_12", "quarterly", newer=chance.choice((0, 0, 0, 1, 2)))


def attack(make: Callable[[random.Random], Book], links: Links) -> None:
    """Attack random books; of those that can be published at least 95 in 100 are.

    A book that stops cannot be if what is out gives something away with all that is new withheld.
    """
    solved, stopped = 0, []
    for seed in range(BOOKS):
        book = make(random.Random(seed))
        shown, until = book.shown()
        if until:
            so_far = dataclasses.replace(book, rows=[row for row in book.rows if row[3] <= until])
            if not leaks(so_far, shown, links):
                stopped.append(seed)
            continue
        solved += 1
        assert leaks(book, shown, links) == [], (seed, book)
    assert solved >= 0.95 * (solved + len(stopped)), stopped


def test_no_region_gives_a_small_count_away() -> None:
    attack(random_region, of_a_region)


def test_no_rolling_year_gives_another_away() -> None:
    attack(random_years, of_rolling_years)


def test_the_attacker_would_find_it() -> None:
    """28 less 11 and 14 is 3; the fifth quarter is all of the year to it, the ninth 2 less."""
    figures = {"": 3.0, "R": 28.0, "X": 11.0, "Y": 14.0}
    region = Book([(area, YEAR, value, DAYS[0]) for area, value in figures.items()])
    shown = region.figures() - {("", YEAR, 3.0)}
    assert len(leaks(region, shown, of_a_region)) == 3
    assert leaks(region, shown - {("X", YEAR, 11.0)}, of_a_region) == []
    codes = [f"{2019 + n // 4}-{20 + n // 4}-Q{n % 4 + 1}" for n in range(12)]
    values = (0, 0, 0, 0, 2, 2, 2, 8, 6, 6, 6, 0)
    rows = [("", code, float(value), DAYS[0]) for code, value in zip(codes, values, strict=True)]
    years = Book(rows, "rolling_12", "quarterly")
    shown = {figure for figure in years.figures() if figure[2] != 2}
    assert len(leaks(years, shown, of_rolling_years)) == 9
