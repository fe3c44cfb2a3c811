"""Rates that are told by more than two figures beside them.

Those of which numerator or denominator is the sum of two measures: a / (b + c), (a + b) / c. And
two of one whole whose size nobody says, beside their counts: 3 is to 20 as 7.3% are to 48.8%.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

import numpy as np
import numpy.typing as npt

from quarterbook.disclosure.cells import Cell, Key
from quarterbook.disclosure.linked_sums import DUST, Measures
from quarterbook.disclosure.resemblance.rates import (
    Amounts,
    Inference,
    Quotient,
    amounts_for,
    made_of_amounts,
    quotients_of,
)
from quarterbook.disclosure.resemblance.series import CHANCE, FEW, FEWEST_SPANS

_Numbers = npt.NDArray[np.float64]
_Rates = Mapping[str, Mapping[int, Quotient]]
_CLAIMS = {
    ("", True): '"{rate}" is "{one}" per "{b}" and "{c}" together in every period',
    ("share", True): '"{rate}" is "{one}" as a share of itself, "{b}" and "{c}" in every period',
    ("", False): '"{rate}" is "{b}" and "{c}" together per "{one}" in every period',
    ("share", False): '"{rate}" is "{b}" and "{c}" as a share of both and "{one}" in every period',
}


def rates_of_sums(
    newest: Mapping[Key, Cell], measures: Measures, secret: set[str]
) -> Iterator[Inference]:
    """Yield the rates of which one side is the sum of two measures, one of all in ``secret``.

    As for rates of two measures; looked for among few. Not where the sum has an id of its own,
    which tells as much.
    """
    quotients = quotients_of(newest)
    for kind in sorted({measures.kind(rate) for rate, _ in quotients}):
        amounts = amounts_for(kind, newest, measures)
        own = {key: made for key, made in quotients.items() if measures.kind(key[0]) == kind}
        if 3 <= len(amounts) <= FEW and secret & amounts.keys():
            for (rate, form), made in sorted(own.items()):
                choices = 2 * len(amounts) ** 3 * len(own)
                if (form, True) in _CLAIMS and _says_much(made, choices):
                    yield from _made(rate, form, made, amounts, secret)


def _says_much(made: Mapping[int, Quotient], choices: int) -> bool:
    """Whether a rate fits few sums by chance in all its periods."""
    is_some = len(made) >= FEWEST_SPANS and len({one.low for one in made.values()}) > 1
    return is_some and choices * prod(one.high / one.low - 1 for one in made.values()) < CHANCE


def _made(
    rate: str, form: str, made: Mapping[int, Quotient], amounts: Amounts, secret: set[str]
) -> Iterator[Inference]:
    begins = sorted(made)
    names = [
        name for name, own in sorted(amounts.items()) if name != rate and own.keys() >= set(begins)
    ]
    pairs = np.array(list(combinations(range(len(names)), 2)), dtype=int)
    if len(names) < 3:
        return
    numbers = np.array([[amounts[name][at].number for at in begins] for name in names])
    low, high = (np.array([getattr(made[at], end) for at in begins]) for end in ("low", "high"))
    for one, b, c, is_bottom in _summing_up(numbers, pairs, low, high):
        some = (names[one], names[b], names[c])
        if secret & set(some):
            claim = _CLAIMS[form, is_bottom].format(rate=rate, one=some[0], b=some[1], c=some[2])
            yield from _inferences(made, some, amounts, secret, claim)


def _summing_up(
    numbers: _Numbers, pairs: npt.NDArray[np.int64], low: _Numbers, high: _Numbers
) -> Iterator[tuple[int, int, int, bool]]:
    """Which amounts make a rate with two others that add up to no amount themselves.

    And whether those two are below it.
    """
    sums = numbers[pairs[:, 0]] + numbers[pairs[:, 1]]
    for is_bottom in (True, False):
        ends = (1 / high, 1 / low) if is_bottom else (low, high)
        least, most = (numbers * end for end in ends)
        for one, pair in _fitting(least, most, sums):
            b, c = (int(index) for index in pairs[pair])
            has_own_id = (np.abs(numbers - sums[pair]) < DUST).all(axis=1).any()
            if one not in (b, c) and not has_own_id and numbers[one].all():
                yield one, b, c, is_bottom


def _fitting(least: _Numbers, most: _Numbers, sums: _Numbers) -> Iterator[tuple[int, int]]:
    """Which sums lie between what amounts ask for in all periods, by the last period first."""
    order = np.argsort(sums[:, -1], kind="stable")
    last = sums[order, -1]
    first = np.searchsorted(last, least[:, -1], "left")
    after = np.searchsorted(last, most[:, -1], "right")
    for one in range(len(least)):
        near = order[first[one] : after[one]]
        fits = ((sums[near] >= least[one]) & (sums[near] <= most[one])).all(axis=1)
        for pair in near[fits]:
            yield one, int(pair)


def _inferences(
    made: Mapping[int, Quotient],
    some: Sequence[str],
    amounts: Amounts,
    secret: set[str],
    claim: str,
) -> Iterator[Inference]:
    for at in sorted(made):
        for own in some:
            if own in secret:
                rest = [cell for name in some if name != own for cell in amounts[name][at].cells]
                yield from made_of_amounts(made[at].rate, amounts[own][at].cells, rest, claim)


@dataclass(frozen=True)
class _Wholes:
    """How many each rate is of, were it a rate of each count: between two numbers, by period.

    ``low`` and ``high`` have a row for each of ``pairs`` of a count and a rate, and a column for
    each of ``begins``, not a number where one of the two has no figure.
    """

    begins: Sequence[int]
    pairs: Sequence[tuple[str, str]]
    low: _Numbers
    high: _Numbers

    def like(self, own: int, choices: int) -> Iterator[int]:
        """Yield the pairs that are of as many as one in all periods they share, not by chance."""
        low, high = np.maximum(self.low, self.low[own]), np.minimum(self.high, self.high[own])
        shared = ~np.isnan(low)
        width = self.high / self.low * (self.high[own] / self.low[own]) - 1
        chance = choices * np.where(shared, width, 1.0).prod(axis=1)
        is_like = (~shared | (low <= high)).all(axis=1) & (shared.sum(axis=1) >= FEWEST_SPANS)
        for pair in map(int, np.flatnonzero(is_like & (chance < CHANCE))):
            if not {*self.pairs[pair]} & {*self.pairs[own]}:
                yield pair


def rates_of_one_whole(
    newest: Mapping[Key, Cell], measures: Measures, secret: set[str]
) -> Iterator[Inference]:
    """Yield what two counts and what each is of one whole tell of one another.

    Though the whole is recorded nowhere: in all periods that the four share, three at least, and
    hardly by chance. Looked for among few.
    """
    bare = {
        rate: {at: one for at, one in made.items() if one.rate.of != one.rate.of}
        for (rate, form), made in quotients_of(newest).items()
        if not form
    }
    for kind in sorted({measures.kind(rate) for rate in bare}):
        rates = {rate: made for rate, made in bare.items() if measures.kind(rate) == kind and made}
        amounts = amounts_for(kind, newest, measures)
        is_few = 2 <= len(amounts) <= FEW and 2 <= len(rates) <= FEW
        if is_few and secret & {*amounts, *rates}:
            yield from _inferred_of_wholes(_wholes(amounts, rates), amounts, rates, secret)


def _wholes(amounts: Amounts, rates: _Rates) -> _Wholes:
    begins = sorted({at for made in rates.values() for at in made})
    pairs = [(one, rate) for one, rate in product(sorted(amounts), sorted(rates)) if one != rate]
    series = {
        one: {at: n.number or np.nan for at, n in own.items()} for one, own in amounts.items()
    }
    numbers = {one: [own.get(at, np.nan) for at in begins] for one, own in series.items()}
    counted = np.array([numbers[one] for one, _ in pairs])
    low, high = (_ends(rates, begins, [rate for _, rate in pairs], end) for end in ("high", "low"))
    return _Wholes(begins, pairs, counted / low, counted / high)


def _ends(
    rates: _Rates, begins: Sequence[int], names: Sequence[str], end: str
) -> npt.NDArray[np.float64]:
    """Return the lower or upper ends of rates by name, a row each."""
    ends = {
        rate: [getattr(made.get(at), end, np.nan) for at in begins] for rate, made in rates.items()
    }
    return np.array([ends[name] for name in names])


def _inferred_of_wholes(
    wholes: _Wholes, amounts: Amounts, rates: _Rates, secret: set[str]
) -> Iterator[Inference]:
    choices = len(wholes.pairs) ** 2
    for own, (count, rate) in enumerate(wholes.pairs):
        for other in wholes.like(own, choices) if {count, rate} & secret else ():
            beside, share = wholes.pairs[other]
            claim = f'"{rate}" and "{share}" are rates of as many, of "{count}" and "{beside}"'
            series = (amounts[count], amounts[beside], rates[rate], rates[share])
            for at in sorted(set.intersection(*map(set, series))):
                cells, rest = amounts[count][at].cells, amounts[beside][at].cells
                one, two = rates[rate][at].rate, rates[share][at].rate
                yield from made_of_amounts(one, cells, (*rest, two), claim)
                yield Inference(two, one, (*cells, *rest), claim)
