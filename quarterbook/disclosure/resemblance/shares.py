"""Shares of one whole, declared or as the figures show it, and one rate under two names.

60% and 37% leave 3%, whether of how many is recorded with them or not.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from math import comb, nan, prod
from statistics import fmean
from typing import assert_never

import numpy as np
import numpy.typing as npt

from quarterbook.disclosure.cells import Cell, Key
from quarterbook.disclosure.figures_behind import half_unit
from quarterbook.disclosure.linked_sums import DUST, Measures
from quarterbook.disclosure.resemblance.rates import (
    Amounts,
    Inference,
    amounts_for,
    denominators_for,
    has_count,
    has_value,
    is_rate,
    may_make,
    own_figures,
    withheld_blank,
)
from quarterbook.disclosure.resemblance.series import CHANCE, FEW, FEWEST_SPANS

_WHOLE = 100.0
_MOST = 3  # beside one's own; two that make up a whole are one rate and what it leaves
_FEWEST_APART = 3.0


@dataclass(frozen=True)
class Share:
    """A figure that is so much in a hundred of a whole: a rate, or a count of a known number.

    beside
        what that number is recorded as, where it is not recorded with the figure itself.
    """

    cell: Cell
    value: float
    half: float
    of: float
    beside: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class WholeOfShares:
    """Figures of one period that make up a whole; the value of one may be recorded nowhere."""

    shares: tuple[Share, ...]
    claim: str
    chance: float = 0.0

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The figures that make it up, the last by name first, those of which they are, nothing."""
        beside = [cell for share in self.shares for cell in share.beside]
        shares = sorted((share.cell for share in self.shares), key=lambda c: c.key, reverse=True)
        return tuple(sorted((*shares, *beside), key=lambda cell: cell.value == 0))

    @property
    def measures(self) -> frozenset[str]:
        return frozenset(cell.measure for cell in self.cells)

    @property
    def of(self) -> float:
        """How many the whole is, where a figure says so."""
        return next((share.of for share in self.shares if share.of == share.of), nan)

    @property
    def sized(self) -> tuple[Cell, ...]:
        """The figures that say how many it is."""
        return tuple(share.cell for share in self.shares if share.of == share.of)

    def tells(self, secret: Cell, hidden: Container[int], threshold: int) -> bool:
        """Whether a withheld figure is narrowed to less than its rule leaves by those shown."""
        if any(c.number in hidden for share in self.shares for c in share.beside):
            return False
        shown = [share for share in self.shares if share.cell.number not in hidden]
        if len(shown) >= len(self.shares) - 1:
            return True
        left = _WHOLE - sum(share.value for share in shown)
        people = left * self.of / _WHOLE if self.of == self.of else left
        match secret.rule:
            case "small":
                return people < threshold - 1 - DUST
            case "remainder":
                return any(share.value for share in shown)
            case "few":
                return False
            case (
                "confidential" | "formerly" | "as_published" | "exemption" | "same" | "beside" | ""
            ):
                return people < _FEWEST_APART - DUST
            case _:
                assert_never(secret.rule)

    def of_few(self, threshold: int) -> Iterator[Cell]:
        """Yield the figures of few, or of all but a few, that do not say of how many they are."""
        for share in self.shares if self.of == self.of else ():
            count = share.value * self.of / _WHOLE
            few = 0 < count < threshold - DUST or 0 < self.of - count < threshold - DUST
            if share.of != share.of and few and not share.cell.is_shown_small:
                yield share.cell


def wholes(
    newest: Mapping[Key, Cell], measures: Measures, secret: set[str], likely: float = CHANCE
) -> Iterator[WholeOfShares]:
    """Yield the shares of a whole of which one is in ``secret``, period by period.

    Declared are parts of one total that make up 100% in a period. Found are three or four that do
    so in all periods that they share, three at least, and by chance less often than is ``likely``;
    one may be a count, and what it is of another count or a rate's denominator.
    """
    rates = own_figures(newest, lambda cell: has_value(cell) and cell.base == _WHOLE)
    yield from _declared(rates, measures, secret)
    blank = withheld_blank(newest, has_value)
    counts = own_figures(
        newest, lambda c: c.base != c.base and c.is_counted and (has_count(c) or bool(c.rule))
    )
    for kind in sorted({measures.kind(id_) for id_ in rates}):
        own = {id_: rows for id_, rows in rates.items() if measures.kind(id_) == kind}
        if not 2 <= len(own) <= FEW:
            continue
        search = _Percentages(own)
        for id_ in sorted(secret & own.keys()):
            rows = blank.get(id_, {}) | own[id_]
            yield from _wholes_with(search, {at: _as_share(c) for at, c in rows.items()}, 1, likely)
        amounts = amounts_for(kind, newest, measures)
        amounts |= denominators_for(kind, newest, measures)
        for id_ in sorted(secret & counts.keys() & amounts.keys()):
            for name in sorted(amounts.keys() - {id_}):
                shares = _as_shares(counts[id_], amounts, name)
                yield from _wholes_with(search, shares, len(amounts) ** 2, likely)


def _as_share(cell: Cell) -> Share:
    return Share(cell, cell.value, half_unit(cell.value), cell.of)


def _as_shares(rows: Mapping[int, Cell], amounts: Amounts, name: str) -> dict[int, Share]:
    """What counts are in a hundred of an amount, nothing where some are more than it."""
    both = {at: (cell, amounts[name][at]) for at, cell in rows.items() if at in amounts[name]}
    if any(cell.count > amount.number or not amount.number for cell, amount in both.values()):
        return {}
    return {
        at: Share(cell, _WHOLE * cell.count / amount.number, 0.0, amount.number, amount.cells)
        for at, (cell, amount) in both.items()
    }


def _declared(
    rates: Mapping[str, Mapping[int, Cell]], measures: Measures, secret: set[str]
) -> Iterator[WholeOfShares]:
    """Yield the parts of one total that are percentages and make up a whole in a period."""
    for total, parts in measures.parts:
        if len(parts) > 1 and secret & set(parts) and rates.keys() >= set(parts):
            for at in sorted(set.intersection(*(set(rates[part]) for part in parts))):
                shares = tuple(_as_share(rates[part][at]) for part in parts)
                slack = sum(share.half for share in shares) + DUST
                if abs(_WHOLE - sum(share.value for share in shares)) <= slack:
                    yield WholeOfShares(shares, f'the parts of "{total}" make up 100%')


class _Percentages:
    """The percentages of some periods, and what two or three of them come to in each."""

    def __init__(self, rates: Mapping[str, Mapping[int, Cell]]) -> None:
        self.names = sorted(rates)
        self.rates = rates
        self.begins = sorted(set().union(*rates.values()))
        values = np.full((len(rates), len(self.begins)), np.nan)
        halves = np.zeros_like(values)
        for row, name in enumerate(self.names):
            for at, cell in rates[name].items():
                values[row, self.begins.index(at)] = cell.value
                halves[row, self.begins.index(at)] = half_unit(cell.value)
        self.some = [
            list(some)
            for size in range(2, min(_MOST, len(rates)) + 1)
            for some in combinations(range(len(rates)), size)
        ]
        self.sums = np.array([values[some].sum(axis=0) for some in self.some])
        self.slack = np.array([halves[some].sum(axis=0) for some in self.some])

    def beside(self, shares: Mapping[int, Share]) -> Iterator[tuple[list[str], float]]:
        """Yield the measures that make up a whole with shares, and by how much they miss it."""
        value, half = (
            np.array([getattr(shares[at], name) if at in shares else np.nan for at in self.begins])
            for name in ("value", "half")
        )
        off: npt.NDArray[np.float64] = np.abs(_WHOLE - value - self.sums)
        is_off = off > self.slack + half + DUST
        enough = (~np.isnan(off)).sum(axis=1) >= FEWEST_SPANS
        for row in np.flatnonzero(enough & ~is_off.any(axis=1)):
            yield [self.names[index] for index in self.some[row]], float(np.nanmax(off[row]))

    def by_chance(self, names: Sequence[str], whole: Mapping[int, Share], off: float) -> float:
        """How often measures may be expected to miss a whole by no more, among all of them."""
        rows = [self.rates[name] for name in names]
        common = sorted(set(whole).intersection(*rows))
        others = [[_as_share(row[at]) for at in common] for row in rows]
        apart = 2 * max(off, *(share.half for row in others for share in row))
        moves = max(_moves([share.value for share in row]) for row in others)
        among = comb(len(self.names), len(names) + 1) * (len(names) + 1)
        return float(among * (apart / (apart + moves)) ** len(common))


def _wholes_with(
    search: _Percentages, shares: Mapping[int, Share], choices: int, likely: float
) -> Iterator[WholeOfShares]:
    """Yield what makes up a whole with shares of one measure in all periods."""
    figures = {at: share for at, share in shares.items() if share.value == share.value}
    if len({share.value for share in figures.values()}) < 2:
        return
    taken = {cell.measure for one in figures.values() for cell in (one.cell, *one.beside)}
    own = next(iter(figures.values())).cell.measure
    for names, off in search.beside(figures):
        chance = choices * search.by_chance(names, figures, off)
        if chance < likely and not taken & set(names):
            rows = [search.rates[name] for name in names]
            named = " and ".join(f'"{name}"' for name in (own, *names))
            claim = f"{named} make up 100% in every period"
            for at in sorted(set(shares).intersection(*rows)):
                some = (shares[at], *(_as_share(row[at]) for row in rows))
                yield WholeOfShares(some, claim, chance)


def _moves(values: Sequence[float]) -> float:
    """By how much values move from one to the next, on average."""
    steps = [abs(after - before) for before, after in pairwise(values)]
    return fmean(steps) if steps else 0.0


def same_rates(
    newest: Mapping[Key, Cell], measures: Measures, secret: set[str]
) -> Iterator[Inference]:
    """Yield the rates that equal one in ``secret`` in all periods.

    In three at least, not always the same: one rate under two names, whatever
    else is known of either. Or make up 100% with it: what is late is not in time.
    """
    values = own_figures(newest, lambda cell: has_value(cell) and is_rate(cell))
    blank = withheld_blank(newest, has_value)
    for one, other in product(sorted(secret & values.keys()), sorted(values)):
        if not may_make(one, other, measures):
            continue
        common = values[one].keys() & values[other].keys()
        pairs = [(values[one][begin], values[other][begin]) for begin in sorted(common)]
        some = {a.value for a, _ in pairs}
        is_same = all(abs(a.value - b.value) <= DUST * abs(a.value) for a, b in pairs)
        if len(some) > 2 and (is_same or _make_all(pairs, len(values))):
            what = "are the same rate" if is_same else "make up 100%"
            claim = f'"{one}" and "{other}" {what} in every period'
            hidden = blank.get(one, {})
            pairs += [
                (hidden[at], values[other][at]) for at in sorted(hidden) if at in values[other]
            ]
            yield from (Inference(b, a, (), claim) for a, b in pairs)


def _make_all(pairs: Sequence[tuple[Cell, Cell]], rates: int) -> bool:
    """Whether two percentages make up 100 in all periods, as rounded, and hardly by chance."""
    slack = {a.value: half_unit(a.value) + half_unit(b.value) + DUST for a, b in pairs}
    chance = rates**2 * prod(2 * one / 100 for one in slack.values())
    return chance < CHANCE and all(
        a.base == b.base == 100.0 and abs(a.value + b.value - 100) <= slack[a.value]
        for a, b in pairs
    )
