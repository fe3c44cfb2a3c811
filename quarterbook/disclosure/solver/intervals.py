"""What an attacker can know of a withheld figure who has all publications, links and the rule.

He solves for whole numbers that fit all he knows. Of a figure withheld as small he knows that it is
above 0 and below the threshold; of one held back with it that it is 0 or not below the threshold.
He can do no better than this integer programme, which HiGHS solves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, nan

from quarterbook.disclosure.cells import Cell, Key
from quarterbook.disclosure.linked_sums import LinkedSum, Sum, Unknown, added
from quarterbook.disclosure.small_counts import half_unit
from quarterbook.disclosure.solver.programme import Programme
from quarterbook.disclosure.solver.rounding import Rounded
from quarterbook.disclosure.solver.witness import Domain, KnownSum, Witness


def placed(terms: Sum, places: Mapping[Unknown, int]) -> list[tuple[int, float]]:
    """Return the terms of a sum that have a column, each with the column's place."""
    return [(places[u], times) for u, times in terms if u in places]


@dataclass(frozen=True)
class Secret:
    """A sum of unknowns that must not be narrowed.

    cells
        the withheld figures that it is about; none for what nobody publishes.
    width
        by how much the largest and the smallest that fit have to differ; 0
        where every count above 0 and below the threshold has to fit.
    """

    sum: Sum
    cells: tuple[int, ...] = ()
    width: float = 0.0


@dataclass(frozen=True)
class Demand:
    """One thing that must be possible: that a secret is this much, or that it spans so much."""

    secret: Secret
    amount: float = nan


class Attacker:
    """Who holds every figure but those said to be hidden, and knows all links.

    rules
        why figures are withheld by a rule of their own, as in `rules_of`, by their cells.
    rounded
        what is shown, where it is not hidden, instead of the counts of some cells.
    """

    def __init__(
        self,
        cells: Sequence[Cell],
        rules: Mapping[int, str],
        links: Iterable[LinkedSum],
        threshold: int,
        rounded: Mapping[int, Rounded],
    ) -> None:
        self.cells = cells
        self._rounded = rounded
        self.rules = rules
        self.threshold = threshold
        self.links = list(dict.fromkeys(links))
        self._rows_with: dict[Unknown, list[KnownSum]] = {}
        for link in self.links:
            row = (link.sum, 0.0, inf if link.is_at_least else 0.0)
            for unknown, _ in link.sum:
                self._rows_with.setdefault(unknown, []).append(row)

    @cached_property
    def without_guesses(self) -> Attacker:
        """Who knows the links that are declared or certain alone."""
        links = [link for link in self.links if not link.is_guess]
        if len(links) == len(self.links):
            return self
        return Attacker(self.cells, self.rules, links, self.threshold, self._rounded)

    @cached_property
    def unaware(self) -> Attacker:
        """Who sees what is withheld but not why: it may be small, or held back with others."""
        rules = dict.fromkeys(range(len(self.cells)), "confidential")
        return Attacker(self.cells, rules, self.links, self.threshold, self._rounded)

    # What is to be kept.

    def demands(self, secret: Secret) -> list[Demand]:
        """Return what must be possible for a secret not to be narrowed."""
        if secret.width:
            return [Demand(secret)]
        return [Demand(secret, float(amount)) for amount in self._small_counts]

    @cached_property
    def _small_counts(self) -> list[int]:
        """The counts that must all fit; of a large threshold some."""
        last = self.threshold - 1
        if last <= 24:
            return [*{1: None, last: None}, *range(2, last)] if last > 1 else [1] * (last == 1)
        return sorted({1, 2, last // 4, last // 2, last - 1, last})

    # What is known.

    def domain(self, unknown: Unknown) -> Domain:
        """Return what the rule tells of an unknown whose figure is withheld."""
        cell, rule = self.cells[unknown.cell], self.rules.get(unknown.cell, "")
        low = float(self.threshold)
        least = -inf if cell.is_signed else 0.0
        if not cell.is_counted:
            return Domain(least, is_whole=False)
        if unknown.is_of:
            return Domain(1.0, low - 1) if rule == "few" else Domain(1.0)
        if rule == "small":
            return Domain(1.0, low - 1)
        if rule or cell.is_shown_small or cell.is_signed or low <= 1:
            return Domain(least)
        return Domain(low, has_gap=True)

    def range_shown(self, unknown: Unknown) -> tuple[float, float]:
        """Return between what a reader of its figure knows an unknown to lie."""
        cell = self.cells[unknown.cell]
        if not unknown.is_of and unknown.cell in self._rounded:
            rounded = self._rounded[unknown.cell]
            return rounded.low if cell.is_signed else max(0.0, rounded.low), rounded.high
        return cell.of_range if unknown.is_of else cell.count_range

    def rows(self, free: Collection[int], around: Sum) -> list[KnownSum]:
        """Return all that ties a sum's unknowns to others, as far as figures in ``free`` reach."""
        rows: dict[KnownSum, None] = {}
        seen: set[Unknown] = set()
        ahead = [unknown for unknown, _ in around]
        while ahead:
            unknown = ahead.pop()
            if unknown in seen or not self.is_free(unknown, free):
                continue
            seen.add(unknown)
            for row in (*self._rows_with.get(unknown, ()), *self._own(unknown, free)):
                if row not in rows:
                    rows[row] = None
                    ahead += [other for other, _ in row[0]]
        return sorted(rows)

    def is_free(self, unknown: Unknown, free: Collection[int]) -> bool:
        low, high = self.range_shown(unknown)
        return unknown.cell in free or low != high

    def _own(self, unknown: Unknown, free: Collection[int]) -> Iterator[KnownSum]:
        """What a share says of itself: the count is no more than its denominator."""
        cell = self.cells[unknown.cell]
        yield from self._of_shown_rate(cell, free)
        is_remainder = self.rules.get(cell.number) == "remainder" and cell.number in free
        is_share = cell.base == 100 or is_remainder
        if is_share and cell.of == cell.of and cell.count == cell.count:
            of, count = Unknown(cell.number, True), Unknown(cell.number, False)
            yield (
                ((count, -1.0), (of, 1.0)),
                1.0 if is_remainder else 0.0,
                self.threshold - 1.0 if is_remainder else inf,
            )

    def _of_shown_rate(self, cell: Cell, free: Collection[int]) -> Iterator[KnownSum]:
        """What the same rate says that is shown elsewhere, without what it is made of."""
        if cell.number not in free or not (cell.base > 0 and cell.of > 0):
            return
        rate = cell.count * cell.base / cell.of
        of, count = Unknown(cell.number, True), Unknown(cell.number, False)
        for other in self._recorded_for[cell.key]:
            half = half_unit(other.value)
            is_same = other.of != other.of and abs(rate - other.value) <= half + 1e-9
            if other.number not in free and is_same:
                low, high = (other.value - half) / cell.base, (other.value + half) / cell.base
                yield ((count, 1.0), (of, -low)), 0.0, inf
                yield ((count, 1.0), (of, -high)), -inf, 0.0

    @cached_property
    def _recorded_for(self) -> Mapping[Key, list[Cell]]:
        """The figures that were recorded for one measure, period and area."""
        by_key: dict[Key, list[Cell]] = {}
        for cell in filter(None, self.cells):
            by_key.setdefault(cell.key, []).append(cell)
        return by_key

    # What can be known.

    def unmet(self, demands: Iterable[Demand], hidden: Collection[int]) -> list[Demand]:
        """Return what is not possible for an attacker who misses these figures."""
        by_secret: dict[Secret, list[Demand]] = {}
        for demand in demands:
            by_secret.setdefault(demand.secret, []).append(demand)
        return [
            demand
            for secret, some in by_secret.items()
            for demand in self._unmet(secret, some, hidden)
        ]

    def _unmet(
        self, secret: Secret, demands: list[Demand], hidden: Collection[int]
    ) -> list[Demand]:
        free = [unknown for unknown, _ in secret.sum if self.is_free(unknown, hidden)]
        if not free:
            amount = self.constant(secret.sum, {})
            return [demand for demand in demands if demand.amount != amount]
        rows = self.rows(hidden, secret.sum)
        if not secret.width and not rows and all(unknown.cell in hidden for unknown in free):
            return []
        witness = self._witness(rows, secret.sum, hidden)
        if secret.width:
            return demands if self._is_narrow(secret, witness, hidden) else []
        return [
            demand
            for demand in demands
            if not witness.fits(secret.sum, demand.amount, demand.amount)
            and not self._can_be(secret.sum, demand.amount, rows, hidden)
        ]

    def _can_be(
        self, around: Sum, amount: float, rows: Sequence[KnownSum], hidden: Collection[int]
    ) -> bool:
        programme, places = self.programme(rows, around, hidden)
        rest = amount - self.constant(around, places)
        programme.row(placed(around, places), rest, rest)
        return programme.solve() is not None

    def _is_narrow(self, secret: Secret, witness: Witness, hidden: Collection[int]) -> bool:
        recorded = sum(times * self.recorded(unknown) for unknown, times in secret.sum)
        if witness.fits(secret.sum, recorded, recorded) and (
            witness.fits(secret.sum, recorded + secret.width, inf)
            or witness.fits(secret.sum, -inf, recorded - secret.width)
        ):
            return False
        low, high = self.interval(secret, hidden)
        return not high - low >= secret.width - 1e-6

    def _witness(self, rows: Sequence[KnownSum], around: Sum, hidden: Collection[int]) -> Witness:
        unknowns = {u for terms, _, _ in rows for u, _ in terms} | {u for u, _ in around}
        domains = {}
        recorded = {}
        for unknown in unknowns:
            low, high = self.range_shown(unknown)
            if unknown.cell in hidden:
                domains[unknown] = self.domain(unknown)
                recorded[unknown] = self.recorded(unknown)
            elif low != high:
                domains[unknown] = Domain(low, high)
                recorded[unknown] = self.recorded(unknown)
            else:
                recorded[unknown] = low
        return Witness(rows, recorded, domains)

    def recorded(self, unknown: Unknown) -> float:
        """Return what an unknown is, NaN where nobody recorded it."""
        cell = self.cells[unknown.cell]
        return cell.of if unknown.is_of else cell.count

    def constant(self, terms: Sum, places: Mapping[Unknown, int]) -> float:
        """What of a sum is known to everybody."""
        return sum(times * self.range_shown(u)[0] for u, times in terms if u not in places)

    def programme(
        self, rows: Sequence[KnownSum], around: Sum, hidden: Collection[int]
    ) -> tuple[Programme, dict[Unknown, int]]:
        """Return an integer programme of all that is known, and the place of each unknown in it."""
        programme = Programme()
        unknowns = {u for terms, _, _ in rows for u, _ in terms} | {u for u, _ in around}
        free = sorted(u for u in unknowns if self.is_free(u, hidden))
        most = self.most(unknowns)
        places = {}
        for unknown in free:
            if unknown.cell in hidden:
                places[unknown] = self.hidden_column(programme, self.domain(unknown), most)
            else:
                places[unknown] = programme.column(*self.range_shown(unknown))
        for terms, low, high in rows:
            constant = self.constant(terms, places)
            programme.row(
                placed(terms, places),
                low - constant,
                high - constant,
            )
        return programme, places

    def hidden_column(self, programme: Programme, domain: Domain, most: float) -> int:
        high = min(domain.high, most)
        if not domain.has_gap:
            return programme.column(max(domain.low, -most), high, is_whole=domain.is_whole)
        place = programme.column(0.0, high)
        programme.nothing_or_between(place, domain.low, high)
        return place

    def most(self, unknowns: Iterable[Unknown]) -> float:
        """Return a number far above all that is about."""
        amounts = [0.0]
        for unknown in unknowns:
            low, high = self.range_shown(unknown)
            amounts += [abs(amount) for amount in (low, high) if abs(amount) < inf]
        return 4.0 * max(amounts) + 4.0 * self.threshold + 100.0

    def interval(self, secret: Secret, hidden: Collection[int]) -> tuple[float, float]:
        """Return the least and the most that a secret can be; the most is infinite where open."""
        rows = self.rows(hidden, secret.sum)
        programme, places = self.programme(rows, secret.sum, hidden)
        terms = placed(secret.sum, places)
        constant = self.constant(secret.sum, places)
        if not terms:
            return constant, constant
        least, most = programme.least(terms), programme.least([(u, -t) for u, t in terms])
        if least is None or most is None:
            return nan, nan
        far = self.most({u for row, _, _ in rows for u, _ in row} | {u for u, _ in secret.sum})
        high = constant - most
        return constant + least, inf if high >= 0.5 * far else high


def secrets_of(cells: Sequence[Cell], rules: Mapping[int, str], threshold: int) -> list[Secret]:
    """Return what must not be known of the figures that are withheld by a rule of their own."""
    secrets = []
    for number, rule in rules.items():
        cell = cells[number]
        count: Sum = ((Unknown(cell.number, False), 1.0),)
        of: Sum = ((Unknown(cell.number, True), 1.0),)
        own = (cell.number,)
        if rule == "small":
            secrets.append(Secret(count, own))
        elif rule == "few":
            secrets.append(Secret(of, own))
        elif rule == "remainder":
            secrets.append(Secret(added((of, 1.0), (count, -1.0)), own))
        elif rule == "same":
            continue
        elif cell.is_counted:
            secrets.append(Secret(count, own, max(1.0, threshold - 2.0)))
        elif cell.count == cell.count:
            secrets.append(Secret(count, own, max(1e-3, 0.1 * abs(cell.count))))
    return secrets


def small_rests(links: Iterable[LinkedSum]) -> list[Secret]:
    """Return the small counts that nobody publishes and that must not be known either."""
    return [Secret(link.sum) for link in links if link.is_small]
