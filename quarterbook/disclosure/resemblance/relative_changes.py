"""What a count is of what it was: changes in per cent, and index numbers on a period of 100."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise, product

from quarterbook.disclosure.cells import Cell, Key
from quarterbook.disclosure.figures_behind import half_unit
from quarterbook.disclosure.linked_sums import DUST, Measures
from quarterbook.disclosure.resemblance.rates import (
    Inference,
    has_count,
    has_value,
    is_bare,
    is_rate,
    may_make,
    own_figures,
    withheld_blank,
)
from quarterbook.disclosure.resemblance.series import CHANCE, FEWEST_SPANS

_WHOLE = 100.0


def changes(
    newest: Mapping[Key, Cell], measures: Measures, secret: set[str]
) -> Iterator[Inference]:
    """Yield the percentages by which a measure in ``secret`` changed, as the figures show.

    Since the period before, or since a year before. The change and one of the
    two figures give the other.
    """
    amounts, shares = own_figures(newest, has_count), own_figures(newest, is_bare)
    blank = withheld_blank(newest, has_count)
    choices = 2 * len(amounts) * len(shares)
    for one, rate in product(sorted(secret & amounts.keys()), sorted(shares)):
        if may_make(one, rate, measures):
            for lag in sorted({measures.length[one], 12}):
                every = amounts[one] | blank.get(one, {})
                yield from _changes(amounts[one], shares[rate], every, lag, choices)


def _changes(
    own: Mapping[int, Cell],
    rate: Mapping[int, Cell],
    every: Mapping[int, Cell],
    lag: int,
    choices: int,
) -> Iterator[Inference]:
    """Yield what changes tell of one's own figures, ``every`` with those that nobody recorded."""
    common = [at for at in sorted(rate) if at in own and at - lag in own and own[at - lag].count]
    chance = 1.0
    for at in common:
        base, half = own[at - lag].count, half_unit(rate[at].value) + 1e-9
        low, high = (base * (1 + (rate[at].value + s * half) / 100) for s in (-1, 1))
        if not low - DUST <= own[at].count <= high + DUST:
            return
        chance *= min(1.0, high - low + 2 * DUST)
    if len({rate[at].value for at in common}) > 2 and choices * chance < CHANCE:
        first = common[0]
        claim = f'"{rate[first].measure}" is the change of "{own[first].measure}" in every period'
        for at in (at for at in sorted(rate) if at in every and at - lag in every):
            yield Inference(rate[at], every[at], (every[at - lag],), claim, is_made=True)
            yield Inference(rate[at], every[at - lag], (every[at],), claim, is_made=True)


def indices(
    newest: Mapping[Key, Cell], measures: Measures, secret: set[str]
) -> Iterator[Inference]:
    """Yield the index numbers of a measure in ``secret``: 15 on a base of 20 are 3.

    In three periods at least besides one that is 100, and hardly by chance.
    """
    rates = own_figures(newest, lambda cell: has_value(cell) and is_rate(cell))
    counts = own_figures(newest, has_count)
    choices = len(rates) * len(counts)
    for index, figures in sorted(rates.items()):
        bases = [at for at, cell in sorted(figures.items()) if cell.value == _WHOLE]
        for one, base in product(sorted(secret & counts.keys()), bases):
            if one == index or measures.kind(one) != measures.kind(index):
                continue
            own = counts[one]
            if base in own and _holds(figures, own, base, choices):
                yield from _inferences(figures, own, base)


def _holds(index: Mapping[int, Cell], own: Mapping[int, Cell], base: int, choices: int) -> bool:
    """Whether an index is a count's on a base in all periods that both have."""
    common = sorted(index.keys() & own.keys() - {base})
    values = {index[at].value for at in common}
    if len(common) < FEWEST_SPANS or len(values) < 2 or own[base].count <= 0:
        return False
    counts = [own[at].count for at in sorted([*common, base])]
    moves = sum(abs(after - before) for before, after in pairwise(counts)) / len(common)
    chance = float(choices)
    for at in common:
        half = half_unit(index[at].value) + 1e-9
        low, high = (own[base].count * (index[at].value + s * half) / _WHOLE for s in (-1, 1))
        if not low - DUST <= own[at].count <= high + DUST:
            return False
        chance *= min(1.0, (high - low + 2 * DUST) / max(1.0, moves))
    return chance < CHANCE


def _inferences(
    index: Mapping[int, Cell], own: Mapping[int, Cell], base: int
) -> Iterator[Inference]:
    claim = (
        f'"{index[base].measure}" is "{own[base].measure}" as an index on '
        f"{own[base].key[1].label} in every period"
    )
    for at in sorted(index.keys() & own.keys() - {base}):
        yield Inference(index[at], own[at], (own[base],), claim, is_made=True)
        yield Inference(index[at], own[base], (own[at],), claim, is_made=True)
