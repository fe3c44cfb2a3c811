"""Index numbers: a measure's count as a share of what it was in a period that is 100."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise, product

from quarterbook.disclosure.cells import Cell, Key
from quarterbook.disclosure.counts import half_unit
from quarterbook.disclosure.links import DUST, Measures
from quarterbook.disclosure.resemblance.rates import Inference, has_value, is_rate, own_figures
from quarterbook.disclosure.resemblance.series import CHANCE, FEWEST_SPANS

_WHOLE = 100.0


def indices(
    newest: Mapping[Key, Cell], measures: Measures, secret: set[str]
) -> Iterator[Inference]:
    """Return the index numbers of a measure in ``secret``: 15 on a base of 20 are 3.

    In three periods at least besides one that is 100, and hardly by chance.
    """
    rates = own_figures(newest, lambda cell: has_value(cell) and is_rate(cell))
    counts = own_figures(newest, lambda cell: cell.count == cell.count)
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
