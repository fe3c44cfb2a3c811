"""Rates that nobody said what they are made of, as the figures show it: a withheld one follows.

Neither what a rate is of nor what it counts need be recorded with it: each has an id of its own.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import prod
from typing import NamedTuple

from quarterbook.disclosure.cells import Cell, Key
from quarterbook.disclosure.figures_behind import half_unit
from quarterbook.disclosure.linked_sums import DUST, Measures
from quarterbook.disclosure.resemblance.series import CHANCE

_LAST = chr(sys.maxunicode)


class Inference(NamedTuple):
    """A figure from which another follows that is withheld.

    others
        what the reader needs beside it; nothing where the two are one rate.
    claim
        what it is made of, in words.
    is_made
        the figure shown is made of the others, and so narrows them even where all are withheld:
        75% of two counts below 5 are 3 of 4.
    """

    shown: Cell
    secret: Cell
    others: tuple[Cell, ...]
    claim: str
    is_made: bool = False

    @property
    def measures(self) -> frozenset[str]:
        return frozenset(cell.measure for cell in (self.shown, self.secret, *self.others))


_ByMeasure = dict[str, dict[int, Cell]]


def own_figures(newest: Mapping[Key, Cell], is_one: Callable[[Cell], bool]) -> _ByMeasure:
    """The council's own figures of one sort, by measure and the first month of their period."""
    figures: _ByMeasure = {}
    for (measure, _, area), cell in newest.items():
        if not area and not cell.is_forecast and is_one(cell):
            figures.setdefault(measure, {})[cell.span.begin] = cell
    return figures


def withheld_blank(newest: Mapping[Key, Cell], has: Callable[[Cell], bool]) -> _ByMeasure:
    """The council's own figures that are withheld by rule and not recorded with what is asked."""
    return own_figures(newest, lambda cell: bool(cell.rule) and not has(cell))


def has_value(cell: Cell) -> bool:
    """Whether a value is recorded."""
    return cell.value == cell.value


def is_rate(cell: Cell) -> bool:
    """Whether a figure is of so many, or counts nothing."""
    return cell.base == cell.base or not cell.is_counted


def has_count(cell: Cell) -> bool:
    """Whether a count is recorded, or follows."""
    return cell.count == cell.count


def is_bare(cell: Cell) -> bool:
    """Whether a figure is a percentage of nobody knows how many."""
    return cell.value == cell.value and cell.base == 100.0 and cell.of != cell.of


class Quotient(NamedTuple):
    """What a rate says one amount is of another: between two numbers."""

    rate: Cell
    low: float
    high: float


_FORMS = {
    "": "{top} per {bottom}",
    "share": "{top} as a share of itself and {bottom}",
    "remainder": "what {top} leaves of {bottom}, as a share",
    "odds": "{top} per what it leaves of {bottom}",
    "in a hundred": "a hundred times {top} per {bottom}",
    "odds in a hundred": "a hundred times {top} per what it leaves of {bottom}",
}


_DENOMINATOR = "the denominator of "


class _Amount(NamedTuple):
    """How many a measure counts in a period, and the figures that come to it."""

    measure: str
    number: float
    cells: tuple[Cell, ...]


Amounts = dict[str, dict[int, _Amount]]
"""Amounts of measures by the first month of their period."""


def amounts_for(kind: tuple[int, str], newest: Mapping[Key, Cell], measures: Measures) -> Amounts:
    """What all measures count in periods of one kind, those by the month or quarter as a sum."""
    amounts: Amounts = {}
    counts, length = own_figures(newest, has_count), kind[0]
    for measure, cells in counts.items():
        if measures.kind(measure) == kind:
            own = {at: _Amount(measure, cell.count, (cell,)) for at, cell in cells.items()}
        elif measures.kind(measure)[0] < length and kind[1] == "snapshot":
            own = _summed(measure, cells, measures, length)
        else:
            continue
        if own:
            amounts[measure] = own
    return amounts


def denominators_for(
    kind: tuple[int, str], newest: Mapping[Key, Cell], measures: Measures
) -> Amounts:
    """Of how many the rates in periods of one kind are, under names of their own."""
    amounts: Amounts = {}
    for measure, cells in own_figures(newest, lambda cell: cell.of > 0).items():
        if measures.kind(measure) == kind:
            name = f"{_DENOMINATOR}{measure}"
            amounts[name] = {at: _Amount(name, cell.of, (cell,)) for at, cell in cells.items()}
    return amounts


def _summed(
    measure: str, cells: Mapping[int, Cell], measures: Measures, length: int
) -> dict[int, _Amount]:
    """What a measure comes to in longer periods, by reading: one figure, or the sum of all."""
    short, reading = measures.kind(measure)
    amounts = {}
    for end in sorted({at + short for at in cells}):
        begin = end - length
        is_last = reading != "snapshot" and length == 12
        begins = [end - short] if is_last else list(range(begin, end, short))
        is_period = (begin - 3) % length == 0 and (reading == "snapshot" or is_last)
        if is_period and all(at in cells for at in begins):
            own = tuple(cells[at] for at in begins)
            amounts[begin] = _Amount(measure, sum(cell.count for cell in own), own)
    return amounts


def rates(newest: Mapping[Key, Cell], measures: Measures, secret: set[str]) -> Iterator[Inference]:
    """Yield the rates that are made of a measure in ``secret`` and of another, as figures show.

    One is the numerator over the other, or over both together; what is counted more often is
    added up. In three periods at least, in all that the three share, not always of the same, and
    hardly by chance: a rate of few digits is near many.
    """
    quotients = quotients_of(newest)
    told_by_others = _told_by_others(quotients, secret)
    blank, bare = withheld_blank(newest, has_count), withheld_blank(newest, has_value)
    choices = len(own_figures(newest, has_count)) ** 2 * len(quotients)
    for kind in sorted({measures.kind(rate) for rate, _ in quotients}):
        amounts = amounts_for(kind, newest, measures)
        all_amounts = amounts | denominators_for(kind, newest, measures)
        search = _Search(all_amounts, _sizes(all_amounts), choices)
        unknown = {one: cells for one, cells in blank.items() if measures.kind(one) == kind}
        for (rate, form), made in sorted(quotients.items()):
            of_kind = amounts.keys() - {rate} if measures.kind(rate) == kind else set()
            for one in sorted(of_kind if rate in told_by_others else of_kind & secret):
                own = {at: amount for at, amount in amounts[one].items() if amount.number > 0}
                common = {at: quotient for at, quotient in made.items() if at in own}
                if one in secret:
                    hidden = _beside(unknown.get(one, {}), made)
                    yield from _made_of(own, common, hidden, form, search)
                if rate in told_by_others:
                    yield from _hidden_rates(own, common, bare.get(rate, {}), form, search)


def _beside(
    blank: Mapping[int, Cell], made: Mapping[int, Quotient]
) -> dict[int, tuple[Quotient, _Amount]]:
    """Return figures that nobody recorded, each with what a rate says of it."""
    return {
        at: (made[at], _Amount(cell.measure, cell.count, (cell,)))
        for at, cell in blank.items()
        if at in made
    }


def _told_by_others(
    quotients: Mapping[tuple[str, str], Mapping[int, Quotient]], secret: set[str]
) -> set[str]:
    """The withheld rates that have nothing of what they are made of in their own rows."""
    return {
        rate
        for (rate, _), made in quotients.items()
        if rate in secret and all(one.rate.of != one.rate.of for one in made.values())
    }


def _hidden_rates(
    own: Mapping[int, _Amount],
    made: Mapping[int, Quotient],
    blank: Mapping[int, Cell],
    form: str,
    search: _Search,
) -> Iterator[Inference]:
    """Yield what two amounts tell of a withheld rate, also where nobody recorded it."""
    for is_numerator, other, claim in _others(own, made, form, search):
        if is_numerator:
            cells = {at: quotient.rate for at, quotient in made.items()} | dict(blank)
            rest = search.amounts[other]
            for at in sorted(cells.keys() & own.keys() & rest.keys()):
                shown, *others = (*own[at].cells, *rest[at].cells)
                yield Inference(shown, cells[at], tuple(others), claim)


def _made_of(
    own: Mapping[int, _Amount],
    made: Mapping[int, Quotient],
    hidden: Mapping[int, tuple[Quotient, _Amount]],
    form: str,
    search: _Search,
) -> Iterator[Inference]:
    """Yield the figures of a rate that is one's own over another or another over one's own.

    ``hidden`` are those of one's own that nobody recorded, each with what the rate says of it.
    """
    for _, other, claim in _others(own, made, form, search):
        both = {at: (made[at], own[at]) for at in made} | dict(hidden)
        for at in sorted(both.keys() & search.amounts[other].keys()):
            quotient, amount = both[at]
            beside = search.amounts[other][at].cells
            yield from made_of_amounts(quotient.rate, amount.cells, beside, claim)


def _others(
    own: Mapping[int, _Amount], made: Mapping[int, Quotient], form: str, search: _Search
) -> Iterator[tuple[bool, str, str]]:
    """Yield the measures that make a rate with one, whether that is above, and a claim."""
    if len(made) < 3 or len({quotient.low for quotient in made.values()}) < 2:
        return
    first = min(made)
    rate, one = made[first].rate.measure, own[first].measure
    for is_numerator in (True, False):
        for other in search.others(own, made, is_numerator):
            if other.removeprefix(_DENOMINATOR) not in (one, rate):
                top, bottom = (one, other) if is_numerator else (other, one)
                what = _FORMS[form].format(top=f'"{top}"', bottom=f'"{bottom}"')
                yield is_numerator, other, f'"{rate}" is {what} in every period'


def made_of_amounts(
    rate: Cell, own: Sequence[Cell], beside: Sequence[Cell], claim: str
) -> Iterator[Inference]:
    """Yield what a rate tells of each figure of an amount, beside the others and the rest."""
    for cell in own:
        others = [other for other in own if other is not cell]
        yield Inference(rate, cell, (*beside, *others), claim, is_made=True)


def may_make(one: str, rate: str, measures: Measures) -> bool:
    """Whether two measures have figures for the same months."""
    return one != rate and measures.kind(one) == measures.kind(rate)


def sums_of_rates(
    newest: Mapping[Key, Cell], measures: Measures, secret: set[str]
) -> Iterator[Inference]:
    """Yield the declared totals and parts that are rates of one base and add up in a period.

    Whatever is known of their numerators: a rate follows from the others.
    """
    rows = own_figures(newest, lambda cell: cell.value == cell.value and cell.base == cell.base)
    for total, parts in measures.parts:
        kinds = {measures.kind(id_) for id_ in (total, *parts)}
        is_whole = {total, *parts} <= rows.keys() and len(kinds) == 1
        for begin in set.intersection(*(set(rows[i]) for i in (total, *parts))) if is_whole else ():
            cells = [rows[id_][begin] for id_ in (*parts, total)]
            for own in cells if _add_up(cells) else ():
                if own.measure in secret:
                    rate, *others = [cell for cell in cells if cell is not own]
                    claim = f'"{total}" is the sum of its parts'
                    yield Inference(rate, own, tuple(others), claim)


def _add_up(cells: Sequence[Cell]) -> bool:
    """Whether all are rates of as many, and the last is the sum of the others, as rounded."""
    *parts, total = cells
    slack = sum(half_unit(cell.value) for cell in cells) + DUST
    are_rates = all(cell.base == total.base for cell in cells)
    return are_rates and abs(total.value - sum(part.value for part in parts)) <= slack


def quotients_of(newest: Mapping[Key, Cell]) -> dict[tuple[str, str], dict[int, Quotient]]:
    """What rates say one amount is of another, by measure and what they may be."""
    quotients: dict[tuple[str, str], dict[int, Quotient]] = {}
    for measure, cells in own_figures(
        newest, lambda cell: cell.value > 0 and is_rate(cell)
    ).items():
        for begin, cell in cells.items():
            base = cell.base if cell.base == cell.base else 1.0
            half = half_unit(cell.value) + 1e-9 * cell.value
            low, high = max(cell.value - half, 1e-12) / base, (cell.value + half) / base
            quotients.setdefault((measure, ""), {})[begin] = Quotient(cell, low, high)
            odds = Quotient(cell, low / (1.0 + low), high / (1.0 + high))
            quotients.setdefault((measure, "odds"), {})[begin] = odds
            if cell.base != cell.base:
                low, high = low / 100, high / 100
                hundred = Quotient(cell, low, high)
                quotients.setdefault((measure, "in a hundred"), {})[begin] = hundred
                odds = Quotient(cell, low / (1.0 + low), high / (1.0 + high))
                quotients.setdefault((measure, "odds in a hundred"), {})[begin] = odds
            if is_bare(cell) and high < 1.0:
                remainder = Quotient(cell, 1.0 - high, 1.0 - low)
                quotients.setdefault((measure, "remainder"), {})[begin] = remainder
                share = Quotient(cell, low / (1.0 - low), high / (1.0 - high))
                quotients.setdefault((measure, "share"), {})[begin] = share
    return quotients


_Sizes = dict[int, list[tuple[float, str]]]


class _Search(NamedTuple):
    """All amounts, and by size, and among how many choices a rate may fit two of them."""

    amounts: Amounts
    sizes: _Sizes
    choices: int

    def others(
        self, own: Mapping[int, _Amount], made: Mapping[int, Quotient], is_numerator: bool
    ) -> Iterator[str]:
        """Yield the measures that make a rate with one's own in all periods, not by chance."""
        last = max(made)
        near = _between(self.sizes[last], *_other(own[last].number, made[last], is_numerator))
        if not near or self.choices * prod(q.high / q.low - 1 for q in made.values()) >= CHANCE:
            return
        for other in sorted(set(near)):
            rest = self.amounts[other]
            there = made.keys() <= rest.keys()
            if there and all(self._fits(own[at], made[at], rest[at], is_numerator) for at in made):
                yield other

    @staticmethod
    def _fits(own: _Amount, made: Quotient, other: _Amount, is_numerator: bool) -> bool:
        low, high = _other(own.number, made, is_numerator)
        return low <= other.number <= high


def _sizes(amounts: Amounts) -> _Sizes:
    """The amounts of a period by size, each with its measure."""
    sizes: _Sizes = {}
    for measure, series in amounts.items():
        for begin, amount in series.items():
            sizes.setdefault(begin, []).append((amount.number, measure))
    for some in sizes.values():
        some.sort()
    return sizes


def _between(sizes: list[tuple[float, str]], low: float, high: float) -> list[str]:
    """Return the measures of amounts between two."""
    first = bisect_left(sizes, (low, ""))
    return [measure for _, measure in sizes[first : bisect_right(sizes, (high, _LAST))]]


def _other(amount: float, rate: Quotient, is_numerator: bool) -> tuple[float, float]:
    """Between what the denominator, or the numerator, lies that goes with an amount and a rate."""
    if is_numerator:
        return amount / rate.high, amount / rate.low
    return rate.low * amount, rate.high * amount
