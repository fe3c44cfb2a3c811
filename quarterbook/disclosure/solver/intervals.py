"""What an attacker can know of a withheld figure who has all publications, links and the rule.

He solves for whole numbers that fit all he knows. Of a figure withheld as small he knows that it is
above 0 and below the threshold; of one held back with it that it is 0 or not below the threshold.
He can do no better than this integer programme, which HiGHS solves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from math import inf, nan
from typing import NamedTuple, assert_never

from quarterbook.disclosure.cells import Cell, CellsByNumber, Key
from quarterbook.disclosure.figures_behind import half_unit
from quarterbook.disclosure.linked_sums import LinkedSum, Sum, Unknown
from quarterbook.disclosure.solver.programme import Programme
from quarterbook.disclosure.solver.rounding import Rounded
from quarterbook.disclosure.solver.secrets import Demand, Secret
from quarterbook.disclosure.solver.witness import Domain, KnownSum, Witness
from quarterbook.ground.rule_names import WithholdingRule

_FOR_ANY_REASON: WithholdingRule = "confidential"
"""The rule that tells nothing of a figure."""

_NEAR = 2
"""Steps from a secret within which other numbers are looked for, before all that is known is."""


def placed(terms: Sum, places: Mapping[Unknown, int]) -> list[tuple[int, float]]:
    """Return the terms of a sum that have a column, each with the column's place."""
    return [(places[u], times) for u, times in terms if u in places]


class Reach(NamedTuple):
    """What ties some unknowns to others, and which of all these can be other than recorded.

    is_whole
        there is no more that could be.
    """

    rows: list[KnownSum]
    free: set[Unknown]
    is_whole: bool


class Attacker:
    """Who holds every figure but those said to be hidden, and knows all links.

    rules
        why figures are withheld by a rule of their own, as in `rules_of`, by their cells.
    rounded
        what is shown, where it is not hidden, instead of the counts of some cells.
    """

    def __init__(
        self,
        cells: CellsByNumber,
        rules: Mapping[int, WithholdingRule],
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
        rules: dict[int, WithholdingRule] = dict.fromkeys(self.cells, _FOR_ANY_REASON)
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
        cell, rule = self.cells[unknown.cell], self.rules.get(unknown.cell)
        low = float(self.threshold)
        least = -inf if cell.is_signed else 0.0
        if not cell.is_counted:
            return Domain(least, is_whole=False)
        if unknown.is_of:
            return Domain(1.0, low - 1) if rule == "few" else Domain(1.0)
        match rule:
            case "small":
                return Domain(1.0, low - 1)
            case (
                "few" | "remainder" | "confidential" | "formerly" | "as_published"
                | "exemption" | "same" | "beside"
            ):  # fmt: skip
                return Domain(least)
            case None:
                is_any = cell.is_shown_small or cell.is_signed or low <= 1
                return Domain(least) if is_any else Domain(low, has_gap=True)
            case _:
                assert_never(rule)

    def range_shown(self, unknown: Unknown) -> tuple[float, float]:
        """Return between what a reader of its figure knows an unknown to lie."""
        cell = self.cells[unknown.cell]
        if not unknown.is_of and unknown.cell in self._rounded:
            rounded = self._rounded[unknown.cell]
            return rounded.low if cell.is_signed else max(0.0, rounded.low), rounded.high
        return cell.of_range if unknown.is_of else cell.count_range

    def rows(self, free: Collection[int], around: Sum) -> list[KnownSum]:
        """Return all that ties a sum's unknowns to others, as far as figures in ``free`` reach."""
        return self.reach(free, around).rows

    def reach(self, free: Collection[int], around: Sum, steps: float = inf) -> Reach:
        """Return the same as far as so many steps, and what of it may be other than recorded.

        Whatever lies further is as recorded, which fits all else that is known: what is possible
        so is possible.
        """
        rows: dict[KnownSum, None] = {}
        free_near: set[Unknown] = set()
        ahead, beyond, is_whole = dict.fromkeys(unknown for unknown, _ in around), 0, True
        while ahead:
            further: dict[Unknown, None] = {}
            for unknown in ahead:
                if unknown in free_near or not self.is_free(unknown, free):
                    continue
                if beyond > steps and self._is_settled(unknown, free):
                    is_whole = False
                    continue
                free_near.add(unknown)
                for row in (*self._rows_with.get(unknown, ()), *self._own(unknown, free)):
                    if row not in rows:
                        rows[row] = None
                        further |= dict.fromkeys(other for other, _ in row[0])
            ahead, beyond = further, beyond + 1
        return Reach(sorted(rows), free_near, is_whole)

    def _is_settled(self, unknown: Unknown, free: Collection[int]) -> bool:
        """Whether an unknown can be what was recorded, for who knows the rule."""
        recorded = self.recorded(unknown)
        if unknown.cell in free:
            return recorded == recorded and self.domain(unknown).holds(recorded)
        low, high = self.range_shown(unknown)
        return low <= recorded <= high

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
            gap = abs(rate - other.value)
            is_same = other.of != other.of and gap <= half_unit(other.value) + 1e-9
            half = max(other.half, gap + 1e-9)
            if other.number not in free and is_same:
                low, high = (other.value - half) / cell.base, (other.value + half) / cell.base
                yield ((count, 1.0), (of, -low)), 0.0, inf
                yield ((count, 1.0), (of, -high)), -inf, 0.0

    @cached_property
    def _recorded_for(self) -> Mapping[Key, list[Cell]]:
        """The figures that were recorded for one measure, period and area."""
        by_key: dict[Key, list[Cell]] = {}
        for cell in self.cells.values():
            by_key.setdefault(cell.key, []).append(cell)
        return by_key

    # What can be known.

    def unmet(self, demands: Iterable[Demand], hidden: Collection[int]) -> list[Demand]:
        """Return what is not possible for an attacker who misses these figures."""
        return [
            demand
            for secret, some in _by_secret(demands).items()
            for demand in _without(some, self._met(secret, some, hidden))
        ]

    def met(
        self, demands: Iterable[Demand], hidden: Collection[int]
    ) -> dict[Demand, Collection[int]]:
        """Return what is possible for him, and which of the figures need not be as recorded."""
        met: dict[Demand, Collection[int]] = {}
        for secret, some in _by_secret(demands).items():
            met |= self._met(secret, some, hidden)
        return met

    def _met(
        self, secret: Secret, demands: list[Demand], hidden: Collection[int]
    ) -> dict[Demand, Collection[int]]:
        """Return the same, sought near the secret first."""
        free = [unknown for unknown, _ in secret.sum if self.is_free(unknown, hidden)]
        if not free:
            amount = self.constant(secret.sum, {})
            return {demand: () for demand in demands if demand.amount == amount}
        near = self.reach(hidden, secret.sum, _NEAR)
        met = self._met_within(near, secret, demands, hidden)
        left = _without(demands, met)
        if left and not near.is_whole:
            met |= self._met_within(self.reach(hidden, secret.sum), secret, left, hidden)
        return met

    def _met_within(
        self, reach: Reach, secret: Secret, demands: list[Demand], hidden: Collection[int]
    ) -> dict[Demand, Collection[int]]:
        own = {u.cell for u, _ in secret.sum if u in reach.free}
        if not secret.width and not reach.rows and all(cell in hidden for cell in own):
            return dict.fromkeys(demands, own)
        witness = self._witness(reach, secret.sum, hidden)
        if secret.width:
            wide = self._wide(secret, witness, reach, hidden)
            return {} if wide is None else dict.fromkeys(demands, wide)
        met: dict[Demand, Collection[int]] = {}
        for demand in demands:
            other = witness.fits(secret.sum, demand.amount, demand.amount)
            if other is None:
                other = self._can_be(secret.sum, demand.amount, reach, hidden)
            if other is not None:
                met[demand] = self._moved(other)
        return met

    def _moved(self, numbers: Mapping[Unknown, float]) -> set[int]:
        """Return the figures of unknowns that are not what was recorded."""
        return {u.cell for u, number in numbers.items() if number != self.recorded(u)}

    def _can_be(
        self, around: Sum, amount: float, reach: Reach, hidden: Collection[int]
    ) -> Mapping[Unknown, float] | None:
        programme, places = self.programme(reach, around, hidden)
        rest = amount - self.constant(around, places)
        programme.row(placed(around, places), rest, rest)
        solution = programme.solve()
        return None if solution is None else {u: solution[at] for u, at in places.items()}

    def _wide(
        self, secret: Secret, witness: Witness, reach: Reach, hidden: Collection[int]
    ) -> set[int] | None:
        """Return what figures can be other than recorded so that a secret is wide, if any."""
        around = secret.sum
        recorded = sum(times * self.recorded(unknown) for unknown, times in around)
        if witness.fits(around, recorded, recorded) is not None:
            for low, high in ((recorded + secret.width, inf), (-inf, recorded - secret.width)):
                other = witness.fits(around, low, high)
                if other is not None:
                    return self._moved(other)
        low, high = self._interval(around, reach, hidden)
        is_wide = high - low >= secret.width - 1e-6
        return {unknown.cell for unknown in reach.free} if is_wide else None

    def _witness(self, reach: Reach, around: Sum, hidden: Collection[int]) -> Witness:
        unknowns = {u for terms, _, _ in reach.rows for u, _ in terms} | {u for u, _ in around}
        recorded = {
            unknown: self.recorded(unknown) if unknown in reach.free else self._fixed(unknown)
            for unknown in unknowns
        }
        domains = {
            unknown: self.domain(unknown)
            if unknown.cell in hidden
            else Domain(*self.range_shown(unknown))
            for unknown in unknowns & reach.free
        }
        return Witness(reach.rows, recorded, domains)

    def recorded(self, unknown: Unknown) -> float:
        """Return what an unknown is, NaN where nobody recorded it."""
        cell = self.cells[unknown.cell]
        return cell.of if unknown.is_of else cell.count

    def _fixed(self, unknown: Unknown) -> float:
        """Return what an unknown is that everybody knows, or that is to be as recorded."""
        low, high = self.range_shown(unknown)
        return low if low == high else self.recorded(unknown)

    def constant(self, terms: Sum, places: Mapping[Unknown, int]) -> float:
        """What a sum comes to without the unknowns that have a column."""
        return sum(times * self._fixed(u) for u, times in terms if u not in places)

    def programme(
        self, reach: Reach, around: Sum, hidden: Collection[int]
    ) -> tuple[Programme, dict[Unknown, int]]:
        """Return an integer programme of all that is known, and the place of each unknown in it."""
        programme = Programme()
        most = self.most(
            {u for terms, _, _ in reach.rows for u, _ in terms} | {u for u, _ in around}
        )
        places = {}
        for unknown in sorted(reach.free):
            if unknown.cell in hidden:
                places[unknown] = self.hidden_column(programme, self.domain(unknown), most)
            else:
                places[unknown] = programme.column(*self.range_shown(unknown))
        for terms, low, high in reach.rows:
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
        return self._interval(secret.sum, self.reach(hidden, secret.sum), hidden)

    def _interval(self, around: Sum, reach: Reach, hidden: Collection[int]) -> tuple[float, float]:
        programme, places = self.programme(reach, around, hidden)
        terms = placed(around, places)
        constant = self.constant(around, places)
        if not terms:
            return constant, constant
        least, most = programme.least(terms), programme.least([(u, -t) for u, t in terms])
        if least is None or most is None:
            return nan, nan
        far = self.most({u for row, _, _ in reach.rows for u, _ in row} | {u for u, _ in around})
        high = constant - most
        return constant + least, inf if high >= 0.5 * far else high


def _by_secret(demands: Iterable[Demand]) -> dict[Secret, list[Demand]]:
    by_secret: dict[Secret, list[Demand]] = {}
    for demand in demands:
        by_secret.setdefault(demand.secret, []).append(demand)
    return by_secret


def _without(demands: Iterable[Demand], met: Collection[Demand]) -> list[Demand]:
    return [demand for demand in demands if demand not in met]
